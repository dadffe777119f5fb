-- A posted move stays as it was posted; its lines too.
CREATE FUNCTION fund_move_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
     OR (NEW.school_id, NEW.uid, NEW.number, NEW.year, NEW.moved_on, NEW.from_building_id, NEW.to_building_id, NEW.operation_uid)
        IS DISTINCT FROM
        (OLD.school_id, OLD.uid, OLD.number, OLD.year, OLD.moved_on, OLD.from_building_id, OLD.to_building_id, OLD.operation_uid)) THEN
    RAISE EXCEPTION 'a posted move stays as it is' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fund_move_stays BEFORE UPDATE OR DELETE ON fund_move
  FOR EACH ROW EXECUTE FUNCTION fund_move_stays();
CREATE FUNCTION fund_moveline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fund_move WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.move_id ELSE OLD.move_id END AND state <> 'draft') THEN
    RAISE EXCEPTION 'a line of a posted move stays as it is' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fund_moveline_stays BEFORE INSERT OR UPDATE OR DELETE ON fund_moveline
  FOR EACH ROW EXECUTE FUNCTION fund_moveline_stays();

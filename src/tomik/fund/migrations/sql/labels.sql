CREATE TRIGGER fund_labelevent_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_labelevent
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();

-- A label leaves a copy only together with the record of it. A copy that nothing else tells apart then has no row.
DROP TRIGGER fund_copy_never ON fund_copy;
CREATE TRIGGER fund_copy_never BEFORE TRUNCATE ON fund_copy
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE FUNCTION fund_copy_keeps_label() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND (OLD.inventory_number IS NOT NULL OR OLD.removed_by IS NOT NULL) THEN
    RAISE EXCEPTION 'a copy with a number, or one that has left the fund, stays' USING ERRCODE = 'TK004';
  END IF;
  IF OLD.code IS NOT NULL AND (TG_OP = 'DELETE' OR NEW.code IS DISTINCT FROM OLD.code)
     AND NOT EXISTS (SELECT FROM fund_labelevent WHERE copy_uid = OLD.uid AND code = OLD.code) THEN
    RAISE EXCEPTION 'a label leaves a copy only with a record of it' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fund_copy_keeps_label BEFORE UPDATE OF code OR DELETE ON fund_copy
  FOR EACH ROW EXECUTE FUNCTION fund_copy_keeps_label();

-- In use: on a copy anywhere, or taken off one for good.
CREATE OR REPLACE FUNCTION fund_codes_in_use(codes text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  SELECT code FROM fund_copy WHERE code = ANY(codes)
  UNION SELECT code FROM fund_labelevent WHERE code = ANY(codes) AND NOT is_free
$$;

-- A closing waits for postings under way and they for it; of a closing only its reopening is written later, once.
CREATE FUNCTION ledger_periodclosing_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(1, NEW.school_id::int);
  IF TG_OP = 'UPDATE' AND (OLD.reopened_at IS NOT NULL OR NEW.reopened_at IS NULL
     OR (OLD.id, OLD.school_id, OLD.through, OLD.document_number, OLD.closed_by, OLD.closed_at)
        IS DISTINCT FROM (NEW.id, NEW.school_id, NEW.through, NEW.document_number, NEW.closed_by, NEW.closed_at)) THEN
    RAISE EXCEPTION 'a closing may only be reopened, once' USING ERRCODE = 'TK004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_periodclosing_before BEFORE INSERT OR UPDATE ON ledger_periodclosing
  FOR EACH ROW EXECUTE FUNCTION ledger_periodclosing_before();
REVOKE EXECUTE ON FUNCTION ledger_periodclosing_before() FROM PUBLIC, tomik_app;

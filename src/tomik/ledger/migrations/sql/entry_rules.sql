-- An entry: dated in an open period, recorded by the database's clock, reversing at most something of its own school.
CREATE FUNCTION ledger_entry_before() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  closing ledger_periodclosing;
  original ledger_entry;
BEGIN
  -- Closing a period holds this lock exclusively (LockSpace.SCHOOL_POSTING = 1), so the check below can't be outrun.
  PERFORM pg_advisory_xact_lock_shared(1, NEW.school_id::int);
  NEW.recorded_at := clock_timestamp();
  SELECT * INTO closing FROM ledger_periodclosing
   WHERE school_id = NEW.school_id AND reopened_at IS NULL AND through >= NEW.occurred_on
   ORDER BY through DESC, id DESC LIMIT 1;
  -- A repeated request for an entry that is there already meets the unique index, not the closed period.
  IF FOUND AND NOT EXISTS (SELECT FROM ledger_entry WHERE school_id = NEW.school_id AND uid = NEW.uid) THEN
    RAISE EXCEPTION 'the period is closed through %', closing.through USING ERRCODE = 'TK002',
      DETAIL = jsonb_build_object('closing', closing.id, 'through', closing.through,
                                  'document_number', closing.document_number, 'occurred_on', NEW.occurred_on);
  END IF;
  IF NEW.reverses_id IS NOT NULL THEN
    SELECT * INTO original FROM ledger_entry WHERE id = NEW.reverses_id;
    IF original.school_id IS DISTINCT FROM NEW.school_id OR original.reverses_id IS NOT NULL THEN
      RAISE EXCEPTION 'entry % can not be reversed by school %', NEW.reverses_id, NEW.school_id
        USING ERRCODE = 'TK003', DETAIL = '{"rule": "reversal_of"}';
    ELSIF NEW.occurred_on < original.occurred_on THEN
      RAISE EXCEPTION 'a reversal is not dated before its entry'
        USING ERRCODE = 'TK003', DETAIL = '{"rule": "reversal_date"}';
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_before BEFORE INSERT ON ledger_entry
  FOR EACH ROW EXECUTE FUNCTION ledger_entry_before();

-- An entry without lines can't be committed.
CREATE FUNCTION ledger_entry_has_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_transfer WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'entry % has no lines', NEW.id USING ERRCODE = 'TK003', DETAIL = '{"rule": "no_lines"}';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_has_lines AFTER INSERT ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_entry_has_lines();

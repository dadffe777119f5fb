-- Registers are only ever added to: a record of the summary book, a card, what was printed, a gap explained.
CREATE FUNCTION fund_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: registers are only ever added to', TG_OP, TG_TABLE_NAME USING ERRCODE = 'TK004';
END $$;
CREATE TRIGGER fund_summaryrecord_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_summaryrecord
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE TRIGGER fund_card_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_card
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE TRIGGER fund_cardlot_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_cardlot
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE TRIGGER fund_numbergap_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_numbergap
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE TRIGGER fund_reconciliation_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_reconciliation
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE TRIGGER fund_printedform_never BEFORE UPDATE OR DELETE OR TRUNCATE ON fund_printedform
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
CREATE TRIGGER fund_copy_never BEFORE DELETE OR TRUNCATE ON fund_copy
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();

-- A number is given once: a series only goes on, and never disappears.
CREATE FUNCTION fund_numberseries_goes_on() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.last < OLD.last
     OR (NEW.school_id, NEW.series, NEW.year) IS DISTINCT FROM (OLD.school_id, OLD.series, OLD.year) THEN
    RAISE EXCEPTION 'a series of numbers only goes on' USING ERRCODE = 'TK004';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER fund_numberseries_goes_on BEFORE UPDATE OR DELETE ON fund_numberseries
  FOR EACH ROW EXECUTE FUNCTION fund_numberseries_goes_on();

-- A posted receipt stays as it was posted; its lines too.
CREATE FUNCTION fund_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'draft' AND (TG_OP = 'DELETE' OR NEW.state = 'draft'
     OR (NEW.school_id, NEW.uid, NEW.kind, NEW.number, NEW.year, NEW.received_on, NEW.operation_uid, NEW.papers_number)
        IS DISTINCT FROM
        (OLD.school_id, OLD.uid, OLD.kind, OLD.number, OLD.year, OLD.received_on, OLD.operation_uid, OLD.papers_number)) THEN
    RAISE EXCEPTION 'a posted receipt stays as it is' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fund_receipt_stays BEFORE UPDATE OR DELETE ON fund_receipt
  FOR EACH ROW EXECUTE FUNCTION fund_receipt_stays();
CREATE FUNCTION fund_receiptline_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM fund_receipt WHERE id = OLD.receipt_id AND state <> 'draft') THEN
    RAISE EXCEPTION 'a line of a posted receipt stays as it is' USING ERRCODE = 'TK004';
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER fund_receiptline_stays BEFORE UPDATE OR DELETE ON fund_receiptline
  FOR EACH ROW EXECUTE FUNCTION fund_receiptline_stays();

-- Serial numbers of labels: unique in the installation, so in every region.
CREATE SEQUENCE fund_label_serial;
GRANT USAGE ON SEQUENCE fund_label_serial TO tomik_app;

-- Which of these codes are on a copy anywhere: nothing else is told of other schools.
CREATE FUNCTION fund_codes_in_use(codes text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ SELECT code FROM fund_copy WHERE code = ANY(codes) $$;
REVOKE EXECUTE ON FUNCTION fund_codes_in_use(text[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION fund_codes_in_use(text[]) TO tomik_app;

CREATE OR REPLACE FUNCTION fund_codes_in_use(codes text[]) RETURNS SETOF text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$ SELECT code FROM fund_copy WHERE code = ANY(codes) $$;
DROP FUNCTION fund_copy_keeps_label() CASCADE;
DROP TRIGGER fund_copy_never ON fund_copy;
CREATE TRIGGER fund_copy_never BEFORE DELETE OR TRUNCATE ON fund_copy
  FOR EACH STATEMENT EXECUTE FUNCTION fund_never();
DROP TRIGGER fund_labelevent_never ON fund_labelevent;

DROP TRIGGER ledger_periodclosing_before ON ledger_periodclosing;
DROP FUNCTION ledger_periodclosing_before();

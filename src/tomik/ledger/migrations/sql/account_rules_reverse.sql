DROP TRIGGER ledger_account_after ON ledger_account;
DROP FUNCTION ledger_account_after();

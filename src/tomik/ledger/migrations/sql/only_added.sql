-- Entries, lines, lots and accounts are only ever added; balances are written by ledger_write_balances only. For every role.
CREATE FUNCTION ledger_never() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% of % is refused: the ledger is only ever added to', TG_OP, TG_TABLE_NAME
    USING ERRCODE = 'TK004', HINT = 'Correct by a reversal and a new entry.';
END $$;
CREATE TRIGGER ledger_entry_never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();
CREATE TRIGGER ledger_transfer_never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_transfer
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();
CREATE TRIGGER ledger_lot_never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_lot
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();
CREATE TRIGGER ledger_account_never BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_account
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();
CREATE TRIGGER ledger_balance_never BEFORE DELETE OR TRUNCATE ON ledger_balance
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();
-- Depth 0: the statement came from a client, not from the trigger of ledger_transfer.
CREATE TRIGGER ledger_balance_direct BEFORE INSERT OR UPDATE ON ledger_balance
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_never();
CREATE TRIGGER ledger_periodclosing_never BEFORE DELETE OR TRUNCATE ON ledger_periodclosing
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();

REVOKE UPDATE, DELETE, TRUNCATE ON ledger_entry, ledger_transfer, ledger_lot, ledger_account FROM tomik_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_balance FROM tomik_app;
REVOKE DELETE, TRUNCATE ON ledger_periodclosing FROM tomik_app;

DROP TRIGGER ledger_transfer_after ON ledger_transfer;
DROP FUNCTION ledger_transfer_after();
DROP FUNCTION ledger_write_balances(bigint[], bigint[], bigint[], bigint[], boolean[]);
DROP FUNCTION ledger_refuse(text, bigint, integer);

DROP FUNCTION ledger_rebuild_balances();

DROP TRIGGER ledger_entry_has_lines ON ledger_entry;
DROP FUNCTION ledger_entry_has_lines();
DROP TRIGGER ledger_entry_before ON ledger_entry;
DROP FUNCTION ledger_entry_before();

ALTER FUNCTION ledger_entry_before() RESET enable_seqscan;
ALTER FUNCTION ledger_entry_has_lines() RESET enable_seqscan;
ALTER FUNCTION ledger_transfer_after() RESET enable_seqscan;

-- A session keeps the plans of a function's statements, and the first ones may be made while the tables are still
-- small: reading a table in full, once for every row looked up, would then be kept for the hundred thousandth line too.
-- Only tables are meant: the lines of the statement and arrays are read in full as before. ledger_write_balances is
-- called by ledger_transfer_after and runs under its settings.
ALTER FUNCTION ledger_entry_before() SET enable_seqscan = off;
ALTER FUNCTION ledger_entry_has_lines() SET enable_seqscan = off;
ALTER FUNCTION ledger_transfer_after() SET enable_seqscan = off;

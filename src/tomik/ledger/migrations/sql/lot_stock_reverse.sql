DROP TRIGGER ledger_lotstock_direct ON ledger_lotstock;
DROP TRIGGER ledger_lotstock_never ON ledger_lotstock;
DROP FUNCTION ledger_rebuild_stock();
DROP TRIGGER ledger_transfer_stock ON ledger_transfer;
DROP FUNCTION ledger_transfer_stock();
DROP FUNCTION ledger_is_usable(text);

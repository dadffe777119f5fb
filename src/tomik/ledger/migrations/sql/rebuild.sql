-- Balances anew from the transfers, for the owner only (it must own ledger_balance to lift its guards): after a repair.
-- Postings wait while it runs. Returns how many balances differed.
CREATE FUNCTION ledger_rebuild_balances() RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  changed bigint;
BEGIN
  LOCK TABLE ledger_transfer IN SHARE ROW EXCLUSIVE MODE;
  ALTER TABLE ledger_balance DISABLE TRIGGER USER;
  WITH moved AS (
    SELECT m.account_id, m.lot_id, sum(m.delta) AS copies
      FROM (SELECT from_account_id AS account_id, lot_id, -copies AS delta FROM ledger_transfer
            UNION ALL SELECT to_account_id, lot_id, copies FROM ledger_transfer) m
     GROUP BY m.account_id, m.lot_id
  ), correct AS (
    SELECT moved.*, lot.school_id, account.may_go_negative
      FROM moved JOIN ledger_lot lot ON lot.id = moved.lot_id JOIN ledger_account account ON account.id = moved.account_id
  ), gone AS (
    DELETE FROM ledger_balance b
     WHERE NOT EXISTS (SELECT FROM moved m WHERE m.account_id = b.account_id AND m.lot_id = b.lot_id) RETURNING 1
  ), written AS (
    INSERT INTO ledger_balance AS b (account_id, lot_id, school_id, copies, may_go_negative)
    SELECT account_id, lot_id, school_id, copies, may_go_negative FROM correct
    ON CONFLICT (account_id, lot_id) DO UPDATE
      SET copies = excluded.copies, school_id = excluded.school_id, may_go_negative = excluded.may_go_negative
      WHERE (b.copies, b.school_id, b.may_go_negative)
            IS DISTINCT FROM (excluded.copies, excluded.school_id, excluded.may_go_negative)
    RETURNING 1)
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) INTO changed;
  ALTER TABLE ledger_balance ENABLE TRIGGER USER;
  RETURN changed;
END $$;
REVOKE EXECUTE ON FUNCTION ledger_rebuild_balances() FROM PUBLIC, tomik_app;

-- Copies of every lot within reach of the school's own pupils, kept beside the balances: provision of a region reads one
-- row a lot instead of one a reader and lot. Giving books out and taking them back changes nothing here.
CREATE FUNCTION ledger_is_usable(kind text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS
$$ SELECT kind IN ('fund', 'class_group', 'reader', 'staff', 'exchange') $$;

-- Fires after ledger_transfer_after (triggers of one event fire in the order of their names): the lines are lawful and
-- the balances written. Rows are locked in the order of lots, after every lock of balances.
CREATE FUNCTION ledger_transfer_stock() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp
SET jit = off SET enable_nestloop = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
  WITH account AS MATERIALIZED (
    SELECT a.id, ledger_is_usable(a.kind)::int AS usable
      FROM (SELECT from_account_id AS id FROM new_lines UNION SELECT to_account_id FROM new_lines) used,
        LATERAL (SELECT id, kind FROM ledger_account WHERE id = used.id OFFSET 0) a
  )
  INSERT INTO ledger_lotstock AS s (lot_id, school_id, copies)
  SELECT l.lot_id, min(l.school_id), sum(l.copies * (t.usable - f.usable))
    FROM new_lines l JOIN account f ON f.id = l.from_account_id JOIN account t ON t.id = l.to_account_id
   WHERE t.usable <> f.usable
   GROUP BY l.lot_id HAVING sum(l.copies * (t.usable - f.usable)) <> 0
   ORDER BY l.lot_id
  ON CONFLICT (lot_id) DO UPDATE SET copies = s.copies + excluded.copies;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_transfer_stock AFTER INSERT ON ledger_transfer
  REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_stock();

-- Stocks anew from the balances, for the owner only, after ledger_rebuild_balances(). Returns how many differed.
CREATE FUNCTION ledger_rebuild_stock() RETURNS bigint LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  changed bigint;
BEGIN
  LOCK TABLE ledger_transfer IN SHARE ROW EXCLUSIVE MODE;
  ALTER TABLE ledger_lotstock DISABLE TRIGGER USER;
  WITH correct AS MATERIALIZED (
    SELECT b.lot_id, b.school_id, sum(b.copies) AS copies
      FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
     WHERE ledger_is_usable(a.kind) GROUP BY b.lot_id, b.school_id
  ), gone AS (
    DELETE FROM ledger_lotstock s WHERE NOT EXISTS (SELECT FROM correct c WHERE c.lot_id = s.lot_id) RETURNING 1
  ), written AS (
    INSERT INTO ledger_lotstock AS s (lot_id, school_id, copies) SELECT lot_id, school_id, copies FROM correct
    ON CONFLICT (lot_id) DO UPDATE SET copies = excluded.copies, school_id = excluded.school_id
      WHERE (s.copies, s.school_id) IS DISTINCT FROM (excluded.copies, excluded.school_id)
    RETURNING 1)
  SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM written) INTO changed;
  ALTER TABLE ledger_lotstock ENABLE TRIGGER USER;
  RETURN changed;
END $$;
SELECT ledger_rebuild_stock();

CREATE TRIGGER ledger_lotstock_never BEFORE DELETE OR TRUNCATE ON ledger_lotstock
  FOR EACH STATEMENT EXECUTE FUNCTION ledger_never();
CREATE TRIGGER ledger_lotstock_direct BEFORE INSERT OR UPDATE ON ledger_lotstock
  FOR EACH STATEMENT WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_never();
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ledger_lotstock FROM tomik_app;
REVOKE EXECUTE ON FUNCTION ledger_transfer_stock(), ledger_rebuild_stock() FROM PUBLIC, tomik_app;

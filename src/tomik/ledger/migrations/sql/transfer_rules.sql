-- The lines of entries: checked as a set, then the balances are written from them.
-- One cached plan must suit one line and a hundred thousand: rows of tables are looked up by index in a lateral
-- sub-select (OFFSET 0 keeps it one), once per distinct id; the rest is joined by hash, never in nested loops.
CREATE FUNCTION ledger_transfer_after() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET jit = off SET enable_nestloop = off SET enable_mergejoin = off AS $$
DECLARE
  entries record;
  net record;
  bad record;
BEGIN
  -- 1. Entries are whole: their lines 1…n come in one statement, so the primary key leaves no room for another later.
  SELECT bool_or(e.reverses_id IS NOT NULL) AS has_reversals, min(s.entry_id) FILTER (WHERE e.id IS NULL) AS unknown,
         min(e.id) FILTER (WHERE s.school <> e.school_id OR s.school_last <> e.school_id) AS school,
         min(e.id) FILTER (WHERE s.day <> e.occurred_on OR s.day_last <> e.occurred_on) AS day,
         min(e.id) FILTER (WHERE s.lines <> e.lines OR s.copies <> e.copies OR s.last <> e.lines OR s.first <> 1) AS totals
    INTO entries
    FROM (SELECT l.entry_id, count(*) AS lines, sum(l.copies) AS copies, min(l.line_no) AS first, max(l.line_no) AS last,
                 min(l.school_id) AS school, max(l.school_id) AS school_last,
                 min(l.occurred_on) AS day, max(l.occurred_on) AS day_last
            FROM new_lines l GROUP BY l.entry_id) s
    LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE id = s.entry_id OFFSET 0) e ON true;
  IF num_nonnulls(entries.unknown, entries.school, entries.day, entries.totals) > 0 THEN
    PERFORM ledger_refuse(
      CASE WHEN entries.unknown IS NOT NULL THEN 'unknown' WHEN entries.school IS NOT NULL THEN 'school'
           WHEN entries.day IS NOT NULL THEN 'date' ELSE 'totals' END,
      coalesce(entries.unknown, entries.school, entries.day, entries.totals));
  END IF;

  -- 2. A reversal is the mirror of its entry, line by line; other entries go in the allowed directions only.
  IF entries.has_reversals THEN
    SELECT l.entry_id, l.line_no INTO bad
      FROM new_lines l
      JOIN LATERAL (SELECT * FROM ledger_entry WHERE id = l.entry_id OFFSET 0) e ON e.reverses_id IS NOT NULL
      LEFT JOIN LATERAL (SELECT * FROM ledger_entry WHERE id = e.reverses_id OFFSET 0) r ON true
      LEFT JOIN LATERAL (
        SELECT * FROM ledger_transfer WHERE entry_id = e.reverses_id AND line_no = l.line_no OFFSET 0) o ON true
     WHERE (r.lines = e.lines AND o.lot_id = l.lot_id AND o.from_account_id = l.to_account_id
            AND o.to_account_id = l.from_account_id AND o.copies = l.copies) IS NOT TRUE
     LIMIT 1;
    IF FOUND THEN
      PERFORM ledger_refuse('mirror', bad.entry_id, bad.line_no);
    END IF;
  END IF;

  -- 3. Lots and accounts are of the school; what changes, once per account and lot, in the order in which all lock.
  WITH account AS MATERIALIZED (
    SELECT a.* FROM (SELECT from_account_id AS id FROM new_lines UNION SELECT to_account_id FROM new_lines) used,
      LATERAL (SELECT id, school_id, kind, may_go_negative, kind IN ('in_transit', 'lent') AS is_shared, peer_school_id
                 FROM ledger_account WHERE id = used.id OFFSET 0) a
  ), lot AS MATERIALIZED (
    SELECT o.* FROM (SELECT DISTINCT lot_id AS id FROM new_lines) used,
      LATERAL (SELECT id, school_id FROM ledger_lot WHERE id = used.id OFFSET 0) o
  ), wrong AS (
    SELECT l.entry_id, l.line_no, CASE
             WHEN lot.id IS NULL OR f.id IS NULL OR t.id IS NULL THEN 'unknown'
             WHEN lot.school_id <> l.school_id THEN 'school'
             WHEN f.may_go_negative AND t.may_go_negative THEN 'both_outer'
             WHEN f.kind = 'written_off' OR t.kind IN ('supplier', 'opening', 'surplus_found') THEN 'direction'
             ELSE 'account_school' END AS rule
      FROM new_lines l
      LEFT JOIN lot ON lot.id = l.lot_id
      LEFT JOIN account f ON f.id = l.from_account_id
      LEFT JOIN account t ON t.id = l.to_account_id
     WHERE (lot.school_id = l.school_id
            AND (f.school_id = l.school_id OR (f.is_shared AND f.peer_school_id = l.school_id))
            AND (t.school_id = l.school_id OR (t.is_shared AND t.peer_school_id = l.school_id))
            AND NOT (f.may_go_negative AND t.may_go_negative)
            AND ((f.kind <> 'written_off' AND t.kind NOT IN ('supplier', 'opening', 'surplus_found'))
                 OR (SELECT reverses_id FROM ledger_entry WHERE id = l.entry_id) IS NOT NULL)
           ) IS NOT TRUE
     LIMIT 1
  ), change AS (
    SELECT n.account_id, n.lot_id, n.delta, n.school_id, account.may_go_negative
      FROM (SELECT c.account_id, c.lot_id, min(c.school_id) AS school_id, sum(c.delta)::bigint AS delta
              FROM (SELECT from_account_id AS account_id, lot_id, school_id, -copies AS delta FROM new_lines
                    UNION ALL SELECT to_account_id, lot_id, school_id, copies FROM new_lines) c
             GROUP BY c.account_id, c.lot_id HAVING sum(c.delta) <> 0) n
      JOIN account ON account.id = n.account_id
     ORDER BY n.account_id, n.lot_id
  )
  SELECT array_agg(account_id) AS accounts, array_agg(lot_id) AS lots, array_agg(delta) AS deltas,
         array_agg(school_id) AS schools, array_agg(may_go_negative) AS outers,
         (SELECT wrong FROM wrong) AS wrong
    INTO net FROM change;
  IF net.wrong IS NOT NULL THEN
    bad := net.wrong;
    PERFORM ledger_refuse(bad.rule, bad.entry_id, bad.line_no);
  END IF;
  IF net.accounts IS NOT NULL THEN
    PERFORM ledger_write_balances(net.accounts, net.lots, net.deltas, net.schools, net.outers);
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION ledger_refuse(rule text, entry_id bigint, line_no integer DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'entry % breaks the rule "%"', entry_id, rule
    USING ERRCODE = 'TK003', DETAIL = jsonb_build_object('rule', rule, 'entry', entry_id, 'line', line_no);
END $$;

-- The only writer of balances. Arrays are sorted by account and lot, one element per pair.
-- New balances are made first: that waits only for other makers of the same rows, in order. Then the existing ones are
-- locked in order. So two postings can't wait for each other. Values are read after the locks.
-- Balances are looked up by index, never by reading the table, whatever plan was cached first.
CREATE FUNCTION ledger_write_balances(accounts bigint[], lots bigint[], deltas bigint[], schools bigint[], outers boolean[])
RETURNS void LANGUAGE plpgsql
SET search_path = public, pg_temp SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  made_accounts bigint[];
  made_lots bigint[];
  held record;
  short jsonb;
BEGIN
  WITH made AS (
    INSERT INTO ledger_balance (account_id, lot_id, school_id, copies, may_go_negative)
    SELECT u.account_id, u.lot_id, u.school_id, u.delta, u.is_outer
      FROM unnest(accounts, lots, deltas, schools, outers) AS u(account_id, lot_id, delta, school_id, is_outer)
     WHERE u.delta > 0 OR u.is_outer
     ORDER BY u.account_id, u.lot_id
    ON CONFLICT (account_id, lot_id) DO NOTHING
    RETURNING account_id, lot_id)
  SELECT array_agg(account_id), array_agg(lot_id) INTO made_accounts, made_lots FROM made;
  IF cardinality(made_accounts) = (
    SELECT count(*) FROM unnest(deltas, outers) AS u(delta, is_outer) WHERE u.delta > 0 OR u.is_outer) THEN
    SELECT array_agg(u.account_id), array_agg(u.lot_id), array_agg(u.delta) INTO accounts, lots, deltas
      FROM unnest(accounts, lots, deltas, outers) AS u(account_id, lot_id, delta, is_outer)
     WHERE NOT (u.delta > 0 OR u.is_outer);
  ELSIF made_accounts IS NOT NULL THEN
    -- Grouping instead of an anti-join: linear whatever the planner believes about the number of rows.
    SELECT array_agg(r.account_id), array_agg(r.lot_id), array_agg(r.delta)
      INTO accounts, lots, deltas
      FROM (SELECT c.account_id, c.lot_id, sum(c.delta)::bigint AS delta
              FROM (SELECT u.account_id, u.lot_id, u.delta, 0 AS is_made
                      FROM unnest(accounts, lots, deltas) AS u(account_id, lot_id, delta)
                    UNION ALL SELECT m.account_id, m.lot_id, 0, 1
                      FROM unnest(made_accounts, made_lots) AS m(account_id, lot_id)) c
             GROUP BY c.account_id, c.lot_id HAVING sum(c.is_made) = 0
             ORDER BY c.account_id, c.lot_id) r;
  END IF;
  IF accounts IS NULL THEN
    RETURN;
  END IF;

  LOOP
    SELECT count(*) AS rows, coalesce(bool_or(b.after < 0 AND NOT b.may_go_negative), false) AS is_short INTO held
      FROM (SELECT b.copies + u.delta AS after, b.may_go_negative
              FROM unnest(accounts, lots, deltas) WITH ORDINALITY AS u(account_id, lot_id, delta, place)
              JOIN ledger_balance b ON b.account_id = u.account_id AND b.lot_id = u.lot_id
             ORDER BY u.place FOR UPDATE OF b) b;
    EXIT WHEN NOT held.is_short AND held.rows = cardinality(accounts);
    SELECT jsonb_agg(jsonb_build_object('account', u.account_id, 'lot', u.lot_id,
                                        'have', coalesce(b.copies, 0), 'need', -u.delta) ORDER BY u.place)
      INTO short
      FROM unnest(accounts, lots, deltas) WITH ORDINALITY AS u(account_id, lot_id, delta, place)
      LEFT JOIN ledger_balance b ON b.account_id = u.account_id AND b.lot_id = u.lot_id
     WHERE NOT coalesce(b.may_go_negative, false) AND coalesce(b.copies, 0) + u.delta < 0;
    IF short IS NOT NULL THEN
      RAISE EXCEPTION 'not enough copies' USING ERRCODE = 'TK001', DETAIL = short;
    END IF;
    -- A balance that was not there for the lock was committed by another posting meanwhile: lock again, it is there now.
  END LOOP;

  UPDATE ledger_balance b SET copies = b.copies + u.delta
    FROM unnest(accounts, lots, deltas) AS u(account_id, lot_id, delta)
   WHERE b.account_id = u.account_id AND b.lot_id = u.lot_id;
END $$;

CREATE TRIGGER ledger_transfer_after AFTER INSERT ON ledger_transfer
  REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_after();
REVOKE EXECUTE ON FUNCTION ledger_write_balances(bigint[], bigint[], bigint[], bigint[], boolean[]) FROM PUBLIC, tomik_app;
REVOKE EXECUTE ON FUNCTION ledger_transfer_after(), ledger_entry_before(), ledger_entry_has_lines() FROM PUBLIC, tomik_app;

-- The lines of entries: checked as a set, then the balances are written from them.
-- Look-ups by index suit one line and a hundred thousand alike; a plan cached for the one must not scan whole
-- tables for the other, hence the planner settings.
CREATE FUNCTION ledger_transfer_after() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE
  bad record;
  net record;
BEGIN
  -- 1. Every line fits its entry, its lot and its accounts.
  SELECT l.entry_id, l.line_no, CASE
           WHEN e.id IS NULL OR lot.id IS NULL OR f.id IS NULL OR t.id IS NULL THEN 'unknown'
           WHEN e.school_id <> l.school_id OR lot.school_id <> l.school_id THEN 'school'
           WHEN e.occurred_on <> l.occurred_on THEN 'date'
           WHEN f.may_go_negative AND t.may_go_negative THEN 'both_outer'
           WHEN e.reverses_id IS NULL
            AND (f.kind = 'written_off' OR t.kind IN ('supplier', 'opening', 'surplus_found')) THEN 'direction'
           ELSE 'account_school' END AS rule
    INTO bad
    FROM new_lines l
    LEFT JOIN ledger_entry e ON e.id = l.entry_id
    LEFT JOIN ledger_lot lot ON lot.id = l.lot_id
    LEFT JOIN ledger_account f ON f.id = l.from_account_id
    LEFT JOIN ledger_account t ON t.id = l.to_account_id
   WHERE (e.school_id = l.school_id AND lot.school_id = l.school_id AND e.occurred_on = l.occurred_on
          AND (f.school_id = l.school_id OR (f.kind IN ('in_transit', 'lent') AND f.peer_school_id = l.school_id))
          AND (t.school_id = l.school_id OR (t.kind IN ('in_transit', 'lent') AND t.peer_school_id = l.school_id))
          AND NOT (f.may_go_negative AND t.may_go_negative)
          AND (e.reverses_id IS NOT NULL
               OR (f.kind <> 'written_off' AND t.kind NOT IN ('supplier', 'opening', 'surplus_found')))
         ) IS NOT TRUE
   LIMIT 1;
  IF FOUND THEN
    PERFORM ledger_refuse(bad.rule, bad.entry_id, bad.line_no);
  END IF;

  -- 2. Entries are whole: their lines 1…n come in one statement, so the primary key leaves no room for another later.
  SELECT s.entry_id INTO bad
    FROM (SELECT l.entry_id, count(*) AS lines, sum(l.copies) AS copies, max(l.line_no) AS last, min(l.line_no) AS first
            FROM new_lines l GROUP BY l.entry_id) s
    JOIN ledger_entry e ON e.id = s.entry_id
   WHERE s.lines <> e.lines OR s.copies <> e.copies OR s.last <> e.lines OR s.first <> 1
   LIMIT 1;
  IF FOUND THEN
    PERFORM ledger_refuse('totals', bad.entry_id);
  END IF;

  -- 3. A reversal is the mirror of its entry, line by line.
  SELECT l.entry_id, l.line_no INTO bad
    FROM new_lines l
    JOIN ledger_entry e ON e.id = l.entry_id
    LEFT JOIN ledger_entry r ON r.id = e.reverses_id
    LEFT JOIN ledger_transfer o ON o.entry_id = e.reverses_id AND o.line_no = l.line_no
   WHERE e.reverses_id IS NOT NULL
     AND (r.lines = e.lines AND o.lot_id = l.lot_id AND o.from_account_id = l.to_account_id
          AND o.to_account_id = l.from_account_id AND o.copies = l.copies) IS NOT TRUE
   LIMIT 1;
  IF FOUND THEN
    PERFORM ledger_refuse('mirror', bad.entry_id, bad.line_no);
  END IF;

  -- 4. What changes, once per account and lot, in the order in which everyone locks.
  SELECT array_agg(n.account_id ORDER BY n.account_id, n.lot_id) AS accounts,
         array_agg(n.lot_id ORDER BY n.account_id, n.lot_id) AS lots,
         array_agg(n.delta ORDER BY n.account_id, n.lot_id) AS deltas,
         array_agg(n.school_id ORDER BY n.account_id, n.lot_id) AS schools,
         array_agg(a.may_go_negative ORDER BY n.account_id, n.lot_id) AS outers
    INTO net
    FROM (SELECT c.account_id, c.lot_id, min(c.school_id) AS school_id, sum(c.delta)::bigint AS delta
            FROM (SELECT from_account_id AS account_id, lot_id, school_id, -copies AS delta FROM new_lines
                  UNION ALL SELECT to_account_id, lot_id, school_id, copies FROM new_lines) c
           GROUP BY c.account_id, c.lot_id HAVING sum(c.delta) <> 0) n
    JOIN ledger_account a ON a.id = n.account_id;
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
CREATE FUNCTION ledger_write_balances(accounts bigint[], lots bigint[], deltas bigint[], schools bigint[], outers boolean[])
RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  held record;
  short jsonb;
BEGIN
  WITH made AS (
    INSERT INTO ledger_balance (account_id, lot_id, school_id, copies, may_go_negative)
    SELECT u.account_id, u.lot_id, u.school_id, u.delta, u.is_outer
      FROM unnest(accounts, lots, deltas, schools, outers) AS u(account_id, lot_id, delta, school_id, is_outer)
     WHERE (u.delta > 0 OR u.is_outer) AND NOT EXISTS (
       SELECT FROM ledger_balance b WHERE b.account_id = u.account_id AND b.lot_id = u.lot_id)
     ORDER BY u.account_id, u.lot_id
    ON CONFLICT (account_id, lot_id) DO NOTHING
    RETURNING account_id, lot_id)
  -- Grouping instead of an anti-join: linear whatever the planner believes about the number of rows.
  SELECT array_agg(r.account_id ORDER BY r.account_id, r.lot_id), array_agg(r.lot_id ORDER BY r.account_id, r.lot_id),
         array_agg(r.delta ORDER BY r.account_id, r.lot_id)
    INTO accounts, lots, deltas
    FROM (SELECT c.account_id, c.lot_id, sum(c.delta)::bigint AS delta
            FROM (SELECT u.account_id, u.lot_id, u.delta, 0 AS is_made
                    FROM unnest(accounts, lots, deltas) AS u(account_id, lot_id, delta)
                  UNION ALL SELECT m.account_id, m.lot_id, 0, 1 FROM made m) c
           GROUP BY c.account_id, c.lot_id HAVING sum(c.is_made) = 0) r;
  IF accounts IS NULL THEN
    RETURN;
  END IF;

  SELECT count(*) AS rows, coalesce(bool_or(b.after < 0 AND NOT b.may_go_negative), false) AS is_short INTO held
    FROM (SELECT b.copies + u.delta AS after, b.may_go_negative
            FROM unnest(accounts, lots, deltas) WITH ORDINALITY AS u(account_id, lot_id, delta, place)
            JOIN ledger_balance b ON b.account_id = u.account_id AND b.lot_id = u.lot_id
           ORDER BY u.place FOR UPDATE OF b) b;
  IF held.is_short OR held.rows < cardinality(accounts) THEN
    SELECT jsonb_agg(jsonb_build_object('account', u.account_id, 'lot', u.lot_id,
                                        'have', coalesce(b.copies, 0), 'need', -u.delta) ORDER BY u.place)
      INTO short
      FROM unnest(accounts, lots, deltas) WITH ORDINALITY AS u(account_id, lot_id, delta, place)
      LEFT JOIN ledger_balance b ON b.account_id = u.account_id AND b.lot_id = u.lot_id
     WHERE NOT coalesce(b.may_go_negative, false) AND coalesce(b.copies, 0) + u.delta < 0;
    RAISE EXCEPTION 'not enough copies' USING ERRCODE = 'TK001', DETAIL = short;
  END IF;

  UPDATE ledger_balance b SET copies = b.copies + u.delta
    FROM unnest(accounts, lots, deltas) AS u(account_id, lot_id, delta)
   WHERE b.account_id = u.account_id AND b.lot_id = u.lot_id;
END $$;

CREATE TRIGGER ledger_transfer_after AFTER INSERT ON ledger_transfer
  REFERENCING NEW TABLE AS new_lines FOR EACH STATEMENT EXECUTE FUNCTION ledger_transfer_after();
REVOKE EXECUTE ON FUNCTION ledger_write_balances(bigint[], bigint[], bigint[], bigint[], boolean[]) FROM PUBLIC, tomik_app;
REVOKE EXECUTE ON FUNCTION ledger_transfer_after(), ledger_entry_before(), ledger_entry_has_lines() FROM PUBLIC, tomik_app;

-- An account names exactly the holder that its kind needs, of its own school (a peer: another school).
CREATE FUNCTION ledger_account_after() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  bad record;
BEGIN
  SELECT a.id INTO bad FROM new_accounts a
   WHERE (CASE a.kind
     WHEN 'fund' THEN EXISTS (SELECT FROM territory_building h WHERE h.id = a.building_id AND h.school_id = a.school_id)
     WHEN 'class_group' THEN EXISTS (SELECT FROM people_classgroup h WHERE h.id = a.class_group_id AND h.school_id = a.school_id)
     WHEN 'reader' THEN EXISTS (SELECT FROM people_pupil h WHERE h.id = a.pupil_id AND h.school_id = a.school_id)
     WHEN 'staff' THEN a.staff_id IS NOT NULL
     WHEN 'in_transit' THEN a.peer_school_id <> a.school_id
     WHEN 'lent' THEN a.peer_school_id <> a.school_id
     ELSE a.kind IN ('exchange', 'unfit', 'supplier', 'opening', 'written_off', 'lost', 'surplus_found') END
     AND num_nonnulls(a.building_id, a.class_group_id, a.pupil_id, a.staff_id, a.peer_school_id)
         = (a.kind IN ('fund', 'class_group', 'reader', 'staff', 'in_transit', 'lent'))::int) IS NOT TRUE
   LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'account % has a wrong holder', bad.id USING ERRCODE = 'TK003', DETAIL = '{"rule": "holder"}';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER ledger_account_after AFTER INSERT ON ledger_account
  REFERENCING NEW TABLE AS new_accounts FOR EACH STATEMENT EXECUTE FUNCTION ledger_account_after();
REVOKE EXECUTE ON FUNCTION ledger_account_after() FROM PUBLIC, tomik_app;

"""History of mutable rows, written by the database: who changed what, when and, where known, why.

`track` is a migration operation that gives a table three statement-level triggers; they write into the one table
`territory_change`. The function runs with the rights of the tables' owner: the application itself may only read the
history, so no code of ours can forge, change or forget a line of it (docs/decisions/0008).
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.migrations.operations import RunSQL

TABLE = "territory_change"
_EVENTS = {
    "insert": "REFERENCING NEW TABLE AS fresh",
    "update": "REFERENCING OLD TABLE AS gone NEW TABLE AS fresh",
    "delete": "REFERENCING OLD TABLE AS gone",
}

# Arguments of the trigger: SQL of the school, municipality, region and of the object that the row belongs to;
# columns that say nothing to people; 'whole' keeps the new row itself; 'forget' lets the history die with the row.
# An inserted row is not copied (it stands in its table, and a deleted one is kept whole), so bulk loads stay cheap.
FUNCTION = f"""
CREATE OR REPLACE FUNCTION tomik_remember() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  who bigint := nullif(current_setting('tomik.user_id', true), '')::bigint;
  why text := left(coalesce(current_setting('tomik.why', true), ''), 120);
  hidden text[] := TG_ARGV[4]::text[];
  place text := format('%s, %s, %s, %s', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2], TG_ARGV[3]);
  head text := 'INSERT INTO {TABLE} (at, user_id, why, table_name, action, row_id, school_id, municipality_id,'
    ' region_id, of_id, before, after) SELECT now(), $1, $2, $3, $4, r.id, ' || place;
BEGIN
  IF TG_OP = 'INSERT' THEN
    EXECUTE head || CASE TG_ARGV[5] WHEN 'whole' THEN ', NULL, to_jsonb(r) - $5' ELSE ', NULL, NULL' END
      || ' FROM fresh r' USING who, why, TG_TABLE_NAME::text, 'insert', hidden;
  ELSIF TG_OP = 'UPDATE' THEN
    EXECUTE head || ', d.before, d.after FROM fresh r JOIN gone o ON o.id = r.id CROSS JOIN LATERAL ('
      ' SELECT jsonb_object_agg(a.key, a.value) AS before, jsonb_object_agg(a.key, b.value) AS after'
      ' FROM jsonb_each(to_jsonb(o)) a JOIN jsonb_each(to_jsonb(r)) b ON a.key = b.key'
      ' WHERE a.value IS DISTINCT FROM b.value AND a.key <> ALL ($5)) d WHERE d.before IS NOT NULL'
      USING who, why, TG_TABLE_NAME::text, 'update', hidden;
  ELSIF TG_ARGV[5] = 'forget' THEN
    EXECUTE 'DELETE FROM {TABLE} c USING gone r WHERE c.table_name = $1 AND c.of_id = ' || TG_ARGV[3]
      || ' AND c.row_id = r.id' USING TG_TABLE_NAME::text;
  ELSE
    EXECUTE head || ', to_jsonb(r) - $5, NULL FROM gone r' USING who, why, TG_TABLE_NAME::text, 'delete', hidden;
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION tomik_remember() FROM PUBLIC;
"""
DROP_FUNCTION = "DROP FUNCTION tomik_remember()"


def track(
    table: str,
    *,
    school: str = "NULL::bigint",
    municipality: str = "NULL::bigint",
    region: str = "NULL::bigint",
    of: str = "r.id",
    hidden: Sequence[str] = (),
    keep: str = "",
) -> RunSQL:
    """Keep the history of `table`'s rows from now on.

    `school`, `municipality`, `region` are SQL over the row `r` and decide who may read its history, like the fence of
    the table. `of` is the object that the row is a part of (a plan line's sets are of the line). `hidden` columns are
    left out. keep: "" | "whole" (copy an inserted row: for links, whose history is what was added) |
    "forget" (the history goes with the row: personal data).
    """
    columns = "{id," + ",".join(hidden) + "}" if hidden else "{id}"
    arguments = ", ".join(f"'{text}'" for text in (school, municipality, region, of, columns, keep))
    up = "".join(
        f"CREATE TRIGGER {_name(table, event)} AFTER {event.upper()} ON {table} {transition}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION tomik_remember({arguments});"
        for event, transition in _EVENTS.items()
    )
    down = "".join(f"DROP TRIGGER {_name(table, event)} ON {table};" for event in _EVENTS)
    return RunSQL(up, down)


def _name(table: str, event: str) -> str:
    return f"{table}_remember_{event}"


# Tables of people's work that keep no history here, each with the reason. The architecture test knows no others.
UNTRACKED: dict[str, str] = {
    "accounts_user": "a person's own account; roles are in territory_membership",
    "accounts_user_groups": "unused groups of the framework",
    "accounts_user_user_permissions": "unused permissions of the framework",
    "territory_change": "the history itself",
    "territory_region": "made by the command of the installation, never changed on a screen",
    "territory_invitation": "append-only in itself: made, accepted and revoked by whom and when",
    "intake_importrun": "a journal in itself: who, when, what file, what changed",
    "intake_columnmapping": "a convenience: the columns of the last file",
    "people_pupil": "personal data: a name is not kept longer than its pupil",
    "people_pupillistaccess": "a journal in itself",
    "catalogue_subject": "reference data of the program",
    "catalogue_work": "grouping of editions, derived from them",
    "catalogue_federallist": "a snapshot: loaded once, never changed",
    "catalogue_federallistrow": "a snapshot: loaded once, never changed",
    "catalogue_setstatus": "computed from the lists and the links",
    "provision_regionresult": "computed from plans and fund",
    "provision_snapshot": "a snapshot: computed once, never changed",
    "provision_schoolsnapshot": "a snapshot: computed once, never changed",
    "provision_surplusnotice": "computed from plans and fund",
    "provision_shortagenotice": "computed from plans and fund",
    "fund_numberseries": "only goes on, by a rule of the database; what is left out is in fund_numbergap",
    "fund_numbergap": "append-only in itself: what was left out, by whom and why",
    "fund_receiptline": "lines of a draft are written anew with it; those of a posted receipt stay",
    "fund_moveline": "lines of a draft are written anew with it; those of a posted move stay",
    "fund_card": "append-only in itself",
    "fund_cardlot": "append-only in itself",
    "fund_labelrange": "a journal in itself: who printed or adopted which labels, when",
    "fund_copy": "says itself who bound its label and what took it out; labels taken off are in fund_labelevent",
    "fund_labelevent": "append-only in itself: labels taken off, by whom and why",
    "fund_summaryrecord": "append-only in itself: the summary book",
    "fund_reconciliation": "append-only in itself: what accounting said, what the ledger said",
    "fund_reportday": "reference data of the program: days that reports are asked for",
    "fund_printedform": "append-only in itself: papers as they were printed",
    "writeoff_writeoffline": "lines of a project are written with it; those of a posted act stay",
    "writeoff_disposal": "append-only in itself: where the copies went",
}
UNTRACKED_PREFIXES: dict[str, str] = {"ledger_": "append-only in itself: entries, transfers, closings"}

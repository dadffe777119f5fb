"""Everything that the ledger claims, recomputed from its rows: `tomik ledger verify`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction

EXAMPLES = 5

_MOVED = """
SELECT account_id, lot_id, sum(delta) AS copies
  FROM (SELECT from_account_id AS account_id, lot_id, -copies AS delta FROM ledger_transfer
        UNION ALL SELECT to_account_id, lot_id, copies FROM ledger_transfer) m
 GROUP BY account_id, lot_id
"""
_NOT_OF_SCHOOL = (
    "({0}.school_id <> t.school_id AND ({0}.kind NOT IN ('in_transit', 'lent')"
    " OR {0}.peer_school_id IS DISTINCT FROM t.school_id))"
)

# Each query returns the rows that break the rule, described in one text column.
CHECKS: dict[str, str] = {
    "balance_is_sum": f"""
SELECT format('account %s lot %s: balance %s, transfers %s', account_id, lot_id, b.copies, m.copies)
  FROM ledger_balance b FULL JOIN ({_MOVED}) m USING (account_id, lot_id)
 WHERE b.copies IS DISTINCT FROM m.copies""",
    "lot_sums_to_zero": """
SELECT format('lot %s: sum %s', lot_id, sum(copies)) FROM ledger_balance GROUP BY lot_id HAVING sum(copies) <> 0""",
    "not_negative": """
SELECT format('account %s lot %s: %s', b.account_id, b.lot_id, b.copies)
  FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
 WHERE b.copies < 0 AND NOT a.may_go_negative""",
    "balance_marks": """
SELECT format('account %s lot %s', b.account_id, b.lot_id)
  FROM ledger_balance b
  LEFT JOIN ledger_account a ON a.id = b.account_id
  LEFT JOIN ledger_lot l ON l.id = b.lot_id
 WHERE a.may_go_negative IS DISTINCT FROM b.may_go_negative OR l.school_id IS DISTINCT FROM b.school_id""",
    "stock_is_sum": """
SELECT format('lot %s: stock %s, balances %s', lot_id, s.copies, u.copies)
  FROM ledger_lotstock s
  FULL JOIN (SELECT b.lot_id, l.school_id, sum(b.copies) AS copies
               FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id JOIN ledger_lot l ON l.id = b.lot_id
              WHERE ledger_is_usable(a.kind) GROUP BY b.lot_id, l.school_id) u USING (lot_id)
 WHERE coalesce(s.copies, 0) <> coalesce(u.copies, 0) OR s.school_id <> u.school_id""",
    "entry_totals": """
SELECT format('entry %s: %s lines of %s copies, written %s of %s', e.id, e.lines, e.copies, s.lines, s.copies)
  FROM ledger_entry e
  LEFT JOIN (SELECT entry_id, count(*) AS lines, sum(copies) AS copies, max(line_no) AS last
               FROM ledger_transfer GROUP BY entry_id) s ON s.entry_id = e.id
 WHERE (e.lines, e.copies, e.lines) IS DISTINCT FROM (s.lines::int, s.copies::bigint, s.last)""",
    "line_fits": f"""
SELECT format('entry %s line %s', t.entry_id, t.line_no)
  FROM ledger_transfer t
  LEFT JOIN ledger_entry e ON e.id = t.entry_id
  LEFT JOIN ledger_lot l ON l.id = t.lot_id
  LEFT JOIN ledger_account f ON f.id = t.from_account_id
  LEFT JOIN ledger_account g ON g.id = t.to_account_id
 WHERE num_nulls(e.id, l.id, f.id, g.id) > 0 OR e.school_id <> t.school_id OR l.school_id <> t.school_id
    OR e.occurred_on <> t.occurred_on OR t.copies <= 0 OR (f.may_go_negative AND g.may_go_negative)
    OR {_NOT_OF_SCHOOL.format("f")} OR {_NOT_OF_SCHOOL.format("g")}
    OR (e.reverses_id IS NULL AND (f.kind = 'written_off' OR g.kind IN ('supplier', 'opening', 'surplus_found')))""",
    "reversal_mirrors": """
SELECT format('entry %s line %s', r.id, d.line_no)
  FROM ledger_entry r
  JOIN LATERAL (
    SELECT * FROM (
      (SELECT line_no, lot_id, from_account_id, to_account_id, copies FROM ledger_transfer WHERE entry_id = r.id
       EXCEPT
       SELECT line_no, lot_id, to_account_id, from_account_id, copies FROM ledger_transfer WHERE entry_id = r.reverses_id)
      UNION ALL
      (SELECT line_no, lot_id, to_account_id, from_account_id, copies FROM ledger_transfer WHERE entry_id = r.reverses_id
       EXCEPT
       SELECT line_no, lot_id, from_account_id, to_account_id, copies FROM ledger_transfer WHERE entry_id = r.id)
    ) unmatched) d ON true
 WHERE r.reverses_id IS NOT NULL""",
    "reversal_of_own_entry": """
SELECT format('entry %s', r.id) FROM ledger_entry r JOIN ledger_entry e ON e.id = r.reverses_id
 WHERE r.school_id <> e.school_id OR e.reverses_id IS NOT NULL OR r.occurred_on < e.occurred_on""",
    "fingerprint": """
SELECT format('entry %s', e.id)
  FROM ledger_entry e
  JOIN LATERAL (
    SELECT string_agg(concat_ws(':', lot_id, from_account_id, to_account_id, copies), E'\\n'
                      ORDER BY lot_id, from_account_id, to_account_id, copies) AS content
      FROM ledger_transfer WHERE entry_id = e.id) l ON true
 WHERE e.fingerprint <> sha256(convert_to(array_to_string(ARRAY[
         e.school_id::text, e.kind, to_char(e.occurred_on, 'YYYY-MM-DD'), e.document_kind,
         coalesce(e.document_uid::text, ''), e.document_number, e.note, coalesce(e.reverses_id::text, ''),
         l.content], E'\\x1f'), 'UTF8'))""",
}
_COUNTS = """
SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_transfer),
       (SELECT count(*) FROM ledger_lot), (SELECT count(*) FROM ledger_account), (SELECT count(*) FROM ledger_balance)
"""


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A rule that does not hold: how many rows break it, and the first of them."""

    check: str
    count: int
    examples: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"check": self.check, "count": self.count, "examples": self.examples}


@dataclass(slots=True)
class Verification:
    """What was recomputed and what does not agree."""

    counts: dict[str, int]
    mismatches: list[Mismatch] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        """Whether everything agrees."""
        return not self.mismatches

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "sound": self.is_sound,
            "checks": list(CHECKS),
            "counts": self.counts,
            "mismatches": [mismatch.as_dict() for mismatch in self.mismatches],
        }


def verify() -> Verification:
    """Recompute everything that the session may see (all of it as the owner), in one snapshot; writes nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        if not connection.savepoint_ids:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(_COUNTS)
        names = ("entries", "transfers", "lots", "accounts", "balances")
        result = Verification(dict(zip(names, cursor.fetchone() or (), strict=True)))
        for check, query in CHECKS.items():
            cursor.execute(query)
            broken = [text for (text,) in cursor.fetchall()]
            if broken:
                result.mismatches.append(Mismatch(check, len(broken), broken[:EXAMPLES]))
    return result


def rebuild_balances() -> int:
    """Write balances and stocks anew from the transfers; returns how many differed. Only as the owner of the database."""
    differed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        for function in ("ledger_rebuild_balances", "ledger_rebuild_stock"):
            cursor.execute(f"SELECT {function}()")
            differed += int((cursor.fetchone() or (0,))[0])
    return differed

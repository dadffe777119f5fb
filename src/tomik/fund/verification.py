"""Do the registers agree with the ledger? Every check is one question to the database; nothing is repaired silently."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.utils.translation import gettext_lazy as _

# Each gives (school, what, expected, found).
_CHECKS = {
    "summary": (
        _("an act that moved copies in or out has no record in the summary book"),
        """
        SELECT e.school_id, e.uid::text, 1, 0
          FROM ledger_entry e
         WHERE e.kind <> 'opening' AND (e.reverses_id IS NULL OR e.reverses_id NOT IN
                 (SELECT id FROM ledger_entry WHERE kind = 'opening'))
           AND EXISTS (SELECT FROM ledger_transfer t
                         JOIN ledger_account a ON a.id IN (t.from_account_id, t.to_account_id)
                        WHERE t.entry_id = e.id AND a.kind IN ('supplier', 'surplus_found', 'written_off', 'lost'))
           AND NOT EXISTS (SELECT FROM fund_summaryrecord r WHERE r.entry_id = e.id)
        """,
    ),
    "copies": (
        _("a lot has more copies with labels or inventory numbers than copies"),
        """
        SELECT c.school_id, e.title, coalesce(held.copies, 0)::bigint, c.copies
          FROM (SELECT school_id, lot_id, count(*) AS copies FROM fund_copy WHERE removed_by IS NULL
                 GROUP BY school_id, lot_id) c
          LEFT JOIN (SELECT lot_id, sum(copies) AS copies FROM ledger_balance WHERE NOT may_go_negative GROUP BY lot_id) held
                 ON held.lot_id = c.lot_id
          JOIN ledger_lot l ON l.id = c.lot_id
          JOIN catalogue_edition e ON e.id = l.edition_id
         WHERE c.copies > coalesce(held.copies, 0)
        """,
    ),
    "numbers": (
        _("numbers of a part of the summary book are not one after another"),
        """
        SELECT r.school_id, r.book || ' ' || r.part || ' ' || r.year, max(r.number)::bigint, count(*) + coalesce(min(g.left_out), 0)
          FROM fund_summaryrecord r
          LEFT JOIN (SELECT school_id, series, year, sum(last - first + 1) AS left_out FROM fund_numbergap GROUP BY 1, 2, 3) g
                 ON g.school_id = r.school_id AND g.year = r.year
                AND g.series = CASE r.part WHEN 1 THEN 'in-' ELSE 'out-' END || r.book
         GROUP BY r.school_id, r.book, r.part, r.year
        HAVING max(r.number) <> count(*) + coalesce(min(g.left_out), 0)
        """,
    ),
    "receipts": (
        _("a posted receipt and its entry differ"),
        """
        SELECT r.school_id, r.uid::text, coalesce(e.copies, 0)::bigint, coalesce(l.copies, 0)::bigint
          FROM fund_receipt r
          LEFT JOIN ledger_entry e ON e.school_id = r.school_id AND e.uid = r.operation_uid
          LEFT JOIN (SELECT receipt_id, sum(copies) AS copies FROM fund_receiptline GROUP BY receipt_id) l ON l.receipt_id = r.id
         WHERE r.state <> 'draft' AND e.copies IS DISTINCT FROM l.copies
        """,
    ),
    "moves": (
        _("a posted move and its entry differ"),
        """
        SELECT m.school_id, m.uid::text, coalesce(e.copies, 0)::bigint, coalesce(l.copies, 0)::bigint
          FROM fund_move m
          LEFT JOIN ledger_entry e ON e.school_id = m.school_id AND e.uid = m.operation_uid
          LEFT JOIN (SELECT move_id, sum(copies) AS copies FROM fund_moveline GROUP BY move_id) l ON l.move_id = m.id
         WHERE m.state <> 'draft' AND e.copies IS DISTINCT FROM l.copies
        """,
    ),
}


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Something that the registers say and the ledger does not."""

    check: str
    message: str
    school_id: int
    what: str
    expected: int
    found: int


def mismatches() -> list[Mismatch]:
    """Every disagreement of the registers with the ledger, of all schools in scope."""
    found = []
    for name, (message, query) in _CHECKS.items():
        with connection.cursor() as cursor:
            cursor.execute(query)
            found += [Mismatch(name, str(message), *row) for row in cursor.fetchall()]
    return found

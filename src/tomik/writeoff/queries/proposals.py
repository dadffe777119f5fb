"""What could be written off, by facts: taken off the shelves, use-until date passed, worn and old."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection

SERVICE_YEARS_PRIMARY, SERVICE_YEARS = 4, 5
"""Years that a textbook serves, for forecasts and proposals only: no law names a term (facts 1.6)."""

# One row per place and lot, less what stands in an open act; the first fact that holds proposes it.
_PROPOSALS = """
SELECT f.reason, f.fact, f.until, b.account_id, b.lot_id, b.copies - coalesce(o.copies, 0), a.kind, coalesce(g.name, ''), e.uid, e.title, s.authors,
       coalesce(l.year, e.year), s.grade_from, s.grade_to, l.price_kopecks, l.condition, l.received_on, e.id
  FROM ledger_balance b
  JOIN ledger_account a ON a.id = b.account_id AND a.kind IN ('fund', 'unfit', 'exchange')
  JOIN ledger_lot l ON l.id = b.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN territory_building g ON g.id = a.building_id
  LEFT JOIN catalogue_setstatus t ON t.edition_set_id = s.id AND t.school_year = %(school_year)s
  LEFT JOIN (SELECT w.account_id, w.lot_id, sum(w.copies) AS copies
               FROM writeoff_writeoffline w JOIN writeoff_writeoffact p ON p.id = w.act_id
              WHERE w.school_id = %(school)s AND p.state IN ('draft', 'commission', 'decided', 'approved')
              GROUP BY 1, 2) o ON o.account_id = b.account_id AND o.lot_id = b.lot_id
 CROSS JOIN LATERAL (
   SELECT * FROM (VALUES
     (a.kind = 'unfit', 'wear', 'unfit', NULL::date),
     (t.status = 'expired', 'obsolete', 'expired', t.until),
     (l.condition = 'worn' AND coalesce(l.year, e.year) + CASE WHEN s.grade_to <= 4 THEN %(primary)s ELSE %(other)s END
        < %(this_year)s, 'wear', 'old', NULL::date)
   ) AS v(holds, reason, fact, until) WHERE v.holds LIMIT 1) f
 WHERE b.school_id = %(school)s AND b.copies > coalesce(o.copies, 0) AND NOT s.is_consumable
 ORDER BY f.reason, e.title, l.received_on, b.lot_id, b.account_id
"""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Copies of a lot in one place that a fact proposes for write-off.

    fact: unfit (taken off the shelves) | expired (use-until date passed: `until`) | old (worn, and older than its service).
    """

    reason: str
    fact: str
    until: date | None
    account_id: int
    lot_id: int
    copies: int
    place: str
    building: str
    edition_uid: object
    title: str
    authors: str
    year: int | None
    grade_from: int | None
    grade_to: int | None
    price_kopecks: int
    condition: str
    received_on: date
    edition_id: int

    @property
    def key(self) -> str:
        """Names the fields of the row in a form."""
        return f"{self.account_id}-{self.lot_id}"

    @property
    def kopecks(self) -> int:
        """Their sum."""
        return self.copies * self.price_kopecks


def proposals(school_id: int, *, school_year: int, today: date) -> list[Proposal]:
    """Everything that the ledger and the federal list propose for write-off in a school, by reason and title."""
    values = {
        "school": school_id,
        "school_year": school_year,
        "this_year": today.year,
        "primary": SERVICE_YEARS_PRIMARY,
        "other": SERVICE_YEARS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSALS, values)
        return [Proposal(*row) for row in cursor.fetchall()]

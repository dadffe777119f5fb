"""What could be written off, by facts: taken off the shelves, use-until date passed, worn and old."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
     (a.kind = 'unfit' OR l.condition = 'unfit', 'wear', 'unfit', NULL::date),
     (t.status = 'expired', 'obsolete', 'expired', t.until),
     (s.grade_from > coalesce(%(last_grade)s, 99) AND a.kind <> 'unfit'
        AND NOT EXISTS (SELECT FROM people_classgroup c WHERE c.school_id = %(school)s AND c.school_year = %(school_year)s
                           AND c.grade >= s.grade_from), 'profile', 'grades', NULL::date),
     (l.condition = 'worn' AND coalesce(l.year, e.year) + CASE WHEN s.grade_to <= 4 THEN %(primary)s ELSE %(other)s END
        < %(this_year)s, 'wear', 'old', NULL::date)
   ) AS v(holds, reason, fact, until) WHERE v.holds LIMIT 1) f
 WHERE b.school_id = %(school)s AND b.copies > coalesce(o.copies, 0) AND NOT s.is_consumable
 ORDER BY f.reason, e.title, l.received_on, b.lot_id, b.account_id
"""


# An equal book was taken in place of a lost one: as many of the older copies are lost, less those in acts of loss.
_LOSSES = """
WITH taken AS (
  SELECT rl.edition_id, sum(rl.copies) AS copies, max(r.received_on) AS last
    FROM fund_receipt r JOIN fund_receiptline rl ON rl.receipt_id = r.id
   WHERE r.school_id = %(school)s AND r.kind = 'replacement' AND r.state = 'posted'
   GROUP BY 1),
told AS (
  SELECT l.edition_id, sum(w.copies) AS copies
    FROM writeoff_writeoffact p JOIN writeoff_writeoffline w ON w.act_id = p.id JOIN ledger_lot l ON l.id = w.lot_id
   WHERE p.school_id = %(school)s AND p.reason = 'loss' AND p.state <> 'reversed'
   GROUP BY 1),
places AS (
  SELECT b.account_id, b.lot_id, b.copies - coalesce(o.copies, 0) AS copies, l.edition_id,
         t.copies - coalesce(d.copies, 0) AS lost, t.last,
         sum(b.copies - coalesce(o.copies, 0)) OVER (PARTITION BY l.edition_id ORDER BY l.received_on, b.lot_id, b.account_id)
           AS so_far
    FROM taken t
    LEFT JOIN told d ON d.edition_id = t.edition_id
    JOIN ledger_lot l ON l.edition_id = t.edition_id AND l.school_id = %(school)s
    JOIN ledger_balance b ON b.lot_id = l.id AND b.school_id = %(school)s
    JOIN ledger_account a ON a.id = b.account_id AND a.kind IN ('fund', 'class_group')
    LEFT JOIN (SELECT w.account_id, w.lot_id, sum(w.copies) AS copies
                 FROM writeoff_writeoffline w JOIN writeoff_writeoffact p ON p.id = w.act_id
                WHERE w.school_id = %(school)s AND p.state IN ('draft', 'commission', 'decided', 'approved')
                GROUP BY 1, 2) o ON o.account_id = b.account_id AND o.lot_id = b.lot_id
   WHERE b.copies > coalesce(o.copies, 0)
     AND NOT EXISTS (SELECT FROM fund_receipt r WHERE r.uid = l.receipt_uid AND r.kind = 'replacement'))
SELECT 'loss', 'replaced', q.last, q.account_id, q.lot_id, least(q.copies, q.lost - (q.so_far - q.copies))::bigint, a.kind,
       coalesce(g.name, k.grade || CASE WHEN length(k.letter) > 1 THEN ' ' ELSE '' END || k.letter, ''), e.uid, e.title, s.authors,
       coalesce(l.year, e.year), s.grade_from, s.grade_to, l.price_kopecks, l.condition, l.received_on, e.id
  FROM places q
  JOIN ledger_account a ON a.id = q.account_id
  JOIN ledger_lot l ON l.id = q.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN territory_building g ON g.id = a.building_id
  LEFT JOIN people_classgroup k ON k.id = a.class_group_id
 WHERE q.lost > q.so_far - q.copies
 ORDER BY e.title, l.received_on, q.lot_id, q.account_id
"""
LAST_GRADE = {"primary": 4, "basic": 9}
"""Kind of school → the last grade it teaches; the others teach to the end."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Copies of a lot in one place that a fact proposes for write-off.

    fact: unfit (taken off the shelves) | expired (use-until date passed: `until`) | old (worn, and older than its service) |
    grades (for grades that a school of its kind does not teach and has no class of) | replaced (an equal book was taken in
    place of a lost one, last on `until`).
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


def proposals(school_id: int, *, school_year: int, today: date, kind: str = "") -> list[Proposal]:
    """Everything that the ledger, receipts and the federal list propose for write-off in a school, by reason and title.

    `kind` is the kind of school. What is proposed as lost is not proposed for another reason.
    """
    values = {
        "school": school_id,
        "last_grade": LAST_GRADE.get(kind),
        "school_year": school_year,
        "this_year": today.year,
        "primary": SERVICE_YEARS_PRIMARY,
        "other": SERVICE_YEARS,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOSSES, values)
        lost = [Proposal(*row) for row in cursor.fetchall()]
        cursor.execute(_PROPOSALS, values)
        found = [Proposal(*row) for row in cursor.fetchall()]
    return [*lost, *_without(found, {one.key: one.copies for one in lost})]


def _without(found: list[Proposal], taken: dict[str, int]) -> list[Proposal]:
    """The proposals less the copies that are proposed already."""
    rest = [
        replace(one, copies=one.copies - taken[one.key]) if taken and one.key in taken else one
        for one in found
    ]
    return [one for one in rest if one.copies > 0]

"""Cards and inventory numbers of lots, made together with the posting that brings the lots in."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from tomik.fund.models import NumberSeries
from tomik.fund.services.numbering import take_numbers
from tomik.kernel.arrays import array
from tomik.kernel.ids import uuid7

# Lots of group accounting that stand on no card yet, by the key of their school's cards; consumables and copies with
# inventory numbers have no card. In one statement: the cards that lack, their numbers, the lots on all of them.
_PUT = """
WITH lot AS MATERIALIZED (
  SELECT l.id, l.school_id, l.edition_id,
         CASE WHEN coalesce(o.card_by, 'year') <> 'edition' THEN coalesce(l.year, e.year) END AS year,
         CASE WHEN o.card_by = 'price' THEN l.price_kopecks END AS price_kopecks,
         l.receipt_line, l.received_on
    FROM ledger_lot l
    JOIN catalogue_edition e ON e.id = l.edition_id
    JOIN catalogue_editionset s ON s.id = e.edition_set_id
    LEFT JOIN fund_fundsettings o ON o.school_id = l.school_id
   WHERE l.school_id = ANY(%(schools)s::bigint[]) AND (%(lots)s::bigint[] IS NULL OR l.id = ANY(%(lots)s::bigint[]))
     AND s.kind IN ('textbook', 'aid', 'method') AND NOT s.is_consumable
     AND NOT EXISTS (SELECT FROM fund_cardlot c WHERE c.lot_id = l.id)
     AND NOT EXISTS (SELECT FROM fund_copy c WHERE c.lot_id = l.id AND c.inventory_number IS NOT NULL)
), placed AS MATERIALIZED (
  SELECT lot.*, c.id AS card_id
    FROM lot
    LEFT JOIN fund_card c ON c.school_id = lot.school_id AND c.edition_id = lot.edition_id
                         AND c.year IS NOT DISTINCT FROM lot.year
                         AND c.price_kopecks IS NOT DISTINCT FROM lot.price_kopecks
), wanted AS MATERIALIZED (
  SELECT school_id, edition_id, year, price_kopecks, min(received_on) AS opened_on, min(receipt_line) AS line, min(id) AS first
    FROM placed
   WHERE card_id IS NULL
   GROUP BY school_id, edition_id, year, price_kopecks
), series AS (
  INSERT INTO fund_numberseries AS s (school_id, series, year, last)
  SELECT school_id, %(series)s, 0, count(*) FROM wanted GROUP BY school_id
  ON CONFLICT (school_id, series, year) DO UPDATE SET last = s.last + excluded.last
  RETURNING school_id, last
), made AS (
  INSERT INTO fund_card (uid, school_id, number, edition_id, year, price_kopecks, opened_on)
  SELECT gen_random_uuid(), w.school_id,
         series.last - count(*) OVER (PARTITION BY w.school_id)
           + row_number() OVER (PARTITION BY w.school_id ORDER BY w.line, w.first),
         w.edition_id, w.year, w.price_kopecks, w.opened_on
    FROM wanted w JOIN series ON series.school_id = w.school_id
  RETURNING id, school_id, edition_id, year, price_kopecks
), put AS (
  INSERT INTO fund_cardlot (lot_id, school_id, card_id)
  SELECT p.id, p.school_id, coalesce(p.card_id, m.id)
    FROM placed p
    LEFT JOIN made m ON p.card_id IS NULL AND m.school_id = p.school_id AND m.edition_id = p.edition_id
                    AND m.year IS NOT DISTINCT FROM p.year AND m.price_kopecks IS NOT DISTINCT FROM p.price_kopecks
  ON CONFLICT (lot_id) DO NOTHING
)
SELECT count(*) FROM made
"""
_MAKE_COPIES = """
INSERT INTO fund_copy (uid, region_id, school_id, lot_id, inventory_number)
SELECT c.uid, s.region_id, s.id, c.lot_id, c.number
  FROM unnest(%s::uuid[], %s::bigint[], %s::integer[]) AS c(uid, lot_id, number), territory_school s
 WHERE s.id = %s
"""


def put_on_cards(school_id: int, lot_ids: Sequence[int]) -> int:
    """Put lots on the school's cards, new cards where there is none; the number of new cards. Repeating changes nothing.

    Inside the caller's transaction; the lock of the series of card numbers keeps two postings apart.
    """
    if not lot_ids:
        return 0
    # The lock comes before the look: another posting may be making the same card.
    take_numbers(school_id, NumberSeries.Series.CARD, 0)
    return _put([school_id], array(lot_ids))


def put_all_on_cards(school_ids: Sequence[int]) -> int:
    """Put every lot of these schools that has no card yet on one; the number of new cards. For a sole writer (the demo)."""
    return _put(school_ids, None)


def _put(school_ids: Sequence[int], lots: str | None) -> int:
    values = {"schools": array(school_ids), "lots": lots, "series": str(NumberSeries.Series.CARD)}
    with connection.cursor() as cursor:
        cursor.execute(_PUT, values)
        (made,) = cursor.fetchone()
    return int(made)


def give_inventory_numbers(school_id: int, lots: Sequence[tuple[int, int]]) -> range:
    """A row and an inventory number for every copy of these lots (lot, copies), in the order given."""
    numbers = take_numbers(school_id, NumberSeries.Series.INVENTORY, sum(copies for _lot, copies in lots))
    if numbers:
        of_copy = [lot for lot, copies in lots for _copy in range(copies)]
        with connection.cursor() as cursor:
            uids = array(uuid7() for _copy in of_copy)
            cursor.execute(_MAKE_COPIES, [uids, array(of_copy), array(numbers), school_id])
    return numbers

"""Cards and inventory numbers of lots, made together with the posting that brings the lots in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from tomik.fund.models import FundSettings, NumberSeries
from tomik.fund.services.numbering import take_numbers
from tomik.kernel.arrays import array
from tomik.kernel.ids import uuid7

# Lots of group accounting that stand on no card yet, by the key of the school's cards; consumables have no card. In one
# statement: the cards that lack, their numbers, the lots on all of them. The series is locked before.
_PUT = """
WITH lot AS MATERIALIZED (
  SELECT l.id, l.edition_id,
         CASE WHEN %(card_by)s <> 'edition' THEN coalesce(l.year, e.year) END AS year,
         CASE WHEN %(card_by)s = 'price' THEN l.price_kopecks END AS price_kopecks,
         l.receipt_line, l.received_on
    FROM ledger_lot l
    JOIN catalogue_edition e ON e.id = l.edition_id
    JOIN catalogue_editionset s ON s.id = e.edition_set_id
   WHERE l.school_id = %(school)s AND l.id = ANY(%(lots)s::bigint[]) AND s.kind IN ('textbook', 'aid', 'method') AND NOT s.is_consumable
     AND NOT EXISTS (SELECT FROM fund_cardlot c WHERE c.lot_id = l.id)
), placed AS MATERIALIZED (
  SELECT lot.*, c.id AS card_id
    FROM lot
    LEFT JOIN fund_card c ON c.school_id = %(school)s AND c.edition_id = lot.edition_id
                         AND c.year IS NOT DISTINCT FROM lot.year
                         AND c.price_kopecks IS NOT DISTINCT FROM lot.price_kopecks
), wanted AS MATERIALIZED (
  SELECT edition_id, year, price_kopecks, min(received_on) AS opened_on,
         row_number() OVER (ORDER BY min(receipt_line), min(id)) AS place
    FROM placed
   WHERE card_id IS NULL
   GROUP BY edition_id, year, price_kopecks
), series AS (
  UPDATE fund_numberseries SET last = last + (SELECT count(*) FROM wanted)
   WHERE school_id = %(school)s AND series = %(series)s AND year = 0 AND EXISTS (SELECT FROM wanted)
  RETURNING last - (SELECT count(*) FROM wanted) AS before
), made AS (
  INSERT INTO fund_card (uid, school_id, number, edition_id, year, price_kopecks, opened_on)
  SELECT gen_random_uuid(), %(school)s, series.before + w.place, w.edition_id, w.year, w.price_kopecks, w.opened_on
    FROM wanted w, series
  RETURNING id, edition_id, year, price_kopecks
), put AS (
  INSERT INTO fund_cardlot (lot_id, school_id, card_id)
  SELECT p.id, %(school)s, coalesce(p.card_id, m.id)
    FROM placed p
    LEFT JOIN made m ON p.card_id IS NULL AND m.edition_id = p.edition_id AND m.year IS NOT DISTINCT FROM p.year
                    AND m.price_kopecks IS NOT DISTINCT FROM p.price_kopecks
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
    settings = FundSettings.objects.filter(school_id=school_id).only("card_by").first()
    values: dict[str, Any] = {
        "school": school_id,
        "lots": array(lot_ids),
        "card_by": settings.card_by if settings else FundSettings.CardBy.YEAR,
        "series": str(NumberSeries.Series.CARD),
    }
    # The lock comes before the look: another posting may be making the same card.
    take_numbers(school_id, NumberSeries.Series.CARD, 0)
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

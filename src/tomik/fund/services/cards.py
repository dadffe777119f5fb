"""Cards and inventory numbers of lots, made together with the posting that brings the lots in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import connection

from tomik.fund.models import FundSettings, NumberSeries
from tomik.fund.services.numbering import take_numbers
from tomik.kernel.ids import uuid7

# Lots of group accounting that stand on no card yet, by the key of the school's cards. Consumables have no card.
_LOTS = """
WITH lot AS (
  SELECT l.id, l.edition_id,
         CASE WHEN %(card_by)s <> 'edition' THEN coalesce(l.year, e.year) END AS year,
         CASE WHEN %(card_by)s = 'price' THEN l.price_kopecks END AS price_kopecks,
         l.receipt_line, l.received_on
    FROM ledger_lot l
    JOIN catalogue_edition e ON e.id = l.edition_id
    JOIN catalogue_editionset s ON s.id = e.edition_set_id
   WHERE l.school_id = %(school)s AND l.id = ANY(%(lots)s::bigint[]) AND s.kind IN ('textbook', 'aid', 'method') AND NOT s.is_consumable
     AND NOT EXISTS (SELECT FROM fund_cardlot c WHERE c.lot_id = l.id)
)
"""
_NEW_KEYS = (
    _LOTS
    + """
SELECT edition_id, year, price_kopecks, min(received_on)
  FROM lot
 WHERE NOT EXISTS (SELECT FROM fund_card c WHERE c.school_id = %(school)s AND c.edition_id = lot.edition_id
                      AND c.year IS NOT DISTINCT FROM lot.year
                      AND c.price_kopecks IS NOT DISTINCT FROM lot.price_kopecks)
 GROUP BY edition_id, year, price_kopecks
 ORDER BY min(receipt_line), min(id)
"""
)
_MAKE_CARDS = """
INSERT INTO fund_card (uid, school_id, number, edition_id, year, price_kopecks, opened_on)
SELECT k.uid, %s, k.number, k.edition_id, k.year, k.price_kopecks, k.opened_on
  FROM unnest(%s::uuid[], %s::integer[], %s::bigint[], %s::smallint[], %s::bigint[], %s::date[])
       AS k(uid, number, edition_id, year, price_kopecks, opened_on)
"""
_PUT_LOTS = (
    _LOTS
    + """
INSERT INTO fund_cardlot (lot_id, school_id, card_id)
SELECT lot.id, %(school)s, c.id
  FROM lot
  JOIN fund_card c ON c.school_id = %(school)s AND c.edition_id = lot.edition_id
                  AND c.year IS NOT DISTINCT FROM lot.year
                  AND c.price_kopecks IS NOT DISTINCT FROM lot.price_kopecks
ON CONFLICT (lot_id) DO NOTHING
"""
)
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
        "lots": list(lot_ids),
        "card_by": settings.card_by if settings else FundSettings.CardBy.YEAR,
    }
    # The lock comes before the look: another posting may be making the same card.
    take_numbers(school_id, NumberSeries.Series.CARD, 0)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_KEYS, values)
        keys: list[tuple[int, int | None, int | None, date]] = cursor.fetchall()
        if keys:
            numbers = take_numbers(school_id, NumberSeries.Series.CARD, len(keys))
            columns = [list(column) for column in zip(*keys, strict=True)]
            cursor.execute(_MAKE_CARDS, [school_id, [uuid7() for _key in keys], list(numbers), *columns])
        cursor.execute(_PUT_LOTS, values)
    return len(keys)


def give_inventory_numbers(school_id: int, lots: Sequence[tuple[int, int]]) -> range:
    """A row and an inventory number for every copy of these lots (lot, copies), in the order given."""
    numbers = take_numbers(school_id, NumberSeries.Series.INVENTORY, sum(copies for _lot, copies in lots))
    if numbers:
        of_copy = [lot for lot, copies in lots for _copy in range(copies)]
        with connection.cursor() as cursor:
            cursor.execute(_MAKE_COPIES, [[uuid7() for _copy in of_copy], of_copy, list(numbers), school_id])
    return numbers

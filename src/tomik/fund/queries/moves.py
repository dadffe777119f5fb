"""Reads of internal moves, and of the shelves that they take from."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tomik.fund.models import Copy, Move, MoveLine
from tomik.fund.official.moved import MovedLine, number_ranges

# Lots of the school with the copies on the shelves of a building: those that stand there, or the ones asked for.
_SHELF = """
SELECT l.id, e.uid, s.title, s.authors, s.publisher, s.parts, e.part, coalesce(l.year, e.year), e.isbn, l.price_kopecks,
       l.on_balance, l.received_on, k.number, coalesce(b.copies, 0)
  FROM ledger_lot l
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN ledger_account a ON a.school_id = l.school_id AND a.kind = 'fund' AND a.building_id = %(building)s
  LEFT JOIN ledger_balance b ON b.account_id = a.id AND b.lot_id = l.id
  LEFT JOIN fund_cardlot cl ON cl.lot_id = l.id
  LEFT JOIN fund_card k ON k.id = cl.card_id
 WHERE l.school_id = %(school)s
   AND (%(lots)s::bigint[] IS NULL OR l.id = ANY(%(lots)s::bigint[]))
   AND (%(lots)s::bigint[] IS NOT NULL OR b.copies > 0)
   AND (%(edition)s::uuid IS NULL OR e.uid = %(edition)s::uuid)
   AND (%(isbn)s = '' OR e.isbn = %(isbn)s)
   AND (%(words)s::text[] IS NULL
        OR (SELECT bool_and(strpos(lower(e.search_text), word) > 0) FROM unnest(%(words)s::text[]) AS word))
 ORDER BY s.title, s.authors, e.part, e.id, l.received_on, l.id
"""
_NUMBERS = """
SELECT l.lot_id, array_agg(c.inventory_number ORDER BY c.inventory_number)
  FROM fund_moveline l
  JOIN fund_copy c ON c.id = ANY(l.copy_ids)
 WHERE l.move_id = %s AND c.inventory_number IS NOT NULL
 GROUP BY l.lot_id
"""


@dataclass(frozen=True, slots=True)
class ShelfLot:
    """A lot and how many of its copies stand on the shelves of a building."""

    lot_id: int
    edition_uid: UUID
    title: str
    authors: str
    publisher: str
    parts: int
    part: int
    year: int | None
    isbn: str
    price_kopecks: int
    on_balance: bool
    received_on: date
    card: int | None
    there: int

    @property
    def named(self) -> str:
        """Author, title, part, publisher and year, as papers write them."""
        title = f"{self.title}, ч. {self.part}" if self.parts > 1 else self.title
        words = [word.rstrip(".") for word in (self.authors, title, self.publisher) if word]
        return f"{'. '.join(words)}, {self.year}" if self.year else ". ".join(words)

    def moved(self, copies: int, numbers: list[int] | None = None) -> MovedLine:
        """The lot on a paper of movement; `numbers` are the inventory numbers of the copies."""
        return MovedLine(
            named=self.named,
            register=number_ranges(numbers) if numbers else f"карт. {self.card}" if self.card else "",
            copies=copies,
            price_kopecks=self.price_kopecks,
            on_balance=self.on_balance,
        )


def shelf_lots(
    school_id: int,
    building_id: int,
    *,
    lot_ids: Collection[int] | None = None,
    edition: UUID | None = None,
    isbn: str = "",
    words: str = "",
) -> list[ShelfLot]:
    """Lots on the shelves of a building by title, the oldest first; with `lot_ids` those lots, also where none is left."""
    values = {
        "school": school_id,
        "building": building_id,
        "lots": None if lot_ids is None else list(lot_ids),
        "edition": edition,
        "isbn": isbn,
        "words": words.lower().replace("ё", "е").split() or None,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SHELF, values)
        return [ShelfLot(*row) for row in cursor.fetchall()]


def moves_of(school_id: int) -> QuerySet[Move]:
    """Moves of a school with their copies, titles and sums."""
    lines = MoveLine.objects.filter(move=OuterRef("pk")).order_by().values("move")
    copies = lines.annotate(all=Sum("copies")).values("all")
    titles = lines.annotate(all=Count("lot__edition_id", distinct=True)).values("all")
    kopecks = lines.annotate(all=Sum(F("copies") * F("lot__price_kopecks"))).values("all")
    return (
        Move.objects.filter(school_id=school_id)
        .select_related("from_building", "to_building")
        .annotate(
            titles=Coalesce(Subquery(titles, output_field=IntegerField()), 0),
            copies=Coalesce(Subquery(copies, output_field=IntegerField()), 0),
            kopecks=Coalesce(Subquery(kopecks), 0),
        )
    )


def move_of(school_id: int, uid: UUID) -> Move | None:
    """A move of the school, or None."""
    moves = Move.objects.select_related("school", "from_building", "to_building")
    return moves.filter(school_id=school_id, uid=uid).first()


def lines_of(move: Move) -> list[tuple[MoveLine, ShelfLot]]:
    """The lines of a move in their order, each with its lot and what stands in the building that it leaves."""
    lines = list(MoveLine.objects.filter(move=move, school_id=move.school_id).order_by("line_no"))
    lots = shelf_lots(move.school_id, move.from_building_id, lot_ids=[line.lot_id for line in lines])
    by_lot = {lot.lot_id: lot for lot in lots}
    return [(line, by_lot[line.lot_id]) for line in lines]


def paper_lines(move: Move) -> list[MovedLine]:
    """The lines of a move as its paper lists them."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [move.pk])
        numbers: dict[int, list[int]] = dict(cursor.fetchall())
    return [lot.moved(line.copies, numbers.get(line.lot_id)) for line, lot in lines_of(move)]


def told_copies(school_id: int, uids: Collection[UUID]) -> dict[UUID, Copy]:
    """Copies of the school's fund by their uids; those that have left it are not among them."""
    found = Copy.objects.filter(school_id=school_id, uid__in=uids, removed_by=None)
    return {copy.uid: copy for copy in found}

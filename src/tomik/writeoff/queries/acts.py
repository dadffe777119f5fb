"""Acts of a school and their lines as lists show them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, F, QuerySet, Sum

from tomik.writeoff.models import WriteoffAct

_LINES = """
SELECT w.line_no, w.copies, l.price_kopecks, s.authors, s.title, s.parts, e.part, s.publisher, coalesce(l.year, e.year), c.number,
       w.codes, w.why, w.lot_id, w.account_id, a.kind, coalesce(g.name, k.grade || CASE WHEN length(k.letter) > 1 THEN ' ' ELSE '' END || k.letter, ''), l.edition_id,
       coalesce(b.copies, 0)
  FROM writeoff_writeoffline w
  JOIN ledger_lot l ON l.id = w.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  JOIN ledger_account a ON a.id = w.account_id
  LEFT JOIN territory_building g ON g.id = a.building_id
  LEFT JOIN people_classgroup k ON k.id = a.class_group_id
  LEFT JOIN ledger_balance b ON b.account_id = w.account_id AND b.lot_id = w.lot_id AND b.school_id = w.school_id
  LEFT JOIN fund_cardlot cl ON cl.lot_id = l.id
  LEFT JOIN fund_card c ON c.id = cl.card_id
 WHERE w.act_id = %s AND w.school_id = %s
 ORDER BY w.line_no
"""


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of an act with what lists name of it."""

    line_no: int
    copies: int
    price_kopecks: int
    authors: str
    title: str
    parts: int
    part: int
    publisher: str
    year: int | None
    card: int | None
    codes: list[str]
    why: str
    lot_id: int
    account_id: int
    place: str
    building: str
    edition_id: int
    held: int
    """Copies that stand there now."""

    @property
    def is_short(self) -> bool:
        """Whether copies have moved since the line was written; says nothing of a posted act."""
        return self.copies > self.held

    @property
    def kopecks(self) -> int:
        """Their sum."""
        return self.copies * self.price_kopecks

    @property
    def named(self) -> str:
        """Author and title, part, publisher, year."""
        part = f", ч. {self.part}" if self.parts > 1 else ""
        words = [self.authors, f"{self.title}{part}", self.publisher]
        named = ". ".join(word.rstrip(".") for word in words if word)
        return f"{named}, {self.year}" if self.year else named

    @property
    def register(self) -> str:
        """Inventory numbers or labels of the copies that have one; of the others how many, and the number of the card."""
        card = f"карт. {self.card}" if self.card else ""
        if not self.codes:
            return card
        rest = self.copies - len(self.codes)
        counted = f"{card}: ещё {rest}" if card else f"ещё {rest}"
        return ", ".join([*map(str, self.codes), *([counted] if rest else [])])


def listed_lines(act: WriteoffAct) -> list[ListedLine]:
    """The lines of an act in order."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [act.pk, act.school_id])
        names = [column.name for column in cursor.description or ()]
        place = names.index("codes")
        rows = cursor.fetchall()
    return [_listed(list(row), place) for row in rows]


def _listed(row: list[Any], place: int) -> ListedLine:
    row[place] = _codes(row[place])
    return ListedLine(*row)


def _codes(value: Any) -> list[str]:
    # A bare cursor gives JSON as text.
    return list(json.loads(value) if isinstance(value, str) else value)


def acts_of(school_id: int) -> QuerySet[WriteoffAct]:
    """Acts of a school with their copies and sums, newest first."""
    return (
        WriteoffAct.objects.filter(school_id=school_id)
        .annotate(
            copies=Sum("lines__copies"),
            kopecks=Sum(F("lines__copies") * F("lines__lot__price_kopecks"), output_field=BigIntegerField()),
        )
        .order_by("-acted_on", "-id")
    )


def act_of(school_id: int, uid: UUID) -> WriteoffAct | None:
    """An act of the school."""
    return (
        WriteoffAct.objects.select_related("school", "commission")
        .filter(school_id=school_id, uid=uid)
        .first()
    )

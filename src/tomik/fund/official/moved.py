"""What papers of movement say of copies and of the two sides: from any entry, or made up by another room."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db import connection

from tomik.fund.official.parts import BLANK, Institution, day_in_words, institution_of
from tomik.ledger.public import Entry
from tomik.territory.public import School

# Copies of an entry by lot in the order of its lines; inventory numbers are those of the copies that left with it.
_LINES = """
SELECT s.authors, s.title, s.parts, e.part, s.publisher, coalesce(l.year, e.year), l.price_kopecks, l.on_balance,
       k.number, sum(t.copies)::bigint,
       (SELECT array_agg(c.inventory_number ORDER BY c.inventory_number) FROM fund_copy c
         WHERE c.lot_id = l.id AND c.removed_by = t.entry_id AND c.inventory_number IS NOT NULL)
  FROM ledger_transfer t
  JOIN ledger_lot l ON l.id = t.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN fund_cardlot cl ON cl.lot_id = l.id
  LEFT JOIN fund_card k ON k.id = cl.card_id
 WHERE t.entry_id = %s AND t.school_id = %s
 GROUP BY t.entry_id, l.id, e.id, s.id, k.number
 ORDER BY min(t.line_no)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedLine:
    """Copies of one lot on a paper of movement. `price_kopecks` is the price of one copy."""

    named: str
    """Author, title, part, publisher, year."""
    register: str
    """Number of the card, or inventory numbers."""
    copies: int
    price_kopecks: int
    on_balance: bool = True

    @property
    def kopecks(self) -> int:
        """Their sum."""
        return self.copies * self.price_kopecks


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a movement stands on: the founder's disposal, a contract, an order. Nothing known: a place to write it in."""

    name: str = ""
    number: str = ""
    day: date | None = None

    @property
    def words(self) -> str:
        """«распоряжение учредителя № 14 от «20» августа 2026 г.»"""
        if not self.name:
            return ""
        number = f" № {self.number}" if self.number else ""
        return f"{self.name}{number}" + (f" от {day_in_words(self.day)}" if self.day else "")


NO_BASIS = Basis()


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One side of a movement between institutions, as its papers name it. What is not known stays empty."""

    name: str
    inn: str = ""
    kpp: str = ""
    okpo: str = ""
    oktmo: str = ""
    registry_code: str = ""
    """Code in the consolidated register of participants of the budget process."""
    chapter: str = ""
    """Head of the budget classification (глава по БК)."""
    unit: str = "Библиотека"
    founder: str = ""
    budget: str = ""
    head_post: str = "Директор"
    head_name: str = ""
    responsible_post: str = "Библиотекарь"
    responsible_name: str = ""
    accountant_name: str = ""

    @property
    def inn_kpp(self) -> str:
        """«7000000001 / 700001001»."""
        return " / ".join(part for part in (self.inn, self.kpp) if part) or BLANK


def party_of(school: School) -> Party:
    """A school of the program as a side of a movement."""
    place: Institution = institution_of(school)
    settings = place.settings
    post, name = place.librarian
    return Party(
        name=place.name,
        inn=school.inn,
        kpp=settings.kpp,
        okpo=settings.okpo,
        oktmo=settings.oktmo,
        unit=settings.unit_name or "Библиотека",
        founder=settings.founder_name,
        budget=settings.budget_name,
        head_post=place.head_post,
        head_name=settings.head_name,
        responsible_post=post,
        responsible_name=name,
        accountant_name=settings.accountant_name,
    )


def moved_lines(entry: Entry) -> list[MovedLine]:
    """The lines of an entry as papers list them: one per lot, in the order of the entry."""
    with connection.cursor() as cursor:
        cursor.execute(_LINES, [entry.pk, entry.school_id])
        return [_line(_Row(*row)) for row in cursor.fetchall()]


class _Row(NamedTuple):
    authors: str
    title: str
    parts: int
    part: int
    publisher: str
    year: int | None
    price_kopecks: int
    on_balance: bool
    card: int | None
    copies: int
    numbers: list[int] | None


def _line(row: _Row) -> MovedLine:
    words = [row.authors, f"{row.title}, ч. {row.part}" if row.parts > 1 else row.title, row.publisher]
    named = ". ".join(word.rstrip(".") for word in words if word)
    register = number_ranges(row.numbers) if row.numbers else f"карт. {row.card}" if row.card else ""
    return MovedLine(
        named=f"{named}, {row.year}" if row.year else named,
        register=register,
        copies=row.copies,
        price_kopecks=row.price_kopecks,
        on_balance=row.on_balance,
    )


def number_ranges(numbers: list[int]) -> str:
    """«15–19, 22»: inventory numbers as lists write them."""
    ranges: list[list[int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in ranges)


def total_copies(lines: list[MovedLine]) -> int:
    """All copies of the lines."""
    return sum(line.copies for line in lines)


def total_kopecks(lines: list[MovedLine]) -> int:
    """Their sum."""
    return sum(line.kopecks for line in lines)

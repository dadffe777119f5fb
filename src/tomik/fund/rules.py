"""How librarians write grades, parts, conditions and sources in their tables. Pure: no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from tomik.kernel.importing import CellValue
from tomik.kernel.money import KOPECKS_PER_ROUBLE, KopeckSplit
from tomik.kernel.normalise import comparable
from tomik.ledger.public import Lot

GRADE_MAX = 12
YEAR_MIN, YEARS_AHEAD = 1900, 1
PARTS_MAX = 9
COPIES_MAX = 100_000
"""Copies of one title in one line."""
PRICE_MAX = 100_000_00
"""Kopecks of one copy."""
_NUMBER = re.compile(r"\d+")
_OF = re.compile(r"(\d)\s*(?:из|/)\s*(\d)")
_RANGE = re.compile(r"(\d)\s*(?:-|–|,|;|и|\+)\s*(\d)")

C = Lot.Condition
# The beginning of a word → condition; the first that fits decides, so the worse ones stand first.
_CONDITIONS = (
    ("непригод", C.UNFIT), ("негод", C.UNFIT), ("не годен", C.UNFIT), ("не годн", C.UNFIT), ("списан", C.UNFIT),
    ("к списан", C.UNFIT), ("испорч", C.UNFIT), ("неудовл", C.UNFIT), ("плох", C.UNFIT), ("аварийн", C.UNFIT),
    ("ветх", C.WORN), ("изнош", C.WORN), ("потреп", C.WORN), ("удовл", C.WORN), ("требует ремонт", C.WORN),
    ("нов", C.NEW), ("отличн", C.NEW),
    ("хорош", C.GOOD), ("годен", C.GOOD), ("годн", C.GOOD), ("норм", C.GOOD), ("исправн", C.GOOD), ("пригод", C.GOOD),
)  # fmt: skip
_SOURCES = (
    ("федерал", "federal"), ("регион", "regional"), ("област", "regional"), ("субвенц", "regional"),
    ("краев", "regional"), ("республиканск", "regional"), ("муницип", "municipal"), ("местн", "municipal"),
    ("внебюдж", "own"), ("собственн", "own"), ("дар", "gift"), ("пожертв", "gift"), ("благотвор", "gift"),
    ("родител", "gift"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """Which part a row names, of how many; both None for a book without parts; part None for the whole set."""

    part: int | None = None
    parts: int | None = None


def grades_of(value: CellValue) -> tuple[int, int] | None:
    """First and last grade: «5», «5-6», «10 – 11 кл.», 5.6 (Excel's «5,6»), a date (Excel's «5-6»). None: not understood."""
    if isinstance(value, datetime | date):
        return _span([value.day, value.month])
    return _span([int(number) for number in _NUMBER.findall(str(value))])


def _span(numbers: list[int]) -> tuple[int, int] | None:
    if not numbers or any(not 1 <= number <= GRADE_MAX for number in numbers):
        return None
    return min(numbers), max(numbers)


def part_of(value: CellValue) -> Part | None:
    """«1», «ч. 2», «1 из 2», «1-2» and «1, 2» (all parts). None: not understood."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value).lower()
    if match := _OF.search(text):
        part, parts = int(match[1]), int(match[2])
        return Part(part, parts) if 1 <= part <= parts else None
    if match := _RANGE.search(text):
        first, last = int(match[1]), int(match[2])
        return Part(None, last) if first == 1 and last > 1 else None
    numbers = [int(number) for number in _NUMBER.findall(text)]
    return Part(numbers[0]) if len(numbers) == 1 and 1 <= numbers[0] <= PARTS_MAX else None


def year_of(value: CellValue, this_year: int) -> int | None:
    """The year: 2021, «2021 г.», a date. None: not understood or not between 1900 and the next year."""
    if isinstance(value, datetime | date):
        return value.year
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    numbers = _NUMBER.findall(str(value))
    if len(numbers) != 1 or not YEAR_MIN <= int(numbers[0]) <= this_year + YEARS_AHEAD:
        return None
    return int(numbers[0])


def condition_of(text: str) -> str | None:
    """The condition that a word names; None: not understood."""
    return _beginning(text, _CONDITIONS)


def source_of(text: str) -> str:
    """The code of a source of money, or the text itself, shortened."""
    longest = Lot._meta.get_field("source").max_length
    return _beginning(text, _SOURCES) or text[:longest]


def _beginning(text: str, words: tuple[tuple[str, str], ...]) -> str | None:
    key = f" {comparable(text)}"
    return next((str(value) for start, value in words if f" {start}" in key), None)


def not_a_price(error: ValueError) -> str:
    """What is wrong with a price that `kopecks_from` does not read."""
    if isinstance(error, KopeckSplit):
        return _("A price has no fractions of a kopeck. Write roubles and kopecks: 350,50.")
    return _("This is not a price. Write roubles and kopecks: 350,50.")


def price_too_high() -> str:
    """What is said of a price above `PRICE_MAX`: the limit in roubles."""
    most = f"{PRICE_MAX // KOPECKS_PER_ROUBLE:,}".replace(",", "\u00a0")
    return _("One copy can't cost so much: at most %s ₽.") % most


def shares(total: int, parts: int) -> list[int]:
    """A sum divided among parts without losing a kopeck; the first ones are the larger."""
    small, rest = divmod(total, parts)
    return [small + (number < rest) for number in range(parts)]

"""Pieces that official forms are made of. Forms are Russian whatever the language of the screen: they are papers of law."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec
from zoneinfo import ZoneInfo

from django.utils import translation

from tomik.fund.models import FormCode, FundSettings
from tomik.territory.public import School

MONTHS = ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря")  # fmt: skip
BLANK = "____________________"


def day_in_words(day: date | None) -> str:
    """«20» августа 2026 г., or places to write it in."""
    if day is None:
        return "«____» ______________ 20___ г."
    return f"«{day.day:02d}» {MONTHS[day.month - 1]} {day.year} г."


def local_day(moment: datetime | None, school: School) -> date | None:
    """The day of a moment where the school is."""
    return moment.astimezone(ZoneInfo(school.timezone)).date() if moment else None


P = ParamSpec("P")


def in_russian(make: Callable[P, Form]) -> Callable[P, Form]:
    """A form is made with Russian words, whatever the language of the screen."""

    @wraps(make)
    def made(*arguments: P.args, **named: P.kwargs) -> Form:
        with translation.override("ru"):
            return make(*arguments, **named)

    return made


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a form's table."""

    title: str
    width: str = "auto"
    align: str = "left"


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[object]],
    *,
    size: float = 8.5,
    numbered: bool = False,
    total: bool = False,
    roomy: bool = False,
) -> dict[str, Any]:
    """A table; its heading is repeated on every page.

    `numbered` writes the numbers of the columns under the heading, as forms of the orders have them; `total` sets the last
    row in bold; `roomy` makes the rows high enough to sign in.
    """
    titles = [{"title": one.title, "width": one.width, "align": one.align} for one in columns]
    return {
        "kind": "table",
        "columns": titles,
        "rows": [list(row) for row in rows],
        "size": size,
        "numbered": numbered,
        "total": total,
        "roomy": roomy,
    }


def text(words: str) -> dict[str, Any]:
    """A paragraph."""
    return {"kind": "text", "text": words}


def heading(words: str) -> dict[str, Any]:
    """A heading inside the form."""
    return {"kind": "heading", "text": words}


NEW_PAGE: dict[str, Any] = {"kind": "break"}


def signatures(people: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Places to sign: role, name."""
    return {"kind": "signatures", "people": [{"role": role, "name": name} for role, name in people]}


Side = tuple[str, Sequence[tuple[str, str]]]
"""A side of a paper: its heading, then what it says or who signs (word, value)."""


def sides(left: Side, right: Side) -> dict[str, Any]:
    """Requisites of two sides next to each other: sender and receiver."""
    return {"kind": "sides", "sides": [{"title": title, "rows": list(rows)} for title, rows in (left, right)]}


def signed_by_sides(left: Side, right: Side) -> dict[str, Any]:
    """Places to sign of two sides next to each other, kept on one page."""
    return {
        "kind": "signed-sides",
        "sides": [{"title": title, "people": list(people)} for title, people in (left, right)],
    }


@dataclass(frozen=True, slots=True)
class Institution:
    """The school as its papers name it. What is not known is left blank on the paper and told in `missing`."""

    school: School
    settings: FundSettings
    missing: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The full name of the legal entity."""
        return self.school.full_name or self.school.short_name

    @property
    def inn_kpp(self) -> str:
        """«7000000001 / 700001001»."""
        return " / ".join(part for part in (self.school.inn, self.settings.kpp) if part) or BLANK

    @property
    def head(self) -> str:
        """Name of the head or a place to write it in."""
        return self.settings.head_name or BLANK

    @property
    def head_post(self) -> str:
        """Post of the head."""
        return _capital(self.settings.head_post or "Директор")

    @property
    def librarian(self) -> tuple[str, str]:
        """Post and name of the librarian, for a signature."""
        return _capital(self.settings.librarian_post or "Библиотекарь"), self.settings.librarian_name

    @property
    def accountant(self) -> tuple[str, str]:
        """Post and name of the accountant, for a signature."""
        return "Главный бухгалтер", self.settings.accountant_name


def _capital(post: str) -> str:
    """A post at the beginning of a line, however it was typed."""
    return post[:1].upper() + post[1:]


_NEEDED = {
    "head_name": "руководитель",
    "accountant_name": "главный бухгалтер",
    "librarian_name": "библиотекарь",
}


def institution_of(school: School) -> Institution:
    """The school's names for forms; `missing` says what the paper will leave blank, in words for the screen."""
    settings = FundSettings.objects.filter(school=school).first() or FundSettings(school=school)
    missing = [word for name, word in _NEEDED.items() if not getattr(settings, name)]
    if not school.inn:
        missing.append("ИНН")
    return Institution(school, settings, missing)


def approval(place: Institution, day: date | None) -> dict[str, str]:
    """The corner «УТВЕРЖДАЮ»."""
    return {
        "word": "УТВЕРЖДАЮ",
        "post": place.head_post,
        "name": place.settings.head_name,
        "name-label": "расшифровка подписи",
        "day": day_in_words(day),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form ready for print: the code in force on the day of its document, and what it says."""

    operation: str
    code: FormCode | None
    said: dict[str, Any]

    @property
    def title(self) -> str:
        """Its name."""
        return str(self.said["title"])


def basis(place: Institution) -> str:
    """The law that the registers stand on: order 1077 and the school's own act."""
    words = ["приказ Минкультуры России от 08.10.2012 № 1077"]
    if place.settings.local_act:
        words.append(place.settings.local_act)
    if place.settings.names_order_2488:
        words.append("методически: приказ Минобразования России от 24.08.2000 № 2488 (утратил силу)")
    return "Основание: " + "; ".join(words) + "."

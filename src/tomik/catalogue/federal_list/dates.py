"""Terms of the list: «До 25 апреля 2027 года», «Бессрочно», and their misprints; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Final

MONTHS: Final = (
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
FIRST_YEAR: Final = 2000
LAST_YEAR: Final = 2060

READ: Final = "read"
UNLIMITED: Final = "unlimited"
ABSENT: Final = "absent"
MENDED: Final = "mended"
IMPOSSIBLE: Final = "impossible"
UNREADABLE: Final = "unreadable"

_WORDED = re.compile(
    r"(?:до|по)?\s*(\d{1,2})\s*([^\W\d_]+)\.?\s*(\d{1,6})\s*(год[а-яё]*|г)?\.?", re.IGNORECASE
)
_DOTTED = re.compile(r"(?:до|по)?\s*(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})\s*(?:года|г)?\.?", re.IGNORECASE)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_WITHOUT_END = re.compile(r"бессрочн\w*|без\s+ограничени\w*(?:\s+срока)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Term:
    """A term as read: how it was read and the day, where there is one."""

    how: str
    on: date | None = None

    @property
    def is_unlimited(self) -> bool:
        return self.how == UNLIMITED


def read_term(text: str) -> Term:
    """Read a term; a misprinted month is mended when only one month is near, and said so.

    A year outside 2000–2060 and a day that no calendar has are never mended:
    the term stays without a day and the caller reports it.
    """
    bare = text.strip(" .;")
    if not bare or bare in {"-", "–", "—"}:
        return Term(ABSENT)
    if _WITHOUT_END.fullmatch(bare):
        return Term(UNLIMITED)
    if match := _ISO.fullmatch(bare):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    if match := _DOTTED.fullmatch(bare):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _WORDED.fullmatch(bare):
        return _worded(int(match[1]), match[2].lower(), match[3])
    return Term(UNREADABLE)


def _worded(day: int, month_word: str, year_text: str) -> Term:
    if month_word in MONTHS:
        return _day(day, MONTHS.index(month_word) + 1, int(year_text))
    near = get_close_matches(month_word, MONTHS, n=2, cutoff=0.7)
    if not near or (len(near) == 2 and _equally_near(month_word, near)):
        return Term(UNREADABLE)
    term = _day(day, MONTHS.index(near[0]) + 1, int(year_text))
    return Term(MENDED, term.on) if term.on else term


def _equally_near(word: str, months: list[str]) -> bool:
    """Whether «июня» and «июля» both differ from the word by as much, so that neither is sure."""
    distances = [_distance(word, month) for month in months]
    return distances[0] == distances[1]


def _distance(left: str, right: str) -> int:
    row = list(range(len(right) + 1))
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


def _day(day: int, month: int, year: int) -> Term:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Term(UNREADABLE)
    try:
        return Term(READ, date(year, month, day))
    except ValueError:
        return Term(IMPOSSIBLE)

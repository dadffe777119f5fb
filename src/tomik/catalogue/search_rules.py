"""What a search asks for and what is searched: pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tomik.catalogue.isbn import digits_of, read_isbn

ISBN: Final = "isbn"
CODE: Final = "code"
WORDS: Final = "words"
NOTHING: Final = "nothing"

MOST_WORDS: Final = 8
SHORTEST_ISBN: Final = 5

_EVERYWHERE: Final = frozenset(
    {"класс", "класса", "классы", "классов", "кл", "учебник", "учебника", "учебники", "уч"}
)
_WORD = re.compile(r"[^\W_]+")
_CODE = re.compile(r"\d{1,2}(?:\.\d{1,3}){1,8}\.?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A query understood: an ISBN or its beginning, a code of the list or its beginning, or words."""

    kind: str
    text: str = ""
    words: tuple[str, ...] = ()


def understand(query: str) -> Asked:
    """What the person typed into the one search field."""
    bare = query.strip()
    if isbn := read_isbn(bare):
        return Asked(ISBN, isbn)
    if _CODE.fullmatch(bare):
        return Asked(CODE, bare.rstrip("."))
    digits = digits_of(bare)
    if len(digits) >= SHORTEST_ISBN and not digits.startswith("0"):
        return Asked(ISBN, digits)
    words = _telling(word.lower() for word in _WORD.findall(fold(bare)))[:MOST_WORDS]
    return Asked(WORDS, words=words) if words else Asked(NOTHING)


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words without those that every textbook has, unless there are no others."""
    typed = tuple(words)
    return tuple(word for word in typed if word not in _EVERYWHERE) or typed


def fold(text: str) -> str:
    """Text with ё written as е, the way it is stored for search."""
    return text.replace("ё", "е").replace("Ё", "Е")


def prefix_of(word: str) -> str | None:
    """The word as the beginning of a longer one; None for numbers: «5» must not find 50."""
    return None if word.isdigit() and len(word) < 4 else word


@dataclass(frozen=True, slots=True, kw_only=True)
class Searchable:
    """What of an edition and its set can be searched for."""

    title: str
    set_title: str
    authors: str = ""
    publisher: str = ""
    subject: str = ""
    line: str = ""
    language: str = ""
    kind: str = ""
    """What librarians call it: «учебник», «рабочая тетрадь»."""
    grade_from: int | None = None
    grade_to: int | None = None
    isbn: str = ""
    year: int | None = None


def search_text(one: Searchable) -> str:
    """Everything by which an edition is found, as one text. Grades are written out: «7 8 9 класс»."""
    grades = ""
    if one.grade_from is not None:
        numbers = range(one.grade_from, (one.grade_to or one.grade_from) + 1)
        grades = " ".join(map(str, numbers)) + " класс"
    pieces = (
        one.title,
        "" if one.set_title in one.title else one.set_title,
        grades,
        one.kind,
        one.authors,
        one.publisher,
        "" if one.subject in one.title else one.subject,
        one.line,
        "" if one.language == "русский" else one.language,
        one.isbn,
        str(one.year or ""),
    )
    return fold(" ".join(piece for piece in pieces if piece))

"""What makes two descriptions of a textbook the same book: title, authors, publisher, grades; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from tomik.catalogue.federal_list.titles import split_title
from tomik.kernel.normalise import comparable

SURE: Final = "sure"
LIKELY: Final = "likely"

_SURNAME: Final = re.compile(r"[^\W\d_]{3,}(?:-[^\W\d_]{3,})?")
_NOT_NAMES: Final = frozenset({"другие", "под", "редакцией", "научной", "общей", "ред", "авт", "сост"})
_LEGAL: Final = re.compile(
    r"\b(?:акционерное|общество|ограниченной|ответственностью|с|публичное|закрытое|открытое|ао|оао|зао|пао"
    r"|ооо|издательство|изд|издательский|центр|дом|государственное|унитарное|предприятие|республики|во)\b"
)
_SENIOR: Final = "алгебра и начала математического анализа геометрия"
_BEGINNINGS: Final = (
    re.compile(r"^математика (?=алгебра|геометрия|вероятность)"),
    re.compile(rf"^{_SENIOR} (?=алгебра|геометрия)"),
    re.compile(r"^история (?=история|всеобщая история)"),
    re.compile(r"^всеобщая история (?=история)"),
)
_GRADES: Final = re.compile(r"(?<=\w) \d{1,2}(?: \d{1,2})? класс(?:ы|а)?$")
LIKELY_TITLE: Final = 0.6
LAST_GRADE: Final = 12


@dataclass(frozen=True, slots=True)
class Description:
    """A textbook as a row of the list or a set of the catalogue describes it; ``title_key`` is its core."""

    id: int
    title_key: str
    surnames: tuple[str, ...]
    publishers: frozenset[str]
    grade_from: int | None
    grade_to: int | None
    level: str = ""
    parts: int = 1
    language: str = ""
    edition_note: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A pair that may be the same book; ``score`` is 0–100, ``SURE`` needs title, author and grades."""

    left_id: int
    right_id: int
    kind: str
    score: int


def title_key(title: str) -> str:
    """A title made comparable: without edition, parts, class and level."""
    return comparable(split_title(title).title)


def core_key(key: str) -> str:
    """A comparable title without the subject that the list puts before it: «математика алгебра» → «алгебра»."""
    for beginning in _BEGINNINGS:
        key = beginning.sub("", key)
    return key


def book_key(key: str) -> str:
    """A comparable title without subject before it and grade behind it: two printings of one book have one key."""
    return _GRADES.sub("", core_key(key))


def list_keys(core: str) -> list[str]:
    """All comparable titles whose core this is: the inverse of ``core_key``."""
    if core.startswith(("алгебра", "геометрия", "вероятность")):
        return [core, f"математика {core}", f"математика {_SENIOR} {core}"]
    if core.startswith("история"):
        return [core, f"история {core}", f"всеобщая история {core}", f"история всеобщая история {core}"]
    if core.startswith("всеобщая история"):
        return [core, f"история {core}"]
    return [core]


def keys_with_grades(core: str, first: int | None, last: int | None) -> list[str]:
    """The comparable titles that name, after this core, grades which hold all of ``first``–``last``.

    The lists print «Математика. 5 класс» and «География. 5–6 классы»; a school's file has «География» and «5».
    """
    if first is None:
        return []
    until = last or first
    wide = [
        f"{core} {start} {end} классы"
        for start in range(1, first + 1)
        for end in range(until, LAST_GRADE + 1)
        if start < end
    ]
    return [f"{core} {first} класс", *wide] if first == until else wide


def surnames(authors: str) -> tuple[str, ...]:
    """Surnames in the order of the title page; initials, «и другие» and editors' phrases left out."""
    main = re.split(r";|\bпод\s+(?:научной\s+|общей\s+)?ред", authors, maxsplit=1, flags=re.IGNORECASE)[0]
    found = [word.lower().replace("ё", "е") for word in _SURNAME.findall(main) if word[:1].isupper()]
    return tuple(word for word in found if word not in _NOT_NAMES)


@lru_cache(maxsize=4096)
def publisher_keys(publisher: str) -> frozenset[str]:
    """Publishers of a row without legal forms: «АО «Издательство «Просвещение»» → просвещение."""
    keys = (comparable(_LEGAL.sub(" ", comparable(part))) for part in re.split(r"[;:]", publisher))
    return frozenset(key for key in keys if key)


def matches(left: Iterable[Description], right: Iterable[Description]) -> list[Match]:
    """For every left description the right ones that may be the same book, best first.

    Only pairs with a common grade and a common surname are compared, so the work grows with the
    number of likely pairs and not with the product of both lists.
    """
    blocks: dict[tuple[int, str], list[Description]] = defaultdict(list)
    for one in right:
        for block in _blocks(one):
            blocks[block].append(one)
    found = []
    for one in left:
        near = {other.id: other for block in _blocks(one) for other in blocks.get(block, ())}
        pairs = [match for other in near.values() if (match := compare(one, other))]
        found += sorted(pairs, key=lambda match: (-match.score, match.right_id))
    return found


def compare(left: Description, right: Description) -> Match | None:
    """How alike two descriptions are; None when they can't be the same book."""
    if _language(left) != _language(right) or left.parts != right.parts:
        return None
    if left.level and right.level and left.level != right.level:
        return None
    titles = _title_likeness(left.title_key, right.title_key)
    if titles < LIKELY_TITLE:
        return None
    authors = _author_likeness(left.surnames, right.surnames)
    if authors == 0:
        return None
    same_grades = (left.grade_from, left.grade_to) == (right.grade_from, right.grade_to)
    publisher = bool(left.publishers & right.publishers) or not (left.publishers and right.publishers)
    edition = _edition_likeness(left.edition_note, right.edition_note)
    score = round(45 * titles + 30 * authors + 15 * same_grades + 5 * publisher + edition)
    is_sure = titles == 1 and authors >= 0.5 and same_grades and publisher and edition > 0
    return Match(left.id, right.id, SURE if is_sure else LIKELY, score)


def _language(one: Description) -> str:
    return "" if one.language in {"", "русский", "русский язык"} else one.language


def _title_likeness(left: str, right: str) -> float:
    if left == right:
        return 1.0
    first, second = set(left.split()), set(right.split())
    return len(first & second) / len(first | second) if first and second else 0.0


def _edition_likeness(left: str, right: str) -> int:
    """Same edition 5, one not known 4, another edition 0 («14-е издание» is not «13-е издание»)."""
    if left and right:
        return 5 * (comparable(left) == comparable(right))
    return 5 if left == right else 4


def _author_likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """Share of common surnames in the shorter list; the list shortens to «и другие»."""
    first, second = set(left), set(right)
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))


def _blocks(one: Description) -> list[tuple[int, str]]:
    return [(grade, surname) for grade in _grades(one) for surname in one.surnames]


def _grades(one: Description) -> range:
    if one.grade_from is None:
        return range(1)
    return range(one.grade_from, (one.grade_to or one.grade_from) + 1)

"""Grades of a textbook from the many spellings of the column «Класс»; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

FIRST_GRADE = 1
LAST_GRADE = 12  # grades X–XII exist in the programmes for pupils with intellectual disability

_ROMAN = {
    "I": 1,
    "II": 2,
    "III": 3,
    "IV": 4,
    "V": 5,
    "VI": 6,
    "VII": 7,
    "VIII": 8,
    "IX": 9,
    "X": 10,
    "XI": 11,
    "XII": 12,
}
_WORDS = {
    "перв": 1,
    "втор": 2,
    "трет": 3,
    "четверт": 4,
    "пят": 5,
    "шест": 6,
    "седьм": 7,
    "восьм": 8,
    "девят": 9,
    "десят": 10,
    "одиннадцат": 11,
    "двенадцат": 12,
}
_CYRILLIC_ROMAN = str.maketrans({"Х": "X", "х": "X", "І": "I", "і": "I", "ⅰ": "I"})
_EXTRA = re.compile(
    r"(?:\b(?:\d{1,2}|[IVX]+)\b\s*)?\(?\s*(?:доп(?:\.|олнительн\w*)?|подготовительн\w*)\s*\)?",
    re.IGNORECASE,
)
_CLASS_WORD = re.compile(
    r"(?<![а-яё])(?:классы|классов|классах|класса|классе|класс|клас|кл)\b\.?", re.IGNORECASE
)
# «1-й», «5-го», «10–11-е», «7-ые», «2ой»; the hyphen may be any dash.
_ORDINAL_TAIL = re.compile(r"(?<=[\dIVX])\s*-?\s*(?:ый|ий|ой|ая|ое|ые|ых|го|му|ом|й|е|х|м)\b", re.IGNORECASE)
_RANGE = re.compile(r"(\d{1,2})\s*(?:-|\bпо\b|\bдо\b)\s*(\d{1,2})")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u00ad]|\.{2,3}|…")
_IN_TITLE = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s*(?:-|,|и)\s*(\d{1,2}))?\s*(?:-?\s*(?:ый|ий|ой|ые|го|х|й|е))?\s*"
    r"(?:классы|классов|класса|класс|кл\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Grades:
    """Grades from–to. ``is_known`` is false when the text could not be read.

    ``has_hole``: the text lists grades that do not follow one another («5, 7»).
    ``has_extra_year``: the preparatory grade «1 доп.» is named.
    """

    first: int | None
    last: int | None
    is_known: bool = True
    has_hole: bool = False
    has_extra_year: bool = False


EMPTY = Grades(None, None)
UNKNOWN = Grades(None, None, is_known=False)


def read_grades(text: str) -> Grades:
    """Read the grades of a row; an empty text gives no grades and is known to be empty."""
    bare = text.strip(' .-—–«»"()')
    if not bare:
        return EMPTY
    spaced, has_extra_year = _without_extra_year(_DASHES.sub("-", bare))
    # A number with a decimal point is a spreadsheet's spoiling of «5,6» or of a date: not guessed.
    if re.search(r"\d\.\d", spaced):
        return UNKNOWN
    spaced = _ORDINAL_TAIL.sub("", _CLASS_WORD.sub(" ", _figures(spaced)))
    numbers = _numbers(spaced)
    if numbers is None or not (numbers or has_extra_year):
        return UNKNOWN
    if not numbers:
        return Grades(1, 1, has_extra_year=True)
    first, last = min(numbers), max(numbers)
    if first < FIRST_GRADE or last > LAST_GRADE:
        return UNKNOWN
    hole = len(numbers) != last - first + 1
    return Grades(first, last, has_hole=hole, has_extra_year=has_extra_year)


def grades_in_title(title: str) -> Grades:
    """Grades that the title itself names («Алгебра: 7-й класс»), or none."""
    match = _IN_TITLE.search(_DASHES.sub("-", title))
    if match is None:
        return EMPTY
    first = int(match.group(1))
    last = int(match.group(2) or first)
    if not FIRST_GRADE <= first <= last <= LAST_GRADE:
        return EMPTY
    return Grades(first, last)


def _without_extra_year(text: str) -> tuple[str, bool]:
    rest = _EXTRA.sub(" ", text)
    return rest, rest != text


def _figures(text: str) -> str:
    """Roman numerals and ordinal words as figures."""
    latin = re.sub(r"\b[IVXХІ]+\b", lambda m: m.group().translate(_CYRILLIC_ROMAN), text)
    arabic = re.sub(r"\b[IVX]+\b", lambda m: str(_ROMAN.get(m.group(), m.group())), latin)
    return re.sub(r"\b[а-яё]{4,}\b", _word_figure, arabic, flags=re.IGNORECASE)


def _word_figure(match: re.Match[str]) -> str:
    word = match.group().lower().replace("ё", "е")
    for stem, number in sorted(_WORDS.items(), key=lambda item: -len(item[0])):
        if word.startswith(stem) and len(word) <= len(stem) + 3:
            return str(number)
    return match.group()


def _numbers(text: str) -> set[int] | None:
    """All grades of a text of figures, ranges and separators; None when anything else is there."""
    numbers: set[int] = set()

    def take(match: re.Match[str]) -> str:
        first, last = int(match.group(1)), int(match.group(2))
        if first > last or last > LAST_GRADE:
            return "?"
        numbers.update(range(first, last + 1))
        return " "

    rest = _RANGE.sub(take, text)
    for figure in re.findall(r"\d+", rest):
        numbers.add(int(figure))
    leftovers = re.sub(r"\d+|[\s,;/.()+&«»\"-]+|\b(?:и|с|для|по)\b", "", rest, flags=re.IGNORECASE)
    return None if leftovers else numbers

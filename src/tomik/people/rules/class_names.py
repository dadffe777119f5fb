"""Names of classes as schools write them: «5А», «5 "А"», «11-й „А“», «1 доп.», «5-а класс». Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.utils.translation import gettext as _

from tomik.kernel.importing import CellValue
from tomik.kernel.normalise import cyrillic, plain_dashes, squeeze

GRADE_LEAST, GRADE_MOST = 1, 12
LETTER_MAX = 12
ADDITIONAL = "доп."
"""The letter of an additional first class (дополнительный первый класс of an adapted programme)."""

_QUOTES = re.compile(r"[«»„“”‟\"'`‘’‚]")
_BRACKETS = re.compile(r"\s*[(\[][^)\]]*[)\]]?")
_WORD = re.compile(r"(?<![а-яё])(?:класс|кл)[а-яё]*\.?(?![а-яё])")
_SEVERAL = re.compile(r"^\d{1,2}\s*[-,;/+]\s*\d{1,2}$")
_DATE = re.compile(r"^\d{1,2}[./-]\d{1,2}[./-]\d{2,4}$|^\d{4}-\d{2}-\d{2}")
_SHAPE = re.compile(r"^(\d{1,2})\s*(?:-?(?:ый|ой|ий|ого|го)(?![а-яё])|-й(?![а-яё]))?\s*[-–_./]?\s*(.*)$")
_LETTER = re.compile(r"^[0-9а-яёa-z][0-9а-яёa-z \-]*\.?$")
_ROMAN = re.compile(r"^([IVX]{1,4})(?![IVXa-zа-яё])")
_ROMAN_NUMBERS = {
    "I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "X": 10, "XI": 11, "XII": 12,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClassName:
    """A class as the product keeps it. `note_dropped`: words in brackets were left out."""

    grade: int
    letter: str
    note_dropped: bool = False

    def __str__(self) -> str:
        separator = " " if len(self.letter) > 1 else ""
        return f"{self.grade}{separator}{self.letter}"


class ClassNameRefused(ValueError):
    """The text names no single class. `code`: blank, several, a_date, grade, letter, unknown."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def message(self) -> str:
        """What is wrong and what to do."""
        return {
            "blank": _("The class is not given. Write it as “5А”."),
            "several": _("Two numbers: which class is it? Write one, such as “10А” or “11А”."),
            "a_date": _(
                "Excel has turned the class into a date. Format the column as text and write the class again."
            ),
            "grade": _("There are classes from 1 to 12. Correct the number."),
            "letter": _("The letter of the class is longer than 12 characters. Shorten it."),
            "conflict": _("The columns of the class name different classes. Leave one of them right."),
        }.get(self.code, _("The class is not understood. Write it as “5А”."))


def parse_class(value: CellValue, letter: CellValue = None, grade: CellValue = None) -> ClassName:
    """The class from «Класс» and, where they exist, «Литера» and «Параллель».

    Raises ClassNameRefused when they name no class, several classes, or contradict each other.
    """
    if isinstance(value, date) or isinstance(grade, date) or isinstance(letter, date):
        raise ClassNameRefused("a_date")
    whole, own_letter, own_grade = _text(value), _text(letter), _text(grade)
    if not whole:
        whole = own_grade
        own_grade = ""
    if not whole:
        raise ClassNameRefused("blank")
    named = _parse(whole)
    if own_grade and _parse(own_grade).grade != named.grade:
        raise ClassNameRefused("conflict")
    if own_letter:
        cleaned = _parse(f"{named.grade} {own_letter}")
        if named.letter and cleaned.letter != named.letter:
            raise ClassNameRefused("conflict")
        return ClassName(named.grade, cleaned.letter, named.note_dropped or cleaned.note_dropped)
    return named


def _text(value: CellValue) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, float):
        if not value.is_integer():
            raise ClassNameRefused("several")
        return str(int(value))
    return squeeze(str(value))


@lru_cache(maxsize=20_000)
def _parse(text: str) -> ClassName:
    text = _roman(_QUOTES.sub("", plain_dashes(text)).strip())
    bare = _BRACKETS.sub("", text)
    lowered = squeeze(_WORD.sub(" ", cyrillic(bare).lower())).strip(" -.,")
    if _SEVERAL.match(lowered):
        raise ClassNameRefused("several")
    if _DATE.match(lowered):
        raise ClassNameRefused("a_date")
    match = _SHAPE.match(lowered)
    if match is None:
        raise ClassNameRefused("unknown")
    grade = int(match[1])
    if not GRADE_LEAST <= grade <= GRADE_MOST:
        raise ClassNameRefused("grade")
    return ClassName(grade, _letter(match[2]), note_dropped=bare != text)


def _roman(text: str) -> str:
    match = _ROMAN.match(text.replace("Х", "X").replace("І", "I"))
    if match is None or match[1] not in _ROMAN_NUMBERS:
        return text
    return f"{_ROMAN_NUMBERS[match[1]]}{text[match.end() :]}"


def _letter(text: str) -> str:
    """«А» for one letter, «доп.» for the additional class, otherwise words as written, in small letters."""
    text = text.strip(" -_/")
    if not text:
        return ""
    if _SEVERAL.match(text) or text[0].isdigit() or "/" in text or "," in text or "+" in text:
        raise ClassNameRefused("several")
    if not _LETTER.match(text):
        raise ClassNameRefused("unknown")
    if text.startswith("доп"):
        return ADDITIONAL
    text = text.strip(" .")
    if len(text) > LETTER_MAX:
        raise ClassNameRefused("letter")
    return text.upper() if len(text) <= 2 else text

"""Rows that stand above the pupils of a class: «5А», «5 «А» класс», «Список учащихся 5 А класса», «Класс: 5А». Pure."""

from __future__ import annotations

import re

from tomik.kernel.importing import CellValue
from tomik.kernel.normalise import plain_dashes, squeeze
from tomik.people.rules.class_names import GRADE_MOST, ClassNameRefused, parse_class

_QUOTES = re.compile(r"[«»„“”‟\"'`‘’‚]")
_SPOKEN = re.compile(r"\d\D{0,8}класс|класс\w{0,3}\D{0,8}\d", re.IGNORECASE)
_LETTER = r"(?:\s*-?\s*([А-ЯЁа-яё])(?![А-ЯЁа-яё]))?"
_BEFORE = re.compile(
    rf"(?<![\d,/-])(?<![\d,/-] )\b(\d{{1,2}}){_LETTER}\s*-?\s*класс(?!ы|ов|ам|ах)", re.IGNORECASE
)
"""One class in a title: «список 5 А класса», not «10-11 классы»."""
_AFTER = re.compile(rf"класс\s*:?\s*(\d{{1,2}}){_LETTER}(?!\d|\s*[-,/]\s*\d)", re.IGNORECASE)
_NO_CLASS = (
    "смен", "корпус", "групп", "подгрупп", "полугод", "четверт", "триместр", "поток", "этаж", "чел", "уч",
    "январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр",
)  # fmt: skip
"""Beginnings of words that stand after a number without naming a class: «1 смена», «2 корпус»."""


def class_band(value: CellValue) -> CellValue:
    """The class that a text alone in its row names, ready for `parse_class`; None when it does not speak of one.

    A text that speaks of classes but names no single one («10-11 классы») comes back as it is.
    """
    try:
        named = parse_class(value)
    except ClassNameRefused:
        pass
    else:
        return None if len(named.letter) > 2 and named.letter.startswith(_NO_CLASS) else value
    if not isinstance(value, str):
        return None
    text = squeeze(_QUOTES.sub("", plain_dashes(value)))
    if _SPOKEN.search(text) is None:
        return None
    before, after = _found(_BEFORE, text), _found(_AFTER, text)
    return (before or after or value) if before is None or after in (None, before) else value


def is_class_band(value: CellValue) -> bool:
    """Whether a text is such a row wherever it stands; a bare number is not, it may count the rows."""
    has_letters = isinstance(value, str) and any(letter.isalpha() for letter in value)
    return has_letters and class_band(value) is not None


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    if match is None or not 1 <= int(match[1]) <= GRADE_MOST:
        return None
    return f"{int(match[1])}{(match[2] or '').upper()}"

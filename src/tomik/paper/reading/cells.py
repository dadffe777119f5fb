"""Values of cells as people meant them: text, whole numbers, dates. Pure."""

from __future__ import annotations

import re
from datetime import date, datetime
from unicodedata import is_normalized

from tomik.kernel.importing import CellValue
from tomik.kernel.normalise import squeeze

_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_WHOLE = re.compile(r"[+-]?\d+([.,]0+)?$")
_FRACTION = re.compile(r"[+-]?\d+[.,]\d+$")
_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s*г\.?)?$")
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?$")
_IN_WORDS = re.compile(r"«?\"?(\d{1,2})\"?»?\s+([а-я]+)\s+(\d{4})(?:\s*(?:г|год|года)\.?)?$")
_MONTHS = ("янв", "фев", "мар", "апр", "мая|май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек")
_CENTURY_PIVOT = 70


class CellRefused(ValueError):
    """The cell does not hold what was asked. `code`: blank, not_a_number, fraction, negative, not_a_date."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def as_text(value: CellValue) -> str:
    """What a person reads: «5», not «5.0»; one space between words; dates as 01.09.2026; None is empty."""
    if isinstance(value, str):
        text = " ".join(value.split())
        return (
            text if text.isascii() or (text.isprintable() and is_normalized("NFC", text)) else squeeze(value)
        )
    if value is None:
        return ""
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        return value.strftime("%d.%m.%Y %H:%M")
    return value.strftime("%d.%m.%Y") if isinstance(value, date) else str(value)


def as_whole(value: CellValue, *, least: int = 0) -> int:
    """A whole number ≥ `least`: 12, 12.0, «1 234», «12 шт.», «12,0».

    Raises CellRefused: blank, not_a_number, fraction («12,5»), negative (below `least`).
    """
    if isinstance(value, bool | date):
        raise CellRefused("not_a_number")
    number = int(value) if isinstance(value, float) and value.is_integer() else value
    if isinstance(number, float):
        raise CellRefused("fraction")
    if not isinstance(number, int):
        number = _whole_from_text(number)
    if number < least:
        raise CellRefused("negative")
    return number


def _whole_from_text(value: str | None) -> int:
    text = _SPACES.sub("", value or "").lower().replace("−", "-")
    text = re.sub(r"(шт|экз|чел|к-т|компл)\.?$", "", text)
    if not text:
        raise CellRefused("blank")
    if _WHOLE.match(text):
        return int(re.split("[.,]", text)[0])
    raise CellRefused("fraction" if _FRACTION.match(text) else "not_a_number")


def as_date(value: CellValue) -> date:
    """A date from a date cell or from text: 01.09.2026, 1/9/26, 2026-09-01, «1 сентября 2026 г.».

    Raises CellRefused: blank, not_a_date.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = squeeze(str(value)).lower() if value is not None else ""
    if not text:
        raise CellRefused("blank")
    try:
        return _date_from_text(text)
    except ValueError as error:
        raise CellRefused("not_a_date") from error


def _date_from_text(text: str) -> date:
    if match := _YEAR_FIRST.match(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DAY_FIRST.match(text):
        year = int(match[3])
        if year < 100:
            year += 1900 if year >= _CENTURY_PIVOT else 2000
        return date(year, int(match[2]), int(match[1]))
    if match := _IN_WORDS.match(text):
        for number, names in enumerate(_MONTHS, start=1):
            if any(match[2].startswith(name) for name in names.split("|")):
                return date(int(match[3]), number, int(match[1]))
    raise ValueError(text)

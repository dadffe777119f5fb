"""Cells of a workbook as clean text; pure."""

from __future__ import annotations

from datetime import date, datetime

from tomik.kernel.normalise import squeeze


def cell_text(value: object) -> str:
    """Text of a cell: one kind of space, no outer spaces, 11.0 as «11», a date as dd.mm.yyyy."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.strftime("%d.%m.%Y")
    return squeeze(str(value))


def column_letter(index: int) -> str:
    """Name of a column as the spreadsheet shows it: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters

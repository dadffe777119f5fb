"""Codes of labels: a serial number with two check digits; what a scanned text may be. Pure: no database."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

SERIAL_DIGITS = 10
CODE_DIGITS = SERIAL_DIGITS + 2
CODE_MAX = 40
_SPACING = re.compile(r"[\s\u2010-\u2015-]")
_FOREIGN = re.compile(r"^(?P<prefix>[0-9A-Za-zА-Яа-яЁё/._-]*?)(?P<number>\d{1,12})$")


class CodeKind(StrEnum):
    """What a scanned code is."""

    LABEL = "label"
    ISBN = "isbn"
    OTHER = "other"
    MISREAD = "misread"
    """Looks like a label or an ISBN, but its check digits are wrong."""


def label_code(serial: int) -> str:
    """The code of a label: ten digits of the serial and two check digits (ISO 7064, mod 97-10).

    They reveal every wrong digit and every two digits exchanged, which the check character of Code 128 cannot do
    when a code is typed by hand.
    """
    if not 0 < serial < 10**SERIAL_DIGITS:
        raise ValueError("the serial number of a label has at most ten digits")
    return f"{serial:0{SERIAL_DIGITS}d}{98 - serial * 100 % 97:02d}"


def serial_of(code: str) -> int | None:
    """The serial of a label's code; None when this is no such code or it was misread."""
    if len(code) != CODE_DIGITS or not (code.isascii() and code.isdigit()) or int(code) % 97 != 1:
        return None
    return int(code[:SERIAL_DIGITS]) or None


def read_code(text: str) -> str:
    """What a scanner or a hand has entered, as the code itself: «0000 0123 45-67» is a label's code too."""
    code = "".join(one for one in text if one.isprintable()).strip()[:CODE_MAX]
    digits = _SPACING.sub("", code)
    return digits if len(digits) in {CODE_DIGITS, 13} and digits.isascii() and digits.isdigit() else code


def kind_of(code: str) -> CodeKind:
    """What a scanned text is, by its shape and check digits."""
    if len(code) == CODE_DIGITS and code.isdigit():
        return CodeKind.LABEL if serial_of(code) else CodeKind.MISREAD
    if len(code) == 13 and code.isdigit() and code.startswith(("978", "979")):
        weights = sum(int(digit) * (1 if place % 2 == 0 else 3) for place, digit in enumerate(code))
        return CodeKind.ISBN if weights % 10 == 0 else CodeKind.MISREAD
    return CodeKind.OTHER


@dataclass(frozen=True, slots=True)
class ForeignCode:
    """A code of a pre-printed roll: what stays the same and the number that runs."""

    prefix: str
    number: int
    digits: int

    def __str__(self) -> str:
        return f"{self.prefix}{self.number:0{self.digits}d}"


def foreign_code(text: str) -> ForeignCode | None:
    """A code of a bought roll; None when it has no running number at its end."""
    match = _FOREIGN.match(text.strip())
    if match is None:
        return None
    return ForeignCode(match["prefix"], int(match["number"]), len(match["number"]))


def short_number(code: str) -> str:
    """What people read aloud, printed beside the bars: «0000 0123 45-67»."""
    if serial_of(code) is None:
        return code
    return f"{code[:4]} {code[4:8]} {code[8:10]}-{code[10:]}"

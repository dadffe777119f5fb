"""ISBN: 13 digits inside, hyphens and the old ten-digit form outside; pure."""

from __future__ import annotations

import re

_MARKS = re.compile(r"[\s\-\u2010-\u2015\u2212]+")
_PREFIX = re.compile(r"^isbn(?:-?1[03])?:?", re.IGNORECASE)


def read_isbn(text: str) -> str:
    """The ISBN as 13 digits, or an empty string when the text is no valid ISBN.

    The ten-digit form is turned into thirteen digits; the Cyrillic Х counts as the check digit X.
    """
    bare = _MARKS.sub("", _PREFIX.sub("", text.strip())).upper().replace("Х", "X")
    if re.fullmatch(r"97[89]\d{10}", bare):
        return bare if check_digit(bare[:12]) == bare[12] else ""
    if re.fullmatch(r"\d{9}[\dX]", bare) and _is_valid_ten(bare):
        return from_nine(bare[:9])
    return ""


def check_digit(twelve: str) -> str:
    """The thirteenth digit of the first twelve."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(twelve))
    return str(-total % 10)


def from_nine(nine: str) -> str:
    """Thirteen digits from the first nine of the old form."""
    twelve = f"978{nine}"
    return twelve + check_digit(twelve)


def digits_of(text: str) -> str:
    """Digits of an ISBN that is still being typed, without hyphens; empty when there is anything else."""
    bare = _MARKS.sub("", _PREFIX.sub("", text.strip()))
    return bare if bare.isdigit() else ""


def shown(isbn: str) -> str:
    """A readable form: 978-5-09-102474-1 for Russian two-digit publishers, otherwise grouped plainly."""
    if len(isbn) != 13:
        return isbn
    publisher = _publisher_length(isbn)
    middle = isbn[4 : 4 + publisher], isbn[4 + publisher : 12]
    return "-".join((isbn[:3], isbn[3], *middle, isbn[12]))


def _publisher_length(isbn: str) -> int:
    """Length of the publisher's part in the Russian group 978-5 (ranges of the ISBN agency)."""
    if not isbn.startswith("9785"):
        return 4
    number = int(isbn[4:9])
    for last, length in (
        (19999, 2),
        (42099, 3),
        (42999, 4),
        (43099, 3),
        (43999, 4),
        (44099, 3),
        (44999, 4),
        (69999, 3),
        (84999, 4),
        (89999, 5),
    ):
        if number <= last:
            return length
    return 6


def _is_valid_ten(ten: str) -> bool:
    total = sum((10 - place) * (10 if digit == "X" else int(digit)) for place, digit in enumerate(ten))
    return total % 11 == 0

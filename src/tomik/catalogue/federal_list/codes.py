"""Codes of the federal list: dotted numbers, compared as numbers and never as text; pure.

A code is not a key: it repeats within one order and changes between orders.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

MIN_TEXTBOOK_DEPTH = 5
MAX_TEXTBOOK_DEPTH = 9

_CLEAN = re.compile(r"\d+(?:\.\d+)*\.?")
_LEADING_CODE = re.compile(r"(\d+(?:\.\d+)*)\.?\s+(?=[^\W\d_])")
# Letters typed for the digits and dots that they resemble.
_LOOKALIKES = str.maketrans(
    {
        "О": "0",
        "о": "0",
        "O": "0",
        "o": "0",
        "З": "3",
        "з": "3",
        "l": "1",
        "I": "1",
        "І": "1",
        "б": "6",
        "ю": ".",
        "Ю": ".",
        ",": ".",
        ";": ".",
        ":": ".",
        "·": ".",
        "…": "...",
    }
)


@dataclass(frozen=True, slots=True)
class Code:
    """A code as read: canonical text without the final dot, its numbers, whether it was mended."""

    text: str
    numbers: tuple[int, ...]
    is_mended: bool = False
    has_final_dot: bool = False

    def is_under(self, other: Code) -> bool:
        """Whether this code lies strictly below the other in the tree of the list."""
        depth = len(other.numbers)
        return len(self.numbers) > depth and self.numbers[:depth] == other.numbers


def read_code(text: str) -> Code | None:
    """Read a code; mend commas, spaces, doubled dots and look-alike letters.

    Returns None when nothing like a code is there. A mended code says so, the
    caller reports it.
    """
    stripped = text.strip()
    if _CLEAN.fullmatch(stripped):
        return _code(stripped, is_mended=False)
    mended = re.sub(r"\s+", "", stripped.translate(_LOOKALIKES))
    mended = re.sub(r"\.{2,}", ".", mended).lstrip(".")
    if "." in mended and _CLEAN.fullmatch(mended):
        return _code(mended, is_mended=True)
    return None


def split_heading(text: str) -> tuple[Code, str] | None:
    """Split «1. Перечень учебников…», where the code and the heading share a cell."""
    match = _LEADING_CODE.match(text)
    if match is None:
        return None
    return _code(match.group(1), is_mended=False), text[match.end() :].strip()


def _code(text: str, *, is_mended: bool) -> Code:
    bare = text.rstrip(".")
    numbers = tuple(int(part) for part in bare.split("."))
    canonical = ".".join(str(number) for number in numbers)
    return Code(canonical, numbers, is_mended, text.endswith("."))

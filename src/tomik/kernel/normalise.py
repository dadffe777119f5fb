"""Russian text made comparable: case, ё, spaces, dashes, quotes, Latin look-alikes."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_QUOTES = re.compile(r"[«»„“”\"'`‘’]")
_NOT_WORD = re.compile(r"[^0-9a-zа-я]+")
_DIGITS = re.compile(r"(\d+)")
_LATIN_TO_CYRILLIC = str.maketrans("ABCEHKMOPTXYaceopxyk", "АВСЕНКМОРТХУасеорхук")


def squeeze(text: str) -> str:
    """One space between words, none outside; non-breaking and invisible spaces count as spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def plain_dashes(text: str) -> str:
    """Every kind of dash as a hyphen."""
    return _DASHES.sub("-", text)


def comparable(text: str) -> str:
    """A key for "the same words": lower case, ё = е, no punctuation, single spaces."""
    lowered = squeeze(plain_dashes(text)).lower().replace("ё", "е")
    return _NOT_WORD.sub(" ", _QUOTES.sub("", lowered)).strip()


def cyrillic(text: str) -> str:
    """Latin letters that look like Cyrillic ones replaced by them (for class letters and names)."""
    return text.translate(_LATIN_TO_CYRILLIC)


def natural_key(text: str) -> tuple[str | int, ...]:
    """A key that sorts as people count: «Школа № 2» before «Школа № 10»; case, ё and punctuation do not matter."""
    parts = _DIGITS.split(comparable(text))
    return tuple(int(part) if place % 2 else part for place, part in enumerate(parts))


def header_key(text: object) -> str:
    """A key for column titles."""
    return comparable(str(text or ""))

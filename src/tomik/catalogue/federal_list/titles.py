"""Titles of the list taken apart: clean title, level, parts, edition, language; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

BASIC = "base"
ADVANCED = "advanced"
BOTH = "both"

_LANGUAGE = re.compile(r"^языки?\s+издания\s*:?\s*(.+)$", re.IGNORECASE)
_EDITION = re.compile(r"\b\d+\s*-?\s*[а-я]{1,2}\s+изда\w+|^изда\w+\s+\d+|стереотипн|перераб", re.IGNORECASE)
_PARTS = re.compile(
    r"[\s(.,:]*\b(?:в|из)\s+(\d+|двух|трех|трёх|четырех|четырёх)(?:-?х)?\s*"
    r"(?:част(?:ях|ей|и)|ч(?:\.|\b)|книгах|кн\.)\s*\)?",
    re.IGNORECASE,
)
_PART_WORDS = {"двух": 2, "трех": 3, "трёх": 3, "четырех": 4, "четырёх": 4}
_LEVEL = re.compile(
    r"(базов\w*\s+и\s+углубл[её]нн\w*|базов\w*|углубл[её]нн\w*)\s+"
    r"(?:уров\w+|обучени\w*|изучени\w*)|профильн\w*\s+уровень",
    re.IGNORECASE,
)
_DASH = r"[-\u2010-\u2015]"
_CLASS = re.compile(
    rf"[\s.:,]*\b(?:\d{{1,2}}|[IVX]+)(?:\s*{_DASH}\s*(?:\d{{1,2}}|[IVX]+))?"
    rf"(?:\s*{_DASH}\s*(?:й|е|ый|ой|ые|го))?\s*(?:классы|классов|класса|класс|кл)\b\.?",
    re.IGNORECASE,
)
_KIND = re.compile(r"^(?:учебник|учеб\.?|учебное\s+пособие)$", re.IGNORECASE)
_ON_TRIAL = re.compile(r"находится\s+на\s+апробации", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A title of the list taken apart; what is not recognised stays in ``title``."""

    title: str
    parts: int = 1
    edition_note: str = ""
    language: str = ""
    profile: str = ""
    is_on_trial: bool = False


def split_title(text: str) -> TitleParts:
    """Take a title apart. The whole text stays with the row; this only helps to find and match."""
    kept: list[str] = []
    note = language = ""
    for segment in (piece.strip() for piece in text.split(";")):
        if match := _LANGUAGE.match(segment):
            language = match.group(1).strip(" .").lower()
        elif kept and _EDITION.search(segment):
            note = segment
        elif kept and _is_mark(segment):
            continue
        elif segment:
            kept.append(segment)
    head, parts = without_parts("; ".join(kept))
    return TitleParts(
        title=_bare(head) or text.strip(),
        parts=parts,
        edition_note=note,
        language=language,
        profile=read_profile(text),
        is_on_trial=bool(_ON_TRIAL.search(text)),
    )


def without_parts(text: str) -> tuple[str, int]:
    """A title without «в 2 частях», and the number of parts (1 when it names none)."""
    match = _PARTS.search(text)
    if match is None:
        return text, 1
    number = match.group(1).lower()
    parts = _PART_WORDS[number] if number in _PART_WORDS else int(number)
    return (text[: match.start()] + " " + text[match.end() :]).strip(), parts


def without_class(text: str) -> str:
    """A title without the grades that it names anywhere."""
    return _CLASS.sub(" ", text).strip(" .,:")


def read_profile(text: str) -> str:
    """Basic, advanced or both, as the title says; empty when it says nothing."""
    match = _LEVEL.search(text)
    if match is None:
        return ""
    words = match.group().lower().replace("ё", "е")
    if "базов" in words:
        return BOTH if "углубл" in words else BASIC
    return ADVANCED


def _is_mark(segment: str) -> bool:
    rest = _ON_TRIAL.sub("", _LEVEL.sub("", segment)).strip(" .,:()")
    return not rest


def _bare(text: str) -> str:
    """The title without its class, level and the word «учебник»."""
    kept = []
    for segment in (piece.strip(" .,") for piece in text.split(":")):
        rest = _LEVEL.sub("", segment).strip(" .,;")
        rest = rest.replace("()", "").strip(" .,;")
        rest = _CLASS.sub("", rest).strip(" .,") if _is_only_class_tail(rest) else rest
        if rest and not _KIND.match(rest):
            kept.append(rest)
    return re.sub(r"\s+", " ", ": ".join(kept)).strip()


def _is_only_class_tail(text: str) -> bool:
    """Whether a class stands alone or at the end («Музыка. 5 класс»), not inside a phrase."""
    match = _CLASS.search(text)
    if match is None or match.end() != len(text):
        return False
    return not re.search(r"\bдля\s*$", text[: match.start()], re.IGNORECASE)

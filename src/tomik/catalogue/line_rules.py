"""A line of somebody's own file read as a textbook: author, title, grade, part out of free text; pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tomik.catalogue.federal_list.grades import grades_in_title
from tomik.catalogue.federal_list.likeness import core_key, title_key
from tomik.catalogue.federal_list.titles import read_profile, split_title, without_class, without_parts
from tomik.kernel.normalise import comparable

_AUTHOR_FIRST = re.compile(
    r"^((?:[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?,?\s+(?:[А-ЯЁ]\.\s?){1,2}[,;]?\s*(?:и\s+др(?:угие|\.)[,.]?\s*)?)+)(?=\S)"
)
_PART = re.compile(
    r"[\s(.,:;]*(?:\b(?:часть|ч|книга|кн|том|т)\b\.?\s*(?:№\s*)?(\d)\b"
    r"|\b(\d)\s*-?\s*(?:я|ая)?\s*(?:часть|ч\b|книга|том))\.?\s*\)?",
    re.IGNORECASE,
)
_NAME = re.compile(r"[А-ЯЁ][А-ЯЁа-яё]{2,}(?:-[А-ЯЁ][А-ЯЁа-яё]{2,})?")
_BESIDE_NAMES = re.compile(r"(?:[А-ЯЁ]\.)+|[А-ЯЁ]|и|др\.?|другие", re.IGNORECASE)
_MOST_NAMES = 4
_KIND = re.compile(r"(?:^|[.,:;(\s]+)(?:учебник|учеб\.?|уч\.)(?=\s*(?:[.,:;)]|$))\)?", re.IGNORECASE)
_TAIL = re.compile(r"\s*\([^()]*\)\s*$")
_FOR_CLASS = re.compile(r"\bдля\s+(?:учащихся\s+)?(?=\d)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a file says of one textbook. ``key`` is the caller's own (a row number); all else may be empty."""

    key: int
    title: str = ""
    authors: str = ""
    publisher: str = ""
    isbn: str = ""
    list_code: str = ""
    grade_from: int | None = None
    grade_to: int | None = None
    year: int | None = None
    part: int | None = None
    parts: int | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line with what its title told: the core of the title, and fields that were empty filled from it."""

    line: Line
    title: str
    title_key: str
    endings: tuple[Ending, ...] = ()
    """Where there is no author: how the title may end with authors; the catalogue decides whether they are."""


@dataclass(frozen=True, slots=True)
class Ending:
    """A title without its last words, and these words, which look like surnames."""

    title_key: str
    names: frozenset[str]


def read_line(line: Line) -> ReadLine:
    """Take author, grade, part and number of parts out of the title where the file has no column for them.

    What a column says is never overruled by the title.
    """
    authors, rest = _author_first(line.title) if not line.authors else (line.authors, line.title)
    grades = grades_in_title(rest)
    bare, parts = without_parts(_FOR_CLASS.sub("", rest))
    part, bare = _part(bare)
    title = split_title(_KIND.sub("", without_class(_TAIL.sub("", bare)))).title.strip(" .,:;")
    filled = replace(
        line,
        authors=authors,
        grade_from=line.grade_from if line.grade_from is not None else grades.first,
        grade_to=(line.grade_to or line.grade_from) if line.grade_from is not None else grades.last,
        part=line.part if line.part is not None else part,
        parts=line.parts if line.parts is not None else (parts if parts > 1 else None),
        level=line.level or _level(read_profile(rest)),
    )
    whole = without_class(bare)
    return ReadLine(filled, title, core_key(title_key(title)), () if authors else tuple(_endings(whole)))


def _endings(title: str) -> Iterator[Ending]:
    """«Математика Мерзляк», «Алгебра (Мерзляк А. Г., Поляков В. М.)»: fewer last words first."""
    words = re.findall(r"(?:[А-ЯЁ]\.)+|[^\s.,;:()/]+", title)
    names: set[str] = set()
    for place in range(len(words) - 1, 0, -1):
        if _BESIDE_NAMES.fullmatch(words[place]):
            continue
        if not _NAME.fullmatch(words[place]) or len(names) == _MOST_NAMES:
            return
        names.add(comparable(words[place]))
        head = _KIND.sub("", " ".join(words[:place])).strip(" .,:;")
        yield Ending(core_key(title_key(head)), frozenset(names))


def _author_first(title: str) -> tuple[str, str]:
    match = _AUTHOR_FIRST.match(title)
    if match is None:
        return "", title
    return match.group(1).strip(" ,;."), title[match.end() :].strip()


def _part(title: str) -> tuple[int | None, str]:
    match = _PART.search(title)
    if match is None:
        return None, title
    return int(match.group(1) or match.group(2)), (
        title[: match.start()] + " " + title[match.end() :]
    ).strip()


def _level(profile: str) -> str:
    return profile if profile in {"base", "advanced"} else ""

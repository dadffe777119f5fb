"""The headings between the rows: a stack that knows level, area and subject of the next row; pure."""

from __future__ import annotations

import re

from tomik.catalogue.federal_list.codes import Code
from tomik.catalogue.federal_list.rows import Place

PRIMARY = "primary"
BASIC_GENERAL = "basic"
SECONDARY = "secondary"

_LEVELS = (("начальное общее", PRIMARY), ("основное общее", BASIC_GENERAL), ("среднее общее", SECONDARY))
_MARKS = re.compile(r"\s*\((?:учебный предмет|предметная область|уровень образования)\)", re.IGNORECASE)
_RENAMED = re.compile(r"\s*\(с \d+ \w+ \d{4}.*$")
_FOR_WHOM = re.compile(r"\bдля\s+(.*обучающихся.*)", re.IGNORECASE)
_DISABILITY = re.compile(
    r"обучающихся с (?:умственной|тяжелыми|задержкой|нарушени)|глух|слаб|слеп"
    r"|расстройств",
    re.IGNORECASE,
)


def heading_name(title: str) -> str:
    """A heading without its explanation in brackets: «Физика (учебный предмет)» → «Физика».

    A later name («с 1 сентября 2024 г. – Труд (технология)») stays in the path only.
    """
    return _RENAMED.sub("", _MARKS.sub("", title)).strip(" .")


class Headings:
    """The open headings, outermost first. The code decides what is below what."""

    def __init__(self) -> None:
        self._open: list[tuple[Code, str]] = []

    @property
    def nearest(self) -> Code | None:
        return self._open[-1][0] if self._open else None

    def enter(self, code: Code | None, title: str) -> None:
        """Open a heading; what does not lie above it closes. Without a code it closes nothing."""
        if code is None:
            return
        while self._open and not code.is_under(self._open[-1][0]):
            self._open.pop()
        self._open.append((code, title))

    def clear(self) -> None:
        self._open.clear()

    def place(self) -> Place:
        """Where a row stands now."""
        titles = [title for _code, title in self._open]
        area = _last_marked(titles, "предметная область")
        subject = _last_marked(titles, "учебный предмет")
        if not subject and titles and not _level(titles[-1:]) and "область" not in titles[-1].lower():
            subject = heading_name(titles[-1])
        return Place(
            path=tuple(titles),
            level=_level(titles),
            area=area,
            subject=subject,
            adapted_for=_adapted_for(titles),
        )


def _last_marked(titles: list[str], mark: str) -> str:
    return next((heading_name(title) for title in reversed(titles) if mark in title.lower()), "")


def _level(titles: list[str]) -> str:
    for title in reversed(titles):
        for beginning, level in _LEVELS:
            if title.lower().startswith(beginning):
                return level
    return ""


def _adapted_for(titles: list[str]) -> str:
    for title in reversed(titles):
        if not _DISABILITY.search(title):
            continue
        match = _FOR_WHOM.search(title)
        return match.group(1).strip(" .") if match else title.strip(" .")
    return ""

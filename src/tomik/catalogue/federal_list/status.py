"""What the federal list says of a textbook in a school year; pure.

Sources: order 858, rules of purchase and of use (facts 3.3): bought while the expert opinion of
appendix 1 is valid, used while the textbook is in appendix 1 or its use-until date has not passed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from tomik.kernel.school_year import first_day, last_day

CURRENT: Final = "current"
USE_UNTIL: Final = "use_until"
EXPIRES: Final = "expires"
EXPIRED: Final = "expired"
NOT_LISTED: Final = "not_listed"

MAIN_APPENDIX: Final = "1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A loaded list: from which day it is in force, until which, and whether it is whole."""

    id: int
    in_force_from: date
    in_force_to: date | None
    is_complete: bool
    is_amended: bool
    loaded_at: datetime

    @property
    def recency(self) -> tuple[date, bool, datetime]:
        """Later in force is newer; of one order the amended one, then the one loaded last."""
        return self.in_force_from, self.is_amended, self.loaded_at


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row of a list as far as its term matters."""

    id: int
    snapshot_id: int
    appendix: str
    until: date | None
    is_unlimited: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The status in one school year, the row that says so, and the day until which it holds.

    ``until`` is None where the list names no day or the day could not be read, and for
    a textbook of appendix 1 whose expert opinion has ended: it may be used, not bought.
    """

    status: str
    row_id: int | None = None
    until: date | None = None


def governing(snapshots: Iterable[Snapshot], school_year: int) -> list[Snapshot]:
    """The lists that count in a school year, newest first.

    An extract does not end the older list: what it does not hold is looked up in the next
    older one, down to the first whole list.
    """
    counted: list[Snapshot] = []
    for snapshot in sorted(snapshots, key=lambda one: one.recency, reverse=True):
        if snapshot.in_force_from > last_day(school_year):
            continue
        if snapshot.in_force_to is not None and snapshot.in_force_to < first_day(school_year):
            continue
        counted.append(snapshot)
        if snapshot.is_complete:
            break
    return counted


def judge(rows: Sequence[ListedRow], lists: Sequence[Snapshot], school_year: int) -> Judgement:
    """The status of one textbook from all rows linked to it; ``lists`` as ``governing`` gave them."""
    for snapshot in lists:
        here = [row for row in rows if row.snapshot_id == snapshot.id]
        if here:
            return judge_row(min(here, key=_preference), school_year)
    return Judgement(NOT_LISTED)


def judge_row(row: ListedRow, school_year: int) -> Judgement:
    """What one row says in a school year."""
    if row.appendix == MAIN_APPENDIX:
        if row.is_unlimited or (row.until is not None and row.until >= first_day(school_year)):
            return Judgement(CURRENT, row.id, row.until)
        return Judgement(USE_UNTIL, row.id, None)
    if row.until is None or row.until >= last_day(school_year):
        return Judgement(USE_UNTIL, row.id, row.until)
    if row.until >= first_day(school_year):
        return Judgement(EXPIRES, row.id, row.until)
    return Judgement(EXPIRED, row.id, row.until)


def _preference(row: ListedRow) -> tuple[bool, bool, int, int]:
    """Appendix 1 first, then no end, then the later day, then the earlier row."""
    latest = row.until.toordinal() if row.until else 0
    return row.appendix != MAIN_APPENDIX, not row.is_unlimited, -latest, row.id

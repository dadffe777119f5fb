"""Two snapshots of the list compared: new, excluded, term changed, renamed; pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

NEW: Final = "new"
EXCLUDED: Final = "excluded"
VANISHED: Final = "vanished"
RETURNED: Final = "returned"
TERM_CHANGED: Final = "term_changed"
RENAMED: Final = "renamed"
RECODED: Final = "recoded"
KINDS: Final = (NEW, EXCLUDED, VANISHED, RETURNED, TERM_CHANGED, RENAMED, RECODED)


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What of a row is compared. ``until`` and ``is_unlimited`` are its term."""

    id: int
    appendix: str
    code: str
    title: str
    name_key: str
    surnames: tuple[str, ...]
    authors: str
    publisher: str
    publisher_key: frozenset[str]
    grade_from: int | None
    grade_to: int | None
    level: str
    language: str
    parts: int
    until: date | None
    is_unlimited: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: the row of the older list, of the newer list (None where absent), and its kind.

    ``EXCLUDED``: moved from appendix 1 to 2, so it has a use-until date. ``VANISHED``: in the
    older list and nowhere in the newer. ``RETURNED``: from appendix 2 to appendix 1.
    """

    kind: str
    old: RowFacts | None
    new: RowFacts | None


_Key = Callable[[RowFacts], Hashable]


def _grades(row: RowFacts) -> Hashable:
    return row.grade_from, row.grade_to


def _first(row: RowFacts) -> str:
    return row.surnames[0] if row.surnames else ""


# From the strictest to the loosest: a code alone is never enough, it moves between books.
_TIERS: Final[tuple[_Key, ...]] = (
    lambda row: (row.code, row.name_key, row.surnames, _grades(row), row.level, row.language, row.parts),
    lambda row: (row.name_key, row.surnames, _grades(row), row.level, row.language, row.parts),
    lambda row: (row.name_key, _first(row), _grades(row), row.level, row.language),
    lambda row: (row.code, row.name_key, _grades(row), row.level),
    lambda row: (row.code, _first(row), _grades(row), row.level),
)


def differences(old: Sequence[RowFacts], new: Sequence[RowFacts]) -> list[Difference]:
    """All differences in the order of the newer list, then what vanished in the order of the older.

    A pair may give several (renamed and term changed). Equal snapshots give none.
    """
    partner = _pairs(old, new)
    olds = {row.id: row for row in old}
    found: list[Difference] = []
    for row in new:
        before = olds.get(partner.get(row.id, -1))
        if before is None:
            found.append(Difference(NEW, None, row))
        else:
            found += [Difference(kind, before, row) for kind in _changes(before, row)]
    kept = set(partner.values())
    found += [Difference(VANISHED, row, None) for row in old if row.id not in kept]
    return found


def _pairs(old: Sequence[RowFacts], new: Sequence[RowFacts]) -> dict[int, int]:
    """Newer row id → older row id; each row is in one pair at most, same appendix preferred."""
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for tier in _TIERS:
        for same_appendix in (True, False):
            _pair_by(_keyed(tier, same_appendix=same_appendix), old, new, partner=partner, taken=taken)
    return partner


def _keyed(tier: _Key, *, same_appendix: bool) -> _Key:
    return lambda row: (row.appendix if same_appendix else "", tier(row))


def _pair_by(
    key: _Key, old: Sequence[RowFacts], new: Sequence[RowFacts], *, partner: dict[int, int], taken: set[int]
) -> None:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for row in old:
        if row.id not in taken:
            waiting[key(row)].append(row.id)
    for row in new:
        candidates = waiting.get(key(row))
        if row.id not in partner and candidates:
            partner[row.id] = candidates.pop(0)
            taken.add(partner[row.id])


def _changes(old: RowFacts, new: RowFacts) -> list[str]:
    kinds = []
    if old.appendix == "1" != new.appendix:
        kinds.append(EXCLUDED)
    elif new.appendix == "1" != old.appendix:
        kinds.append(RETURNED)
    elif (old.until, old.is_unlimited) != (new.until, new.is_unlimited):
        kinds.append(TERM_CHANGED)
    if (old.name_key, old.surnames, old.publisher_key) != (new.name_key, new.surnames, new.publisher_key):
        kinds.append(RENAMED)
    if old.code != new.code and old.appendix == new.appendix:
        kinds.append(RECODED)
    return kinds

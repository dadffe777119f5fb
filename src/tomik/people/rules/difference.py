"""The difference between a class list and the pupils that are known: came, left, moved, same. Pure.

A pupil is known by name within the school. Of namesakes each keeps the class he is in; only the rest are new.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tomik.people.rules.pupils import ClassKey, Known, Listed
from tomik.people.rules.renaming import MaybeRenamed, better_name, maybe_renamed, with_patronymic

FULL_SCHOOL, FULL_CLASSES, PARTIAL = "school", "classes", "part"


@dataclass(slots=True)
class Difference:
    """What the list changes."""

    new: list[Listed] = field(default_factory=list)
    """Not known before: a reader number is given."""
    came: list[tuple[Listed, Known]] = field(default_factory=list)
    """Known, but in no class this year."""
    moved: list[tuple[Listed, Known]] = field(default_factory=list)
    left: list[Known] = field(default_factory=list)
    same: list[tuple[Listed, Known]] = field(default_factory=list)
    namesakes: list[Listed] = field(default_factory=list)
    """Rows whose name stands in the list more than once, in different classes."""
    renamed: list[tuple[Known, str]] = field(default_factory=list)
    """Pupils who are the same under a name that is written differently, with the name that is kept."""
    asked: list[MaybeRenamed] = field(default_factory=list)
    """New rows that may be pupils with another surname; without an answer they are new, and the others leave."""


def difference(
    listed: Sequence[Listed],
    known: Iterable[Known],
    *,
    full: str,
    spared: frozenset[str] = frozenset(),
    answers: Mapping[str, str] | None = None,
) -> Difference:
    """Compare a list without repeats (name and class) with the pupils of the school.

    `full`: what absence from the list means: "school", the pupil left the school's lists; "classes", he left if
    his class occurs in the list; "part", nothing. Names in `spared` (rows with problems) never leave.
    `answers`: what a person said of changed surnames (`MaybeRenamed.key` → a pupil's id or OTHER).
    """
    by_name: dict[str, list[Known]] = defaultdict(list)
    everyone = list(known)
    for pupil in everyone:
        by_name[pupil.name_key].append(pupil)
    rows_by_name: dict[str, list[Listed]] = defaultdict(list)
    for row in listed:
        rows_by_name[row.name_key].append(row)
    found = Difference()
    taken: set[int] = set()
    for key, rows in rows_by_name.items():
        if len({row.class_key for row in rows}) > 1:
            found.namesakes.extend(rows)
        for row, match in _pair(rows, by_name.get(key, [])):
            if match is not None:
                taken.add(match.pupil_id)
            _sort_in(found, row, match)
    free = [pupil for pupil in everyone if pupil.pupil_id not in taken and pupil.name_key not in spared]
    for row, pupil in with_patronymic(found.new, free):
        _recognise(found, row, pupil, taken)
    classes = {row.class_key for row in listed}
    if full != PARTIAL:
        gone = [
            pupil
            for pupil in free
            if pupil.pupil_id not in taken
            and (pupil.class_key is None or _leaves(pupil, full, classes, spared))
        ]
        _ask_of_surnames(found, gone, answers or {}, taken)
    found.left = [
        pupil for pupil in everyone if pupil.pupil_id not in taken and _leaves(pupil, full, classes, spared)
    ]
    _in_order(found)
    _note_names(found)
    return found


def _ask_of_surnames(
    found: Difference, gone: Iterable[Known], answers: Mapping[str, str], taken: set[int]
) -> None:
    found.asked = maybe_renamed(found.new, gone, answers)
    for one in found.asked:
        if one.chosen is not None:
            _recognise(found, one.row, one.chosen, taken)


def _note_names(found: Difference) -> None:
    for row, pupil in (*found.same, *found.came, *found.moved):
        if pupil.name != row.name:
            name = better_name(pupil.name, row.name)
            if name != pupil.name:
                found.renamed.append((pupil, name))


def _recognise(found: Difference, row: Listed, pupil: Known, taken: set[int]) -> None:
    """A row that was new is a pupil who is known."""
    taken.add(pupil.pupil_id)
    found.new.remove(row)
    _sort_in(found, row, pupil)


def _leaves(pupil: Known, full: str, classes: set[ClassKey], spared: frozenset[str]) -> bool:
    if pupil.class_key is None or pupil.name_key in spared or full == PARTIAL:
        return False
    return full == FULL_SCHOOL or pupil.class_key in classes


def _pair(rows: list[Listed], pupils: list[Known]) -> list[tuple[Listed, Known | None]]:
    """Rows of one name with pupils of that name: first by class, then by last year's class, then the rest in order."""
    if len(rows) == 1 and len(pupils) == 1:
        return [(rows[0], pupils[0])]
    pairs: list[tuple[Listed, Known | None]] = []
    free_rows, free = list(rows), sorted(pupils, key=lambda pupil: pupil.pupil_id)
    for fits in (_same_class, _risen_class, _anyone):
        for row in list(free_rows):
            match = next((pupil for pupil in free if fits(row, pupil)), None)
            if match is not None:
                pairs.append((row, match))
                free_rows.remove(row)
                free.remove(match)
    pairs.extend((row, None) for row in free_rows)
    return pairs


def _same_class(row: Listed, pupil: Known) -> bool:
    return pupil.class_key == row.class_key


def _risen_class(row: Listed, pupil: Known) -> bool:
    if pupil.class_key is not None or pupil.earlier_class is None:
        return False
    grade, letter = row.class_key
    return pupil.earlier_class == (grade - 1, letter)


def _anyone(row: Listed, pupil: Known) -> bool:
    return True


def _sort_in(found: Difference, row: Listed, pupil: Known | None) -> None:
    if pupil is None:
        found.new.append(row)
    elif pupil.class_key is None:
        found.came.append((row, pupil))
    elif pupil.class_key == row.class_key:
        found.same.append((row, pupil))
    else:
        found.moved.append((row, pupil))


def _in_order(found: Difference) -> None:
    """The order of the file, so that reader numbers follow it."""
    found.new.sort(key=lambda row: row.row)
    for pairs in (found.came, found.moved, found.same):
        pairs.sort(key=lambda pair: pair[0].row)
    found.namesakes.sort(key=lambda row: row.row)
    found.left.sort(key=lambda pupil: pupil.pupil_id)

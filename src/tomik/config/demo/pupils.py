"""Classes of the present and the next school year, and invented pupils by their names."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tomik.config.demo.chance import apportion, dice, uid
from tomik.config.demo.copying import copy_rows, reserve
from tomik.config.demo.facts import NEXT_YEAR, THIS_YEAR, people
from tomik.config.demo.schools import DemoSchool
from tomik.kernel.normalise import comparable

LETTERS: Final = "АБВГДЕЖИКЛМН"
CLASS_SIZE_AIM: Final = 25.4
CLASS_SIZE_MAX: Final = 30
GRADE_WEIGHTS: Final = (12.2, 12.6, 14.0, 13.4, 13.1, 12.9, 12.6, 12.4, 11.6, 6.3, 5.4)
"""Pupils by grade in the region: the wave of 2024 is in grade 3, half of grade 9 leaves for colleges."""
TO_GRADE_10: Final = 0.56
SINCE: Final = date(THIS_YEAR, 9, 1)
MOVED_ON: Final = date(THIS_YEAR, 10, 12)
SHARE_MOVED: Final = 0.008
SHARE_LEFT: Final = 0.004
SURNAMES_UNCHANGED: Final = ("ых", "их", "ко", "дт", "ер", "га", "йник")


@dataclass(slots=True)
class DemoClass:
    """A class of one school year; `pupils` are those who are in it now (or are expected)."""

    school: DemoSchool
    year: int
    grade: int
    letter: str
    pupils: int
    building: int = 0
    """Index of the school's building where the class learns."""
    id: int = 0

    @property
    def name(self) -> str:
        """«5А»."""
        return f"{self.grade}{self.letter}"


@dataclass(slots=True)
class Crowd:
    """Counts of what was written."""

    classes: list[DemoClass] = field(default_factory=list)
    pupils: int = 0
    enrolments: int = 0


def invent_classes(schools: list[DemoSchool], seed: int) -> list[DemoClass]:
    """Classes of this year for every working school, in a fixed order."""
    return [
        one
        for school in schools
        if not school.is_closed
        for one in _classes(school, dice(seed, "classes", school.index))
    ]


def forecast_classes(classes: list[DemoClass]) -> list[DemoClass]:
    """Classes expected next year: everyone goes up, grade 1 as big as now, half of grade 9 stays."""
    found = []
    for one in classes:
        if one.grade == 1:
            found.append(DemoClass(one.school, NEXT_YEAR, 1, one.letter, one.pupils, one.building))
        if one.grade == one.school.grades[-1]:
            continue
        pupils = one.pupils
        if one.grade == 9:
            if LETTERS.index(one.letter or "А") % 2 and one.pupils > 12:
                continue
            pupils = min(round(one.pupils * TO_GRADE_10 * (2 if one.pupils > 12 else 1)), 26)
        if pupils > 0:
            building = _building(one.school, one.grade + 1, one.building)
            found.append(DemoClass(one.school, NEXT_YEAR, one.grade + 1, one.letter, pupils, building))
    return _without_doubles(found)


def _without_doubles(found: list[DemoClass]) -> list[DemoClass]:
    seen: set[tuple[int, int, str]] = set()
    kept = []
    for one in found:
        key = (one.school.index, one.grade, one.letter)
        if key not in seen:
            seen.add(key)
            kept.append(one)
    return kept


def _classes(school: DemoSchool, rng: random.Random) -> list[DemoClass]:
    weights = [GRADE_WEIGHTS[grade - 1] * rng.uniform(0.88, 1.12) for grade in school.grades]
    found = []
    for grade, pupils in zip(school.grades, apportion(school.pupils, weights), strict=True):
        found += _parallel(school, grade, pupils)
    return found


def _parallel(school: DemoSchool, grade: int, pupils: int) -> list[DemoClass]:
    if pupils == 0:
        return []
    branch = next((place for place, one in enumerate(school.buildings) if place and grade in one.grades), 0)
    if branch and school.buildings[branch].is_branch:
        away = max(pupils // 3, 1) if pupils > 1 else 0
        sizes = [(pupils - away, 0), (away, branch)]
    else:
        count = max(1, round(pupils / CLASS_SIZE_AIM), -(-pupils // CLASS_SIZE_MAX))
        sizes = [(size, branch) for size in apportion(pupils, [1.0] * count)]
    sizes = [pair for pair in sizes if pair[0]]
    letters = LETTERS if len(sizes) > 1 or not school.is_small else [""]
    return [
        DemoClass(school, THIS_YEAR, grade, letters[place], size, building)
        for place, (size, building) in enumerate(sizes)
    ]


def _building(school: DemoSchool, grade: int, before: int) -> int:
    return before if before and grade in school.buildings[before].grades else 0


def write_classes(classes: list[DemoClass], seed: int) -> None:
    """Write the classes and fill in their identifiers."""
    for one, number in zip(classes, reserve("people_classgroup", len(classes)), strict=True):
        one.id = number
    copy_rows(
        "people_classgroup",
        ("id", "uid", "school_id", "building_id", "school_year", "grade", "letter", "pupils_forecast"),
        (
            (
                one.id,
                uid(seed, "class", one.school.index, one.year, one.name),
                one.school.id,
                one.school.buildings[one.building].id,
                one.year,
                one.grade,
                one.letter,
                one.pupils if one.year == NEXT_YEAR else None,
            )
            for one in classes
        ),
    )


def write_pupils(classes: list[DemoClass], seed: int) -> tuple[int, int]:
    """Write a pupil for every place in the classes of this year; returns pupils and enrolments written.

    A few moved to a parallel class in October and a few left the school: `pupils` of the classes follow.
    """
    total = sum(one.pupils for one in classes)
    numbers = reserve("people_pupil", total)
    enrolments: list[tuple[object, ...]] = []
    copy_rows(
        "people_pupil",
        ("id", "uid", "school_id", "reader_number", "full_name", "name_key"),
        _pupil_rows(classes, seed, iter(numbers), enrolments),
    )
    ids = reserve("people_enrolment", len(enrolments))
    copy_rows(
        "people_enrolment",
        ("id", "school_id", "pupil_id", "class_group_id", "since", "until"),
        ((number, *row) for number, row in zip(ids, enrolments, strict=True)),
    )
    return total, len(enrolments)


def _pupil_rows(
    classes: list[DemoClass], seed: int, numbers: Iterator[int], enrolments: list[tuple[object, ...]]
) -> Iterator[tuple[object, ...]]:
    by_school: dict[int, list[DemoClass]] = {}
    for one in classes:
        by_school.setdefault(one.school.index, []).append(one)
    for index, own in by_school.items():
        rng = dice(seed, "pupils", index)
        school = own[0].school
        reader = 0
        for place, one in enumerate(own):
            parallel = _parallel_of(own, place)
            for names in _names(one.pupils, rng):
                reader += 1
                pupil = next(numbers)
                yield pupil, uid(seed, "pupil", index, reader), school.id, reader, *names
                _enrol(one, parallel, pupil, rng=rng, enrolments=enrolments)


def _parallel_of(own: list[DemoClass], place: int) -> DemoClass | None:
    for other in (place - 1, place + 1):
        if 0 <= other < len(own) and own[other].grade == own[place].grade:
            return own[other]
    return None


def _enrol(
    one: DemoClass,
    parallel: DemoClass | None,
    pupil: int,
    *,
    rng: random.Random,
    enrolments: list[tuple[object, ...]],
) -> None:
    chance = rng.random()
    if chance < SHARE_MOVED and parallel is not None:
        enrolments.append((one.school.id, pupil, one.id, SINCE, MOVED_ON))
        enrolments.append((one.school.id, pupil, parallel.id, MOVED_ON, None))
    elif chance > 1 - SHARE_LEFT and one.school.pupils > 200:
        enrolments.append((one.school.id, pupil, one.id, SINCE, MOVED_ON))
    else:
        enrolments.append((one.school.id, pupil, one.id, SINCE, None))


def settle(classes: list[DemoClass], counts: dict[int, int]) -> None:
    """Take over the numbers of pupils that are in the classes now, by identifier of the class."""
    for one in classes:
        one.pupils = counts.get(one.id, 0)


def feminine(surname: str) -> str:
    """The surname of a girl: Иванов → Иванова, Островский → Островская, Черных stays."""
    if surname.endswith("ский"):
        return f"{surname[:-2]}ая"
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return f"{surname}а"
    return surname


class _Names:
    """Surnames and first names with patronymics, each with its key made once."""

    def __init__(self) -> None:
        lists = people()
        surnames: list[str] = lists["surnames"]
        fathers: list[list[str]] = lists["fathers"]
        self.boys = (_keyed(surnames), _keyed(lists["boys"]), _keyed([one for one, _ in fathers]))
        self.girls = (
            _keyed([feminine(one) for one in surnames]),
            _keyed(lists["girls"]),
            _keyed([one for _, one in fathers]),
        )


def _keyed(names: list[str]) -> list[tuple[str, str]]:
    return [(name, comparable(name)) for name in names]


_lists: list[_Names] = []


def _names(count: int, rng: random.Random) -> list[tuple[str, str]]:
    """Full names of a class with their keys, in alphabetical order, no two alike."""
    if not _lists:
        _lists.append(_Names())
    found: dict[str, str] = {}
    while len(found) < count:
        surname, first, father = (
            part[int(rng.random() * len(part))]
            for part in (_lists[0].boys if rng.random() < 0.51 else _lists[0].girls)
        )
        found[f"{surname[0]} {first[0]} {father[0]}"] = f"{surname[1]} {first[1]} {father[1]}"
    return sorted(found.items(), key=lambda pair: pair[1])

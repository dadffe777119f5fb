"""Provision of one school, computed from the ledger at every call (about 20 ms for 600 pupils)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from tomik.provision import sql
from tomik.provision.rules import Pool, State, Totals, worst
from tomik.territory.public import School


@dataclass(frozen=True, slots=True)
class DemandRow:
    """One plan line × one set with its result (rules.Demand with what names it)."""

    line_id: int
    set_id: int
    pool: int
    class_id: int
    subject_id: int
    grade: int
    letter: str
    learners: int
    need: int
    covered: int
    need_electronic: int
    covered_electronic: int
    learners_without: int
    state: State

    @property
    def totals(self) -> Totals:
        """The sums of this row alone."""
        return Totals(self.need, self.covered, self.need_electronic, self.covered_electronic)

    @property
    def short(self) -> int:
        """Printed sets that lack."""
        return self.need - self.covered


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class with the pupils who can hold a full set."""

    id: int
    grade: int
    letter: str
    pupils: int
    full: int
    is_planned: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a matrix: sums and the worst state of what stands behind it."""

    totals: Totals
    state: State


@dataclass(frozen=True)
class SchoolProvision:
    """Everything known of a school's year; a snapshot taken at one moment of the ledger."""

    school_id: int
    school_year: int
    demands: tuple[DemandRow, ...]
    classes: tuple[ClassRow, ...]
    pools: dict[int, Pool]

    @cached_property
    def totals(self) -> Totals:
        """Sums over the school."""
        return total_of(self.demands)

    @cached_property
    def pupils(self) -> int:
        """All pupils of the year's classes."""
        return sum(row.pupils for row in self.classes)

    @cached_property
    def pupils_full(self) -> int:
        """Pupils who can hold a full set."""
        return sum(row.full for row in self.classes)

    @cached_property
    def pupils_unplanned(self) -> int:
        """Pupils of classes without a plan: nobody knows their need, so none of them counts as provided."""
        return sum(row.pupils for row in self.classes if not row.is_planned)

    @cached_property
    def surplus(self) -> int:
        """Usable sets beyond every need."""
        return sum(pool.surplus for pool in self.pools.values())

    @cached_property
    def by_subject_grade(self) -> dict[tuple[int, int], Cell]:
        """The matrix: (subject, grade) → cell."""
        return cells(self.demands, lambda row: (row.subject_id, row.grade))

    @cached_property
    def by_class_subject(self) -> dict[tuple[int, int], Cell]:
        """(class, subject) → cell."""
        return cells(self.demands, lambda row: (row.class_id, row.subject_id))


def total_of(rows: Iterable[DemandRow]) -> Totals:
    """Sums of rows; percentages come from these alone."""
    total = Totals()
    for row in rows:
        total += row.totals
    return total


def cells(
    rows: Iterable[DemandRow], key: Callable[[DemandRow], tuple[int, int]]
) -> dict[tuple[int, int], Cell]:
    """Group rows into cells by a callable of the row."""
    grouped: dict[tuple[int, int], list[DemandRow]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    return {name: Cell(total_of(found), worst(row.state for row in found)) for name, found in grouped.items()}


def school_provision(school: School, school_year: int) -> SchoolProvision:
    """Compute the provision of one school from its balances, lists and plan; one statement."""
    return schools_provision([school.pk], region_id=school.region_id, school_year=school_year)[school.pk]


def schools_provision(
    school_ids: Iterable[int], *, region_id: int, school_year: int
) -> dict[int, SchoolProvision]:
    """The same for several schools of one region, by school id; schools outside the scope come out empty."""
    ids = sorted(set(school_ids))
    parameters: dict[str, Any] = {"schools": ids, "region": region_id, "school_year": school_year}
    with connection.cursor() as cursor:
        cursor.execute(sql.statement("schools", whole_region=False), parameters)
        demands, classes, pools = cursor.fetchone()
    found: dict[int, tuple[list[DemandRow], list[ClassRow], dict[int, Pool]]] = {
        key: ([], [], {}) for key in ids
    }
    for school_id, *values in demands:
        values[-1] = State(values[-1])
        found[school_id][0].append(DemandRow(*values))
    for school_id, *values in classes:
        found[school_id][1].append(ClassRow(*values))
    for school_id, pool, *values in pools:
        found[school_id][2][pool] = Pool(pool, *values)
    return {
        key: SchoolProvision(key, school_year, tuple(rows), tuple(groups), supply)
        for key, (rows, groups, supply) in found.items()
    }

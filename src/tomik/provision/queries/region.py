"""Provision of a region: one statement from nothing, its sums stored until something that decides them changes.

The stored sums hold no name, no pupil and no class: municipality × subject, municipality × grade, school × subject,
school × grade, pupils by school × grade, usable sets by school.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection, transaction

from tomik.kernel import clock, scope
from tomik.kernel.locks import LockSpace
from tomik.provision import sql
from tomik.provision.models import RegionResult
from tomik.provision.rules import State, Totals
from tomik.territory.public import Region, system_scope

FRESH_FOR = timedelta(seconds=60)
"""A result this young is shown without asking whether anything has changed: hundreds of schools post at once."""
# What decides provision; the counters of PostgreSQL tell whether any row of them was written.
DECIDING_TABLES = (
    "ledger_lotstock",
    "people_classgroup",
    "people_enrolment",
    "provision_planline",
    "provision_planlineset",
    "provision_subjectnorm",
    "catalogue_edition",
    "catalogue_editionset",
    "catalogue_equivalencemember",
    "catalogue_setstatus",
    "territory_school",
)
# One statement with large hashes on a server tuned for many small ones.
PLANNER = {
    "work_mem": "64MB",
    "jit": "off",
    # Every step reads most of its tables: where statistics are missing the planner would take one row for granted.
    "enable_nestloop": "off",
    "parallel_setup_cost": "50",
    "parallel_tuple_cost": "0.005",
    "max_parallel_workers_per_gather": "2",
}


@dataclass(frozen=True, slots=True)
class Sums:
    """Sums of demands and how many of them are in which state."""

    need: int = 0
    covered: int = 0
    need_electronic: int = 0
    covered_electronic: int = 0
    positions: int = 0
    short: int = 0
    expired: int = 0
    loaned: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.need + other.need,
            self.covered + other.covered,
            self.need_electronic + other.need_electronic,
            self.covered_electronic + other.covered_electronic,
            self.positions + other.positions,
            self.short + other.short,
            self.expired + other.expired,
            self.loaned + other.loaned,
        )

    @property
    def totals(self) -> Totals:
        """What percentages are made from."""
        return Totals(self.need, self.covered, self.need_electronic, self.covered_electronic)

    @property
    def lacking(self) -> int:
        """Printed sets that lack."""
        return self.need - self.covered

    @property
    def state(self) -> State:
        """The worst state among the positions."""
        for count, state in (
            (self.short, State.SHORT),
            (self.expired, State.EXPIRED),
            (self.loaned, State.LOANED),
        ):
            if count:
                return state
        return State.FULL if self.positions else State.EMPTY


@dataclass(frozen=True, slots=True)
class Pupils:
    """Pupils, those who can hold a full set, classes, classes with a plan, pupils of classes without one."""

    pupils: int = 0
    full: int = 0
    classes: int = 0
    classes_planned: int = 0
    pupils_unplanned: int = 0

    def __add__(self, other: Pupils) -> Pupils:
        return Pupils(
            self.pupils + other.pupils,
            self.full + other.full,
            self.classes + other.classes,
            self.classes_planned + other.classes_planned,
            self.pupils_unplanned + other.pupils_unplanned,
        )


Key = tuple[int, int]


@dataclass(frozen=True)
class RegionProvision:
    """The stored sums of a region's year."""

    region_id: int
    school_year: int
    computed_at: datetime
    municipality_subject: dict[Key, Sums]
    municipality_grade: dict[Key, Sums]
    school_subject: dict[Key, Sums]
    school_grade: dict[Key, Sums]
    school_grade_pupils: dict[Key, Pupils]
    school_available: dict[int, int]
    drawn: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    """What screens have made of these sums: dies with them."""

    @cached_property
    def schools(self) -> dict[int, Sums]:
        """Sums by school."""
        return _first_of(self.school_grade, Sums())

    @cached_property
    def pupils(self) -> dict[int, Pupils]:
        """Pupils by school."""
        return _first_of(self.school_grade_pupils, Pupils())

    def surplus(self, school_id: int) -> int:
        """Usable sets of a school beyond every need of it."""
        return self.school_available.get(school_id, 0) - self.schools.get(school_id, Sums()).covered


def _first_of(rows: dict[Key, Any], zero: Any) -> dict[int, Any]:
    found: dict[int, Any] = defaultdict(lambda: zero)
    for (first, _), value in rows.items():
        found[first] = found[first] + value
    return dict(found)


def sum_of(values: Iterable[Sums]) -> Sums:
    """Add sums up."""
    total = Sums()
    for value in values:
        total += value
    return total


def pupils_of(values: Iterable[Pupils]) -> Pupils:
    """Add pupils up."""
    total = Pupils()
    for value in values:
        total += value
    return total


def compute(region_id: int, school_year: int) -> list[list[Any]]:
    """Compute a region from nothing. The caller's scope must hold the whole region; call inside a transaction."""
    with connection.cursor() as cursor:
        settings = ", ".join(f"set_config('{name}', '{value}', true)" for name, value in PLANNER.items())
        cursor.execute(f"SELECT {settings}")
        cursor.execute(
            sql.statement("region", whole_region=True), {"region": region_id, "school_year": school_year}
        )
        return [list(row) for row in cursor.fetchall()]


def watermark() -> str:
    """Return a mark that changes when a row that decides provision is written, whoever writes it.

    Counters of the whole database, visible at most ten seconds after the commit; a change of another region changes
    the mark too, which costs a computation and never a wrong figure.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(sum(pg_stat_get_tuples_inserted(c.oid) + pg_stat_get_tuples_updated(c.oid)"
            " + pg_stat_get_tuples_deleted(c.oid)), 0)::text"
            " FROM pg_class c WHERE c.relkind = 'r' AND c.relname = ANY(%s)",
            [list(DECIDING_TABLES)],
        )
        return str(cursor.fetchone()[0])


def region_provision(region: Region, school_year: int) -> RegionProvision:
    """Return the region's sums: the stored ones while they hold, otherwise computed now and stored.

    Computed in the scope of the whole region, because a coordinator's own scope is narrower; what a person may see
    of it is cut out by the screens. While one request computes, others get the stored sums.
    """
    with scope.acting(scope.Scope(region_ids=frozenset({region.pk}))):
        stored = RegionResult.objects.filter(region=region, school_year=school_year)
        head = stored.values_list("watermark", "computed_at").first()
        if head is not None:
            mark, computed_at = head
            if clock.now() - computed_at < FRESH_FOR or mark == watermark():
                return _remembered(region.pk, school_year, computed_at)
    return refresh(region, school_year)


def refresh(region: Region, school_year: int, *, wait: bool = False) -> RegionProvision:
    """Compute and store; if another session is at it, return what is stored (wait for it when nothing is)."""
    with scope.acting(system_scope([region.pk])), transaction.atomic():
        mark = watermark()
        if not _only_one(region.pk, school_year, wait=wait):
            head = RegionResult.objects.filter(region=region, school_year=school_year).first()
            if head is not None:
                return _remembered(region.pk, school_year, head.computed_at)
            _only_one(region.pk, school_year, wait=True)
        payload = {"rows": compute(region.pk, school_year)}
        result, _ = RegionResult.objects.update_or_create(
            region=region, school_year=school_year, defaults={"watermark": mark, "payload": payload}
        )
    return _remember(region.pk, school_year, result.computed_at, payload)


def _only_one(region_id: int, school_year: int, *, wait: bool) -> bool:
    """Take the region's computation for this transaction; without `wait` say whether it was free."""
    key = (int(LockSpace.PROVISION_CACHE), region_id * 1000 + school_year % 1000)
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", key)
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", key)
        return bool(cursor.fetchone()[0])


_memory: dict[Key, RegionProvision] = {}


def _remembered(region_id: int, school_year: int, computed_at: datetime) -> RegionProvision:
    """The stored sums, read from the database once per process."""
    found = _memory.get((region_id, school_year))
    if found is not None and found.computed_at == computed_at:
        return found
    result = RegionResult.objects.get(region_id=region_id, school_year=school_year)
    return _remember(region_id, school_year, result.computed_at, result.payload)


def _remember(
    region_id: int, school_year: int, computed_at: datetime, payload: dict[str, Any]
) -> RegionProvision:
    found = parse(region_id, school_year, computed_at, payload["rows"])
    _memory[region_id, school_year] = found
    return found


def parse(
    region_id: int, school_year: int, computed_at: datetime, rows: Iterable[list[Any]]
) -> RegionProvision:
    """Sort the rows of `region.sql`, just computed or of a snapshot, into their tables."""
    sums: dict[tuple[str, str], dict[Key, Sums]] = defaultdict(dict)
    pupils: dict[Key, Pupils] = {}
    available: dict[int, int] = {}
    for kind, unit_id, subject_id, grade, *values in rows:
        if kind == "pupils":
            pupils[unit_id, grade] = Pupils(*values[:5])
        elif kind == "supply":
            available[unit_id] = values[0]
        elif subject_id is not None:
            sums[kind, "subject"][unit_id, subject_id] = Sums(*values)
        else:
            sums[kind, "grade"][unit_id, grade] = Sums(*values)
    return RegionProvision(
        region_id=region_id,
        school_year=school_year,
        computed_at=computed_at,
        municipality_subject=sums["municipality", "subject"],
        municipality_grade=sums["municipality", "grade"],
        school_subject=sums["school", "subject"],
        school_grade=sums["school", "grade"],
        school_grade_pupils=pupils,
        school_available=available,
    )

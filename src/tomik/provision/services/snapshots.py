"""Snapshots: what provision was on a day, and what each school holds beyond its need or lacks on that day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection, transaction

from tomik.kernel import clock, scope
from tomik.kernel.school_year import school_year_of
from tomik.provision import sql
from tomik.provision.models import RegionResult, SchoolSnapshot, ShortageNotice, Snapshot, SurplusNotice
from tomik.provision.queries.region import PLANNER, RegionProvision, Sums, region_provision
from tomik.territory.public import Region, system_scope

FIRST_PLANNING_MONTH = 2
"""From February on the need of the next school year is worked on (facts: the calendar of the year)."""


def take_due_snapshots(*, again: bool = False) -> int:
    """Take today's snapshot of every region that has none yet, of all when `again`; return how many were stored."""
    stored = 0
    for region in Region.objects.all():
        today = clock.today(region.timezone)
        for school_year in years_of(today):
            if again or not _is_counted(region, school_year, today):
                stored += take_snapshot(region, school_year, taken_on=today)
    return stored


def years_of(day: date) -> list[int]:
    """The school years that people work on: the present one, from February to August also the next one."""
    present = school_year_of(day)
    return [present, present + 1] if FIRST_PLANNING_MONTH <= day.month < 9 else [present]


def _is_counted(region: Region, school_year: int, day: date) -> bool:
    """Whether the day was counted already, with or without a change."""
    with scope.acting(scope.Scope(region_ids=frozenset({region.pk}))):
        notices = SurplusNotice.objects.filter(region=region, school_year=school_year, counted_on=day)
        snapshots = Snapshot.objects.filter(region=region, school_year=school_year, taken_on=day)
        return notices.exists() or snapshots.exists()


def take_snapshot(region: Region, school_year: int, *, taken_on: date) -> bool:
    """Store the region's sums of the day and publish what is over and what lacks; True when the sums were stored.

    Sums equal to those of the latest earlier day are not stored again. A second call on a day replaces the first.
    Nothing is stored before anything is entered. Runs in the scope of the whole region.
    """
    with scope.acting(system_scope([region.pk])):
        provision = region_provision(region, school_year)
        if not provision.school_grade_pupils and not provision.school_available:
            return False
        payload = RegionResult.objects.get(region=region, school_year=school_year).payload
        with transaction.atomic(durable=True):
            _publish(region, school_year, taken_on)
            return _store(region, provision, payload, taken_on)


def _store(region: Region, provision: RegionProvision, payload: dict[str, Any], day: date) -> bool:
    digest = _digest(payload["rows"])
    present = Snapshot.objects.filter(region=region, school_year=provision.school_year)
    before = present.filter(taken_on__lt=day).order_by("-taken_on").values_list("digest", flat=True).first()
    if before == digest:
        return False
    present.update_or_create(
        region=region,
        school_year=provision.school_year,
        taken_on=day,
        defaults={"digest": digest, "payload": payload},
    )
    SchoolSnapshot.objects.bulk_create(
        _school_rows(provision, day),
        update_conflicts=True,
        unique_fields=["school", "school_year", "taken_on"],
        update_fields=["pupils", "pupils_full", "need", "covered"],
    )
    return True


def _school_rows(provision: RegionProvision, day: date) -> Iterable[SchoolSnapshot]:
    for school_id, pupils in provision.pupils.items():
        sums = provision.schools.get(school_id, Sums())
        yield SchoolSnapshot(
            school_id=school_id,
            school_year=provision.school_year,
            taken_on=day,
            pupils=pupils.pupils,
            pupils_full=pupils.full,
            need=sums.need,
            covered=sums.covered,
        )


def _digest(rows: Iterable[list[Any]]) -> str:
    """The same for the same rows in any order."""
    texts = sorted(json.dumps(row, separators=(",", ":")) for row in rows)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _publish(region: Region, school_year: int, day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"set_config('{k}', '{v}', true)" for k, v in PLANNER.items()))
        cursor.execute(
            sql.statement("surplus", whole_region=True), {"region": region.pk, "school_year": school_year}
        )
        found = cursor.fetchall()
    told: dict[str, Any] = {"region": region, "school_year": school_year, "counted_on": day}
    SurplusNotice.objects.filter(region=region, school_year=school_year).delete()
    SurplusNotice.objects.bulk_create(
        (
            SurplusNotice(holder_id=school_id, pool=pool, sets=sets, **told)
            for school_id, pool, sets in found
            if sets > 0
        ),
        batch_size=2000,
    )
    ShortageNotice.objects.filter(region=region, school_year=school_year).delete()
    ShortageNotice.objects.bulk_create(
        (
            ShortageNotice(seeker_id=school_id, pool=pool, sets=-sets, **told)
            for school_id, pool, sets in found
            if sets < 0
        ),
        batch_size=2000,
    )

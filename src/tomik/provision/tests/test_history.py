"""Snapshots, trends, the region as it was, and where a textbook lies nearest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
import time_machine

from tests.cast import Cast
from tomik.kernel import scope
from tomik.people.public import ClassGroup
from tomik.provision import jobs, rules
from tomik.provision.models import SchoolSnapshot, ShortageNotice, Snapshot, SurplusNotice
from tomik.provision.queries import history, nearest
from tomik.provision.queries import region as regions
from tomik.provision.services.snapshots import take_due_snapshots, take_snapshot, years_of
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL
from tomik.territory.public import School, system_scope

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)
SPARE = rules.School(
    classes=(rules.ClassGroup(1, 5, "А", 10),),
    sets=(rules.TextbookSet(1, 1, 2),),
    stock=(rules.Stock(1, 1, own=25), rules.Stock(1, 2, own=17)),
    lines=(rules.Line(1, 1, "Математика", (1,)),),
)


@pytest.fixture(autouse=True)
def forget() -> None:
    regions._memory.clear()


@pytest.fixture
def spare(db: None) -> Iterator[worlds.World]:
    """A school of ten pupils with seventeen complete sets."""
    with worlds.new_world() as made:
        worlds.fill(made, SPARE, worlds.put_stock)
        yield made


def test_a_snapshot_holds_the_figures_of_every_school(spare: worlds.World) -> None:
    assert take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    with scope.acting(system_scope([spare.region.pk])):
        row = SchoolSnapshot.objects.get(school=spare.school)
        assert (row.pupils, row.pupils_full, row.need, row.covered) == (10, 10, 10, 10)
    found = history.provision_on(spare.region, worlds.YEAR, DAY)
    assert found is not None
    assert found.schools[spare.school.pk].totals == rules.Totals(10, 10)


def test_an_unchanged_day_is_not_stored_again_and_a_day_only_once(spare: worlds.World) -> None:
    assert take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    assert not take_snapshot(spare.region, worlds.YEAR, taken_on=DAY + timedelta(days=1))
    assert take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    with scope.acting(system_scope([spare.region.pk])):
        assert Snapshot.objects.count() == 1
        ClassGroup.objects.create(
            school=spare.school, school_year=worlds.YEAR, grade=6, letter="А", pupils_forecast=10
        )
        regions.refresh(spare.region, worlds.YEAR, wait=True)
        assert take_snapshot(spare.region, worlds.YEAR, taken_on=DAY + timedelta(days=2))
        assert Snapshot.objects.count() == 2
    before = history.provision_on(spare.region, worlds.YEAR, DAY + timedelta(days=1))
    after = history.provision_on(spare.region, worlds.YEAR, DAY + timedelta(days=2))
    assert before is not None
    assert after is not None
    assert (before.pupils[spare.school.pk].pupils, after.pupils[spare.school.pk].pupils) == (10, 20)
    assert history.provision_on(spare.region, worlds.YEAR, DAY - timedelta(days=1)) is None


def test_an_empty_region_has_no_snapshot(cast: Cast) -> None:
    assert not take_snapshot(cast.region, 2026, taken_on=DAY)


@time_machine.travel("2026-11-24T05:00:00Z", tick=False)
def test_the_worker_counts_a_day_once(spare: worlds.World) -> None:
    assert take_due_snapshots() == 1
    assert take_due_snapshots() == 0
    jobs.close_day.func(0)
    jobs.take_snapshots.func(0)
    with scope.acting(system_scope([spare.region.pk])):
        assert Snapshot.objects.filter(region=spare.region).count() == 1


def test_the_next_year_is_counted_from_february_on() -> None:
    assert [years_of(date(2027, month, 1)) for month in (1, 2, 8, 9)] == [
        [2026],
        [2026, 2027],
        [2026, 2027],
        [2027],
    ]


def test_only_what_is_over_is_published(spare: worlds.World) -> None:
    take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    with scope.acting(scope.Scope(school_ids=frozenset({spare.neighbour.pk}))):
        assert list(SurplusNotice.objects.values_list("holder", "pool", "sets")) == [
            (spare.school.pk, spare.pools[1], 7)
        ]
        assert not SchoolSnapshot.objects.exists()
        assert not Snapshot.objects.exists()


def test_surplus_stays_in_its_region(spare: worlds.World) -> None:
    take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    with worlds.new_world() as other, scope.acting(scope.Scope(school_ids=frozenset({other.school.pk}))):
        assert not SurplusNotice.objects.exists()


def test_a_school_without_a_whole_plan_publishes_nothing(db: None) -> None:
    with worlds.new_world() as made:
        worlds.fill(made, SCHOOL, worlds.put_stock)
        take_snapshot(made.region, worlds.YEAR, taken_on=DAY)
        assert not SurplusNotice.objects.filter(region=made.region).exists()


def test_the_nearest_is_named_with_its_distance(spare: worlds.World) -> None:
    take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    far = worlds.new_school(spare.municipality, "Дальняя")
    SurplusNotice.objects.create(
        region=spare.region,
        holder=far,
        school_year=worlds.YEAR,
        pool=spare.pools[1],
        sets=90,
        counted_on=DAY,
    )
    places = {spare.neighbour: (56.5, 84.95), spare.school: (56.6, 84.95), far: (58.3, 82.9)}
    for school, (latitude, longitude) in places.items():
        School.objects.filter(pk=school.pk).update(latitude=latitude, longitude=longitude)
    asking = School.objects.get(pk=spare.neighbour.pk)
    found = nearest.nearest_surplus(asking, worlds.YEAR, [spare.pools[1], -1])
    assert list(found) == [spare.pools[1]]
    one = found[spare.pools[1]]
    assert (one.school, one.sets, one.km, one.schools, one.total) == ("Школа", 7, 11, 2, 97)
    School.objects.update(latitude=None)
    unknown = nearest.nearest_surplus(asking, worlds.YEAR, [spare.pools[1]])[spare.pools[1]]
    assert (unknown.school, unknown.km) == ("Дальняя", None)


def test_a_trend_sums_schools_and_ends_with_today(spare: worlds.World) -> None:
    for school, day, pupils, full in [
        (spare.school, 1, 100, 50),
        (spare.neighbour, 1, 10, 10),
        (spare.school, 3, 100, 80),
        (spare.neighbour, 3, 10, 10),
    ]:
        SchoolSnapshot.objects.create(
            school=school,
            school_year=worlds.YEAR,
            taken_on=date(2026, 11, day),
            pupils=pupils,
            pupils_full=full,
            need=1,
            covered=1,
        )
    ids = [spare.school.pk, spare.neighbour.pk]
    found = history.trend(ids, worlds.YEAR, today=DAY, pupils=110, full=110)
    assert [(point.day.day, point.tenths) for point in found.points] == [(1, 545), (3, 818), (24, 1000)]
    assert (found.is_drawn, found.change) == (True, 455)
    assert found.path().split()[0] == "3.0,29.0"
    assert found.path().split()[-1] == "157.0,3.0"
    alone = history.trend(ids, 2020, today=DAY, pupils=0, full=0)
    assert not alone.is_drawn
    assert alone.points[0].tenths == 0


def test_a_long_trend_is_thinned_and_keeps_its_ends(spare: worlds.World) -> None:
    days = [date(2026, 9, 1) + timedelta(days=number) for number in range(80)]
    SchoolSnapshot.objects.bulk_create(
        SchoolSnapshot(
            school=spare.school,
            school_year=worlds.YEAR,
            taken_on=day,
            pupils=100,
            pupils_full=50,
            need=1,
            covered=1,
        )
        for day in days
    )
    found = history.trend([spare.school.pk], worlds.YEAR, today=DAY, pupils=1, full=1)
    assert len(found.points) == history.POINTS_MAX
    assert (found.points[0].day, found.points[-2].day, found.points[-1].day) == (days[0], days[-1], DAY)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ([(8, 20), (9, 10)], {(8, 20): "чек-лист на 25 августа"}),
        ([(8, 25), (8, 27)], {(8, 25): "чек-лист на 25 августа"}),
        ([(8, 20)], {}),
        ([(9, 20)], {(9, 20): "свод области на 20 сентября"}),
    ],
)
def test_days_that_stood_when_a_campaign_closed_are_named(
    spare: worlds.World, days: list[tuple[int, int]], expected: dict[tuple[int, int], str]
) -> None:
    for month, day in days:
        Snapshot.objects.create(
            region=spare.region, school_year=2025, taken_on=date(2026, month, day), digest="x"
        )
    found = history.moments(spare.region, 2025)
    assert [(one.day.month, one.day.day) for one in found] == days[::-1]
    assert {(one.day.month, one.day.day): one.campaign for one in found if one.campaign} == expected


def test_a_coordinator_reads_the_stored_sums(
    cast: Cast, as_scope: Callable[..., AbstractContextManager[None]]
) -> None:
    """A coordinator's scope holds no region: the stored sums must be found all the same, not counted anew."""
    first = regions.refresh(cast.region, 2026, wait=True)
    with as_scope(cast.coordinator):
        assert regions.region_provision(cast.region, 2026).computed_at == first.computed_at


def test_what_lacks_is_published_to_the_schools_of_the_region(spare: worlds.World) -> None:
    take_snapshot(spare.region, worlds.YEAR, taken_on=DAY)
    with scope.acting(scope.Scope(region_ids=frozenset({spare.region.pk}))):
        ShortageNotice.objects.create(
            region=spare.region,
            seeker=spare.neighbour,
            school_year=worlds.YEAR,
            pool=spare.pools[1],
            sets=4,
            counted_on=DAY,
        )
    with scope.acting(scope.Scope(school_ids=frozenset({spare.school.pk}))):
        found = nearest.seekers(spare.school, worlds.YEAR, [spare.pools[1], -1])
        assert [(one.school, one.sets) for one in found[spare.pools[1]]] == [(spare.neighbour.short_name, 4)]
        assert nearest.seekers(spare.neighbour, worlds.YEAR, [spare.pools[1]]) == {}
    with worlds.new_world() as other, scope.acting(scope.Scope(school_ids=frozenset({other.school.pk}))):
        assert not ShortageNotice.objects.exists()

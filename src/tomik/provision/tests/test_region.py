"""A region's stored sums: the same figures as its schools', kept until something that decides them changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from tomik.kernel import clock, scope
from tomik.kernel.scope import Scope
from tomik.provision import rules
from tomik.provision.models import PlanLine, RegionResult
from tomik.provision.queries import region as regions
from tomik.provision.queries.school import school_provision
from tomik.provision.tests import world as worlds

pytestmark = pytest.mark.django_db

SCHOOL = rules.School(
    classes=(
        rules.ClassGroup(1, 5, "А", 25),
        rules.ClassGroup(2, 5, "Б", 20),
        rules.ClassGroup(3, 6, "А", 18),
    ),
    sets=(rules.TextbookSet(1, 1, 2), rules.TextbookSet(2, 2, 1)),
    stock=(
        rules.Stock(1, 1, own=50),
        rules.Stock(1, 2, own=30),
        rules.Stock(2, 1, own=20, borrowed=3, expired=4),
    ),
    lines=(
        rules.Line(1, 1, "Математика", (1,)),
        rules.Line(2, 2, "Математика", (1,)),
        rules.Line(3, 2, "История", (2,), learners=12, per=rules.Per.TWO),
    ),
)


@pytest.fixture
def world(db: None) -> worlds.World:
    with worlds.new_world() as made:
        worlds.fill(made, SCHOOL, worlds.put_stock)
        yield made


@pytest.fixture(autouse=True)
def forget() -> None:
    regions._memory.clear()


def test_region_sums_are_the_schools_own(world: worlds.World) -> None:
    school = school_provision(world.school, worlds.YEAR)
    region = regions.region_provision(world.region, worlds.YEAR)
    sums = region.schools[world.school.pk]
    assert sums.totals == school.totals == rules.Totals(need=51, covered=36)
    assert (sums.positions, sums.short, sums.lacking) == (3, 2, 15)
    pupils = region.pupils[world.school.pk]
    assert (pupils.pupils, pupils.full) == (school.pupils, school.pupils_full) == (63, 30)
    assert (pupils.classes, pupils.classes_planned, pupils.pupils_unplanned) == (3, 2, 18)
    assert region.surplus(world.school.pk) == school.surplus == 17
    by_grade = region.municipality_grade[world.municipality.pk, 5]
    assert by_grade == region.school_grade[world.school.pk, 5] == sums
    subject = world.lines[3].subject_id
    assert region.municipality_subject[world.municipality.pk, subject].totals == rules.Totals(6, 6)


def test_stored_sums_are_used_while_nothing_changes(world: worlds.World, django_assert_num_queries) -> None:
    first = regions.region_provision(world.region, worlds.YEAR)
    with django_assert_num_queries(3):
        assert regions.region_provision(world.region, worlds.YEAR) is first
    regions._memory.clear()
    with django_assert_num_queries(4):
        assert regions.region_provision(world.region, worlds.YEAR) == first


def test_a_change_is_noticed_after_a_minute(world: worlds.World, time_machine) -> None:
    first = regions.region_provision(world.region, worlds.YEAR)
    RegionResult.objects.update(watermark="written since")
    assert regions.region_provision(world.region, worlds.YEAR) is first
    PlanLine.objects.filter(pk=world.lines[1].pk).delete()
    time_machine.move_to(clock.now() + timedelta(seconds=61))
    assert regions.region_provision(world.region, worlds.YEAR).schools[world.school.pk].need == 26


def test_the_mark_moves_when_a_plan_is_written(owner_connection) -> None:
    before = owner_connection.execute("SELECT 1").fetchone()
    assert before == (1,)
    names = [
        row[0]
        for row in owner_connection.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname = ANY(%s)",
            [list(regions.DECIDING_TABLES)],
        )
    ]
    assert sorted(names) == sorted(regions.DECIDING_TABLES)
    mark = regions.watermark()
    owner_connection.execute(
        "WITH s AS (INSERT INTO catalogue_subject (code, name, area, position) VALUES ('x', 'x', '', 0) RETURNING id)"
        " INSERT INTO provision_subjectnorm (subject_id, stage, medium, is_compulsory, source)"
        " SELECT id, 'basic', 'any', true, '' FROM s"
    )
    owner_connection.execute("SELECT pg_stat_force_next_flush()")
    owner_connection.execute("SELECT 1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
    assert regions.watermark() != mark
    owner_connection.execute("DELETE FROM provision_subjectnorm")
    owner_connection.execute("DELETE FROM catalogue_subject WHERE code = 'x'")


def test_a_narrow_scope_does_not_narrow_the_region(world: worlds.World) -> None:
    other = worlds.new_school(world.municipality, "Ещё одна")
    narrow = Scope(region_ids=frozenset([world.region.pk]), school_ids=frozenset([other.pk]))
    with scope.acting(narrow):
        assert school_provision(world.school, worlds.YEAR).demands == ()
        assert regions.region_provision(world.region, worlds.YEAR).schools[world.school.pk].need == 51
        assert scope.current() == narrow

"""Two people with one label, two people with the last copy. Each race has a control without the protection."""

from __future__ import annotations

from collections import Counter
from typing import Any

import psycopg
import pytest

from tomik.fund.models import Copy
from tomik.fund.services.binding import bind_scanned
from tomik.fund.services.copies import adopt_roll, allot_labels, codes_of
from tomik.fund.services.receipts import receive
from tomik.fund.tests.test_receipts import header, line, today
from tomik.fund.tests.world import World
from tomik.fund.verification import mismatches
from tomik.kernel import locks
from tomik.kernel.ids import uuid7
from tomik.ledger.tests.test_races import together
from tomik.territory.public import Building, School

__all__ = ["today"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
# Between the look and the writing both have looked: the moment in which the race is lost or won.
PAUSE = """
CREATE FUNCTION pause() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.4); RETURN NEW; END $$;
CREATE TRIGGER pause BEFORE INSERT ON fund_copy FOR EACH STATEMENT EXECUTE FUNCTION pause();
"""


def stock(world: World, school: School, copies: int) -> None:
    """Copies of physics in a school."""
    building = Building.objects.filter(school=school, is_main=True).get()
    receive(
        school=school,
        uid=uuid7(),
        header=header(world, building_id=building.pk),
        lines=[line(world.physics, copies)],
        operation_uid=uuid7(),
        actor_id=None,
    )


def states(results: list[Any]) -> Counter[str]:
    """What became of the code of each."""
    return Counter(
        type(one).__name__ if isinstance(one, Exception) else one[0].state.value for one in results
    )


@pytest.fixture
def two_schools(world: World, owner_connection: psycopg.Connection[Any]) -> World:
    """Two schools that have bought rolls with the same codes."""
    for school in (world.school, world.cast.school_b):
        stock(world, school, 5)
        adopt_roll(school=school, first="R001", last="R009", actor_id=None)
    owner_connection.execute(PAUSE)
    return world


def both_schools(world: World) -> list[Any]:
    schools = (world.school, world.cast.school_b)
    return together(
        lambda number: bind_scanned(
            school=schools[number], edition_id=world.physics.pk, codes=["R001"], actor_id=None, pile=uuid7()
        ),
        workers=2,
    )


class TestOneCodeTwoSchools:
    def test_one_of_them_gets_it(self, two_schools: World) -> None:
        assert states(both_schools(two_schools)) == {"bound": 1, "used": 1}
        assert Copy.objects.filter(code="R001").count() == 1

    def test_control_without_the_unique_code_both_get_it(
        self, two_schools: World, owner_connection: psycopg.Connection[Any]
    ) -> None:
        owner_connection.execute("ALTER TABLE fund_copy DROP CONSTRAINT fund_copy_code")
        assert states(both_schools(two_schools)) == {"bound": 2}
        assert Copy.objects.filter(code="R001").count() == 2


class TestLastCopy:
    def two_people(self, world: World) -> list[Any]:
        labels = codes_of(allot_labels(school=world.school, count=2, actor_id=None))
        return together(
            lambda number: bind_scanned(
                school=world.school,
                edition_id=world.physics.pk,
                codes=[labels[number]],
                actor_id=None,
                pile=uuid7(),
            ),
            workers=2,
        )

    def test_it_gets_one_label(self, world: World, owner_connection: psycopg.Connection[Any]) -> None:
        stock(world, world.school, 1)
        owner_connection.execute(PAUSE)
        assert states(self.two_people(world)) == {"bound": 1, "full": 1}
        assert mismatches() == []

    def test_control_without_the_lock_it_gets_two(
        self, world: World, owner_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stock(world, world.school, 1)
        owner_connection.execute(PAUSE)
        monkeypatch.setattr(locks, "take", lambda *_args, **_options: None)
        assert states(self.two_people(world)) == {"bound": 2}
        assert [(one.check, one.expected, one.found) for one in mismatches()] == [("copies", 1, 2)]

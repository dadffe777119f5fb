"""Stocks: copies of a lot within reach of the school's own pupils, whoever holds them."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection, transaction

from tomik.ledger import public as ledger
from tomik.ledger.models import LotStock
from tomik.ledger.public import Account, Line
from tomik.ledger.tests.test_races import outcomes, together
from tomik.ledger.tests.world import World
from tomik.ledger.verification import verify


def stock(world: World, lot: int = 0) -> int:
    """Copies of a lot within reach."""
    return LotStock.objects.get(lot_id=world.lots[lot], school=world.school).copies


def versions() -> list[Any]:
    """Which version of every stock is there: changes with every write."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lot_id, ctid, xmin FROM ledger_lotstock ORDER BY lot_id")
        return cursor.fetchall()


@pytest.mark.django_db
class TestStock:
    @pytest.mark.parametrize("kind", Account.Kind)
    def test_the_database_and_the_model_call_the_same_kinds_usable(self, kind):
        with connection.cursor() as cursor:
            cursor.execute("SELECT ledger_is_usable(%s)", [str(kind)])
            assert cursor.fetchone() == (kind in Account.USABLE_KINDS,)

    def test_follows_what_comes_within_reach_and_leaves_it(self, world: World):
        assert [stock(world, lot) for lot in range(3)] == [10, 10, 10]
        world.post([Line(world.lots[0], world.fund, world.unfit, 3)], kind="condition")
        assert stock(world) == 7
        world.post([Line(world.lots[0], world.unfit, world.written_off, 3)], kind="writeoff")
        assert stock(world) == 7
        world.post([Line(world.lots[0], world.supplier, world.fund, 5)], kind="receipt")
        assert stock(world) == 12
        lost = world.post(
            [Line(world.lots[0], world.fund, world.lost, 12), Line(world.lots[1], world.fund, world.lost, 1)]
        )
        assert (stock(world), stock(world, 1), stock(world, 2)) == (0, 9, 10)
        with transaction.atomic():
            ledger.reverse_entry(lost.entry, uid=uuid.uuid4(), reason="r", actor_id=None)
        assert (stock(world), stock(world, 1)) == (12, 10)
        assert verify().is_sound

    def test_copies_on_the_way_and_lent_are_out_of_reach(self, world: World):
        for number, kind in enumerate(("in_transit", "lent")):
            account = ledger.account_for(world.school.pk, kind, world.cast.school_b.pk)
            world.post([Line(world.lots[number], world.fund, account, 4)], kind="move")
            assert stock(world, number) == 6

    def test_giving_out_and_taking_back_write_nothing(self, world: World):
        before = versions()
        world.post(world.issue(2))
        world.post([Line(world.lots[1], world.fund, world.group, 2)])
        world.post([Line(world.lots[0], world.readers[0], world.fund, 1)], kind="return")
        assert versions() == before

    def test_what_cancels_out_within_an_entry_writes_nothing(self, world: World):
        before = versions()
        lot = world.lots[0]
        world.post([Line(lot, world.fund, world.lost, 1), Line(lot, world.surplus, world.fund, 1)])
        assert versions() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
class TestRaces:
    def test_many_at_once_leave_the_right_sum(self, world: World):
        """Half take copies out of reach, half bring some, lots in opposite orders: no circle, no write lost."""

        def work(number: int) -> Any:
            ends = (world.fund, world.lost) if number % 2 else (world.surplus, world.fund)
            lots = world.lots if number % 3 else world.lots[::-1]
            return world.post([Line(lot, *ends, 1) for lot in lots], kind="stocktake")

        assert outcomes(together(work)) == {"created": 8}
        assert [stock(world, lot) for lot in range(3)] == [10, 10, 10]
        assert verify().is_sound

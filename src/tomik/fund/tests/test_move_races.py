"""Moves posted by several at once: real threads, real commits; each race has a control without the protection."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.fund.models import Move
from tomik.fund.services import moves
from tomik.fund.services.moves import finish_move, reverse_move
from tomik.fund.tests.test_moves import lots, whole
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import World, build
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.public import Account, Entry, account_for
from tomik.ledger.tests.test_races import CARELESS, outcomes, together
from tomik.ledger.verification import verify
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WORKERS = 4


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    """The world of the fund with ten copies of physics in the main building, committed."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True), acting(system_scope()):
        made = build(cast)
        got(made, line(made.physics, 10, 300_00))
        yield made


def taking(world: World, copies: int) -> Callable[[int], Any]:
    """Each worker has an own move of so many copies."""
    lot = lots(world)["Физика 1"][0]
    return lambda number: finish_move(whole(world, (lot, copies)), operation_uid=uuid7(), actor_id=None)


class TestLastCopies:
    def test_they_go_once(self, world: World) -> None:
        assert outcomes(together(taking(world, 10), workers=WORKERS)) == {
            "created": 1,
            "TomikError": WORKERS - 1,
        }
        assert (lots(world), lots(world, world.branch)["Физика 1"][1]) == ({}, 10)
        assert [move.number for move in Move.objects.all()] == [1]
        assert verify().is_sound

    def test_those_who_are_late_are_told_what_is_left(self, world: World) -> None:
        results = together(taking(world, 4), workers=WORKERS)
        assert outcomes(results) == {"created": 2, "TomikError": 2}
        told = [one.problems for one in results if isinstance(one, Exception)]  # type: ignore[attr-defined]
        assert [[(one.row, one.code) for one in problems] for problems in told] == [[(1, "short")]] * 2
        assert sorted(Move.objects.values_list("number", flat=True)) == [1, 2]

    def test_control_without_locks_they_go_twice(
        self, world: World, owner_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Neither the series of numbers nor the balances are locked: both find ten copies and take them."""
        numbers = iter(range(1, 9))
        monkeypatch.setattr(moves, "take_numbers", lambda *_series, **_year: [next(numbers)])
        # Making the account of the branch would stand in the way too.
        account_for(world.school.pk, Account.Kind.FUND, world.branch.pk)
        owner_connection.execute(CARELESS)
        assert outcomes(together(taking(world, 10), workers=2)) == {"created": 2}
        assert {mismatch.check for mismatch in verify().mismatches} >= {"balance_is_sum"}


def test_a_repeated_request_gives_the_first_result(world: World) -> None:
    operation, move = uuid7(), whole(world, (lots(world)["Физика 1"][0], 10))
    results = together(
        lambda number: finish_move(move, operation_uid=operation, actor_id=None), workers=WORKERS
    )
    assert outcomes(results) == {"created": 1, "first": WORKERS - 1}
    assert (Entry.objects.filter(kind="move").count(), Move.objects.count()) == (1, 1)


def test_reversed_once(world: World) -> None:
    move = whole(world, (lots(world)["Физика 1"][0], 10))
    finish_move(move, operation_uid=uuid7(), actor_id=None)
    results = together(
        lambda number: reverse_move(
            school=world.school, uid=move.uid, operation_uid=uuid7(), reason="Ошибка", actor_id=None
        ),
        workers=WORKERS,
    )
    assert outcomes(results) == {"created": 1, "AlreadyReversed": WORKERS - 1}
    assert lots(world)["Физика 1"][1] == 10


def test_a_double_click_over_http(world: World, client_of: Any) -> None:
    lot = lots(world)["Физика 1"][0]
    typed = {
        "do": "post", "version": "0", "operation_id": str(uuid7()), "moved_on": "2026-09-14", "from_building": world.main.pk,
        "to_building": world.branch.pk, "row": lot, f"copies-{lot}": "10",
    }  # fmt: skip
    where = reverse("fund:move-edit", args=[world.school.uid, uuid7()])
    clients: list[Client] = [client_of(world.cast.librarian_a) for _number in range(2)]
    answers = together(lambda number: clients[number].post(where, typed), workers=2)
    assert [one.status_code for one in answers] == [303, 303]
    assert Entry.objects.filter(kind="move").count() == 1

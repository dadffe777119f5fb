"""REST of internal moves: posted whole, once, read, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tomik.fund.models import Move
from tomik.fund.tests.test_moves import lots, stock
from tomik.fund.tests.test_receipts import today
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7

pytestmark = pytest.mark.django_db
__all__ = ["stock", "today"]
Stock = dict[str, tuple[int, int]]
WHERE = "/api/v1/fund/moves"


def sent(client: Client, world: World, *lines: tuple[int, int], key: Any = None, **values: Any) -> Any:
    """A move by the API."""
    content = {
        "uid": str(uuid7()), "school": str(world.school.uid), "moved_on": "2026-09-14", "from_building": world.main.name,
        "to_building": world.branch.name, "basis_name": "приказ", "lines": [{"lot": lot, "copies": copies} for lot, copies in lines],
    }  # fmt: skip
    return client.post(
        WHERE,
        content | values,
        content_type="application/json",
        headers={"Idempotency-Key": str(key or uuid7())},
    )


@pytest.fixture
def client(world: World, client_of: Any) -> Client:
    return client_of(world.cast.librarian_a)


def test_posted_once_read_and_taken_back(world: World, client: Client, stock: Stock, client_of: Any) -> None:
    lot, uid, key = stock["Физика 1"][0], str(uuid7()), uuid7()
    first = sent(client, world, (lot, 4), uid=uid, key=key)
    second = sent(client, world, (lot, 4), uid=uid, key=key)
    assert (first.status_code, second.status_code, first.json()) == (201, 200, second.json())
    assert first.json() == {
        "uid": uid, "school": str(world.school.uid), "state": "posted", "number": 1, "moved_on": "2026-09-14",
        "from_building": world.main.name, "to_building": world.branch.name, "entry": str(key),
    }  # fmt: skip
    assert sent(client, world, (lot, 5), uid=uid, key=key).status_code == 409
    assert client.get(f"{WHERE}/{uid}").json() == first.json()
    stranger = client_of(world.cast.librarian_b)
    assert stranger.get(f"{WHERE}/{uid}").status_code == 404
    reversal = {
        "path": f"{WHERE}/{uid}/reversal",
        "data": {"reason": "Ошибка"},
        "content_type": "application/json",
    }
    assert client.post(**reversal).status_code == 422
    undone = client.post(**reversal, headers={"Idempotency-Key": str(uuid7())})
    assert (undone.status_code, undone.json()["state"]) == (201, "reversed")
    assert lots(world)["Физика 1"][1] == 10


def test_every_problem_at_once(world: World, client: Client, stock: Stock) -> None:
    response = sent(
        client, world, (stock["Физика 1"][0], 11), (10**9, 1), to_building="Корпус 9", moved_on="2026-11-25"
    )
    assert response.status_code == 422
    told = [(one["row"], one["column"]) for one in response.json()["fields"]]
    assert told == [(None, "moved_on"), (None, "to_building"), (2, "lot"), (1, "copies")]
    assert not Move.objects.exists()

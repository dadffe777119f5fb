"""Receipts posted by several at once: real threads, real commits; each race has a control without the protection."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.fund.models import Receipt, ReceiptLine, SummaryRecord
from tomik.fund.services import receipts
from tomik.fund.services.receipts import post_receipt, receive, reverse_receipt, save_receipt
from tomik.fund.tests.test_receipts import header, line
from tomik.fund.tests.world import World, build
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.public import Entry
from tomik.ledger.tests.test_races import outcomes, together
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WORKERS = 4


@pytest.fixture
def world(cast: Cast) -> Iterator[World]:
    """The world of the fund, committed."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True), acting(system_scope()):
        yield build(cast)


def delivery(world: World) -> Callable[[int], Any]:
    """Each worker has an own receipt of one and the same delivery."""
    return lambda number: receive(
        school=world.school,
        uid=uuid7(),
        header=header(world),
        lines=[line(world.physics)],
        operation_uid=uuid7(),
        actor_id=None,
    )


class TestOneDelivery:
    def test_the_second_librarian_is_told(self, world: World) -> None:
        assert outcomes(together(delivery(world), workers=WORKERS)) == {"created": 1, "Conflict": WORKERS - 1}
        assert (Entry.objects.count(), Receipt.objects.count(), SummaryRecord.objects.count()) == (1, 1, 1)
        assert Receipt.objects.get().number == 1

    def test_control_asked_before_the_number_it_comes_in_twice(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same question before the lock of the series: everyone is told that there is none yet."""
        asked = threading.Barrier(2)
        ask, take = receipts._refuse_same_papers, receipts.take_numbers

        def take_late(school_id: int, series: Any, *, year: int, count: int = 1) -> Any:
            (draft,) = Receipt.objects.filter(pk=mine.pk)
            ask(draft)
            asked.wait(10)
            return take(school_id, series, year=year, count=count)

        mine = threading.local()
        monkeypatch.setattr(receipts, "_refuse_same_papers", lambda receipt: None)
        monkeypatch.setattr(receipts, "take_numbers", take_late)
        post = receipts._post

        def noted(receipt: Receipt, *rest: Any, **more: Any) -> Any:
            mine.pk = receipt.pk
            return post(receipt, *rest, **more)

        monkeypatch.setattr(receipts, "_post", noted)
        assert outcomes(together(delivery(world), workers=2)) == {"created": 2}
        assert Entry.objects.count() == 2


class TestOneDraft:
    def test_a_draft_is_posted_once(self, world: World) -> None:
        uid = uuid7()
        save_receipt(
            school=world.school, uid=uid, header=header(world), lines=[line(world.physics)], version=0, actor_id=None
        )  # fmt: skip
        results = together(
            lambda number: post_receipt(
                school=world.school, uid=uid, version=1, operation_uid=uuid7(), actor_id=None
            ),
            workers=WORKERS,
        )
        assert outcomes(results) == {"created": 1, "Conflict": WORKERS - 1}
        assert Entry.objects.count() == 1

    def test_a_repeated_request_gives_the_first_result(self, world: World) -> None:
        uid, operation = uuid7(), uuid7()
        results = together(
            lambda number: receive(
                school=world.school,
                uid=uid,
                header=header(world),
                lines=[line(world.physics)],
                operation_uid=operation,
                actor_id=None,
            ),
            workers=WORKERS,
        )
        assert outcomes(results) == {"created": 1, "first": WORKERS - 1}
        assert {one.entry.uid for one in results} == {operation}
        assert Entry.objects.count() == 1

    def test_two_save_one_draft(self, world: World) -> None:
        uid = uuid7()
        save_receipt(
            school=world.school, uid=uid, header=header(world), lines=[line(world.physics)], version=0, actor_id=None
        )  # fmt: skip
        results = together(
            lambda number: save_receipt(
                school=world.school,
                uid=uid,
                header=header(world),
                lines=[line(world.physics, 10 + number)],
                version=1,
                actor_id=None,
            ),
            workers=2,
        )
        assert sorted(type(one).__name__ for one in results) == ["Conflict", "Receipt"]
        saved = next(one for one in results if isinstance(one, Receipt))
        assert ReceiptLine.objects.get().copies == 10 + results.index(saved)

    def test_reversed_once(self, world: World) -> None:
        posted = delivery(world)(0)
        receipt = Receipt.objects.get(operation_uid=posted.entry.uid)
        results = together(
            lambda number: reverse_receipt(
                school=world.school, uid=receipt.uid, operation_uid=uuid7(), reason="Ошибка", actor_id=None
            ),
            workers=WORKERS,
        )
        assert outcomes(results) == {"created": 1, "AlreadyReversed": WORKERS - 1}
        assert SummaryRecord.objects.count() == 2


def test_a_double_click_over_http(world: World, client_of: Any) -> None:
    uid, physics = uuid.UUID(str(uuid7())), world.physics
    typed = {
        "do": "post", "version": "0", "operation_id": str(uuid7()), "kind": "supplier", "received_on": "2026-08-20",
        "building": world.main.pk, "supplier_name": "АО «Издательство»", "papers_kind": "upd", "papers_number": "1",
        "row": "1", "edition-1": str(physics.uid), "copies-1": "30", "price-1": "400", "condition-1": "new", "on_balance-1": "1",
    }  # fmt: skip
    where = reverse("fund:receipt-edit", args=[world.school.uid, uid])
    clients: list[Client] = [client_of(world.cast.librarian_a) for _number in range(2)]
    answers = together(lambda number: clients[number].post(where, typed), workers=2)
    assert [one.status_code for one in answers] == [303, 303]
    assert len({one["Location"] for one in answers}) == 1
    assert (Entry.objects.count(), Receipt.objects.get().lines.get().copies) == (1, 30)

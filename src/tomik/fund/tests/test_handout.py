"""Workbooks handed to a class for good: one act of all titles, once, never more than lies on the shelves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tomik.catalogue.public import Edition
from tomik.fund.services.handout import consumables_on_shelves, hand_out
from tomik.fund.tests.test_registers import got, line, workbook
from tomik.fund.tests.world import World
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Account, Balance, Entry
from tomik.people.public import ClassGroup

DAY = date(2026, 9, 2)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """A day of the autumn."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True):
        yield


def stocked(world: World) -> tuple[Edition, ClassGroup]:
    """Twenty workbooks by an older receipt and ten by a newer one; a class."""
    book = workbook()
    for number, (copies, day) in enumerate([(20, date(2025, 8, 20)), (10, date(2026, 8, 20))]):
        got(
            world,
            line(book, copies, 150_00, on_balance=False),
            papers_number=f"УПД-{number}",
            received_on=day,
        )
    return book, ClassGroup.objects.create(school=world.school, school_year=2026, grade=7, letter="Б")


def given(
    world: World, group: ClassGroup, copies: dict[UUID, int], *, uid: UUID | None = None, day: date = DAY
) -> Entry:
    return hand_out(
        school=world.school, group=group, copies=copies, day=day, operation_uid=uid or uuid7(), actor_id=None
    )


def held(world: World, kind: str) -> int:
    return sum(
        Balance.objects.filter(school=world.school, account__kind=kind, lot__edition__edition_set__kind="workbook")
        .values_list("copies", flat=True)
    )  # fmt: skip


@pytest.mark.django_db
class TestHandOut:
    def test_the_oldest_first_by_one_act(self, world: World) -> None:
        book, group = stocked(world)
        entry = given(world, group, {book.uid: 24})
        assert (entry.kind, entry.copies, entry.lines, entry.occurred_on) == ("issue", 24, 2, DAY)
        assert (held(world, Account.Kind.CLASS_GROUP), held(world, Account.Kind.FUND)) == (24, 6)
        left = consumables_on_shelves(world.school.pk)
        assert [(one.uid, one.copies, len(one.places)) for one in left] == [(book.uid, 6, 1)]

    def test_the_same_request_again_gives_the_first_act(self, world: World) -> None:
        book, group = stocked(world)
        uid = uuid7()
        first = given(world, group, {book.uid: 24}, uid=uid)
        assert given(world, group, {book.uid: 24}, uid=uid).pk == first.pk
        assert held(world, Account.Kind.CLASS_GROUP) == 24

    @pytest.mark.parametrize(
        ("copies", "day", "words"),
        [
            (31, DAY, "нужно 31, на полках 30"),
            (0, DAY, "сколько экземпляров"),
            (1, date(2026, 11, 25), "в будущем"),
        ],
    )
    def test_refusals_change_nothing(self, world: World, copies: int, day: date, words: str) -> None:
        book, group = stocked(world)
        with pytest.raises(TomikError, match=words):
            given(world, group, {book.uid: copies}, day=day)
        assert held(world, Account.Kind.FUND) == 30

    def test_a_textbook_is_no_consumable(self, world: World) -> None:
        _book, group = stocked(world)
        with pytest.raises(TomikError, match="уже нет на полках"):
            given(world, group, {world.physics.uid: 1})


@pytest.mark.django_db
class TestScreen:
    def url(self, world: World) -> str:
        return reverse("fund:given-new", args=[world.school.uid])

    def test_from_the_list_to_the_act(self, world: World, client_of: Any) -> None:
        book, group = stocked(world)
        client: Client = client_of(world.cast.librarian_a)
        listed = client.get(reverse("fund:given", args=[world.school.uid])).content.decode()
        assert self.url(world) in listed
        page = client.get(self.url(world)).content.decode()
        assert "на полках 30 экземпляров" in page
        data = {
            "operation_id": str(uuid7()),
            "group": str(group.uid),
            "day": "2026-09-02",
            f"copies_{book.uid}": "30",
        }
        first, again = client.post(self.url(world), data), client.post(self.url(world), data)
        assert (first.status_code, again.status_code) == (303, 303)
        assert first["Location"] == again["Location"]
        assert held(world, Account.Kind.CLASS_GROUP) == 30
        assert "На полках нет изданий" in client.get(self.url(world)).content.decode()

    def test_more_than_there_is_names_what_there_is(self, world: World, client_of: Any) -> None:
        book, group = stocked(world)
        data = {
            "operation_id": str(uuid7()),
            "group": str(group.uid),
            "day": "2026-09-02",
            f"copies_{book.uid}": "31",
        }
        answer = client_of(world.cast.librarian_a).post(self.url(world), data)
        assert answer.context["form"].errors == {f"copies_{book.uid}": ["На полках только 30 экземпляров."]}

    @pytest.mark.parametrize("copies", ["31", "-1", "1,5", "10000000", "много", ""])
    def test_wrong_numbers(self, world: World, client_of: Any, copies: str) -> None:
        book, group = stocked(world)
        data = {
            "operation_id": str(uuid7()),
            "group": str(group.uid),
            "day": "2026-09-02",
            f"copies_{book.uid}": copies,
        }
        answer = client_of(world.cast.librarian_a).post(self.url(world), data)
        assert answer.status_code == 422
        assert held(world, Account.Kind.FUND) == 30

    def test_another_schools_class_and_a_day_to_come_are_told_at_once(
        self, world: World, client_of: Any
    ) -> None:
        book, _group = stocked(world)
        other = ClassGroup.objects.create(school=world.cast.school_b, school_year=2026, grade=7, letter="Б")
        tomorrow = (date(2026, 11, 24) + timedelta(days=1)).isoformat()
        data = {"operation_id": "x", "group": str(other.uid), "day": tomorrow, f"copies_{book.uid}": "1"}
        answer = client_of(world.cast.librarian_a).post(self.url(world), data)
        assert answer.status_code == 422
        assert set(answer.context["form"].errors) == {"operation_id", "group", "day"}

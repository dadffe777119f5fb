"""Screens of the ledger: what they show, who may, and that a refusal changes nothing."""

from __future__ import annotations

import io
import uuid
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tomik.ledger import public as ledger
from tomik.ledger.public import Entry, PeriodClosing
from tomik.ledger.tests.world import World, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World, client_of) -> Client:
    return client_of(world.cast.librarian_a)


def url(name: str, world: World, *more: Any) -> str:
    return reverse(f"ledger:{name}", args=[world.school.uid, *more])


READERS = {
    "librarian_a": 200,
    "deputy_a": 200,
    "head_a": 200,
    "coordinator": 200,
    "librarian_b": 404,
    "other_coordinator": 404,
    "outsider": 404,
}


@pytest.mark.parametrize(("person", "expected"), READERS.items())
@pytest.mark.parametrize("name", ["entries", "entry", "periods"])
def test_who_sees(world: World, client_of, person, expected, name):
    more = (world.opening_entry.uid,) if name == "entry" else ()
    assert client_of(getattr(world.cast, person)).get(url(name, world, *more)).status_code == expected


@pytest.mark.parametrize("name", ["entries", "periods"])
def test_anonymous_signs_in(world: World, name):
    assert Client().get(url(name, world)).status_code == 302


class TestEntries:
    def test_of_the_chosen_school(self, world: World, client: Client):
        world.post(world.issue(3), document_number="77")
        content = client.get(reverse("ledger:entries")).content.decode()
        assert "77" in content
        assert reverse("ledger:entry", args=[world.school.uid, world.opening_entry.uid]) in content

    def test_nobody_s_school(self, world: World, client_of):
        assert client_of(world.cast.operator).get(reverse("ledger:entries")).status_code == 404

    @pytest.mark.parametrize(
        ("query", "count"),
        [({}, 2), ({"kind": "issue"}, 1), ({"q": "сент"}, 1), ({"q": "нет"}, 0), ({"since": "2026-09-02"}, 1),
         ({"until": "2026-09-01"}, 1)],
    )  # fmt: skip
    def test_filters(self, world: World, client: Client, query, count):
        world.post(world.issue(3), note="Сентябрь")
        assert client.get(url("entries", world), query).context["count"] == count

    def test_export(self, world: World, client: Client):
        reversed_entry = world.post(world.issue(3)).entry
        client.post(url("reverse", world, reversed_entry.uid), {"operation_id": uuid.uuid4(), "reason": "r"})
        response = client.get(url("entries", world), {"export": "xlsx"})
        rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
        assert len([row for row in rows if row[0] is not None]) >= 4


class TestEntry:
    def test_content(self, world: World, client: Client):
        entry = world.post(
            [*world.issue(3), *world.issue(2, lot=1)], note="выдача", actor_id=world.cast.librarian_a.pk
        ).entry
        response = client.get(url("entry", world, entry.uid))
        content = response.content.decode()
        for words in ("Математика", "Русский язык", "Ученик 1", "Главное здание", "выдача", "Библиотекарь А"):
            assert words in content
        assert response.context["worth"] == 5 * 65_000
        assert [copies for _, _, copies in response.context["flows"]] == [5]

    def test_names_stay_inside_the_school(self, world: World, client_of):
        entry = world.post(world.issue(3)).entry
        content = client_of(world.cast.coordinator).get(url("entry", world, entry.uid)).content.decode()
        assert "Ученик 1" not in content
        assert "Математика" in content

    def test_many_holders_are_shown_by_kind(self, world: World, client: Client, monkeypatch):
        monkeypatch.setattr("tomik.ledger.views.documents.FLOWS_SHOWN", 1)
        entry = world.post([*world.issue(3), *world.issue(2, reader=1)]).entry
        flows = client.get(url("entry", world, entry.uid)).context["flows"]
        assert [copies for _, _, copies in flows] == [5]

    def test_export(self, world: World, client: Client):
        response = client.get(url("entry", world, world.opening_entry.uid), {"export": "xlsx"})
        book = openpyxl.load_workbook(io.BytesIO(response.content))
        values = [cell for row in book.active.iter_rows(values_only=True) for cell in row]
        assert "Математика" in values

    def test_absent(self, world: World, client: Client):
        assert client.get(url("entry", world, uuid.uuid4())).status_code == 404


class TestReverse:
    def send(self, client: Client, world: World, entry: Entry, **more: Any) -> Any:
        fields = {"operation_id": uuid.uuid4(), "reason": "ошибка"} | more
        return client.post(url("reverse", world, entry.uid), fields)

    def test_works_and_repeats(self, world: World, client: Client):
        entry, key = world.post(world.issue(3)).entry, uuid.uuid4()
        for _ in range(2):
            response = self.send(client, world, entry, operation_id=key)
            assert (response.status_code, response["Location"]) == (303, url("entry", world, key))
        assert world.have(world.fund) == 10
        page = client.get(url("entry", world, entry.uid))
        assert page.context["form"] is None
        assert str(key) in page.content.decode()
        assert str(entry.uid) in client.get(url("entry", world, key)).content.decode()

    @pytest.mark.parametrize(
        ("person", "expected"),
        [("head_a", 303), ("deputy_a", 403), ("coordinator", 403), ("librarian_b", 404), ("outsider", 404)],
    )
    def test_access(self, world: World, client_of, person, expected):
        entry = world.post(world.issue(3)).entry
        assert self.send(client_of(getattr(world.cast, person)), world, entry).status_code == expected
        assert world.have(world.fund) == (10 if expected == 303 else 7)

    def test_reason_is_required(self, world: World, client: Client):
        entry = world.post(world.issue(3)).entry
        response = self.send(client, world, entry, reason="")
        assert (response.status_code, world.have(world.fund)) == (422, 7)
        assert response.context["form"].errors["reason"]

    def test_second_reversal_is_refused_on_the_page(self, world: World, client: Client):
        entry = world.post(world.issue(3)).entry
        self.send(client, world, entry)
        assert self.send(client, world, entry).status_code == 409
        assert Entry.objects.filter(kind="reversal").count() == 1

    def test_copies_in_use(self, world: World, client: Client):
        world.post(world.issue(3))
        response = self.send(client, world, world.opening_entry)
        assert (response.status_code, world.have(world.fund)) == (409, 7)
        assert response.context["form"].non_field_errors()

    def test_wrong_method(self, world: World, client: Client):
        assert client.get(url("reverse", world, world.opening_entry.uid)).status_code == 405

    def test_absent(self, world: World, client: Client):
        assert client.post(url("reverse", world, uuid.uuid4()), {}).status_code == 404


class TestPeriods:
    def test_head_closes_and_opens(self, world: World, client_of):
        head = client_of(world.cast.head_a)
        sent = {"through": "2026-09-10", "document_number": "17"}
        assert head.post(url("close-period", world), sent).status_code == 303
        closing = PeriodClosing.objects.get()
        assert (closing.through, closing.document_number, closing.closed_by) == (
            day(10),
            "17",
            world.cast.head_a.pk,
        )
        page = head.get(url("periods", world)).content.decode()
        assert "10.09.2026" in page
        assert "17" in page
        sent = {"closing": closing.pk, "reason": "ошибка"}
        assert head.post(url("reopen-period", world), sent).status_code == 303
        closing.refresh_from_db()
        assert closing.reopen_reason == "ошибка"

    @pytest.mark.parametrize(
        ("person", "expected"),
        [
            ("librarian_a", 403),
            ("deputy_a", 403),
            ("coordinator", 403),
            ("librarian_b", 404),
            ("outsider", 404),
        ],
    )
    @pytest.mark.parametrize("name", ["close-period", "reopen-period"])
    def test_access(self, world: World, client_of, person, expected, name):
        closing = ledger.close_period(school_id=world.school.pk, through=day(1))
        fields = {"through": "2026-09-10", "closing": closing.pk, "reason": "r"}
        assert client_of(getattr(world.cast, person)).post(url(name, world), fields).status_code == expected
        assert list(PeriodClosing.objects.values_list("through", "reopened_at")) == [(day(1), None)]

    @pytest.mark.parametrize(
        ("name", "fields"),
        [
            ("close-period", {"through": "вчера"}),
            ("close-period", {"through": "2026-08-01"}),
            ("reopen-period", {"closing": "-1", "reason": "r"}),
            ("reopen-period", {"closing": "1", "reason": ""}),
        ],
    )
    def test_invalid(self, world: World, client_of, name, fields):
        ledger.close_period(school_id=world.school.pk, through=day(1))
        assert client_of(world.cast.head_a).post(url(name, world), fields).status_code == 422
        assert PeriodClosing.objects.filter(reopened_at=None).count() == 1

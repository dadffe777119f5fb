"""Screens of the fund: figures, access, a title entered by hand."""

from __future__ import annotations

import io
import uuid
from datetime import date
from typing import Any

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tomik.catalogue.public import Subject
from tomik.fund.tests.world import DAY, World, row
from tomik.ledger.public import Account, Draft, Entry, Line, Lot, account_for, accounts_for, post_entry
from tomik.people.public import ClassGroup, Pupil

pytestmark = pytest.mark.django_db


@pytest.fixture
def stocked(world: World) -> World:
    """Physics: 20 copies, of them 5 with a class, 2 with a reader; 3 unfit. Maths part 1: 10."""
    world.apply(
        [
            row(),
            row(condition="негодно", quantity=3),
            row(title="м", isbn=world.maths[0].isbn, quantity=10, price=100),
        ]
    )
    lot = Lot.objects.filter(edition=world.physics).order_by("receipt_line")[0].pk
    school = world.school
    group = ClassGroup.objects.create(school=school, school_year=2026, grade=7, letter="А")
    pupil = Pupil.objects.create(school=school, reader_number=1, full_name="Ученик 1", name_key="ученик 1")
    with transaction.atomic():
        shelf = account_for(school.pk, Account.Kind.FUND, world.main.pk)
        with_class = account_for(school.pk, Account.Kind.CLASS_GROUP, group.pk)
        reader = accounts_for(school.pk, Account.Kind.READER, [pupil.pk])[pupil.pk]
        draft = Draft(school_id=school.pk, kind="issue", occurred_on=DAY, document_number="15")
        post_entry(draft, [Line(lot, shelf, with_class, 5), Line(lot, shelf, reader, 2)])
    return world


@pytest.fixture
def client(world: World, client_of) -> Client:
    return client_of(world.cast.librarian_a)


def url(name: str, world: World, *more: Any) -> str:
    return reverse(f"fund:{name}", args=[world.school.uid, *more])


READERS = {
    "librarian_a": 200,
    "deputy_a": 200,
    "coordinator": 200,
    "operator": 200,
    "librarian_b": 404,
    "other_coordinator": 404,
    "outsider": 404,
}


@pytest.mark.parametrize(("person", "expected"), READERS.items())
@pytest.mark.parametrize("name", ["school", "edition"])
def test_who_sees(stocked: World, client_of, person, expected, name):
    more = (stocked.physics.uid,) if name == "edition" else ()
    assert client_of(getattr(stocked.cast, person)).get(url(name, stocked, *more)).status_code == expected


def test_anonymous_signs_in(world: World):
    assert Client().get(reverse("fund:home")).status_code == 302


class TestHome:
    def rows(self, client: Client, world: World, **query: Any) -> dict[str, list[Any]]:
        response = client.get(url("school", world), {"export": "xlsx", **query})
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        cells = [list(line) for line in sheet.iter_rows(values_only=True)]
        head = next(number for number, line in enumerate(cells) if "Название" in line or "Title" in line)
        return {line[0]: line[5:] for line in cells[head + 1 :] if line[1]}

    def test_copies_by_place_and_sums(self, stocked: World, client: Client):
        found = self.rows(client, stocked)
        assert found[stocked.physics.title] == [23, 13, 5, 2, 3, 0, 23 * 650.5]
        assert found[stocked.maths[0].title] == [10, 10, 0, 0, 0, 0, 1000]
        stats = client.get(reverse("fund:home")).context["stats"]
        assert [stat["value"] for stat in stats[:2]] == ["2", "33"]

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ({"q": "физика перышкин"}, 1),
            ({"q": "физика Пёрышкин"}, 1),
            ({"q": "978-5-09-071614"}, 1),
            ({"grade": "1"}, 1),
            ({"grade": "11"}, 0),
            ({"place": "unfit"}, 1),
            ({"place": "shelves"}, 2),
            ({"place": "elsewhere"}, 0),
            ({"sort": "-total"}, 2),
            ({"sort": "grades"}, 2),
        ],
    )
    def test_filters(self, stocked: World, client: Client, query, count):
        assert client.get(url("school", stocked), query).context["count"] == count

    def test_by_subject(self, stocked: World, client: Client):
        book = stocked.physics.edition_set
        book.subject = Subject.objects.create(code="physics", name="Физика")
        book.save(update_fields=["subject"])
        response = client.get(url("school", stocked), {"subject": book.subject.pk})
        assert response.context["count"] == 1

    def test_empty_fund_invites_to_import(self, world: World, client: Client, client_of):
        upload = reverse("intake:upload", args=["fund"])
        assert upload in client.get(reverse("fund:home")).content.decode()
        assert upload not in client_of(world.cast.deputy_a).get(reverse("fund:home")).content.decode()

    def test_no_school_chosen(self, world: World, client_of):
        assert client_of(world.cast.operator).get(reverse("fund:home")).status_code == 404

    def test_queries_do_not_grow_with_the_fund(
        self, stocked: World, client: Client, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(25):
            client.get(url("school", stocked))


class TestEdition:
    def test_lots_lead_to_documents(self, stocked: World, client: Client):
        response = client.get(url("edition", stocked, stocked.physics.uid))
        content = response.content.decode()
        opening = Entry.objects.get(kind="opening")
        assert reverse("ledger:entry", args=[stocked.school.uid, opening.uid]) in content
        assert "№ 15" in content
        assert [
            (lot.by_place["shelves"], lot.by_place["unfit"], lot.total) for lot in response.context["lots"]
        ] == [
            (0, 3, 3),
            (13, 0, 20),
        ]
        assert response.context["count"] == 4

    def test_export(self, stocked: World, client: Client):
        response = client.get(url("edition", stocked, stocked.physics.uid), {"export": "xlsx"})
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).active
        assert any("15" in str(cell) for line in sheet.iter_rows(values_only=True) for cell in line)

    @pytest.mark.parametrize("which", ["absent", "not of this school"])
    def test_absent(self, stocked: World, client: Client, which):
        uid = uuid.uuid4() if which == "absent" else stocked.history[0].uid
        assert client.get(url("edition", stocked, uid)).status_code == 404


class TestOpening:
    def fields(self, world: World, **more: Any) -> dict[str, Any]:
        return {
            "operation_id": str(uuid.uuid4()), "copies": "12", "price": "350,50", "day": "2026-09-01",
            "building": world.branch.pk, "condition": "good", "year": "2021", "source": "Дар", "number": "5",
        } | more  # fmt: skip

    def send(self, client: Client, world: World, **more: Any) -> Any:
        return client.post(
            url("opening", world) + f"?edition={world.physics.uid}", self.fields(world, **more)
        )

    def test_title_is_found_first(self, world: World, client: Client):
        assert client.get(url("opening", world)).status_code == 200
        content = client.get(url("opening", world), {"q": "физика"}).content.decode()
        assert f"?edition={world.physics.uid}" in content
        assert "Физика" in client.get(url("opening", world), {"edition": world.physics.uid}).content.decode()
        assert client.get(url("opening", world), {"q": "такого нет"}).status_code == 200
        assert client.get(url("opening", world), {"edition": str(uuid.uuid4())}).status_code == 200

    def test_works_and_repeats(self, world: World, client: Client):
        key = str(uuid.uuid4())
        for _ in range(2):
            response = self.send(client, world, operation_id=key)
            assert (response.status_code, response["Location"]) == (
                303, reverse("ledger:entry", args=[world.school.uid, key]),
            )  # fmt: skip
        lot = Lot.objects.get()
        assert (lot.edition, lot.price_kopecks, lot.year, lot.source, lot.received_on) == (
            world.physics, 35_050, 2021, "gift", date(2026, 9, 1),
        )  # fmt: skip
        entry = Entry.objects.get()
        assert (entry.copies, entry.document_kind, entry.document_number) == (12, "opening", "5")

    def test_same_key_with_other_content(self, world: World, client: Client):
        key = str(uuid.uuid4())
        self.send(client, world, operation_id=key)
        assert self.send(client, world, operation_id=key, copies="13").status_code == 409
        assert Entry.objects.get().copies == 12

    @pytest.mark.parametrize(
        ("person", "expected"),
        [("deputy_a", 403), ("head_a", 403), ("coordinator", 403), ("librarian_b", 404), ("outsider", 404)],
    )
    def test_access(self, world: World, client_of, person, expected):
        someone = client_of(getattr(world.cast, person))
        assert someone.get(url("opening", world)).status_code == expected
        assert self.send(someone, world).status_code == expected
        assert Entry.objects.count() == 0

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("copies", "0"), ("copies", "-1"), ("copies", "2.5"), ("copies", "много"), ("price", "дорого"),
            ("price", "-1"), ("price", "10000000"), ("day", "2099-01-01"), ("day", ""), ("building", "-1"),
            ("condition", "torn"), ("year", "2099"), ("year", "1"), ("operation_id", "x"),
        ],
    )  # fmt: skip
    def test_invalid(self, world: World, client: Client, field, value):
        response = self.send(client, world, **{field: value})
        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert Entry.objects.count() == 0

    def test_wrong_method(self, world: World, client: Client):
        assert client.delete(url("opening", world)).status_code == 405

"""Screens of labels: printing, a bought roll, binding with and without the module, a copy, the search field."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tomik.fund.codes import short_number
from tomik.fund.models import Copy, LabelEvent, LabelRange, Receipt
from tomik.fund.services.binding import bind_scanned
from tomik.fund.services.copies import allot_labels, codes_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7

__all__ = ["today"]
pytestmark = pytest.mark.django_db
SHEET = {"stock": "a4-65", "look": "bars", "place": 1}


@pytest.fixture
def client(world: World, client_of: Any) -> Client:
    signed_in: Client = client_of(world.cast.librarian_a)
    return signed_in


def url(name: str, world: World, *more: Any, **query: Any) -> str:
    address = reverse(f"fund:{name}", args=[world.school.uid, *more])
    return address + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def printed(world: World, count: int) -> list[str]:
    return codes_of(allot_labels(school=world.school, count=count, actor_id=None))


def bound(world: World, codes: list[str], pile: Any = None) -> None:
    bind_scanned(
        school=world.school,
        edition_id=world.physics.pk,
        codes=codes,
        actor_id=world.cast.librarian_a.pk,
        pile=pile or uuid7(),
    )


class TestLabels:
    def test_a_second_click_makes_no_more(self, world: World, client: Client) -> None:
        content = {"operation_id": uuid7(), "count": 30, **SHEET, "note": "7 класс"}
        answers = [client.post(url("labels", world), content) for _click in range(2)]
        assert [answer.status_code for answer in answers] == [303, 303]
        made = LabelRange.objects.get()
        assert (made.count, made.note, made.kind) == (30, "7 класс", "printed")
        page = client.get(answers[0]["Location"])
        assert "30 этикеток готово" in page.text
        changed = client.post(url("labels", world), content | {"count": 31})
        assert changed.status_code == 409

    @pytest.mark.parametrize(
        "wrong", [{"count": 0}, {"count": 10_001}, {"count": "1.5"}, {"place": 66}, {"stock": "a4-1"}, {"place": 0}]
    )  # fmt: skip
    def test_wrong_input(self, world: World, client: Client, wrong: dict[str, Any]) -> None:
        content = {"operation_id": uuid7(), "count": 30, **SHEET}
        assert client.post(url("labels", world), content | wrong).status_code == 422
        assert not LabelRange.objects.exists()

    @pytest.mark.parametrize("sheet", [SHEET, {"stock": "roll-43", "look": "qr", "place": 1}])
    def test_pdf(self, world: World, client: Client, sheet: dict[str, Any]) -> None:
        made = allot_labels(school=world.school, count=3, actor_id=None)
        answer = client.get(url("label-sheet", world, made.uid, **sheet))
        assert (answer.status_code, answer["Content-Type"], answer.content[:5]) == (
            200,
            "application/pdf",
            b"%PDF-",
        )
        assert f"labels-{codes_of(made)[0]}.pdf" in answer["Content-Disposition"]
        assert client.get(url("label-sheet", world, made.uid, stock="no")).status_code == 422

    def test_for_a_receipt_and_for_a_title(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 12), line(world.maths[0], 8))
        bound(world, printed(world, 2))
        receipt = client.get(url("labels", world, receipt=Receipt.objects.get().uid))
        title = client.get(url("labels", world, edition=world.physics.uid))
        assert [page.context["printing"]["count"].value() for page in (receipt, title)] == [20, 10]
        assert "поступление № 1 от 20.08.2026" in receipt.text
        for query in ({"receipt": uuid7()}, {"edition": uuid7()}, {"edition": "x"}, {"range": "x"}):
            assert client.get(url("labels", world, **query)).context["printing"]["count"].value() is None

    def test_a_bought_roll(self, world: World, client: Client) -> None:
        roll = {"first": "ШБ000101", "last": "ШБ000140", "note": ""}
        assert client.post(url("label-roll", world), roll).status_code == 303
        again = client.post(url("label-roll", world), roll)
        assert (again.status_code, LabelRange.objects.count()) == (422, 1)
        pdf = client.get(url("label-sheet", world, LabelRange.objects.get().uid, **SHEET))
        assert pdf.status_code == 200

    def test_the_list_says_how_many_are_used(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 12))
        labels = printed(world, 5)
        bound(world, labels[:3])
        book = openpyxl.load_workbook(io.BytesIO(client.get(url("labels", world, export="xlsx")).content))
        rows = [row for row in book.worksheets[0].values if labels[0] in row]
        assert [row[2:6] for row in rows] == [(labels[0], labels[4], 5, 3)]


class TestBinding:
    def test_what_is_it(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3), line(world.maths[0], 2))
        code = printed(world, 1)[0]
        page = client.get(url("bind", world, code=code))
        assert "Что это за книга?" in page.text
        assert f"?edition={world.physics.uid}&amp;code={code}" in page.text
        by_isbn = client.get(url("bind", world, code=code, q="978-5-09-071614-7"))
        assert by_isbn.status_code == 303
        assert by_isbn["Location"] == url("bind", world, edition=world.maths[0].uid, code=code)
        assert "Такой книги в фонде нет" in client.get(url("bind", world, q="химия")).text
        misread = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
        assert "Код считан с ошибкой" in client.get(url("bind", world, q=misread)).text
        assert client.get(url("bind", world, edition=world.history[0].uid)).status_code == 404
        assert code in client.get(url("bind", world, edition=world.physics.uid, code=code)).text

    def test_without_the_module(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3))
        labels, pile = printed(world, 3), uuid7()
        address = url("bind", world, edition=world.physics.uid)
        good = client.post(address, {"pile": pile, "codes": "\r\n".join(labels[:2])})
        assert good.status_code == 303
        page = client.get(good["Location"])
        assert page.context["bound"] == 2
        assert "2 этикетки на этой книге." in page.text
        mixed = client.post(address, {"pile": pile, "codes": f"{labels[2]}\n9785090716147\nXYZ"})
        assert mixed.status_code == 422
        assert mixed.context["form"]["codes"].value() == "9785090716147\nXYZ"
        assert [one.state for one in mixed.context["problems"]] == ["isbn", "foreign"]
        assert Copy.objects.count() == 3
        assert client.post(address, {"pile": pile, "codes": ""}).status_code == 422

    def test_for_the_module(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3), line(world.maths[0], 3))
        labels = printed(world, 2)
        address = url("bind", world, edition=world.physics.uid)
        content = {"pile": uuid7(), "codes": f"{labels[0]}\n9785090716147"}
        answer = client.post(address, content, headers={"Accept": "application/json"})
        assert answer.json() == {
            "bound": 1,
            "left": 2,
            "answers": [
                {
                    "code": labels[0], "shown": short_number(labels[0]), "state": "bound", "good": True,
                    "text": "Привязана.", "url": "",
                },
                {
                    "code": "9785090716147", "shown": "9785090716147", "state": "isbn", "good": False,
                    "text": "Это ISBN книги, а не её этикетка.", "url": url("bind", world, edition=world.maths[0].uid),
                },
            ],
        }  # fmt: skip
        again = client.post(address, content, headers={"Accept": "application/json"}).json()
        assert [one["state"] for one in again["answers"]] == ["known", "isbn"]
        bad = client.post(address, {"pile": "x", "codes": "1"}, headers={"Accept": "application/json"})
        assert (bad.status_code, list(bad.json())) == (422, ["error"])

    def test_a_pile_is_taken_back(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3))
        pile = uuid7()
        bound(world, printed(world, 2), pile)
        address = url("pile-undo", world, pile, edition=world.physics.uid)
        assert client.post(address, {"reason": ""}).status_code == 422
        assert Copy.objects.count() == 2
        assert client.post(address, {"reason": "не та книга"}).status_code == 303
        assert (Copy.objects.count(), LabelEvent.objects.count()) == (0, 2)


class TestCopies:
    def test_the_list(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3), line(world.maths[0], 2, is_individual=True))
        labels = printed(world, 2)
        bound(world, labels[:1])

        def found(**query: Any) -> int:
            count: int = client.get(url("copies", world, **query)).context["count"]
            return count

        assert (found(), found(q=short_number(labels[0])), found(q="2"), found(q="физика")) == (3, 1, 1, 1)
        assert (found(state="bare"), found(state="here"), found(state="left")) == (2, 3, 0)

    def test_one_copy_and_its_new_label(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3))
        labels = printed(world, 2)
        bound(world, labels[:1])
        address = url("copy", world, Copy.objects.get().uid)
        page = client.get(address)
        assert short_number(labels[0]) in page.text
        assert "поступление" in page.text
        assert client.post(address, {"code": "XYZ", "reason": "порвана"}).status_code == 422
        assert client.post(address, {"code": labels[1], "reason": "порвана"}).status_code == 303
        page = client.get(address)
        assert f"этикетка {short_number(labels[0])} заменена на {short_number(labels[1])}" in page.text
        assert client.get(url("copy", world, uuid7())).status_code == 404

    @pytest.mark.parametrize(
        ("person", "seen", "changed"),
        [("librarian_a", 200, 422), ("deputy_a", 200, 403), ("head_a", 200, 403), ("librarian_b", 404, 404)],
    )
    def test_access(self, world: World, client_of: Any, person: str, seen: int, changed: int) -> None:
        got(world, line(world.physics, 3))
        bound(world, printed(world, 1))
        client = client_of(getattr(world.cast, person))
        address = url("copy", world, Copy.objects.get().uid)
        assert (client.get(address).status_code, client.post(address, {}).status_code) == (seen, changed)


class TestSearchField:
    """The field above every page takes a scanned label."""

    def search(self, client: Client, text: str) -> Any:
        return client.get(reverse("search"), {"q": text})

    def test_a_label_leads_on(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3))
        labels = printed(world, 2)
        bound(world, labels[:1])
        known, unknown = self.search(client, labels[0]), self.search(client, labels[1])
        assert known["Location"] == url("copy", world, Copy.objects.get().uid)
        assert unknown["Location"] == url("bind", world, code=labels[1])

    def test_what_is_wrong_is_said(self, world: World, client: Client) -> None:
        foreign = codes_of(allot_labels(school=world.cast.school_b, count=1, actor_id=None))[0]
        misread = foreign[:-1] + str((int(foreign[-1]) + 1) % 10)
        assert "нет среди этикеток" in self.search(client, foreign).text
        assert "контрольные" in self.search(client, misread).text

    def test_who_only_reads_is_told(self, world: World, client_of: Any) -> None:
        answer = self.search(client_of(world.cast.deputy_a), printed(world, 1)[0])
        assert (answer.status_code, "ещё ни на одной книге" in answer.text) == (200, True)

    def test_an_inventory_number(self, world: World, client: Client) -> None:
        got(world, line(world.physics, 3, is_individual=True))
        page = self.search(client, "2")
        assert url("copy", world, Copy.objects.get(inventory_number=2).uid) in page.text

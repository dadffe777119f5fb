"""Wrong input of a receipt by its three ways in, over HTTP: 422, every problem at once by row and column, nothing posted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tomik.fund.models import NumberSeries, Receipt
from tomik.fund.tests.test_receipt_screens import Page, url
from tomik.fund.tests.world import ISBN_MATHS, World
from tomik.intake.models import ImportRun
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry, Lot, close_period
from tomik.paper.tests import books

pytestmark = pytest.mark.django_db
MOST = "100\u00a0000"


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    """A day of the autumn on which nothing of the tests is in the future."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True):
        yield


@pytest.fixture
def client(world: World, client_of: Any) -> Client:
    return client_of(world.cast.librarian_a)


def nothing_is_written() -> bool:
    """Neither a draft nor an entry, lot or number."""
    return not any(one.objects.exists() for one in (Receipt, Entry, Lot, NumberSeries))


PRICES = [
    ("0", "Впишите цену одного экземпляра по документам поставщика."),
    ("", "Впишите цену одного экземпляра по документам поставщика."),
    ("1.005", "долей копейки не бывает"),
    ("1000000000", f"не больше {MOST} ₽"),
    ("-5", "Это не цена"),
    ("1e99999", "Это не цена"),
    ("sNaN", "Это не цена"),
    ("9" * 300, "Это не цена"),
]
COPIES = [
    ("-1", "меньше нуля"),
    ("1.5", "целое число"),
    ("10000000", "не больше 100000"),
    ("", "сколько экземпляров"),
]
DAYS = [("2026-11-25", "в будущем"), ("1899-01-01", "слишком давняя"), ("2026-08-31", "акт 4")]


class TestEditor:
    def filled(self, world: World, client: Client, **head: Any) -> Page:
        page = Page(world, client, **head)
        page.press("add", q=ISBN_MATHS, add_copies="30", add_price="350,50")
        page.press("add", q="физика 7", add_copies="10", add_price="400")
        return page

    @pytest.mark.parametrize(("price", "words"), PRICES)
    @pytest.mark.parametrize("on_balance", [True, False])
    def test_a_price_of_a_supplier(
        self, world: World, client: Client, price: str, words: str, on_balance: bool
    ) -> None:
        page = self.filled(world, client)
        page.type(2, price=price)
        if not on_balance:
            del page.typed["on_balance-2"]
        response = page.press("post")
        assert response.status_code == 422
        (told,) = response.context["state"].lines[1].errors["price"]
        assert words in told
        assert response.context["state"].lines[1].typed["price"] == price
        assert nothing_is_written()

    @pytest.mark.parametrize(("copies", "words"), COPIES)
    def test_copies(self, world: World, client: Client, copies: str, words: str) -> None:
        page = self.filled(world, client)
        page.type(1, copies=copies)
        response = page.press("post")
        assert response.status_code == 422
        assert words in " ".join(response.context["state"].lines[0].errors["copies"])
        assert f'value="{copies}"' in response.content.decode()
        assert nothing_is_written()

    @pytest.mark.parametrize(("day", "words"), DAYS)
    def test_a_day(self, world: World, client: Client, day: str, words: str) -> None:
        close_period(school_id=world.school.pk, through=date(2026, 8, 31), document_number="акт 4")
        response = self.filled(world, client, received_on=day).press("post")
        assert response.status_code == 422
        assert words in " ".join(response.context["head"].errors["received_on"])
        assert f'value="{day}"' in response.content.decode()
        assert nothing_is_written()

    def test_everything_at_once(self, world: World, client: Client) -> None:
        close_period(school_id=world.school.pk, through=date(2026, 8, 31), document_number="акт 4")
        page = self.filled(world, client, supplier_name="", supplier_inn="7000000009")
        page.type(1, price="1.005", copies="1.5")
        page.type(2, price="0", copies="10000000", year="1066")
        response = page.press("post")
        assert response.status_code == 422
        assert sorted(response.context["head"].errors) == ["received_on", "supplier_inn", "supplier_name"]
        assert [sorted(one.errors) for one in response.context["state"].lines] == [
            ["copies", "price"],
            ["copies", "price", "year"],
        ]
        assert nothing_is_written()

    @pytest.mark.parametrize("kind", ["gift", "replacement", "school", "found", "no_papers"])
    @pytest.mark.parametrize(
        ("typed", "is_taken"),
        [
            ({"price": ""}, False),
            ({"price": "0"}, False),
            ({"price": "0", "note": "Не имеет стоимости: списанный в обменный фонд"}, True),
            ({"price": "", "on_balance": ...}, True),
            ({"price": "0", "on_balance": ...}, True),
            ({"price": "120"}, True),
        ],
    )
    def test_what_nobody_sold_needs_an_estimate(
        self, world: World, client: Client, kind: str, typed: dict[str, Any], is_taken: bool
    ) -> None:
        page = self.filled(world, client, kind=kind)
        page.type(2, **{name: value for name, value in typed.items() if value is not ...})
        if "on_balance" in typed:
            del page.typed["on_balance-2"]
        response = page.press("post")
        if is_taken:
            assert response.status_code == 303
            assert Receipt.objects.get().state == "posted"
        else:
            assert response.status_code == 422
            assert "оценку комиссии" in " ".join(response.context["state"].lines[1].errors["price"])
            assert nothing_is_written()

    def test_a_workbook_of_a_supplier_has_a_price_too(self, world: World, client: Client) -> None:
        book = world.physics.edition_set
        book.kind, book.is_consumable = "workbook", True
        book.save()
        page = Page(world, client)
        page.press("add", q="физика 7", add_copies="25")
        assert "on_balance-1" not in page.typed
        assert page.press("post").status_code == 422
        assert nothing_is_written()
        page.type(1, price="120")
        assert page.press("post").status_code == 303
        assert (Lot.objects.get().on_balance, Lot.objects.get().price_kopecks) == (False, 120_00)

    def test_a_book_that_the_papers_do_not_name(self, world: World, client: Client) -> None:
        page = self.filled(world, client)
        page.type(2, copies="0", copies_on_paper="0", copies_wrong="2")
        assert page.press("post").status_code == 303
        wrong = Receipt.objects.get().lines.get(line_no=2)
        assert (wrong.copies_short, wrong.copies_excess, wrong.copies_owed) == (0, 0, 0)
        assert Receipt.objects.get().discrepancy_number == 1


class TestRest:
    def content(self, world: World, *lines: dict[str, Any], **head: Any) -> dict[str, Any]:
        good = {"edition": str(world.physics.uid), "price_kopecks": 450_00, "copies": 30}
        return {
            "uid": str(uuid7()),
            "school": str(world.school.uid),
            "received_on": "2026-09-01",
            "supplier_name": "АО «Издательство»",
            "papers_number": "УПД-17",
            "lines": [good | one for one in lines or ({},)],
        } | head

    def send(self, client: Client, content: dict[str, Any], key: str = "") -> Any:
        return client.post(
            reverse("api:post-receipt"),
            json.dumps(content),
            content_type="application/json",
            headers={"Idempotency-Key": key or str(uuid7())},
        )

    def refused(self, client: Client, content: dict[str, Any]) -> list[tuple[Any, str]]:
        response = self.send(client, content)
        assert response.status_code == 422, response.content
        assert nothing_is_written()
        return [(one.get("row"), one.get("column", one.get("field"))) for one in response.json()["fields"]]

    def test_every_problem_by_row_and_column(self, world: World, client: Client) -> None:
        close_period(school_id=world.school.pk, through=date(2026, 8, 31), document_number="акт 4")
        found = self.refused(
            client,
            self.content(
                world,
                {"price_kopecks": 0},
                {"price_kopecks": 10**11, "copies": -1},
                {"copies": 10**7, "year": 1066},
                {"price_kopecks": -1, "vat_percent": 13},
                {"edition": str(uuid7()), "copies_damaged": -1},
                {"price_kopecks": 10**30},
                received_on="2026-08-31",
                supplier_name="",
                building="нет такого",
            ),
        )
        assert sorted(found, key=str) == sorted(
            [
                (None, "building"), (None, "received_on"), (None, "supplier_name"), (1, "price"), (2, "copies"),
                (2, "price"), (3, "copies"), (3, "year"), (4, "price"), (4, "vat_percent"), (5, "copies_damaged"),
                (5, "edition"), (6, "price"),
            ],
            key=str,
        )  # fmt: skip

    @pytest.mark.parametrize("day", ["2026-11-25", "1899-01-01"])
    def test_a_day(self, world: World, client: Client, day: str) -> None:
        assert self.refused(client, self.content(world, received_on=day)) == [(None, "received_on")]

    def test_a_closed_period_names_its_act(self, world: World, client: Client) -> None:
        close_period(school_id=world.school.pk, through=date(2026, 9, 30), document_number="акт 4")
        response = self.send(client, self.content(world))
        assert (response.status_code, response.json()["code"]) == (409, "period_closed")
        assert "акт 4" in response.json()["message"]
        assert nothing_is_written()

    @pytest.mark.parametrize(
        ("line", "field"),
        [
            ({"copies": 1.5}, "copies"),
            ({"price_kopecks": 100.5}, "price_kopecks"),
            ({"copies": None}, "copies"),
        ],
    )
    def test_what_is_not_a_whole_number(
        self, world: World, client: Client, line: dict[str, Any], field: str
    ) -> None:
        ((_row, told),) = self.refused(client, self.content(world, {}, line))
        assert told.endswith(f"lines.1.{field}")

    def test_a_gift_without_a_price(self, world: World, client: Client) -> None:
        gift = {"kind": "gift", "papers_kind": "act"}
        assert self.refused(client, self.content(world, {"price_kopecks": 0}, **gift)) == [(1, "price")]
        noted = {"price_kopecks": 0, "note": "Без стоимости: брошюра выставки"}
        assert self.send(client, self.content(world, noted, **gift)).status_code == 201


def test_a_suppliers_table(world: World, client: Client) -> None:
    """Wrong rows are told by row and column and left out; the draft has the good one, nothing is posted."""
    head = ["Наименование", "Авторы", "Количество", "Цена"]
    good = ["Физика. 7 класс", "Пёрышкин А.В."]
    rows = [
        [*good, "30", "400"], [*good, "30", "0"], [*good, "30", ""], [*good, "30", "1.005"], [*good, "30", "1000000000"],
        [*good, "-1", "400"], [*good, "1.5", "400"], [*good, "10000000", "400"],
    ]  # fmt: skip
    file = SimpleUploadedFile("УПД.xlsx", books.xlsx([head, *rows]))
    assert (
        client.post(reverse("intake:upload", args=["receipt"]), {"file": file, "complete": "1"}).status_code
        == 303
    )
    run = ImportRun.objects.get()
    page = client.get(reverse("intake:columns", args=[run.uid]))
    forms = page.context["form"], page.context["questions"]
    answers = {one.html_name: one.value() or "" for form in forms for one in form}
    names = {one.name: one.html_name for one in page.context["questions"]}
    said = {
        "supplier": "АО «Издательство»",
        "papers_number": "УПД-17",
        "papers_on": "2026-08-18",
        "day": "2026-08-20",
    }
    answers |= {
        next(html for name, html in names.items() if name.endswith(key)): value for key, value in said.items()
    }
    response = client.post(reverse("intake:columns", args=[run.uid]), answers)
    assert response.status_code == 303, response.content.decode()
    run.refresh_from_db()
    told = [
        (one["row"], one["column"].partition(" · ")[2])
        for one in run.preview["problems"]
        if one["severity"] == "error"
    ]
    assert told == [
        (3, "Цена"), (4, "Цена"), (5, "Цена"), (6, "Цена"), (7, "Количество"), (8, "Количество"), (9, "Количество"),
    ]  # fmt: skip
    shown = client.get(reverse("intake:run", args=[run.uid])).content.decode()
    assert "долей копейки не бывает" in shown
    assert f"не больше {MOST} ₽" in shown
    assert nothing_is_written()


def test_a_posted_receipt_is_opened_for_editing(world: World, client: Client) -> None:
    """The address of the editor leads to the receipt, in each state that is not a draft."""
    page = Page(world, client)
    page.press("add", q=ISBN_MATHS, add_copies="3", add_price="100")
    page.press("post")
    where = url("receipt", world, page.uid)
    for state in ("posted", "reversed"):
        Receipt.objects.update(state=state)
        response = client.get(url("receipt-edit", world, page.uid))
        assert (response.status_code, response["Location"]) == (302, where)
        assert client.get(where).status_code == 200
        assert client.post(url("receipt-edit", world, page.uid), {"do": "show"}).status_code == 200
        assert client.post(url("receipt-edit", world, page.uid), {}).status_code == 422

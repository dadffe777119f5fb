"""The supplier's file becomes a draft; undoing throws the draft away; another room's offers fill the editor."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tomik.catalogue.public import CatalogueProposal
from tomik.fund import receipt_sources
from tomik.fund.imports.receipt_kind import ReceiptImport
from tomik.fund.models import Receipt
from tomik.fund.receipt_rules import ReceiptLineDraft
from tomik.fund.receipt_sources import OfferedReceipt, ReceiptOffer
from tomik.fund.services.receipts import post_receipt
from tomik.fund.tests.world import ISBN_MATHS, World, changes, numbered, problems
from tomik.intake.recognition import recognise
from tomik.kernel.errors import Conflict
from tomik.kernel.ids import uuid7
from tomik.kernel.importing import Applied, Context, Plan
from tomik.paper.public import read_table
from tomik.paper.tests import books

pytestmark = pytest.mark.django_db
HEAD = {"supplier": "АО «Издательство»", "papers_number": "УПД-17", "papers_on": date(2026, 8, 18), "day": date(2026, 8, 20)}  # fmt: skip


@pytest.fixture(autouse=True)
def today() -> Any:
    """A day of the autumn."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True):
        yield


def context(world: World, **options: Any) -> Context:
    return Context(
        user_id=world.cast.librarian_a.pk,
        school_id=world.school.pk,
        options=HEAD | options,
        run_uid=str(uuid.uuid4()),
    )


def check(world: World, *rows: dict[str, Any], **options: Any) -> Plan:
    return ReceiptImport().check(numbered(rows), context(world, **options))


def apply(world: World, *rows: dict[str, Any], **options: Any) -> Applied:
    with transaction.atomic():
        return ReceiptImport().apply(numbered(rows), context(world, **options))


def undo(world: World, applied: Applied) -> Plan:
    with transaction.atomic():
        return ReceiptImport().undo(applied.undo_token, context(world))


def row(**values: Any) -> dict[str, Any]:
    return {"title": "Физика. 7 класс", "authors": "Пёрышкин А.В.", "price": 400, "quantity": 30} | values


def test_rows_become_a_draft(world: World) -> None:
    applied = apply(
        world, row(vat="10%", year=2024), row(title="", isbn=ISBN_MATHS, price="350,50", quantity=25)
    )
    assert problems(applied.plan) == []
    assert changes(applied.plan) == {
        "lines": 2,
        "copies": 55,
        "roubles": 20_762,
        "proposed": 0,
        "same_none": 0,
    }
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.supplier_name, receipt.papers_number, receipt.received_on) == (
        "draft", "АО «Издательство»", "УПД-17", date(2026, 8, 20),
    )  # fmt: skip
    assert list(
        receipt.lines.order_by("line_no").values_list(
            "edition", "copies", "copies_on_paper", "price_kopecks", "vat_percent", "year", "condition"
        )
    ) == [
        (world.physics.pk, 30, 30, 400_00, 10, 2024, "new"),
        (world.maths[0].pk, 25, 25, 350_50, None, None, "new"),
    ]


@pytest.mark.parametrize(
    ("values", "price", "code"),
    [
        ({"price": None, "sum": 12_000}, 400_00, None),
        ({"price": None, "net_price": "363,64", "vat": "10/110"}, 400_00, None),
        ({"price": "363,64", "sum": 12_000}, 400_00, "price_differs"),
        ({"price": None, "sum": "100,00"}, 3_33, "sum_rounded"),
        ({"vat": 0.1}, 400_00, None),
        ({"vat": "без НДС"}, 400_00, None),
        ({"vat": "13%"}, 400_00, "vat_unknown"),
    ],
)
def test_the_price_of_one_copy_with_vat(world: World, values: dict[str, Any], price: int, code: str) -> None:
    applied = apply(world, row(**values))
    assert Receipt.objects.get().lines.get().price_kopecks == price
    assert problems(applied.plan) == ([(2, code, "warning")] if code else [])


@pytest.mark.parametrize(("price_of", "prices"), [("set", [350_51, 350_50]), ("part", [701_01, 701_01])])
def test_a_whole_set(world: World, price_of: str, prices: list[int]) -> None:
    apply(
        world,
        row(title="Математика. 1 класс", authors="Моро М.И.", part="1-2", price="701,01"),
        price_of=price_of,
    )
    lines = Receipt.objects.get().lines.order_by("line_no")
    assert [(one.edition_id, one.price_kopecks) for one in lines] == [
        (edition.pk, price) for edition, price in zip(world.maths, prices, strict=True)
    ]


def test_wrong_rows_are_told_by_row_and_column(world: World) -> None:
    applied = apply(
        world,
        row(),
        row(price=0),
        row(price=None),
        row(quantity=-1),
        row(quantity=1.5),
        row(quantity=10**7),
        row(price="1.005"),
        row(price=10**9),
        row(title="История. 5 класс", authors=""),
    )
    told = [(one.row, one.column) for one in applied.plan.problems if one.severity == "error"]
    assert told == [
        (3, "Цена с НДС"), (4, "Цена с НДС"), (5, "Количество"), (6, "Количество"), (7, "Количество"),
        (8, "Цена с НДС"), (9, "Цена с НДС"), (10, "Название"),
    ]  # fmt: skip
    assert (applied.plan.rows_good, applied.plan.rows_bad) == (1, 8)
    assert Receipt.objects.get().lines.count() == 1


def test_columns_of_a_universal_transfer_document_are_told_apart(world: World) -> None:
    titles = (
        "Наименование", "Количество", "Цена без НДС", "Сумма без НДС, руб.", "НДС, %", "Сумма НДС, руб.", "Сумма с НДС, руб.",
    )  # fmt: skip
    content = books.xlsx(
        [list(titles), ["Физика. 7 класс", 30, "363,64", "10909,20", "10%", "1090,80", "12000,00"]]
    )
    found = recognise(read_table(content, "upd.xlsx"), ReceiptImport().columns())
    assert found is not None
    assert [found.mapping.get(place) for place in sorted(found.mapping)] == [
        "title", "quantity", "net_price", "net_sum", "vat", "vat_sum", "sum",
    ]  # fmt: skip


def test_told_apart_sums_are_not_taken(world: World) -> None:
    apply(world, row(price=None, net_sum="10909,20", vat_sum="1090,80", vat="10%", sum=12_000))
    line = Receipt.objects.get().lines.get()
    assert (line.price_kopecks, line.vat_percent) == (400_00, 10)


def test_a_draft_may_wait_for_the_date_of_its_papers(world: World) -> None:
    applied = apply(world, row(), papers_on=None)
    assert problems(applied.plan) == []
    assert Receipt.objects.get().papers_on is None


def test_unknown_titles_are_proposed_and_undone(world: World) -> None:
    applied = apply(world, row(), row(title="Родной край. 5 класс", authors="", price=99))
    assert changes(applied.plan)["proposed"] == 1
    assert Receipt.objects.get().lines.count() == 2
    assert CatalogueProposal.objects.count() == 1
    assert changes(undo(world, applied)) == {"draft": 1, "proposals": 1}
    assert (Receipt.objects.count(), CatalogueProposal.objects.count()) == (0, 0)


def test_a_posted_one_is_not_undone_by_the_import(world: World) -> None:
    applied = apply(world, row())
    receipt = Receipt.objects.get()
    post_receipt(school=world.school, uid=receipt.uid, version=1, operation_uid=uuid7(), actor_id=None)
    with pytest.raises(Conflict):
        undo(world, applied)
    assert Receipt.objects.get().state == "posted"


@pytest.mark.parametrize(
    ("answers", "column"),
    [
        ({"supplier": ""}, "Поставщик"),
        ({"papers_number": " "}, "Номер документа"),
        ({"day": date(2026, 11, 25)}, "Дата поступления"),
        ({"inn": "7000000009"}, "ИНН поставщика"),
    ],
)
def test_answers_are_needed_first(world: World, answers: dict[str, Any], column: str) -> None:
    plan = check(world, row(), **answers)
    assert plan.is_empty
    assert [(one.row, one.column) for one in plan.problems] == [(None, column)]
    assert apply(world, row(), **answers).undo_token == {}
    assert not Receipt.objects.exists()


class Orders:
    """What an order room would offer."""

    name, title = "orders", "Заказ"

    def __init__(self, world: World) -> None:
        self.world = world

    def offers(self, school_id: int) -> list[ReceiptOffer]:
        return [ReceiptOffer("12", "№ 12")] if school_id == self.world.school.pk else []

    def draft(self, school_id: int, key: str) -> OfferedReceipt | None:
        if school_id != self.world.school.pk or key != "12":
            return None
        line = ReceiptLineDraft(
            edition_id=self.world.physics.pk, copies=30, price_kopecks=400_00, copies_on_paper=30
        )
        return OfferedReceipt({"supplier_name": "АО «Издательство»", "contract": "№ 5"}, [line])


@pytest.fixture
def orders(world: World) -> Iterator[None]:
    receipt_sources.register_receipt_source(Orders(world))
    yield
    receipt_sources._SOURCES.clear()


def test_no_source_by_default() -> None:
    assert receipt_sources.receipt_sources() == []


@pytest.mark.usefixtures("orders")
def test_an_order_fills_the_editor(world: World, client_of: Any) -> None:
    client: Client = client_of(world.cast.librarian_a)
    new = reverse("fund:receipt-new", args=[world.school.uid])
    listed = client.get(reverse("fund:receipts", args=[world.school.uid])).content.decode()
    assert f"{new}?source=orders&amp;key=12" in listed
    shown = client.get(new, {"source": "orders", "key": "12"}).context["state"]
    assert shown.head["contract"].value() == "№ 5"
    assert [(one.edition, one.typed["copies"], one.typed["price"]) for one in shown.lines] == [
        (world.physics, "30", "400,00")
    ]
    for wrong in ({"source": "orders", "key": "13"}, {"source": "x", "key": "12"}):
        assert client.get(new, wrong).status_code == 404

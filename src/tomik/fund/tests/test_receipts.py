"""Receipts: posted once, with cards, numbers and records of the summary book; taken back by a reversal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import time_machine

from tomik.catalogue.public import Edition, EditionSet
from tomik.fund.models import Card, CardLot, Copy, FundSettings, NumberSeries, Receipt, SummaryRecord
from tomik.fund.queries import summary
from tomik.fund.receipt_rules import Header, ReceiptLineDraft
from tomik.fund.services.numbering import continue_from
from tomik.fund.services.receipts import discard_receipt, post_receipt, receive, reverse_receipt, save_receipt
from tomik.fund.tests.world import World
from tomik.kernel.errors import Conflict, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Balance, Entry, PeriodClosed, Posted, close_period

pytestmark = pytest.mark.django_db

DAY = date(2026, 8, 20)
TEXTBOOKS, MAIN = SummaryRecord.Book.TEXTBOOKS, SummaryRecord.Book.MAIN
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


@pytest.fixture(autouse=True)
def today() -> Any:
    """A day of the autumn on which nothing of the tests is in the future."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True):
        yield


def header(world: World, **values: Any) -> Header:
    """A supplier's delivery by its papers."""
    given: dict[str, Any] = {
        "kind": Receipt.Kind.SUPPLIER,
        "received_on": DAY,
        "building_id": world.main.pk,
        "source": Receipt.Source.REGIONAL,
        "supplier_name": "АО «Издательство»",
        "papers_number": "УПД-17",
        "papers_on": date(2026, 8, 18),
    }
    return Header(**given | values)


def line(edition: Edition, copies: int = 30, price_kopecks: int = 450_50, **values: Any) -> ReceiptLineDraft:
    """A line that agrees with the papers."""
    return ReceiptLineDraft(edition_id=edition.pk, copies=copies, price_kopecks=price_kopecks, **values)


def got(world: World, *lines: ReceiptLineDraft, **values: Any) -> Posted:
    """A receipt, written and posted."""
    return receive(
        school=world.school,
        uid=uuid7(),
        header=header(world, **values),
        lines=lines,
        operation_uid=uuid7(),
        actor_id=world.cast.librarian_a.pk,
    )


def fiction(title: str = "Капитанская дочка") -> Edition:
    """A book of the main fund."""
    book = EditionSet.objects.create(title=title, kind=EditionSet.Kind.FICTION, bbk="84(2Рос)1")
    return Edition.objects.create(edition_set=book, title=title, year=2020)


def test_a_delivery_that_agrees(world: World) -> None:
    posted = got(world, line(world.maths[0]), line(world.maths[1]), line(world.physics, 10))
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.number, receipt.year, receipt.discrepancy_number) == (
        "posted",
        1,
        2026,
        None,
    )
    assert (posted.entry.kind, posted.entry.copies, posted.entry.document_number) == ("receipt", 70, "1")
    assert list(Card.objects.order_by("number").values_list("number", "edition__title")) == [
        (1, world.maths[0].title),
        (2, world.maths[1].title),
        (3, world.physics.title),
    ]
    (record,) = summary.records(world.school.pk, TEXTBOOKS, 1, **YEAR)
    assert (record.number, record.recorded_on, record.source) == (1, DAY, "АО «Издательство»")
    assert "УПД-17" in record.papers
    figures = record.figures
    assert (figures.copies, figures.sets, figures.titles) == (70, 40, 2)
    assert figures.kopecks == figures.balance_kopecks == 70 * 450_50


def test_a_discrepancy_is_told_and_only_what_is_accepted_comes_in(world: World) -> None:
    short = line(world.maths[0], 25, copies_on_paper=30, copies_damaged=2)
    nothing = line(world.maths[1], 0, copies_on_paper=30)
    posted = got(world, short, nothing)
    receipt = Receipt.objects.get()
    assert (receipt.discrepancy_number, receipt.claim_due_on) == (1, date(2026, 9, 19))
    assert posted.entry.copies == 25
    assert [one.copies_short for one in receipt.lines.order_by("line_no")] == [3, 30]


def test_a_repeat_gives_the_first_result(world: World) -> None:
    uid, operation = uuid7(), uuid7()
    arguments: dict[str, Any] = {
        "school": world.school,
        "uid": uid,
        "header": header(world),
        "lines": [line(world.physics)],
        "operation_uid": operation,
        "actor_id": None,
    }
    first, second = receive(**arguments), receive(**arguments)
    assert (first.created, second.created, first.entry) == (True, False, second.entry)
    for other in (
        {"lines": [line(world.physics, 31)]},
        {"header": header(world, note="x")},
        {"uid": uuid7()},
    ):
        with pytest.raises(Conflict):
            receive(**arguments | other)
    assert (Receipt.objects.count(), SummaryRecord.objects.count(), Card.objects.count()) == (1, 1, 1)


def test_a_draft_is_posted_once_and_not_by_an_old_view(world: World) -> None:
    uid = uuid7()
    draft = save_receipt(
        school=world.school,
        uid=uid,
        header=header(world),
        lines=[line(world.physics)],
        version=0,
        actor_id=None,
    )
    newer = save_receipt(
        school=world.school,
        uid=uid,
        header=header(world),
        lines=[line(world.physics, 5)],
        version=draft.version,
        actor_id=None,
    )
    with pytest.raises(Conflict):
        post_receipt(
            school=world.school, uid=uid, version=draft.version, operation_uid=uuid7(), actor_id=None
        )
    operation = uuid7()
    post_receipt(school=world.school, uid=uid, version=newer.version, operation_uid=operation, actor_id=None)
    again = post_receipt(
        school=world.school, uid=uid, version=newer.version, operation_uid=operation, actor_id=None
    )
    assert not again.created
    with pytest.raises(Conflict):
        post_receipt(
            school=world.school, uid=uid, version=newer.version, operation_uid=uuid7(), actor_id=None
        )
    with pytest.raises(Conflict):
        discard_receipt(school_id=world.school.pk, uid=uid, version=newer.version)
    assert Entry.objects.get().copies == 5


def test_two_librarians_with_one_delivery(world: World) -> None:
    got(world, line(world.physics))
    with pytest.raises(Conflict, match="1"):
        got(world, line(world.physics))
    assert Entry.objects.count() == Receipt.objects.count() == 1
    assert NumberSeries.objects.get(series="receipt").last == 1, "the refused one has given its number back"


def test_taken_back(world: World) -> None:
    got(world, line(world.physics, is_individual=True, copies=3))
    receipt = Receipt.objects.get()
    operation = uuid7()
    arguments: dict[str, Any] = {
        "school": world.school, "uid": receipt.uid, "operation_uid": operation, "reason": "Ошибка", "actor_id": None,
    }  # fmt: skip
    assert reverse_receipt(**arguments).created
    assert not reverse_receipt(**arguments).created
    receipt.refresh_from_db()
    assert (receipt.state, receipt.reverse_reason) == ("reversed", "Ошибка")
    first, second = summary.records(world.school.pk, TEXTBOOKS, 1, **YEAR)
    assert [(one.number, one.figures.copies, one.is_reversal) for one in (first, second)] == [
        (1, 3, False),
        (2, -3, True),
    ]
    assert not Copy.objects.filter(removed_by=None).exists()
    assert summary.stock([world.school.pk], TEXTBOOKS, as_of=date(2026, 12, 31))[world.school.pk].copies == 0


def test_inventory_numbers_and_the_main_fund(world: World) -> None:
    got(world, line(fiction(), 3, is_individual=True))
    assert list(Copy.objects.order_by("inventory_number").values_list("inventory_number", flat=True)) == [
        1,
        2,
        3,
    ]
    assert not Card.objects.exists()
    (record,) = summary.records(world.school.pk, MAIN, 1, **YEAR)
    assert (record.number, record.figures.bbk_fiction, record.figures.copies) == (1, 3, 3)
    assert summary.records(world.school.pk, TEXTBOOKS, 1, **YEAR) == []


@pytest.mark.parametrize(("card_by", "cards"), [("edition", 1), ("year", 2), ("price", 3)])
def test_what_makes_a_card(world: World, card_by: str, cards: int) -> None:
    FundSettings.objects.create(school=world.school, card_by=card_by)
    got(world, line(world.physics, year=2023), papers_number="1")
    got(world, line(world.physics, year=2023, price_kopecks=500_00), papers_number="2")
    got(world, line(world.physics, year=2024), papers_number="3")
    assert (Card.objects.count(), CardLot.objects.count()) == (cards, 3)


def test_part_three_equals_a_plain_recount(world: World) -> None:
    got(world, line(world.maths[0]), line(world.maths[1], 20), papers_number="1")
    got(
        world,
        line(world.physics, 7, on_balance=False, price_kopecks=0),
        line(fiction(), 2),
        kind=Receipt.Kind.GIFT,
        papers_number="2",
    )
    school = world.school.pk
    period = summary.movement([school], TEXTBOOKS, **YEAR)[school]
    held = Balance.objects.filter(
        school_id=school, may_go_negative=False, lot__edition__edition_set__kind="textbook"
    )
    assert period.closing.copies == sum(one.copies for one in held) == 57
    assert period.closing.kopecks == 50 * 450_50
    assert (period.closing.off_balance, period.received.copies, period.opening.copies) == (7, 57, 0)


def test_numbers_start_anew_with_the_year(world: World) -> None:
    got(world, line(world.physics), papers_number="1", received_on=date(2025, 12, 30), papers_on=None)
    got(world, line(world.physics), papers_number="2", received_on=date(2026, 1, 12), papers_on=None)
    assert list(Receipt.objects.order_by("received_on").values_list("number", flat=True)) == [1, 1]
    assert list(SummaryRecord.objects.order_by("year").values_list("year", "number")) == [
        (2025, 1),
        (2026, 1),
    ]


def test_paper_numbering_goes_on(world: World) -> None:
    gap = continue_from(
        school_id=world.school.pk,
        series="card",
        year=0,
        next_number=512,
        reason="Картотека до 2026 г.",
        actor_id=None,
    )
    assert gap is not None
    assert (gap.first, gap.last) == (1, 511)
    got(world, line(world.physics))
    assert Card.objects.get().number == 512
    with pytest.raises(TomikError):
        continue_from(
            school_id=world.school.pk, series="card", year=0, next_number=512, reason="x", actor_id=None
        )


def test_every_problem_at_once(world: World) -> None:
    with pytest.raises(TomikError) as refused:
        got(
            world,
            line(world.physics, -1),
            line(world.physics, 10_000_000),
            line(world.physics, price_kopecks=0),
            line(world.physics, price_kopecks=10**11),
            line(world.physics, year=1066),
            received_on=date(2026, 11, 25),
            supplier_name=" ",
            supplier_inn="7000000009",
            building_id=0,
        )
    found = {(problem.row, problem.column) for problem in refused.value.problems}
    assert found >= {
        (None, "received_on"), (None, "supplier_name"), (None, "supplier_inn"), (None, "building"),
        (1, "copies"), (2, "copies"), (3, "price"), (4, "price"), (5, "year"),
    }  # fmt: skip
    assert not Receipt.objects.exists()
    assert not Entry.objects.exists()


def test_a_closed_period_refuses_and_takes_no_number(world: World) -> None:
    close_period(school_id=world.school.pk, through=date(2026, 8, 31), document_number="акт 4")
    with pytest.raises(PeriodClosed):
        got(world, line(world.physics))
    assert not Receipt.objects.exists()
    assert not NumberSeries.objects.exists()

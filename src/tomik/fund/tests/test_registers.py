"""Registers: every figure against a plain recount, every page of a register as workbook and print."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tomik.catalogue.public import Edition, EditionSet
from tomik.fund.models import Card, FundSettings, SummaryRecord
from tomik.fund.official import book as books
from tomik.fund.official import registers as papers
from tomik.fund.queries import registers as queries
from tomik.fund.queries import statistics, summary
from tomik.fund.services.receipts import reverse_receipt
from tomik.fund.tests.test_official import words_of
from tomik.fund.tests.test_receipts import fiction, got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Account, Draft, Line, Lot, account_for, post_entry
from tomik.people.public import ClassGroup

pytestmark = pytest.mark.django_db
__all__ = ["today"]
TEXTBOOKS, MAIN = SummaryRecord.Book.TEXTBOOKS, SummaryRecord.Book.MAIN
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


def workbook(title: str = "Физика. Рабочая тетрадь") -> Edition:
    """A consumable."""
    book = EditionSet.objects.create(
        title=title, kind=EditionSet.Kind.WORKBOOK, is_consumable=True, grade_from=7, grade_to=7
    )
    return Edition.objects.create(edition_set=book, title=title, year=2026)


def write_off(world: World, edition: Edition, copies: int, day: date, receipt: UUID | None = None) -> Any:
    """Copies leave the fund by the ledger alone: the book has no number for it."""
    lots = Lot.objects.filter(school=world.school, edition=edition)
    lot = (lots.filter(receipt_uid=receipt) if receipt else lots).order_by("id")[0]
    with transaction.atomic():
        shelf = account_for(world.school.pk, Account.Kind.FUND, world.main.pk)
        gone = account_for(world.school.pk, Account.Kind.WRITTEN_OFF)
        draft = Draft(school_id=world.school.pk, kind="writeoff", occurred_on=day, document_number="3")
        return post_entry(draft, [Line(lot.pk, shelf, gone, copies)]).entry


@pytest.fixture
def stocked(world: World) -> World:
    """2025: 40 of physics at 400; 2026: maths 30 + 30 at 450,50, fiction 3 with inventory numbers, a receipt taken back."""
    FundSettings.objects.create(
        school=world.school, head_name="Петров П.П.", local_act="положение от 01.09.2020 № 12"
    )
    got(world, line(world.physics, 40, 400_00), received_on=date(2025, 8, 20), papers_number="УПД-3")
    got(world, line(world.maths[0]), line(world.maths[1]), line(fiction(), 3, 200_00, is_individual=True))
    wrong = got(world, line(world.physics, 5, 500_00), papers_number="УПД-18")
    assert wrong.entry.document_uid is not None
    reverse_receipt(
        school=world.school,
        uid=wrong.entry.document_uid,
        operation_uid=uuid7(),
        reason="ошибка",
        actor_id=None,
    )
    write_off(world, world.physics, 4, date(2026, 9, 10))
    return world


def part(world: World, book: str, number: int, **period: date) -> books.Register:
    rows = summary.records(world.school.pk, book, number, **(period or YEAR))
    return books.part_1(book, rows) if number == 1 else books.part_2(book, rows)


def cell(register: books.Register, row: int, title: str, group: str = "") -> Any:
    """A cell by the heading of its column."""
    places = [
        n for n, one in enumerate(register.columns) if one.title == title and one.group in (group, one.group)
    ]
    cells = register.total if row < 0 else register.rows[row].cells
    return cells[places[0]]


class TestBook:
    def test_part_1_of_textbooks_has_the_columns_of_the_rules(self, stocked: World) -> None:
        register = part(stocked, TEXTBOOKS, 1)
        assert [column.title for column in register.columns] == [
            "Дата записи", "№ записи", "Источник поступления", "№ и дата сопроводительного документа", "всего, экз.",
            "комплектов", "названий", "на сумму, руб.", "1–4 кл.", "5–9 кл.", "10–11 кл.", "учебники", "учебные пособия",
            "рабочие тетради", "ЭФУ", "атласы, карты", "экз.", "руб.", "не принято на баланс, экз.",
            "Источник финансирования", "Примечание",
        ]  # fmt: skip
        first = register.rows[0]
        assert "УПД-17" in str(first.cells[3])
        assert first.cells[4:13] == [60, 30, 1, 60 * 450_50, 60, 0, 0, 60, 0]
        assert first.cells[19] == "региональный бюджет"

    def test_a_reversal_is_a_line_below_zero(self, stocked: World) -> None:
        register = part(stocked, TEXTBOOKS, 1)
        assert [cell(register, n, "всего, экз.") for n in range(3)] == [60, 5, -5]
        assert "сторно" in str(register.rows[2].cells[-1])
        assert cell(register, -1, "всего, экз.") == 60
        assert cell(register, -1, "на сумму, руб.") == 60 * 450_50
        assert books.shown(-5, "whole") == "−5"

    def test_what_was_never_entered_is_flagged(self, stocked: World) -> None:
        register = part(stocked, TEXTBOOKS, 2)
        assert [row.is_unnumbered for row in register.rows] == [True]
        assert cell(register, 0, "№ записи") == books.WITHOUT_NUMBER
        assert "не внесено" in str(register.rows[0].cells[-1])

    def test_the_main_fund_by_sections(self, stocked: World) -> None:
        register = part(stocked, MAIN, 1)
        assert cell(register, 0, "всего, экз.") == cell(register, 0, "худож. лит. (84)") == 3
        sections = [n for n, one in enumerate(register.columns) if one.group.startswith("По содержанию")]
        values = [register.rows[0].cells[n] for n in sections if "из них" not in register.columns[n].title]
        assert sum(value for value in values if isinstance(value, int)) == 3

    def test_part_3_is_a_plain_recount(self, stocked: World) -> None:
        period = summary.movement([stocked.school.pk], TEXTBOOKS, **YEAR)[stocked.school.pk]
        register = books.part_3(TEXTBOOKS, [period], [])
        assert [cell(register, n, "всего, экз.") for n in range(4)] == [40, 60, 4, 96]
        assert cell(register, 3, "на сумму, руб.") == 36 * 400_00 + 60 * 450_50
        held = queries.titles_as_of(stocked.school.pk, date(2026, 12, 31))
        assert sum(row["copies"] for row in held) == 96 + 3
        assert sum(row["kopecks"] for row in held) == 36 * 400_00 + 60 * 450_50 + 3 * 200_00

    def test_as_of_any_day(self, stocked: World) -> None:
        held = queries.titles_as_of(stocked.school.pk, date(2026, 8, 19))
        assert [(row["title"], row["copies"]) for row in held] == [(stocked.physics.title, 40)]
        assert queries.titles_as_of(stocked.school.pk, date(2025, 8, 19)) == []

    def test_print_has_everything(self, stocked: World, tmp_path: Path) -> None:
        period = summary.movement([stocked.school.pk], TEXTBOOKS, **YEAR)[stocked.school.pk]
        parts = [
            part(stocked, TEXTBOOKS, 1),
            part(stocked, TEXTBOOKS, 2),
            books.part_3(TEXTBOOKS, [period], []),
        ]
        said = words_of(papers.book_pdf(stocked.school, TEXTBOOKS, parts, **YEAR), tmp_path)
        for expected in (
            "Книга суммарного учёта фонда учебников", "Часть 1. Поступление в фонд", "Часть 2. Выбытие из фонда",
            "Часть 3. Итоги движения фонда", "за период с 01.01.2026 по 31.12.2026", "1077", "положение от 01.09.2020 № 12",
            "пронумеровано, прошнуровано и скреплено печатью 3 стр.", "Стр. 1 из 3",
        ):  # fmt: skip
            assert expected in said, expected


class TestCards:
    def test_the_journal(self, stocked: World) -> None:
        rows = queries.journal(stocked.school.pk)
        assert [(row["number"], row["title"], row["first_copies"], row["copies"], row["record_number"]) for row in rows] == [
            (1, stocked.physics.title, 40, 36, 1),
            (2, stocked.maths[0].title, 30, 30, 1),
            (3, stocked.maths[1].title, 30, 30, 1),
        ]  # fmt: skip

    def test_the_body_of_a_card(self, stocked: World) -> None:
        (page,) = queries.card_pages(stocked.school.pk, queries.cards_of(stocked.school.pk, [1]))
        assert [(one.occurred_on, one.received, one.left, one.there) for one in page.lines] == [
            (date(2025, 8, 20), 40, 0, 40),
            (date(2026, 8, 20), 5, 0, 45),
            (page.lines[2].occurred_on, -5, 0, 40) if page.lines[2].is_reversal else (date(2026, 9, 10), 0, 4, 41),
            *[(one.occurred_on, one.received, one.left, 36) for one in page.lines[3:]],
        ]  # fmt: skip
        assert page.there == 36

    def test_several_cards_in_one_file(self, stocked: World, tmp_path: Path) -> None:
        pages = queries.card_pages(stocked.school.pk, queries.cards_of(stocked.school.pk))
        said = words_of(papers.cards_pdf(stocked.school, pages), tmp_path)
        for expected in (
            "учебника № 1",
            "учебника № 2",
            "учебника № 3",
            "Состоит: 36 экз.",
            "Моро М.И.",
            "450,50",
            "1 из 2",
        ):
            assert expected in said, expected

    def test_the_inventory_book(self, stocked: World, tmp_path: Path) -> None:
        rows = list(queries.inventory(stocked.school.pk))
        assert [(one.inventory_number, one.title, one.record_number) for one in rows] == [
            (number, "Капитанская дочка", 1) for number in (1, 2, 3)
        ]
        said = words_of(papers.list_pdf(stocked.school, papers.inventory_register(rows)), tmp_path)
        for expected in (
            "Инвентарная книга",
            "Капитанская дочка",
            "200,00",
            "84(2Рос)1",
            "Отметки о проверке фонда",
        ):
            assert expected in said, expected

    def test_consumables(self, stocked: World, tmp_path: Path) -> None:
        got(stocked, line(workbook(), 25, 150_00, on_balance=False), papers_number="УПД-20")
        lot = Lot.objects.get(edition__title__startswith="Физика. Рабочая")
        group = ClassGroup.objects.create(school=stocked.school, school_year=2026, grade=7, letter="Б")
        with transaction.atomic():
            shelf = account_for(stocked.school.pk, Account.Kind.FUND, stocked.main.pk)
            given = account_for(stocked.school.pk, Account.Kind.CLASS_GROUP, group.pk)
            draft = Draft(school_id=stocked.school.pk, kind="issue", occurred_on=date(2026, 9, 2))
            post_entry(draft, [Line(lot.pk, shelf, given, 24)])
        rows = queries.given_out(stocked.school.pk, **YEAR)
        assert [(row["class_name"], row["copies"], row["kopecks"]) for row in rows] == [
            ("7Б", 24, 24 * 150_00)
        ]
        assert Card.objects.filter(edition=lot.edition).count() == 0
        said = words_of(papers.list_pdf(stocked.school, papers.given_register(rows)), tmp_path)
        assert "7Б" in said
        assert "3 600,00" in said


class TestForm26:
    def test_lines_agree_with_the_book(self, stocked: World) -> None:
        found = statistics.years_of([stocked.school.pk], 2026)[stocked.school.pk]
        lines = {one.number: one for one in statistics.form_26(found.values())}
        assert (lines["01"].before, lines["01"].received, lines["01"].left, lines["01"].there) == (
            40,
            63,
            4,
            99,
        )
        assert (lines["02"].there, lines["04"].there, lines["05"].there) == (96, 3, 0)
        assert lines["01"].there == sum(lines[number].there for number in ("06", "07", "08", "09"))
        assert all(one.agrees for one in lines.values())


def url(name: str, world: World, *more: Any) -> str:
    return reverse(f"fund:{name}", args=[world.school.uid, *more])


class TestScreens:
    @pytest.fixture
    def client(self, stocked: World, client_of: Any) -> Client:
        client: Client = client_of(stocked.cast.librarian_a)
        return client

    @pytest.mark.parametrize(
        "name",
        [
            "registers",
            "book",
            "cards",
            "inventory",
            "given",
            "as-of",
            "statistics",
            "settings",
            "closing",
            "accounting",
        ],
    )
    def test_pages_open(self, stocked: World, client: Client, name: str) -> None:
        assert client.get(url(name, stocked)).status_code == 200

    @pytest.mark.parametrize("name", ["book-pdf", "cards-journal-pdf", "inventory-pdf", "given-pdf"])
    def test_papers_open(self, stocked: World, client: Client, name: str) -> None:
        response = client.get(url(name, stocked))
        assert (response.status_code, response["Content-Type"], response.content[:4]) == (
            200,
            "application/pdf",
            b"%PDF",
        )

    def test_a_record_leads_to_its_document(self, stocked: World, client: Client) -> None:
        (record, *_) = summary.records(stocked.school.pk, TEXTBOOKS, 1, **YEAR)
        page = client.get(url("book", stocked), {"year": 2026}).content.decode()
        assert reverse("ledger:entry", args=[stocked.school.uid, record.entry_uid]) in page

    def test_any_period(self, stocked: World, client: Client) -> None:
        shown = client.get(url("book", stocked), {"since": "2025-08-01", "until": "2025-08-31"})
        assert [line["cells"][4][0] for line in shown.context["lines"]] == ["40"]
        shown = client.get(url("book", stocked), {"part": 3, "until": "2026-09-01"})
        assert [line["cells"][2][0] for line in shown.context["lines"]] == ["40", "65", "0", "105"]

    def test_the_workbook_has_three_parts(self, stocked: World, client: Client) -> None:
        response = client.get(url("book-xlsx", stocked), {"year": 2026})
        found = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True)
        assert found.sheetnames == ["1 Поступление", "2 Выбытие", "3 Итоги"]
        rows = [row for row in found["1 Поступление"].iter_rows(values_only=True) if row[1] == 1]
        assert rows[0][4:8] == (60, 30, 1, 27_030)

    def test_a_card(self, stocked: World, client: Client) -> None:
        card = Card.objects.get(number=1)
        assert "Карточка учёта учебника № 1" in client.get(url("card", stocked, card.uid)).content.decode()
        assert client.get(url("card-pdf", stocked, card.uid)).content[:4] == b"%PDF"
        assert client.get(url("cards-pdf", stocked), {"numbers": "1, 2–3"}).content[:4] == b"%PDF"
        assert client.get(url("cards-pdf", stocked), {"numbers": "х"}).status_code == 303
        assert client.get(url("card", stocked, uuid7())).status_code == 404

    def test_the_operator_sees_all_schools(self, stocked: World, client_of: Any) -> None:
        client = client_of(stocked.cast.operator)
        assert client.get(reverse("fund:territory"), {"year": 2026}).context["lines"][0].there == 99
        response = client.get(reverse("fund:territory-xlsx"), {"year": 2026})
        found = openpyxl.load_workbook(io.BytesIO(response.content), data_only=True)
        assert found.sheetnames == ["ОО-2 2.6", "ОО-2 по школам", "КСУ учебники", "КСУ основной фонд"]
        assert [cell.value for cell in found["ОО-2 2.6"][5]] == [
            "Объём фонда – всего (сумма строк 06–09)",
            "01",
            63,
            4,
            99,
        ]
        assert [cell.value for cell in found["ОО-2 2.6"][10]][1:] == ["06", 63, 4, 99]
        assert client_of(stocked.cast.librarian_a).get(reverse("fund:territory")).status_code == 403
        other = client_of(stocked.cast.other_coordinator).get(reverse("fund:territory"))
        assert other.context["lines"][0].there == 0

    def test_part_3_goes_year_by_year(self, stocked: World, client: Client) -> None:
        shown = client.get(url("book", stocked), {"part": 3, "since": "2025-01-01", "until": "2026-12-31"})
        assert [line["cells"][2][0] for line in shown.context["lines"]] == [
            "0",
            "40",
            "0",
            "40",
            "40",
            "60",
            "4",
            "96",
        ]
        assert [line["cells"][0][0] for line in shown.context["lines"] if line["cells"][0][0]] == [
            "2025 год",
            "2026 год",
        ]

    @pytest.mark.parametrize(
        "query",
        [
            {"year": "9999"},
            {"since": "х"},
            {"since": "1990-01-01", "until": "2199-12-31", "part": "3"},
            {"since": "2026-12-01", "until": "2026-01-01"},
            {"book": "х", "part": "9"},
        ],
    )
    def test_a_strange_address_shows_something_sensible(
        self, stocked: World, client: Client, query: dict[str, str]
    ) -> None:
        answer = client.get(url("book", stocked), query)
        assert answer.status_code == 200
        assert len(answer.context["lines"]) < 160

"""Registers in print, field by field: summary book of both funds, cards, journal, inventory book, act of comparison.

The pictures are in var/test-forms/.
"""

from __future__ import annotations

from datetime import date

import pytest

from tomik.catalogue.public import FederalList, FederalListRow, SetStatus
from tomik.fund.models import SummaryRecord
from tomik.fund.official import book as books
from tomik.fund.official import registers as papers
from tomik.fund.queries import registers as queries
from tomik.fund.queries import summary
from tomik.fund.services.reconciliation import Stated, latest, reconcile
from tomik.fund.tests.forms import absent, pictured, pictured_register
from tomik.fund.tests.test_official_movement import settings_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.test_registers import MAIN, TEXTBOOKS, YEAR, part, stocked, workbook, write_off
from tomik.fund.tests.world import World
from tomik.ledger.public import Account, Draft, Line, Lot, account_for, post_entry
from tomik.people.public import ClassGroup

pytestmark = [pytest.mark.django_db, pytest.mark.forms]
__all__ = ["stocked", "today"]
REQUISITES = (
    "Муниципальное общеобразовательное учреждение Школа А",
    "7000000001",
    "Библиотека",
    "Петров П.П.",
)


def printed_book(world: World, book: str, name: str) -> str:
    """The three parts of a book of 2026."""
    period = summary.movement([world.school.pk], book, **YEAR)[world.school.pk]
    compared = list(latest(world.school.pk, YEAR["last"]).values())
    parts = [part(world, book, 1), part(world, book, 2), books.part_3(book, [period], compared)]
    return pictured_register(lambda: papers.book_pdf(world.school, book, parts, **YEAR), name)


def test_the_book_of_textbooks(stocked: World) -> None:
    said = printed_book(stocked, TEXTBOOKS, "ksu-textbooks")
    assert absent(said, (
        *REQUISITES, "Книга суммарного учёта фонда учебников", "за период с 01.01.2026 по 31.12.2026",
        "Часть 1. Поступление в фонд", "Источник поступления", "сопроводительного документа", "комплектов", "названий",
        "на сумму, руб.", "1–4 кл.", "5–9 кл.", "10–11 кл.", "учебные пособия", "рабочие тетради", "ЭФУ", "атласы, карты",
        "Принято на баланс", "не принято на баланс, экз.", "Источник финансирования", "региональный бюджет", "27 030,00", "Итого поступило",
        "Часть 2. Выбытие из фонда", "№ и дата акта", "ветхость", "устарелость по содержанию", "утрата", "дефектность", "непрофильность",
        "передача", "Направление выбытия", "б/н", "не внесено в книгу", "Итого выбыло",
        "Часть 3. Итоги движения фонда", "2026 год", "состояло на 01.01.2026", "поступило", "выбыло", "состоит на 31.12.2026",
        "Сверка с бухгалтерией", "сумма по бухучёту, руб.", "расхождение, руб.", "подписи", "41 430,00",
        "Директор", "Бухгалтер", "пронумеровано, прошнуровано и скреплено печатью 3 стр.", "Стр. 1 из 3", "Стр. 3 из 3",
    )) == []  # fmt: skip


def test_the_book_of_the_main_fund(stocked: World) -> None:
    said = printed_book(stocked, MAIN, "ksu-main")
    assert absent(said, (
        *REQUISITES, "Книга суммарного учёта основного фонда", "печатные", "АВД", "Принято на баланс", "естеств. науки (2)",
        "прикладные науки (3, 4, 5)", "обществ., гуманит. (6/8), универс. (9)", "из них педагог. (74)", "искусство, спорт (75, 85)",
        "худож. лит. (84)", "дошк., 1–2 кл.", "без раздела", "600,00", "состоит на 31.12.2026",
    )) == []  # fmt: skip


def test_the_journal_of_cards(stocked: World) -> None:
    register = papers.journal_register(queries.journal(stocked.school.pk))
    said = pictured_register(lambda: papers.list_pdf(stocked.school, register), "cards-journal")
    assert absent(said, (
        *REQUISITES, "Журнал регистрации учётных карточек", "№ карточки", "Дата", "Автор, заглавие", "Класс", "Год издания", "Издательство",
        "Цена, руб.", "Кол-во экз. (первое поступление)", "№ записи КСУ", "Примечание", "Моро М.И. Математика", "Дрофа", "450,50",
    )) == []  # fmt: skip


def listed(world: World) -> None:
    """Physics stands in the federal list."""
    snapshot = FederalList.objects.create(
        order_number="495", dated=date(2025, 6, 26), in_force_from=date(2025, 9, 1)
    )
    row = FederalListRow.objects.create(
        federal_list=snapshot, row_no=7, appendix="1", code="1.1.2.5.1.7.1", title="Физика"
    )
    for year in (2025, 2026):
        SetStatus.objects.create(
            edition_set=world.physics.edition_set, school_year=year, status=SetStatus.Status.CURRENT, row=row
        )


def test_group_cards(stocked: World) -> None:
    listed(stocked)
    pages = queries.card_pages(stocked.school.pk, queries.cards_of(stocked.school.pk))
    said = pictured_register(lambda: papers.cards_pdf(stocked.school, pages), "cards")
    assert absent(said, (
        "Карточка учёта учебника № 1", "Предмет", "Класс", "Автор", "Заглавие", "Часть", "1 из 2", "Издательство, год", "Серия / УМК", "ISBN",
        "№ в федеральном перечне 1.1.2.5.1.7.1 (приказ № 495)",
        "Цена, руб.", "Поступление", "№ записи в КСУ", "№ и дата документа", "Выбытие", "№ и дата акта", "причина", "Состоит, экз.",
        "Отметка о проверке", "сторно", "Состоит: 36 экз.", "Петров П.П.",
    )) == []  # fmt: skip


def test_the_inventory_book(stocked: World) -> None:
    register = papers.inventory_register(queries.inventory(stocked.school.pk))
    said = pictured_register(lambda: papers.list_pdf(stocked.school, register), "inventory-book")
    assert absent(said, (
        *REQUISITES, "Инвентарная книга", "Дата записи", "№ записи в КСУ", "Инвентарный №", "Автор и заглавие", "Год издания", "Цена, руб.",
        "Отдел (ББК)", "Отметки о проверке фонда", "№ и дата акта выбытия", "Примечание", "Капитанская дочка", "200,00",
        "пронумеровано, прошнуровано и скреплено печатью 1 стр.",
    )) == []  # fmt: skip


def test_what_is_given_for_good(stocked: World) -> None:
    got(stocked, line(workbook(), 20, 90_00, on_balance=False), papers_number="УПД-19")
    lot = Lot.objects.get(school=stocked.school, edition__title__startswith="Физика. Рабочая")
    group = ClassGroup.objects.create(school=stocked.school, school_year=2026, grade=7, letter="Б")
    shelf = account_for(stocked.school.pk, Account.Kind.FUND, stocked.main.pk)
    with_class = account_for(stocked.school.pk, Account.Kind.CLASS_GROUP, group.pk)
    issue = Draft(school_id=stocked.school.pk, kind="issue", occurred_on=date(2026, 9, 2))
    post_entry(issue, [Line(lot.pk, shelf, with_class, 12)])
    rows = queries.given_out(stocked.school.pk, **YEAR)
    said = pictured_register(lambda: papers.list_pdf(stocked.school, papers.given_register(rows)), "given")
    assert absent(said, (
        "Учёт изданий, не подлежащих возврату (вне баланса)", "Автор, заглавие", "Класс издания", "Кому выдано", "Экз.", "Цена, руб.", "Сумма, руб.",
        "Подпись", "02.09.2026", "Физика. Рабочая тетрадь", "7Б", "90,00", "1 080,00", "Итого",
    )) == []  # fmt: skip


def test_the_act_of_comparison(world: World) -> None:
    settings_of(world.school)
    got(world, line(world.physics, 10))
    write_off(world, world.physics, 1, date(2026, 9, 10))
    day = date(2026, 9, 15)
    stated = [
        Stated(book=SummaryRecord.Book.TEXTBOOKS.value, kopecks=4_000_00, copies=9, note="переоценка в бухгалтерии"),
        Stated(book=SummaryRecord.Book.MAIN.value, kopecks=0, copies=0, note=""),
    ]  # fmt: skip
    reconcile(school=world.school, as_of=day, stated=stated, actor_id=None)
    rows = sorted(latest(world.school.pk, day).values(), key=lambda one: one.book, reverse=True)
    said = pictured(papers.reconciliation_act(world.school, rows, "2"), "reconciliation", is_draft=False)
    assert absent(said, (
        "УТВЕРЖДАЮ", "Акт сверки данных библиотечного и бухгалтерского учёта", "№ 2 по состоянию на «15» сентября 2026 г.", world.school.full_name,
        "7000000001 / 700001001", "Фонд учебников", "Основной фонд", "4 054,50", "4 000,00", "54,50", "переоценка в бухгалтерии",
        "4 054 (четыре тысячи пятьдесят четыре) рубля 50 копеек", "4 000 (четыре тысячи) рублей 00 копеек", "Расхождение: 54,50 руб.",
        "Петров П.П.", "Бухгалтерова Б.Б.", "Иванова И.И.", "Стр. 1 из 1",
    )) == []  # fmt: skip

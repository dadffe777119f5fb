"""Papers of receipts, replaced losses, classes and bound registers, field by field; the pictures are in var/test-forms/."""

from __future__ import annotations

from datetime import date

import pytest

from tomik.catalogue.public import Edition, EditionSet
from tomik.fund.models import Receipt
from tomik.fund.official import receipts
from tomik.fund.official.certificate import Certificate, certificate
from tomik.fund.official.goods import goods_acceptance
from tomik.fund.official.issuing import Handed, IssueSheet, issue_sheet, issue_sheet_of
from tomik.fund.official.printing import draft_pdf
from tomik.fund.official.replacement import replacement, replacement_of
from tomik.fund.services.losses import LossDraft, write_loss
from tomik.fund.services.numbering import continue_from
from tomik.fund.tests.forms import absent, pages_of, pictured
from tomik.fund.tests.test_official_movement import settings_of
from tomik.fund.tests.test_receipts import fiction, got, line, today
from tomik.fund.tests.world import World
from tomik.ledger.public import Account, Draft, Entry, Line, account_for, post_entry
from tomik.people.public import ClassGroup, Enrolment, Pupil

pytestmark = [pytest.mark.django_db, pytest.mark.forms]
__all__ = ["today"]


def delivery(world: World) -> Receipt:
    """A delivery with a shortage, damage and a wrong book."""
    settings_of(world.school)
    short = line(world.maths[0], 25, copies_on_paper=30, copies_damaged=2, vat_percent=10)
    got(
        world,
        short,
        line(world.physics, 10, copies_wrong=1),
        contract="№ 44-к от 01.06.2026",
        supplier_inn="7700000009",
    )
    return Receipt.objects.get()


def test_0510452(world: World) -> None:
    said = pictured(goods_acceptance(delivery(world)), "0510452")
    assert absent(said, (
        "ЧЕРНОВИК", "Форма по ОКУД 0510452", "Акт приемки товаров, работ, услуг", "№ 1 от «20» августа 2026 г.", "УТВЕРЖДАЮ", "по ОКЕИ 383",
        "Заказчик", world.school.full_name, "7000000001 / 700001001", "АО «Издательство», ИНН 7700000009", "№ 44-к от 01.06.2026", "УПД-17",
        "региональный бюджет", "Библиотекарь, Иванова И.И.", "По документу", "Не принято", "Моро М.И. Математика, ч. 1. Просвещение",
        "без НДС", "11 262,50", "35 (тридцать пять) экземпляров", "15 767 (пятнадцать тысяч семьсот шестьдесят семь) рублей 50 копеек",
        "не соответствуют, составлен акт о расхождении № 1", "Председатель комиссии", "Сдал", "Стр. 1 из 1",
    )) == []  # fmt: skip


def test_before_2025_it_is_the_order_0504207(world: World) -> None:
    receipt = delivery(world)
    receipt.received_on = date(2024, 8, 20)  # of the paper only: the books are closed to such a day
    said = pictured(goods_acceptance(receipt), "0504207")
    assert absent(said, (
        "Форма по ОКУД 0504207", "Приходный ордер на приемку материальных ценностей", "Дебет счёта", "Кредит счёта", "0 106 31 310",
        "Принято 35 (тридцать пять) экземпляров", "Иванова И.И.", "Бухгалтерова Б.Б.",
    )) == []  # fmt: skip
    assert "УТВЕРЖДАЮ" not in said


def pushkin() -> Edition:
    """A book of the main fund."""
    book = EditionSet.objects.create(
        title="Дубровский", authors="Пушкин А.С.", publisher="Детгиз", kind=EditionSet.Kind.FICTION
    )
    return Edition.objects.create(edition_set=book, title=book.title, year=2019)


def test_act_in_place_of_lost_books(world: World) -> None:
    settings_of(world.school)
    continue_from(
        school_id=world.school.pk, series="inventory", year=0, next_number=118, reason="бумажная книга", actor_id=None
    )  # fmt: skip
    got(world, line(pushkin(), 2, 250_00, is_individual=True), line(world.physics, 3), papers_number="УПД-1")
    got(
        world, line(fiction(), 2, 300_00, is_individual=True), line(world.physics, 1), kind=Receipt.Kind.REPLACEMENT,
        supplier_name="Сидорова Н.Н., родитель ученика 5А", papers_number="",
    )  # fmt: skip
    receipt = Receipt.objects.get(kind=Receipt.Kind.REPLACEMENT)
    draft = LossDraft(
        lost="118\n119\nкарт. 1 × 2", notebook="тетрадь взамен утерянных, стр. 3", record_out="5",
        commission="Заместитель директора; Белинская Т.В.\nУчитель; Седых О.О.\n\nГлавный бухгалтер; Ткач А.П.",
    )  # fmt: skip
    write_loss(school_id=world.school.pk, receipt_uid=receipt.uid, draft=draft)
    paper = replacement_of(receipt)
    said = pictured(replacement(paper), "replacement")
    assert absent(said, (
        "Акт о приёме документов взамен утерянных", "№ 2 от «20» августа 2026 г.", "УТВЕРЖДАЮ", "Сидорова Н.Н., родитель ученика 5А",
        "Комиссия в составе: председателя — заместителя директора Белинской Т.В., членов — учителя Седых О.О., главного бухгалтера Ткач А.П.,",
        "утерянные читателями, — 4 (четыре) экземпляра на сумму 1 401 (одна тысяча четыреста один) рубль 00 копеек",
        "Пушкин А.С. Дубровский. Детгиз, 2019", "118–119", "Пёрышкин А.В. Физика. Дрофа", "901,00", "Капитанская дочка", "120–121", "карт. 1",
        "3 (три) экземпляра на сумму 1 050 (одна тысяча пятьдесят) рублей 50 копеек", "поступление № 2 (учебники), 2 (основной фонд), выбытие № 5", "1077",
        "Список принятых документов заменён ссылкой: тетрадь взамен утерянных, стр. 3.",
        "Председатель комиссии", "Белинская Т.В.", "Ткач А.П.",
    )) == []  # fmt: skip


def test_act_in_place_of_lost_books_with_places_to_write(world: World) -> None:
    got(
        world,
        line(world.physics, 1),
        kind=Receipt.Kind.REPLACEMENT,
        supplier_name="родитель",
        papers_number="",
    )
    said = pictured(replacement(replacement_of(Receipt.objects.get())), "replacement-blank")
    assert (
        absent(said, ("Комиссия в составе: ______", "— ______ экземпляров на сумму ______", "Член комиссии"))
        == []
    )


def test_issue_sheet_of_a_class(world: World) -> None:
    settings_of(world.school)
    pupils = [f"Фамильный{number} Имя" for number in range(1, 29)]
    titles = [
        Handed(named=f"Автор А.А. Предмет {number}. 5 класс", register=f"карт. {number}", copies=28)
        for number in range(1, 15)
    ]
    paper = IssueSheet(
        school=world.school, class_name="5А", years="2026/27", day=date(2026, 8, 31), pupils=pupils, titles=titles, teacher="Белова О.О."
    )  # fmt: skip
    form = issue_sheet(paper)
    said = pictured(form, "issue-sheet")
    assert absent(said, (
        "Лист выдачи учебников. 5А класс", "2026/27 учебный год, «31» августа 2026 г.", "Фамильный1 Имя", "Фамильный28 Имя", "Предмет 14",
        "Сводный лист", "карт. 14", "392 (триста девяносто два) экземпляра", "Принял: классный руководитель", "Белова О.О.", "Иванова И.И.",
    )) == []  # fmt: skip
    pages = pages_of(draft_pdf(form))
    assert all(
        "Фамилия, имя ученика" in page for page in pages if "Фамильный28" in page or "Фамильный1 " in page
    )


def test_the_sheet_of_a_class_is_what_stands_on_its_account(world: World) -> None:
    lot = got(world, line(world.physics, 10)).entry.transfers.get().lot_id
    group = ClassGroup.objects.create(school=world.school, school_year=2026, grade=7, letter="А")
    pupil = Pupil.objects.create(
        school=world.school, reader_number=1, full_name="Ученик Первый", name_key="ученик первый"
    )
    Enrolment.objects.create(school=world.school, pupil=pupil, class_group=group, since=date(2026, 9, 1))
    shelf = account_for(world.school.pk, Account.Kind.FUND, world.main.pk)
    with_class = account_for(world.school.pk, Account.Kind.CLASS_GROUP, group.pk)
    issue = Draft(school_id=world.school.pk, kind=Entry.Kind.ISSUE, occurred_on=date(2026, 9, 1))
    post_entry(issue, [Line(lot, shelf, with_class, 4)])
    sheet = issue_sheet_of(group, day=date(2026, 9, 1))
    assert (sheet.class_name, sheet.pupils) == ("7А", ["Ученик Первый"])
    assert sheet.titles == [
        Handed(named="Пёрышкин А.В. Физика", register="карт. 1", copies=4, short="Пёрышкин. Физика")
    ]


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        (1, "пронумерована, прошнурована и скреплена печатью 1 (одна) страница"),
        (96, "пронумеровано, прошнуровано и скреплено печатью 96 (девяносто шесть) страниц"),
        (122, "печатью 122 (сто двадцать две) страницы"),
    ],
)
def test_certifying_inscription(world: World, pages: int, words: str) -> None:
    settings_of(world.school)
    paper = Certificate(
        school=world.school, register="Инвентарная книга", pages=pages, day=date(2026, 12, 30)
    )
    said = pictured(certificate(paper), "certificate", is_draft=False)
    assert (
        absent(
            said,
            (
                "Заверительная надпись",
                "Инвентарная книга",
                words,
                "Петров П.П.",
                "Иванова И.И.",
                "«30» декабря 2026 г.",
                "М. П.",
            ),
        )
        == []
    )


def test_no_register_without_pages(world: World) -> None:
    with pytest.raises(ValueError, match="pages"):
        certificate(Certificate(school=world.school, register="Книга", pages=0))


def test_pictures_of_the_papers_of_a_receipt(world: World) -> None:
    receipt = delivery(world)
    assert "УТВЕРЖДАЮ" in pictured(receipts.acceptance(receipt), "acceptance", is_draft=False)
    assert "Недостача" in pictured(receipts.discrepancy(receipt), "discrepancy")
    assert "Претензия" in pictured(receipts.claim(receipt), "claim", is_draft=False)


def test_no_page_of_signatures_alone(world: World) -> None:
    settings_of(world.school)
    got(world, *[line(edition, 3) for edition in (*world.maths, *world.history, world.physics)])
    receipt = Receipt.objects.get()
    form = goods_acceptance(receipt)
    (listing,) = [part for part in form.said["body"] if part["kind"] == "table"]
    first, last = listing["rows"][0], listing["rows"][-1]
    alone = 0
    for lines in range(5, 30):
        listing["rows"] = [[number, *first[1:]] for number in range(1, lines)] + [last]
        pages = pages_of(draft_pdf(form))
        alone += any("Председатель комиссии" in page and "Заключение:" not in page for page in pages)
    assert alone == 0
    pictured(form, "0510452-two-pages")

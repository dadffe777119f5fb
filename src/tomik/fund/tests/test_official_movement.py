"""Papers of movement, field by field: hand-over, notice, move inside, in force by the day; the pictures are in var/test-forms/."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tomik.fund.models import FundSettings
from tomik.fund.official import movement
from tomik.fund.official.moved import Basis, MovedLine, Party, moved_lines, number_ranges, party_of
from tomik.fund.official.printing import draft_pdf
from tomik.fund.tests.forms import absent, pages_of, pictured, text_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.territory.public import School

pytestmark = [pytest.mark.django_db, pytest.mark.forms]
__all__ = ["today"]
DAY = date(2026, 9, 14)
RECEIVER = Party(
    name="МБОУ «СОШ № 5»", inn="7000000005", kpp="700001005", okpo="55555555", head_name="Кузнецова Т.Т.",
    responsible_post="Педагог-библиотекарь", responsible_name="Белова О.О.", accountant_name="Счётова С.С.", founder="Департамент образования",
)  # fmt: skip


def settings_of(school: School) -> FundSettings:
    """The names and codes of the school."""
    return FundSettings.objects.create(
        school=school, head_post="Директор", head_name="Петров П.П.", librarian_post="Библиотекарь", librarian_name="Иванова И.И.",
        accountant_name="Бухгалтерова Б.Б.", kpp="700001001", okpo="12345678", oktmo="69701000",
        founder_name="Управление образования", budget_name="бюджет муниципального района", local_act="Положение об учёте фонда от 01.09.2025",
    )  # fmt: skip


def paper_of(world: World, *lines: MovedLine, day: date = DAY) -> movement.Handover:
    """A hand-over of school A to another school."""
    settings_of(world.school)
    return movement.Handover(
        number="7", day=day, sender=party_of(world.school), receiver=RECEIVER, lines=list(lines),
        basis=Basis(name="распоряжение учредителя", number="14-р", day=date(2026, 9, 10)), attachments="1",
    )  # fmt: skip


MATHS = MovedLine(
    named="Моро М.И. Математика, ч. 1. Просвещение, 2023", register="карт. 3", copies=25, price_kopecks=450_50
)
LOOSE = MovedLine(named="Брошюра", register="", copies=2, price_kopecks=10_00, on_balance=False)


def test_0510448(world: World) -> None:
    said = pictured(movement.handover(paper_of(world, MATHS, LOOSE)), "0510448")
    assert absent(said, (
        "ЧЕРНОВИК", "Форма по ОКУД 0510448", "Акт о приеме-передаче объектов нефинансовых активов", "№ 7 от «14» сентября 2026 г.",
        "Отправитель", world.school.full_name, "7000000001 / 700001001", "Получатель", "МБОУ «СОШ № 5»", "7000000005 / 700001005",
        "по ОКПО отправителя 12345678", "по ОКПО получателя 55555555", "по ОКЕИ 383", "Глава по БК",
        "Управление образования", "Департамент образования", "69701000", "бюджет муниципального района",
        "распоряжение учредителя № 14-р от «10» сентября 2026 г.", "Дата операции: «14» сентября 2026 г.",
        "Моро М.И. Математика, ч. 1. Просвещение, 2023", "карт. 3", "Код ОКОФ", "КФО", "Срок полезн. использ.", "экз.", "11 262,50", "101 38",
        "забаланс", "27 (двадцать семь) экземпляров", "из них на балансе 25 (двадцать пять) экземпляров",
        "11 262 (одиннадцать тысяч двести шестьдесят два) рубля 50 копеек", "за балансом 2 (два) экземпляра на сумму 20 (двадцать) рублей",
        "Приложения: 1", "Заключение комиссии получателя", "Сдал: библиотекарь", "Иванова И.И.", "Белова О.О.",
        "Кузнецова Т.Т.", "Петров П.П.", "Бухгалтерова Б.Б.", "Счётова С.С.", "о принятии к учёту", "Стр. 1 из ",
    )) == []  # fmt: skip


def test_before_2025_it_is_0504101(world: World) -> None:
    said = pictured(
        movement.handover(paper_of(world, MATHS, day=date(2024, 12, 31))), "0504101", is_draft=False
    )
    assert absent(said, ("Форма по ОКУД 0504101", "«31» декабря 2024 г.")) == []
    assert "ЧЕРНОВИК" not in said


def test_a_long_hand_over_repeats_its_heading_and_keeps_signatures_together(world: World) -> None:
    form = movement.handover(
        paper_of(world, *[replace(MATHS, named=f"Книга {number}") for number in range(1, 71)])
    )
    pictured(form, "0510448-long")
    pages = pages_of(draft_pdf(form))
    assert len(pages) > 2
    listing = [page for page in pages if "экз. 25" in page]
    assert len(listing) > 1
    assert all("Наименование объекта" in page for page in listing)
    signing = [page for page in pages if "Сдал (отправитель)" in page]
    assert len(signing) == 1
    assert absent(signing[0], ("Петров П.П.", "Кузнецова Т.Т.", "Счётова С.С.", "Бухгалтерова Б.Б.")) == []
    assert f"Стр. {len(pages)} из {len(pages)}" in pages[-1]


def test_0504805(world: World) -> None:
    said = pictured(movement.notice(paper_of(world, MATHS, LOOSE)), "0504805")
    assert absent(said, (
        "Форма по ОКУД 0504805", "Извещение", "№ 7 от «14» сентября 2026 г.", world.school.full_name, "МБОУ «СОШ № 5»",
        "распоряжение учредителя № 14-р", "акт о приеме-передаче", "приложений: 1", "Дебет счёта", "Кредит счёта",
        "0 101 38 410", "0 104 38 411", "11 262,50", "11 262 (одиннадцать тысяч двести шестьдесят два) рубля 50 копеек",
        "Заполняется получателем", "Петров П.П.", "Бухгалтерова Б.Б.", "Кузнецова Т.Т.", "Счётова С.С.",
    )) == []  # fmt: skip


@pytest.mark.parametrize(("day", "code"), [(DAY, "0510450"), (date(2024, 9, 1), "0504102")])
def test_internal_move(world: World, day: date, code: str) -> None:
    settings_of(world.school)
    paper = movement.InternalMove(
        number="2", day=day, school=world.school, source="Главный корпус", target="Корпус 2, ул. Лесная, 5", lines=[MATHS],
        basis=Basis(name="приказ директора", number="31", day=date(2024, 8, 30)), took=("Учитель", "Белова О.О."),
    )  # fmt: skip
    said = pictured(movement.internal_move(paper), code)
    assert absent(said, (
        f"Форма по ОКУД {code}", "Накладная на внутреннее перемещение объектов нефинансовых активов", "№ 2 от", "12345678",
        world.school.full_name, "Отправитель (откуда) Главный корпус", "Получатель (куда) Корпус 2, ул. Лесная, 5", "Библиотекарь, Иванова И.И.",
        "Учитель, Белова О.О.", "приказ директора № 31 от «30» августа 2024 г.", "карт. 3", "450,50", "11 262,50",
        "25 (двадцать пять) экземпляров", "Передал: Библиотекарь", "Принял: Учитель", "Бухгалтерова Б.Б.",
    )) == []  # fmt: skip


def test_lines_come_from_any_entry(world: World) -> None:
    entry = got(world, line(world.maths[0], 25), line(world.physics, 10, 300_00)).entry
    assert moved_lines(entry) == [
        MovedLine(named="Моро М.И. Математика, ч. 1. Просвещение, 2023", register="карт. 1", copies=25, price_kopecks=450_50),
        MovedLine(named="Пёрышкин А.В. Физика. Дрофа", register="карт. 2", copies=10, price_kopecks=300_00),
    ]  # fmt: skip


def test_a_side_of_which_little_is_known_is_left_to_be_written(world: World) -> None:
    paper = movement.Handover(
        number="", day=DAY, sender=party_of(world.school), receiver=Party(name="Школа"), lines=[MATHS]
    )
    said = text_of(draft_pdf(movement.handover(paper)))
    assert absent(said, ("№ ____ от", "____________________", "Основание: ______")) == []


def test_numbers_of_the_inventory_book() -> None:
    assert number_ranges([19, 15, 16, 17, 18, 22]) == "15–19, 22"

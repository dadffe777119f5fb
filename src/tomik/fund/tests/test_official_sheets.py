"""The issue sheet of a class and the inscription of a bound register, asked for on a screen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.fund.models import PrintedForm
from tomik.fund.tests.forms import absent, text_of
from tomik.fund.tests.test_official_movement import settings_of
from tomik.fund.tests.test_receipts import fiction, got, line, today
from tomik.fund.tests.world import World
from tomik.ledger.public import Account, Draft, Entry, Line, account_for, post_entry
from tomik.people.public import ClassGroup, Enrolment, Pupil, PupilListAccess
from tomik.territory.public import School

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def class_of(school: School, *, letter: str = "А", year: int = 2026) -> ClassGroup:
    """A class of one pupil."""
    group = ClassGroup.objects.create(school=school, school_year=year, grade=7, letter=letter)
    pupil = Pupil.objects.create(
        school=school,
        reader_number=ClassGroup.objects.count(),
        full_name=f"Ученик {letter}",
        name_key=f"ученик {letter.lower()}",
    )
    Enrolment.objects.create(school=school, pupil=pupil, class_group=group, since=date(year, 9, 1))
    return group


def sheet(client: Client, world: World, **values: Any) -> Any:
    """What the form of the issue sheet answers."""
    where = reverse("fund:issue-sheets", args=[world.school.uid]) + "?year=2026"
    return client.post(where, values)


def test_the_sheet_of_a_chosen_class_is_printed_and_journalled(world: World, client: Client) -> None:
    settings_of(world.school)
    group = class_of(world.school)
    lot = got(world, line(world.physics, 10)).entry.transfers.get().lot_id
    shelf = account_for(world.school.pk, Account.Kind.FUND, world.main.pk)
    with_class = account_for(world.school.pk, Account.Kind.CLASS_GROUP, group.pk)
    issue = Draft(school_id=world.school.pk, kind=Entry.Kind.ISSUE, occurred_on=date(2026, 9, 1))
    post_entry(issue, [Line(lot, shelf, with_class, 4)])
    client.force_login(world.cast.librarian_a)
    page = client.get(reverse("fund:issue-sheets", args=[world.school.uid]) + "?year=2026")
    assert str(group.uid) in page.content.decode()
    assert PupilListAccess.objects.count() == 0
    answer = sheet(client, world, group=group.uid, day="2026-09-01", teacher="Белова О.О.")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert absent(text_of(answer.content), (
        "Лист выдачи учебников. 7А класс", "2026/27 учебный год, «01» сентября 2026 г.", "Ученик А", "Пёрышкин А.В. Физика",
        "4 (четыре) экземпляра", "Белова О.О.", "Иванова И.И.",
    )) == []  # fmt: skip
    assert "ЧЕРНОВИК" not in text_of(answer.content)
    told = PupilListAccess.objects.values_list("what", "pupils", "class_group_id", "user_id")
    assert list(told) == [("print", 1, group.pk, world.cast.librarian_a.pk)]
    assert PrintedForm.objects.count() == 0  # names of pupils are not kept as papers


def test_nothing_handed_out_yet_leaves_columns_to_write(world: World, client: Client) -> None:
    group = class_of(world.school)
    client.force_login(world.cast.deputy_a)
    said = text_of(sheet(client, world, group=group.uid, day="2026-09-01", teacher="").content)
    assert absent(said, ("Ученик А", "Всего выдано ______ экземпляров", "1.", "8.")) == []


def test_a_class_of_another_school_is_no_choice(world: World, client: Client) -> None:
    foreign = class_of(world.cast.school_b, letter="Б")
    client.force_login(world.cast.librarian_a)
    where = reverse("fund:issue-sheets", args=[world.school.uid])
    assert str(foreign.uid) not in client.get(where + "?year=2026").content.decode()
    answer = sheet(client, world, group=foreign.uid, day="2026-09-01", teacher="")
    assert (answer.status_code, PupilListAccess.objects.count()) == (422, 0)
    assert "Ученик Б" not in answer.content.decode()


@pytest.mark.parametrize("who", ["coordinator", "operator", "administrator"])
def test_names_are_not_for_those_above_the_school(world: World, client: Client, who: str) -> None:
    group = class_of(world.school)
    client.force_login(getattr(world.cast, who))
    assert client.get(reverse("fund:issue-sheets", args=[world.school.uid])).status_code == 403
    assert sheet(client, world, group=group.uid, day="2026-09-01", teacher="").status_code == 403
    assert PupilListAccess.objects.count() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"day": "1899-01-01"},
        {"day": "9999-01-01"},
        {"day": "вчера"},
        {"group": "x"},
        {"group": ""},
        {"teacher": "я" * 161},
    ],
)
def test_wrong_input_of_the_sheet(world: World, client: Client, values: dict[str, str]) -> None:
    group = class_of(world.school)
    client.force_login(world.cast.librarian_a)
    good = {"group": str(group.uid), "day": "2026-09-01", "teacher": ""}
    assert sheet(client, world, **good | values).status_code == 422
    assert PupilListAccess.objects.count() == 0


def test_the_inscription_knows_how_many_pages_the_register_has(world: World, client: Client) -> None:
    settings_of(world.school)
    got(world, line(world.physics, 3), line(fiction(), 160, 200_00, is_individual=True))
    client.force_login(world.cast.librarian_a)
    where = reverse("fund:certificate", args=[world.school.uid])
    assert 'name="pages" value' not in client.get(where).content.decode()
    pages = {"inventory": 4, "textbooks": 3, "main": 3, "journal": 1, "cards": 1}
    found = {}
    for register in pages:
        page = client.get(where, {"register": register, "year": 2026})
        found[register] = page.context["form"].initial["pages"]
    assert found == pages
    answer = client.post(where, {"register": "main", "year": 2026, "pages": 122, "day": "2026-12-30"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert absent(text_of(answer.content), (
        "Заверительная надпись", "Книга суммарного учёта основного фонда, 2026 год", "122 (сто двадцать две) страницы", "«30» декабря 2026 г.",
        "Петров П.П.", "М. П.",
    )) == []  # fmt: skip


@pytest.mark.parametrize(
    "values",
    [{"pages": "0"}, {"pages": "-1"}, {"pages": "1,5"}, {"pages": "10000"}, {"register": "x"}, {"day": "1899-01-01"}],
)  # fmt: skip
def test_wrong_input_of_the_inscription(world: World, client: Client, values: dict[str, str]) -> None:
    client.force_login(world.cast.head_a)
    good = {"register": "inventory", "year": "", "pages": "96", "day": "2026-12-30"}
    where = reverse("fund:certificate", args=[world.school.uid])
    assert client.post(where, good).status_code == 200
    assert client.post(where, good | values).status_code == 422


def test_one_warning_with_a_link_to_the_settings(world: World, client: Client, cast: Cast) -> None:
    for who, has_link in ((cast.librarian_a, True), (cast.deputy_a, False)):
        client.force_login(who)
        page = client.get(reverse("fund:issue-sheets", args=[world.school.uid])).content.decode()
        assert page.count("На бумагах останется незаполненным") == 1
        assert (reverse("fund:settings", args=[world.school.uid]) in page) is has_link

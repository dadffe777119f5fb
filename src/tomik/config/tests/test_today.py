"""The first page: steps are decided by facts; every role gets a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.cast import Cast
from tomik.accounts.public import Permission
from tomik.config.steps import SchoolFacts, month_note, next_steps

NOVEMBER, MARCH = date(2026, 11, 24), date(2027, 3, 1)
DONE = SchoolFacts(
    school_year=2026,
    classes=10,
    classes_unplanned=0,
    pupils_unplanned=0,
    pupils_without=0,
    has_fund=True,
    lacks=0,
    lacks_unexplained=0,
    expired=0,
    is_approved=True,
    next_classes=10,
    next_classes_unplanned=0,
)


@pytest.fixture(autouse=True)
def _russian() -> object:
    with translation.override("ru"):
        yield


def whats(
    facts: SchoolFacts, day: date = NOVEMBER, *, without: frozenset[Permission] = frozenset()
) -> list[str]:
    return [step.what for step in next_steps(facts, day, lambda permission: permission not in without)]


def test_nothing_waits_when_all_is_done() -> None:
    assert whats(DONE) == []
    assert whats(DONE, MARCH) == []


def test_an_empty_school_begins_with_lists_and_fund() -> None:
    empty = replace(DONE, classes=0, has_fund=False, is_approved=False, next_classes=0)
    assert whats(empty) == ["Загрузить списки классов 2026/27", "Загрузить фонд учебников"]


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (1, "Выбрать учебники для 1 класса"),
        (2, "Выбрать учебники для 2 классов"),
        (21, "Выбрать учебники для 21 класса"),
    ],
)
def test_classes_without_a_plan(count: int, words: str) -> None:
    assert whats(replace(DONE, classes_unplanned=count, pupils_unplanned=25)) == [words]


def test_shortages_reasons_and_terms() -> None:
    short = replace(DONE, lacks=3, pupils_without=2, lacks_unexplained=1, expired=5)
    assert whats(short) == [
        "Найти 3 недостающих учебника",
        "Указать причину 1 нехватки",
        "Заменить учебники с истёкшим сроком: 5 позиций",
    ]


def test_approval_is_the_head_s_and_comes_after_the_plan() -> None:
    waiting = replace(DONE, is_approved=False)
    assert whats(waiting) == ["Утвердить перечень учебников на 2026/27"]
    assert whats(waiting, without=frozenset({Permission.APPROVE_PLANS})) == []
    assert whats(replace(waiting, classes_unplanned=1)) == ["Выбрать учебники для 1 класса"]


def test_the_next_year_begins_in_february() -> None:
    open_next = replace(DONE, next_classes_unplanned=4)
    assert whats(open_next) == []
    assert whats(open_next, MARCH) == ["План 2027/28: 4 класса без учебников"]
    assert whats(replace(DONE, next_classes=0), MARCH) == ["Подготовить классы 2027/28"]
    assert whats(replace(open_next, school_year=2025), MARCH) == []


def test_every_month_has_its_note() -> None:
    assert len({month_note(date(2027, month, 1)) for month in range(1, 13)}) == 12


@time_machine.travel("2026-11-24T05:00:00Z", tick=False)
@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("librarian_a", "Школа А: 2 дела"),
        ("deputy_a", "Школа А: 2 дела"),
        ("coordinator", "2 школы внесли не всё"),
        ("operator", "3 школы внесли не всё"),
        ("department", "Томская область: полный комплект у — учеников"),
        ("outsider", "У вас пока нет роли"),
    ],
)
def test_everyone_has_a_first_page(
    cast: Cast, client_of: Callable[..., Client], who: str, words: str
) -> None:
    response = client_of(getattr(cast, who)).get("/")
    assert response.status_code == 200
    assert words in " ".join(response.content.decode().split())


def test_only_those_who_may_get_the_button(cast: Cast, client_of: Callable[..., Client]) -> None:
    link = 'href="/import/class-lists/?year='
    assert link in client_of(cast.librarian_a).get("/").content.decode()
    assert link not in client_of(cast.deputy_a).get("/").content.decode()


def test_anonymous_signs_in(cast: Cast, client: Client) -> None:
    assert client.get("/")["Location"] == "/accounts/login/?next=/"


def test_rail_of_a_school_and_of_a_region(cast: Cast, client_of: Callable[..., Client]) -> None:
    def labels(user: object) -> list[str]:
        return [str(place.label) for place in client_of(user).get("/").context["navigation"]]

    assert "Школы" not in labels(cast.librarian_a)
    assert "Школы" in labels(cast.operator)
    assert {"Сегодня", "Обеспеченность"} <= set(labels(cast.operator))
    assert len(labels(cast.operator)) <= 8


def test_members_link_only_for_those_who_manage(cast: Cast, client_of: Callable[..., Client]) -> None:
    address = 'href="/territory/members/"'
    assert address in client_of(cast.head_a).get("/").content.decode()
    assert address not in client_of(cast.librarian_a).get("/").content.decode()

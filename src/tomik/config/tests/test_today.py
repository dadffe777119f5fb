"""The first page: steps are decided by facts; every role gets a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.cast import Cast
from tests.security.world import furnish, share
from tomik.accounts.public import Permission
from tomik.config.months import month_note, month_steps, next_month_note
from tomik.config.steps import SchoolFacts, next_steps
from tomik.config.views.today import ADDRESSES
from tomik.kernel.scope import acting
from tomik.people.public import ClassGroup
from tomik.provision.models import SchoolSnapshot, SurplusNotice
from tomik.provision.public import PlanLine, school_provision
from tomik.territory.public import School, system_scope

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
    assert next_month_note(date(2026, 12, 31)) == month_note(date(2027, 1, 1))


FULL = replace(DONE, next_lacks=4, surplus=12, expiring=2)


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (1, [("Закрыть учёт за 2026 год", (1, 31)), ("Выгрузить формы федерального мониторинга 2027 года", (1, 31)),
             ("Посмотреть 2 учебника, срок которых кончается", (1, 31))]),
        (2, [("Проверить потребность на 2027/28: не хватает 4 учебников", (2, 28)),
             ("Посмотреть 2 учебника, срок которых кончается", (2, 28))]),
        (3, [("Просмотреть излишки: 12 комплектов", (3, 31)),
             ("Проверить потребность на 2027/28: не хватает 4 учебников", (3, 31))]),
        (4, [("Проверить потребность на 2027/28: не хватает 4 учебников", (4, 30))]),
        (5, [("Распечатать списки классов для сдачи учебников", (5, 20))]),
        (6, [("Просмотреть фонд: что вернулось, что негодно", (6, 30)), ("Просмотреть излишки: 12 комплектов", (6, 30))]),
        (7, [("Проверить потребность на 2027/28: не хватает 4 учебников", (7, 31)),
             ("Просмотреть фонд: что вернулось, что негодно", (7, 31))]),
        (8, [("Подписать чек-лист на 2027/28", (8, 25)),
             ("Проверить потребность на 2027/28: не хватает 4 учебников", (8, 31))]),
        (9, [("Подписать чек-лист на 2026/27", (9, 15)), ("Просмотреть излишки: 12 комплектов", (9, 30))]),
        (10, [("Обновить списки классов", (10, 31)), ("Просмотреть фонд: что вернулось, что негодно", (10, 31))]),
        (11, [("Посмотреть изменения федерального перечня", (11, 30)),
              ("Посмотреть 2 учебника, срок которых кончается", (11, 30))]),
        (12, [("Сверить фонд с бухгалтерией", (12, 31))]),
    ],
)  # fmt: skip
def test_every_month_asks_for_its_own(month: int, expected: list[tuple[str, tuple[int, int]]]) -> None:
    day = date(2026 if month > 8 else 2027, month, 3)
    found = [(step.what, (step.due.month, step.due.day)) for step in month_steps(FULL, day) if step.due]
    assert found == expected


def test_another_year_has_no_calendar() -> None:
    assert month_steps(replace(FULL, school_year=2025), NOVEMBER) == []


def test_closed_books_are_not_asked_for_again() -> None:
    closed = replace(FULL, closed_through=date(2026, 12, 31))
    assert "Закрыть учёт за 2026 год" not in [step.what for step in month_steps(closed, date(2027, 1, 9))]


def test_no_month_leads_nowhere(cast: Cast, client_of: Callable[..., Client]) -> None:
    """Every button of the first page opens, in every month, for whoever sees it."""
    furnish(cast.school_a, cast.librarian_a, share(cast))
    opened = set()
    people = (cast.librarian_a, cast.head_a, cast.deputy_a)
    for month, user in product(range(1, 13), people):
        with time_machine.travel(datetime(2026 if month > 8 else 2027, month, 3, 5, tzinfo=UTC), tick=False):
            client = client_of(user)
            context = client.get("/").context
            shown = [*context["steps"], *context["month_steps"]]
            urls = [step["url"] for step in shown if step["url"]]
            assert shown
            assert user is not cast.head_a or len(urls) == len(shown)
            assert [client.get(url).status_code for url in urls] == [200] * len(urls), month
            opened |= {url.split("?")[0] for url in urls}
    assert len(opened) == 9


def test_every_place_of_a_step_opens(cast: Cast, client_of: Callable[..., Client]) -> None:
    client = client_of(cast.librarian_a)
    answers = {place: client.get(address(cast.school_a)).status_code for place, address in ADDRESSES.items()}
    assert answers == dict.fromkeys(ADDRESSES, 200)


def test_the_page_shows_trend_and_where_it_lies(cast: Cast, client_of: Callable[..., Client]) -> None:
    furnish(cast.school_a, cast.librarian_a, share(cast))
    with acting(system_scope([cast.region.pk])):
        SchoolSnapshot.objects.create(
            school=cast.school_a, school_year=2026, taken_on=date(2026, 9, 15), pupils=4, pupils_full=1,
            need=1, covered=1,
        )  # fmt: skip
        pool = next(iter(school_provision(cast.school_a, 2026).pools))
        School.objects.filter(pk=cast.school_b.pk).update(latitude=57.5)
        SurplusNotice.objects.create(
            region=cast.region,
            holder=cast.school_b,
            school_year=2026,
            pool=pool,
            sets=31,
            counted_on=NOVEMBER,
        )
        ClassGroup.objects.filter(school=cast.school_a, letter="А", school_year=2026).update(
            pupils_forecast=40
        )
        PlanLine.objects.filter(school=cast.school_a, school_year=2026).update(learners=40)
    with time_machine.travel("2026-11-24T05:00:00Z", tick=False):
        page = " ".join(client_of(cast.librarian_a).get("/").content.decode().split())
    assert "25 % на 15.09.2026" in page
    assert "<polyline points=" in page
    assert 'Школа Б, <span class="text-nowrap">111 км</span>' in page
    assert "31 лишний" in page
    assert "подсчитаны 24.11.2026" in page
    assert "Сделано недавно" in page


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


def test_a_school_without_a_plan_fills_it_before_it_explains_anything(
    cast: Cast, client_of: Callable[..., Client]
) -> None:
    furnish(cast.school_a, cast.librarian_a, share(cast))
    with acting(system_scope([cast.region.pk])):
        PlanLine.objects.filter(school=cast.school_a).delete()
    context = client_of(cast.librarian_a).get("/?year=2026").context
    assert [(step["what"], step["action"]) for step in context["steps"]][:1] == [
        ("Выбрать учебники для 2 классов", "Открыть план")
    ]
    assert "Указать причины" not in [step["action"] for step in context["steps"]]

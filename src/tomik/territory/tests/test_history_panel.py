"""The panel «История»: who changed the passport, a building or a role, in Russian, for those who may know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.accounts.public import UnitKind, User
from tomik.kernel.scope import acting, because
from tomik.territory.access import Unit, scope_of
from tomik.territory.history import SHOWN_MAX
from tomik.territory.models import Building, Membership, School
from tomik.territory.queries import members_history, school_history
from tomik.territory.registry import change_school, save_building

ClientOf = Callable[[User], Client]
PASSPORT = "territory:school"


@pytest.fixture
def changed(cast: Cast) -> Cast:
    with acting(scope_of(cast.operator)):
        change_school(
            school_id=cast.school_a.pk,
            values={
                "short_name": "Лицей № 7",
                "is_small": True,
                "kind": School.Kind.LYCEUM,
                "municipality": cast.other_municipality,
            },
            on=date(2026, 9, 1),
        )
    with acting(scope_of(cast.head_a)):
        save_building(
            school_id=cast.school_a.pk, building=Building(name="Второй корпус", address="ул. Ленина, 1")
        )
    return cast


def _page(client_of: ClientOf, user: User, cast: Cast) -> str:
    answer = client_of(user).get(reverse(PASSPORT, args=[cast.school_a.uid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_passport_shows_who_changed_what(changed: Cast, client_of: ClientOf) -> None:
    with acting(scope_of(changed.operator)):
        school = School.objects.get(pk=changed.school_a.pk)
        events = {(event.title, event.action): event for event in school_history(school)}
    passport = events["Паспорт", "изменено"]
    assert passport.who == "Оператор"
    assert {(one.label, one.before, one.after) for one in passport.differences} == {
        ("краткое название", "Школа А", "Лицей № 7"),
        ("малокомплектная", "нет", "да"),
        ("вид", "средняя школа", "лицей"),
        ("Муниципалитет", str(changed.municipality), str(changed.other_municipality)),
    }
    text = _page(client_of, changed.operator, changed)
    assert "Школа А → Лицей № 7" in text
    assert str(changed.head_a) in text


@pytest.mark.parametrize(
    ("person", "sees"),
    [
        ("librarian_a", True),
        ("head_a", True),
        ("operator", True),
        ("administrator", True),
        ("deputy_a", False),
        ("department", False),
    ],
)
def test_who_may_see_the_history(changed: Cast, client_of: ClientOf, person: str, sees: bool) -> None:
    text = _page(client_of, getattr(changed, person), changed)
    assert ('id="history"' in text) is sees
    assert ("Школа А → Лицей № 7" in text) is sees


def test_another_schools_librarian_does_not_come_to_it(changed: Cast, client_of: ClientOf) -> None:
    assert (
        client_of(changed.librarian_b).get(reverse(PASSPORT, args=[changed.school_a.uid])).status_code == 404
    )


def test_the_reason_is_told(cast: Cast) -> None:
    with acting(scope_of(cast.operator)), because("import:018f"):
        School.objects.filter(pk=cast.school_a.pk).update(inn="7000007701")
    with acting(scope_of(cast.operator)):
        assert school_history(cast.school_a)[0].who == "Оператор, загрузкой файла"


def test_changes_without_a_person_are_the_programs(cast: Cast) -> None:
    School.objects.filter(pk=cast.school_a.pk).update(inn="7000007702")
    with acting(scope_of(cast.operator)):
        assert school_history(cast.school_a)[0].who == "программа"


def test_the_panel_is_short(cast: Cast) -> None:
    with acting(scope_of(cast.operator)):
        for number in range(SHOWN_MAX + 5):
            School.objects.filter(pk=cast.school_a.pk).update(inn=f"70000088{number:02}")
        events = school_history(cast.school_a)
    assert len(events) == SHOWN_MAX
    assert events[0].differences[0].after == f"70000088{SHOWN_MAX + 4:02}"


def test_roles_given_and_taken_are_shown_on_the_members_screen(cast: Cast, client_of: ClientOf) -> None:
    with acting(scope_of(cast.head_a)):
        Membership.objects.create(
            user=cast.outsider, role="teacher", school=cast.school_a, granted_by=cast.head_a
        )
    text = client_of(cast.head_a).get(reverse("territory:members")).content.decode()
    assert "Роль: — → Классный руководитель" in text
    assert str(cast.outsider) in text


def test_roles_of_another_kind_of_unit_with_the_same_number_stay_apart(cast: Cast) -> None:
    """`of_id` of a role is the number of its unit, whatever the kind: the kind must match too."""
    with acting(scope_of(cast.operator)):
        Membership.objects.create(user=cast.outsider, role="department", region=cast.region)
        events = members_history(Unit(UnitKind.REGION, cast.region.pk, ""))
        assert events[0].differences[0].after == str(cast.outsider)
        people = [
            one.after
            for event in members_history(Unit(UnitKind.SCHOOL, cast.region.pk, ""))
            for one in event.differences
        ]
        assert str(cast.outsider) not in people

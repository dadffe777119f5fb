"""The register by hand: passport, status and buildings of a school, with their history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.territory import registry
from tomik.territory.models import Building, School, SchoolVersion
from tomik.territory.school_forms import inn_is_sound

pytestmark = pytest.mark.django_db
ClientOf = Callable[..., Client]


def passport(school: School, **changes: Any) -> dict[str, Any]:
    """What the form posts."""
    return {
        "short_name": school.short_name,
        "full_name": school.full_name,
        "municipality": school.municipality_id,
        "kind": school.kind,
        "founder": school.founder,
        "inn": school.inn,
        "timezone": school.timezone,
        "latitude": school.latitude,
        "longitude": school.longitude,
        "status": school.status,
        "on": "2026-11-01",
    } | changes


WHO = [
    "operator",
    "administrator",
    "librarian_a",
    "head_a",
    "deputy_a",
    "librarian_b",
    "coordinator",
    "department",
]


@pytest.mark.parametrize(
    ("who", "status"), list(zip(WHO, [200, 200, 403, 403, 403, 404, 403, 403], strict=True))
)
def test_who_may_change_a_passport(cast: Cast, client_of: ClientOf, who: str, status: int) -> None:
    address = f"/territory/schools/{cast.school_a.uid}/edit/"
    client = client_of(getattr(cast, who))
    assert client.get(address).status_code == status
    posted = client.post(address, passport(cast.school_a, short_name="Новое имя")).status_code
    assert posted == (303 if status == 200 else status)
    cast.school_a.refresh_from_db()
    assert cast.school_a.short_name == ("Новое имя" if status == 200 else "Школа А")


@pytest.mark.parametrize(
    ("who", "status"), list(zip(WHO, [200, 200, 200, 200, 403, 404, 403, 403], strict=True))
)
def test_who_may_add_a_building(cast: Cast, client_of: ClientOf, who: str, status: int) -> None:
    address = f"/territory/schools/{cast.school_a.uid}/buildings/new/"
    client = client_of(getattr(cast, who))
    assert client.get(address).status_code == status
    posted = client.post(address, {"name": "Филиал", "is_branch": "on"}).status_code
    assert posted == (303 if status == 200 else status)
    assert Building.objects.filter(school=cast.school_a).count() == (2 if status == 200 else 1)


def test_a_new_name_opens_a_version_and_ends_the_former(cast: Cast, client_of: ClientOf) -> None:
    registry.open_version(cast.school_a, date(2020, 9, 1))
    data = passport(cast.school_a, short_name="Лицей А", status="closed")
    client_of(cast.operator).post(f"/territory/schools/{cast.school_a.uid}/edit/", data)
    versions = SchoolVersion.objects.filter(school=cast.school_a).order_by("valid_from")
    assert list(versions.values_list("short_name", "status", "valid_from", "valid_to")) == [
        ("Школа А", "active", date(2020, 9, 1), date(2026, 11, 1)),
        ("Лицей А", "closed", date(2026, 11, 1), None),
    ]
    cast.school_a.refresh_from_db()
    assert cast.school_a.name_key == "лицей а"


def test_the_same_again_writes_nothing(cast: Cast) -> None:
    registry.change_school(
        school_id=cast.school_a.pk, values={"kind": cast.school_a.kind}, on=date(2026, 11, 1)
    )
    assert SchoolVersion.objects.count() == 0


def test_all_faults_of_a_passport_at_once(cast: Cast, client_of: ClientOf) -> None:
    data = passport(cast.school_a, short_name="", inn="7000000009", status="ruined", on="завтра")
    page = client_of(cast.operator).post(f"/territory/schools/{cast.school_a.uid}/edit/", data)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Такого ИНН не бывает" in text
    assert set(page.context["form"].errors) == {"short_name", "inn", "status", "on"}
    cast.school_a.refresh_from_db()
    assert cast.school_a.short_name == "Школа А"


@pytest.mark.parametrize(
    ("inn", "sound"),
    [("7707083893", True), ("7707083894", False), ("770708389", False), ("77070838931", False), ("", False)],
)
def test_check_digit_of_an_inn(inn: str, sound: bool) -> None:
    assert inn_is_sound(inn) is sound


def test_one_main_building_and_one_name(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.librarian_a)
    address = f"/territory/schools/{cast.school_a.uid}/buildings/new/"
    assert client.post(address, {"name": "главное ЗДАНИЕ"}).status_code == 422
    assert client.post(address, {"name": "Новый корпус", "is_main": "on"}).status_code == 303
    mains = Building.objects.filter(school=cast.school_a, is_main=True).values_list("name", flat=True)
    assert list(mains) == ["Новый корпус"]
    new = Building.objects.get(name="Новый корпус")
    page = f"/territory/schools/{cast.school_a.uid}/buildings/{new.pk}/"
    assert client.post(page, {"name": "Новый корпус"}).status_code == 303
    assert Building.objects.filter(school=cast.school_a, is_main=True).count() == 1
    foreign = Building.objects.get(school=cast.school_b)
    assert client.get(f"/territory/schools/{cast.school_a.uid}/buildings/{foreign.pk}/").status_code == 404

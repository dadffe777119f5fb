"""Schools stand in the order of their numbers, in the database, on the screens and in the switcher."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import Role
from tomik.kernel.normalise import comparable, natural_key
from tomik.territory.access import actor_for
from tomik.territory.models import Membership, School

pytestmark = pytest.mark.django_db

ORDERED = [
    "Гимназия № 2",
    "Гимназия № 13",
    "Ёлкинская школа",
    "Лицей",
    "лицей № 1",
    "Лицей № 7",
    "Школа № 2",
    "Школа № 2 г. Асино",
    "Школа № 10",
    "Школа № 100",
]


@pytest.fixture
def schools(cast: Cast) -> list[School]:
    School.objects.all().update(short_name="Яя")
    return School.objects.bulk_create(
        School(
            region=cast.region,
            municipality=cast.municipality,
            short_name=name,
            full_name=name,
            name_key=comparable(name),
        )
        for name in sorted(ORDERED)
    )


def test_in_the_database_and_in_python(schools: list[School]) -> None:
    found = School.objects.exclude(short_name="Яя").order_by("name_order")
    assert list(found.values_list("short_name", flat=True)) == ORDERED
    assert sorted(sorted(ORDERED), key=natural_key) == ORDERED


def test_on_the_screen(schools: list[School], cast: Cast, client_of: Callable[..., Client]) -> None:
    client = client_of(cast.operator)
    for address, order in (
        ("/territory/schools/", ORDERED),
        ("/territory/schools/?sort=-short_name", ORDERED[::-1]),
    ):
        html = client.get(address).content.decode()
        places = [html.index(f">{name}</a>") for name in order]
        assert places == sorted(places)


def test_in_the_switcher(schools: list[School], cast: Cast) -> None:
    for school in schools:
        Membership.objects.create(user=cast.outsider, role=Role.LIBRARIAN, school=school)
    assert [unit.name for unit in actor_for(cast.outsider).units] == ORDERED

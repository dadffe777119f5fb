"""The one search field: what each person finds, and that looking pupils up is written down."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date

import pytest
from django.test import Client

from tests.cast import Cast
from tests.security.world import share
from tomik.fund.public import Opened, open_one_title
from tomik.kernel.ids import uuid7
from tomik.kernel.normalise import comparable
from tomik.ledger.public import LotDraft
from tomik.people.public import ClassGroup, Enrolment, Pupil, PupilListAccess
from tomik.territory.public import Building, School

pytestmark = pytest.mark.django_db


def _pupil(school: School, name: str) -> Pupil:
    group, _ = ClassGroup.objects.get_or_create(school=school, school_year=2026, grade=5, letter="А")
    pupil = Pupil.objects.create(school=school, reader_number=17, full_name=name, name_key=comparable(name))
    Enrolment.objects.create(school=school, pupil=pupil, class_group=group, since=date(2026, 9, 1))
    return pupil


@pytest.fixture
def pupils(cast: Cast, as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    with as_owner():
        _pupil(cast.school_a, "Ёлкина Алёна")
        _pupil(cast.school_b, "Елкина Вера")


@pytest.mark.parametrize("query", ["елкина", "алена ёлк", "17"])
def test_a_librarian_finds_the_pupils_of_the_own_school(
    cast: Cast, pupils: None, client_of: Callable[..., Client], query: str
) -> None:
    page = client_of(cast.librarian_a).get("/search/", {"q": query, "year": 2026})
    assert page.status_code == 200
    assert "Ёлкина Алёна" in page.content.decode()
    assert "Елкина Вера" not in page.content.decode()


def test_each_look_at_pupils_is_in_the_journal(
    cast: Cast,
    pupils: None,
    client_of: Callable[..., Client],
    as_owner: Callable[[], AbstractContextManager[None]],
) -> None:
    client_of(cast.librarian_a).get("/search/", {"q": "елкина", "year": 2026})
    client_of(cast.librarian_a).get("/search/", {"q": "никто", "year": 2026})
    with as_owner():
        assert list(PupilListAccess.objects.values_list("user_id", "what", "pupils")) == [
            (cast.librarian_a.pk, "search", 1)
        ]


def test_what_is_found_leads_to_its_page(
    cast: Cast,
    pupils: None,
    client_of: Callable[..., Client],
    as_scope: Callable[..., AbstractContextManager[object]],
) -> None:
    edition = share(cast).edition
    with as_scope(cast.librarian_a):
        pupil = Pupil.objects.get(school=cast.school_a)
        group = ClassGroup.objects.get(school=cast.school_a)
        lot = LotDraft(
            edition_id=edition.pk, price_kopecks=65_000, received_on=date(2025, 8, 20), receipt_uid=uuid7()
        )
        building = Building.objects.get(school=cast.school_a)
        opened = Opened(lot=lot, copies=10, building_id=building.pk)
        actor_id = cast.librarian_a.pk
        entry = open_one_title(school=cast.school_a, opened=opened, actor_id=actor_id, document_number="17-А")
    client = client_of(cast.librarian_a)
    for query, address in (
        ("елкина", f"/classes/pupil/{pupil.uid}/"),
        ("5А", f"/classes/{group.uid}/"),
        ("17-а", f"/ledger/schools/{cast.school_a.uid}/documents/{entry.uid}/"),
    ):
        page = client.get("/search/", {"q": query, "year": 2026}).content.decode()
        assert f'href="{address}"' in page, query


def test_above_the_school_no_names_are_found(
    cast: Cast, pupils: None, client_of: Callable[..., Client]
) -> None:
    for user in (cast.coordinator, cast.operator, cast.department):
        page = client_of(user).get("/search/", {"q": "елкина"})
        assert page.status_code == 200
        assert "Ёлкина" not in page.content.decode()


@pytest.mark.parametrize("query", ["5а", "5 «A»", "5"])
def test_a_class_is_found_as_people_write_it(
    cast: Cast, pupils: None, client_of: Callable[..., Client], query: str
) -> None:
    page = client_of(cast.librarian_a).get("/search/", {"q": query, "year": 2026})
    assert "5А" in page.content.decode()


@pytest.mark.parametrize("query", ["", " ", "%", "' OR 1=1 --", "9" * 300, "я" * 5000, "👍", "а & б | !"])
def test_any_words_give_a_page(cast: Cast, client_of: Callable[..., Client], query: str) -> None:
    assert client_of(cast.librarian_a).get("/search/", {"q": query}).status_code == 200


def test_one_signs_in_first(cast: Cast, client: Client) -> None:
    assert client.get("/search/", {"q": "алгебра"}).status_code == 302


def test_a_zero_byte_is_a_bad_request_everywhere(cast: Cast, client_of: Callable[..., Client]) -> None:
    for address in ("/", "/search/", "/catalogue/"):
        assert client_of(cast.librarian_a).get(address, {"q": "\x00"}).status_code == 400

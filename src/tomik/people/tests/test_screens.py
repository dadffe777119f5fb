"""Classes and pupils by hand: screens, papers, the journal of names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.kernel import clock
from tomik.kernel.school_year import first_day, school_year_of
from tomik.paper.public import read_table
from tomik.people.models import ClassGroup, Enrolment, Pupil, PupilListAccess
from tomik.people.rules.names import name_key

ClientOf = Callable[[User], Client]
AsScope = Callable[[User], AbstractContextManager[Any]]


@dataclass
class Stage:
    """School A with two classes and one pupil, and its librarian."""

    client: Client
    five: ClassGroup
    six: ClassGroup
    pupil: Pupil


def _year() -> int:
    return school_year_of(clock.today())


def _day() -> str:
    return (first_day(_year()) + timedelta(days=20)).isoformat()


@pytest.fixture
def stage(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> Iterator[Stage]:
    with as_scope(cast.librarian_a):
        five, six = (
            ClassGroup.objects.create(school=cast.school_a, school_year=_year(), grade=grade, letter="А")
            for grade in (5, 6)
        )
        name = "Ёлкин Пётр"
        pupil = Pupil.objects.create(
            school=cast.school_a, reader_number=7, full_name=name, name_key=name_key(name)
        )
        Enrolment.objects.create(
            school=cast.school_a, pupil=pupil, class_group=five, since=first_day(_year())
        )
        yield Stage(client_of(cast.librarian_a), five, six, pupil)


def test_the_list_of_classes(stage: Stage) -> None:
    page = stage.client.get("/classes/").content.decode()
    assert ">5А</a>" in page
    assert "список внесён" in page
    assert "списка ещё нет" in page
    rows = read_table(stage.client.get("/classes/?export=xlsx").content, "a.xlsx").sheets[0].rows
    assert any(row[:1] == ["5А"] for row in rows)
    empty = stage.client.get("/classes/?year=2020").content.decode()
    assert "ещё нет классов" in empty


def test_names_are_seen_and_taken_out_under_the_journal(stage: Stage, cast: Cast) -> None:
    assert "Ёлкин Пётр" in stage.client.get(f"/classes/{stage.five.uid}/").content.decode()
    workbook = stage.client.get(f"/classes/{stage.five.uid}/list.xlsx")
    assert [1, "Ёлкин Пётр", 7] in [row[:3] for row in read_table(workbook.content, "a.xlsx").sheets[0].rows]
    pdf = stage.client.get(f"/classes/{stage.five.uid}/list.pdf")
    assert pdf.content.startswith(b"%PDF")
    told = PupilListAccess.objects.order_by("id").values_list("what", "pupils", "class_group_id", "user_id")
    assert list(told) == [(what, 1, stage.five.pk, cast.librarian_a.pk) for what in ("view", "xlsx", "print")]


@pytest.mark.parametrize(
    ("who", "class_status", "pupil_status"),
    [
        ("deputy_a", 200, 200),
        ("librarian_b", 404, 404),
        ("coordinator", 403, 404),
        ("operator", 403, 404),
        ("outsider", 404, 404),
    ],
)
def test_who_sees_names(
    stage: Stage, cast: Cast, client_of: ClientOf, who: str, class_status: int, pupil_status: int
) -> None:
    client = client_of(getattr(cast, who))
    for path in ("", "list.xlsx", "list.pdf"):
        assert client.get(f"/classes/{stage.five.uid}/{path}").status_code == class_status
    assert client.get(f"/classes/pupil/{stage.pupil.uid}/").status_code == pupil_status
    if who != "deputy_a":
        assert PupilListAccess.objects.count() == 0


@pytest.mark.parametrize(("who", "status"), [("deputy_a", 403), ("librarian_b", 404)])
def test_who_may_not_change(stage: Stage, cast: Cast, client_of: ClientOf, who: str, status: int) -> None:
    client = client_of(getattr(cast, who))
    assert (
        client.post(f"/classes/{stage.five.uid}/add", {"name": "Новый Иван", "on": _day()}).status_code
        == status
    )
    assert client.post(f"/classes/{stage.five.uid}/edit", {"name": "7А"}).status_code == status
    assert (
        client.post(f"/classes/pupil/{stage.pupil.uid}/", {"act": "leave", "leave-on": _day()}).status_code
        == status
    )
    assert (Pupil.objects.count(), Enrolment.objects.filter(until__isnull=True).count()) == (1, 1)


def test_anonymous_is_asked_to_sign_in(client: Client, stage: Stage) -> None:
    for path in ("/classes/", f"/classes/{stage.five.uid}/", "/import/", "/import/class-lists/"):
        assert client.get(path).status_code == 302


def test_a_class_is_added_and_changed(stage: Stage, cast: Cast) -> None:
    response = stage.client.post("/classes/new", {"name": "1 доп", "forecast": "20"})
    assert response.status_code == 303
    added = ClassGroup.objects.get(grade=1)
    assert (added.letter, added.pupils_forecast, added.school_year) == ("доп.", 20, _year())
    assert stage.client.post("/classes/new", {"name": "5-а"}).status_code == 422
    assert stage.client.post("/classes/new", {"name": "10-11"}).status_code == 422
    assert stage.client.post(f"/classes/{added.uid}/edit", {"name": "6А"}).status_code == 422
    assert stage.client.post(f"/classes/{added.uid}/edit", {"name": "1Б"}).status_code == 303
    added.refresh_from_db()
    assert (added.name, added.pupils_forecast) == ("1Б", None)
    assert ClassGroup.objects.count() == 3


def test_a_pupil_comes_moves_and_leaves(stage: Stage) -> None:
    add = f"/classes/{stage.six.uid}/add"
    assert stage.client.post(add, {"name": "ИВАНОВ иван", "on": _day()}).status_code == 303
    came = Pupil.objects.get(full_name="Иванов Иван")
    assert came.reader_number == 8
    assert stage.client.post(add, {"name": "Елкин Петр", "on": _day()}).status_code == 422
    assert stage.client.post(add, {"name": "Елкин Петр", "on": _day(), "another": "on"}).status_code == 303
    assert stage.client.post(add, {"name": "Один", "on": _day()}).status_code == 422
    assert stage.client.post(add, {"name": "Два Слова", "on": "1999-01-01"}).status_code == 422
    assert Pupil.objects.count() == 3

    card = f"/classes/pupil/{stage.pupil.uid}/"
    assert stage.client.get(card).status_code == 200
    assert stage.client.post(card, {"act": "move", "group": stage.six.pk, "on": _day()}).status_code == 303
    assert [(e.class_group.name, e.until is None) for e in stage.pupil.enrolments.order_by("id")] == [
        ("5А", False),
        ("6А", True),
    ]
    assert stage.client.post(card, {"act": "rename", "name": "Елкина-Белова Вера"}).status_code == 303
    stage.pupil.refresh_from_db()
    assert (stage.pupil.full_name, stage.pupil.name_key) == ("Елкина-Белова Вера", "елкина белова вера")
    assert stage.client.post(card, {"act": "leave", "leave-on": _day()}).status_code == 303
    assert not stage.pupil.enrolments.filter(until__isnull=True).exists()
    assert stage.client.post(card, {"act": "leave", "leave-on": _day()}).status_code == 422
    assert stage.client.post(card, {"act": "nothing"}).status_code == 422


def test_absent_and_wrong_method(stage: Stage) -> None:
    none = "00000000-0000-7000-8000-000000000000"
    for path in (
        f"/classes/{none}/",
        f"/classes/{none}/edit",
        f"/classes/{none}/add",
        f"/classes/pupil/{none}/",
    ):
        assert stage.client.get(path).status_code == 404
    assert stage.client.post("/classes/").status_code == 405

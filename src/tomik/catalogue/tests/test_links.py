"""Rows of the list linked to sets: proposals, decisions, adoption; statuses follow."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tomik.catalogue.errors import AlreadyDecided
from tomik.catalogue.models import Edition, EditionSet, FederalListLink, FederalListRow, SetStatus, Subject
from tomik.catalogue.public import NewSet, create_sets, set_statuses, status_of_set, usable_sets
from tomik.catalogue.services.links import (
    adopt_rows,
    confirm_links,
    confirm_sure_links,
    link_row,
    propose_links,
    refuse_link,
)
from tomik.catalogue.services.lists import import_federal_list
from tomik.catalogue.tests.listfile import PUBLISHER
from tomik.catalogue.tests.test_import import ORDER, small_list
from tomik.kernel.clock import today
from tomik.kernel.school_year import school_year_of

pytestmark = pytest.mark.django_db


def load() -> FederalListRow:
    import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER)
    return FederalListRow.objects.get(row_no=6)


def vilenkin(**other: object) -> EditionSet:
    given = {
        "title": "Математика",
        "authors": "Виленкин Н.Я., Жохов В.И. и др.",
        "publisher": "АО «Издательство «Просвещение»",
        "grade_from": 5,
        "grade_to": 5,
        "parts": 2,
    } | other
    return create_sets([NewSet(**given)])[0]  # type: ignore[arg-type]


def test_a_set_that_is_surely_the_row_is_proposed_on_import() -> None:
    one = vilenkin()
    row = load()
    link = FederalListLink.objects.get()
    assert (link.row_id, link.edition_set_id, link.is_sure, link.score) == (row.pk, one.pk, True, 99)
    assert (link.confirmed_at, SetStatus.objects.count()) == (None, 0)


@pytest.mark.parametrize(
    ("other", "proposed"),
    [
        ({"grade_from": 6, "grade_to": 6}, 0),
        ({"authors": "Мерзляк А.Г."}, 0),
        ({"parts": 1}, 0),
        ({"language": "татарский"}, 0),
        ({"level": "advanced"}, 0),
        ({"publisher": "ООО «Дрофа»"}, 1),
        ({"title": "Математика. Наглядная геометрия"}, 0),
    ],
)
def test_what_is_not_surely_the_row(other: dict[str, object], proposed: int) -> None:
    vilenkin(**other)
    load()
    assert FederalListLink.objects.count() == proposed
    assert not FederalListLink.objects.filter(is_sure=True).exists()


def test_confirming_a_link_gives_the_set_its_status(cast: Cast) -> None:
    one = vilenkin()
    row = load()
    year = school_year_of(today())
    assert status_of_set(one.pk, year).status == "not_listed"
    assert confirm_sure_links(federal_list_uid=row.federal_list.uid, actor=cast.operator) == 1
    status = status_of_set(one.pk, 2026)
    assert (status.status, status.until, status.row, status.may_be_used) == (
        "current",
        row.expert_until,
        row,
        True,
    )
    assert FederalListLink.objects.get().confirmed_by == cast.operator
    assert list(usable_sets(2026).values_list("edition_set_id", flat=True)) == [one.pk]
    assert confirm_sure_links(federal_list_uid=row.federal_list.uid, actor=cast.operator) == 0


def test_refusing_a_link_takes_the_status_and_is_remembered(cast: Cast) -> None:
    one = vilenkin()
    row = load()
    confirm_sure_links(federal_list_uid=row.federal_list.uid, actor=cast.operator)
    link = FederalListLink.objects.get()
    refuse_link(link_id=link.pk)
    assert (SetStatus.objects.count(), status_of_set(one.pk, 2026).status) == (0, "not_listed")
    assert propose_links(row.federal_list) == 0
    with pytest.raises(AlreadyDecided):
        confirm_links(link_ids=[link.pk], actor=cast.operator)
    link_row(row_id=row.pk, edition_set_id=one.pk, actor=cast.operator)
    assert status_of_set(one.pk, 2026).status == "current"


def test_rows_without_a_set_become_sets_in_one_operation(cast: Cast) -> None:
    load()
    rows = list(FederalListRow.objects.filter(is_heading=False).values_list("pk", flat=True))
    made = adopt_rows(row_ids=rows, actor=cast.operator)
    assert [(one.title, one.grade_from, one.grade_to, one.parts, one.level) for one in made] == [
        ("Математика", 5, 5, 2, "base"),
        ("Математика. Алгебра", 7, 7, 1, ""),
        ("Математика. Геометрия", 7, 9, 1, ""),
        ("Русский язык", 2, 2, 2, ""),
    ]
    assert [one.subject.name for one in EditionSet.objects.order_by("pk") if one.subject] == [
        "Математика",
        "Алгебра",
        "Геометрия",
        "Русский язык",
    ]
    assert list(Edition.objects.filter(edition_set=made[0]).values_list("part", "title")) == [
        (1, "Математика. Часть 1"),
        (2, "Математика. Часть 2"),
    ]
    assert made[0].publisher == PUBLISHER
    statuses = set_statuses([one.pk for one in made], 2025)
    assert [statuses[one.pk].status for one in made] == ["current", "current", "current", "expired"]
    assert adopt_rows(row_ids=rows, actor=cast.operator) == []
    assert EditionSet.objects.count() == 4


def test_subjects_of_the_curriculum_exist_once() -> None:
    load()
    adopt_rows(
        row_ids=FederalListRow.objects.filter(is_heading=False).values_list("pk", flat=True), actor=None
    )
    assert Subject.objects.filter(name="Математика").count() == 1
    assert Subject.objects.get(code="technology").name == "Труд (технология)"


def test_of_two_editions_the_row_is_the_one_of_its_own_note(cast: Cast) -> None:
    vilenkin()
    same = vilenkin(edition_note="3-е издание, переработанное")
    vilenkin(edition_note="2-е издание, переработанное")
    row = load()
    links = FederalListLink.objects.filter(row=row).order_by("-score")
    assert [(link.score, link.is_sure) for link in links] == [(100, True), (99, True), (95, False)]
    assert confirm_sure_links(federal_list_uid=row.federal_list.uid, actor=cast.operator) == 1
    assert FederalListLink.objects.get(confirmed_at__isnull=False).edition_set == same

"""The operator's editor: textbooks, works, duplicates, in-force dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.security.world import furnish, share
from tomik.catalogue.errors import EditionInUse, NotADuplicate
from tomik.catalogue.models import Edition, EditionSet, EquivalenceMember, FederalList, SetStatus, Work
from tomik.catalogue.public import Line, NewPart, NewSet, create_sets, find_editions, search
from tomik.catalogue.services.duplicates import Merged, drop_edition, merge_sets, separate
from tomik.catalogue.services.links import link_row
from tomik.catalogue.tests.test_import import small_list
from tomik.catalogue.tests.test_screens import load
from tomik.kernel.scope import acting
from tomik.ledger.public import Lot
from tomik.provision.public import PlanLineSet
from tomik.territory.public import scope_of

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Any], Client]
BOOK = {
    "title": "Алгебра", "authors": "Макарычев Ю.Н.", "grade_from": 7, "grade_to": 7, "language": "русский",
    "kind": "textbook", "parts": 2,
}  # fmt: skip


@pytest.fixture
def operator(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.operator)


def algebra(**part: Any) -> EditionSet:
    return create_sets([NewSet(title="Алгебра", authors="Макарычев Ю.Н.", grade_from=7, grade_to=7,
                               new_parts=[NewPart(**part)])])[0]  # fmt: skip


def said(client: Client, url: str, body: dict[str, Any]) -> str:
    answer = client.post(url, body)
    assert answer.status_code == 422
    return " ".join(answer.content.decode().split())


def test_a_textbook_is_made_with_its_parts(operator: Client) -> None:
    url = reverse("catalogue:new-set")
    assert operator.get(url).status_code == 200
    answer = operator.post(url, {**BOOK, "isbns": "978-5-09-087738-1\n", "year": 2023})
    made = EditionSet.objects.get()
    assert answer.status_code == 303
    assert answer["Location"] == reverse("catalogue:set", args=[made.uid])
    assert list(made.editions.order_by("part").values_list("title", "isbn", "year")) == [
        ("Алгебра. Часть 1", "9785090877381", 2023),
        ("Алгебра. Часть 2", "", 2023),
    ]
    assert [one.pk for one in search("макарычев алгебра").sets] == [made.pk]


@pytest.mark.parametrize(
    ("isbns", "words"),
    [
        (
            "9785090877381\n9785090877382",
            "Строка 2: неверна контрольная цифра: 2, по остальным должна быть 1",
        ),
        ("12345", "Строка 1: в ISBN 13 цифр (в старых книгах 10); в «12345» не так."),
        ("9785090877381\n\n9785091024746", "Частей в комплекте: 2."),
    ],
)
def test_a_wrong_isbn_is_named_with_its_line(operator: Client, isbns: str, words: str) -> None:
    text = said(operator, reverse("catalogue:new-set"), {**BOOK, "isbns": isbns})
    assert words in text
    assert not EditionSet.objects.exists()


def test_a_known_isbn_is_not_entered_again(operator: Client) -> None:
    algebra(isbn="9785090877381")
    text = said(operator, reverse("catalogue:new-set"), {**BOOK, "isbns": "9785090877381"})
    assert "ISBN 978-5-09-087738-1 уже есть в каталоге: «Алгебра»" in text


def test_a_duplicate_that_no_plan_names_is_dissolved(operator: Client, cast: Cast) -> None:
    stays = algebra(isbn="9785090877381", year=2023)
    twin = algebra(isbn="9785090877381", year=2023)
    older = Edition.objects.create(edition_set=twin, part=1, title="Алгебра", year=2019)
    url = reverse("catalogue:merge-set", args=[twin.uid])
    assert reverse("catalogue:set", args=[stays.uid]) in operator.get(url).content.decode()
    answer = operator.post(url, {"into": stays.uid})
    assert answer["Location"] == reverse("catalogue:set", args=[stays.uid])
    assert not EditionSet.objects.filter(pk=twin.pk).exists()
    assert set(stays.editions.values_list("year", flat=True)) == {2023, 2019}
    assert Edition.objects.get(pk=older.pk).edition_set_id == stays.pk


def test_copies_follow_their_edition_and_the_ledger_is_untouched(cast: Cast) -> None:
    shared = share(cast)
    furnish(cast.school_a, cast.librarian_a, shared)
    stays = create_sets([NewSet(title="Математика", authors="Виленкин Н.Я.", grade_from=5, grade_to=5)])[0]
    with acting(scope_of(cast.operator)):
        before = list(Lot.objects.order_by("pk").values())
        named = merge_sets(
            duplicate_id=shared.sets[0].pk, into_id=stays.pk, region_id=cast.region.pk, actor=cast.operator
        )
        assert list(Lot.objects.order_by("pk").values()) == before
        assert named is Merged.REPLACED
        twin = EditionSet.objects.get(pk=shared.sets[0].pk)
        assert twin.replaced_by_id == stays.pk
        assert PlanLineSet.objects.filter(edition_set=twin).exists()
        groups = EquivalenceMember.objects.filter(edition_set__in=[twin.pk, stays.pk])
        assert len(set(groups.values_list("equivalence_id", flat=True))) == 1
        assert twin.pk not in [one.pk for one in search("математика").sets]
        found = find_editions([Line(key=1, title="Математика", authors="Виленкин Н.Я.", grade_from=5)])[1]
        assert {Edition.objects.get(pk=pk).edition_set_id for pk in found.edition_ids} == {stays.pk}
        separate(edition_set_id=twin.pk)
        assert twin.pk in [one.pk for one in search("математика").sets]


def test_rows_of_the_list_are_shared(operator: Client, cast: Cast) -> None:
    shared = share(cast)
    furnish(cast.school_a, cast.librarian_a, shared)
    stays = create_sets([NewSet(title="Математика", authors="Виленкин Н.Я.", grade_from=5, grade_to=5)])[0]
    row = shared.federal_list.rows.get(is_heading=False)
    with acting(scope_of(cast.operator)):
        link_row(row_id=row.pk, edition_set_id=shared.sets[0].pk, actor=cast.operator)
        merge_sets(
            duplicate_id=shared.sets[0].pk, into_id=stays.pk, region_id=cast.region.pk, actor=cast.operator
        )
    said_of = SetStatus.objects.filter(school_year=2026)
    statuses = {pk: set(said_of.filter(edition_set=pk).values_list("status", flat=True)) for pk in
                (shared.sets[0].pk, stays.pk)}  # fmt: skip
    assert statuses[stays.pk] == statuses[shared.sets[0].pk] != set()
    page = operator.get(reverse("catalogue:set", args=[shared.sets[0].uid])).content.decode()
    assert "Внесён дважды. Остаётся:" in page


def test_unlike_sets_are_not_merged(operator: Client, cast: Cast) -> None:
    one, other = algebra(), create_sets([NewSet(title="Алгебра", parts=2)])[0]
    for into in (one.pk, other.pk):
        with acting(scope_of(cast.operator)), pytest.raises(NotADuplicate):
            merge_sets(duplicate_id=one.pk, into_id=into, region_id=cast.region.pk, actor=cast.operator)
    url = reverse("catalogue:merge-set", args=[one.uid])
    assert operator.post(url, {"into": "нет"}).status_code == 404
    answer = operator.post(url, {"into": other.uid})
    assert "разное число частей" in answer.content.decode()
    assert EditionSet.objects.count() == 2


def test_an_edition_goes_only_when_nothing_names_it(operator: Client, cast: Cast) -> None:
    shared = share(cast)
    furnish(cast.school_a, cast.librarian_a, shared)
    with acting(scope_of(cast.operator)), pytest.raises(EditionInUse):
        drop_edition(edition_id=shared.edition.pk)
    spare = Edition.objects.create(edition_set=shared.sets[0], part=1, title="Математика", year=2001)
    operator.post(reverse("catalogue:delete-edition", args=[shared.edition.uid]))
    assert Edition.objects.filter(pk=shared.edition.pk).exists()
    operator.post(reverse("catalogue:delete-edition", args=[spare.uid]))
    assert not Edition.objects.filter(pk=spare.pk).exists()


def test_works_group_textbooks(operator: Client) -> None:
    first, second = algebra(year=2019), algebra(year=2023)
    url = reverse("catalogue:work-of-set", args=[first.uid])
    assert operator.get(url).status_code == 200
    assert operator.post(url, {"new": "1", "title": "Алгебра", "authors": "Макарычев"}).status_code == 303
    work = Work.objects.get()
    assert (
        operator.post(reverse("catalogue:work-of-set", args=[second.uid]), {"work": work.pk}).status_code
        == 303
    )
    assert (
        operator.get(reverse("catalogue:work", args=[work.pk])).content.decode().count("Алгебра, 7 кл.") == 2
    )
    edit = reverse("catalogue:edit-work", args=[work.pk])
    assert operator.post(edit, {"title": ""}).status_code == 422
    assert operator.post(edit, {"title": "Алгебра 7"}).status_code == 303
    assert operator.get(reverse("catalogue:set", args=[first.uid])).content.decode().count("Алгебра 7") == 1
    for one in (first, second):
        operator.post(reverse("catalogue:work-of-set", args=[one.uid]), {"work": ""})
    assert not Work.objects.exists()


def test_in_force_dates_decide_what_may_be_used(operator: Client, cast: Cast) -> None:
    listed = load(operator)
    assert small_list()
    one = algebra()
    row = listed.rows.filter(is_heading=False)[0]
    link_row(row_id=row.pk, edition_set_id=one.pk, actor=cast.operator)
    assert SetStatus.objects.filter(edition_set=one, school_year=2026).exists()
    url = reverse("catalogue:force", args=[listed.uid])
    wrong = said(operator, url, {"in_force_from": "2022-09-21", "in_force_to": "2022-09-01"})
    assert "Последний день раньше первого." in wrong
    assert operator.post(url, {"in_force_from": "2022-09-21", "in_force_to": "2025-08-31"}).status_code == 303
    assert FederalList.objects.get().in_force_to == date(2025, 8, 31)
    assert not SetStatus.objects.filter(edition_set=one, school_year=2026).exists()
    assert SetStatus.objects.filter(edition_set=one, school_year=2024).exists()

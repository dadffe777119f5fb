"""Screens of the catalogue: what each role sees and may do."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.catalogue.line_rules import Line
from tomik.catalogue.models import (
    CatalogueProposal,
    Edition,
    EditionSet,
    Equivalence,
    FederalList,
    FederalListLink,
)
from tomik.catalogue.public import NewPart, NewSet, create_sets, propose
from tomik.catalogue.tests.test_import import small_list
from tomik.kernel.scope import acting
from tomik.territory.public import scope_of

pytestmark = pytest.mark.django_db

ClientOf = Callable[[Any], Client]
ABSENT = UUID(int=0)
ORDER = {"order_number": "858", "dated": "2022-09-21", "amended_by": "119"}


@pytest.fixture
def operator(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.operator)


@pytest.fixture
def librarian(cast: Cast, client_of: ClientOf) -> Client:
    return client_of(cast.librarian_a)


@pytest.fixture
def algebra(db: None) -> EditionSet:
    return create_sets(
        [NewSet(title="Алгебра", authors="Макарычев Ю.Н.", grade_from=7, grade_to=7, subject_name="Алгебра",
                new_parts=[NewPart(isbn="9785090877381", year=2023)])]
    )[0]  # fmt: skip


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("list.xlsx", small_list())


def load(client: Client) -> FederalList:
    response = client.post(reverse("catalogue:load-list"), {"file": file(), **ORDER})
    assert response.status_code == 303
    return FederalList.objects.get()


def addresses(one: EditionSet, listed: FederalList) -> list[str]:
    return [
        reverse("catalogue:search"),
        reverse("catalogue:set", args=[one.uid]),
        reverse("catalogue:lists"),
        reverse("catalogue:list", args=[listed.uid]),
        reverse("catalogue:problems", args=[listed.uid]),
        reverse("catalogue:compare"),
        reverse("catalogue:equivalence"),
        reverse("catalogue:proposals"),
    ]


def test_every_signed_in_person_reads(
    cast: Cast, client_of: ClientOf, operator: Client, algebra: EditionSet
) -> None:
    listed = load(operator)
    for user in (cast.librarian_a, cast.coordinator, cast.department, cast.operator):
        client = client_of(user)
        for address in addresses(algebra, listed):
            assert client.get(address).status_code == 200, address
    for address in addresses(algebra, listed):
        assert Client().get(address).status_code == 302, address


def test_only_the_operator_changes(
    cast: Cast, client_of: ClientOf, operator: Client, algebra: EditionSet
) -> None:
    listed = load(operator)
    changes = [
        ("get", reverse("catalogue:load-list")),
        ("post", reverse("catalogue:load-list")),
        ("get", reverse("catalogue:links", args=[listed.uid])),
        ("post", reverse("catalogue:decide-links", args=[listed.uid])),
        ("post", reverse("catalogue:delete-list", args=[listed.uid])),
        ("post", reverse("catalogue:edit-set", args=[algebra.uid])),
        ("post", reverse("catalogue:new-edition", args=[algebra.uid])),
        ("post", reverse("catalogue:edit-edition", args=[algebra.editions.get().uid])),
        ("post", reverse("catalogue:confirm-equivalence")),
        ("post", reverse("catalogue:cancel-equivalence", args=[ABSENT])),
        ("post", reverse("catalogue:take-proposal", args=[ABSENT])),
        ("post", reverse("catalogue:refuse-proposal", args=[ABSENT])),
    ]
    for user in (cast.librarian_a, cast.coordinator, cast.department):
        client = client_of(user)
        for method, address in changes:
            assert getattr(client, method)(address).status_code == 403, (user, address)
    assert (FederalList.objects.count(), EditionSet.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["set", "list", "problems", "links", "edit-set", "edit-edition", "proposal"])
def test_absent_things_are_404(operator: Client, name: str) -> None:
    assert operator.get(reverse(f"catalogue:{name}", args=[ABSENT])).status_code == 404


@pytest.mark.parametrize("name", ["decide-links", "delete-list", "cancel-equivalence"])
def test_changes_are_posted(operator: Client, name: str) -> None:
    assert operator.get(reverse(f"catalogue:{name}", args=[ABSENT])).status_code == 405
    assert operator.post(reverse(f"catalogue:{name}", args=[ABSENT])).status_code == 404


def test_search_page_fragment_and_workbook(librarian: Client, algebra: EditionSet) -> None:
    page = librarian.get(reverse("catalogue:search"), {"q": "алгебры"})
    assert "Макарычев" in page.text
    assert "978-5-09-087738-1" in page.text
    assert "нет в перечне" in page.text
    part = librarian.get(reverse("catalogue:search"), {"q": "алг"}, headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "Макарычев" in part.text
    nothing = librarian.get(reverse("catalogue:search"), {"q": "химия"})
    assert "Макарычев" not in nothing.text
    book = librarian.get(reverse("catalogue:search"), {"export": "xlsx"})
    assert io.BytesIO(b"".join(book)).read(2) == b"PK"


def test_browsing_by_grade(librarian: Client, algebra: EditionSet) -> None:
    assert "Макарычев" in librarian.get(reverse("catalogue:search"), {"grade": "7"}).text
    assert "Макарычев" not in librarian.get(reverse("catalogue:search"), {"grade": "8"}).text


def test_looking_at_a_file_stores_nothing(operator: Client) -> None:
    page = operator.post(reverse("catalogue:load-list"), {"file": file(), "look": "1", **ORDER})
    assert page.status_code == 200
    assert "повторяет код строки 6" in page.text
    assert FederalList.objects.count() == 0


def test_a_wrong_file_is_refused_with_the_form(operator: Client) -> None:
    page = operator.post(
        reverse("catalogue:load-list"), {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no"), **ORDER}
    )
    assert page.status_code == 422
    empty = operator.post(reverse("catalogue:load-list"), {})
    assert empty.status_code == 422
    assert FederalList.objects.count() == 0


def test_from_a_file_to_a_status(operator: Client, librarian: Client) -> None:
    listed = load(operator)
    assert (
        "Математика" in librarian.get(reverse("catalogue:list", args=[listed.uid]), {"words": "алгебра"}).text
    )
    links = operator.get(reverse("catalogue:links", args=[listed.uid]))
    assert links.text.count('name="row"') == 4
    rows = list(listed.rows.filter(is_heading=False).values_list("pk", flat=True))
    answer = operator.post(
        reverse("catalogue:decide-links", args=[listed.uid]), {"action": "adopt", "row": rows}
    )
    assert answer.status_code == 303
    one = EditionSet.objects.get(title="Математика")
    page = librarian.get(reverse("catalogue:set", args=[one.uid]), {"year": 2026})
    assert "можно закупать до 25.04.2027" in page.text
    assert "858/119: 1.1.2.4.1.1.1." in page.text
    operator.post(
        reverse("catalogue:decide-links", args=[listed.uid]),
        {"action": "refuse", "link": FederalListLink.objects.get(edition_set=one).pk},
    )
    assert "нет в перечне" in librarian.get(reverse("catalogue:set", args=[one.uid]), {"year": 2026}).text


def test_a_row_is_linked_to_the_set_that_the_operator_finds(operator: Client, librarian: Client) -> None:
    one = create_sets([NewSet(title="Математика для всех", grade_from=5, grade_to=5)])[0]
    listed = load(operator)
    row = reverse("catalogue:row", args=[listed.uid, 6])
    page = librarian.get(row)
    assert "Приказ № 287" in page.text
    assert "Связать" not in page.text
    assert "Математика для всех" in operator.get(row, {"q": "для всех"}).text
    address = reverse("catalogue:link-row", args=[listed.uid, 6])
    assert librarian.post(address, {"set": str(one.uid)}).status_code == 403
    assert operator.post(address, {"set": str(ABSENT)}).status_code == 404
    assert operator.post(address, {"set": str(one.uid)}).status_code == 303
    assert "Уже связан" in librarian.get(row).text
    assert operator.get(reverse("catalogue:row", args=[listed.uid, 3])).status_code == 404


def test_sure_links_are_confirmed_at_once(operator: Client) -> None:
    create_sets(
        [NewSet(title="Математика", authors="Виленкин Н.Я., Жохов В.И.", publisher="Просвещение", grade_from=5,
                grade_to=5, parts=2)]
    )  # fmt: skip
    listed = load(operator)
    assert "Виленкин" in operator.get(reverse("catalogue:links", args=[listed.uid])).text
    operator.post(reverse("catalogue:decide-links", args=[listed.uid]), {"action": "sure"})
    assert FederalListLink.objects.filter(confirmed_at__isnull=False).count() == 1


def test_two_lists_are_compared(operator: Client, librarian: Client) -> None:
    first = load(operator)
    operator.post(
        reverse("catalogue:load-list"), {"file": file(), "order_number": "495", "dated": "2025-06-26"}
    )
    second = FederalList.objects.get(order_number="495")
    second.rows.filter(appendix="1", grade_from=5).update(
        appendix="2", use_until="2027-08-31", expert_until=None
    )
    query = {"old": str(first.uid), "new": str(second.uid)}
    page = librarian.get(reverse("catalogue:compare"), query)
    assert "исключён" in page.text
    assert "прил. 2, до 31.08.2027" in page.text
    book = librarian.get(reverse("catalogue:compare"), {**query, "export": "xlsx"})
    assert book.headers["Content-Type"].endswith("sheet")
    assert librarian.get(reverse("catalogue:compare"), {"old": "x"}).status_code == 422


def test_oddities_as_a_workbook(operator: Client, librarian: Client) -> None:
    listed = load(operator)
    page = librarian.get(reverse("catalogue:problems", args=[listed.uid]), {"kind": "missing_code"})
    assert "нет кода" in page.text
    assert "повторяет код строки 6" not in page.text.split("<table")[1]
    book = librarian.get(reverse("catalogue:problems", args=[listed.uid]), {"export": "xlsx"})
    assert book.content[:2] == b"PK"


def test_a_list_is_deleted_only_without_links(operator: Client) -> None:
    listed = load(operator)
    row = listed.rows.get(row_no=6)
    operator.post(reverse("catalogue:decide-links", args=[listed.uid]), {"action": "adopt", "row": [row.pk]})
    answer = operator.post(reverse("catalogue:delete-list", args=[listed.uid]), follow=True)
    assert "Сначала отмените связи" in answer.text
    assert FederalList.objects.count() == 1


def test_describing_a_set_and_its_edition(operator: Client, algebra: EditionSet) -> None:
    address = reverse("catalogue:edit-set", args=[algebra.uid])
    given = {
        "title": "Алгебра и жизнь",
        "language": "русский",
        "kind": "textbook",
        "grade_from": 7,
        "grade_to": 7,
    }
    assert operator.post(address, {**given, "grade_to": 5}).status_code == 422
    assert operator.post(address, given).status_code == 303
    algebra.refresh_from_db()
    assert (algebra.title, algebra.title_key) == ("Алгебра и жизнь", "алгебра и жизнь")
    edition = algebra.editions.get()
    address = reverse("catalogue:edit-edition", args=[edition.uid])
    wrong = operator.post(address, {"part": 1, "isbn": "978-5-09-087738-2"})
    assert wrong.status_code == 422
    assert operator.post(address, {"part": 2, "isbn": ""}).status_code == 422
    right = operator.post(address, {"part": 1, "isbn": "978-5-09-087740-4", "year": 2024})
    assert right.status_code == 303
    edition.refresh_from_db()
    assert (edition.isbn, edition.year, edition.title) == ("9785090877404", 2024, "Алгебра и жизнь")
    assert "Алгебра и жизнь" in operator.get(reverse("catalogue:search"), {"q": "9785090877404"}).text
    added = operator.post(
        reverse("catalogue:new-edition", args=[algebra.uid]), {"part": 1, "isbn": "", "year": 2019}
    )
    assert added.status_code == 303
    assert sorted(Edition.objects.values_list("year", flat=True)) == [2019, 2024]


def test_groups_on_the_screen(operator: Client, librarian: Client, algebra: EditionSet) -> None:
    other = create_sets([NewSet(title="Алгебра", authors="Макарычев Ю.Н.", grade_from=7, grade_to=7)])[0]
    assert "Учитывать вместе" in operator.get(reverse("catalogue:equivalence")).text
    assert "Учитывать вместе" not in librarian.get(reverse("catalogue:equivalence")).text
    one_only = operator.post(reverse("catalogue:confirm-equivalence"), {"set": [other.pk]}, follow=True)
    assert "Выберите хотя бы два учебника" in one_only.text
    operator.post(reverse("catalogue:confirm-equivalence"), {"set": [other.pk, algebra.pk]})
    group = Equivalence.objects.get()
    page = librarian.get(reverse("catalogue:set", args=[algebra.uid]))
    assert reverse("catalogue:set", args=[other.uid]) in page.text
    operator.post(reverse("catalogue:cancel-equivalence", args=[group.uid]))
    assert Equivalence.objects.count() == 0


def proposed(cast: Cast) -> CatalogueProposal:
    with acting(scope_of(cast.librarian_a)), transaction.atomic():
        propose(
            school_id=cast.school_a.pk, lines=[Line(key=1, title="Алгебра 7 класс", authors="Мерзляк А.Г.")]
        )
        return CatalogueProposal.objects.get()


def test_a_school_sees_its_own_proposals(cast: Cast, client_of: ClientOf, librarian: Client) -> None:
    one = proposed(cast)
    assert "Мерзляк" in librarian.get(reverse("catalogue:proposals")).text
    assert librarian.get(reverse("catalogue:proposal", args=[one.uid])).status_code == 200
    other = client_of(cast.librarian_b)
    assert "Мерзляк" not in other.get(reverse("catalogue:proposals")).text
    assert other.get(reverse("catalogue:proposal", args=[one.uid])).status_code == 404


def test_the_operator_accepts(cast: Cast, operator: Client, librarian: Client) -> None:
    one = proposed(cast)
    address = reverse("catalogue:proposal", args=[one.uid])
    given = {"title": "Алгебра", "authors": "Мерзляк А.Г.", "language": "русский", "kind": "textbook"}
    assert librarian.post(address, given).status_code == 403
    assert operator.post(address, {}).status_code == 422
    assert operator.post(address, {**given, "grade_from": 7, "grade_to": 7}).status_code == 303
    assert EditionSet.objects.get().is_provisional is False
    assert operator.post(address, given).status_code == 422


def test_the_operator_names_a_known_set(cast: Cast, operator: Client, algebra: EditionSet) -> None:
    one = proposed(cast)
    assert "Макарычев" in operator.get(reverse("catalogue:proposal", args=[one.uid])).text
    answer = operator.post(reverse("catalogue:take-proposal", args=[one.uid]), {"set": str(algebra.uid)})
    assert answer.status_code == 303
    assert algebra.editions.count() == 2


def test_the_operator_refuses_with_a_reason(cast: Cast, operator: Client, librarian: Client) -> None:
    one = proposed(cast)
    address = reverse("catalogue:refuse-proposal", args=[one.uid])
    assert "Напишите причину" in operator.post(address, {}, follow=True).text
    operator.post(address, {"reason": "Это рабочая тетрадь"})
    assert "Это рабочая тетрадь" in librarian.get(reverse("catalogue:proposal", args=[one.uid])).text

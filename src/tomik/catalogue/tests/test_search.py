"""Search: word forms, ё, prefix, ISBN, code; and the ISBN itself."""

from __future__ import annotations

from datetime import date

import pytest

from tomik.catalogue.isbn import read_isbn, shown
from tomik.catalogue.models import EditionSet, FederalList, FederalListLink, FederalListRow
from tomik.catalogue.public import NewPart, NewSet, create_sets, search
from tomik.catalogue.search_rules import CODE, ISBN, NOTHING, WORDS, understand
from tomik.kernel.clock import now

ISBN_13 = "9785090877381"


@pytest.fixture
def sets(db: None) -> dict[str, EditionSet]:
    made = create_sets(
        [
            NewSet(title="Математика", authors="Виленкин Н.Я.", grade_from=5, grade_to=5, subject_name="Математика",
                   new_parts=[NewPart(isbn=ISBN_13, year=2023), NewPart(year=2023)], parts=2),
            NewSet(title="Физика", authors="Пёрышкин И.М.", grade_from=7, grade_to=7, subject_name="Физика"),
            NewSet(title="География", authors="Алексеев А.И.", grade_from=5, grade_to=6),
            NewSet(title="Физическая культура", authors="Матвеев А.П.", grade_from=5, grade_to=5),
        ]
    )  # fmt: skip
    return {one.title: one for one in made}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("математика", ["Математика"]),
        ("математики", ["Математика"]),
        ("матем", ["Математика"]),
        ("Перышкин", ["Физика"]),
        ("пёрышкина физики", ["Физика"]),
        ("физ", ["Физика", "Физическая культура"]),
        ("география 6 класс", ["География"]),
        ("география 7", []),
        ("мат 5", ["Математика", "Физическая культура"]),
        ("978-5-09-087738-1", ["Математика"]),
        ("97850908", ["Математика"]),
        ("5-09-087738-6", ["Математика"]),
        ("учебник физики", ["Физика"]),
        ("химия", []),
        ("'; drop table & | ! :*", []),
        ("", []),
    ],
)
def test_queries(sets: dict[str, EditionSet], query: str, found: list[str]) -> None:
    assert [one.title for one in search(query).sets] == found


def test_a_code_of_the_list_and_its_beginning(sets: dict[str, EditionSet]) -> None:
    snapshot = FederalList.objects.create(
        order_number="858", dated=date(2022, 9, 21), file_name="a", file_sha256="b"
    )
    for number, (code, title) in enumerate(
        [("1.1.2.4.1.10.1", "Физика"), ("1.1.2.4.1.2.1", "Математика"), ("1.1.2.41.1.1.1", "География")]
    ):
        row = FederalListRow.objects.create(
            federal_list=snapshot, row_no=number, appendix="1", code=code, title=title,
            code_parts=[int(part) for part in code.split(".")],
        )  # fmt: skip
        FederalListLink.objects.create(row=row, edition_set=sets[title], confirmed_at=now())
    assert [one.title for one in search("1.1.2.4.1.2.1.").sets] == ["Математика"]
    assert [one.title for one in search("1.1.2.4").sets] == ["Математика", "Физика"]


def test_a_page_and_whether_there_is_more(sets: dict[str, EditionSet]) -> None:
    page = search("физ", limit=1)
    assert ([one.title for one in page.sets], page.is_cut) == (["Физика"], True)
    page = search("физ", limit=1, offset=1)
    assert ([one.title for one in page.sets], page.is_cut) == (["Физическая культура"], False)


def test_parts_are_read_with_the_sets(sets: dict[str, EditionSet], django_assert_num_queries: object) -> None:
    with django_assert_num_queries(3):  # type: ignore[operator]
        for one in search("5 класс").sets:
            assert [edition.part for edition in one.editions.all()]
            assert str(one.subject)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("978-5-09-087738-1", ISBN, ISBN_13),
        ("ISBN 978-5-09-087738-1", ISBN, ISBN_13),
        ("97850", ISBN, "97850"),
        ("1.1.2.", CODE, "1.1.2"),
        ("5 класс", WORDS, ""),
        ("2023", WORDS, ""),
        ("  ", NOTHING, ""),
        ("!?", NOTHING, ""),
    ],
)
def test_what_a_query_is(text: str, kind: str, value: str) -> None:
    asked = understand(text)
    assert (asked.kind, asked.text) == (kind, value)


@pytest.mark.parametrize(
    ("text", "isbn"),
    [
        ("978-5-09-087738-1", ISBN_13),
        ("9785090877381", ISBN_13),
        ("5-09-087738-6", ISBN_13),
        ("978-5-09-087738-2", ""),
        ("5-09-087738-7", ""),
        ("", ""),
        ("нет", ""),
        ("080442957Х", "9780804429573"),
    ],
)
def test_isbn(text: str, isbn: str) -> None:
    assert read_isbn(text) == isbn


def test_isbn_is_shown_with_hyphens() -> None:
    assert shown(ISBN_13) == "978-5-09-087738-1"
    assert shown("9785358123456") == "978-5-358-12345-6"
    assert shown("") == ""

"""Lines of a school's file matched to editions: ISBN, code, title; ambiguous and unknown ones."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tomik.catalogue.line_rules import Line, read_line
from tomik.catalogue.models import Edition, EditionSet, FederalList, FederalListLink, FederalListRow
from tomik.catalogue.public import AMBIGUOUS, FOUND, UNKNOWN, NewPart, NewSet, create_sets, find_editions
from tomik.kernel.clock import now

pytestmark = pytest.mark.django_db

PROSV = "Акционерное общество «Издательство «Просвещение»"
ISBN_1, ISBN_2 = "9785090877381", "9785090877404"


@pytest.fixture
def maths() -> EditionSet:
    """Математика 5, Виленкин, two parts of 2023 with ISBN, code 1.1.2.4.1.1.1."""
    one = create_sets(
        [
            NewSet(
                title="Математика",
                authors="Виленкин Н.Я., Жохов В.И., Чесноков А.С. и другие",
                publisher=PROSV,
                subject_name="Математика",
                grade_from=5,
                grade_to=5,
                level="base",
                parts=2,
                new_parts=[NewPart(isbn=ISBN_1, year=2023), NewPart(isbn=ISBN_2, year=2023)],
            )
        ]
    )[0]
    snapshot = FederalList.objects.create(
        order_number="858",
        dated=date(2022, 9, 21),
        in_force_from=date(2022, 11, 12),
        file_name="a",
        file_sha256="b",
    )
    row = FederalListRow.objects.create(
        federal_list=snapshot, row_no=6, appendix="1", code="1.1.2.4.1.1.1", title="Математика"
    )
    FederalListLink.objects.create(row=row, edition_set=one, confirmed_at=now())
    return one


@pytest.fixture
def other(maths: EditionSet) -> EditionSet:
    """Математика 5, Мерзляк, one part."""
    return create_sets(
        [
            NewSet(
                title="Математика",
                authors="Мерзляк А.Г., Полонский В.Б.",
                publisher=PROSV,
                grade_from=5,
                grade_to=5,
                new_parts=[NewPart(year=2021)],
            )
        ]
    )[0]


def parts(one: EditionSet) -> list[int]:
    return list(Edition.objects.filter(edition_set=one).order_by("part").values_list("pk", flat=True))


def test_isbn_with_hyphens_is_the_part(maths: EditionSet) -> None:
    match = find_editions([Line(key=2, isbn="978-5-09-087740-4")])[2]
    assert (match.kind, match.how, match.edition_ids, match.is_whole_set) == (
        FOUND,
        "isbn",
        (parts(maths)[1],),
        False,
    )


def test_a_wrong_isbn_is_said_and_the_title_is_tried(maths: EditionSet) -> None:
    match = find_editions([Line(key=2, isbn="978-5-09-087740-5", title="Математика 5 класс ч. 1")])[2]
    assert (match.kind, match.how, match.isbn_invalid) == (FOUND, "title", True)
    assert match.edition_ids == (parts(maths)[0],)


def test_a_code_without_a_part_is_the_whole_set(maths: EditionSet) -> None:
    match = find_editions([Line(key=2, list_code="1.1.2.4.1.1.1.")])[2]
    assert (match.kind, match.how, match.is_whole_set) == (FOUND, "code", True)
    assert match.edition_ids == tuple(parts(maths))


@pytest.mark.parametrize(
    "title",
    [
        "Математика. 5 класс. Ч. 2",
        "Математика 5 кл. часть 2",
        "Виленкин Н.Я. Математика. 5 класс. Учебник. В 2 ч. Ч.2",
        "Математика: учебник для 5 класса (2 часть)",
        "МАТЕМАТИКА 5 КЛАСС Ч.2",
    ],
)
def test_spellings_of_a_title(maths: EditionSet, title: str) -> None:
    match = find_editions([Line(key=2, title=title)])[2]
    assert (match.kind, match.how, match.edition_ids) == (FOUND, "title", (parts(maths)[1],))


@pytest.mark.parametrize(
    ("title", "grades"),
    [
        ("География. 5–6 классы", (None, None)),
        ("География", (5, None)),
        ("География", (6, 6)),
        ("География. 5-6 кл.", (None, None)),
    ],
)
def test_a_catalogue_title_that_names_its_grades_is_found(
    title: str, grades: tuple[int | None, int | None]
) -> None:
    """The order prints «География. 5–6 классы»; a school's file says it so, or has the class in a column."""
    sets = create_sets(
        [
            NewSet(title="География. 5–6 классы", authors="Алексеев А.И.", grade_from=5, grade_to=6),
            NewSet(title="География. 7 класс", authors="Алексеев А.И.", grade_from=7, grade_to=7),
        ]
    )
    line = Line(key=1, title=title, authors="Алексеев А.И.", grade_from=grades[0], grade_to=grades[1])
    assert find_editions([line])[1].edition_set_id == sets[0].pk


def test_two_textbooks_of_one_title_are_told_apart_by_author(maths: EditionSet, other: EditionSet) -> None:
    lines = [
        Line(key=2, title="Математика", grade_from=5, authors="Мерзляк А.Г."),
        Line(key=3, title="Математика", grade_from=5, authors="Виленкин Н. Я. и др."),
        Line(key=4, title="Математика", grade_from=5),
        Line(key=5, title="Математика", grade_from=6, authors="Виленкин Н.Я."),
        Line(key=6, title="Математика", grade_from=5, authors="Дорофеев Г.В."),
    ]
    found = find_editions(lines)
    assert [one.kind for one in found.values()] == [FOUND, FOUND, AMBIGUOUS, UNKNOWN, UNKNOWN]
    assert [one.edition_set_id for one in found.values()] == [other.pk, maths.pk, None, None, None]
    assert {one.pk for one in found[4].candidates} == {maths.pk, other.pk}


@pytest.mark.parametrize(
    "title",
    [
        "Математика. 5 класс Мерзляк",
        "Математика 5 кл. Мерзляк А.Г.",
        "Математика 5 класс (Мерзляк А. Г., Полонский В. Б.)",
        "Математика. Учебник. 5 класс. Мерзляк, Полонский и др.",
        "МАТЕМАТИКА 5 КЛАСС МЕРЗЛЯК",
    ],
)
def test_an_author_may_stand_behind_the_title(maths: EditionSet, other: EditionSet, title: str) -> None:
    match = find_editions([Line(key=2, title=title)])[2]
    assert (match.kind, match.how, match.edition_set_id) == (FOUND, "title", other.pk)


def test_last_words_that_are_nobodys_surname_are_left_in_the_title(
    maths: EditionSet, other: EditionSet
) -> None:
    lines = [
        Line(key=2, title="Математика. 5 класс Дорофеев"),
        Line(key=3, title="Математика. 5 класс Мерзляк Виленкин"),
        Line(key=4, title="Математика. 6 класс Мерзляк"),
        Line(key=5, title="Математика. 5 класс Мерзляк", authors="Виленкин"),
        Line(key=6, title="Математика 5 класс (Сферы)"),
    ]
    assert [one.kind for one in find_editions(lines).values()] == [UNKNOWN] * 4 + [AMBIGUOUS]


def test_another_year_is_said(maths: EditionSet) -> None:
    match = find_editions([Line(key=2, title="Математика 5 класс ч.1", authors="Виленкин", year=2019)])[2]
    assert (match.kind, match.year_differs, match.edition_ids) == (FOUND, True, (parts(maths)[0],))
    same = find_editions([Line(key=2, title="Математика 5 класс ч.1", authors="Виленкин", year=2023)])[2]
    assert (same.year_differs, same.edition_ids) == (False, (parts(maths)[0],))


def test_a_part_that_the_set_does_not_have_is_left_to_a_person(maths: EditionSet) -> None:
    match = find_editions([Line(key=2, list_code="1.1.2.4.1.1.1", part=3)])[2]
    assert (match.kind, [one.pk for one in match.candidates]) == (AMBIGUOUS, [maths.pk])


def test_a_code_of_several_books_is_narrowed_by_title(maths: EditionSet, other: EditionSet) -> None:
    row = FederalListRow.objects.create(
        federal_list=FederalList.objects.get(),
        row_no=7,
        appendix="1",
        code="1.1.2.4.1.1.1",
        title="Математика",
    )
    FederalListLink.objects.create(row=row, edition_set=other, confirmed_at=now())
    found = find_editions(
        [
            Line(key=2, list_code="1.1.2.4.1.1.1"),
            Line(key=3, list_code="1.1.2.4.1.1.1", authors="Мерзляк А.Г."),
        ]
    )
    assert (found[2].kind, found[3].kind, found[3].edition_set_id) == (AMBIGUOUS, FOUND, other.pk)


def test_provisional_sets_are_not_offered(maths: EditionSet) -> None:
    EditionSet.objects.update(is_provisional=True)
    assert find_editions([Line(key=2, title="Математика", grade_from=5)])[2].kind == UNKNOWN


def test_queries_do_not_grow_with_lines(maths: EditionSet) -> None:
    lines = [
        Line(key=number, isbn=ISBN_1, list_code="1.1.2.4.1.1.1", title=f"Математика {number}")
        for number in range(300)
    ]
    with CaptureQueriesContext(
        connection,
    ) as captured:
        find_editions(lines)
    assert len(captured) == 5


@pytest.mark.parametrize(
    ("title", "clean", "grade", "part", "total", "authors"),
    [
        ("Алгебра 7 класс", "Алгебра", 7, None, None, ""),
        ("Русский язык 5 кл. в 2-х ч. Ч. 1", "Русский язык", 5, 1, 2, ""),
        ("Ладыженская Т.А., Баранов М.Т. и др. Русский язык. 5 класс", "Русский язык", 5, None, None,
         "Ладыженская Т.А., Баранов М.Т. и др"),
        ("Физика", "Физика", None, None, None, ""),
        ("География 5-6 класс", "География", 5, None, None, ""),
    ],
)  # fmt: skip
def test_what_a_title_tells(
    title: str, clean: str, grade: int | None, part: int | None, total: int | None, authors: str
) -> None:
    one = read_line(Line(key=1, title=title))
    assert (one.title, one.line.grade_from, one.line.part, one.line.parts, one.line.authors) == (
        clean, grade, part, total, authors,
    )  # fmt: skip


def test_a_column_is_never_overruled_by_the_title() -> None:
    one = read_line(Line(key=1, title="Математика 5 класс ч.1", grade_from=6, part=2, authors="Мерзляк А.Г."))
    assert (one.line.grade_from, one.line.grade_to, one.line.part, one.line.authors) == (
        6,
        6,
        2,
        "Мерзляк А.Г.",
    )

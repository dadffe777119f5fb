"""Parsing the federal list: both layouts, and every oddity reported."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.catalogue.federal_list import problems
from tomik.catalogue.federal_list.parse import parse_list
from tomik.catalogue.federal_list.problems import UnusableFile
from tomik.catalogue.federal_list.rows import ParsedList
from tomik.catalogue.tests.listfile import HEADERS_8, HEADERS_12, PUBLISHER, TERM, book, heading, sheet


def found(parsed: ParsedList) -> list[tuple[int, str, str, str, str]]:
    return [(p.row, p.column, p.code, p.value, p.detail) for p in parsed.problems]


def test_a_clean_file_has_rows_headings_and_no_problems() -> None:
    parsed = parse_list(sheet(book(4, "1.1.2.4.1.1.1."), book(5, "1.1.2.4.1.1.2.")))
    assert found(parsed) == []
    assert (len(parsed.textbooks), len(parsed.headings)) == (2, 3)
    assert parsed.rows_accounted_for == parsed.rows_in_file == 7


def test_a_textbook_is_taken_apart() -> None:
    row = parse_list(sheet(book(4, "1.1.2.4.1.10.1."))).textbooks[0]
    assert (row.row, row.row_no, row.appendix) == (6, 4, 1)
    assert (row.code, row.code_as_printed) == ("1.1.2.4.1.10.1", "1.1.2.4.1.10.1.")
    assert row.code_numbers == (1, 1, 2, 4, 1, 10, 1)
    assert (row.title, row.parts, row.profile) == ("Математика", 2, "base")
    assert row.edition_note == "3-е издание, переработанное"
    assert (row.grades.first, row.grades.last) == (5, 5)
    assert (row.place.level, row.place.area, row.place.subject) == (
        "basic",
        "Математика и информатика",
        "Математика",
    )
    assert (row.authors, row.publisher) == ("Виленкин Н.Я., Жохов В.И.", PUBLISHER)
    assert (row.standard, row.inclusion) == ("Приказ № 287", "От 21 сентября 2022 г. № 858")
    assert (row.term_on, row.is_unlimited) == (date(2027, 4, 25), False)


def test_the_second_appendix_numbers_from_one_and_ends_use() -> None:
    parsed = parse_list(
        sheet(
            book(4, "1.1.2.4.1.1.1."),
            heading("1.", "1.1.1.", "Начальное общее образование", appendix=2),
            book("2.", "1.1.1.1.1.1.1.", appendix=2, term="До 31 августа 2025 года", title="Русский язык"),
        )
    )
    assert found(parsed) == []
    assert (parsed.textbooks_in(1), parsed.textbooks_in(2)) == (1, 1)
    assert parsed.textbooks[1].term_on == date(2025, 8, 31)
    assert parsed.textbooks[1].place.level == "primary"


def test_eight_columns_with_sentences_as_headers() -> None:
    rows: list[list[object]] = [
        list(HEADERS_8),
        [""] * 8,
        ["1.1.1.2.1.3.61", "Тестовая новая", "Виноградов Ю.М.", PUBLISHER, "", 11.0, "русский язык", TERM],
    ]
    parsed = parse_list(rows)
    assert found(parsed) == [(1, "", problems.NO_APPENDIX_COLUMN, "", "1")]
    row = parsed.textbooks[0]
    assert (row.code, row.grades.first, row.language) == ("1.1.1.2.1.3.61", 11, "русский язык")
    assert (parsed.blank_rows, parsed.rows_accounted_for) == (1, 3)


def test_a_line_between_the_rows_opens_the_second_appendix() -> None:
    rows: list[list[object]] = [
        list(HEADERS_8),
        ["1.1.1.2.1.3.1", "Алгебра", "Автор", PUBLISHER, "", "7", "", TERM],
        ["Приложение № 2", *[""] * 7],
        ["1.1.1.2.1.3.1", "Алгебра", "Автор", PUBLISHER, "", "7", "", TERM],
    ]
    parsed = parse_list(rows)
    assert found(parsed) == []
    assert (parsed.textbooks_in(1), parsed.textbooks_in(2), parsed.caption_rows) == (1, 1, 1)


def test_a_repeated_code_keeps_both_rows_and_names_the_first() -> None:
    parsed = parse_list(sheet(book(4, "1.1.2.4.1.1.1."), book(5, "1.1.2.4.1.1.1.")))
    assert len(parsed.textbooks) == 2
    assert found(parsed) == [(7, "C", problems.REPEATED_CODE, "1.1.2.4.1.1.1.", "6")]


@pytest.mark.parametrize(
    "typed",
    [
        "1.1.2.4,1.1.1.",
        "1.1.2.4.1. 1.1.",
        "1.1.2..4.1.1.1.",
        "1.1.2.4.l.1.1.",
        "1.1.2.4.1.1.1,",
        ".1.1.2.4.1.1.1.",
    ],
)
def test_a_mistyped_code_is_mended_and_reported(typed: str) -> None:
    parsed = parse_list(sheet(book(4, typed)))
    assert parsed.textbooks[0].code == "1.1.2.4.1.1.1"
    assert found(parsed) == [(6, "C", problems.MISTYPED_CODE, typed, "1.1.2.4.1.1.1")]


def test_a_code_without_the_final_dot_of_the_others_is_reported() -> None:
    parsed = parse_list(sheet(book(4, "1.1.2.4.1.1.1."), book(5, "1.1.2.4.1.1.2")))
    assert found(parsed) == [(7, "C", problems.MISTYPED_CODE, "1.1.2.4.1.1.2", "1.1.2.4.1.1.2.")]


def test_a_missing_dot_shows_as_a_code_outside_its_heading() -> None:
    parsed = parse_list(sheet(book(4, "1.1.24.1.1.1.")))
    assert found(parsed) == [(6, "C", problems.CODE_OUTSIDE_HEADING, "1.1.24.1.1.1.", "1.1.2.4.1")]


def test_a_row_without_a_code_is_kept() -> None:
    parsed = parse_list(sheet(book(4, "")))
    assert parsed.textbooks[0].code == ""
    assert found(parsed) == [(6, "C", problems.MISSING_CODE, "", "")]


def test_a_code_that_excel_turned_into_a_date_is_reported() -> None:
    parsed = parse_list(sheet(book(4, datetime(2001, 1, 2))))  # noqa: DTZ001 - Excel knows no zones
    assert parsed.textbooks[0].code_numbers == (2, 1, 2001)
    assert {p.code for p in parsed.problems} == {
        problems.CODE_OUTSIDE_HEADING,
        problems.CODE_DEPTH,
        problems.MISTYPED_CODE,
    }


def test_wrong_dates_are_reported_and_leave_no_term() -> None:
    parsed = parse_list(
        sheet(
            book(4, "1.1.2.4.1.1.1.", term="До 25 апрля 2027 года"),
            book(5, "1.1.2.4.1.1.2.", term="До 31 июня 2027 года"),
            book(6, "1.1.2.4.1.1.3.", term="До 25 апреля 20277 года"),
            book(7, "1.1.2.4.1.1.4.", term="до особого распоряжения"),
            book(8, "1.1.2.4.1.1.5.", term=""),
            book(9, "1.1.2.4.1.1.6.", term="Бессрочно"),
        )
    )
    assert found(parsed) == [
        (6, "L", problems.MISTYPED_DATE, "До 25 апрля 2027 года", "25.04.2027"),
        (7, "L", problems.IMPOSSIBLE_DATE, "До 31 июня 2027 года", ""),
        (8, "L", problems.UNKNOWN_DATE, "До 25 апреля 20277 года", ""),
        (9, "L", problems.UNKNOWN_DATE, "до особого распоряжения", ""),
        (10, "L", problems.MISSING_TERM, "", ""),
    ]
    assert [row.term_on for row in parsed.textbooks] == [date(2027, 4, 25), None, None, None, None, None]
    assert [row.is_unlimited for row in parsed.textbooks] == [False] * 5 + [True]


def test_wrong_grades_are_reported() -> None:
    parsed = parse_list(
        sheet(
            book(4, "1.1.2.4.1.1.1.", grades="старшие", title="Алгебра"),
            book(5, "1.1.2.4.1.1.2.", grades="", title="Алгебра"),
            book(6, "1.1.2.4.1.1.3.", grades="5, 7", title="Алгебра"),
            book(7, "1.1.2.4.1.1.4.", grades="6"),
        )
    )
    assert found(parsed) == [
        (6, "H", problems.UNKNOWN_GRADES, "старшие", ""),
        (7, "H", problems.EMPTY_GRADES, "", ""),
        (8, "H", problems.GRADES_WITH_HOLE, "5, 7", ""),
        (9, "H", problems.GRADES_DIFFER, "6", "5"),
    ]


def test_numbers_of_rows_are_watched() -> None:
    parsed = parse_list(
        sheet(
            book("4 \\", "1.1.2.4.1.1.1."),
            book(6, "1.1.2.4.1.1.2."),
            book(6, "1.1.2.4.1.1.3."),
            book("", "1.1.2.4.1.1.4."),
        )
    )
    assert found(parsed) == [
        (6, "B", problems.MISTYPED_ROW_NO, "4 \\", ""),
        (7, "B", problems.ROW_NO_GAP, "6", "5"),
        (8, "B", problems.REPEATED_ROW_NO, "6", "7"),
        (9, "B", problems.MISSING_ROW_NO, "", ""),
    ]


def test_a_row_that_is_nothing_is_counted_and_reported() -> None:
    rows = sheet(book(4, "1.1.2.4.1.1.1."))
    rows.append(["Приложение 1", "5", "", "", "", "", "", "", "", PUBLISHER, "", ""])
    parsed = parse_list(rows)
    assert parsed.unrecognised_rows == 1
    assert (parsed.problems[-1].row, parsed.problems[-1].code) == (7, problems.UNRECOGNISED_ROW)
    assert parsed.rows_accounted_for == parsed.rows_in_file == 7


def test_a_repeated_header_and_number_row_are_no_textbooks() -> None:
    rows = sheet(book(4, "1.1.2.4.1.1.1."))
    rows += [list(HEADERS_12), ["Приложение", *map(str, range(1, 12))], book(5, "1.1.2.4.1.1.2.")]
    parsed = parse_list(rows)
    assert (len(parsed.textbooks), parsed.header_rows) == (2, 4)
    assert found(parsed) == []


@pytest.mark.parametrize("rows", [[], [["Отчёт"], ["за", "год"]], [list(HEADERS_12)], sheet()])
def test_a_file_that_is_no_list_is_refused(rows: list[list[object]]) -> None:
    with pytest.raises(UnusableFile):
        parse_list(rows)


cells = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.dates(),
    st.sampled_from(["1.1.2.4.1.1.1.", "Приложение 2", "Приложение № 1", "10–11", TERM, "Алгебра"]),
)


@given(st.lists(st.lists(cells, max_size=14), max_size=12))
def test_whatever_the_rows_are_none_is_lost(rows: Sequence[Sequence[object]]) -> None:
    given_rows = [*sheet(book(4, "1.1.2.4.1.1.1.")), *rows]
    parsed = parse_list(given_rows)
    assert parsed.rows_accounted_for == parsed.rows_in_file == len(given_rows)
    assert {problem.code for problem in parsed.problems} <= problems.ALL
    assert [p.row for p in parsed.problems] == sorted(p.row for p in parsed.problems)

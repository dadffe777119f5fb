"""From a stored file to rows: what is left out, what is spread, what is told, what is never kept."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from tomik.intake.packing import prepare, unpack
from tomik.intake.plans import fingerprint_of, plan_as_json
from tomik.intake.recognition import data_rows, placed, recognise
from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import Change, Column, Plan
from tomik.paper.public import read_table
from tomik.paper.tests import books

COLUMNS = (
    Column("born", "Дата рождения", refused=True),
    Column("name", "ФИО", required=True),
    Column("group", "Класс"),
    Column("copies", "Количество"),
)


def rows_of(content: bytes) -> tuple[list[tuple[int, dict[str, object]]], list[tuple[int | None, str, str]]]:
    """(row, values) and (row, column, code)."""
    found = recognise(read_table(content, "a.xlsx"), COLUMNS)
    assert found is not None
    rows, problems = data_rows(found, found.mapping, COLUMNS)
    return [(row.number, dict(row.values)) for row in rows], [(p.row, p.column, p.code) for p in problems]


def test_sums_blank_rows_repeated_headings_and_refused_columns_are_left_out() -> None:
    head = ["ФИО", "Класс", "Дата рождения"]
    content = books.xlsx(
        [
            head,
            ["Ёлкин", "5А", "01.01.2015"],
            [],
            head,
            ["Итого:", None, 1],
            [None, None, "02.02.2015"],
            ["Иванов", "5Б", None],
        ]
    )
    assert rows_of(content) == (
        [(2, {"name": "Ёлкин", "group": "5А"}), (7, {"name": "Иванов", "group": "5Б"})],
        [],
    )


def test_texts_of_cells_merged_downwards_count_for_each_row_numbers_do_not() -> None:
    content = books.xlsx(
        [["Класс", "ФИО", "Количество"], ["5А", "Ёлкин", 30], [None, "Иванов", None], ["5Б", "Ким", 1]],
        merges=["A2:A3", "C2:C3"],
    )
    assert [values for _row, values in rows_of(content)[0]] == [
        {"group": "5А", "name": "Ёлкин", "copies": 30},
        {"group": "5А", "name": "Иванов", "copies": None},
        {"group": "5Б", "name": "Ким", "copies": 1},
    ]


def test_a_formula_without_a_value_leaves_its_row_out() -> None:
    content = books.xlsx_with_uncomputed_formula(["ФИО", "Количество"], ["Ёлкин", "=2*2"])
    assert rows_of(content) == ([], [(2, "B · Количество", "uncomputed")])


def test_the_sheet_that_names_most_columns_is_taken() -> None:
    found = recognise(read_table(_two_sheets(), "a.xlsx"), COLUMNS)
    assert found is not None
    assert found.sheet.name == "Список"
    other = recognise(read_table(_two_sheets(), "a.xlsx"), COLUMNS, sheet_name="Титул")
    assert other is not None
    assert other.sheet.name == "Титул"


def _two_sheets() -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    for name, rows in (
        ("Титул", [["Школа", "Класс"], ["А", "Б"]]),
        ("Список", [["ФИО", "Класс"], ["Ёлкин", "5А"]]),
    ):
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return out.getvalue()


def test_a_file_without_personal_data_is_kept_as_it_came() -> None:
    content = books.xlsx([["ФИО", "Класс"], ["Ёлкин", "5А"]])
    stored, table = prepare(content, "a.xlsx", COLUMNS)
    assert stored == content
    assert unpack(stored, "a.xlsx") == table
    assert prepare(content, "a.xlsx", COLUMNS, keep=False)[0] == b""


def test_personal_data_that_is_not_needed_is_not_kept() -> None:
    content = books.xlsx(
        [
            ["Список"],
            ["ФИО", "Дата рождения", "Класс", "Когда"],
            ["Ёлкин", date(2015, 2, 1), "5А", date(2026, 9, 1)],
            ["Ким", "3.2.2015", 5.5, True],
        ],
        merges=["A1:D1"],
    )
    stored, table = prepare(content, "a.xlsx", COLUMNS)
    assert stored != content
    kept = unpack(stored, "a.xlsx")
    assert kept == table
    assert [list(row) for row in kept.sheets[0].rows[1:]] == [
        ["ФИО", "Дата рождения", "Класс", "Когда"],
        ["Ёлкин", None, "5А", date(2026, 9, 1)],
        ["Ким", None, 5.5, True],
    ]


def test_problems_name_the_column_as_the_file_does() -> None:
    found = recognise(read_table(books.xlsx([["ФИО", "Класс"], ["Ёлкин", "5А"]]), "a.xlsx"), COLUMNS)
    assert found is not None
    problems = [
        LineProblem(2, "group", "x"),
        LineProblem(2, "Класс", "x"),
        LineProblem(None, "", "x"),
        LineProblem(1, "copies", "x"),
    ]
    told = [(p.row, p.column) for p in placed(problems, found.mapping, found.heading, COLUMNS)]
    assert told == [(None, ""), (1, "Количество"), (2, "B · Класс"), (2, "B · Класс")]


@pytest.mark.parametrize(
    ("plan", "same"),
    [
        (Plan(changes=[Change("came", "came", 2, ("other examples",))], rows_good=2), True),
        (Plan(changes=[Change("came", "came", 3)], rows_good=2), False),
        (Plan(changes=[Change("came", "came", 2)], rows_good=3), False),
    ],
)
def test_what_was_shown_is_told_apart_by_its_numbers(plan: Plan, same: bool) -> None:
    shown = Plan(changes=[Change("came", "came", 2)], rows_good=2)
    assert (fingerprint_of(plan) == plan_as_json(shown)["fingerprint"]) is same


def test_a_text_over_the_whole_width_is_seen_in_the_first_chosen_column() -> None:
    content = books.xlsx(
        [["№", "ФИО", "Количество"], ["5А класс", None, None], [1, "Ёлкин", 3]], merges=["A2:C2"]
    )
    assert rows_of(content)[0] == [
        (2, {"name": "5А класс", "copies": None}),
        (3, {"name": "Ёлкин", "copies": 3}),
    ]

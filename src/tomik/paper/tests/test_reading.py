"""What is read from files as the offices make them."""

from __future__ import annotations

from datetime import date

import pytest

from tomik.kernel.importing import Column
from tomik.paper.public import (
    CellRefused,
    as_date,
    as_text,
    as_whole,
    column_letter,
    find_heading,
    heading_at,
    is_numbering,
    is_subtotal,
    read_table,
)
from tomik.paper.tests import books

COLUMNS = (
    Column("name", "ФИО", aliases=("Фамилия Имя Отчество",), required=True),
    Column("group", "Класс"),
    Column("copies", "Количество", aliases=("Кол-во", "Всего экземпляров")),
    Column("born", "Дата рождения", refused=True),
)


def test_types_and_numbers_of_rows_are_kept() -> None:
    content = books.xlsx([[], ["ФИО", "Класс", "Кол-во", "Дата"], [], ["Ёлкин", 5, 2.5, date(2026, 9, 1)]])
    sheet = read_table(content, "a.xlsx").sheets[0]
    assert list(sheet.numbered()) == [
        (1, [None, None, None, None]),
        (2, ["ФИО", "Класс", "Кол-во", "Дата"]),
        (3, [None, None, None, None]),
        (4, ["Ёлкин", 5, 2.5, date(2026, 9, 1)]),
    ]
    assert sheet.value(4, 2) == 5
    assert type(sheet.value(4, 2)) is int
    assert sheet.value(99, 1) is None


def test_a_formula_without_a_saved_value_is_named() -> None:
    content = books.xlsx_with_uncomputed_formula(["ФИО", "Кол-во"], ["Ёлкин", "=1+1"])
    assert read_table(content, "a.xlsx").sheets[0].uncomputed == {(2, 2)}


def test_a_computed_formula_is_a_value() -> None:
    content = books.xlsx([["ФИО", "Кол-во"], ["Ёлкин", "=1+1"]])
    sheet = read_table(content, "a.xlsx").sheets[0]
    assert sheet.uncomputed == frozenset()
    assert sheet.value(2, 2) == 0  # XlsxWriter saves 0 for a formula it does not compute


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1251", "cp1251"),
        ("cp866", "cp866"),
        ("utf-16", "utf-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_in_any_encoding_and_delimiter(encoding: str, named: str, delimiter: str) -> None:
    lines = [["ФИО", "Класс"], ["Ёлкин Пётр", "5А"], ['Иванов "Ваня"', "5Б"]]
    text = "\r\n".join(delimiter.join(f'"{v.replace(chr(34), chr(34) * 2)}"' for v in line) for line in lines)
    table = read_table(text.encode(encoding), "a.csv")
    assert (table.kind, table.encoding, table.delimiter) == ("csv", named, delimiter)
    assert [list(row) for row in table.sheets[0].rows] == lines


def test_the_hint_of_excel_keeps_its_row() -> None:
    sheet = read_table("sep=,\nФИО,Класс\nЁлкин; Пётр,5А\n".encode(), "a.csv").sheets[0]
    assert list(sheet.numbered()) == [(1, []), (2, ["ФИО", "Класс"]), (3, ["Ёлкин; Пётр", "5А"])]


def test_heading_under_titles_with_a_row_of_numbers() -> None:
    content = books.xlsx(
        [
            ["Список класса"],
            ["на 01.09.2026"],
            [],
            ["№", "ФИО", "Класс", "Дата рождения"],
            [1, 2, 3, 4],
            [1, "Ёлкин", "5А"],
        ]
    )
    heading = find_heading(read_table(content, "a.xlsx").sheets[0], COLUMNS)
    assert heading is not None
    assert (heading.first_row, heading.last_row, heading.data_row) == (4, 4, 6)
    assert heading.mapping == {2: "name", 3: "group", 4: "born"}
    assert [(t.letter, t.text, t.examples) for t in heading.titles][1] == ("B", "ФИО", ("Ёлкин",))


def test_heading_of_two_storeys_with_merged_cells() -> None:
    content = books.xlsx(
        [
            ["ФИО", "Учебники", None, "Класс"],
            [None, "Количество", "Цена", None],
            ["Ёлкин", 3, 100, "5А"],
        ],
        merges=["A1:A2", "B1:C1", "D1:D2"],
    )
    heading = find_heading(read_table(content, "a.xlsx").sheets[0], COLUMNS)
    assert heading is not None
    assert (heading.first_row, heading.last_row, heading.data_row) == (1, 2, 3)
    assert [title.text for title in heading.titles] == [
        "ФИО",
        "Учебники / Количество",
        "Учебники / Цена",
        "Класс",
    ]
    assert heading.mapping == {1: "name", 2: "copies", 4: "group"}


def test_second_storey_without_vertical_merges() -> None:
    rows = [["ФИО", "Учебники", None], [None, "Количество", "Цена"], ["Ёлкин", 3, 100]]
    heading = find_heading(read_table(books.xlsx(rows, merges=["B1:C1"]), "a.xlsx").sheets[0], COLUMNS)
    assert heading is not None
    assert (heading.last_row, heading.data_row) == (2, 3)


def test_personal_data_is_recognised_also_inside_a_longer_title() -> None:
    rows = [
        ["Фамилия Имя Отчество", "Класс", "Ребёнок: дата рождения (по свидетельству)"],
        ["Ёлкин", "5А", "01.01.2015"],
    ]
    heading = find_heading(read_table(books.xlsx(rows), "a.xlsx").sheets[0], COLUMNS)
    assert heading is not None
    assert heading.mapping == {1: "name", 2: "group", 3: "born"}


def test_unknown_titles_are_offered_for_mapping() -> None:
    sheet = read_table(books.xlsx([["Отчёт"], ["Ученик", "Группа"], ["Ёлкин", "5А"]]), "a.xlsx").sheets[0]
    heading = find_heading(sheet, COLUMNS)
    assert heading is not None
    assert (heading.first_row, heading.mapping) == (2, {})
    assert heading_at(sheet, 3, COLUMNS).first_row == 3
    assert heading.fingerprint == "ученик|группа"


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Итого:", None, 5], True),
        ([None, "Всего по школе", 7], True),
        (["Итоговые работы по математике", 5], False),
        (["Всеобщая история", 5], False),
        (["Всего понемногу", "Иванов И. И.", "Просвещение", 5], False),
        ([1, 2], False),
    ],
)
def test_subtotals(cells: list[object], expected: bool) -> None:
    assert is_subtotal(cells) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ([1, 2, 3], True),
        (["1", "2", "3"], True),
        (["А", "Б", 1, 2], True),
        (["Приложение", "1", "2"], True),
        ([1, "Ёлкин", "5А"], False),
        ([1], False),
        ([1, 3], False),
    ],
)
def test_numbering(cells: list[object], expected: bool) -> None:
    assert is_numbering(cells) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (12, 12),
        (12.0, 12),
        ("12", 12),
        (" 1\u00a0234 ", 1234),
        ("1 234", 1234),
        ("12 шт.", 12),
        ("12,00", 12),
        ("0", 0),
    ],
)
def test_whole_numbers(value: object, expected: int) -> None:
    assert as_whole(value) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "blank"),
        ("  ", "blank"),
        (-1, "negative"),
        ("−3", "negative"),
        (2.5, "fraction"),
        ("2,5", "fraction"),
        ("много", "not_a_number"),
        (True, "not_a_number"),
        (date(2026, 9, 1), "not_a_number"),
    ],
)
def test_refused_numbers(value: object, code: str) -> None:
    with pytest.raises(CellRefused) as caught:
        as_whole(value)  # type: ignore[arg-type]
    assert caught.value.code == code


@pytest.mark.parametrize(
    "value",
    [
        date(2026, 9, 1),
        "01.09.2026",
        "1.9.26",
        "1/9/2026",
        "2026-09-01",
        "1 сентября 2026 г.",
        "«1» сентября 2026 года",
    ],
)
def test_dates(value: object) -> None:
    assert as_date(value) == date(2026, 9, 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["31.02.2026", "вчера", 45000])
def test_refused_dates(value: object) -> None:
    with pytest.raises(CellRefused):
        as_date(value)  # type: ignore[arg-type]


def test_texts_as_people_read_them() -> None:
    assert [as_text(v) for v in (5.0, 5.5, True, None, date(2026, 9, 1), " a\u00a0 b ")] == [
        "5", "5.5", "да", "", "01.09.2026", "a b",
    ]  # fmt: skip


def test_letters() -> None:
    assert [column_letter(n) for n in (1, 26, 27, 208)] == ["A", "Z", "AA", "GZ"]


def test_opendocument() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        "<table:table-row>" + "".join(cell.format(text) for text in row) + "</table:table-row>"
        for row in (["ФИО", "Класс"], ["Ёлкин", "5А"])
    )
    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
        ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="Список">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    ods = books.zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content.encode(),
            "META-INF/manifest.xml": b"<manifest/>",
        }
    )
    table = read_table(ods, "a.ods")
    assert (table.kind, table.sheets[0].name) == ("ods", "Список")
    assert [list(row) for row in table.sheets[0].rows] == [["ФИО", "Класс"], ["Ёлкин", "5А"]]

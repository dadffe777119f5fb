"""Class names, pupils' names, differences of lists."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.kernel.importing import Row
from tomik.kernel.normalise import comparable
from tomik.people.imports.parsing import missing_columns, with_class_headings
from tomik.people.rules.class_bands import class_band, is_class_band
from tomik.people.rules.class_names import ClassName, ClassNameRefused, parse_class
from tomik.people.rules.difference import Known, Listed, difference
from tomik.people.rules.names import NameRefused, full_name, name_key


@pytest.mark.parametrize(
    ("text", "grade", "letter"),
    [
        ("5А", 5, "А"),
        ("5 А", 5, "А"),
        ('5 "А"', 5, "А"),
        ("5«А»", 5, "А"),
        ("11-й „А“", 11, "А"),
        ("11-й А класс", 11, "А"),
        ("5-а", 5, "А"),
        ("5 - а", 5, "А"),
        ("5_а", 5, "А"),
        ("5 а кл.", 5, "А"),
        ("5A", 5, "А"),
        ("10 B", 10, "В"),
        ("1 доп.", 1, "доп."),
        ("1 доп", 1, "доп."),
        ("1 (доп.) доп", 1, "доп."),
        ("1 дополнительный", 1, "доп."),
        ("5А (инж)", 5, "А"),
        ("5", 5, ""),
        (5, 5, ""),
        (5.0, 5, ""),
        ("5 класс", 5, ""),
        ("5-й", 5, ""),
        ("5ый А", 5, "А"),
        ("XI А", 11, "А"),
        ("ХI А", 11, "А"),
        ("IX", 9, ""),
        ("10 кадетский", 10, "кадетский"),
        ("5А1", 5, "А1"),
        ("7-Й", 7, ""),
    ],
)
def test_class_names(text: object, grade: int, letter: str) -> None:
    named = parse_class(text)  # type: ignore[arg-type]
    assert (named.grade, named.letter) == (grade, letter)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "blank"),
        ("", "blank"),
        ("10-11", "several"),
        ("10, 11", "several"),
        ("5/6", "several"),
        (5.6, "several"),
        ("5-6А", "several"),
        ("5А/Б", "several"),
        (date(2026, 11, 10), "a_date"),
        ("0А", "grade"),
        ("13", "grade"),
        ("А", "unknown"),
        ("выбыл", "unknown"),
        ("5 очень длинное название", "letter"),
    ],
)
def test_refused_class_names(value: object, code: str) -> None:
    with pytest.raises(ClassNameRefused) as caught:
        parse_class(value)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert caught.value.message


def test_a_class_in_two_columns() -> None:
    assert parse_class(5, "б") == ClassName(5, "Б")
    assert parse_class("5А", "А") == ClassName(5, "А")
    assert parse_class(None, "А", "7") == ClassName(7, "А")
    assert parse_class("7А", None, 7) == ClassName(7, "А")
    for columns in (("5А", "Б", None), ("5А", None, 6)):
        with pytest.raises(ClassNameRefused, match="conflict"):
            parse_class(*columns)


def test_note_in_brackets_is_told() -> None:
    assert parse_class("5А (инж)").note_dropped
    assert not parse_class("5А").note_dropped


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Ёлкин  Пётр", ), "Ёлкин Пётр"),
        (("ЁЛКИН", "ПЁТР", "ИВАНОВИЧ"), "Ёлкин Пётр Иванович"),
        (("римский-корсаков", "иван"), "Римский-Корсаков Иван"),
        (("Mамедов", "Али", "Гасан оглы"), "Мамедов Али Гасан оглы"),
        (("МАМЕДОВ АЛИ ГАСАН ОГЛЫ",), "Мамедов Али Гасан оглы"),
        (("Smith", "John"), "Smith John"),
        (("1. Ёлкин", "Пётр"), "Ёлкин Пётр"),
        (("О'Нил", "Анна"), "О'Нил Анна"),
        (("Ким", "Е", ), "Ким Е"),
    ],
)  # fmt: skip
def test_names(parts: tuple[str, ...], name: str) -> None:
    assert full_name(*parts) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "blank"),
        ("Ёлкин", "one_word"),
        ("Ёлкин 5А", "not_a_name"),
        ("я" * 150 + " " + "я" * 60, "too_long"),
    ],
)
def test_refused_names(text: str, code: str) -> None:
    with pytest.raises(NameRefused) as caught:
        full_name(text)
    assert caught.value.code == code
    assert caught.value.message


def _row(number: int, name: str, grade: int, letter: str = "А") -> Listed:
    return Listed(number, name, name_key(name), (grade, letter))


def _known(
    number: int, name: str, grade: int | None = None, letter: str = "А", *, was: int | None = None
) -> Known:
    return Known(
        number,
        name_key(name),
        None if grade is None else (grade, letter),
        None if grade is None else number * 10,
        None if was is None else (was, letter),
    )


def test_came_left_moved_same() -> None:
    known = [
        _known(1, "Ёлкин Пётр", 5),
        _known(2, "Иванов Иван", 5),
        _known(3, "Петров Пётр", 5),
        _known(4, "Сидоров Сидор", was=4),
    ]
    listed = [
        _row(2, "Елкин Петр", 5),
        _row(3, "Иванов Иван", 5, "Б"),
        _row(4, "Сидоров Сидор", 5),
        _row(5, "Новый Новик", 5),
    ]
    found = difference(listed, known, full="classes")
    assert [row.row for row in found.new] == [5]
    assert [(row.row, pupil.pupil_id) for row, pupil in found.came] == [(4, 4)]
    assert [(row.row, pupil.pupil_id) for row, pupil in found.moved] == [(3, 2)]
    assert [(row.row, pupil.pupil_id) for row, pupil in found.same] == [(2, 1)]
    assert [pupil.pupil_id for pupil in found.left] == [3]


@pytest.mark.parametrize(("full", "left"), [("school", [1, 2]), ("classes", [1]), ("part", [])])
def test_absence_means_what_the_person_said(full: str, left: list[int]) -> None:
    known = [_known(1, "Ёлкин Пётр", 5), _known(2, "Иванов Иван", 6)]
    found = difference([_row(2, "Новый Новик", 5)], known, full=full)
    assert [pupil.pupil_id for pupil in found.left] == left


def test_a_row_with_a_problem_does_not_make_its_pupil_leave() -> None:
    found = difference(
        [_row(2, "Новый Новик", 5)],
        [_known(1, "Ёлкин Пётр", 5)],
        full="school",
        spared=frozenset({name_key("Ёлкин Пётр")}),
    )
    assert found.left == []


def test_namesakes_keep_their_classes() -> None:
    known = [_known(1, "Ким Ли", 5, "А"), _known(2, "Ким Ли", 5, "Б")]
    listed = [_row(2, "Ким Ли", 5, "Б"), _row(3, "Ким Ли", 5, "В"), _row(4, "Ким Ли", 5, "А")]
    found = difference(listed, known, full="classes")
    assert [(row.row, pupil.pupil_id) for row, pupil in found.same] == [(2, 2), (4, 1)]
    assert [row.row for row in found.new] == [3]
    assert [row.row for row in found.namesakes] == [2, 3, 4]


def test_namesakes_rise_with_their_letter() -> None:
    known = [_known(1, "Ким Ли", letter="А", was=4), _known(2, "Ким Ли", letter="Б", was=4)]
    found = difference([_row(2, "Ким Ли", 5, "Б"), _row(3, "Ким Ли", 5, "А")], known, full="school")
    assert [(row.row, pupil.pupil_id) for row, pupil in found.came] == [(2, 2), (3, 1)]


names = st.sampled_from(["Ким Ли", "Ёлкин Пётр", "Иванов Иван", "Петрова Анна"])
keys = st.tuples(st.integers(1, 3), st.sampled_from("АБ"))


@given(
    st.sets(st.tuples(names, keys), max_size=8),
    st.lists(st.tuples(names, st.none() | keys), max_size=8),
    st.sampled_from(["school", "classes", "part"]),
)
def test_every_row_and_pupil_is_accounted_for_once(rows: set, pupils: list, full: str) -> None:
    listed = [Listed(n, name, name_key(name), key) for n, (name, key) in enumerate(sorted(rows), start=2)]
    known = [
        Known(n, name_key(name), key, n if key else None) for n, (name, key) in enumerate(pupils, start=1)
    ]
    found = difference(listed, known, full=full)
    placed = [row.row for row in found.new] + [row.row for row, _ in (*found.came, *found.moved, *found.same)]
    assert sorted(placed) == [row.row for row in listed]
    touched = [pupil.pupil_id for _, pupil in (*found.came, *found.moved, *found.same)] + [
        p.pupil_id for p in found.left
    ]
    assert len(touched) == len(set(touched))
    after = {
        *((row.name_key, row.class_key) for row in listed),
    }
    again = difference(
        listed,
        [
            *(
                Known(p.pupil_id, p.name_key, r.class_key, 1)
                for r, p in (*found.came, *found.moved, *found.same)
            ),
            *(Known(1000 + r.row, r.name_key, r.class_key, 1) for r in found.new),
        ],
        full=full,
    )
    assert (again.new, again.came, again.moved, again.left) == ([], [], [], [])
    assert len(after) == len(again.same)


@given(st.text(alphabet="абвёЁАЖ -'’.I", min_size=1, max_size=20))
def test_the_quick_key_is_the_same_as_the_general_one(name: str) -> None:
    assert name_key(name) == comparable(name)


def test_classes_that_stand_in_rows_of_their_own() -> None:
    def row(number: int, name: str) -> Row:
        return Row(number, {"full_name": name})

    rows = [row(2, "5 «А» класс"), row(3, "Ёлкин Пётр"), row(4, "5Б"), row(5, "Ким Ли")]
    assert [(r.number, r.values["full_name"], r.values["group"]) for r in with_class_headings(rows)] == [
        (3, "Ёлкин Пётр", "5 «А» класс"),
        (5, "Ким Ли", "5Б"),
    ]
    assert missing_columns(with_class_headings(rows)) is None
    alone = [row(2, "Ёлкин Пётр")]
    assert with_class_headings(alone) == alone
    problem = missing_columns(alone)
    assert problem is not None
    assert problem.code == "no_class_column"
    with_column = [Row(2, {"full_name": "5А", "group": "5А"})]
    assert with_class_headings(with_column) == with_column


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("5А", "5А"),
        ("5 А класс", "5 А класс"),
        ("Список учащихся 5 «А» класса на 2026-2027 учебный год", "5А"),
        ("Класс: 5б, кл. рук. Ким Л.", "5Б"),
        ("5А класс, классный руководитель Петрова М.И.", "5А"),
        ("МБОУ СОШ № 7. 5 класс", "5"),
        ("10-11 классы", "10-11 классы"),
        ("Список 5А, 5Б классов", "Список 5А, 5Б классов"),
        ("Школа № 5 класс 6А", "Школа № 5 класс 6А"),
        ("1 смена", None),
        ("2 корпус", None),
        ("МБОУ СОШ № 5", None),
        ("2026-2027 учебный год", None),
        ("Ёлкин Пётр", None),
        ("Классный руководитель", None),
        (None, None),
    ],
)
def test_a_text_above_the_pupils_names_their_class(text: str | None, told: str | None) -> None:
    assert class_band(text) == told


def test_a_bare_number_is_no_class_unless_it_stands_in_place() -> None:
    assert class_band(5) == 5
    assert not is_class_band(5)
    assert not is_class_band("5")
    assert is_class_band("5 класс")

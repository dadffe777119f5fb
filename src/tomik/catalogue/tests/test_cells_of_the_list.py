"""Codes, grades, terms and titles of the list, one spelling after another."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.catalogue.federal_list import dates
from tomik.catalogue.federal_list.codes import read_code, split_heading
from tomik.catalogue.federal_list.grades import grades_in_title, read_grades
from tomik.catalogue.federal_list.titles import split_title


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1", 1, 1),
        ("01", 1, 1),
        ("11", 11, 11),
        ("1-й класс", 1, 1),
        ("1 класс", 1, 1),
        ("2-ой класс", 2, 2),
        ("7 кл.", 7, 7),
        ("7кл", 7, 7),
        ("для 7-го класса", 7, 7),
        ("10–11", 10, 11),
        ("10-11", 10, 11),
        ("10 - 11", 10, 11),
        ("10—11", 10, 11),
        ("10‑11", 10, 11),
        ("10–11-е классы", 10, 11),
        ("10 - 11 классы", 10, 11),
        ("7 - 9-е классы", 7, 9),
        ("5,6", 5, 6),
        ("5, 6", 5, 6),
        ("5; 6", 5, 6),
        ("5 и 6", 5, 6),
        ("5/6", 5, 6),
        ("5, 6, 7 классы", 5, 7),
        ("с 5 по 9", 5, 9),
        ("5…9", 5, 9),
        ("5-6, 7", 5, 7),
        ("IV", 4, 4),
        ("Х", 10, 10),
        ("X–XI", 10, 11),
        ("V - IX классов", 5, 9),
        ("X - XII", 10, 12),
        ("первый класс", 1, 1),
        ("десятый", 10, 10),
        ("1 доп., 1", 1, 1),
        ("1 дополнительный", 1, 1),
        ("I доп., I - IV", 1, 4),
    ],
)
def test_spellings_of_the_grade(text: str, first: int, last: int) -> None:
    grades = read_grades(text)
    assert (grades.is_known, grades.first, grades.last, grades.has_hole) == (True, first, last, False)


@pytest.mark.parametrize(
    "text", ["старшие", "13", "0", "5.6", "11-5", "5А", "05.06.2024", "все классы", "IIV"]
)
def test_unknown_spellings_are_not_guessed(text: str) -> None:
    grades = read_grades(text)
    assert (grades.is_known, grades.first) == (False, None)


@pytest.mark.parametrize("text", ["", " ", "-", "—"])
def test_an_empty_grade_is_known_to_be_empty(text: str) -> None:
    assert (read_grades(text).is_known, read_grades(text).first) == (True, None)


def test_the_extra_year_and_holes_are_marked() -> None:
    assert read_grades("I доп., I - IV").has_extra_year
    assert not read_grades("1-4").has_extra_year
    assert read_grades("5, 9").has_hole


@given(st.text(max_size=20))
def test_any_text_gives_grades_in_range_or_none(text: str) -> None:
    grades = read_grades(text)
    if grades.first is not None:
        assert grades.last is not None
        assert 1 <= grades.first <= grades.last <= 12


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Алгебра: 7-й класс: учебник", (7, 7)),
        ("География: 5 - 6-е классы: учебник", (5, 6)),
        ("Алтайский язык. 10 кл.: учебник", (10, 10)),
        ("учебник для 8 класса", (8, 8)),
        ("История. 1914 - 1945 годы: 10 класс", (10, 10)),
        ("Информатика (в 2 частях)", (None, None)),
    ],
)
def test_grades_named_by_the_title(title: str, expected: tuple[int | None, int | None]) -> None:
    grades = grades_in_title(title)
    assert (grades.first, grades.last) == expected


@pytest.mark.parametrize(
    ("text", "how", "day"),
    [
        ("До 25 апреля 2027 года", dates.READ, date(2027, 4, 25)),
        ("до 06 мая 2027 г.", dates.READ, date(2027, 5, 6)),
        ("До 31.08.2025", dates.READ, date(2025, 8, 31)),
        ("2025-08-31", dates.READ, date(2025, 8, 31)),
        ("31.08.2025", dates.READ, date(2025, 8, 31)),
        ("Бессрочно", dates.UNLIMITED, None),
        ("", dates.ABSENT, None),
        ("—", dates.ABSENT, None),
        ("До 25апреля 2027 года", dates.READ, date(2027, 4, 25)),
        ("До 25 апрел 2027 года", dates.MENDED, date(2027, 4, 25)),
        ("До 25 сенября 2025 года", dates.MENDED, date(2025, 9, 25)),
        ("До 30 августв 2025 года", dates.MENDED, date(2025, 8, 30)),
        ("До 14 июмя 2025 года", dates.UNREADABLE, None),
        ("До 30 февраля 2027 года", dates.IMPOSSIBLE, None),
        ("До 32 мая 2027 года", dates.IMPOSSIBLE, None),
        ("До 25 апреля 207 года", dates.UNREADABLE, None),
        ("До 25 апреля 2207 года", dates.UNREADABLE, None),
        ("скоро", dates.UNREADABLE, None),
    ],
)
def test_terms(text: str, how: str, day: date | None) -> None:
    term = dates.read_term(text)
    assert (term.how, term.on) == (how, day)


def test_codes_sort_as_numbers() -> None:
    codes = [read_code(text) for text in ("1.1.10.", "1.1.9.", "1.1.2.")]
    assert [code.text for code in sorted(filter(None, codes), key=lambda c: c.numbers)] == [
        "1.1.2",
        "1.1.9",
        "1.1.10",
    ]


@pytest.mark.parametrize("text", ["", "без кода", "Приложение", "1", "—"])
def test_what_is_no_code(text: str) -> None:
    code = read_code(text)
    assert code is None or code.text == "1"


def test_a_heading_in_the_cell_of_the_code() -> None:
    split = split_heading("1. Перечень учебников, допущенных к использованию")
    assert split is not None
    assert (split[0].numbers, split[1]) == ((1,), "Перечень учебников, допущенных к использованию")


@pytest.mark.parametrize(
    ("text", "title", "parts", "profile", "language"),
    [
        (
            "Русский язык. Азбука: 1-й класс: учебник: в 2 частях; 16-е издание",
            "Русский язык. Азбука",
            2,
            "",
            "",
        ),
        (
            "Русский родной язык: 1-й класс: учебник; 4-е издание, переработанное; язык издания: русский",
            "Русский родной язык",
            1,
            "",
            "русский",
        ),
        (
            "Английский язык: 2-й класс: углубленный уровень: учебник: в 2 частях; 14-е издание",
            "Английский язык",
            2,
            "advanced",
            "",
        ),
        (
            "Немецкий язык. Второй иностранный язык; базовое и углубленное обучение",
            "Немецкий язык. Второй иностранный язык",
            1,
            "both",
            "",
        ),
        ("Литературное чтение (в 4 частях)", "Литературное чтение", 4, "", ""),
        ("Информатика (в 2 частях); углублённое обучение", "Информатика", 2, "advanced", ""),
        ("Физическая культура; базовый уровень", "Физическая культура", 1, "base", ""),
        ("Обществознание. 8 класс: учебник; 1-ое издание", "Обществознание", 1, "", ""),
        ("Математика: 7 - 9-е классы: базовый уровень : учебник", "Математика", 1, "base", ""),
        (
            "Татар теле (Татарский язык) (в 2 частях); язык издания: татарский",
            "Татар теле (Татарский язык)",
            2,
            "",
            "татарский",
        ),
    ],
)
def test_titles(text: str, title: str, parts: int, profile: str, language: str) -> None:
    split = split_title(text)
    assert (split.title, split.parts, split.profile, split.language) == (title, parts, profile, language)


def test_a_textbook_on_trial() -> None:
    split = split_title("Химия: 8-й класс: учебник; находится на апробации")
    assert (split.title, split.is_on_trial) == ("Химия", True)

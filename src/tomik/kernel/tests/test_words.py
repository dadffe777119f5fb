"""Money, school years and text: small rules that every room leans on."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.kernel import money, normalise, school_year
from tomik.kernel.errors import Problems, TomikError


@pytest.mark.parametrize(
    ("cell", "kopecks"),
    [
        (350, 35_000),
        (350.5, 35_050),
        ("1 234,50", 123_450),
        ("1\u00a0234.50 руб.", 123_450),
        ("350 рублей", 35_000),
        ("99р", 9_900),
        (Decimal("0.01"), 1),
        (0, 0),
    ],
)
def test_sums_as_offices_write_them(cell: object, kopecks: int) -> None:
    assert money.kopecks_from(cell) == kopecks


@pytest.mark.parametrize(
    "cell", [None, True, "", "даром", -1, "-5", "1,234", 0.001, float("inf"), float("nan"), "NaN"]
)
def test_what_is_not_a_sum_is_refused(cell: object) -> None:
    with pytest.raises(ValueError, match="not a sum"):
        money.kopecks_from(cell)


@given(st.integers(0, 10**12))
def test_roubles_and_back(kopecks: int) -> None:
    assert money.kopecks_from(money.roubles(kopecks)) == kopecks


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 8, 31), 2025),
        (date(2026, 9, 1), 2026),
        (date(2027, 1, 1), 2026),
        (date(2027, 8, 31), 2026),
    ],
)
def test_school_year_starts_on_the_first_of_september(day: date, year: int) -> None:
    assert school_year.school_year_of(day) == year


def test_school_year_has_its_first_and_last_day_and_a_label() -> None:
    assert school_year.first_day(2026) == date(2026, 9, 1)
    assert school_year.last_day(2026) == date(2027, 8, 31)
    assert school_year.label(2026) == "2026/27"
    assert school_year.label(1999) == "1999/00"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Алёна  Ёлкина", "алена елкина"),
        ("МБОУ «СОШ № 4»", 'мбоу "СОШ №4"'.replace("№4", "№ 4")),
        ("Русский язык — 5 класс", "русский язык - 5 класс"),
        ("5\u00a0класс", "5 класс"),
    ],
)
def test_the_same_words_have_one_key(one: str, other: str) -> None:
    assert normalise.comparable(one) == normalise.comparable(other)


def test_latin_look_alikes_become_cyrillic() -> None:
    assert normalise.cyrillic("5A") == "5А"
    assert normalise.cyrillic("Pоmaнов") == "Роmанов".replace("m", "m")


@given(st.text())
def test_the_key_of_a_key_is_itself(text: str) -> None:
    assert normalise.comparable(normalise.comparable(text)) == normalise.comparable(text)


def test_problems_are_collected_and_told_apart() -> None:
    problems = Problems()
    problems.add(3, "Класс", "unknown class", value="ХХ", severity="warning")
    assert not problems.has_errors
    problems.add(4, "ФИО", "empty")
    assert problems.has_errors
    assert [item.as_dict()["row"] for item in problems.items] == [3, 4]
    error = TomikError("no", problems=problems.items, school=1)
    assert str(error) == "no"
    assert error.context == {"school": 1}
    assert len(error.problems) == 2

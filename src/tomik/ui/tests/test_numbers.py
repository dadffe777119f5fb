"""How numbers, sums and shares are written."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.ui import numbers


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (999, "999"),
        (1234, "1\u202f234"),
        (1234567, "1\u202f234\u202f567"),
        (-12345, "\u221212\u202f345"),
        (Decimal("1234.50"), "1\u202f234,50"),
        (0.5, "0,5"),
    ],
)
def test_number(value: object, text: str) -> None:
    assert numbers.number_text(value) == text  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kopecks", "text"),
    [(0, "0,00\u00a0₽"), (5, "0,05\u00a0₽"), (123450, "1\u202f234,50\u00a0₽"), (-100, "\u22121,00\u00a0₽")],
)
def test_money(kopecks: int, text: str) -> None:
    assert numbers.money_text(kopecks) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (7, 8, "87,5\u00a0%"),
        (9996, 10000, "99,9\u00a0%"),
        (99999, 100000, "99,9\u00a0%"),
        (1, 1, "100\u00a0%"),
        (0, 5, "0\u00a0%"),
        (5, 0, "—"),
        (1, 3, "33,3\u00a0%"),
    ],
)
def test_share(part: int, whole: int, text: str) -> None:
    assert numbers.share_text(part, whole) == text


def test_share_of_a_fraction() -> None:
    assert numbers.share_text(Fraction(1, 8)) == "12,5\u00a0%"


@given(st.integers(0, 10**6), st.integers(1, 10**6))
def test_share_reads_100_only_when_it_is(part: int, whole: int) -> None:
    part = min(part, whole)
    assert (numbers.share_text(part, whole) == "100\u00a0%") == (part == whole)


@given(st.integers(-(10**12), 10**12))
def test_number_keeps_its_digits(value: int) -> None:
    text = numbers.number_text(value)
    assert int(text.replace("\u202f", "").replace("\u2212", "-")) == value


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (0, "учеников"),
        (1, "ученик"),
        (2, "ученика"),
        (4, "ученика"),
        (5, "учеников"),
        (11, "учеников"),
        (12, "учеников"),
        (21, "ученик"),
        (22, "ученика"),
        (111, "учеников"),
        (112, "учеников"),
        (122, "ученика"),
    ],
)
def test_russian_form(count: int, word: str) -> None:
    assert numbers.russian_form(count, "ученик", "ученика", "учеников") == word

"""Sums in words, as acts need them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.kernel.words import amount, copies_in_words, in_words, sum_in_words


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "ноль"),
        (1, "один"),
        (14, "четырнадцать"),
        (21, "двадцать один"),
        (100, "сто"),
        (1_000, "одна тысяча"),
        (2_002, "две тысячи два"),
        (11_111, "одиннадцать тысяч сто одиннадцать"),
        (1_000_000, "один миллион"),
        (5_621_043, "пять миллионов шестьсот двадцать одна тысяча сорок три"),
        (2_000_000_000, "два миллиарда"),
        (-7, "минус семь"),
    ],
)
def test_numbers(number: int, words: str) -> None:
    assert in_words(number) == words


def test_copies_and_sums() -> None:
    assert copies_in_words(22) == "22 (двадцать два) экземпляра"
    assert copies_in_words(111) == "111 (сто одиннадцать) экземпляров"
    assert sum_in_words(1_250_50) == "1\u00a0250 (одна тысяча двести пятьдесят) рублей 50 копеек"
    assert sum_in_words(1_01) == "1 (один) рубль 01 копейка"
    assert (amount(-12_345_60), amount(5)) == ("−12\u00a0345,60", "0,05")


@given(st.integers(1, 10**12))
def test_the_next_number_has_other_words(number: int) -> None:
    assert in_words(number) != in_words(number + 1)

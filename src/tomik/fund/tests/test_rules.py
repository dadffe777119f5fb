"""How librarians write things."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomik.fund import rules
from tomik.fund.rules import Part


@pytest.mark.parametrize(
    ("value", "grades"),
    [
        ("5", (5, 5)),
        (5, (5, 5)),
        ("5 класс", (5, 5)),
        ("5-6", (5, 6)),
        ("10–11 кл.", (10, 11)),
        ("5,6,7", (5, 7)),
        (5.6, (5, 6)),
        (date(2026, 6, 5), (5, 6)),
        (datetime(2026, 11, 10), (10, 11)),  # noqa: DTZ001 - as Excel gives it
        ("13", None),
        ("0", None),
        ("пятый", None),
    ],
)
def test_grades(value, grades):
    assert rules.grades_of(value) == grades


@pytest.mark.parametrize(
    ("value", "part"),
    [
        (1, Part(1)),
        (2.0, Part(2)),
        ("ч. 2", Part(2)),
        ("Часть 1", Part(1)),
        ("1 из 2", Part(1, 2)),
        ("2/3", Part(2, 3)),
        ("3 из 2", None),
        ("1-2", Part(None, 2)),
        ("1, 2", Part(None, 2)),
        ("1 и 2", Part(None, 2)),
        ("2-3", None),
        ("первая", None),
        ("12", None),
    ],
)
def test_parts(value, part):
    assert rules.part_of(value) == part


@pytest.mark.parametrize(
    ("value", "year"),
    [(2021, 2021), (2021.0, 2021), ("2021 г.", 2021), (date(2020, 1, 1), 2020), ("2027", 2027), ("2028", None),
     ("1899", None), ("2020-2021", None), ("давно", None)],
)  # fmt: skip
def test_years(value, year):
    assert rules.year_of(value, 2026) == year


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("Новый", "new"),
        ("хорошее", "good"),
        ("годен", "good"),
        ("не годен", "unfit"),
        ("Непригодно к использованию", "unfit"),
        ("неудовлетворительное", "unfit"),
        ("удовлетворительное", "worn"),
        ("ветхая", "worn"),
        ("к списанию", "unfit"),
        ("зелёная", None),
    ],
)
def test_conditions(text, condition):
    assert rules.condition_of(text) == condition


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Федеральный бюджет", "federal"),
        ("областной", "regional"),
        ("Субвенция", "regional"),
        ("местный бюджет", "municipal"),
        ("внебюджетные средства", "own"),
        ("Дар родителей", "gift"),
        ("обмен", "обмен"),
        ("", ""),
    ],
)
def test_sources(text, source):
    assert rules.source_of(text) == source


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(1, 9))
def test_a_divided_price_keeps_every_kopeck(total, parts):
    found = rules.shares(total, parts)
    assert (sum(found), len(found)) == (total, parts)
    assert max(found) - min(found) <= 1

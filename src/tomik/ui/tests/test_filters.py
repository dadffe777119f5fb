"""Filters of rows that Python computes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from django.test import RequestFactory

from tomik.ui.public import Choice, RowFilter, state_words


@dataclass(frozen=True)
class Row:
    name: str
    group: str
    state: str = "full"


class Filter(RowFilter):
    searched = ("name",)
    choices = {"class": Choice("Класс", "group"), "state": Choice("Состояние", "state", state_words)}


ROWS = [Row("Математика, ч. 1", "10А"), Row("Ёлка", "2А", "short"), Row("Математика, ч. 2", "2А")]


def filtered(rows: list[Any] | None = None, **asked: str) -> Filter:
    return Filter(asked, queryset=ROWS if rows is None else rows, request=RequestFactory().get("/"))


@pytest.mark.parametrize(
    ("asked", "places"),
    [
        ({}, [0, 1, 2]),
        ({"q": "  "}, [0, 1, 2]),
        ({"q": "математика 2"}, [2]),
        ({"q": "ЕЛКА"}, [1]),
        ({"class": "2А"}, [1, 2]),
        ({"class": "2А", "state": "full"}, [2]),
        ({"class": "9Я"}, [0, 1, 2]),
        ({"class": "2А", "q": "химия"}, []),
    ],
)
def test_rows_that_are_left(asked: dict[str, str], places: list[int]) -> None:
    assert filtered(**asked).qs == [ROWS[place] for place in places]


def test_choices_are_the_values_that_occur_in_natural_order() -> None:
    fields = filtered().filters
    assert list(fields) == ["q", "class", "state"]
    assert [value for value, _words in fields["class"].choices] == ["", "2А", "10А"]  # type: ignore[attr-defined]
    assert ("short", "не хватает") in fields["state"].choices  # type: ignore[attr-defined]


def test_rows_may_be_dicts_and_may_be_none() -> None:
    rows = [{"name": "Алгебра", "group": "", "state": "full"}]
    assert filtered(rows, q="алгебра").qs == rows
    assert [value for value, _words in filtered(rows).filters["class"].choices] == [""]  # type: ignore[attr-defined]
    assert filtered([]).qs == []

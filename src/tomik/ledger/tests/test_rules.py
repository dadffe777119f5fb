"""Canonical content: what makes two requests the same."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomik.ledger.rules import Draft, Line, fingerprint, mirrored, problem_of

LINE = st.builds(Line, *(st.integers(1, 9) for _ in range(4)))
DRAFT = Draft(school_id=1, kind="issue", occurred_on=date(2026, 9, 1), document_uid=uuid.UUID(int=5))


@settings(deadline=None)
@given(st.lists(LINE, min_size=1), st.randoms())
def test_order_of_lines_does_not_matter(lines, random):
    shuffled = list(lines)
    random.shuffle(shuffled)
    assert fingerprint(DRAFT, shuffled) == fingerprint(DRAFT, lines)


@settings(deadline=None)
@given(st.lists(LINE, min_size=1, max_size=3), st.lists(LINE, min_size=1, max_size=3))
def test_other_lines_are_other_content(one, other):
    assert (fingerprint(DRAFT, one) == fingerprint(DRAFT, other)) == (sorted(one) == sorted(other))


@pytest.mark.parametrize(
    "change",
    [
        {"school_id": 2},
        {"kind": "return"},
        {"occurred_on": date(2026, 9, 2)},
        {"document_kind": "act"},
        {"document_uid": None},
        {"document_number": "7"},
        {"note": "why"},
        {"reverses_id": 4},
    ],
)
def test_every_field_counts(change):
    lines = [Line(1, 2, 3, 4)]
    assert fingerprint(replace(DRAFT, **change), lines) != fingerprint(DRAFT, lines)


@pytest.mark.parametrize("change", [{"actor_id": 9}, {"uid": uuid.UUID(int=1)}])
def test_actor_and_key_are_not_content(change):
    lines = [Line(1, 2, 3, 4)]
    assert fingerprint(replace(DRAFT, **change), lines) == fingerprint(DRAFT, lines)


@pytest.mark.parametrize(
    ("lines", "rule"),
    [
        ([], "no_lines"),
        ([Line(1, 2, 3, 0)], "copies"),
        ([Line(1, 2, 3, 1), Line(1, 2, 3, -1)], "copies"),
        ([Line(1, 2, 2, 1)], "same_account"),
        ([Line(1, 2, 3, 1)], ""),
    ],
)
def test_problem_of_lines(lines, rule):
    assert problem_of(lines) == rule


@settings(deadline=None)
@given(st.lists(LINE))
def test_mirror_of_a_mirror_is_the_same(lines):
    assert mirrored(mirrored(lines)) == lines

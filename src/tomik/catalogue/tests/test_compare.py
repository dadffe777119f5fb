"""Two snapshots compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tomik.catalogue.federal_list.compare import (
    EXCLUDED,
    KINDS,
    NEW,
    RECODED,
    RENAMED,
    RETURNED,
    TERM_CHANGED,
    VANISHED,
    RowFacts,
    differences,
)

ROW = RowFacts(
    id=1,
    appendix="1",
    code="1.1.2.4.1.1.1",
    title="Математика: 5-й класс",
    name_key="математика",
    surnames=("виленкин", "жохов"),
    authors="Виленкин Н.Я., Жохов В.И.",
    publisher="Просвещение",
    publisher_key=frozenset({"просвещение"}),
    grade_from=5,
    grade_to=5,
    level="base",
    language="",
    parts=2,
    until=date(2027, 4, 25),
)


def kinds(old: list[RowFacts], new: list[RowFacts]) -> list[str]:
    return [one.kind for one in differences(old, new)]


def test_equal_snapshots_give_nothing() -> None:
    assert kinds([ROW], [replace(ROW, id=2)]) == []


def test_new_and_vanished() -> None:
    other = replace(ROW, id=2, code="9", name_key="физика", surnames=("перышкин",))
    found = differences([ROW], [other])
    assert [(one.kind, one.old, one.new) for one in found] == [(NEW, None, other), (VANISHED, ROW, None)]


def test_excluded_with_a_use_until_date_and_returned() -> None:
    excluded = replace(ROW, id=2, appendix="2", until=date(2027, 8, 31), code="1.1.1")
    assert kinds([ROW], [excluded]) == [EXCLUDED]
    assert kinds([excluded], [ROW]) == [RETURNED]


def test_term_changed() -> None:
    assert kinds([ROW], [replace(ROW, id=2, until=date(2028, 4, 25))]) == [TERM_CHANGED]
    assert kinds([ROW], [replace(ROW, id=2, until=None, is_unlimited=True)]) == [TERM_CHANGED]


def test_renamed_and_recoded() -> None:
    assert kinds([ROW], [replace(ROW, id=2, name_key="математика новая")]) == [RENAMED]
    assert kinds([ROW], [replace(ROW, id=2, surnames=("виленкин", "новиков"))]) == [RENAMED]
    assert kinds([ROW], [replace(ROW, id=2, publisher_key=frozenset({"дрофа"}))]) == [RENAMED]
    assert kinds([ROW], [replace(ROW, id=2, code="1.1.2.4.1.7.1")]) == [RECODED]


def test_a_code_that_moved_to_another_book_does_not_pair_them() -> None:
    physics = replace(ROW, id=2, name_key="физика", surnames=("перышкин",))
    assert kinds([ROW], [physics]) == [NEW, VANISHED]


def test_repeated_codes_pair_in_order() -> None:
    tenth = replace(ROW, id=2, grade_from=10, grade_to=10)
    eleventh = replace(ROW, id=3, grade_from=11, grade_to=11)
    assert kinds([tenth, eleventh], [replace(tenth, id=4), replace(eleventh, id=5)]) == []


rows = st.builds(
    replace,
    st.just(ROW),
    appendix=st.sampled_from(["1", "2"]),
    code=st.sampled_from(["1.1", "1.2"]),
    name_key=st.sampled_from(["математика", "физика"]),
    surnames=st.sampled_from([("а",), ("а", "б"), ()]),
    grade_from=st.sampled_from([5, 6]),
    until=st.sampled_from([date(2026, 1, 1), None]),
)


def numbered(given: list[RowFacts], start: int) -> list[RowFacts]:
    return [replace(row, id=start + place) for place, row in enumerate(given)]


@given(st.lists(rows, max_size=6), st.lists(rows, max_size=6))
def test_every_row_is_in_one_pair_or_new_or_vanished(old: list[RowFacts], new: list[RowFacts]) -> None:
    before, after = numbered(old, 100), numbered(new, 200)
    found = differences(before, after)
    assert {one.kind for one in found} <= set(KINDS)
    fresh = [one.new for one in found if one.kind == NEW]
    gone = [one.old for one in found if one.kind == VANISHED]
    assert len(before) - len(gone) == len(after) - len(fresh)
    assert differences(before, numbered(old, 300)) == []

"""The status of a set in a school year: the rule, and the table that keeps it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from tomik.catalogue.federal_list.status import (
    CURRENT,
    EXPIRED,
    EXPIRES,
    NOT_LISTED,
    USE_UNTIL,
    Judgement,
    ListedRow,
    Snapshot,
    governing,
    judge,
    judge_row,
)


def snapshot(
    pk: int, since: date, *, until: date | None = None, whole: bool = True, amended: bool = False
) -> Snapshot:
    return Snapshot(pk, since, until, whole, amended, datetime(2026, 1, pk, tzinfo=UTC))


OLD = snapshot(1, date(2022, 11, 12))
NEW = snapshot(2, date(2025, 9, 1))


@pytest.mark.parametrize(
    ("appendix", "until", "year", "status", "day"),
    [
        ("1", date(2027, 4, 25), 2026, CURRENT, date(2027, 4, 25)),
        ("1", date(2026, 9, 1), 2026, CURRENT, date(2026, 9, 1)),
        ("1", date(2026, 8, 31), 2026, USE_UNTIL, None),
        ("1", None, 2026, USE_UNTIL, None),
        ("2", date(2027, 8, 31), 2026, USE_UNTIL, date(2027, 8, 31)),
        ("2", date(2030, 8, 31), 2026, USE_UNTIL, date(2030, 8, 31)),
        ("2", date(2027, 8, 30), 2026, EXPIRES, date(2027, 8, 30)),
        ("2", date(2026, 9, 1), 2026, EXPIRES, date(2026, 9, 1)),
        ("2", date(2026, 8, 31), 2026, EXPIRED, date(2026, 8, 31)),
        ("3", date(2025, 9, 25), 2026, EXPIRED, date(2025, 9, 25)),
        ("2", None, 2026, USE_UNTIL, None),
    ],
)
def test_what_one_row_says(
    appendix: str, until: date | None, year: int, status: str, day: date | None
) -> None:
    assert judge_row(ListedRow(7, 1, appendix, until), year) == Judgement(status, 7, day)


def test_without_end_is_current() -> None:
    assert judge_row(ListedRow(7, 1, "1", None, True), 2040) == Judgement(CURRENT, 7, None)


def test_the_newest_list_in_force_in_the_year_counts() -> None:
    assert [one.id for one in governing([OLD, NEW], 2023)] == [1]
    assert [one.id for one in governing([OLD, NEW], 2025)] == [2]
    assert [one.id for one in governing([OLD, NEW], 2021)] == []


def test_an_extract_does_not_end_the_older_list() -> None:
    extract = snapshot(3, date(2026, 2, 10), whole=False)
    assert [one.id for one in governing([OLD, NEW, extract], 2026)] == [3, 2]


def test_of_one_order_the_amended_one_is_newer() -> None:
    plain = snapshot(5, date(2022, 11, 12))
    amended = snapshot(4, date(2022, 11, 12), amended=True)
    assert governing([plain, amended], 2023)[0].id == 4


def test_a_list_out_of_force_does_not_count() -> None:
    ended = snapshot(2, date(2024, 1, 1), until=date(2024, 8, 31))
    assert [one.id for one in governing([OLD, ended], 2024)] == [1]
    assert [one.id for one in governing([OLD, ended], 2023)] == [2]


def test_what_the_newer_list_leaves_out_is_not_listed() -> None:
    rows = [ListedRow(7, 1, "1", date(2027, 4, 25))]
    assert judge(rows, governing([OLD, NEW], 2024), 2024) == Judgement(CURRENT, 7, date(2027, 4, 25))
    assert judge(rows, governing([OLD, NEW], 2025), 2025) == Judgement(NOT_LISTED)
    assert judge([], governing([OLD, NEW], 2025), 2025) == Judgement(NOT_LISTED)


def test_appendix_one_goes_before_appendix_two() -> None:
    rows = [
        ListedRow(7, 2, "2", date(2027, 8, 31)),
        ListedRow(8, 2, "1", date(2026, 4, 25)),
        ListedRow(9, 2, "1", date(2028, 4, 25)),
    ]
    assert judge(rows, [NEW], 2026) == Judgement(CURRENT, 9, date(2028, 4, 25))

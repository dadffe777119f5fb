"""Part 3 of the book over several years: what there was + received − left = what there is, whenever something is taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import assemble
from tomik.fund.models import SummaryRecord
from tomik.fund.official import book as books
from tomik.fund.queries import registers as queries
from tomik.fund.queries import summary
from tomik.fund.queries.statistics import form_26, years_of
from tomik.fund.services.receipts import reverse_receipt
from tomik.fund.tests.test_receipts import fiction, got, line
from tomik.fund.tests.test_registers import write_off
from tomik.fund.tests.world import World, build
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.public import reverse_recorded
from tomik.territory.public import system_scope

pytestmark = pytest.mark.django_db
BEGIN, END = date(2024, 1, 1), date(2027, 12, 30)
ADDITIVE = [name for name in summary.FIGURE_NAMES if name not in ("titles", "sets")]
days = st.dates(BEGIN, END)


@dataclass(frozen=True)
class Event:
    """A receipt of the model: when, of which title, how many, how many of them leave later; what is taken back and when."""

    day: date
    title: int
    copies: int
    price: int
    gone: int
    gone_after: int
    taken_back_after: int | None
    """Days after the last movement of it; None: never."""


events = st.builds(
    Event,
    day=days,
    title=st.integers(0, 2),
    copies=st.integers(1, 40),
    price=st.sampled_from([1, 99, 450_50]),
    gone=st.integers(0, 40),
    gone_after=st.integers(0, 500),
    taken_back_after=st.none() | st.integers(0, 900),
)


def at(day: date) -> Any:
    """The clock at noon of a day."""
    return time_machine.travel(datetime(day.year, day.month, day.day, 5, tzinfo=UTC), tick=False)


def happen(world: World, one: Event, number: int) -> list[tuple[date, str, int, int]]:
    """Let it happen; movements of the model: day, book, change in copies, part of the book."""
    edition = [world.physics, world.maths[0], fiction(f"Книга {number}")][one.title]
    book = "main" if one.title == 2 else "textbooks"
    with at(one.day):
        entry = got(
            world,
            line(edition, one.copies, one.price),
            received_on=one.day,
            papers_on=one.day,
            papers_number=f"{number}",
        ).entry
    moved = [(one.day, book, one.copies, 1)]
    gone, left_on = min(one.gone, one.copies), min(one.day + timedelta(one.gone_after), END)
    act = None
    if gone:
        with at(left_on):
            act = write_off(world, edition, gone, left_on, receipt=entry.document_uid)
        moved.append((left_on, book, -gone, 2))
    if one.taken_back_after is None:
        return moved
    back_on = min((left_on if gone else one.day) + timedelta(one.taken_back_after), END)
    with at(back_on):
        if act is not None:
            reverse_recorded(
                school_id=world.school.pk, entry_uid=act.uid, uid=uuid7(), reason="Ошибка", actor_id=None
            )
            moved.append((back_on, book, gone, 2))
        else:
            assert isinstance(entry.document_uid, UUID)
            reverse_receipt(
                school=world.school,
                uid=entry.document_uid,
                operation_uid=uuid7(),
                reason="Ошибка",
                actor_id=None,
            )
            moved.append((back_on, book, -one.copies, 1))
    return moved


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(given_events=st.lists(events, min_size=1, max_size=5), bounds=st.tuples(days, days))
def test_any_period_adds_up(db: None, given_events: list[Event], bounds: tuple[date, date]) -> None:
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        cast = assemble()
        with acting(system_scope()):
            world = build(cast)
            moved = [one for n, event in enumerate(given_events) for one in happen(world, event, n)]
            with at(END + timedelta(1)):
                for book in SummaryRecord.Book.values:
                    years = [(date(year, 1, 1), date(year, 12, 31)) for year in range(2024, 2028)]
                    of_book = [one for one in moved if one[1] == book]
                    check(world, book, of_book, [*years, (min(bounds), max(bounds))])
                check_form(world, moved)
        transaction.set_rollback(True)


def check(
    world: World, book: str, moved: list[tuple[date, str, int, int]], periods: list[tuple[date, date]]
) -> None:
    """Every period against the model, and every figure of it against itself."""
    found = summary.movements([world.school.pk], book, periods)[world.school.pk]
    for period, (first, last) in zip(found, periods, strict=True):
        inside = [one for one in moved if first <= one[0] <= last]
        assert period.opening.copies == sum(one[2] for one in moved if one[0] < first)
        assert period.closing.copies == sum(one[2] for one in moved if one[0] <= last)
        assert period.received.copies == sum(one[2] for one in inside if one[3] == 1)
        assert period.left.copies == -sum(one[2] for one in inside if one[3] == 2)
        for name in ADDITIVE:
            opening, received, left, closing = (
                getattr(one, name) for one in (period.opening, period.received, period.left, period.closing)
            )
            assert opening + received - left == closing, (name, first, last)
        parts = [summary.records(world.school.pk, book, number, first=first, last=last) for number in (1, 2)]
        assert sum(one.figures.copies for one in parts[0]) == period.received.copies
        assert sum(one.figures.kopecks for one in parts[1]) == period.left.kopecks
        held = [
            row
            for row in queries.titles_as_of(world.school.pk, last)
            if (row["kind"] == "fiction") == (book == "main")
        ]
        assert sum(row["copies"] for row in held) == period.closing.copies
        assert sum(row["kopecks"] for row in held) == period.closing.kopecks
    register = books.part_3(book, found[:4], [])
    assert len(register.rows) == 16


def check_form(world: World, moved: list[tuple[date, str, int, int]]) -> None:
    """2.6 of ОО-2, year after year: column 5 = column 5 of the year before + column 3 − column 4; 01 = 06 + 07 + 08 + 09."""
    before = [0] * 9
    for year in range(2024, 2028):
        lines = form_26(years_of([world.school.pk], year)[world.school.pk].values())
        assert [one.number for one in lines] == [f"0{number}" for number in range(1, 10)]
        for one, there in zip(lines, before, strict=True):
            assert one.agrees
            assert one.there == there + one.received - one.left
        before = [one.there for one in lines]
        assert (
            lines[0].there
            == sum(one.there for one in lines[5:])
            == sum(m[2] for m in moved if m[0].year <= year)
        )
        assert all(one.there <= lines[0].there for one in lines[1:5])

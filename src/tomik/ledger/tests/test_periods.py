"""Closed books."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.ledger import public as ledger
from tomik.ledger.public import PeriodClosed, PeriodClosing
from tomik.ledger.services.periods import latest_closing
from tomik.ledger.tests.world import World, day, sqlstate_of

pytestmark = pytest.mark.django_db


def close(world: World, number: int = 10, **more) -> PeriodClosing:
    return ledger.close_period(school_id=world.school.pk, through=day(number), **more)


def test_entries_inside_are_refused_with_the_act(world: World):
    closing = close(world, document_number="17", actor_id=4)
    with pytest.raises(PeriodClosed) as refusal:
        world.post(world.issue(1), occurred_on=day(10))
    assert refusal.value.context == {
        "through": "10.09.2026",
        "document_number": "17",
        "closing_id": closing.pk,
    }
    assert "17" in str(refusal.value)
    assert world.post(world.issue(1), occurred_on=day(11)).created


def test_without_an_act_the_day_is_named(world: World):
    close(world)
    with pytest.raises(PeriodClosed, match=r"10\.09\.2026"):
        world.post(world.issue(1))


def test_a_repeated_request_finds_its_entry_after_closing(world: World):
    first = world.post(world.issue(1))
    close(world)
    assert world.post(world.issue(1), uid=first.entry.uid).entry == first.entry


def test_other_schools_stay_open(world: World):
    ledger.close_period(school_id=world.cast.school_b.pk, through=day(30))
    assert world.post(world.issue(1)).created


def test_closing_twice_is_one_closing(world: World):
    assert close(world, document_number="1") == close(world, document_number="1")
    assert PeriodClosing.objects.count() == 1


def test_closing_goes_forward_only(world: World):
    close(world, 10)
    with pytest.raises(TomikError):
        close(world, 9)
    assert close(world, 20).through == day(20)


@pytest.mark.parametrize("days", [0, 1, 40])
def test_a_day_that_has_not_ended_stays_open(world: World, days: int):
    through = clock.today(world.cast.school_a.timezone) + timedelta(days=days)
    with pytest.raises(TomikError):
        ledger.close_period(school_id=world.cast.school_a.pk, through=through)
    assert not PeriodClosing.objects.exists()


def test_reopening_keeps_the_closing(world: World):
    earlier, closing = close(world, 5), close(world, 10)
    with pytest.raises(TomikError):
        ledger.reopen_period(closing_id=earlier.pk, school_id=world.school.pk, reason="x", actor_id=1)
    with pytest.raises(TomikError):
        ledger.reopen_period(closing_id=closing.pk, school_id=world.school.pk, reason="  ", actor_id=1)
    opened = ledger.reopen_period(
        closing_id=closing.pk, school_id=world.school.pk, reason=" акт ", actor_id=1
    )
    assert (opened.reopened_by, opened.reopen_reason, opened.reopened_at is not None) == (1, "акт", True)
    assert latest_closing(world.school.pk) == earlier
    assert world.post(world.issue(1), occurred_on=day(6)).created
    with pytest.raises(PeriodClosed):
        world.post(world.issue(1), occurred_on=day(5))


def test_nothing_to_reopen(world: World):
    with pytest.raises(TomikError):
        ledger.reopen_period(closing_id=-1, school_id=world.school.pk, reason="x", actor_id=1)


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize(
    "change",
    [
        "through = through + 1",
        "document_number = 'x'",
        "reopened_by = 3",
        "reopened_at = NULL",
        "school_id = -1",
    ],
)
def test_a_closing_is_not_rewritten(world: World, as_owner, role, change):
    closing = close(world)
    statement = f"UPDATE ledger_periodclosing SET {change} WHERE id = {closing.pk}"
    state = sqlstate_of(statement, as_owner=as_owner if role == "owner" else None)
    assert state in ("TK004", "42501")


@pytest.mark.parametrize("role", ["app", "owner"])
@pytest.mark.parametrize("statement", ["DELETE FROM ledger_periodclosing", "TRUNCATE ledger_periodclosing"])
def test_a_closing_stays(world: World, as_owner, role, statement):
    close(world)
    state = sqlstate_of(statement, as_owner=as_owner if role == "owner" else None)
    assert state == {"app": "42501", "owner": "TK004"}[role]

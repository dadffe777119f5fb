"""Correction by the mirror."""

from __future__ import annotations

import uuid
from datetime import date

import pytest
import time_machine
from django.db import transaction

from tomik.ledger import public as ledger
from tomik.ledger.public import AlreadyReversed, BrokenRule, Entry, InsufficientCopies, PeriodClosed
from tomik.ledger.tests.world import World, day

pytestmark = pytest.mark.django_db


def reverse(entry: Entry, **more) -> ledger.Posted:
    with transaction.atomic():
        return ledger.reverse_entry(entry, **{"uid": uuid.uuid4(), "reason": "ошибка", "actor_id": 3, **more})


def test_reversal_restores(world: World):
    posted = world.post(
        world.issue(4), document_kind="issue", document_uid=uuid.UUID(int=9), document_number="12"
    )
    undone = reverse(posted.entry).entry
    assert (world.have(world.fund), world.have(world.readers[0])) == (10, 0)
    assert (undone.kind, undone.reverses_id, undone.note, undone.actor_id) == (
        "reversal",
        posted.entry.pk,
        "ошибка",
        3,
    )
    assert (undone.document_uid, undone.document_number) == (uuid.UUID(int=9), "12")


def test_is_dated_today_but_never_before_its_entry(world: World):
    early, late = world.post(world.issue(1)).entry, world.post(world.issue(1), occurred_on=day(30)).entry
    with time_machine.travel("2026-09-14T20:00:00+00:00", tick=False):
        assert reverse(early).entry.occurred_on == date(2026, 9, 15)  # already tomorrow in Tomsk
        assert reverse(late).entry.occurred_on == day(30)


def test_a_date_before_the_entry_is_refused(world: World):
    entry = world.post(world.issue(1)).entry
    with pytest.raises(BrokenRule) as refusal:
        reverse(entry, occurred_on=day(1))
    assert refusal.value.context == {"rule": "reversal_date"}


def test_only_once(world: World):
    entry = world.post(world.issue(1)).entry
    reverse(entry)
    with pytest.raises(AlreadyReversed):
        reverse(entry)
    assert world.have(world.fund) == 10


def test_repeated_request_gives_the_first_reversal(world: World):
    entry, uid = world.post(world.issue(1)).entry, uuid.uuid4()
    first = reverse(entry, uid=uid, occurred_on=day(5))
    again = reverse(entry, uid=uid, occurred_on=day(5))
    assert (again.created, again.entry) == (False, first.entry)


def test_a_reversal_is_not_reversed(world: World):
    undone = reverse(world.post(world.issue(1)).entry).entry
    with pytest.raises(BrokenRule) as refusal:
        reverse(undone)
    assert refusal.value.context == {"rule": "reversal_of"}


def test_copies_that_moved_on_can_not_be_taken_back(world: World):
    world.post(world.issue(3))
    with pytest.raises(InsufficientCopies):
        reverse(world.opening_entry)
    assert world.have(world.fund) == 7


def test_an_entry_of_a_closed_period_is_reversed_today(world: World):
    entry = world.post(world.issue(1)).entry
    ledger.close_period(school_id=world.school.pk, through=day(10))
    with pytest.raises(PeriodClosed):
        reverse(entry, occurred_on=day(10))
    assert reverse(entry, occurred_on=day(11)).created


def test_outer_accounts_take_back_what_they_gave(world: World):
    """A reversal may go to the opening balance and from the written-off copies, an ordinary entry may not."""
    gone = world.post([ledger.Line(world.lots[0], world.fund, world.written_off, 2)], kind="writeoff").entry
    reverse(gone)
    reverse(world.opening_entry)
    assert (world.have(world.fund), world.have(world.opening), world.have(world.written_off)) == (0, 0, 0)

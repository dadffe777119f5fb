"""Reads: now, as of a day, statements, documents."""

from __future__ import annotations

import uuid

import pytest

from tomik.ledger import queries
from tomik.ledger.public import Line
from tomik.ledger.tests.world import DAY, World, day

pytestmark = pytest.mark.django_db


def test_balances_now_leave_zeros_out(world: World):
    world.post(world.issue(10))
    lot, other = world.lots[:2]
    found = queries.balances(
        world.school.pk, account_ids=[world.fund, world.readers[0]], lot_ids=[lot, other]
    )
    assert found == {(world.readers[0], lot): 10, (world.fund, other): 10}
    assert sum(queries.balances(world.school.pk).values()) == 0
    assert queries.balances(world.cast.school_b.pk) == {}


def test_as_of_a_day_counts_documents_dated_then_or_earlier(world: World):
    lot = world.lots[0]
    world.post(world.issue(3), occurred_on=day(20))
    world.post(world.issue(2), occurred_on=day(5))
    seen = {
        number: queries.balances_as_of(world.school.pk, day(number), account_ids=[world.fund]).get(
            (world.fund, lot), 0
        )
        for number in (1, 4, 5, 19, 20, 30)
    }
    assert seen == {1: 10, 4: 10, 5: 8, 19: 8, 20: 5, 30: 5}
    assert queries.balances_as_of(world.school.pk, day(30)) == queries.balances(world.school.pk)
    assert queries.balances_as_of(world.school.pk, DAY.replace(month=8)) == {}


def test_statement_of_an_account(world: World):
    lot = world.lots[0]
    world.post(world.issue(3), occurred_on=day(20))
    world.post(
        [Line(lot, world.fund, world.unfit, 1), Line(world.lots[1], world.fund, world.unfit, 1)],
        kind="condition",
    )
    world.post([Line(lot, world.readers[0], world.fund, 2)], kind="return", occurred_on=day(25))
    lines = queries.statement(world.school.pk, account_id=world.fund, lot_id=lot)
    assert [(line.entry.kind, line.delta, line.after) for line in lines] == [
        ("opening", 10, 10),
        ("condition", -1, 9),
        ("issue", -3, 6),
        ("return", 2, 8),
    ]
    assert len(queries.statement(world.school.pk, account_id=world.fund)) == 7
    assert lines[0].transfer.copies == 10


def test_documents_and_lines(world: World):
    uid = uuid.uuid4()
    entry = world.post([*world.issue(1), *world.issue(2, lot=1)], document_uid=uid).entry
    assert list(queries.entries_of_document(world.school.pk, uid)) == [entry]
    assert queries.entry_by_uid([world.school.pk], entry.uid) == entry
    assert queries.entry_by_uid([world.cast.school_b.pk], entry.uid) is None
    assert [line.copies for line in queries.entry_lines(entry)] == [1, 2]
    assert queries.reversal_of(entry) is None
    assert [line.entry for line in queries.transfers_of_lots(world.school.pk, world.lots[:1])] == [
        entry,
        world.opening_entry,
    ]


def test_accounts_of_a_school(world: World):
    assert list(queries.accounts_of(world.school.pk, ["fund"]).values_list("id", flat=True)) == [world.fund]
    assert queries.accounts_of(world.school.pk).count() == 10

"""Posting: one act, all or nothing, once."""

from __future__ import annotations

import uuid
from unittest.mock import patch

import pytest
from django.db import connection, transaction

from tomik.kernel.errors import Conflict
from tomik.ledger import public as ledger
from tomik.ledger.public import Balance, BrokenRule, Entry, InsufficientCopies, Line, Shortage, Transfer
from tomik.ledger.services import posting
from tomik.ledger.tests.world import DAY, World, day, edition, fund_of, lots_of

pytestmark = pytest.mark.django_db


def test_opening_balance_is_on_the_shelves(world: World):
    assert [world.have(world.fund, lot) for lot in world.lots] == [10, 10, 10]
    assert [world.have(world.opening, lot) for lot in world.lots] == [-10, -10, -10]


def test_issue_moves_copies(world: World):
    posted = world.post([*world.issue(2), *world.issue(1, lot=1, reader=1)], actor_id=7, note="сентябрь")
    assert posted.created
    assert (world.have(world.fund), world.have(world.readers[0])) == (8, 2)
    assert (world.have(world.fund, world.lots[1]), world.have(world.readers[1], world.lots[1])) == (9, 1)
    entry = posted.entry
    assert (entry.lines, entry.copies, entry.actor_id, entry.note) == (2, 3, 7, "сентябрь")
    assert list(Transfer.objects.filter(entry=entry).values_list("line_no", "copies", "occurred_on")) == [
        (1, 2, day(2)),
        (2, 1, day(2)),
    ]


def test_recorded_by_the_clock_of_the_database(world: World):
    first, second = world.post(world.issue()).entry, world.post(world.issue()).entry
    assert first.recorded_at < second.recorded_at


def test_lines_of_one_lot_are_added_up(world: World):
    world.post(world.issue(6) + world.issue(4))
    assert world.have(world.fund) == 0
    with pytest.raises(InsufficientCopies):
        world.post(world.issue(1))


def test_what_comes_and_goes_within_an_entry_is_netted(world: World):
    through = [
        Line(world.lots[0], world.fund, world.unfit, 5),
        Line(world.lots[0], world.unfit, world.fund, 5),
    ]
    world.post(through, kind="condition")
    assert (world.have(world.fund), world.have(world.unfit)) == (10, 0)


def test_shortage_names_every_line(world: World):
    with pytest.raises(InsufficientCopies) as refusal:
        world.post([*world.issue(11), *world.issue(4, lot=1), *world.issue(12, lot=2)])
    assert refusal.value.shortages == [
        Shortage(world.fund, world.lots[0], 10, 11),
        Shortage(world.fund, world.lots[2], 10, 12),
    ]
    assert refusal.value.status == 409
    assert world.have(world.fund, world.lots[1]) == 10
    assert Entry.objects.count() == 1


def test_shortage_where_nothing_ever_was(world: World):
    with pytest.raises(InsufficientCopies) as refusal:
        world.post([Line(world.lots[0], world.readers[0], world.fund, 1)], kind="return")
    assert refusal.value.shortages == [Shortage(world.readers[0], world.lots[0], 0, 1)]


def test_transaction_is_usable_after_a_refusal(world: World):
    with transaction.atomic():
        with pytest.raises(InsufficientCopies):
            ledger.post_entry(world.draft(), world.issue(11))
        assert ledger.post_entry(world.draft(), world.issue(10)).created
    assert world.have(world.fund) == 0


def test_replay_gives_the_first_result(world: World):
    draft = world.draft()
    first = world.post(world.issue(2), uid=draft.uid)
    again = world.post(world.issue(2), uid=draft.uid, actor_id=99)
    assert (again.created, again.entry.pk, again.entry.actor_id) == (False, first.entry.pk, None)
    assert world.have(world.fund) == 8


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"note": "other"}, "note"),
        ({"occurred_on": day(3)}, "occurred_on"),
        ({"kind": "move"}, "kind"),
        ({"document_number": "8"}, "document_number"),
    ],
)
def test_other_content_under_the_same_key_is_refused(world: World, change, field):
    uid = uuid.uuid4()
    world.post(world.issue(2), uid=uid)
    with pytest.raises(Conflict) as refusal:
        world.post(world.issue(2), **{"uid": uid, **change})
    assert refusal.value.context == {"field": field}
    assert world.have(world.fund) == 8


def test_other_lines_under_the_same_key_are_refused(world: World):
    uid = uuid.uuid4()
    world.post(world.issue(2), uid=uid)
    with pytest.raises(Conflict) as refusal:
        world.post(world.issue(3), uid=uid)
    assert refusal.value.context == {"field": "lines"}


def test_one_key_in_two_schools_is_two_acts(world: World):
    uid = world.post(world.issue(1)).entry.uid
    school = world.cast.school_b
    with transaction.atomic():
        lot = lots_of(school, [edition()])[0]
        opening = ledger.account_for(school.pk, "opening")
        draft = ledger.Draft(school_id=school.pk, kind="opening", occurred_on=DAY, uid=uid)
        assert ledger.post_entry(draft, [Line(lot, opening, fund_of(school), 5)]).created


def test_needs_a_transaction(world: World):
    with patch.object(connection, "in_atomic_block", False), pytest.raises(RuntimeError, match="transaction"):
        ledger.post_entry(world.draft(), world.issue())


@pytest.mark.parametrize(
    ("lines", "rule"),
    [([], "no_lines"), ([Line(1, 2, 3, 0)], "copies"), ([Line(1, 2, 2, 1)], "same_account")],
)
def test_senseless_lines_are_refused(world: World, lines, rule):
    with pytest.raises(BrokenRule) as refusal:
        world.post(lines)
    assert refusal.value.context == {"rule": rule}


def test_many_documents_at_once(world: World):
    documents = [(world.draft(), world.issue(1, reader=n % 2)) for n in range(8)]
    with transaction.atomic():
        posted = ledger.post_entries(documents)
        again = ledger.post_entries([documents[0], (world.draft(), world.issue(2)), documents[7]])
    assert [one.created for one in posted] == [True] * 8
    assert [one.entry.uid for one in posted] == [draft.uid for draft, _ in documents]
    assert [one.created for one in again] == [False, True, False]
    assert (world.have(world.fund), world.have(world.readers[0])) == (0, 6)


def test_nothing_to_post():
    with transaction.atomic():
        assert ledger.post_entries([]) == []


def test_one_act_twice_in_a_batch_is_one_entry(world: World):
    document = (world.draft(), world.issue(1))
    with transaction.atomic():
        one, two = ledger.post_entries([document, document])
    assert one.entry == two.entry
    assert world.have(world.fund) == 9
    other = (document[0], world.issue(2))
    with transaction.atomic(), pytest.raises(Conflict):
        ledger.post_entries([other, (world.draft(), world.issue(1)), document])


def test_other_content_within_a_batch_is_refused(world: World):
    draft = world.draft()
    with transaction.atomic(), pytest.raises(Conflict):
        ledger.post_entries([(draft, world.issue(1)), (draft, world.issue(2))])
    assert world.have(world.fund) == 10


def test_a_batch_is_all_or_nothing(world: World):
    with transaction.atomic(), pytest.raises(InsufficientCopies):
        ledger.post_entries([(world.draft(), world.issue(1)), (world.draft(), world.issue(10))])
    assert (world.have(world.fund), Entry.objects.count()) == (10, 1)


def test_long_batches_go_in_several_statements(world: World, monkeypatch):
    monkeypatch.setattr(posting, "CHUNK_LINES", 3)
    documents = [(world.draft(), world.issue(1) + world.issue(1, lot=1)) for _ in range(4)]
    with transaction.atomic():
        assert all(one.created for one in ledger.post_entries(documents))
    assert (world.have(world.fund), Transfer.objects.count()) == (6, 3 + 8)


def test_balances_carry_school_and_permission_to_be_negative(world: World):
    rows = Balance.objects.filter(lot_id=world.lots[0]).order_by("copies")
    assert list(rows.values_list("school_id", "copies", "may_go_negative")) == [
        (world.school.pk, -10, True),
        (world.school.pk, 10, False),
    ]

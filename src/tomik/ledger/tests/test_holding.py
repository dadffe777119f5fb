"""Accounts and lots are made once and found afterwards."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from tomik.kernel.errors import Conflict
from tomik.ledger import public as ledger
from tomik.ledger.public import Account, BrokenRule, Lot, LotDraft
from tomik.ledger.tests.world import DAY, K, World, edition

pytestmark = pytest.mark.django_db


def test_accounts_are_made_once(world: World):
    before = Account.objects.count()
    refs = [pupil.pk for pupil in world.pupils]
    again = ledger.accounts_for(world.school.pk, K.READER, [*refs, refs[0]])
    assert [again[ref] for ref in refs] == world.readers
    assert Account.objects.count() == before


def test_missing_accounts_are_added_to_the_known(world: World):
    found = ledger.accounts_for(world.school.pk, K.STAFF, [7])
    more = ledger.accounts_for(world.school.pk, K.STAFF, [9, 7])
    assert more[7] == found[7]
    assert set(more) == {7, 9}
    assert ledger.accounts_for(world.school.pk, K.STAFF, []) == {}


@pytest.mark.parametrize("kind", [K.OPENING, K.UNFIT])
def test_kinds_without_a_holder_exist_once(world: World, kind):
    assert ledger.account_for(world.school.pk, kind) == ledger.account_for(world.school.pk, kind)
    other = ledger.account_for(world.cast.school_b.pk, kind)
    account = Account.objects.get(pk=other)
    assert (account.school, account.may_go_negative) == (world.cast.school_b, kind == K.OPENING)


def test_a_kind_with_holders_needs_one(world: World):
    with pytest.raises(ValueError, match="holder"):
        ledger.account_for(world.school.pk, K.READER)


def test_a_holder_of_another_school_is_refused(world: World):
    with pytest.raises(BrokenRule) as refusal:
        ledger.accounts_for(world.cast.school_b.pk, K.READER, [world.pupils[0].pk])
    assert refusal.value.context == {"rule": "holder"}


DRAFT = LotDraft(edition_id=0, price_kopecks=100, received_on=DAY, receipt_uid=uuid.UUID(int=1), year=2024)


def test_lots_come_in_the_order_given(world: World):
    editions = [edition(str(n)).pk for n in range(3)]
    drafts = [replace(DRAFT, edition_id=editions[n], receipt_line=9 - n) for n in (2, 0, 1)]
    made = ledger.create_lots(world.school.pk, drafts)
    lots = Lot.objects.in_bulk(made)
    assert [lots[pk].edition_id for pk in made] == [draft.edition_id for draft in drafts]
    assert ledger.create_lots(world.school.pk, drafts[::-1]) == made[::-1]
    assert (lots[made[0]].year, lots[made[0]].condition, lots[made[0]].on_balance) == (2024, "good", True)


def test_no_lots(world: World):
    assert ledger.create_lots(world.school.pk, []) == []


@pytest.mark.parametrize("change", [{"price_kopecks": 101}, {"condition": "worn"}, {"year": None}])
def test_a_receipt_line_is_not_rewritten(world: World, change):
    draft = replace(DRAFT, edition_id=edition().pk)
    ledger.create_lots(world.school.pk, [draft])
    with pytest.raises(Conflict) as refusal:
        ledger.create_lots(world.school.pk, [replace(draft, **change)])
    assert refusal.value.context == {"field": "lot"}


def test_two_lots_of_one_receipt_line_are_refused(world: World):
    draft = replace(DRAFT, edition_id=edition().pk)
    with pytest.raises(Conflict) as refusal:
        ledger.create_lots(world.school.pk, [draft, replace(draft, price_kopecks=5)])
    assert refusal.value.context == {"field": "receipt_line"}

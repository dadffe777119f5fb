"""The registers are checked against the ledger: agreement is silent, every broken register is told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import connection

from tomik.fund.models import Copy, Receipt
from tomik.fund.services.numbering import continue_from
from tomik.fund.services.receipts import reverse_receipt
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.fund.verification import mismatches
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Draft, Entry, Line, account_for, post_entry

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def test_sound(world: World) -> None:
    continue_from(
        school_id=world.school.pk,
        series="in-textbooks",
        year=2026,
        next_number=40,
        reason="Бумага",
        actor_id=None,
    )
    got(world, line(world.physics, 3, is_individual=True))
    got(world, line(world.maths[0], 4), papers_number="2")
    receipt = Receipt.objects.latest("id")
    reverse_receipt(
        school=world.school, uid=receipt.uid, operation_uid=uuid7(), reason="Ошибка", actor_id=None
    )
    assert mismatches() == []


def test_an_act_past_the_registers_is_told(world: World) -> None:
    entry = got(world, line(world.physics, 3, is_individual=True)).entry
    move = entry.transfers.get()
    away = account_for(world.school.pk, "written_off")
    draft = Draft(school_id=world.school.pk, kind=Entry.Kind.WRITEOFF, occurred_on=entry.occurred_on)
    post_entry(draft, [Line(move.lot_id, move.to_account_id, away, 2)])
    assert {(one.check, one.expected, one.found) for one in mismatches()} == {
        ("summary", 1, 0),
        ("copies", 1, 3),
    }


def test_broken_registers_are_told(
    world: World, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    got(world, line(world.physics, 3))
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # as if the rules had been switched off
        cursor.execute("UPDATE fund_summaryrecord SET number = 7")
        cursor.execute("UPDATE fund_receiptline SET copies = 2")
        cursor.execute("SET session_replication_role = origin")
    assert {(one.check, one.expected, one.found) for one in mismatches()} == {
        ("numbers", 7, 1),
        ("receipts", 3, 2),
    }
    assert not Copy.objects.exists()

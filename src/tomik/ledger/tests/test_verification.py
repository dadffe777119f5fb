"""`tomik ledger verify` finds every kind of damage; damage is done here with the guards lifted by the owner."""

from __future__ import annotations

import argparse
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from tomik.ledger import cli
from tomik.ledger import public as ledger
from tomik.ledger.public import Line
from tomik.ledger.tests.world import World
from tomik.ledger.verification import CHECKS, rebuild_balances, verify

pytestmark = pytest.mark.django_db


@contextmanager
def unguarded() -> Iterator[None]:
    """As the owner, triggers off: what a broken disk or a careless superuser may do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = origin")


@pytest.fixture
def busy(world: World) -> World:
    world.post([*world.issue(2), *world.issue(1, lot=1, reader=1)])
    entry = world.post(world.issue(3)).entry
    world.post([Line(world.lots[2], world.fund, world.written_off, 4)], kind="writeoff", note="утрата «ё»")
    with transaction.atomic():
        ledger.reverse_entry(entry, uid=uuid.uuid4(), reason="r", actor_id=1)
    return world


def test_a_sound_ledger(busy: World):
    result = verify()
    assert result.is_sound
    assert result.counts == {"entries": 5, "transfers": 8, "lots": 3, "accounts": 10, "balances": 9}


DAMAGE = {
    "balance_is_sum": "UPDATE ledger_balance SET copies = copies + 1 WHERE account_id = {fund} AND lot_id = {lot}",
    "lot_sums_to_zero": "DELETE FROM ledger_balance WHERE account_id = {opening} AND lot_id = {lot}",
    "not_negative": "UPDATE ledger_balance SET copies = -1, may_go_negative = true WHERE account_id = {fund}",
    "balance_marks": "UPDATE ledger_balance SET school_id = {school_b} WHERE account_id = {fund}",
    "stock_is_sum": "UPDATE ledger_lotstock SET copies = copies + 1 WHERE lot_id = {lot}",
    "entry_totals": "UPDATE ledger_entry SET copies = copies + 1 WHERE kind = 'writeoff'",
    "line_fits": "UPDATE ledger_transfer SET occurred_on = '2026-01-01'",
    "reversal_mirrors": "UPDATE ledger_transfer SET copies = 1 WHERE entry_id = (SELECT max(id) FROM ledger_entry)",
    "reversal_of_own_entry": "UPDATE ledger_entry SET occurred_on = '2026-01-01' WHERE kind = 'reversal'",
    "fingerprint": "UPDATE ledger_entry SET note = 'other' WHERE kind = 'issue'",
}


def test_every_check_has_its_damage():
    assert set(DAMAGE) == set(CHECKS)


@pytest.mark.parametrize("check", DAMAGE)
def test_damage_is_found(busy: World, check):
    statement = DAMAGE[check].format(
        fund=busy.fund, opening=busy.opening, lot=busy.lots[0], school_b=busy.cast.school_b.pk
    )
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0
    found = {mismatch.check: mismatch for mismatch in verify().mismatches}
    assert found[check].count >= 1
    assert found[check].examples


def test_rebuilding_repairs_the_balances(busy: World):
    with unguarded(), connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_balance SET copies = copies + 1 WHERE account_id = %s", [busy.fund])
        cursor.execute("DELETE FROM ledger_balance WHERE account_id = %s", [busy.readers[0]])
        cursor.execute(
            "UPDATE ledger_balance SET account_id = %s WHERE account_id = %s", [busy.lost, busy.readers[1]]
        )
        cursor.execute("UPDATE ledger_lotstock SET copies = 0 WHERE lot_id = %s", [busy.lots[0]])
        cursor.execute("DELETE FROM ledger_lotstock WHERE lot_id = %s", [busy.lots[1]])
        assert not verify().is_sound
        assert rebuild_balances() == 3 + 1 + 2 + 2
    assert verify().is_sound
    assert (busy.have(busy.fund), busy.have(busy.readers[0])) == (8, 2)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'"
            " AND tgrelid IN ('ledger_balance'::regclass, 'ledger_lotstock'::regclass)"
        )
        assert cursor.fetchone() == (0,)


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    parsed = parser.parse_args(words)
    return int(parsed.run(parsed))


def test_command_on_a_sound_ledger(busy: World, capsys):
    assert run("ledger", "verify") == 0
    assert "Учёт фонда верен" in capsys.readouterr().out
    assert run("ledger", "verify", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["sound"], answer["counts"]["transfers"], answer["mismatches"]) == (True, 8, [])


def test_command_on_a_damaged_ledger(busy: World, capsys):
    with unguarded(), connection.cursor() as cursor:
        cursor.execute(DAMAGE["fingerprint"])
    assert run("ledger", "verify") == 1
    assert "РАСХОЖДЕНИЕ fingerprint: 2" in capsys.readouterr().out
    assert run("ledger", "verify", "--json") == 1
    assert json.loads(capsys.readouterr().out)["mismatches"][0]["count"] == 2
    with unguarded():
        assert run("ledger", "rebuild-balances") == 0
    assert "Исправлено 0 остатков" in capsys.readouterr().out

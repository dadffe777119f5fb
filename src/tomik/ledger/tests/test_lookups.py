"""Posting looks rows up by index, also with plans that a session made while the tables were almost empty."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection, transaction

from tomik.ledger import public as ledger
from tomik.ledger.tests.world import World

pytestmark = pytest.mark.django_db

TABLES = ("ledger_account", "ledger_balance", "ledger_lot", "ledger_transfer")


def full_reads() -> dict[str, int]:
    """How often this transaction has read each table in full."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, seq_scan FROM pg_stat_xact_user_tables WHERE relname = ANY(%s)", [list(TABLES)]
        )
        return dict(cursor.fetchall())


def post_and_reverse(world: World) -> None:
    """An entry and its reversal; constraints checked at once."""
    with transaction.atomic():
        posted = ledger.post_entry(world.draft(), world.issue(2))
        ledger.reverse_entry(posted.entry, uid=uuid.uuid4(), reason="x", actor_id=None)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_no_table_is_read_in_full(world: World):
    before = full_reads()
    post_and_reverse(world)
    assert full_reads() == before


@pytest.mark.parametrize(
    "function", ["ledger_entry_before", "ledger_entry_has_lines", "ledger_transfer_after"]
)
def test_the_setting_is_part_of_the_function(db, function):
    # Whether the planner would read a table in full depends on its size; the setting does not.
    with connection.cursor() as cursor:
        cursor.execute("SELECT proconfig FROM pg_proc WHERE proname = %s", [function])
        assert "enable_seqscan=off" in cursor.fetchone()[0]

"""An installation that has a fund already is brought up to date: its lots get cards, its acts records of the book."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tomik.config import copies

ROOT = Path(__file__).resolve().parents[4]
NAME = f"tomik_upgrade_{os.getpid()}"
START = "import django; django.setup()\n"
# Two schools, in one an older delivery entered after a newer one; a receipt and a write-off in the first.
BEFORE = """
from datetime import date
from django.db import transaction
from tests.cast import assemble
from tomik.fund.tests.world import build
from tomik.kernel.ids import uuid7
from tomik.ledger.public import (
    Account, Draft, Entry, Line, LotDraft, account_for, accounts_for, create_lots, post_entry)

world = build(assemble())
def came(school, building, edition, day, *, outside, kind, copies=10):
    with transaction.atomic():
        draft = LotDraft(edition_id=edition.pk, price_kopecks=100, received_on=day, receipt_uid=uuid7())
        (lot,) = create_lots(school.pk, [draft])
        shelf = accounts_for(school.pk, Account.Kind.FUND, [building.pk])[building.pk]
        head = Draft(school_id=school.pk, kind=kind, occurred_on=day, document_number="7")
        post_entry(head, [Line(lot, account_for(school.pk, outside), shelf, copies)])
    return lot, shelf
K, E = Account.Kind, Entry.Kind
a, b = world.school, world.cast.school_b
came(a, world.main, world.physics, date(2025, 9, 1), outside=K.OPENING, kind=E.OPENING)
came(a, world.main, world.history[0], date(2020, 9, 1), outside=K.OPENING, kind=E.OPENING)
came(a, world.main, world.physics, date(2026, 9, 1), outside=K.OPENING, kind=E.OPENING)
lot, shelf = came(a, world.main, world.maths[0], date(2026, 8, 20), outside=K.SUPPLIER, kind=E.RECEIPT)
came(b, b.buildings.get(), world.physics, date(2024, 9, 1), outside=K.OPENING, kind=E.OPENING)
with transaction.atomic():
    gone = Draft(school_id=a.pk, kind=E.WRITEOFF, occurred_on=date(2026, 10, 1))
    post_entry(gone, [Line(lot, shelf, account_for(a.pk, K.WRITTEN_OFF), 4)])
"""
AFTER = """
import json
from django.db import transaction
from tomik.fund.models import Card, CardLot, NumberSeries, SummaryRecord
from tomik.fund.services.cards import put_on_cards
from tomik.fund.verification import mismatches
from tomik.ledger.models import Lot
from tomik.ledger.verification import verify
schools = list(Card.objects.order_by("school_id").values_list("school_id", flat=True).distinct())
with transaction.atomic():
    again = sum(put_on_cards(key, list(Lot.objects.filter(school=key).values_list("pk", flat=True))) for key in schools)
print(json.dumps({
    "cards": [list(row) for row in Card.objects.order_by("school_id", "number")
              .values_list("number", "edition__title", "opened_on__year")],
    "lots": CardLot.objects.count(),
    "records": [list(row) for row in SummaryRecord.objects.order_by("part").values_list("book", "part", "year", "number")],
    "series": sorted(NumberSeries.objects.values_list("series", "last")),
    "again": again, "mismatches": len(mismatches()), "sound": verify().is_sound,
}))
"""


def _python(dsn: str, *arguments: str) -> str:
    environment = os.environ | {
        "DATABASE_URL": dsn,
        "TOMIK_DB_ROLE": "owner",
        "DJANGO_SETTINGS_MODULE": "tomik.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.fixture
def earlier(owner_dsn: str, database_template: str) -> Iterator[str]:
    """A database as the version before this one had left it: the rooms' own tables are not there."""
    copies.clone(owner_dsn, template=database_template, name=NAME)
    dsn = copies.with_database(owner_dsn, NAME)
    _python(dsn, "-m", "django", "migrate", "fund", "zero", "--skip-checks", "--verbosity", "0")
    yield dsn
    with copies.maintenance(owner_dsn) as connection:
        copies.drop(connection, NAME)


def test_what_was_there_gets_its_cards_and_records(earlier: str) -> None:
    _python(earlier, "-c", START + BEFORE)
    _python(earlier, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0")
    found: dict[str, Any] = json.loads(_python(earlier, "-c", START + AFTER))
    assert found == {
        "cards": [
            [1, "История", 2020],
            [2, "Физика", 2025],
            [3, "Математика. Часть 1", 2026],
            [1, "Физика", 2024],
        ],
        "lots": 5,
        "records": [["textbooks", 1, 2026, 1], ["textbooks", 2, 0, 1]],
        "series": [["card", 1], ["card", 3], ["in-textbooks", 1], ["out-textbooks", 1]],
        "again": 0,
        "mismatches": 0,
        "sound": True,
    }

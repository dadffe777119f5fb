"""Two people with one act, a lost answer, a printer killed half-way. Races have a control without the protection."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection

from tomik.fund.models import PrintedForm
from tomik.fund.services.receipts import receive
from tomik.fund.tests.test_receipts import header, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import NotVisible
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Balance, Entry
from tomik.ledger.tests.test_races import together
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.rules import ActionRefused
from tomik.writeoff.services import acts
from tomik.writeoff.services.checks import ActLine, line_problems
from tomik.writeoff.tests.test_acts import approved, physics_line

__all__ = ["today"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
LINES = 5_000
PRINT = """
import json, os, sys
import django
django.setup()
from django.conf import settings
settings.DATABASES["default"].update(json.loads(os.environ["RACE_DATABASE"]))
from tomik.fund.public import printed
from tomik.kernel.scope import acting
from tomik.territory.public import system_scope
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.official import act as form
with acting(system_scope()):
    act = WriteoffAct.objects.select_related("school", "commission").get(pk=int(sys.argv[1]))
    said = form(act)
    print("rendering", flush=True)
    printed(school=act.school, document_uid=act.uid, form=said, actor_id=None)
    print("printed", flush=True)
"""


def stock(world: World, copies: int = 10) -> None:
    """Copies of physics."""
    receive(
        school=world.school,
        uid=uuid7(),
        header=header(world),
        lines=[line(world.physics, copies)],
        operation_uid=uuid7(),
        actor_id=None,
    )


def post(world: World, act: WriteoffAct, operation: UUID) -> Any:
    """Post it."""
    return acts.post_act(
        school=world.school, uid=act.uid, version=act.version, operation_uid=operation, actor_id=None
    )


def test_a_double_click_and_a_lost_answer_post_once(world: World) -> None:
    stock(world)
    act, operation = approved(world, physics_line(world)), uuid7()
    results = together(lambda _number: post(world, act, operation), workers=4)
    assert sorted(one.created for one in results) == [False, False, False, True]
    assert not post(world, act, operation).created  # the answer was lost: asked again
    assert Entry.objects.filter(kind="writeoff").count() == 1


def test_two_tabs_post_once(world: World) -> None:
    stock(world)
    act = approved(world, physics_line(world))
    results = together(lambda _number: post(world, act, uuid7()), workers=3)
    assert sum(isinstance(one, ActionRefused) for one in results) == 2
    assert Entry.objects.filter(kind="writeoff").count() == 1
    assert Balance.objects.get(account__kind="fund", lot__edition=world.physics).copies == 6


def test_control_without_the_lock_the_second_is_stopped_by_the_database_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(school_id: int, uid: UUID) -> WriteoffAct:
        act = WriteoffAct.objects.select_related("school").filter(school_id=school_id, uid=uid).first()
        if act is None:
            raise NotVisible
        time.sleep(0.3)
        return act

    stock(world)
    act = approved(world, physics_line(world))
    monkeypatch.setattr(acts, "visible_act", unlocked)
    results = together(lambda _number: post(world, act, uuid7()), workers=2)
    assert sum(isinstance(one, DatabaseError) for one in results) == 1, results
    assert not any(isinstance(one, ActionRefused) for one in results)


@pytest.fixture
def large(world: World) -> WriteoffAct:
    """A posted act of five thousand lines, each a lot of its own."""
    prices = [{"price_kopecks": 10_000 + number} for number in range(LINES)]
    for first in range(0, LINES, 1_000):
        receive(
            school=world.school,
            uid=uuid7(),
            header=header(world, papers_number=str(first)),
            lines=[line(world.physics, 2, **price) for price in prices[first : first + 1_000]],
            operation_uid=uuid7(),
            actor_id=None,
        )
    rows = Balance.objects.filter(school=world.school, account__kind="fund", copies__gt=0)
    lines = [
        ActLine(lot_id=lot, account_id=account, copies=1)
        for lot, account in rows.values_list("lot_id", "account_id")
    ]
    assert len(lines) == LINES
    took = []
    for _time in range(3):  # the best of three: a busy machine is not a slow query
        started = time.perf_counter()
        assert line_problems(world.school.pk, enumerate(lines, start=1)) == []
        took.append(time.perf_counter() - started)
    assert min(took) < 1.5
    act = approved(world, *lines)
    post(world, act, uuid7())
    act.refresh_from_db()
    return act


def test_a_printer_killed_half_way_leaves_nothing(large: WriteoffAct) -> None:
    names = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    place = {name: connection.settings_dict[name] for name in names}
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
        "RACE_DATABASE": json.dumps(place),
    }
    command = [sys.executable, "-c", PRINT, str(large.pk)]

    def started() -> subprocess.Popen[str]:
        child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)  # noqa: S603
        assert child.stdout is not None
        assert child.stdout.readline().strip() == "rendering"
        return child

    killed = started()
    time.sleep(0.2)
    killed.send_signal(signal.SIGKILL)
    killed.wait(30)
    assert killed.returncode == -signal.SIGKILL
    assert PrintedForm.objects.count() == 0
    # Control: left alone the same process prints, so it was killed while it printed.
    whole = started()
    rest, _errors = whole.communicate(timeout=120)
    assert (whole.returncode, rest.strip()) == (0, "printed")
    assert PrintedForm.objects.count() == 1

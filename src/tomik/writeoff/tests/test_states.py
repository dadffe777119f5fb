"""Every state × every action: what the table of the path says happens, everything else is refused and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry
from tomik.writeoff.models import Commission, Disposal, WriteoffAct
from tomik.writeoff.rules import PATH, Action, ActionRefused
from tomik.writeoff.services import acts
from tomik.writeoff.services.checks import ActHead
from tomik.writeoff.services.lines import change_head, change_lines
from tomik.writeoff.tests.test_acts import DAY, NAMES, commission, gone, physics_line, posted, written

pytestmark = pytest.mark.django_db
__all__ = ["today"]
S = WriteoffAct.State
Do = Callable[[World, WriteoffAct], Any]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back; a durable transaction of the product may open inside."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def decide(world: World, act: WriteoffAct) -> WriteoffAct:
    made = Commission.objects.filter(school=world.school).first() or commission(world)
    return acts.decide_act(
        school_id=world.school.pk,
        uid=act.uid,
        version=act.version,
        commission_uid=made.uid,
        present=NAMES,
        decided_on=DAY,
    )


def known(world: World, act: WriteoffAct) -> dict[str, Any]:
    return {"school_id": world.school.pk, "uid": act.uid, "version": act.version}


def reverse(world: World, act: WriteoffAct) -> Any:
    return acts.reverse_act(
        school=world.school, uid=act.uid, operation_uid=uuid7(), reason="Ошибка", actor_id=None
    )


DO: dict[Action, Do] = {
    Action.EDIT: lambda world, act: change_lines(
        school=world.school, uid=act.uid, version=act.version, quantities={1: 3}
    ),
    Action.SUBMIT: lambda world, act: acts.submit_act(**known(world, act)),
    Action.DECIDE: decide,
    Action.APPROVE: lambda world, act: acts.approve_act(**known(world, act), actor_id=None),
    Action.SEND_BACK: lambda world, act: acts.send_back(**known(world, act), reason="Ещё раз"),
    Action.POST: posted,
    Action.DISPOSE: lambda world, act: gone(world, act, copies=1, grams=100, paper="8"),
    Action.REVERSE: reverse,
}
WAY: dict[S, list[Do]] = {
    S.DRAFT: [],
    S.COMMISSION: [DO[Action.SUBMIT]],
    S.DECIDED: [DO[Action.SUBMIT], decide],
    S.APPROVED: [DO[Action.SUBMIT], decide, DO[Action.APPROVE]],
}
WAY[S.POSTED] = [*WAY[S.APPROVED], posted]
WAY[S.DISPOSED] = [*WAY[S.POSTED], lambda world, act: gone(world, act, copies=4, grams=400, paper="8")]
WAY[S.REVERSED] = [*WAY[S.POSTED], reverse]


def brought(world: World, state: S) -> WriteoffAct:
    """An act of four copies in a state."""
    got(world, line(world.physics, 10))
    act = written(world, physics_line(world))
    for step in WAY[state]:
        step(world, act)
        act.refresh_from_db()
    assert act.state == state
    return act


def told(world: World, act: WriteoffAct) -> tuple[Any, ...]:
    """Everything that an action may change."""
    act = WriteoffAct.objects.get(pk=act.pk)
    lines = list(act.lines.order_by("line_no").values_list("line_no", "copies"))
    return act.state, act.version, act.number, lines, Entry.objects.count(), Disposal.objects.count()


def test_the_table_names_every_state_and_action() -> None:
    assert set(WAY) == set(S)
    assert set(DO) == set(Action)


@pytest.mark.parametrize("state", list(S))
def test_what_each_action_does(world: World, state: S) -> None:
    act = brought(world, state)
    before = told(world, act)
    happened = {}
    for action, do in DO.items():
        act.refresh_from_db()
        with undone():
            try:
                do(world, act)
            except ActionRefused:
                assert told(world, act) == before, action
                continue
            except TomikError:
                # A reversal has words of its own for what is not posted, and for what is disposed of.
                if action is not Action.REVERSE:
                    raise
                assert told(world, act) == before
                continue
            happened[action] = told(world, act)[0]
    assert happened == {action: after for (one, action), after in PATH.items() if one == state}


@pytest.mark.parametrize("state", [one for one in S if one is not S.DRAFT])
def test_only_a_project_is_changed_or_thrown_away(world: World, state: S) -> None:
    act = brought(world, state)
    before = told(world, act)
    head = ActHead(acted_on=DAY, reason="loss", cause="loss")
    with pytest.raises(ActionRefused):
        change_head(school=world.school, uid=act.uid, version=act.version, head=head)
    with pytest.raises(ActionRefused):
        acts.discard_act(**known(world, act))
    assert told(world, act) == before

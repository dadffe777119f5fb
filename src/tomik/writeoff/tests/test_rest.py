"""REST of the write-off: a project by labels, its posting and its reversal, each once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tomik.fund.models import Copy
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Balance, Entry
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.tests.test_acts import approved, gone, physics_line, posted
from tomik.writeoff.tests.test_labels import labelled
from tomik.writeoff.tests.test_screens import Clients

pytestmark = pytest.mark.django_db
__all__ = ["today"]
ACTS = "/api/v1/writeoff/acts"


def sent(client: Client, path: str, content: Any, *, key: Any = None) -> Any:
    headers = {"Idempotency-Key": str(key)} if key else {}
    return client.post(f"{ACTS}{path}", json.dumps(content), content_type="application/json", headers=headers)


def test_a_project_by_its_labels(world: World, client_of: Clients) -> None:
    codes = labelled(world, copies=5, labels=3)
    client = client_of(world.cast.librarian_a)
    content = {
        "uid": str(uuid7()),
        "school": str(world.school.uid),
        "acted_on": "2026-10-05",
        "reason": "wear",
    }
    made = sent(client, "", content | {"codes": codes[:2]})
    assert (made.status_code, made.json()["lines"][0]["codes"]) == (201, codes[:2])
    strange = sent(client, "", content | {"uid": str(uuid7()), "codes": ["000000000000", codes[2]]})
    assert (strange.status_code, [one["value"] for one in strange.json()["fields"]]) == (
        422,
        ["000000000000"],
    )
    assert WriteoffAct.objects.count() == 1


def test_a_reversal_happens_once(world: World, client_of: Clients) -> None:
    codes = labelled(world, copies=5, labels=3)
    act = approved(world, physics_line(world, 3, codes=codes))
    client, key = client_of(world.cast.librarian_a), uuid7()
    path = f"/{act.uid}/reversal"
    assert sent(client, path, {"reason": "Ошибка"}, key=key).status_code == 422
    answer = sent(client, f"/{act.uid}/posting", {"version": act.version}, key=uuid7())
    assert (answer.status_code, answer.json()["state"]) == (201, "posted")
    # The last answer was lost: the same key again tells the first result.
    told = [sent(client, path, {"reason": "Списали не то"}, key=key) for _twice in range(2)]
    assert [(one.status_code, one.json()["state"]) for one in told] == [(201, "reversed"), (200, "reversed")]
    another = sent(client, path, {"reason": "Ещё раз"}, key=uuid7())
    assert (another.status_code, another.json()["code"]) == (409, "already_reversed")
    assert Entry.objects.filter(school=world.school).exclude(reverses=None).count() == 1
    assert Balance.objects.get(school=world.school, account__kind="fund").copies == 5
    assert Copy.objects.exclude(code="").filter(removed_by=None).count() == 3


def test_what_a_reversal_refuses(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    act = approved(world, physics_line(world))
    posted(world, act)
    librarian, path = client_of(world.cast.librarian_a), f"/{act.uid}/reversal"
    assert sent(librarian, path, {"reason": ""}, key=uuid7()).status_code == 422
    assert sent(librarian, path, {"reason": "  "}, key=uuid7()).status_code == 422
    assert sent(librarian, path, {"reason": "Ошибка"}).status_code == 422  # without a key
    assert sent(client_of(world.cast.teacher_a), path, {"reason": "Ошибка"}, key=uuid7()).status_code == 403
    assert sent(client_of(world.cast.librarian_b), path, {"reason": "Ошибка"}, key=uuid7()).status_code == 404
    gone(world, act, copies=1, grams=500, paper="квитанция 8")
    answer = sent(librarian, path, {"reason": "Ошибка"}, key=uuid7())
    assert (answer.status_code, "уже переданы" in answer.json()["message"]) == (422, True)
    act.refresh_from_db()
    assert act.state == "posted"


def test_a_teacher_reads_no_acts(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    act = approved(world, physics_line(world))
    assert client_of(world.cast.teacher_a).get(f"{ACTS}/{act.uid}").status_code == 403

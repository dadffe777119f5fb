"""Wrong input on every form of the write-off over HTTP: every problem in words at once, 422, nothing half-done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry, close_period
from tomik.writeoff.models import Commission, Disposal, WriteoffAct
from tomik.writeoff.services import acts
from tomik.writeoff.tests.test_acts import NAMES, approved, commission, physics_line, posted, written
from tomik.writeoff.tests.test_screens import Clients, keyed, shelf, url

pytestmark = pytest.mark.django_db
__all__ = ["today"]
WRONG_COPIES = ["-3", "1.5", "1,5", "10000000", "99999999999999999999999", "много", "²", "1e3"]


@pytest.fixture
def act(world: World) -> WriteoffAct:
    got(world, line(world.physics, 10))
    return written(world, physics_line(world))


def told(answer: Any, *words: str, status: int = 422) -> None:
    """The page says all of it."""
    page = answer.content.decode()
    assert answer.status_code == status, page[-2000:]
    assert [word for word in words if word not in page] == []


@pytest.mark.parametrize("day", ["2026-11-25", "1899-12-31", "0001-01-01", "вчера", "31.02.2026", ""])
def test_head(world: World, client_of: Clients, day: str) -> None:
    values = keyed(0, reason="", acted_on=day, direction="никуда", cause="x", evidence="я" * 501)
    answer = client_of(world.cast.librarian_a).post(url(world, "new"), values)
    told(answer)
    form = answer.context["form"]
    assert {*form.errors} == {"reason", "cause", "acted_on", "direction", "evidence"} - (
        # A readable day is judged when the rest can be read.
        {"acted_on"} if day in {"2026-11-25", "1899-12-31", "0001-01-01"} else set()
    )
    whole = values | {"reason": "wear", "cause": "", "direction": "sale", "evidence": ""}
    again = client_of(world.cast.librarian_a).post(url(world, "new"), whole)
    told(again)
    assert {*again.context["form"].errors} == {"acted_on"}
    assert not WriteoffAct.objects.exists()


def test_head_in_a_closed_year(world: World, client_of: Clients, act: WriteoffAct) -> None:
    close_period(school_id=world.school.pk, through=date(2026, 9, 30))
    client = client_of(world.cast.librarian_a)
    values = {"reason": "wear", "direction": "waste_paper", "acted_on": "2026-09-15"}
    told(client.post(url(world, "new"), keyed(0, **values)), "30.09.2026")
    told(client.post(url(world, "head", act), keyed(act.version, **values)), "30.09.2026")


@pytest.mark.parametrize("copies", WRONG_COPIES)
def test_quantities(world: World, client_of: Clients, act: WriteoffAct, copies: str) -> None:
    got(world, line(world.history[0], 5), papers_number="2")
    client = client_of(world.cast.librarian_a)
    more = shelf(world, world.history[0])
    key = f"n-{more.account_id}-{more.lot_id}"
    values = keyed(act.version, **{"n-1": copies, "was-1": "4"})
    words = "В строке не больше 100000 экз." if copies.isascii() and copies.isdigit() else "Нужно целое число"
    told(client.post(url(world, "lines", act), values), words)
    told(client.post(url(world, "add", act), keyed(act.version, q="ист", **{key: copies})), words, "История")
    page = client.get(url(world, "proposals"))
    assert page.context["count"] == 0
    act.refresh_from_db()
    assert (act.version, act.lines.get().copies) == (1, 4)


def test_every_wrong_quantity_is_told_at_once(world: World, client_of: Clients, act: WriteoffAct) -> None:
    got(world, line(world.history[0], 5), line(world.maths[0], 5), papers_number="2")
    client = client_of(world.cast.librarian_a)
    keys = [
        f"n-{row.account_id}-{row.lot_id}"
        for row in (shelf(world, one) for one in (world.history[0], world.maths[0]))
    ]
    answer = client.post(url(world, "add", act), keyed(act.version, q="и", **{keys[0]: "6", keys[1]: "-1"}))
    told(answer, "«История", "Там только 5 экз.", "«Математика", "Нужно целое число")
    told(client.post(url(world, "lines", act), keyed(act.version, **{"n-1": "11"})), "Там только 10 экз.")


def test_proposals(world: World, client_of: Clients) -> None:
    got(
        world,
        line(world.physics, 3, condition="unfit"),
        line(world.history[0], 5, condition="worn", year=2015),
    )
    client = client_of(world.cast.librarian_a)
    rows = [row.record for row in client.get(url(world, "proposals")).context["table"].rows]
    one, two = sorted(rows, key=lambda row: row.title)
    values = {
        "operation_id": str(uuid7()), "pick": [one.key, two.key, "7-7"], f"n-{one.key}": "6", f"n-{two.key}": "1.5",
    }  # fmt: skip
    answer = client.post(url(world, "proposals"), values)
    told(answer, "Там только 5 экз.", "Нужно целое число", "больше не предлагается")
    told(client.post(url(world, "proposals"), {"operation_id": "x", "pick": one.key}), "Обновите страницу")
    told(
        client.post(
            url(world, "proposals"), {"operation_id": str(uuid7()), "pick": one.key, f"n-{one.key}": "0"}
        )
    )
    assert not WriteoffAct.objects.exists()


def test_decision(world: World, client_of: Clients, act: WriteoffAct) -> None:
    client, made = client_of(world.cast.librarian_a), commission(world)
    act = acts.submit_act(school_id=world.school.pk, uid=act.uid, version=act.version)
    values = keyed(act.version, commission=str(made.uid), decided_on="2026-11-25", present=[NAMES[2]])
    answer = client.post(url(world, "decide", act), values)
    told(answer, "Нет кворума: 1 из 3", "председател", "бухгалтери", "не в будущем")
    told(
        client.post(url(world, "decide", act), values | {"decided_on": "1899-01-01", "present": NAMES}),
        "не раньше приказа",
    )
    told(client.post(url(world, "decide", act), values | {"present": ["Чужой Ч.Ч."], "decided_on": "вчера"}))
    told(client.post(url(world, "decide", act), values | {"commission": str(uuid7())}), status=404)
    act.refresh_from_db()
    assert (act.state, act.present) == ("commission", [])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"copies": "5"}, "осталось передать 4"),
        ({"copies": "-1"}, "больше либо равно 1"),
        ({"copies": "1.5"}, "целое число"),
        ({"copies": "10000000"}, "осталось передать 4"),
        ({"disposed_on": "2026-11-25"}, "не в будущем"),
        ({"disposed_on": "2026-10-04"}, "не в будущем"),
        ({"disposed_on": "1899-01-01"}, "не в будущем"),
        ({"kilograms": "-1"}, "больше либо равно 0"),
        ({"kilograms": "0"}, "нужна масса"),
        ({"kilograms": ""}, "нужна масса"),
        ({"kilograms": "1,2345"}, "3"),
        ({"kilograms": "99999999"}, ""),
        ({"money": "-5"}, "цена"),
        ({"money": "1.005"}, "цена"),
        ({"money": "1e9"}, "цена"),
        ({"money": "99999999999999999999"}, ""),
        ({"paper": ""}, "квитанци"),
        ({"direction": "луна"}, ""),
    ],
)
def test_disposal(world: World, client_of: Clients, wrong: dict[str, str], words: str) -> None:
    got(world, line(world.physics, 10))
    act = approved(world, physics_line(world))
    posted(world, act)
    values = {
        "operation_id": str(uuid7()), "direction": "waste_paper", "disposed_on": "2026-10-06", "copies": "4",
        "kilograms": "2,5", "money": "100", "paper": "квитанция 8", "recipient": "",
    }  # fmt: skip
    answer = client_of(world.cast.librarian_a).post(url(world, "dispose", act), values | wrong)
    told(answer, words)
    assert not Disposal.objects.exists()
    assert [*answer.context["disposal_form"].errors] == [*wrong]


def test_every_mistake_of_a_disposal_is_told_at_once(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    act = approved(world, physics_line(world))
    posted(world, act)
    values = {
        "operation_id": str(uuid7()), "direction": "waste_paper", "disposed_on": "2027-01-01", "copies": "9",
        "kilograms": "", "money": "", "paper": " ",
    }  # fmt: skip
    answer = client_of(world.cast.librarian_a).post(url(world, "dispose", act), values)
    told(answer)
    assert {*answer.context["disposal_form"].errors} == {"copies", "disposed_on", "kilograms", "paper"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"order_on": "2026-11-25"}, "order_on"),
        ({"order_on": "1899-01-01"}, "order_on"),
        ({"quorum": "0"}, "quorum"),
        ({"quorum": "2.5"}, "quorum"),
        ({"quorum": "10"}, "quorum"),
        ({"valid_to": "2026-08-31"}, "valid_to"),
        ({"order_number": " "}, "order_number"),
        ({"name_3": ""}, "__all__"),
        ({"name_3": "а"}, "__all__"),
        ({"part_2": "member"}, "__all__"),
        ({"part_2": "chair"}, "__all__"),
        ({"part_1": "director"}, "part_1"),
        ({"quorum": "4"}, "__all__"),
    ],
)
def test_commissions(world: World, client_of: Clients, wrong: dict[str, str], field: str) -> None:
    values = {"operation_id": str(uuid7()), "order_number": "15", "order_on": "2026-09-01", "quorum": "3"}
    for number, (part, name) in enumerate([("chair", "А"), ("accountant", "Б"), ("member", "В")], start=1):
        values |= {f"part_{number}": part, f"name_{number}": name}
    answer = client_of(world.cast.head_a).post(url(world, "new-commission"), values | wrong)
    told(answer)
    assert field in answer.context["form"].errors
    assert not Commission.objects.exists()


@pytest.mark.parametrize(
    "step", ["submit", "approve", "post", "back", "discard", "lines", "codes", "leave-out"]
)
def test_another_version_changes_nothing(world: World, client_of: Clients, step: str) -> None:
    got(world, line(world.physics, 10))
    act = (
        written(world, physics_line(world)) if step not in {"post"} else approved(world, physics_line(world))
    )
    made = world.physics.isbn or world.maths[0].isbn
    if step == "approve":
        commission(world)
        act = acts.submit_act(school_id=world.school.pk, uid=act.uid, version=act.version)
        act = acts.decide_act(
            school_id=world.school.pk, uid=act.uid, version=act.version, commission_uid=Commission.objects.get().uid,
            present=NAMES, decided_on=date(2026, 10, 5),
        )  # fmt: skip
    if step == "back":
        act = acts.submit_act(school_id=world.school.pk, uid=act.uid, version=act.version)
    client = client_of(world.cast.head_a if step == "approve" else world.cast.librarian_a)
    got(world, line(world.maths[0], 3), papers_number="9")
    values = keyed(act.version + 1, reason="Ошибка", codes=made, **{"n-1": "3"})
    told(client.post(url(world, step, act), values), "изменил", status=409)
    before = (act.state, act.version)
    act.refresh_from_db()
    assert ((act.state, act.version), act.lines.get().copies) == (before, 4)
    assert not Entry.objects.filter(kind="writeoff").exists()


@pytest.mark.parametrize(
    "step", ["submit", "decide", "approve", "back", "post", "reverse", "discard", "dispose"]
)
def test_an_empty_form_is_told(world: World, client_of: Clients, act: WriteoffAct, step: str) -> None:
    client = client_of(world.cast.head_a if step == "approve" else world.cast.librarian_a)
    told(client.post(url(world, step, act), {"version": "x", "operation_id": "y"}))

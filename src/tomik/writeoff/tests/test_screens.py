"""Screens of the write-off: from the proposals to the disposal by the buttons of each person."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tomik.catalogue.public import Edition
from tomik.fund.models import Copy, PrintedForm
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Balance, Entry, close_period
from tomik.writeoff import exchange
from tomik.writeoff.exchange import Wanted
from tomik.writeoff.models import Commission, Disposal, WriteoffAct
from tomik.writeoff.tests.test_acts import DAY, NAMES, approved, commission, physics_line, written

pytestmark = pytest.mark.django_db
__all__ = ["today"]
Clients = Callable[..., Client]


def url(world: World, name: str, act: WriteoffAct | None = None, *more: str) -> str:
    return reverse(f"writeoff:{name}", args=[world.school.uid, *([act.uid] if act else []), *more])


def keyed(version: int, **values: Any) -> dict[str, Any]:
    return {"version": version, "operation_id": str(uuid7()), **values}


def shelf(world: World, edition: Edition) -> Balance:
    return Balance.objects.get(school=world.school, lot__edition=edition, account__kind="fund")


@pytest.fixture
def wanted() -> Any:
    """Another school needs physics."""

    def needs(school: Any, edition_ids: Any, *, school_year: int) -> Any:
        found = Edition.objects.filter(pk__in=edition_ids, title__startswith="Физика")
        return {one.pk: [Wanted("Школа Б", "Асиновский район", 5, 12)] for one in found}

    before = exchange.answering()
    exchange.answer_with(needs)
    yield
    exchange.answer_with(before)


def test_two_reasons_make_two_projects(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10), line(world.history[0], 2, condition="worn", year=2015))
    client = client_of(world.cast.librarian_a)
    page = client.get(url(world, "proposals"))
    assert page.context["count"] == 1
    key = page.context["table"].rows[0].record.key
    nothing = client.post(url(world, "proposals"), {"operation_id": str(uuid7())})
    assert (nothing.status_code, WriteoffAct.objects.count()) == (422, 0)
    operation = str(uuid7())
    for _twice in range(2):
        made = client.post(url(world, "proposals"), {"operation_id": operation, "pick": key, f"n-{key}": "1"})
        assert made.status_code == 303
    act = WriteoffAct.objects.get()
    assert (act.reason, act.lines.get().copies, act.lines.get().why) == ("wear", 1, act.evidence)
    # One of the two stands in the project: one is left to propose.
    assert client.get(url(world, "proposals")).context["table"].rows[0].record.copies == 1
    wrong = client.post(
        url(world, "proposals"), {"operation_id": str(uuid7()), "pick": key, f"n-{key}": "1,5"}
    )
    assert wrong.status_code == 422


def test_what_another_school_needs_is_shown_and_left_out(
    world: World, client_of: Clients, wanted: None
) -> None:
    got(world, line(world.physics, 10), line(world.history[0], 5))
    act = written(world, physics_line(world, 4), _history_line(world))
    client = client_of(world.cast.librarian_a)
    page = client.get(url(world, "act", act)).content.decode()
    assert "Школа Б (Асиновский район), 12 км" in page
    answer = client.post(url(world, "leave-out", act), keyed(act.version))
    assert answer.status_code == 303
    assert [row.lot.edition_id for row in act.lines.all()] == [world.history[0].pk]


def _history_line(world: World, copies: int = 2) -> Any:
    row = shelf(world, world.history[0])
    return physics_line(world).__class__(lot_id=row.lot_id, account_id=row.account_id, copies=copies)


def project_by_hand(world: World, librarian: Client) -> WriteoffAct:
    """A project of four copies, written by the forms."""
    values = keyed(0, reason="wear", acted_on="2026-10-05", direction="waste_paper", evidence="Протокол 3")
    assert librarian.post(url(world, "new"), values).status_code == 303
    act = WriteoffAct.objects.get()
    assert librarian.post(url(world, "submit", act), keyed(act.version)).status_code == 422  # no lines yet
    row = shelf(world, world.physics)
    key = f"n-{row.account_id}-{row.lot_id}"
    assert key in librarian.get(url(world, "add", act), {"q": "физика"}).content.decode()
    assert librarian.post(url(world, "add", act), keyed(act.version, **{key: "3"})).status_code == 303
    act.refresh_from_db()
    changed = keyed(act.version, **{"n-1": "4", "was-1": "3"})
    assert librarian.post(url(world, "lines", act), changed).status_code == 303
    assert librarian.post(url(world, "lines", act), changed).status_code == 409
    act.refresh_from_db()
    assert act.lines.get().copies == 4
    return act


def test_up_to_the_approval(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    librarian, head = client_of(world.cast.librarian_a), client_of(world.cast.head_a)
    made, act = commission(world), project_by_hand(world, librarian)
    assert head.post(url(world, "submit", act), keyed(act.version)).status_code == 403
    assert librarian.post(url(world, "submit", act), keyed(act.version)).status_code == 303
    act.refresh_from_db()
    assert NAMES[0] in librarian.get(url(world, "act", act)).content.decode()
    decision = {"commission": str(made.uid), "decided_on": "2026-10-05"}
    few = librarian.post(url(world, "decide", act), keyed(act.version, **decision, present=NAMES[:2]))
    assert few.status_code == 422
    assert "кворум" in few.content.decode().lower()
    whole = keyed(act.version, **decision, present=NAMES)
    assert librarian.post(url(world, "decide", act), whole).status_code == 303
    act.refresh_from_db()
    assert librarian.post(url(world, "approve", act), keyed(act.version)).status_code == 403
    assert head.post(url(world, "back", act), keyed(act.version, reason=" ")).status_code == 422
    assert head.post(url(world, "approve", act), keyed(act.version)).status_code == 303
    act.refresh_from_db()
    assert act.state == "approved"
    assert "Директор А" in head.get(url(world, "act", act)).content.decode()


def test_posting_and_disposal(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    librarian, head = client_of(world.cast.librarian_a), client_of(world.cast.head_a)
    act = approved(world, physics_line(world))
    assert head.post(url(world, "post", act), keyed(act.version)).status_code == 403
    posting = keyed(act.version)
    for _double_click in range(2):
        assert librarian.post(url(world, "post", act), posting).status_code == 303
    assert Entry.objects.filter(kind="writeoff").count() == 1
    assert librarian.post(url(world, "post", act), keyed(act.version)).status_code == 409
    act.refresh_from_db()
    assert (act.state, act.number) == ("posted", 1)
    entry = reverse("ledger:entry", args=[world.school.uid, act.operation_uid])
    assert url(world, "act", act) in librarian.get(entry).content.decode()
    gone = {"direction": "waste_paper", "disposed_on": "2026-10-05", "copies": "4", "kilograms": "1,2"}
    assert librarian.post(url(world, "dispose", act), keyed(act.version, **gone)).status_code == 422
    assert (
        librarian.post(url(world, "dispose", act), keyed(act.version, **gone, paper="8")).status_code == 303
    )
    act.refresh_from_db()
    assert (act.state, Disposal.objects.get().grams) == ("disposed", 1200)
    noted = keyed(act.version, accountant_number="77", accountant_on="2026-10-06")
    assert librarian.post(url(world, "accounting", act), noted).status_code == 303
    assert "77" in librarian.get(url(world, "act", act)).content.decode()


def test_reversal_and_a_closed_period(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    librarian = client_of(world.cast.librarian_a)
    act = approved(world, physics_line(world))
    closing = close_period(school_id=world.school.pk, through=DAY, actor_id=None, document_number="12/п")
    refused = librarian.post(url(world, "post", act), keyed(act.version))
    assert refused.status_code in {409, 422}
    assert "12/п" in refused.content.decode()
    closing.refresh_from_db()


def test_reversal(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    librarian = client_of(world.cast.librarian_a)
    act = approved(world, physics_line(world))
    assert librarian.post(url(world, "post", act), keyed(act.version)).status_code == 303
    act.refresh_from_db()
    undo = keyed(act.version, reason="Не тот год")
    for _twice in range(2):
        assert librarian.post(url(world, "reverse", act), undo).status_code == 303
    act.refresh_from_db()
    assert (act.state, shelf(world, world.physics).copies) == ("reversed", 10)


def test_copies_by_codes_and_by_a_file(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 5), line(world.maths[0], 3))
    labels = allot_labels(school=world.school, count=3, actor_id=None)
    codes = codes_of(labels)
    bind_codes(school=world.school, edition_id=world.physics.pk, codes=codes, actor_id=None)
    act = written(world, _maths_line(world))
    client = client_of(world.cast.librarian_a)
    bad = client.post(
        url(world, "codes", act), {"version": act.version, "codes": f"{codes[0]}\n000000000000"}
    )
    assert bad.status_code == 422
    assert "000000000000" in bad.content.decode()
    assert act.lines.count() == 1
    scanned = "\n".join([codes[0], codes[0], world.maths[0].isbn, world.maths[0].isbn])
    assert (
        client.post(url(world, "codes", act), {"version": act.version, "codes": scanned}).status_code == 303
    )
    act.refresh_from_db()
    lines = {row.lot.edition_id: (row.copies, row.codes) for row in act.lines.select_related("lot")}
    assert lines == {world.physics.pk: (1, [codes[0]]), world.maths[0].pk: (3, [])}
    book = openpyxl.Workbook()
    for cells in (["Штрихкод"], [codes[1]], [codes[0]]):
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    file = SimpleUploadedFile("codes.xlsx", stream.getvalue())
    assert client.post(url(world, "codes", act), {"version": act.version, "file": file}).status_code == 303
    assert act.lines.get(lot__edition=world.physics).codes == codes[:2]
    assert Copy.objects.filter(removed_by=None).count() == 3


def _maths_line(world: World) -> Any:
    row = shelf(world, world.maths[0])
    return physics_line(world).__class__(lot_id=row.lot_id, account_id=row.account_id, copies=1)


@pytest.mark.parametrize("name", ["act", "decision", "minutes", "stamps", "destruction"])
def test_papers(world: World, client_of: Clients, name: str) -> None:
    got(world, line(world.physics, 10))
    act = approved(world, physics_line(world))
    client = client_of(world.cast.librarian_a)
    draft = client.get(url(world, "paper", act, name))
    assert (draft.status_code, draft.content[:5], PrintedForm.objects.count()) == (200, b"%PDF-", 0)
    client.post(url(world, "post", act), keyed(act.version))
    first = client.get(url(world, "paper", act, name)).content
    assert client.get(url(world, "paper", act, name)).content == first
    assert PrintedForm.objects.count() == 1


def test_commissions(world: World, client_of: Clients) -> None:
    client = client_of(world.cast.head_a)
    values = {"operation_id": str(uuid7()), "order_number": "15", "order_on": "2026-09-01", "quorum": "3"}
    for number, (part, name) in enumerate([("chair", "А"), ("accountant", "Б"), ("keeper", "В")], start=1):
        values |= {f"part_{number}": part, f"name_{number}": name}
    missing = client.post(url(world, "new-commission"), values | {"part_2": "member"})
    assert missing.status_code == 422
    for _twice in range(2):
        assert client.post(url(world, "new-commission"), values).status_code == 303
    made = Commission.objects.get()
    page = client.get(url(world, "commissions")).content.decode()
    assert "В комиссии тот, кто отвечает за фонд" in page
    end = reverse("writeoff:end-commission", args=[world.school.uid, made.uid])
    assert client.post(end, {"valid_to": "2026-08-01"}).status_code == 422
    assert client.post(end, {"valid_to": "2026-10-01"}).status_code == 303
    made.refresh_from_db()
    assert f"{made.valid_to:%d.%m.%Y}" == "01.10.2026"
    # Who appointed and ended what, for whoever reads the registers.
    answer = client_of(world.cast.accountant_a).get(url(world, "commissions"))
    (shown,) = answer.context["found"]
    events = shown["history"]
    assert [[(one.label, one.after) for one in event.differences] for event in events] == [
        [("действует до", "01.10.2026")],
        [],
    ]
    assert "приказ записан" in answer.content.decode()
    assert {event.who for event in events} == {str(world.cast.head_a)}


def test_another_school_is_not_there(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    act = written(world, physics_line(world))
    stranger = client_of(world.cast.librarian_b)
    names = ("act", "head", "add")
    assert {stranger.get(url(world, name, act)).status_code for name in names} == {404}
    assert stranger.post(url(world, "submit", act), keyed(act.version)).status_code == 404
    assert stranger.get(reverse("writeoff:act", args=[world.cast.school_b.uid, act.uid])).status_code == 404


def test_strange_input_is_refused_not_a_fault(world: World, client_of: Clients) -> None:
    got(world, line(world.physics, 10))
    act = written(world, physics_line(world))
    client = client_of(world.cast.librarian_a)
    assert client.get(url(world, "add", act), {"q": "\x00физика"}).status_code == 400
    file = SimpleUploadedFile("codes.txt", b"12\x00\n\xff\xfe9")
    assert client.post(url(world, "codes", act), {"version": act.version, "file": file}).status_code == 422
    superscript = keyed(act.version, **{"n-²": "1", "n-1": "²"})
    assert client.post(url(world, "lines", act), superscript).status_code == 422
    huge = keyed(act.version, **{f"n-{10**30}-{10**30}": "1"})
    assert client.post(url(world, "add", act), huge).status_code == 422
    act.refresh_from_db()
    assert act.lines.get().copies == 4


def test_many_lines_are_paged(world: World, client_of: Clients) -> None:
    got(world, *(line(world.physics, 2, condition="unfit", price_kopecks=10_000 + n) for n in range(130)))
    client = client_of(world.cast.librarian_a)
    page = client.get(url(world, "proposals"))
    assert (page.context["count"], page.content.decode().count('name="n-')) == (130, 100)
    # All of a reason, also what is not on the page.
    answer = client.post(url(world, "proposals"), {"operation_id": str(uuid7()), "every": "wear"})
    act = WriteoffAct.objects.get()
    assert (answer.status_code, act.lines.count()) == (303, 130)
    first = client.get(url(world, "act", act)).content.decode()
    second = client.get(url(world, "act", act), {"page": "2"}).content.decode()
    assert [text.count('name="n-') for text in (first, second)] == [100, 30]
    # Quantities of the second page are written without the first.
    changed = keyed(act.version, **{"n-101": "1", "was-101": "2", "n-102": "0", "was-102": "2"})
    assert client.post(url(world, "lines", act), changed).status_code == 303
    assert (act.lines.count(), act.lines.get(line_no=101).copies, act.lines.get(line_no=1).copies) == (
        129,
        1,
        2,
    )

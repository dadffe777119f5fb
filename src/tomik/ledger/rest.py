"""REST of the ledger: post an entry, read it, reverse it, read balances. The services hold every rule."""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Header, Query, Router, Schema, Status

from tomik.accounts.public import Permission
from tomik.kernel.errors import NotVisible
from tomik.kernel.rest import ERRORS, NO_NUL
from tomik.ledger.models import Account, Balance, Entry
from tomik.ledger.queries import balance_page, entry_by_uid, reversal_of
from tomik.ledger.rules import Draft, Line
from tomik.ledger.services.documents import record_entry, reverse_recorded
from tomik.ledger.services.posting import Posted, lines_of
from tomik.territory.public import Actor, School, actor_of, require

router = Router(tags=["ledger"])

LINES_MAX = 20_000
PAGE_MAX = 1_000
COPIES_MAX = 1_000_000
AccountKind = Literal[
    "fund",
    "class_group",
    "reader",
    "staff",
    "in_transit",
    "lent",
    "exchange",
    "unfit",
    "supplier",
    "opening",
    "written_off",
    "lost",
    "surplus_found",
]
EntryKind = Literal["opening", "receipt", "issue", "return", "move", "stocktake", "writeoff", "condition"]
Key = Annotated[uuid.UUID, Header(alias="Idempotency-Key")]


class LineIn(Schema):
    """So many copies of a lot from one account to another; ids as `GET /balances` gives them."""

    lot: int
    from_account: int
    to_account: int
    copies: Annotated[int, Field(gt=0, le=COPIES_MAX)]


class EntryIn(Schema):
    """One business act."""

    school: uuid.UUID
    kind: EntryKind
    occurred_on: datetime.date
    document_kind: Annotated[str, Field(max_length=40, pattern=NO_NUL)] = ""
    document_uid: uuid.UUID | None = None
    document_number: Annotated[str, Field(max_length=60, pattern=NO_NUL)] = ""
    note: Annotated[str, Field(max_length=500, pattern=NO_NUL)] = ""
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=LINES_MAX)]


class ReversalIn(Schema):
    """Why the entry is reversed."""

    reason: Annotated[str, Field(min_length=1, max_length=500, pattern=NO_NUL)]


class LineOut(Schema):
    """A line of an entry."""

    lot: int
    from_account: int
    to_account: int
    copies: int


class EntryOut(Schema):
    """An entry without its lines."""

    uid: uuid.UUID
    school: uuid.UUID
    kind: str
    occurred_on: datetime.date
    recorded_at: datetime.datetime
    document_kind: str
    document_uid: uuid.UUID | None
    document_number: str
    note: str
    lines: int
    copies: int
    reverses: uuid.UUID | None


class EntryDetailOut(EntryOut):
    """An entry with its lines and the entry that reversed it."""

    reversed_by: uuid.UUID | None
    transfers: list[LineOut]


class BalanceOut(Schema):
    """Copies of a lot in an account. `holder` is the building, class, pupil or school; a pupil's name only where it may be seen."""

    account: int
    kind: str
    holder: str | None
    lot: int
    edition: uuid.UUID
    title: str
    price_kopecks: int
    copies: int


class BalancesOut(Schema):
    """A page of balances; `next` is the cursor of the following page, null on the last."""

    items: list[BalanceOut]
    next: str | None


class BalancesQuery(Schema):
    """What to read and from where."""

    school: uuid.UUID
    kind: AccountKind | None = None
    cursor: Annotated[str, Field(pattern=r"^\d{1,18}-\d{1,18}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=PAGE_MAX)] = 200


@router.post("/entries", response={(200, 201): EntryOut, **ERRORS}, operation_id="post_entry")
def post(request: HttpRequest, content: EntryIn, key: Key) -> Status[dict[str, Any]]:
    """Post an entry. The same Idempotency-Key with the same content answers 200 with the first result."""
    school = _school(content.school)
    actor = require(request, Permission.POST_FUND, school=school)
    fields = content.model_dump(exclude={"school", "lines"})
    draft = Draft(school_id=school.pk, uid=key, actor_id=actor.user.pk, **fields)
    lines = [Line(line.lot, line.from_account, line.to_account, line.copies) for line in content.lines]
    return _answer(record_entry(draft, lines, zone=school.timezone), school)


@router.get("/entries/{uid}", response={200: EntryDetailOut, **ERRORS}, operation_id="get_entry")
def get(request: HttpRequest, uid: uuid.UUID) -> dict[str, Any]:
    """An entry with its lines."""
    entry = _entry(actor_of(request), uid)
    require(request, Permission.SEE_REGISTERS, school=entry.school)
    undone = reversal_of(entry)
    lines = [
        {"lot": lot, "from_account": source, "to_account": target, "copies": copies}
        for lot, source, target, copies in lines_of(entry.pk)
    ]
    return {
        **_entry_out(entry, entry.school),
        "reversed_by": undone.uid if undone else None,
        "transfers": lines,
    }


@router.post(
    "/entries/{uid}/reversal", response={(200, 201): EntryOut, **ERRORS}, operation_id="reverse_entry"
)
def reverse(request: HttpRequest, uid: uuid.UUID, content: ReversalIn, key: Key) -> Status[dict[str, Any]]:
    """Reverse an entry, once."""
    entry = _entry(actor_of(request), uid)
    actor = require(request, Permission.REVERSE, school=entry.school)
    posted = reverse_recorded(
        school_id=entry.school_id, entry_uid=uid, uid=key, reason=content.reason, actor_id=actor.user.pk
    )
    return _answer(posted, entry.school)


@router.get("/balances", response={200: BalancesOut, **ERRORS}, operation_id="get_balances")
def balances(request: HttpRequest, query: Query[BalancesQuery]) -> dict[str, Any]:
    """Balances of a school, by account and lot; zeros are left out."""
    school = _school(query.school)
    actor = require(request, Permission.SEE_FIGURES, school=school)
    after = tuple(int(part) for part in query.cursor.split("-")) if query.cursor else (0, 0)
    rows = balance_page(school.pk, kind=query.kind, after=(after[0], after[1]), limit=query.limit + 1)
    page, has_more = rows[: query.limit], len(rows) > query.limit
    may_see_names = actor.may(Permission.SEE_PUPILS, school_id=school.pk)
    cursor = f"{page[-1].account_id}-{page[-1].lot_id}" if has_more else None
    return {"items": [_balance_out(row, may_see_names) for row in page], "next": cursor}


def _school(uid: uuid.UUID) -> School:
    school = School.objects.filter(uid=uid).first()
    if school is None:
        raise NotVisible
    return school


def _entry(actor: Actor, uid: uuid.UUID) -> Entry:
    entry = entry_by_uid(actor.schools(Permission.SEE_FIGURES), uid)
    if entry is None:
        raise NotVisible
    return entry


def _answer(posted: Posted, school: School) -> Status[dict[str, Any]]:
    return Status(201 if posted.created else 200, _entry_out(posted.entry, school))


def _entry_out(entry: Entry, school: School) -> dict[str, Any]:
    names = ("uid", "kind", "occurred_on", "recorded_at", "document_kind", "document_uid", "document_number")
    fields = {name: getattr(entry, name) for name in (*names, "note", "lines", "copies")}
    reverses = (
        None
        if entry.reverses_id is None
        else Entry.objects.values_list("uid", flat=True).get(id=entry.reverses_id)
    )
    return fields | {"school": school.uid, "reverses": reverses}


def _balance_out(row: Balance, may_see_names: bool) -> dict[str, Any]:
    account: Account = row.account
    named = account.kind != Account.Kind.READER or may_see_names
    holder = account.holder if named else None
    return {
        "account": account.pk,
        "kind": account.kind,
        "holder": str(holder) if holder is not None else None,
        "lot": row.lot_id,
        "edition": row.lot.edition.uid,
        "title": row.lot.edition.title,
        "price_kopecks": row.lot.price_kopecks,
        "copies": row.copies,
    }

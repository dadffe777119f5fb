"""REST of the write-off: acts and their posting. The services hold every rule."""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Header, Router, Schema, Status

from tomik.accounts.public import Permission
from tomik.kernel.errors import NotVisible, TomikError
from tomik.kernel.rest import ERRORS, NO_NUL
from tomik.ledger.public import Posted
from tomik.territory.public import School, actor_of, require
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.queries.acts import listed_lines
from tomik.writeoff.queries.copies import lines_by_codes
from tomik.writeoff.rules import CAUSE_OF, COPIES_MAX, LINES_MAX
from tomik.writeoff.services import acts
from tomik.writeoff.services.checks import ActHead, ActLine

router = Router(tags=["writeoff"])

Code = Annotated[str, Field(max_length=60, pattern=NO_NUL)]
RowKey = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[uuid.UUID, Header(alias="Idempotency-Key")]
ReasonIn = Literal["obsolete", "loss", "wear", "defect", "profile"]
CauseIn = Literal["", "loss", "defect", "expired", "other"]
DirectionIn = Literal["exchange", "waste_paper", "disposal", "sale", "handover"]


class WriteoffLineIn(Schema):
    """Copies of a lot in an account of the school; `codes` where copies are told apart."""

    lot: RowKey
    account: RowKey
    copies: Annotated[int, Field(ge=1, le=COPIES_MAX)]
    codes: list[Code] = []
    why: Annotated[str, Field(max_length=300, pattern=NO_NUL)] = ""


class WriteoffIn(Schema):
    """A project. Lines by lot and account, or `codes` of the copies that leave, or both."""

    uid: uuid.UUID
    school: uuid.UUID
    acted_on: datetime.date
    reason: ReasonIn
    cause: CauseIn = ""
    direction: DirectionIn = "waste_paper"
    evidence: Annotated[str, Field(max_length=500, pattern=NO_NUL)] = ""
    lines: Annotated[list[WriteoffLineIn], Field(max_length=LINES_MAX)] = []
    codes: Annotated[list[Code], Field(max_length=LINES_MAX)] = []


class WriteoffPostIn(Schema):
    """The version of the act that is posted: another one is refused."""

    version: int


class WriteoffReversalIn(Schema):
    """Why the write-off is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=NO_NUL)]


class WriteoffLineOut(Schema):
    """A line of an act; `held` is how many copies stand there now."""

    line_no: int
    title: str
    lot: int
    account: int
    copies: int
    kopecks: int
    codes: list[str]
    why: str
    held: int


class WriteoffOut(Schema):
    """An act; `entry` is its entry in the ledger, null before it is posted."""

    uid: uuid.UUID
    school: uuid.UUID
    state: str
    version: int
    number: int | None
    acted_on: datetime.date
    reason: str
    cause: str
    direction: str
    evidence: str
    decided_on: datetime.date | None
    accountant_number: str
    accountant_on: datetime.date | None
    entry: uuid.UUID | None
    lines: list[WriteoffLineOut]


@router.post(
    "/acts", response={201: WriteoffOut, **ERRORS}, operation_id="post_writeoff", url_name="post-writeoff"
)
def create(request: HttpRequest, content: WriteoffIn) -> Status[dict[str, Any]]:
    """Write a project; nothing moves yet. A uid that is known answers 409."""
    school = School.objects.filter(uid=content.school).first()
    if school is None:
        raise NotVisible
    actor = require(request, Permission.POST_FUND, school=school)
    head = ActHead(
        acted_on=content.acted_on,
        reason=content.reason,
        cause=content.cause or CAUSE_OF[content.reason],
        direction=content.direction,
        evidence=content.evidence,
    )
    act = acts.save_act(
        school=school,
        uid=content.uid,
        head=head,
        lines=_lines(school, content),
        version=0,
        actor_id=actor.user.pk,
    )
    return Status(201, _out(act))


@router.get(
    "/acts/{uid}", response={200: WriteoffOut, **ERRORS}, operation_id="get_writeoff", url_name="get-writeoff"
)
def get(request: HttpRequest, uid: uuid.UUID) -> dict[str, Any]:
    """An act of a school that the caller may see, with its lines."""
    return _out(_act(request, uid))


@router.post(
    "/acts/{uid}/posting",
    response={(200, 201): WriteoffOut, **ERRORS},
    operation_id="write_off",
    url_name="write-off",
)
def post(request: HttpRequest, uid: uuid.UUID, content: WriteoffPostIn, key: Key) -> Status[dict[str, Any]]:
    """Write the copies of an approved act off. The same Idempotency-Key answers 200 with the first result."""
    act = _act(request, uid)
    actor = require(request, Permission.POST_FUND, school=act.school)
    posted: Posted = acts.post_act(
        school=act.school,
        uid=uid,
        version=content.version,
        operation_uid=key,
        actor_id=actor.user.pk,
    )
    act.refresh_from_db()
    return Status(201 if posted.created else 200, _out(act))


@router.post(
    "/acts/{uid}/reversal",
    response={(200, 201): WriteoffOut, **ERRORS},
    operation_id="reverse_writeoff",
    url_name="reverse-writeoff",
)
def reverse(
    request: HttpRequest, uid: uuid.UUID, content: WriteoffReversalIn, key: Key
) -> Status[dict[str, Any]]:
    """Take a posted write-off back while its period is open and nothing is disposed of. The same key answers 200."""
    act = _act(request, uid)
    actor = require(request, Permission.REVERSE, school=act.school)
    posted: Posted = acts.reverse_act(
        school=act.school, uid=uid, operation_uid=key, reason=content.reason, actor_id=actor.user.pk
    )
    act.refresh_from_db()
    return Status(201 if posted.created else 200, _out(act))


def _act(request: HttpRequest, uid: uuid.UUID) -> WriteoffAct:
    schools = actor_of(request).schools(Permission.SEE_FIGURES)
    found = WriteoffAct.objects.select_related("school").filter(uid=uid, school_id__in=schools).first()
    if found is None:
        raise NotVisible
    require(request, Permission.SEE_REGISTERS, school=found.school)
    return found


def _lines(school: School, content: WriteoffIn) -> list[ActLine]:
    pile = lines_by_codes(school.pk, content.codes)
    if pile.problems:
        raise TomikError(_("Some codes are unknown here."), problems=pile.problems)
    given = [
        ActLine(lot_id=one.lot, account_id=one.account, copies=one.copies, codes=one.codes, why=one.why)
        for one in content.lines
    ]
    return [*given, *pile.lines]


def _out(act: WriteoffAct) -> dict[str, Any]:
    own = {"school", "entry", "lines"}
    fields = {name: getattr(act, name) for name in WriteoffOut.__annotations__ if name not in own}
    lines = [
        {
            "lot": line.lot_id,
            "account": line.account_id,
            **{
                name: getattr(line, name)
                for name in ("line_no", "title", "copies", "kopecks", "codes", "why", "held")
            },
        }
        for line in listed_lines(act)
    ]
    return fields | {"school": act.school.uid, "entry": act.operation_uid, "lines": lines}

"""REST of internal moves. The services hold every rule."""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, Any

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from tomik.accounts.public import Permission
from tomik.fund.models import Move
from tomik.fund.move_rules import LINES_MAX, MoveHead, MoveLineDraft
from tomik.fund.rest_receipts import Key, school_of
from tomik.fund.rules import COPIES_MAX
from tomik.fund.services.moves import WholeMove, finish_move, reverse_move
from tomik.kernel.errors import NotVisible
from tomik.kernel.rest import ERRORS
from tomik.ledger.public import Posted
from tomik.territory.public import Building, School, actor_of, require

router = Router(tags=["fund"])


class MoveLineIn(Schema):
    """So many copies of a lot: its number is that of the balances."""

    lot: Annotated[int, Field(ge=1, lt=2**63)]
    copies: Annotated[int, Field(ge=1, le=COPIES_MAX)]


class MoveIn(Schema):
    """A move to be posted, from one building of the school to another, by their names."""

    uid: uuid.UUID
    school: uuid.UUID
    moved_on: datetime.date
    from_building: Annotated[str, Field(min_length=1, max_length=200)]
    to_building: Annotated[str, Field(min_length=1, max_length=200)]
    basis_name: Annotated[str, Field(max_length=200)] = ""
    basis_number: Annotated[str, Field(max_length=60)] = ""
    basis_on: datetime.date | None = None
    gave_post: Annotated[str, Field(max_length=120)] = ""
    gave_name: Annotated[str, Field(max_length=160)] = ""
    took_post: Annotated[str, Field(max_length=120)] = ""
    took_name: Annotated[str, Field(max_length=160)] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    lines: Annotated[list[MoveLineIn], Field(min_length=1, max_length=LINES_MAX)]


class MoveReversalIn(Schema):
    """Why the move is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class MoveOut(Schema):
    """A move; `entry` is its entry in the ledger, null for a draft."""

    uid: uuid.UUID
    school: uuid.UUID
    state: str
    number: int | None
    moved_on: datetime.date
    from_building: str
    to_building: str
    entry: uuid.UUID | None


@router.post(
    "/moves", response={(200, 201): MoveOut, **ERRORS}, operation_id="post_move", url_name="post-move"
)
def post(request: HttpRequest, content: MoveIn, key: Key) -> Status[dict[str, Any]]:
    """Post a move whole. The same Idempotency-Key and uid answer 200 with the first result."""
    school = school_of(content.school)
    actor = require(request, Permission.POST_FUND, school=school)
    # A building that the school does not have is 0: the service says so together with the rest.
    known = dict(Building.objects.filter(school=school).values_list("name", "pk"))
    whole = WholeMove(
        school=school,
        uid=content.uid,
        head=MoveHead(
            from_building_id=known.get(content.from_building, 0),
            to_building_id=known.get(content.to_building, 0),
            **content.model_dump(exclude={"uid", "school", "from_building", "to_building", "lines"}),
        ),
        lines=[MoveLineDraft(lot_id=line.lot, copies=line.copies) for line in content.lines],
    )
    posted = finish_move(whole, operation_uid=key, actor_id=actor.user.pk)
    return _answer(posted, school, content.uid)


@router.get("/moves/{uid}", response={200: MoveOut, **ERRORS}, operation_id="get_move", url_name="get-move")
def get(request: HttpRequest, uid: uuid.UUID) -> dict[str, Any]:
    """A move of a school that the caller may see."""
    return _move_out(_move(request, uid))


@router.post(
    "/moves/{uid}/reversal",
    response={(200, 201): MoveOut, **ERRORS},
    operation_id="reverse_move",
    url_name="reverse-move",
)
def reverse(
    request: HttpRequest, uid: uuid.UUID, content: MoveReversalIn, key: Key
) -> Status[dict[str, Any]]:
    """Take a posted move back, once."""
    move = _move(request, uid)
    actor = require(request, Permission.REVERSE, school=move.school)
    posted = reverse_move(
        school=move.school, uid=uid, operation_uid=key, reason=content.reason, actor_id=actor.user.pk
    )
    return _answer(posted, move.school, uid)


def _move(request: HttpRequest, uid: uuid.UUID) -> Move:
    schools = actor_of(request).schools(Permission.SEE_FIGURES)
    found = _moves().filter(uid=uid, school_id__in=schools).first()
    if found is None:
        raise NotVisible
    require(request, Permission.SEE_REGISTERS, school=found.school)
    return found


def _moves() -> QuerySet[Move]:
    return Move.objects.select_related("school", "from_building", "to_building")


def _answer(posted: Posted, school: School, uid: uuid.UUID) -> Status[dict[str, Any]]:
    return Status(201 if posted.created else 200, _move_out(_moves().get(school=school, uid=uid)))


def _move_out(move: Move) -> dict[str, Any]:
    return {
        "uid": move.uid,
        "school": move.school.uid,
        "state": move.state,
        "number": move.number,
        "moved_on": move.moved_on,
        "from_building": move.from_building.name,
        "to_building": move.to_building.name,
        "entry": move.operation_uid,
    }

"""REST of the fund: receipts. The services hold every rule."""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Field, Header, Router, Schema, Status
from pydantic import BaseModel

from tomik.accounts.public import Permission
from tomik.fund import receipt_rules
from tomik.fund.models import Receipt
from tomik.fund.rules import COPIES_MAX, PRICE_MAX
from tomik.fund.services.receipt_lines import editions_by_uid
from tomik.fund.services.receipts import receive, reverse_receipt
from tomik.kernel.errors import NotVisible
from tomik.kernel.rest import ERRORS
from tomik.ledger.public import Posted
from tomik.territory.public import Building, School, actor_of, require

router = Router(tags=["fund"])

Key = Annotated[uuid.UUID, Header(alias="Idempotency-Key")]
# What numbers may be is told by the rules of a receipt: every problem at once, by row and column.
Copies = Annotated[int, Field(description=f"From 0 to {COPIES_MAX}.")]
Price = Annotated[
    int, Field(description=f"Kopecks of one copy with VAT, to {PRICE_MAX}; a supplier's is not 0.")
]
KindIn = Literal["supplier", "gift", "replacement", "school", "found", "no_papers"]
PapersIn = Literal["upd", "waybill", "invoice", "act", "contract", "none"]
SourceIn = Literal["", "federal", "regional", "municipal", "own", "gift"]
ConditionIn = Literal["new", "good", "worn", "unfit"]


class ReceiptLineIn(BaseModel):
    """A title of a receipt. Without `copies_on_paper` the delivery agrees with the papers."""

    edition: uuid.UUID
    price_kopecks: Price
    copies: Copies
    copies_on_paper: Copies | None = None
    copies_damaged: Copies = 0
    copies_wrong: Copies = 0
    year: int | None = None
    vat_percent: int | None = None
    condition: ConditionIn = "new"
    on_balance: bool = True
    is_individual: bool = False
    note: Annotated[str, Field(max_length=300)] = ""


class ReceiptIn(Schema):
    """A receipt to be posted. `building` is the name of a building of the school; its main one when empty."""

    uid: uuid.UUID
    school: uuid.UUID
    kind: KindIn = "supplier"
    received_on: datetime.date
    building: Annotated[str, Field(max_length=200)] = ""
    source: SourceIn = ""
    supplier_name: Annotated[str, Field(max_length=300)] = ""
    supplier_inn: Annotated[str, Field(max_length=12)] = ""
    papers_kind: PapersIn = "upd"
    papers_number: Annotated[str, Field(max_length=60)] = ""
    papers_on: datetime.date | None = None
    contract: Annotated[str, Field(max_length=200)] = ""
    note: Annotated[str, Field(max_length=500)] = ""
    same_papers: bool = False
    lines: Annotated[list[ReceiptLineIn], Field(min_length=1, max_length=receipt_rules.LINES_MAX)]


class ReceiptReversalIn(Schema):
    """Why the receipt is taken back."""

    reason: Annotated[str, Field(min_length=1, max_length=300)]


class ReceiptOut(Schema):
    """A receipt; `entry` is its entry in the ledger, null for a draft."""

    uid: uuid.UUID
    school: uuid.UUID
    kind: str
    state: str
    number: int | None
    received_on: datetime.date
    supplier_name: str
    papers_number: str
    papers_on: datetime.date | None
    discrepancy_number: int | None
    claim_due_on: datetime.date | None
    accountant_number: str
    accountant_on: datetime.date | None
    entry: uuid.UUID | None


@router.post(
    "/receipts",
    response={(200, 201): ReceiptOut, **ERRORS},
    operation_id="post_receipt",
    url_name="post-receipt",
)
def post(request: HttpRequest, content: ReceiptIn, key: Key) -> Status[dict[str, Any]]:
    """Post a receipt whole. The same Idempotency-Key and uid answer 200 with the first result."""
    school = school_of(content.school)
    actor = require(request, Permission.POST_FUND, school=school)
    posted = receive(
        school=school,
        uid=content.uid,
        header=receipt_rules.Header(
            building_id=_building(school, content.building),
            **content.model_dump(exclude={"uid", "school", "building", "lines", "same_papers"}),
        ),
        lines=_lines(content.lines),
        operation_uid=key,
        actor_id=actor.user.pk,
        same_papers=content.same_papers,
    )
    return _answer(posted, school, content.uid)


@router.get(
    "/receipts/{uid}",
    response={200: ReceiptOut, **ERRORS},
    operation_id="get_receipt",
    url_name="get-receipt",
)
def get(request: HttpRequest, uid: uuid.UUID) -> dict[str, Any]:
    """A receipt of a school that the caller may see."""
    return _receipt_out(_receipt(request, uid))


@router.post(
    "/receipts/{uid}/reversal",
    response={(200, 201): ReceiptOut, **ERRORS},
    operation_id="reverse_receipt",
    url_name="reverse-receipt",
)
def reverse(
    request: HttpRequest, uid: uuid.UUID, content: ReceiptReversalIn, key: Key
) -> Status[dict[str, Any]]:
    """Take a posted receipt back, once."""
    receipt = _receipt(request, uid)
    actor = require(request, Permission.REVERSE, school=receipt.school)
    posted = reverse_receipt(
        school=receipt.school, uid=uid, operation_uid=key, reason=content.reason, actor_id=actor.user.pk
    )
    return _answer(posted, receipt.school, uid)


def school_of(uid: uuid.UUID) -> School:
    """The school with this uid; raises `NotVisible` when there is none."""
    school = School.objects.filter(uid=uid).first()
    if school is None:
        raise NotVisible
    return school


def _receipt(request: HttpRequest, uid: uuid.UUID) -> Receipt:
    schools = actor_of(request).schools(Permission.SEE_FIGURES)
    receipt = Receipt.objects.select_related("school").filter(uid=uid, school_id__in=schools).first()
    if receipt is None:
        raise NotVisible
    require(request, Permission.SEE_REGISTERS, school=receipt.school)
    return receipt


def _building(school: School, name: str) -> int:
    """The building, 0 when there is none: the service says so together with the rest."""
    buildings = Building.objects.filter(school=school)
    found = (buildings.filter(name=name) if name else buildings.order_by("-is_main")).values_list(
        "pk", flat=True
    )
    return found.first() or 0


def _lines(given: list[ReceiptLineIn]) -> list[receipt_rules.ReceiptLineDraft]:
    """The lines; a title that the catalogue lacks is 0: the service says so together with the rest."""
    wanted = {line.edition for line in given}
    known = editions_by_uid(wanted)
    return [
        receipt_rules.ReceiptLineDraft(edition_id=known.get(uid, 0), **line)
        for uid, line in map(_split, given)
    ]


def _split(line: ReceiptLineIn) -> tuple[uuid.UUID, dict[str, Any]]:
    values = dict(line)
    return values.pop("edition"), values


def _answer(posted: Posted, school: School, uid: uuid.UUID) -> Status[dict[str, Any]]:
    receipt = Receipt.objects.select_related("school").get(school=school, uid=uid)
    return Status(201 if posted.created else 200, _receipt_out(receipt))


def _receipt_out(receipt: Receipt) -> dict[str, Any]:
    names = [name for name in ReceiptOut.__annotations__ if name not in {"school", "entry"}]
    fields = {name: getattr(receipt, name) for name in names}
    return fields | {"school": receipt.school.uid, "entry": receipt.operation_uid}

"""Use cases of the fund: opening balances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.fund.services.cards import put_on_cards
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.ledger.public import (
    Account,
    Draft,
    Entry,
    Line,
    Lot,
    LotDraft,
    account_for,
    accounts_for,
    create_lots,
    post_entry,
)
from tomik.territory.public import School

HAND_MADE = "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """Copies that were there before: their lot and the building where they stand."""

    lot: LotDraft
    copies: int
    building_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What the entry says of its document."""

    kind: str
    uid: UUID | None = None
    number: str = ""


def open_balance(
    *,
    school_id: int,
    opened: Sequence[Opened],
    uid: UUID,
    occurred_on: date,
    actor_id: int | None,
    document: Document,
) -> Entry:
    """Make the lots and post one opening entry, inside the caller's transaction; the entry, new or the first one.

    Copies of a lot in an unfit condition go to the account of unfit copies, the others to the shelves of their
    building. Raises what `post_entry` raises.
    """
    lot_ids = create_lots(school_id, [one.lot for one in opened])
    shelves = accounts_for(school_id, Account.Kind.FUND, [one.building_id for one in opened])
    unfit = account_for(school_id, Account.Kind.UNFIT)
    opening = account_for(school_id, Account.Kind.OPENING)
    draft = Draft(
        school_id=school_id,
        kind=Entry.Kind.OPENING,
        occurred_on=occurred_on,
        uid=uid,
        actor_id=actor_id,
        document_kind=document.kind,
        document_uid=document.uid,
        document_number=document.number,
    )
    lines = [
        Line(
            lot_id,
            opening,
            unfit if one.lot.condition == Lot.Condition.UNFIT else shelves[one.building_id],
            one.copies,
        )
        for lot_id, one in zip(lot_ids, opened, strict=True)
    ]
    posted = post_entry(draft, lines)
    put_on_cards(school_id, lot_ids)
    return posted.entry


def open_one_title(
    *, school: School, opened: Opened, actor_id: int | None, document_number: str = ""
) -> Entry:
    """The opening balance of one title made by hand, committed.

    `opened.lot.receipt_uid` is the key: a repeat changes nothing, and its `received_on` is the date of the balance.
    Raises TomikError when that is later than today, Conflict when the key was used with other content.
    """
    lot = opened.lot
    if lot.received_on > clock.today(school.timezone):
        raise TomikError(_("The date of a document can't be in the future."))
    with transaction.atomic(durable=True):
        return open_balance(
            school_id=school.pk,
            opened=[opened],
            uid=lot.receipt_uid,
            occurred_on=lot.received_on,
            actor_id=actor_id,
            document=Document(kind=HAND_MADE, number=document_number),
        )

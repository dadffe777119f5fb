"""Accounts and lots: made once, found afterwards, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from tomik.kernel.arrays import array
from tomik.kernel.errors import Conflict
from tomik.ledger.errors import refusals
from tomik.ledger.models import Account, Lot

HOLDER_COLUMN = {
    Account.Kind.FUND: "building_id",
    Account.Kind.CLASS_GROUP: "class_group_id",
    Account.Kind.READER: "pupil_id",
    Account.Kind.STAFF: "staff_id",
    Account.Kind.IN_TRANSIT: "peer_school_id",
    Account.Kind.LENT: "peer_school_id",
}
"""Which column names the holder of an account of this kind; other kinds exist once per school."""


def accounts_for(school_id: int, kind: str, refs: Iterable[int]) -> dict[int, int]:
    """Ids of the accounts of these holders (buildings, classes, pupils…), made where missing: {holder: account}.

    Raises `BrokenRule` when a holder is not of this school.
    """
    wanted = sorted(set(refs))
    column = HOLDER_COLUMN[Account.Kind(kind)]
    found = _accounts(school_id, kind, column, wanted)
    missing = [ref for ref in wanted if ref not in found]
    if missing:
        with refusals(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO ledger_account (school_id, kind, {column}, may_go_negative)"
                " SELECT %s, %s, ref, false FROM unnest(%s::bigint[]) ref ON CONFLICT DO NOTHING",
                [school_id, str(kind), missing],
            )
        found |= _accounts(school_id, kind, column, missing)
    return found


def account_for(school_id: int, kind: str, ref: int | None = None) -> int:
    """Id of one account; `ref` is the holder for the kinds that have one, None for the rest (opening, unfit…)."""
    if ref is not None:
        return accounts_for(school_id, kind, [ref])[ref]
    if Account.Kind(kind) in HOLDER_COLUMN:
        raise ValueError(f"an account of kind {kind} needs a holder")
    accounts = Account.objects.filter(school_id=school_id, kind=kind)
    found = accounts.values_list("id", flat=True).first()
    if found is None:
        with refusals(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO ledger_account (school_id, kind, may_go_negative) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [school_id, str(kind), kind in Account.OUTER_KINDS],
            )
        found = accounts.values_list("id", flat=True).get()
    return found


def _accounts(school_id: int, kind: str, column: str, refs: list[int]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, id FROM ledger_account WHERE school_id = %s AND kind = %s"
            f" AND {column} = ANY(%s::bigint[])",
            [school_id, str(kind), refs],
        )
        return dict(cursor.fetchall())


@dataclass(frozen=True, slots=True, kw_only=True)
class LotDraft:
    """A lot to be made. `receipt_line` tells apart the lots of one edition in one receipt."""

    edition_id: int
    price_kopecks: int
    received_on: date
    receipt_uid: UUID
    receipt_line: int = 0
    year: int | None = None
    source: str = ""
    condition: str = Lot.Condition.GOOD
    on_balance: bool = True
    is_borrowed: bool = False


_LOT_COLUMNS = (
    "edition_id",
    "receipt_uid",
    "receipt_line",
    "price_kopecks",
    "received_on",
    "year",
    "source",
    "condition",
    "on_balance",
    "is_borrowed",
)
_INSERT_LOTS = """
INSERT INTO ledger_lot (school_id, edition_id, receipt_uid, receipt_line, price_kopecks, received_on, year, source,
                        condition, on_balance, is_borrowed)
SELECT %s, * FROM unnest(%s::bigint[], %s::uuid[], %s::integer[], %s::bigint[], %s::date[], %s::smallint[], %s::text[],
                         %s::text[], %s::boolean[], %s::boolean[])
ON CONFLICT (school_id, edition_id, receipt_uid, receipt_line) DO NOTHING
RETURNING id, edition_id, receipt_uid, receipt_line
"""


def create_lots(school_id: int, drafts: Sequence[LotDraft]) -> list[int]:
    """Make the lots, or find those that the same receipt has made before; ids in the order given.

    Raises `Conflict` when a lot of the same receipt line exists with other properties, or two drafts share a key.
    """
    if not drafts:
        return []
    rows = [tuple(getattr(draft, name) for name in _LOT_COLUMNS) for draft in drafts]
    if len({row[:3] for row in rows}) < len(rows):
        raise Conflict("two lots of one receipt line", field="receipt_line")
    columns = [array(column) for column in zip(*sorted(rows, key=lambda row: row[:3]), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_LOTS, [school_id, *columns])
        made = {tuple(key): pk for pk, *key in cursor.fetchall()}
    if len(made) == len(rows):
        return [made[row[:3]] for row in rows]
    receipts = {draft.receipt_uid for draft in drafts}
    found = Lot.objects.filter(school_id=school_id, receipt_uid__in=receipts)
    written = {row[1:4]: row for row in found.values_list("id", *_LOT_COLUMNS)}
    if any(written[row[:3]][1:] != row for row in rows):
        raise Conflict("the receipt line exists with other properties", field="lot")
    return [written[row[:3]][0] for row in rows]

"""Reads of the ledger. Every one names the schools; row security is the second wall."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from tomik.ledger.models import Account, Balance, Entry, Transfer


def balances(
    school_id: int, *, account_ids: Collection[int] | None = None, lot_ids: Collection[int] | None = None
) -> dict[tuple[int, int], int]:
    """Copies now: {(account, lot): copies}, zeros left out."""
    rows = Balance.objects.filter(school_id=school_id).exclude(copies=0)
    if account_ids is not None:
        rows = rows.filter(account_id__in=account_ids)
    if lot_ids is not None:
        rows = rows.filter(lot_id__in=lot_ids)
    return {(account, lot): n for account, lot, n in rows.values_list("account_id", "lot_id", "copies")}


_AS_OF = """
SELECT account_id, lot_id, sum(delta)::bigint
  FROM (SELECT from_account_id AS account_id, lot_id, -copies AS delta, school_id, occurred_on FROM ledger_transfer
        UNION ALL SELECT to_account_id, lot_id, copies, school_id, occurred_on FROM ledger_transfer) moved
 WHERE school_id = %s AND occurred_on <= %s AND (%s::bigint[] IS NULL OR account_id = ANY(%s::bigint[]))
 GROUP BY account_id, lot_id HAVING sum(delta) <> 0
"""


def balances_as_of(
    school_id: int, day: date, *, account_ids: Iterable[int] | None = None
) -> dict[tuple[int, int], int]:
    """Copies at the end of a day by document dates: the sum over transfers dated then or earlier."""
    accounts = None if account_ids is None else list(account_ids)
    with connection.cursor() as cursor:
        cursor.execute(_AS_OF, [school_id, day, accounts, accounts])
        return {(account, lot): copies for account, lot, copies in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of a statement: what one transfer did, and the balance after it."""

    entry: Entry
    transfer: Transfer
    delta: int
    after: int


def statement(school_id: int, *, account_id: int, lot_id: int | None = None) -> list[Movement]:
    """All that came into and went out of an account, oldest document first, with the balance after each line."""
    moved = Transfer.objects.filter(
        Q(from_account_id=account_id) | Q(to_account_id=account_id), school_id=school_id
    )
    if lot_id is not None:
        moved = moved.filter(lot_id=lot_id)
    result: list[Movement] = []
    after = 0
    for transfer in moved.select_related("entry", "lot__edition").order_by(
        "occurred_on", "entry_id", "line_no"
    ):
        delta = transfer.copies if transfer.to_account_id == account_id else -transfer.copies
        after += delta
        result.append(Movement(transfer.entry, transfer, delta, after))
    return result


def transfers_of_lots(school_id: int, lot_ids: Collection[int]) -> QuerySet[Transfer]:
    """Every line that moved these lots, newest document first, with entry and accounts."""
    moved = Transfer.objects.filter(school_id=school_id, lot_id__in=lot_ids)
    return moved.select_related("entry", *_ACCOUNTS).order_by("-occurred_on", "-entry_id", "line_no")


_HOLDERS = ("building", "class_group", "pupil", "peer_school")
_ACCOUNTS = tuple(
    name
    for side in ("from_account", "to_account")
    for name in (side, *(f"{side}__{holder}" for holder in _HOLDERS))
)


def entry_by_uid(school_ids: Collection[int], uid: UUID) -> Entry | None:
    """The entry of one of these schools with this uid; None when there is none."""
    found = Entry.objects.filter(school_id__in=school_ids, uid=uid)
    return found.select_related("school", "reverses").first()


def entry_lines(entry: Entry) -> QuerySet[Transfer]:
    """The lines of an entry with lot, edition and both accounts."""
    lines = Transfer.objects.filter(entry_id=entry.pk, school_id=entry.school_id)
    lines = lines.annotate(worth=F("copies") * F("lot__price_kopecks"))
    return lines.select_related("lot__edition__edition_set", *_ACCOUNTS).order_by("line_no")


def reversal_of(entry: Entry) -> Entry | None:
    """The entry that reversed this one."""
    return Entry.objects.filter(school_id=entry.school_id, reverses_id=entry.pk).first()


def entries_of_document(school_id: int, document_uid: UUID) -> QuerySet[Entry]:
    """The entries of a business document, oldest first."""
    return Entry.objects.filter(school_id=school_id, document_uid=document_uid).order_by("id")


def accounts_of(school_id: int, kinds: Collection[str] | None = None) -> QuerySet[Account]:
    """The accounts of a school with their holders."""
    accounts = Account.objects.filter(school_id=school_id).select_related(*_HOLDERS)
    return accounts if kinds is None else accounts.filter(kind__in=kinds)


def balance_page(
    school_id: int, *, kind: str | None, after: tuple[int, int] = (0, 0), limit: int
) -> list[Balance]:
    """Balances of a school other than zero behind (account, lot), in that order, with accounts and editions."""
    account, lot = after
    rows = Balance.objects.filter(school_id=school_id).exclude(copies=0)
    rows = rows.filter(Q(account_id__gt=account) | Q(account_id=account, lot_id__gt=lot))
    if kind is not None:
        rows = rows.filter(account__kind=kind)
    holders = (f"account__{holder}" for holder in _HOLDERS)
    return list(rows.select_related("lot__edition", *holders).order_by("account_id", "lot_id")[:limit])


def entries_of(school_id: int) -> QuerySet[Entry]:
    """Documents of a school, newest first, each knowing whether it was reversed (`is_reversed`)."""
    undone = Entry.objects.filter(reverses_id=OuterRef("pk"))
    entries = Entry.objects.filter(school_id=school_id).annotate(is_reversed=Exists(undone))
    return entries.select_related("school").order_by("-occurred_on", "-id")


def flows_of(entry: Entry) -> list[tuple[Account, Account, int]]:
    """What an entry moved from where to where, in the order of its lines."""
    lines = Transfer.objects.filter(entry_id=entry.pk, school_id=entry.school_id)
    sums = (
        lines.values_list("from_account_id", "to_account_id")
        .annotate(total=Sum("copies"))
        .order_by("from_account_id", "to_account_id")
    )
    found = list(sums)
    ids = {pk for source, target, _copies in found for pk in (source, target)}
    accounts = Account.objects.select_related(*_HOLDERS).in_bulk(ids)
    return [(accounts[source], accounts[target], copies) for source, target, copies in found]


def worth_of(entry: Entry) -> int:
    """The sum of an entry in kopecks."""
    lines = Transfer.objects.filter(entry_id=entry.pk, school_id=entry.school_id)
    return lines.aggregate(worth=Sum(F("copies") * F("lot__price_kopecks")))["worth"] or 0

"""Reads of labelled and numbered copies: one copy and its history, what a scanned code is, labels and piles."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import connection
from django.db.models import Count, F, Max, Q, QuerySet

from tomik.catalogue.public import Edition
from tomik.fund.codes import CodeKind, foreign_code, kind_of, read_code, serial_of
from tomik.fund.models import CardLot, Copy, LabelEvent, LabelRange, Move
from tomik.ledger.public import Entry, Lot

TITLES_SHOWN = 12
PILES_SHOWN = 10
INVENTORY_DIGITS = 9

# Titles of the school with copies that have no label, those labelled last first, then those received last.
_WAITING = """
WITH held AS (
  SELECT lot_id, sum(copies) AS copies FROM ledger_balance
   WHERE school_id = %(school)s AND NOT may_go_negative AND copies > 0 GROUP BY lot_id),
labelled AS (
  SELECT lot_id, count(*) AS copies, max(bound_at) AS bound_at FROM fund_copy
   WHERE school_id = %(school)s AND removed_by IS NULL AND code IS NOT NULL GROUP BY lot_id)
SELECT e.uid, e.title, coalesce(s.authors, ''), e.year, sum(h.copies - coalesce(k.copies, 0))::bigint AS left_over
  FROM held h
  JOIN ledger_lot l ON l.id = h.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN labelled k ON k.lot_id = h.lot_id
 WHERE %(words)s::text[] IS NULL
    OR e.isbn = %(isbn)s
    OR (SELECT bool_and(strpos(lower(e.search_text), word) > 0) FROM unnest(%(words)s::text[]) AS word)
 GROUP BY e.id, s.id
HAVING %(words)s::text[] IS NOT NULL OR sum(h.copies - coalesce(k.copies, 0)) > 0
 ORDER BY max(k.bound_at) DESC NULLS LAST, max(l.received_on) DESC, e.title, e.id
 LIMIT %(limit)s
"""
_LEFT = """
SELECT coalesce(sum(coalesce(b.copies, 0) - coalesce(c.copies, 0)), 0)::bigint
  FROM ledger_lot l
  LEFT JOIN LATERAL (SELECT sum(copies) AS copies FROM ledger_balance
                      WHERE school_id = l.school_id AND lot_id = l.id AND NOT may_go_negative) b ON true
  LEFT JOIN LATERAL (SELECT count(*) AS copies FROM fund_copy
                      WHERE lot_id = l.id AND removed_by IS NULL AND code IS NOT NULL) c ON true
 WHERE l.school_id = %s AND l.edition_id = %s
"""
_OF_RECEIPT = """
SELECT coalesce(sum(b.copies), 0)::bigint FROM ledger_balance b
  JOIN ledger_lot l ON l.id = b.lot_id
 WHERE b.school_id = %s AND l.school_id = %s AND NOT b.may_go_negative AND l.receipt_uid = %s
"""


class ScanKind(StrEnum):
    """What a scanned code is for a school."""

    COPY = "copy"
    UNBOUND = "unbound"
    """A label of the school that is on no copy yet."""
    FOREIGN = "foreign"
    """A label, but not of this school's."""
    MISREAD = "misread"
    NOTHING = "nothing"
    """Not a code of a copy: words, an ISBN, another number."""


@dataclass(frozen=True, slots=True)
class Scan:
    """A scanned text and what it is."""

    kind: ScanKind
    code: str
    copy: Copy | None = None


def recognise(school_id: int, text: str) -> Scan:
    """What a scanned or typed text is: a copy by its label or short number, a label without a copy, neither."""
    code = read_code(text)
    kind = kind_of(code)
    copy = _copies(school_id).filter(code=code).first() if code else None
    if copy is not None:
        return Scan(ScanKind.COPY, code, copy)
    if kind is CodeKind.MISREAD and code.startswith(("978", "979")):
        return Scan(ScanKind.NOTHING, code)
    if kind is CodeKind.MISREAD:
        return Scan(ScanKind.MISREAD, code)
    if is_of_school(school_id, code):
        return Scan(ScanKind.UNBOUND, code)
    return Scan(ScanKind.FOREIGN if kind is CodeKind.LABEL else ScanKind.NOTHING, code)


def copies_numbered(school_id: int, text: str) -> list[Copy]:
    """The copy with an inventory number, when the text is one."""
    plain = text.strip().lstrip("№ ")
    if not (plain.isascii() and plain.isdigit() and len(plain) <= INVENTORY_DIGITS):
        return []
    return list(_copies(school_id).filter(inventory_number=int(plain)))


def is_of_school(school_id: int, code: str) -> bool:
    """Whether the code is in a range that the school printed or adopted."""
    ranges = LabelRange.objects.filter(school_id=school_id)
    serial = serial_of(code)
    if serial is not None:
        return ranges.filter(kind=LabelRange.Kind.PRINTED, first__lte=serial, last__gte=serial).exists()
    foreign = foreign_code(code)
    return (
        foreign is not None
        and ranges.filter(
            kind=LabelRange.Kind.ADOPTED,
            prefix=foreign.prefix,
            digits=foreign.digits,
            first__lte=foreign.number,
            last__gte=foreign.number,
        ).exists()
    )


def _copies(school_id: int) -> QuerySet[Copy]:
    return (
        Copy.objects.filter(school_id=school_id)
        .select_related("lot__edition__edition_set")
        .defer("lot__edition__search", "lot__edition__search_text")
    )


def copy_list(school_id: int) -> QuerySet[Copy]:
    """Copies that are told apart, newest label first."""
    return _copies(school_id).order_by(F("bound_at").desc(nulls_last=True), "inventory_number", "pk")


def copy_of(school_id: int, uid: UUID) -> Copy | None:
    """One copy of the school."""
    return _copies(school_id).filter(uid=uid).first()


@dataclass(frozen=True, slots=True)
class CopyFile:
    """Everything that is known of a copy."""

    copy: Copy
    card_number: int | None
    received: Entry | None
    removed: Entry | None
    events: Sequence[LabelEvent]
    moves: Sequence[Move]
    """Internal moves that name this copy; a move that counted its copies only does not."""


def file_of(copy: Copy) -> CopyFile:
    """The card, the documents and the former labels of a copy."""
    card = CardLot.objects.filter(lot_id=copy.lot_id).values_list("card__number", flat=True).first()
    entries = Entry.objects.filter(school_id=copy.school_id)
    return CopyFile(
        copy=copy,
        card_number=card,
        received=entries.filter(
            Q(uid=copy.lot.receipt_uid) | Q(document_uid=copy.lot.receipt_uid), reverses=None
        )
        .order_by("pk")
        .first(),
        removed=entries.filter(pk=copy.removed_by).first() if copy.removed_by else None,
        events=list(
            LabelEvent.objects.filter(school_id=copy.school_id, copy_uid=copy.uid).order_by(
                "recorded_at", "pk"
            )
        ),
        moves=list(
            Move.objects.filter(
                school_id=copy.school_id, state=Move.State.POSTED, lines__copy_ids__contains=[copy.pk]
            )
            .select_related("to_building")
            .order_by("moved_on", "pk")
        ),
    )


@dataclass(frozen=True, slots=True)
class RangeRow:
    """Labels that were printed or adopted together, and how many of them are used or spoilt."""

    uid: UUID
    kind: str
    first: str
    last: str
    count: int
    used: int
    note: str
    made_at: datetime


def label_ranges(school_id: int) -> list[RangeRow]:
    """Labels of a school, newest first."""
    ranges = list(LabelRange.objects.filter(school_id=school_id).order_by("-made_at", "-pk"))
    if not ranges:
        return []
    codes = Copy.objects.filter(school_id=school_id).exclude(code=None).values_list("code", flat=True)
    spoilt = LabelEvent.objects.filter(school_id=school_id, kind=LabelEvent.Kind.REPLACED)
    used = sorted({str(code) for code in codes} | set(spoilt.values_list("code", flat=True)))
    by_length: dict[int, list[str]] = {}
    for code in used:
        by_length.setdefault(len(code), []).append(code)
    return [_range_row(one, by_length) for one in ranges]


def _range_row(one: LabelRange, used: dict[int, list[str]]) -> RangeRow:
    first, last = one.ends
    codes = used.get(len(first), [])
    return RangeRow(
        uid=one.uid,
        kind=one.kind,
        first=first,
        last=last,
        count=one.count,
        used=bisect_right(codes, last) - bisect_left(codes, first),
        note=one.note,
        made_at=one.made_at,
    )


def range_of(school_id: int, uid: UUID) -> LabelRange | None:
    """One range of the school."""
    return LabelRange.objects.filter(school_id=school_id, uid=uid).first()


@dataclass(frozen=True, slots=True)
class WaitingTitle:
    """A title of the school and how many of its copies have no label."""

    uid: UUID
    title: str
    authors: str
    year: int | None
    left: int


def waiting_titles(school_id: int, asked: str = "") -> list[WaitingTitle]:
    """Titles to choose from: those that were labelled or received last; with words or an ISBN those that match."""
    words = asked.lower().replace("ё", "е").split() or None
    values = {"school": school_id, "words": words, "isbn": read_code(asked), "limit": TITLES_SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, values)
        return [WaitingTitle(*row) for row in cursor.fetchall()]


def copies_without_label(school_id: int, edition_id: int) -> int:
    """How many labels can still go onto an edition."""
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [school_id, edition_id])
        row = cursor.fetchone()
    return max(0, row[0]) if row else 0


def copies_of_receipt(school_id: int, receipt_uid: UUID) -> int:
    """How many copies of a receipt are there."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_RECEIPT, [school_id, school_id, receipt_uid])
        row = cursor.fetchone()
    return row[0] if row else 0


@dataclass(frozen=True, slots=True)
class Pile:
    """Labels that were bound in one scanning."""

    uid: UUID
    title: str
    edition_uid: UUID
    count: int
    bound_at: datetime


def recent_piles(school_id: int, actor_id: int) -> list[Pile]:
    """What a person has labelled last, newest first."""
    rows = (
        Copy.objects.filter(school_id=school_id, bound_by=actor_id, pile__isnull=False, removed_by=None)
        .values("pile", "lot__edition__title", "lot__edition__uid")
        .annotate(copies=Count("pk"), last=Max("bound_at"))
        .order_by("-last")[:PILES_SHOWN]
    )
    return [
        Pile(row["pile"], row["lot__edition__title"], row["lot__edition__uid"], row["copies"], row["last"])
        for row in rows
        if row["pile"] is not None
    ]


def pile_codes(school_id: int, pile: UUID) -> list[str]:
    """Codes that were bound in a scanning, newest first."""
    codes = Copy.objects.filter(school_id=school_id, pile=pile, removed_by=None).order_by("-bound_at", "-pk")
    return [str(code) for code in codes.values_list("code", flat=True)]


def pile_count(school_id: int, pile: UUID) -> int:
    """How many copies of the fund carry a label of a scanning."""
    return Copy.objects.filter(school_id=school_id, pile=pile, removed_by=None).count()


def edition_with_isbn(school_id: int, isbn: str) -> Edition | None:
    """The school's edition with an ISBN, when there is one only."""
    owned = Lot.objects.filter(school_id=school_id).values("edition_id")
    found = list(Edition.objects.filter(isbn=isbn, pk__in=owned).only("uid", "title")[:2])
    return found[0] if len(found) == 1 else None

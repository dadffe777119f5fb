"""Labels: ranges that are printed or adopted, and the binding of piles of labelled copies to lots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.fund.codes import SERIAL_DIGITS, CodeKind, foreign_code, kind_of, label_code, serial_of
from tomik.fund.models import Copy, LabelRange
from tomik.kernel import clock, locks
from tomik.kernel.errors import LineProblem, NotVisible, Problems, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry
from tomik.territory.public import School

LABELS_MAX = 10_000
"""Labels of one request."""

_SERIALS = (
    "SELECT min(n), max(n) FROM (SELECT nextval('fund_label_serial') AS n FROM generate_series(1, %s)) s"
)
# Free copies of an edition's lots: what stands in the school's own accounts less what is labelled, oldest first.
_FREE = """
SELECT l.id, coalesce(b.copies, 0) - coalesce(c.copies, 0)
  FROM ledger_lot l
  LEFT JOIN LATERAL (SELECT sum(copies) AS copies FROM ledger_balance
                      WHERE school_id = l.school_id AND lot_id = l.id AND NOT may_go_negative) b ON true
  LEFT JOIN LATERAL (SELECT count(*) AS copies FROM fund_copy
                      WHERE lot_id = l.id AND removed_by IS NULL AND code IS NOT NULL) c ON true
 WHERE l.school_id = %s AND l.edition_id = %s
 ORDER BY l.received_on, l.id
"""
_NAME_COPIES = """
UPDATE fund_copy c SET code = n.code, bound_at = now(), bound_by = %s
  FROM unnest(%s::bigint[], %s::text[]) AS n(id, code)
 WHERE c.id = n.id
"""


_REMOVE = """
UPDATE fund_copy c SET removed_by = %(entry)s, removed_on = %(day)s
  FROM unnest(%(codes)s::text[]) AS n(code)
 WHERE c.school_id = %(school)s AND c.removed_by IS NULL AND n.code IN (c.code, c.inventory_number::text)
   AND c.lot_id IN (SELECT lot_id FROM ledger_transfer WHERE entry_id = %(entry)s)
RETURNING n.code
"""
_TOO_MANY = """
SELECT e.title, told.copies, coalesce(held.copies, 0)
  FROM (SELECT DISTINCT lot_id FROM ledger_transfer WHERE entry_id = %(entry)s) t
  JOIN LATERAL (SELECT count(*) AS copies FROM fund_copy WHERE lot_id = t.lot_id AND removed_by IS NULL) told ON true
  LEFT JOIN LATERAL (SELECT sum(copies) AS copies FROM ledger_balance
                      WHERE school_id = %(school)s AND lot_id = t.lot_id AND NOT may_go_negative) held ON true
  JOIN ledger_lot l ON l.id = t.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
 WHERE told.copies > coalesce(held.copies, 0)
 ORDER BY e.title
"""


@dataclass(frozen=True, slots=True)
class Bound:
    """The result of binding a pile: how many now, and how many carried these labels on this title before."""

    bound: int
    known: int


def allot_labels(*, school: School, count: int, actor_id: int | None, note: str = "") -> LabelRange:
    """New labels for a school, never used in the region before. Raises TomikError for a count out of bounds."""
    if not 0 < count <= LABELS_MAX:
        raise TomikError(_("Print between 1 and %d labels at a time.") % LABELS_MAX)
    with transaction.atomic(durable=True):
        # One request at a time, so that the serials of a range stand side by side.
        locks.take(locks.LockSpace.LABELS, [0])
        with connection.cursor() as cursor:
            cursor.execute(_SERIALS, [count])
            first, last = cursor.fetchone()
        return LabelRange.objects.create(
            school=school,
            kind=LabelRange.Kind.PRINTED,
            digits=SERIAL_DIGITS,
            first=first,
            last=last,
            note=note[:200],
            made_by=actor_id,
        )


def adopt_roll(*, school: School, first: str, last: str, actor_id: int | None, note: str = "") -> LabelRange:
    """Take a bought roll of labels into use, from its first code to its last one.

    Raises TomikError when they are not of one roll, too many, overlap an adopted roll, or look like the program's own labels or
    an ISBN.
    """
    start, end = foreign_code(first), foreign_code(last)
    if start is None or end is None or (start.prefix, start.digits) != (end.prefix, end.digits):
        raise TomikError(_("The first and the last code must differ in the number at their end only."))
    if kind_of(first) is not CodeKind.OTHER or kind_of(last) is not CodeKind.OTHER:
        raise TomikError(_("These codes look like an ISBN or like the program's own labels."))
    if not start.number <= end.number < start.number + LABELS_MAX:
        raise TomikError(_("A roll has between 1 and %d labels.") % LABELS_MAX)
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.LABELS, [school.pk])
        overlap = LabelRange.objects.filter(
            school=school,
            kind=LabelRange.Kind.ADOPTED,
            prefix=start.prefix,
            digits=start.digits,
            first__lte=end.number,
            last__gte=start.number,
        )
        if overlap.exists():
            raise TomikError(_("Some of these labels are adopted already."))
        return LabelRange.objects.create(
            school=school,
            kind=LabelRange.Kind.ADOPTED,
            prefix=start.prefix,
            digits=start.digits,
            first=start.number,
            last=end.number,
            note=note[:200],
            made_by=actor_id,
        )


def codes_of(labels: LabelRange) -> list[str]:
    """The codes of a range, in order."""
    numbers = range(labels.first, labels.last + 1)
    if labels.kind == LabelRange.Kind.PRINTED:
        return [label_code(number) for number in numbers]
    return [f"{labels.prefix}{number:0{labels.digits}d}" for number in numbers]


def bind_codes(
    *, school: School, edition_id: int, codes: Sequence[str], actor_id: int | None, lot_id: int | None = None
) -> Bound:
    """Bind a pile of labels to copies of one edition, all or none; oldest lots first, or the one named.

    A label that is bound to this edition already is passed over, so a pile may be scanned twice. Raises TomikError
    with every bad code (row is its place in the pile), and when there are more labels than copies without one.
    Takes the posting lock exclusively: the copies counted are those that are there.
    """
    pile = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk])
        bound = {
            copy.code: copy
            for copy in Copy.objects.select_related("lot__edition").filter(school=school, code__in=pile)
        }
        known = [
            code
            for code, copy in bound.items()
            if copy.lot.edition_id == edition_id and copy.removed_by is None
        ]
        new = [code for code in pile if code not in known]
        problems = _code_problems(school, new, bound)
        if problems:
            raise TomikError(_("Some labels can't be bound."), problems=problems)
        _bind(school, edition_id, new, lot_id=lot_id, actor_id=actor_id)
        return Bound(len(new), len(known))


def close_copies(school_id: int, *, entry: Entry, lots_of_receipt: UUID) -> int:
    """Copies of a receipt's lots have left with `entry`: their labels and numbers are never used again."""
    return Copy.objects.filter(
        school_id=school_id, lot__receipt_uid=lots_of_receipt, removed_by__isnull=True
    ).update(removed_by=entry.pk, removed_on=entry.occurred_on)


def remove_copies(school_id: int, *, entry: Entry, codes: Sequence[str] = ()) -> None:
    """The copies that leave with `entry`, by label or inventory number; inside the transaction that has posted it.

    Raises TomikError for a code that is on no copy of the entry's lots, and when a lot would keep more copies that are
    told apart than copies: then somebody must say which of them leave.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _REMOVE, {"school": school_id, "entry": entry.pk, "day": entry.occurred_on, "codes": list(codes)}
        )
        missing = sorted(set(codes) - {row[0] for row in cursor.fetchall()})
        cursor.execute(_TOO_MANY, {"school": school_id, "entry": entry.pk})
        too_many = cursor.fetchall()
    problems = [
        LineProblem(None, "codes", _("No copy of this act has this label or number."), value=code)
        for code in missing
    ]
    problems += [
        LineProblem(
            None,
            "codes",
            _("“%(title)s”: %(told)d copies have labels or numbers and %(left)d stay. Scan those that leave.")
            % {"title": title, "told": told, "left": left},
            code="told_apart",
        )
        for title, told, left in too_many
    ]
    if problems:
        raise TomikError(_("It is not clear which copies leave."), problems=problems)


def return_copies(school_id: int, *, entry: Entry) -> int:
    """Copies that had left with `entry` are there again, with their labels and numbers."""
    return Copy.objects.filter(school_id=school_id, removed_by=entry.pk).update(
        removed_by=None, removed_on=None
    )


def _code_problems(school: School, codes: Iterable[str], bound: dict[str | None, Copy]) -> list[LineProblem]:
    problems = Problems()
    ranges = list(LabelRange.objects.filter(school=school))
    taken = _taken_elsewhere(codes)
    for row, code in enumerate(codes, start=1):
        if kind_of(code) is CodeKind.MISREAD:
            problems.add(
                row, "code", _("The code was misread: its check digits are wrong. Scan it again."), value=code
            )
        elif kind_of(code) is CodeKind.ISBN:
            problems.add(row, "code", _("This is the ISBN of the book, not its label."), value=code)
        elif code in bound:
            text = _("This label is on another book: %s.")
            if bound[code].removed_by is not None:
                text = _("This label was on a book that has left the fund: %s.")
            problems.add(row, "code", text % bound[code].lot.edition, value=code, code="used")
        elif not _is_in(ranges, code):
            problems.add(
                row, "code", _("This label is not of your school's labels."), value=code, code="foreign"
            )
        elif code in taken:
            problems.add(
                row, "code", _("This label is in use elsewhere in the region."), value=code, code="used"
            )
    return problems.items


def _taken_elsewhere(codes: Iterable[str]) -> set[str]:
    """Codes of the list that are in use anywhere: asked of the database over all schools, which tells nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fund_codes_in_use(%s::text[])", [list(codes)])
        return {row[0] for row in cursor.fetchall()}


def _is_in(ranges: Sequence[LabelRange], code: str) -> bool:
    serial = serial_of(code)
    if serial is not None:
        return any(one.kind == LabelRange.Kind.PRINTED and one.first <= serial <= one.last for one in ranges)
    foreign = foreign_code(code)
    return foreign is not None and any(
        one.kind == LabelRange.Kind.ADOPTED
        and (one.prefix, one.digits) == (foreign.prefix, foreign.digits)
        and one.first <= foreign.number <= one.last
        for one in ranges
    )


def _bind(
    school: School, edition_id: int, codes: Sequence[str], *, lot_id: int | None, actor_id: int | None
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [school.pk, edition_id])
        free = [(lot, max(copies, 0)) for lot, copies in cursor.fetchall() if lot_id in (None, lot)]
    if not free:
        raise NotVisible
    places = [lot for lot, copies in free for _copy in range(copies)][: len(codes)]
    if len(places) < len(codes):
        left = len(places)
        text = ngettext(
            "There is only %(copies)d copy without a label, and %(codes)d labels.",
            "There are only %(copies)d copies without a label, and %(codes)d labels.",
            left,
        )
        raise TomikError(text % {"copies": left, "codes": len(codes)})
    numbered = _label_the_numbered(places, codes, actor_id)
    now = clock.now()
    Copy.objects.bulk_create(
        Copy(
            uid=uuid7(),
            region_id=school.region_id,
            school=school,
            lot_id=lot,
            code=code,
            bound_at=now,
            bound_by=actor_id,
        )
        for lot, code in zip(places, codes, strict=True)
        if code not in numbered
    )


def _label_the_numbered(places: Sequence[int], codes: Sequence[str], actor_id: int | None) -> set[str]:
    """Labels of lots whose copies have inventory numbers go onto those, lowest number first; the codes used."""
    waiting: dict[int, list[int]] = {}
    rows = Copy.objects.filter(lot_id__in=set(places), code=None, removed_by=None).order_by(
        "inventory_number"
    )
    for pk, lot in rows.values_list("pk", "lot_id"):
        waiting.setdefault(lot, []).append(pk)
    pairs = [(waiting[lot].pop(0), code) for lot, code in zip(places, codes, strict=True) if waiting.get(lot)]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                _NAME_COPIES, [actor_id, [pk for pk, _code in pairs], [code for _pk, code in pairs]]
            )
    return {code for _pk, code in pairs}

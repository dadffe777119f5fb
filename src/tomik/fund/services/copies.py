"""Labels that are printed or adopted; copies that leave with an act or come back. Binding is in `binding`."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tomik.fund.codes import SERIAL_DIGITS, CodeKind, foreign_code, kind_of, label_code
from tomik.fund.models import Copy, LabelRange
from tomik.fund.services.binding import Bound, bind_codes
from tomik.kernel import locks
from tomik.kernel.errors import Conflict, LineProblem, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry
from tomik.territory.public import School

__all__ = [
    "Bound",
    "adopt_roll",
    "allot_labels",
    "bind_codes",
    "close_copies",
    "codes_of",
    "remove_copies",
    "return_copies",
]
LABELS_MAX = 10_000
"""Labels of one request."""

_SERIALS = (
    "SELECT min(n), max(n) FROM (SELECT nextval('fund_label_serial') AS n FROM generate_series(1, %s)) s"
)
_REMOVE = """
UPDATE fund_copy c SET removed_by = %(entry)s, removed_on = %(day)s
  FROM unnest(%(codes)s::text[]) AS n(code)
 WHERE c.school_id = %(school)s AND c.removed_by IS NULL AND n.code IN (c.code, c.inventory_number::text)
   AND c.lot_id IN (SELECT lot_id FROM ledger_transfer WHERE entry_id = %(entry)s)
RETURNING n.code
"""
# Where no copy of a lot stays, it is clear which leave: all.
_REMOVE_REST = """
UPDATE fund_copy c SET removed_by = %(entry)s, removed_on = %(day)s
 WHERE c.school_id = %(school)s AND c.removed_by IS NULL
   AND c.lot_id IN (SELECT lot_id FROM ledger_transfer WHERE entry_id = %(entry)s)
   AND NOT EXISTS (SELECT FROM ledger_balance b WHERE b.school_id = %(school)s AND b.lot_id = c.lot_id
                      AND NOT b.may_go_negative AND b.copies > 0)
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


def allot_labels(
    *, school: School, count: int, actor_id: int | None, note: str = "", uid: UUID | None = None
) -> LabelRange:
    """New labels for a school, never used in the region before. `uid` is the key: a repeat gives the first range.

    Raises TomikError for a count out of bounds, Conflict when the key was used for another count.
    """
    if not 0 < count <= LABELS_MAX:
        raise TomikError(_("Print between 1 and %d labels at a time.") % LABELS_MAX)
    uid = uid or uuid7()
    with transaction.atomic(durable=True):
        # One request at a time, so that the serials of a range stand side by side.
        locks.take(locks.LockSpace.LABELS, [0])
        known = LabelRange.objects.filter(school=school, uid=uid).first()
        if known is not None and known.count != count:
            raise Conflict(_("This form was sent already with another number of labels."))
        if known is not None:
            return known
        with connection.cursor() as cursor:
            cursor.execute(_SERIALS, [count])
            first, last = cursor.fetchone()
        return LabelRange.objects.create(
            uid=uid,
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


def close_copies(school_id: int, *, entry: Entry, lots_of_receipt: UUID) -> int:
    """Copies of a receipt's lots have left with `entry`: their labels and numbers are never used again."""
    return Copy.objects.filter(
        school_id=school_id, lot__receipt_uid=lots_of_receipt, removed_by__isnull=True
    ).update(removed_by=entry.pk, removed_on=entry.occurred_on)


def remove_copies(school_id: int, *, entry: Entry, codes: Sequence[str] = ()) -> None:
    """The copies that leave with `entry`, by label or inventory number; inside the transaction that has posted it.

    Raises TomikError for a code that is on no copy of the entry's lots, and when a lot would keep more copies that are
    told apart than copies: then somebody must say which of them leave. Where none stay, all leave.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _REMOVE, {"school": school_id, "entry": entry.pk, "day": entry.occurred_on, "codes": list(codes)}
        )
        missing = sorted(set(codes) - {row[0] for row in cursor.fetchall()})
        cursor.execute(_REMOVE_REST, {"school": school_id, "entry": entry.pk, "day": entry.occurred_on})
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

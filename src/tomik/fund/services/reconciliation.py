"""Once a year the books are compared with the accounts: what accounting says, what the ledger says, why they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.fund.models import Reconciliation, SummaryRecord
from tomik.fund.queries.summary import Figures, stock
from tomik.kernel import locks
from tomik.kernel.errors import LineProblem, TomikError
from tomik.ledger.public import PeriodClosing, latest_closing
from tomik.territory.public import School


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What accounting says of a book. `copies` is None when it keeps money only; `note` explains a difference."""

    book: str
    kopecks: int
    copies: int | None = None
    note: str = ""


def our_figures(school_id: int, as_of: date) -> dict[str, Figures]:
    """Both books at the end of a day."""
    return {book: stock([school_id], book, as_of=as_of)[school_id] for book in SummaryRecord.Book.values}


def differs(stated: Stated, ours: Figures) -> bool:
    """Whether accounting says another sum or number than the copies on balance."""
    return stated.kopecks != ours.balance_kopecks or stated.copies not in (None, ours.balance_copies)


def reconcile(
    *, school: School, as_of: date, stated: Sequence[Stated], actor_id: int | None
) -> list[Reconciliation]:
    """Write down what accounting says of the books on a day, beside what the ledger said at that moment.

    Copies on balance are compared. The same again changes nothing. Raises TomikError when there is nothing to write or
    a difference has no explanation, and when the books are closed through that day: what a closing rests on stays. A book
    that was not compared then may be compared later. Takes the posting lock: nothing is posted between the look and the
    record.
    """
    if not stated:
        raise TomikError(_("Write what accounting says."))
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk])
        ours, known = our_figures(school.pk, as_of), latest(school.pk, as_of)
        unexplained = _unexplained(stated, ours)
        if unexplained:
            raise TomikError(_("A difference needs an explanation."), problems=unexplained)
        closing = latest_closing(school.pk)
        if closing is not None and closing.through >= as_of and any(_changes(one, known) for one in stated):
            raise TomikError(_closed(closing))
        return [_recorded(school, as_of, one, ours=ours[one.book], actor_id=actor_id) for one in stated]


def unexplained(school_id: int, as_of: date, stated: Sequence[Stated]) -> list[LineProblem]:
    """Differences that have no explanation yet, by the field of the note."""
    return _unexplained(stated, our_figures(school_id, as_of))


def _unexplained(stated: Sequence[Stated], ours: Mapping[str, Figures]) -> list[LineProblem]:
    return [
        LineProblem(None, f"{one.book}_note", _("The figures differ: write why."))
        for one in stated
        if differs(one, ours[one.book]) and not one.note.strip()
    ]


def _changes(one: Stated, known: Mapping[str, Reconciliation]) -> bool:
    last = known.get(one.book)
    return last is not None and (last.accounting_kopecks, last.accounting_copies, last.note) != (
        one.kopecks,
        one.copies,
        one.note.strip()[:500],
    )


def _closed(closing: PeriodClosing) -> str:
    day = f"{closing.through:%d.%m.%Y}"
    if not closing.document_number:
        return _("The books are closed through %s: the comparison stays as it is.") % day
    return _("The books are closed through %(day)s by act No. %(act)s: the comparison stays as it is.") % {
        "day": day,
        "act": closing.document_number,
    }


def books_to_compare(school_id: int, as_of: date) -> list[str]:
    """Books that had copies at the end of a day and are not compared with accounting as of it."""
    known = latest(school_id, as_of)
    return [book for book, ours in our_figures(school_id, as_of).items() if ours.copies and book not in known]


def _recorded(
    school: School, as_of: date, one: Stated, *, ours: Figures, actor_id: int | None
) -> Reconciliation:
    values = {
        "our_copies": ours.balance_copies,
        "our_kopecks": ours.balance_kopecks,
        "accounting_copies": one.copies,
        "accounting_kopecks": one.kopecks,
        "note": one.note.strip()[:500],
    }
    last = latest(school.pk, as_of).get(one.book)
    if last is not None and all(getattr(last, name) == value for name, value in values.items()):
        return last
    return Reconciliation.objects.create(
        school=school, book=one.book, as_of=as_of, recorded_by=actor_id, **values
    )


def latest(school_id: int, as_of: date) -> dict[str, Reconciliation]:
    """The last comparison of each book on a day."""
    rows = Reconciliation.objects.filter(school_id=school_id, as_of=as_of).order_by("id")
    return {one.book: one for one in rows}

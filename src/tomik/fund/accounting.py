"""Exchange with accounting: one line for each act with its sums; numbers and dates of accounting come back.

Rooms that keep acts of their own (write-off) say how their numbers are read and written: `keep_numbers`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.fund.models import Receipt, SummaryRecord
from tomik.fund.queries.summary import Record, records
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError

NUMBER_MAX = 60
Noted = tuple[str, date | None]
Read = Callable[[int, list[UUID]], Mapping[UUID, Noted]]
Write = Callable[[int, Mapping[UUID, Noted]], None]
_KEEPERS: dict[str, tuple[Read, Write]] = {}


def keep_numbers(document_kind: str, read: Read, write: Write) -> None:
    """Declare how the accountant's numbers of a kind of documents are read and written (school id, uids)."""
    _KEEPERS[document_kind] = (read, write)


def _receipts_read(school_id: int, uids: list[UUID]) -> Mapping[UUID, Noted]:
    rows = Receipt.objects.filter(school_id=school_id, uid__in=uids)
    return {
        uid: (number, day)
        for uid, number, day in rows.values_list("uid", "accountant_number", "accountant_on")
    }


def _receipts_write(school_id: int, noted: Mapping[UUID, Noted]) -> None:
    rows = list(Receipt.objects.select_for_update().filter(school_id=school_id, uid__in=noted))
    for one in rows:
        one.accountant_number, one.accountant_on = noted[one.uid]
    Receipt.objects.bulk_update(rows, ["accountant_number", "accountant_on"])


keep_numbers("receipt", _receipts_read, _receipts_write)


@dataclass(slots=True, kw_only=True)
class Act:
    """An act as accounting gets it. `uid` is the document's; `sign` is −1 for what leaves the fund."""

    uid: UUID
    entry_uid: UUID
    document_kind: str
    acted_on: date
    sign: int
    is_reversal: bool
    document_number: str
    papers: str
    source: str
    reason: str
    records: list[str]
    copies: int = 0
    kopecks: int = 0
    balance_copies: int = 0
    balance_kopecks: int = 0
    number: str = ""
    noted_on: date | None = None

    @property
    def takes_number(self) -> bool:
        """Whether the accountant's number has where to stand; a reversal is told by the act that it reverses."""
        return self.document_kind in _KEEPERS and not self.is_reversal

    @property
    def noted(self) -> str:
        """Whether accounting has entered it: «yes», «no», nothing where there is nothing to enter."""
        if not self.takes_number:
            return ""
        return "yes" if self.number else "no"


_BOOKS = {SummaryRecord.Book.TEXTBOOKS: "уч.", SummaryRecord.Book.MAIN: "осн."}


def acts(school_id: int, *, first: date, last: date) -> list[Act]:
    """Every act that brought copies in or took them out, by date: both books together, one line for each."""
    found: dict[tuple[int, int], Act] = {}
    for book, name in _BOOKS.items():
        for part, sign in ((SummaryRecord.Part.RECEIVED, 1), (SummaryRecord.Part.LEFT, -1)):
            for record in records(school_id, book, part, first=first, last=last):
                act = found.setdefault((record.entry_id, sign), _act(record, sign))
                act.records.append(f"{name} ч. {part.value} № {record.number or 'б/н'}")
                figures = record.figures
                act.copies += figures.copies
                act.kopecks += figures.kopecks
                act.balance_copies += figures.balance_copies
                act.balance_kopecks += figures.balance_kopecks
    listed = sorted(found.items(), key=lambda pair: (pair[1].acted_on, pair[0]))
    return _with_numbers(school_id, [act for _key, act in listed])


def acts_without_number(school_id: int, year: int) -> int:
    """Acts of a calendar year that accounting has not entered."""
    listed = acts(school_id, first=date(year, 1, 1), last=date(year, 12, 31))
    return sum(act.noted == "no" for act in listed)


def _act(record: Record, sign: int) -> Act:
    return Act(
        uid=record.document_uid or record.entry_uid,  # type: ignore[arg-type]
        entry_uid=record.entry_uid,  # type: ignore[arg-type]
        document_kind=record.document_kind,
        acted_on=record.recorded_on,
        sign=sign,
        is_reversal=record.is_reversal,
        document_number=record.document_number,
        papers=record.papers,
        source=record.source,
        reason=record.reason,
        records=[],
    )


def _with_numbers(school_id: int, listed: list[Act]) -> list[Act]:
    for kind, (read, _write) in _KEEPERS.items():
        uids = [act.uid for act in listed if act.document_kind == kind]
        known = read(school_id, uids) if uids else {}
        for act in listed:
            if act.document_kind == kind and act.uid in known and not act.is_reversal:
                act.number, act.noted_on = known[act.uid]
    return listed


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberRow:
    """A row of the file that came back."""

    row: int
    uid: str
    number: str
    noted_on: date | None


def note_numbers(
    *, school_id: int, rows: Iterable[NumberRow], first: date, last: date, unread: Sequence[LineProblem] = ()
) -> int:
    """Write the accountant's numbers and dates of acts of a period; how many acts have changed.

    An empty number or date leaves the one that is known. All or nothing: raises TomikError with every problem by its row,
    those of cells that could not be read (`unread`) too.
    """
    with transaction.atomic(durable=True):
        listed = {act.uid: act for act in acts(school_id, first=first, last=last) if act.takes_number}
        problems: list[LineProblem] = list(unread)
        wanted: dict[UUID, Noted] = {}
        for row in rows:
            problem = _problem(row, listed, wanted)
            if problem is not None:
                problems.append(problem)
            elif row.number or row.noted_on:
                act = listed[UUID(row.uid)]
                wanted[act.uid] = (row.number or act.number, row.noted_on or act.noted_on)
        if problems:
            problems.sort(key=lambda one: one.row or 0)
            raise TomikError(_("The file has mistakes; nothing is taken from it."), problems=problems)
        changed = {
            uid: noted for uid, noted in wanted.items() if (listed[uid].number, listed[uid].noted_on) != noted
        }
        for kind, (_read, write) in _KEEPERS.items():
            of_kind = {uid: noted for uid, noted in changed.items() if listed[uid].document_kind == kind}
            if of_kind:
                write(school_id, of_kind)
        return len(changed)


def _problem(row: NumberRow, listed: Mapping[UUID, Act], wanted: Mapping[UUID, Noted]) -> LineProblem | None:
    if not (row.number or row.noted_on):
        return None
    try:
        uid = UUID(row.uid)
    except ValueError:
        return LineProblem(row.row, "uid", _("This is not an identifier of an act."), value=row.uid)
    known = listed.get(uid)
    if known is None:
        return LineProblem(row.row, "uid", _("The school has no such act in this period."), value=row.uid)
    said = (row.number or known.number, row.noted_on or known.noted_on)
    if wanted.get(uid, said) != said:
        return LineProblem(row.row, "uid", _("The act stands in the file twice."), value=row.uid)
    if len(row.number) > NUMBER_MAX:
        return LineProblem(row.row, "number", _("The number is too long."), value=row.number)
    if row.noted_on and row.noted_on < known.acted_on:
        return LineProblem(
            row.row,
            "noted_on",
            _("The date is before the date of the act."),
            value=f"{row.noted_on:%d.%m.%Y}",
        )
    if row.noted_on and row.noted_on > clock.today():
        return LineProblem(
            row.row, "noted_on", _("The date has not come yet."), value=f"{row.noted_on:%d.%m.%Y}"
        )
    return None

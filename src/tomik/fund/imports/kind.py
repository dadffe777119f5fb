"""The fund of a school, on the Import screen: rows become lots, their copies an opening balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.catalogue.public import Edition, propose, withdraw
from tomik.fund.imports.columns import COLUMNS
from tomik.fund.imports.lots import Holding, Matched, document_uid_of, holdings_of, match_rows
from tomik.fund.imports.reading import Frame, Reading, read_rows
from tomik.fund.services import Document, Opened, open_balance
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, NotVisible, TomikError
from tomik.kernel.importing import Applied, Change, Column, Context, Option, Plan, Row
from tomik.kernel.money import KOPECKS_PER_ROUBLE
from tomik.ledger.public import (
    Entry,
    InsufficientCopies,
    Lot,
    LotDraft,
    entry_by_uid,
    latest_closing,
    reverse_entry,
)
from tomik.territory.public import Building, School

DOCUMENT_KIND = "fund_import"
EXAMPLES = 5
_UNDO = "undo"


@dataclass(frozen=True, slots=True)
class _Answers:
    """The questions of the import, answered."""

    school: School
    frame: Frame
    document_number: str


class FundImport:
    """Rows «title, price, quantity» become lots and one opening balance; unknown titles go to the catalogue."""

    name = "fund"
    title = gettext_lazy("Fund of the library")
    description = gettext_lazy(
        "Titles, prices and numbers of copies from your own table, as an opening balance."
    )
    permission = "post_fund"
    level = "school"

    def columns(self) -> Sequence[Column]:
        """The columns of a fund."""
        return COLUMNS

    def options(self, context: Context) -> Sequence[Option]:
        """The date of the balance, the act, and the building of rows that name none."""
        buildings = _buildings(context.school_id)
        choices = tuple((str(building.pk), building.name) for building in buildings)
        main = choices[0][0] if choices else None
        return (
            Option(
                "day",
                gettext_lazy("Date of the balance"),
                "date",
                clock.today(),
                help=gettext_lazy("The copies count from this day on."),
            ),
            Option("building", gettext_lazy("Building"), "choice", main, choices),
            Option("number", gettext_lazy("Number of the act or inventory")),
        )

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the table would bring. Reads only."""
        answers = _answers(context)
        reading = read_rows(rows, answers.frame)
        matched = match_rows(reading)
        holdings = holdings_of(matched.found)
        plan = _plan(reading, matched, holdings, rows)
        _report_document(plan, reading, answers)
        return plan

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Propose the unknown titles, make the lots, post one opening balance, inside the caller's transaction.

        The uid of the run is the uid of the entry. Raises PeriodClosed, Conflict, Busy.
        """
        answers = _answers(context)
        reading = read_rows(rows, answers.frame)
        matched = match_rows(reading)
        known = holdings_of(matched.found)
        plan = _plan(reading, matched, known, rows)
        _report_document(plan, reading, answers)
        if plan.is_empty:
            return Applied(plan)
        proposed = propose(
            school_id=answers.school.pk,
            lines=[row.line for row in matched.unknown],
            subject_names={row.number: row.subject_name for row in matched.unknown},
        )
        new = holdings_of([(row, proposed[row.number].edition_ids) for row in matched.unknown])
        entry = _post(known + new, reading, answers, context)
        editions = sorted({holding.edition_id for holding in new})
        return Applied(plan, {"school_id": answers.school.pk, "entry": str(entry.uid), "proposed": editions})

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Reverse the opening balance and withdraw the proposals; refused when copies have moved on, naming them."""
        school_id, uid = int(undo_token["school_id"]), UUID(undo_token["entry"])
        entry = entry_by_uid([school_id], uid)
        if entry is None:
            raise NotVisible
        try:
            reverse_entry(
                entry, uid=uuid5(uid, _UNDO), reason=_("The import was undone."), actor_id=context.user_id
            )
        except InsufficientCopies as error:
            raise _in_use(error) from error
        withdrawn = withdraw(school_id=school_id, edition_ids=undo_token["proposed"])
        return Plan(
            changes=[
                Change("copies", gettext_lazy("copies taken out again"), entry.copies),
                Change("proposals", gettext_lazy("proposals withdrawn"), withdrawn),
            ]
        )


def _buildings(school_id: int | None) -> list[Building]:
    if school_id is None:
        return []
    return list(Building.objects.filter(school_id=school_id).order_by("-is_main", "name"))


def _answers(context: Context) -> _Answers:
    buildings = _buildings(context.school_id)
    if context.school_id is None or not buildings:
        raise NotVisible
    school = School.objects.get(pk=context.school_id)
    today = clock.today(school.timezone)
    day = context.options.get("day") or today
    if not isinstance(day, date) or day > today:
        raise TomikError(_("The date of a document can't be in the future."))
    asked = str(context.options.get("building") or buildings[0].pk)
    building = next((one for one in buildings if str(one.pk) == asked), buildings[0])
    number = str(context.options.get("number") or "")[:60]
    return _Answers(school, Frame(buildings, building.pk, day), number)


def _plan(reading: Reading, matched: Matched, known: Sequence[Holding], rows: Sequence[Row]) -> Plan:
    taken = [row for row, _editions in matched.found] + matched.unknown
    copies = sum(holding.row.copies for holding in known) + sum(
        row.copies * _parts_proposed(row.line.part, row.line.parts) for row in matched.unknown
    )
    kopecks = sum(row.copies * row.price_kopecks for row in taken)
    unfit = sum(row.copies for row in taken if row.condition == Lot.Condition.UNFIT)
    names = tuple(row.line.title or row.line.isbn for row in taken)
    unknown = tuple(row.line.title or row.line.isbn for row in matched.unknown)
    return Plan(
        problems=sorted(reading.problems.items, key=lambda problem: problem.row or 0),
        changes=[
            Change("titles", gettext_lazy("rows of titles"), len(taken), names[:EXAMPLES]),
            Change("copies", gettext_lazy("copies"), copies),
            Change("unfit", gettext_lazy("of them unfit"), unfit),
            Change("roubles", gettext_lazy("for the sum of, roubles"), kopecks // KOPECKS_PER_ROUBLE),
            Change(
                "proposed", gettext_lazy("titles proposed to the catalogue"), len(unknown), unknown[:EXAMPLES]
            ),
            Change("same_none", gettext_lazy("rows with no copies"), reading.rows_empty),
        ],
        rows_good=len(rows) - reading.rows_bad - matched.rows_bad,
        rows_bad=reading.rows_bad + matched.rows_bad,
    )


def _parts_proposed(part: int | None, parts: int | None) -> int:
    return parts if part is None and parts else 1


def _report_document(plan: Plan, reading: Reading, answers: _Answers) -> None:
    """Problems of the whole file: imported before, other imports, closed books."""
    school = answers.school
    closing = latest_closing(school.pk)
    if closing is not None and closing.through >= answers.frame.day:
        text = _("The books are closed through %(day)s: choose a later date of the balance.")
        day = {"day": f"{closing.through:%d.%m.%Y}"}
        plan.problems.insert(0, LineProblem(None, str(_("Date of the balance")), text % day, code="closed"))
    earlier = list(
        Entry.objects.filter(
            school=school, document_kind=DOCUMENT_KIND, reverses=None, reversal=None
        ).order_by("id")
    )
    uid = document_uid_of(school.pk, reading.rows)
    same = next((entry for entry in earlier if entry.document_uid == uid), None)
    if same is not None and reading.rows:
        text = _("These rows were imported already on %(day)s; nothing would change.")
        day = {"day": f"{same.recorded_at:%d.%m.%Y}"}
        plan.problems.insert(0, LineProblem(None, "", text % day, code="same_file", severity="warning"))
        plan.changes = [Change("same", gettext_lazy("copies that are there already"), same.copies)]
    elif earlier:
        text = _(
            "The fund was imported before: %(copies)s copies. These copies are added to them. "
            "If this file replaces the earlier one, undo that import first."
        )
        copies = {"copies": sum(entry.copies for entry in earlier)}
        plan.problems.insert(0, LineProblem(None, "", text % copies, code="added", severity="warning"))


def _post(holdings: Sequence[Holding], reading: Reading, answers: _Answers, context: Context) -> Entry:
    uid = UUID(context.run_uid)
    number = answers.document_number
    return open_balance(
        school_id=answers.school.pk,
        opened=[
            Opened(lot=_lot(holding, uid), copies=holding.row.copies, building_id=holding.row.building_id)
            for holding in holdings
        ],
        uid=uid,
        occurred_on=answers.frame.day,
        actor_id=context.user_id,
        document=Document(
            kind=DOCUMENT_KIND, uid=document_uid_of(answers.school.pk, reading.rows), number=number
        ),
    )


def _lot(holding: Holding, uid: UUID) -> LotDraft:
    row = holding.row
    return LotDraft(
        edition_id=holding.edition_id,
        price_kopecks=holding.price_kopecks,
        received_on=row.received_on,
        receipt_uid=uid,
        receipt_line=row.number,
        year=row.line.year,
        source=row.source,
        condition=row.condition,
    )


def _in_use(error: InsufficientCopies) -> TomikError:
    """The refusal to undo, with every title whose copies are no longer where the import put them."""
    lots = {shortage.lot_id for shortage in error.shortages}
    editions = dict(Lot.objects.filter(pk__in=lots).values_list("pk", "edition_id"))
    titles = dict(Edition.objects.filter(pk__in=editions.values()).values_list("pk", "title"))
    problems = [
        LineProblem(
            None,
            str(_("Title")),
            _(
                "Of %(need)s copies %(have)s are still on the shelves: the others are given out or written off."
            )
            % {"need": shortage.need, "have": shortage.have},
            value=titles.get(editions.get(shortage.lot_id, 0), ""),
            code="in_use",
        )
        for shortage in error.shortages
    ]
    message = _("The import can't be undone: its copies are in use. Take them back to the shelves first.")
    return TomikError(message, problems=problems)

"""A receipt from the supplier's file, on the Import screen: the rows become a draft that a person checks and posts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.catalogue.public import propose, withdraw
from tomik.fund import receipt_rules
from tomik.fund.imports.lots import Holding, Matched, match_rows
from tomik.fund.imports.reading import Frame, FundRow, Reading, read_rows
from tomik.fund.imports.receipt_columns import COLUMNS
from tomik.fund.models import Receipt
from tomik.fund.receipt_editor import price_text
from tomik.fund.receipt_rules import Header, ReceiptLineDraft
from tomik.fund.rules import shares
from tomik.fund.services.receipts import drop_draft, write_draft
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, NotVisible, Problems
from tomik.kernel.importing import Applied, Change, Column, Context, Option, Plan, Row
from tomik.kernel.money import KOPECKS_PER_ROUBLE, kopecks_from
from tomik.ledger.public import Lot
from tomik.paper.public import CellRefused, as_text, as_whole
from tomik.territory.public import Building, School

EXAMPLES = 5
_PERCENT = re.compile(r"(\d{1,2})\s*(?:%|/\s*1\d\d|$)")
_SET, _PART = "set", "part"
_OF_PAPERS = ("sum", "net_sum", "vat_sum", "net_price", "vat")
"""Columns that give the price of a row, or are only told apart; a row of the fund has none of them."""
_TITLES = {
    "received_on": gettext_lazy("Received on"),
    "supplier_name": gettext_lazy("Supplier"),
    "supplier_inn": gettext_lazy("INN of the supplier"),
    "papers_number": gettext_lazy("Number of the papers"),
    "papers_on": gettext_lazy("Date of the papers"),
    "price": gettext_lazy("Price with VAT"),
    "copies": gettext_lazy("Quantity"),
    "year": gettext_lazy("Year"),
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """The questions of the import, answered."""

    school: School
    buildings: list[Building]
    header: Header
    today: date
    is_price_of_set: bool


@dataclass(slots=True)
class _Read:
    """The file, read and matched with the catalogue."""

    reading: Reading
    matched: Matched
    vat: dict[int, int] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    """Rows that the rules of a receipt leave out."""


class ReceiptImport:
    """A publisher's or supplier's table becomes a draft of a receipt; posting stays with the person."""

    name = "receipt"
    title = gettext_lazy("Receipt from a file")
    description = gettext_lazy(
        "The supplier's specification or the table of the УПД becomes a draft of a receipt: compare it and post it."
    )
    permission = "post_fund"
    level = "school"

    def columns(self) -> Sequence[Column]:
        """The columns of a supplier's table."""
        return COLUMNS

    def options(self, context: Context) -> Sequence[Option]:
        """The head of the receipt."""
        buildings = _buildings(context.school_id)
        choices = tuple((str(building.pk), building.name) for building in buildings)
        papers = tuple((value, label) for value, label in Receipt.Papers.choices if value != "none")
        return (
            Option("supplier", gettext_lazy("Supplier")),
            Option("inn", gettext_lazy("INN of the supplier")),
            Option("papers_kind", gettext_lazy("Papers of the delivery"), "choice", "upd", papers),
            Option("papers_number", gettext_lazy("Number of the papers")),
            Option("papers_on", gettext_lazy("Date of the papers"), "date", is_needed=False),
            Option("contract", gettext_lazy("Contract")),
            Option("day", gettext_lazy("Received on"), "date", clock.today()),
            Option("building", gettext_lazy("Building"), "choice", choices[0][0] if choices else None, choices),
            Option(
                "source",
                gettext_lazy("Source of money"),
                "choice",
                Receipt.Source.REGIONAL.value,
                tuple(Receipt.Source.choices),
            ),
            Option(
                "price_of",
                gettext_lazy("Price of a row that is a whole set"),
                "choice",
                _SET,
                ((_SET, gettext_lazy("of the set: divided among its parts")), (_PART, gettext_lazy("of each part"))),
            ),
        )  # fmt: skip

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the table would bring. Reads only."""
        asked = _asked(context)
        found = _read(rows, asked)
        plan, _drafts = _plan(found, asked, rows)
        return plan

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Propose the unknown titles and write the draft, inside the caller's transaction; its uid is the run's."""
        asked = _asked(context)
        found = _read(rows, asked)
        plan, drafts = _plan(found, asked, rows)
        if plan.is_empty:
            return Applied(plan)
        unknown = [row for row in found.matched.unknown if row.number not in found.refused]
        proposed = propose(
            school_id=asked.school.pk,
            lines=[row.line for row in unknown],
            subject_names={row.number: row.subject_name for row in unknown},
        )
        new = [(row, proposed[row.number].edition_ids) for row in unknown]
        drafts += _drafts_of(new, found, asked)
        drafts.sort(key=lambda pair: pair[0])
        receipt = write_draft(
            school=asked.school,
            uid=UUID(context.run_uid),
            header=asked.header,
            lines=[draft for _row, draft in drafts],
            actor_id=context.user_id,
        )
        editions = sorted({edition for _row, ids in new for edition in ids})
        token = {"school_id": asked.school.pk, "receipt": str(receipt.uid), "proposed": editions}
        return Applied(plan, token)

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Throw the draft away and withdraw the proposals; raises `Conflict` when it is posted already."""
        school_id = int(undo_token["school_id"])
        drafts = drop_draft(school_id=school_id, uid=UUID(undo_token["receipt"]))
        withdrawn = withdraw(school_id=school_id, edition_ids=undo_token["proposed"])
        return Plan(
            changes=[
                Change("draft", gettext_lazy("drafts thrown away"), drafts),
                Change("proposals", gettext_lazy("proposals withdrawn"), withdrawn),
            ]
        )


def _buildings(school_id: int | None) -> list[Building]:
    if school_id is None:
        return []
    return list(Building.objects.filter(school_id=school_id).order_by("-is_main", "name"))


def _asked(context: Context) -> _Asked:
    buildings = _buildings(context.school_id)
    if context.school_id is None or not buildings:
        raise NotVisible
    school, given = School.objects.get(pk=context.school_id), context.options
    today = clock.today(school.timezone)
    building = next((one for one in buildings if str(one.pk) == str(given.get("building"))), buildings[0])

    def text(name: str, longest: int) -> str:
        return str(given.get(name) or "").strip()[:longest]

    papers_on = given.get("papers_on")
    header = Header(
        kind=Receipt.Kind.SUPPLIER,
        received_on=given.get("day") or today,
        building_id=building.pk,
        source=text("source", 10),
        supplier_name=text("supplier", 300),
        supplier_inn=text("inn", 12),
        papers_kind=text("papers_kind", 10) or Receipt.Papers.UPD,
        papers_number=text("papers_number", 60),
        papers_on=papers_on if isinstance(papers_on, date) else None,
        contract=text("contract", 200),
    )
    return _Asked(school, buildings, header, today, given.get("price_of", _SET) != _PART)


def _read(rows: Sequence[Row], asked: _Asked) -> _Read:
    problems = Problems()
    vat = {row.number: rate for row in rows if (rate := _vat(row, problems)) is not None}
    priced = [_priced(row, vat.get(row.number), problems) for row in rows]
    frame = Frame(asked.buildings, asked.header.building_id, asked.header.received_on)
    reading = read_rows(priced, frame)
    # Without a price the row is refused below; the column of the price has its own name here.
    own = [
        replace(one, column=str(_TITLES["price"])) if one.column == _("Price") else one
        for one in reading.problems.items
        if one.code != "price_blank"
    ]
    reading.problems.items = own + problems.items
    return _Read(reading, match_rows(reading), vat)


def _vat(row: Row, problems: Problems) -> int | None:
    """«10%», «10/110», 0.1 (Excel's 10 %), «без НДС»; what is not understood is left out and told."""
    value = row.values.get("vat")
    text = as_text(value).strip().lower() if value is not None else ""
    if not text:
        return None
    if text.startswith("без"):
        return 0
    match = _PERCENT.match(text)
    rate = round(value * 100) if isinstance(value, float) and value < 1 else int(match[1]) if match else -1
    if rate in receipt_rules.VAT_PERCENTS:
        return rate
    told = _("This VAT rate is not understood; the row is taken without it.")
    problems.add(row.number, _("VAT, %"), told, value=text, code="vat_unknown", severity="warning")
    return None


def _priced(row: Row, vat: int | None, problems: Problems) -> Row:
    """The row with the price of one copy with VAT: of the sum, otherwise as given, otherwise of the price without VAT."""
    values = {name: value for name, value in row.values.items() if name not in _OF_PAPERS}
    copies, total = _quantity(row), _kopecks(row, "sum")
    price, net = _kopecks(row, "price"), _kopecks(row, "net_price")
    if total and copies:
        exact = Decimal(total) / copies
        rounded = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
        if price != rounded:
            values["price"] = price_text(rounded)
        if rounded != exact:
            _tell_price(
                problems, row, _("The sum does not divide into whole kopecks: the sum of the line will differ by %s ₽.")
                % price_text(abs(rounded * copies - total)), "sum_rounded"
            )  # fmt: skip
        elif price is not None and price != rounded:
            told = _("Price × quantity is not the sum: the price is taken from the sum with VAT.")
            _tell_price(problems, row, told, "price_differs")
    elif price is None and net is not None:
        with_vat = Decimal(net) * (100 + (vat or 0)) / 100
        values["price"] = price_text(int(with_vat.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
    return Row(row.number, {"price": None} | values)


def _tell_price(problems: Problems, row: Row, text: str, code: str) -> None:
    value = as_text(row.values.get("sum"))
    problems.add(row.number, _("Sum with VAT"), text, value=value, code=code, severity="warning")


def _quantity(row: Row) -> int | None:
    try:
        return as_whole(row.values.get("quantity"))
    except CellRefused:
        return None


def _kopecks(row: Row, name: str) -> int | None:
    try:
        return kopecks_from(row.values.get(name))
    except ValueError:
        return None


def _plan(
    found: _Read, asked: _Asked, rows: Sequence[Row]
) -> tuple[Plan, list[tuple[int, ReceiptLineDraft]]]:
    """The plan, and the lines of known titles by the row they come from."""
    reading, matched = found.reading, found.matched
    drafts = _drafts_of(matched.found, found, asked)
    # A title that is yet to be proposed has no edition: its line is checked all the same.
    unknown = [(row, (0,) * _parts(row)) for row in matched.unknown]
    all_drafts = sorted(drafts + _drafts_of(unknown, found, asked), key=lambda pair: pair[0])
    unclear = [(row, (0,) * _parts(row)) for row in matched.ambiguous]
    _refuse(found, sorted(all_drafts + _drafts_of(unclear, found, asked), key=lambda pair: pair[0]), asked)
    drafts = [pair for pair in drafts if pair[0] not in found.refused]
    taken = [draft for row, draft in all_drafts if row not in found.refused]
    names = [row.line.title or row.line.isbn for row in matched.unknown if row.number not in found.refused]
    bad = reading.rows_bad + len(found.refused | {row.number for row in matched.ambiguous})
    plan = Plan(
        problems=sorted(reading.problems.items, key=lambda problem: problem.row or 0),
        changes=[
            Change("lines", gettext_lazy("lines of the draft"), len(taken)),
            Change("copies", gettext_lazy("copies by the papers"), sum(one.copies for one in taken)),
            Change("roubles", gettext_lazy("for the sum of, roubles"), sum(one.copies * one.price_kopecks for one in taken) // KOPECKS_PER_ROUBLE),
            Change("proposed", gettext_lazy("titles proposed to the catalogue"), len(names), tuple(names[:EXAMPLES])),
            Change("same_none", gettext_lazy("rows with no copies"), reading.rows_empty),
        ],
        rows_good=len(rows) - bad,
        rows_bad=bad,
    )  # fmt: skip
    _judge_head(plan, asked)
    return plan, drafts


def _judge_head(plan: Plan, asked: _Asked) -> None:
    """Answers that are missing or wrong: nothing is taken before they are right."""
    wrong = receipt_rules.header_problems(asked.header, today=asked.today)
    if wrong:
        plan.changes = [Change("same_head", gettext_lazy("lines that wait for the answers"), plan.rows_good)]
        head = [
            LineProblem(None, str(_TITLES.get(one.column, one.column)), one.message, code="head")
            for one in wrong
        ]
        plan.problems[:0] = head  # fmt: skip


def _refuse(found: _Read, drafts: Sequence[tuple[int, ReceiptLineDraft]], asked: _Asked) -> None:
    """Rows that the rules of a receipt do not take, by row and column."""
    told = set()
    lines = [draft for _row, draft in drafts]
    for one in receipt_rules.line_problems(lines, kind=asked.header.kind, today=asked.today):
        if one.row is None:
            continue
        row = drafts[one.row - 1][0]
        found.refused.add(row)
        if (row, one.column) not in told:
            told.add((row, one.column))
            found.reading.problems.add(
                row, str(_TITLES.get(one.column, one.column)), one.message, value=one.value, code="rule"
            )


def _parts(row: FundRow) -> int:
    return row.line.parts if row.line.part is None and row.line.parts else 1


def _drafts_of(
    pairs: Sequence[tuple[FundRow, Sequence[int]]], found: _Read, asked: _Asked
) -> list[tuple[int, ReceiptLineDraft]]:
    """Lines by their row: a row of a whole set gives every part."""
    holdings = [
        Holding(row, edition, price)
        for row, editions in pairs
        for edition, price in zip(editions, _prices(row, len(editions), asked), strict=True)
    ]
    return [
        (
            one.row.number,
            ReceiptLineDraft(
                edition_id=one.edition_id,
                copies=one.row.copies,
                price_kopecks=one.price_kopecks,
                year=one.row.line.year,
                vat_percent=found.vat.get(one.row.number),
                condition=Lot.Condition.NEW,
            ),
        )
        for one in holdings
    ]


def _prices(row: FundRow, parts: int, asked: _Asked) -> list[int]:
    return shares(row.price_kopecks, parts) if asked.is_price_of_set else [row.price_kopecks] * parts

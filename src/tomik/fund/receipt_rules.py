"""What a receipt may say. Pure: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tomik.fund.models import Receipt
from tomik.fund.rules import COPIES_MAX, PRICE_MAX, YEAR_MIN, YEARS_AHEAD, price_too_high
from tomik.kernel.errors import LineProblem, Problems
from tomik.ledger.public import Lot

DAY_MIN = date(1950, 1, 1)
"""Nothing in a school's books is older."""
LINES_MAX = 5_000
VAT_PERCENTS = (0, 5, 7, 10, 18, 20, 22)
CLAIM_DAYS = 30
"""A claim goes to the supplier within this time (local rules on the basis of order 1077)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The head of a receipt as a person writes it."""

    kind: str
    received_on: date
    building_id: int
    source: str = ""
    supplier_name: str = ""
    supplier_inn: str = ""
    papers_kind: str = Receipt.Papers.UPD
    papers_number: str = ""
    papers_on: date | None = None
    contract: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptLineDraft:
    """One title. `copies` are accepted; `copies_on_paper` defaults to them when None: the delivery agrees."""

    edition_id: int
    price_kopecks: int
    copies: int
    copies_on_paper: int | None = None
    copies_damaged: int = 0
    copies_wrong: int = 0
    year: int | None = None
    vat_percent: int | None = None
    condition: str = Lot.Condition.NEW
    on_balance: bool = True
    is_individual: bool = False
    note: str = ""

    @property
    def by_papers(self) -> int:
        """Copies that the papers name."""
        return self.copies if self.copies_on_paper is None else self.copies_on_paper

    @property
    def differs(self) -> bool:
        """Whether the delivery is not what the papers say."""
        return self.by_papers != self.copies or self.copies_damaged > 0 or self.copies_wrong > 0


def header_problems(header: Header, *, today: date) -> list[LineProblem]:
    """Everything wrong with the head, each problem named by its field."""
    problems = Problems()
    if header.received_on > today:
        problems.add(
            None, "received_on", _("The date of a document can't be in the future."), value=header.received_on
        )
    elif header.received_on < DAY_MIN:
        problems.add(None, "received_on", _("This date is too long ago."), value=header.received_on)
    if header.papers_on is not None and not DAY_MIN <= header.papers_on <= today:
        problems.add(
            None,
            "papers_on",
            _("The date of the papers can't be in the future or that long ago."),
            value=header.papers_on,
        )
    if header.kind == Receipt.Kind.SUPPLIER and not header.supplier_name.strip():
        problems.add(None, "supplier_name", _("Write the supplier."))
    if header.kind in (Receipt.Kind.SUPPLIER, Receipt.Kind.SCHOOL) and not header.papers_number.strip():
        problems.add(None, "papers_number", _("Write the number of the papers, or choose “without papers”."))
    if header.supplier_inn and not is_inn(header.supplier_inn):
        problems.add(
            None,
            "supplier_inn",
            _("This INN has a slip: its check digits are wrong."),
            value=header.supplier_inn,
        )
    return problems.items


def line_problems(lines: Sequence[ReceiptLineDraft], *, kind: str, today: date) -> list[LineProblem]:
    """Everything wrong with the lines of a receipt of this kind: row is the line's number from 1."""
    problems = Problems()
    if not lines:
        problems.add(None, "lines", _("The receipt has no lines."))
    if len(lines) > LINES_MAX:
        problems.add(None, "lines", _("A receipt has at most %d lines.") % LINES_MAX)
        return problems.items
    for row, line in enumerate(lines, start=1):
        _price(problems, row, line, kind)
        _copies(problems, row, line)
        if line.year is not None and not YEAR_MIN <= line.year <= today.year + YEARS_AHEAD:
            problems.add(row, "year", _("This year of edition can't be."), value=line.year)
        if line.vat_percent is not None and line.vat_percent not in VAT_PERCENTS:
            problems.add(row, "vat_percent", _("There is no such VAT rate."), value=line.vat_percent)
        if line.condition not in Lot.Condition.values:
            problems.add(row, "condition", _("Unknown condition."), value=line.condition)
    return problems.items


def price_needed(kind: str) -> str:
    """What to write where a receipt of this kind lacks a price."""
    if kind == Receipt.Kind.SUPPLIER:
        return _("Write the price of one copy by the supplier's papers.")
    return _(
        "Write the estimate of the commission; 0 only with the reason in the note of the line, or off balance."
    )


def _price(problems: Problems, row: int, line: ReceiptLineDraft, kind: str) -> None:
    """A supplier's copy has a price; another's has an estimate, or nought with the reason or off balance."""
    price = line.price_kopecks
    if price > PRICE_MAX:
        problems.add(row, "price", price_too_high(), value=price)
    elif price < 0:
        problems.add(row, "price", _("A price can't be below zero."), value=price)
    elif price == 0 and (kind == Receipt.Kind.SUPPLIER or (line.on_balance and not line.note.strip())):
        problems.add(row, "price", price_needed(kind), value=price)


def _copies(problems: Problems, row: int, line: ReceiptLineDraft) -> None:
    for name in ("copies", "by_papers", "copies_damaged", "copies_wrong"):
        value = getattr(line, name)
        column = "copies_on_paper" if name == "by_papers" else name
        if name == "by_papers" and line.copies_on_paper is None:
            continue
        if value < 0:
            problems.add(row, column, _("A number of copies can't be below zero."), value=value)
        elif value > COPIES_MAX:
            text = _("So many copies of one title can't be right: at most %d.") % COPIES_MAX
            problems.add(row, column, text, value=value)
    if line.copies == 0 and line.by_papers == 0 and line.copies_wrong == 0:
        problems.add(row, "copies", _("The line has no copies."), value=0)


def claim_due(received_on: date) -> date:
    """The last day of a claim to the supplier."""
    return received_on + timedelta(days=CLAIM_DAYS)


_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12 = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


def is_inn(text: str) -> bool:
    """Whether the digits of an INN check (10 digits: organisation, 12: person)."""
    if not (text.isascii() and text.isdigit() and len(text) in (10, 12)):
        return False
    digits = [int(one) for one in text]
    weights = (_INN_10,) if len(text) == 10 else _INN_12
    return all(
        sum(weight * digit for weight, digit in zip(row, digits, strict=False)) % 11 % 10 == digits[len(row)]
        for row in weights
    )

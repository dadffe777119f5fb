"""Lines of a receipt as they are typed: read without losing a letter, every problem kept beside its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from tomik.catalogue.public import Edition, EditionSet
from tomik.fund import receipt_rules
from tomik.fund.models import Receipt, ReceiptLine
from tomik.fund.receipt_rules import ReceiptLineDraft
from tomik.fund.rules import not_a_price, shares
from tomik.kernel.errors import LineProblem
from tomik.kernel.money import kopecks_from, roubles
from tomik.ledger.public import Lot

TYPED = ("copies", "copies_on_paper", "copies_damaged", "copies_wrong", "price", "vat_percent", "year", "condition", "note")  # fmt: skip
CHECKED = ("on_balance", "is_individual")
NOTE_MAX = 300
_SPACES = re.compile(r"[\s\u00a0\u202f]+")
_WHOLE = re.compile(r"-?\d{1,12}")


@dataclass(slots=True)
class EditorLine:
    """One line: its edition, what was typed, and what is wrong with it by field."""

    key: int
    edition: Edition
    typed: dict[str, Any]
    number: int = 0
    errors: dict[str, list[str]] = field(default_factory=dict)
    readable: ReceiptLineDraft | None = None
    """The line with harmless values in place of what can't be read: the rest of it is still checked."""
    draft: ReceiptLineDraft | None = None
    is_new: bool = False

    def problem(self, name: str, text: str) -> None:
        """Remember a problem beside its field."""
        told = self.errors.setdefault(name, [])
        if text not in told:
            told.append(text)

    @property
    def kopecks(self) -> int | None:
        """The sum of what is accepted; None while the line can't be read."""
        return self.draft.copies * self.draft.price_kopecks if self.draft else None

    @property
    def accepted(self) -> int:
        """Copies that are accepted, also while the rest of the line can't be read."""
        return _number(self.typed["copies"])

    @property
    def by_papers(self) -> int:
        """Copies that the papers name: as many as are accepted unless told otherwise."""
        return _number(self.typed["copies_on_paper"]) or self.accepted

    @property
    def short(self) -> int:
        """Copies that the papers name and nobody brought, as far as it can be read."""
        line = self.draft
        return line.by_papers - line.copies - line.copies_damaged - line.copies_wrong if line else 0

    @property
    def other_errors(self) -> list[str]:
        """Problems of the fields that stand folded away."""
        shown = {"copies", "copies_on_paper", "copies_damaged", "copies_wrong", "price"}
        return [text for name, texts in self.errors.items() if name not in shown for text in texts]

    def read(self, kind: str) -> None:
        """Read what was typed for a receipt of this kind; `draft` stays None when something can't be read."""
        self.errors, self.draft = {}, None
        copies = self._whole("copies", needed=True)
        price = self._price(kind)
        note = str(self.typed["note"]).strip()
        if len(note) > NOTE_MAX:
            self.problem("note", _("The note is too long."))
        self.readable = ReceiptLineDraft(
            edition_id=self.edition.pk,
            copies=1 if copies is None else copies,
            price_kopecks=1 if price is None else price,
            copies_on_paper=self._whole("copies_on_paper"),
            copies_damaged=self._whole("copies_damaged") or 0,
            copies_wrong=self._whole("copies_wrong") or 0,
            year=self._whole("year"),
            vat_percent=self._whole("vat_percent"),
            condition=str(self.typed["condition"]),
            on_balance=bool(self.typed["on_balance"]),
            is_individual=bool(self.typed["is_individual"]),
            note=note[:NOTE_MAX],
        )
        self.draft = None if self.errors else self.readable

    def _whole(self, name: str, *, needed: bool = False) -> int | None:
        text = _SPACES.sub("", str(self.typed[name]))
        if not text:
            if needed:
                self.problem(name, _("Write how many copies there are."))
            return None
        if not _WHOLE.fullmatch(text):
            self.problem(name, _("Write a whole number."))
            return None
        return int(text)

    def _price(self, kind: str) -> int | None:
        text = str(self.typed["price"]).strip()
        if not text:
            if kind != Receipt.Kind.SUPPLIER and not self.typed["on_balance"]:
                return 0
            self.problem("price", receipt_rules.price_needed(kind))
            return None
        try:
            return kopecks_from(text)
        except ValueError as error:
            self.problem("price", not_a_price(error))
            return None


def _number(typed: Any) -> int:
    text = _SPACES.sub("", str(typed))
    return int(text) if text.isdecimal() and len(text) < 9 else 0


def lines_from(data: QueryDict) -> list[EditorLine]:
    """The lines of a form in their order; a line whose edition is not in the catalogue is left out (a forged one)."""
    rows = [
        (int(row), data.get(f"edition-{row}", ""))
        for row in data.getlist("row")
        if row.isdecimal() and len(row) < 7
    ]
    editions = _editions(uid for _row, uid in rows)
    return [
        EditorLine(
            key,
            editions[uid],
            {name: data.get(f"{name}-{key}", "") for name in TYPED}
            | {name: f"{name}-{key}" in data for name in CHECKED},
        )
        for key, uid in rows
        if uid in editions
    ]


def _editions(uids: Iterable[str]) -> dict[str, Edition]:
    wanted = set()
    for uid in uids:
        try:
            wanted.add(UUID(uid))
        except ValueError:
            continue
    found = Edition.objects.filter(uid__in=wanted).select_related("edition_set")
    return {str(edition.uid): edition for edition in found.defer("search", "search_text")}


def lines_of_draft(lines: Iterable[ReceiptLine]) -> list[EditorLine]:
    """The lines of a stored draft, as the editor begins with them."""
    return [
        EditorLine(number, line.edition, _typed(line, by_papers=_unless(line.copies_on_paper, line.copies)))
        for number, line in enumerate(lines, start=1)
    ]


def lines_offered(drafts: Sequence[ReceiptLineDraft]) -> list[EditorLine]:
    """Lines that another room offers."""
    found = Edition.objects.filter(pk__in={line.edition_id for line in drafts}).select_related("edition_set")
    editions = {edition.pk: edition for edition in found}
    return [
        EditorLine(number, editions[line.edition_id], _typed(line, by_papers=line.copies_on_paper))
        for number, line in enumerate(drafts, start=1)
        if line.edition_id in editions
    ]


def _typed(line: ReceiptLine | ReceiptLineDraft, *, by_papers: int | None) -> dict[str, Any]:
    return {
        "copies": str(line.copies),
        "copies_on_paper": "" if by_papers is None else str(by_papers),
        "copies_damaged": str(line.copies_damaged or ""),
        "copies_wrong": str(line.copies_wrong or ""),
        "price": price_text(line.price_kopecks),
        "vat_percent": "" if line.vat_percent is None else str(line.vat_percent),
        "year": str(line.year or ""),
        "condition": line.condition,
        "note": line.note,
        "on_balance": line.on_balance,
        "is_individual": line.is_individual,
    }


def _unless(number: int, same: int) -> int | None:
    return None if number == same else number


def price_text(kopecks: int) -> str:
    """«350,50», as a person types it."""
    return f"{roubles(kopecks):.2f}".replace(".", ",")


@dataclass(frozen=True, slots=True)
class Adding:
    """What is typed beside the search field: it goes to the lines that are added."""

    copies: str = ""
    price: str = ""
    is_price_of_set: bool = False
    condition: str = Lot.Condition.NEW

    @classmethod
    def of(cls, data: Mapping[str, str]) -> Adding:
        """From the form; what arrives new is new, a gift or a find is good until told otherwise."""
        fresh = data.get("kind") in {"supplier", "replacement"}
        return cls(
            data.get("add_copies", "").strip(),
            data.get("add_price", "").strip(),
            data.get("add_price_of") == "set",
            Lot.Condition.NEW if fresh else Lot.Condition.GOOD,
        )

    def prices(self, parts: int) -> list[str]:
        """The price of each part: the same for all, or the price of the set divided without losing a kopeck."""
        if parts < 2 or not self.is_price_of_set:
            return [self.price] * parts
        try:
            return [price_text(share) for share in shares(kopecks_from(self.price), parts)]
        except ValueError:
            return [self.price] * parts


def append(lines: list[EditorLine], editions: Sequence[Edition], adding: Adding) -> list[EditorLine]:
    """Add a line for each edition at the end; the added ones."""
    first = max((line.key for line in lines), default=0) + 1
    added = [
        EditorLine(key, edition, _fresh(edition, price, adding), is_new=True)
        for key, (edition, price) in enumerate(
            zip(editions, adding.prices(len(editions)), strict=True), start=first
        )
    ]
    lines += added
    return added


def _fresh(edition: Edition, price: str, adding: Adding) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(TYPED, "")
    return blank | {
        "copies": adding.copies or "1",
        "price": price,
        "year": str(edition.year or ""),
        "condition": adding.condition,
        "on_balance": not edition.edition_set.is_consumable,
        "is_individual": False,
    }


def count_again(line: EditorLine, adding: Adding) -> None:
    """A book scanned again: one copy more, or as many as are typed beside."""
    have, more = str(line.typed["copies"]).strip(), adding.copies or "1"
    if have.isdecimal() and more.isdecimal():
        line.typed["copies"] = str(int(have) + int(more))
    line.is_new = True


def parts_of(book: EditionSet) -> list[Edition]:
    """The newest edition of each part: a whole set."""
    newest: dict[int, Edition] = {}
    for edition in book.editions.select_related("edition_set").order_by("part", "-year", "pk"):
        newest.setdefault(edition.part, edition)
    return list(newest.values())


def read_all(lines: Sequence[EditorLine], *, kind: str) -> None:
    """Number and read every line of a receipt of this kind."""
    for number, line in enumerate(lines, start=1):
        line.number = number
        line.read(kind)


def check(lines: Sequence[EditorLine], *, kind: str, today: date) -> list[LineProblem]:
    """The rules of lines that were read, told beside each line; the problems that belong to none."""
    readable = [line.readable for line in lines if line.readable]
    found = receipt_rules.line_problems(readable, kind=kind, today=today)
    tell(lines, [one for one in found if one.row is None or one.column not in lines[one.row - 1].errors])
    return [one for one in found if one.row is None and (one.column != "lines" or not lines)]


def tell(lines: Sequence[EditorLine], problems: Iterable[LineProblem]) -> None:
    """Put problems beside their lines: a row is a place in `lines` from 1."""
    for one in problems:
        if one.row is not None and one.row <= len(lines):
            lines[one.row - 1].problem(one.column, one.message)

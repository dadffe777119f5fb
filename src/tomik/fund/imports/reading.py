"""From rows of a table to rows of the fund: every problem of every row, at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tomik.catalogue.public import Line
from tomik.fund import rules
from tomik.kernel.errors import Problems
from tomik.kernel.importing import CellValue, Row
from tomik.kernel.money import kopecks_from
from tomik.kernel.normalise import comparable, squeeze
from tomik.ledger.public import Lot
from tomik.paper.public import CellRefused, as_date, as_text, as_whole
from tomik.territory.public import Building

TITLE_MAX = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow:
    """A row of the file that is understood; which edition it is, is not known yet."""

    number: int
    line: Line
    subject_name: str
    copies: int
    price_kopecks: int
    condition: str
    building_id: int
    received_on: date
    source: str

    @property
    def content(self) -> tuple[Any, ...]:
        """Everything that the row says, without its place and its number of copies."""
        line = self.line
        words = (comparable(line.title), comparable(line.authors), comparable(line.publisher), line.isbn)
        book = (line.list_code, line.grade_from, line.grade_to, line.year, line.part, line.parts)
        return (
            *words,
            *book,
            self.price_kopecks,
            self.condition,
            self.building_id,
            self.received_on.isoformat(),
            self.source,
        )


@dataclass(slots=True)
class Reading:
    """What a file says."""

    problems: Problems = field(default_factory=Problems)
    rows: list[FundRow] = field(default_factory=list)
    rows_empty: int = 0
    """Rows with nought copies: understood, nothing to take."""
    rows_bad: int = 0


@dataclass(frozen=True, slots=True)
class Frame:
    """What holds for the whole file."""

    buildings: Sequence[Building]
    building_id: int
    """Where copies stand when the row does not say."""
    day: date


def read_rows(rows: Sequence[Row], frame: Frame) -> Reading:
    """Read every row; rows of one copy (no column of quantity) that say the same are one row."""
    reading = Reading()
    if any("quantity" in row.values for row in rows):
        for row in rows:
            _read_row(row, frame, reading)
        _warn_of_repeats(reading)
    else:
        _read_copies(rows, frame, reading)
    return reading


def _read_row(row: Row, frame: Frame, reading: Reading) -> None:
    reader = _RowReader(row, frame, reading.problems)
    copies = reader.copies()
    if copies == 0:
        reading.rows_empty += 1
        return
    found = reader.read(copies or 0)
    if found is None or copies is None:
        reading.rows_bad += 1
    else:
        reading.rows.append(found)


def _read_copies(rows: Sequence[Row], frame: Frame, reading: Reading) -> None:
    """Rows of one copy each: a row whose cells are those of an earlier good one is counted, not read again."""
    first: dict[tuple[Any, ...], FundRow] = {}
    copies: dict[int, int] = {}
    for row in rows:
        cells = tuple(row.values.items())
        same = first.get(cells)
        if same is not None:
            copies[same.number] = copies.get(same.number, same.copies) + 1
            continue
        before = (len(reading.problems.items), len(reading.rows))
        _read_row(row, frame, reading)
        if before == (len(reading.problems.items), len(reading.rows) - 1):
            first[cells] = reading.rows[-1]
    reading.rows = _counted(
        [_with_copies(row, copies[row.number]) if row.number in copies else row for row in reading.rows]
    )


def _counted(rows: Sequence[FundRow]) -> list[FundRow]:
    """Rows of one copy each, those that say the same counted together under the first one's number."""
    first: dict[tuple[Any, ...], FundRow] = {}
    copies: dict[tuple[Any, ...], int] = {}
    for row in rows:
        first.setdefault(row.content, row)
        copies[row.content] = copies.get(row.content, 0) + row.copies
    return [_with_copies(row, copies[content]) for content, row in first.items()]


def _with_copies(row: FundRow, copies: int) -> FundRow:
    names = (name for name in FundRow.__dataclass_fields__ if name != "copies")
    return FundRow(copies=copies, **{name: getattr(row, name) for name in names})


def _warn_of_repeats(reading: Reading) -> None:
    seen: dict[tuple[Any, ...], int] = {}
    for row in reading.rows:
        before = seen.setdefault((*row.content, row.copies), row.number)
        if before != row.number:
            text = _("The same as row %(row)s. Both are counted; take one out if it is a slip.")
            reading.problems.add(
                row.number,
                str(_("Title")),
                text % {"row": before},
                value=row.line.title,
                code="repeated",
                severity="warning",
            )


class _RowReader:
    """Reads one row; every problem is reported with its column."""

    def __init__(self, row: Row, frame: Frame, problems: Problems) -> None:
        self.row, self.frame, self.problems = row, frame, problems
        self.is_good = True

    def problem(self, column: Any, key: str, text: Any, *, code: str, severity: str = "error") -> None:
        value = self.text(key)
        self.problems.add(self.row.number, str(column), text, value=value, code=code, severity=severity)
        self.is_good = self.is_good and severity != "error"

    def text(self, key: str) -> str:
        value = self.row.values.get(key)
        return squeeze(as_text(value)) if value is not None else ""

    def copies(self) -> int | None:
        """The quantity; 1 when the file has no such column, None with a problem when it can't be read."""
        if "quantity" not in self.row.values:
            return 1
        texts = {
            "blank": _("Write how many copies there are."),
            "not_a_number": _("This is not a number of copies."),
            "fraction": _("The number of copies must be whole."),
            "negative": _("The number of copies can't be negative."),
        }
        try:
            number = as_whole(self.row.values["quantity"])
        except CellRefused as error:
            self.problem(_("Quantity"), "quantity", texts[error.code], code=f"quantity_{error.code}")
            return None
        if number > rules.COPIES_MAX:
            text = _("So many copies can't be: at most %(most)s in a row.") % {"most": rules.COPIES_MAX}
            self.problem(_("Quantity"), "quantity", text, code="quantity_too_big")
            return None
        return number

    def read(self, copies: int) -> FundRow | None:
        """The row, or None when something in it is wrong."""
        year = self._optional("year", _("Year"), lambda value: rules.year_of(value, self.frame.day.year))
        row = FundRow(
            number=self.row.number,
            line=self._line(year),
            subject_name=self.text("subject")[:200],
            copies=copies,
            price_kopecks=self._price(),
            condition=self._condition(),
            building_id=self._building(),
            received_on=self._received(),
            source=rules.source_of(self.text("source")),
        )
        return row if self.is_good else None

    def _line(self, year: int | None) -> Line:
        grades = self._optional("grade", _("Grade"), rules.grades_of) or (None, None)
        part = self._optional("part", _("Part"), rules.part_of) or rules.Part()
        title = self.text("title")
        if not (title or self.text("isbn") or self.text("list_code")):
            text = _("Give the title, the ISBN or the code of the federal list.")
            self.problem(_("Title"), "title", text, code="title_blank")
        elif len(title) > TITLE_MAX:
            self.problem(_("Title"), "title", _("The title is too long."), code="title_too_long")
        return Line(
            key=self.row.number,
            title=title,
            authors=self.text("authors"),
            publisher=self.text("publisher"),
            isbn=self.text("isbn"),
            list_code=self.text("list_code"),
            grade_from=grades[0],
            grade_to=grades[1],
            year=year,
            part=part.part,
            parts=part.parts,
        )

    def _optional(self, key: str, column: Any, read: Callable[[CellValue], Any]) -> Any:
        """A value that a row may do without: what can't be read is reported and left out."""
        value = self.row.values.get(key)
        if value is None or not self.text(key):
            return None
        found = read(value)
        if found is None:
            text = _("This is not understood; the row is taken without it.")
            self.problem(column, key, text, code=f"{key}_unknown", severity="warning")
        return found

    def _price(self) -> int:
        if "price" not in self.row.values:
            return 0
        if not self.text("price"):
            text = _("No price: the copies are counted at 0.")
            self.problem(_("Price"), "price", text, code="price_blank", severity="warning")
            return 0
        try:
            kopecks = kopecks_from(self.row.values["price"])
        except ValueError as error:
            self.problem(_("Price"), "price", rules.not_a_price(error), code="price_unknown")
            return 0
        if kopecks > rules.PRICE_MAX:
            self.problem(_("Price"), "price", rules.price_too_high(), code="price_too_big")
        return kopecks

    def _condition(self) -> str:
        text = self.text("condition")
        found = rules.condition_of(text) if text else Lot.Condition.GOOD.value
        if found is None:
            message = _("This condition is not understood; the copies are taken as good.")
            self.problem(_("Condition"), "condition", message, code="condition_unknown", severity="warning")
        return found or Lot.Condition.GOOD.value

    def _building(self) -> int:
        key = comparable(self.text("place"))
        if not key or len(self.frame.buildings) == 1:
            return self.frame.building_id
        for building in self.frame.buildings:
            if comparable(building.name) == key or comparable(building.address) == key:
                return building.pk
        text = _("The school has no such building; the copies are put where the others are.")
        self.problem(_("Building"), "place", text, code="place_unknown", severity="warning")
        return self.frame.building_id

    def _received(self) -> date:
        if not self.text("received"):
            return self.frame.day
        try:
            found = as_date(self.row.values["received"])
        except CellRefused:
            found = None
        if found is None or found > self.frame.day:
            text = _("This is not a date before the balance; the date of the balance is taken.")
            self.problem(_("Received on"), "received", text, code="received_unknown", severity="warning")
            return self.frame.day
        return found

"""Tables out to .xlsx: every export and report of the product is written here, so that all look and print alike."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name, xl_range

TEXT_MAX = 32_000
_SHEET_NAME_BAD = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LOOKS_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
_WIDTH_MIN, _WIDTH_MAX = 6.0, 60.0

_NUMBER_FORMATS = {
    "text": "@",
    "whole": "#,##0",
    "decimal": "#,##0.00",
    "money": "#,##0.00",
    "percent": "0.0%",
    "date": "dd.mm.yyyy",
    "instant": "dd.mm.yyyy hh:mm",
    "general": "General",
}
_TONES: dict[str, dict[str, Any]] = {
    "": {},
    "strong": {"bold": True},
    "muted": {"font_color": "#626976"},
    "good": {"bg_color": "#DDF3E4"},
    "warn": {"bg_color": "#FFF3CD"},
    "bad": {"bg_color": "#FBD5D5"},
    "group": {"bold": True, "bg_color": "#EEF2F7"},
}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: `kind` is text, whole, decimal, money (value in kopecks), percent (a share of 1), date, instant.

    `total`: a live SUM stands under the column. `group`: a title over neighbouring columns of the same group.
    `width` in characters; found from the content when None.
    """

    title: str
    kind: str = "text"
    width: float | None = None
    total: bool = False
    group: str = ""


@dataclass(frozen=True, slots=True)
class Formula:
    """A live formula with its computed value, so that it shows in programs that do not compute.

    `{row}` in the expression becomes the sheet's row number of the cell; `{first}` and `{last}` the data rows.
    """

    expression: str
    value: int | float | str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Toned:
    """A value with a look: good, warn, bad, muted, strong, group. Never the only carrier of a meaning."""

    value: ExportValue
    tone: str


ExportValue = str | int | float | bool | Decimal | date | datetime | None
ExportCell = ExportValue | Formula | Toned


@dataclass(frozen=True, slots=True)
class ExportSheet:
    """One sheet: lines of title, the heading, rows, sums, notes under the table; printed on A4."""

    name: str
    columns: Sequence[ExportColumn]
    rows: Iterable[Sequence[ExportCell]]
    titles: Sequence[str] = ()
    notes: Sequence[str] = ()
    frozen_columns: int = 0
    portrait: bool = False
    autofilter: bool = True


@dataclass(slots=True)
class _Book:
    book: Any
    formats: dict[tuple[str, str], Any] = field(default_factory=dict)

    def format(self, kind: str, tone: str = "", *, quoted: bool = False) -> Any:
        key = (kind, f"{tone}/quoted" if quoted else tone)
        if key not in self.formats:
            look: dict[str, Any] = {
                "font_name": "Arial",
                "font_size": 10,
                "border": 1,
                "border_color": "#BFC5CE",
                "valign": "top",
                "num_format": _NUMBER_FORMATS.get(kind, "General"),
                "text_wrap": kind == "text",
                "quote_prefix": quoted,
                **_TONES[tone],
            }
            self.formats[key] = self.book.add_format(look)
        return self.formats[key]

    def plain(self, **look: Any) -> Any:
        return self.book.add_format({"font_name": "Arial", "font_size": 10, **look})


def write_workbook(sheets: Sequence[ExportSheet], *, created: datetime | None = None) -> bytes:
    """The bytes of an .xlsx. Texts are always written as texts: «=1+1» from a file is never executed.

    The same input and `created` give the same bytes. Raises ValueError without sheets.
    """
    if not sheets:
        raise ValueError("a workbook needs a sheet")
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(out, options)
    if created is not None:
        book.set_properties({"created": created.replace(tzinfo=None)})
    holder = _Book(book)
    used: set[str] = set()
    for sheet in sheets:
        _write_sheet(holder, sheet, _unique_name(sheet.name, used))
    book.close()
    return out.getvalue()


def _unique_name(name: str, used: set[str]) -> str:
    """Excel takes 31 characters, no «[]:*?/\\», no repeats."""
    base = _SHEET_NAME_BAD.sub(" ", name).strip()[:31] or "1"
    candidate, number = base, 2
    while candidate.lower() in used:
        ending = f" ({number})"
        candidate, number = base[: 31 - len(ending)] + ending, number + 1
    used.add(candidate.lower())
    return candidate


def _write_sheet(holder: _Book, sheet: ExportSheet, name: str) -> None:
    page = holder.book.add_worksheet(name)
    bold = holder.plain(bold=True, font_size=12)
    for number, line in enumerate(sheet.titles):
        page.write_string(number, 0, _clean(line), bold)
    top = len(sheet.titles) + (1 if sheet.titles else 0)
    heading_last = _write_heading(holder, page, sheet, top)
    first = heading_last + 1
    rows = [list(row) for row in sheet.rows]
    last = first + len(rows) - 1
    widths = [float(min(len(column.title), 18)) for column in sheet.columns]
    for offset, row in enumerate(rows):
        places = {"row": first + offset + 1, "first": first + 1, "last": last + 1}
        for index, cell in enumerate(row):
            _write_cell(holder, page, (first + offset, index), cell, kind=_kind(sheet, index), places=places)
            if index < len(widths):
                widths[index] = max(widths[index], _length(cell))
    below = _write_totals(holder, page, sheet, rows, first=first)
    for number, line in enumerate(sheet.notes):
        page.write_string(below + 1 + number, 0, _clean(line), holder.plain(italic=True))
    _lay_out(page, sheet, widths, heading=(top, heading_last), last=last)


def _kind(sheet: ExportSheet, index: int) -> str:
    return sheet.columns[index].kind if index < len(sheet.columns) else "general"


def _write_heading(holder: _Book, page: Any, sheet: ExportSheet, top: int) -> int:
    """One storey, or two when columns have groups. Returns the last row of the heading."""
    look = holder.plain(
        bold=True, border=1, text_wrap=True, valign="vcenter", align="center", bg_color="#E6EBF2"
    )
    grouped = any(column.group for column in sheet.columns)
    bottom = top + 1 if grouped else top
    index = 0
    while index < len(sheet.columns):
        column = sheet.columns[index]
        end = index
        while column.group and end + 1 < len(sheet.columns) and sheet.columns[end + 1].group == column.group:
            end += 1
        if not column.group and grouped:
            page.merge_range(top, index, bottom, index, _clean(column.title), look)
        elif not grouped:
            page.write_string(top, index, _clean(column.title), look)
        else:
            if end > index:
                page.merge_range(top, index, top, end, _clean(column.group), look)
            else:
                page.write_string(top, index, _clean(column.group), look)
            for inner in range(index, end + 1):
                page.write_string(bottom, inner, _clean(sheet.columns[inner].title), look)
        index = end + 1
    return bottom


def _write_cell(
    holder: _Book, page: Any, at: tuple[int, int], cell: ExportCell, *, kind: str, places: dict[str, int]
) -> None:
    tone = ""
    if isinstance(cell, Toned):
        tone, cell = cell.tone, cell.value
    row, column = at
    if isinstance(cell, Formula):
        expression = cell.expression
        for key, value in places.items():
            expression = expression.replace("{" + key + "}", str(value))
        page.write_formula(row, column, expression, holder.format(kind, cell.tone), cell.value)
    elif cell is None or cell == "":
        page.write_blank(row, column, None, holder.format(kind, tone))
    elif isinstance(cell, datetime):
        page.write_datetime(row, column, cell.replace(tzinfo=None), holder.format("instant", tone))
    elif isinstance(cell, date):
        page.write_datetime(row, column, cell, holder.format("date", tone))
    elif isinstance(cell, bool):
        page.write_string(row, column, _("yes") if cell else _("no"), holder.format("text", tone))
    elif isinstance(cell, int | float | Decimal):
        amount: Any = Decimal(cell) / 100 if kind == "money" and isinstance(cell, int) else cell
        shape = "general" if kind in ("text", "date", "instant") else kind
        page.write_number(row, column, amount, holder.format(shape, tone))
    else:
        text = _clean(cell)
        page.write_string(
            row, column, text, holder.format("text", tone, quoted=text.startswith(_LOOKS_LIKE_FORMULA))
        )


def _write_totals(
    holder: _Book, page: Any, sheet: ExportSheet, rows: list[list[ExportCell]], *, first: int
) -> int:
    """A live sum under each column with `total`. Returns the first free row."""
    after = first + len(rows)
    if not rows or not any(column.total for column in sheet.columns):
        return after
    for index, column in enumerate(sheet.columns):
        look = holder.format(column.kind if column.total else "text", "group")
        if column.total:
            area = xl_range(first, index, after - 1, index)
            computed = sum(_number(row[index], column.kind) for row in rows if index < len(row))
            page.write_formula(after, index, f"=SUM({area})", look, float(computed))
        elif index == 0:
            page.write_string(after, 0, _("Total"), look)
        else:
            page.write_blank(after, index, None, look)
    return after + 1


def _number(cell: ExportCell, kind: str) -> Decimal:
    value = cell.value if isinstance(cell, Toned | Formula) else cell
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return Decimal(0)
    if kind == "money" and isinstance(value, int) and not isinstance(cell, Formula):
        return Decimal(value) / 100
    return Decimal(str(value))


def _length(cell: ExportCell) -> float:
    value = cell.value if isinstance(cell, Toned | Formula) else cell
    if isinstance(value, date):
        return 11.0
    if isinstance(value, int | float | Decimal):
        return len(f"{value:,.2f}") + 1.0
    return max((len(line) for line in str(value or "").splitlines()), default=0) + 1.0


def _lay_out(
    page: Any, sheet: ExportSheet, widths: list[float], *, heading: tuple[int, int], last: int
) -> None:
    """Widths, frozen heading, filter, and print: A4, heading repeated, page numbers, one page wide."""
    for index, column in enumerate(sheet.columns):
        width = column.width or min(max(widths[index], _WIDTH_MIN), _WIDTH_MAX)
        page.set_column(index, index, width)
    top, bottom = heading
    page.freeze_panes(bottom + 1, sheet.frozen_columns)
    if sheet.autofilter and last > bottom and sheet.columns:
        page.autofilter(bottom, 0, last, len(sheet.columns) - 1)
    page.set_paper(9)
    if not sheet.portrait:
        page.set_landscape()
    page.set_margins(left=0.5, right=0.4, top=0.5, bottom=0.6)
    page.repeat_rows(top, bottom)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&8&A&R&8" + _("Page %(number)s of %(count)s") % {"number": "&P", "count": "&N"})


def _clean(text: object) -> str:
    return _CONTROL.sub("", str(text))[:TEXT_MAX]


def column_name(index: int) -> str:
    """The letter of a column counted from 0, for building formulas."""
    return str(xl_col_to_name(index))

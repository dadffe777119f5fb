"""From a table to rows that a kind understands: which sheets, which heading, which column is which. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tomik.intake.extras import IsBand
from tomik.intake.sheets import SHEET_NAME, Part, parts_like, row_number, sheet_title
from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import CellValue, Column, Row
from tomik.paper.public import (
    Cells,
    Heading,
    Sheet,
    Table,
    Title,
    column_letter,
    find_heading,
    heading_at,
    is_blank,
    is_subtotal,
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The heading of a file with the proposed mapping (column number → key), and the sheets that are read."""

    sheet: Sheet
    heading: Heading
    mapping: dict[int, str]
    parts: tuple[Part, ...]
    """The sheets that are read as one list, `sheet` among them."""
    alike: tuple[Part, ...] = ()
    """The sheets with the same titles, whether they are read or not."""
    others: tuple[str, ...] = ()
    """Names of the sheets that are not read."""

    @property
    def header_key(self) -> str:
        """Fingerprint of the heading: what the remembered mapping hangs on. Several sheets have one of their own."""
        several = "|*" if self.is_several else ""
        return hashlib.sha256(f"{self.heading.fingerprint}{several}".encode()).hexdigest()

    @property
    def is_several(self) -> bool:
        """Whether more than one sheet is read."""
        return len(self.parts) > 1

    @property
    def titles(self) -> tuple[Title, ...]:
        """Titles of the columns; first the name of the sheet where it may say something."""
        named = self.is_several or SHEET_NAME in self.mapping
        return (sheet_title(self.parts), *self.heading.titles) if named else self.heading.titles


def recognise(
    table: Table, columns: Sequence[Column], *, sheet_name: str = "", row: int = 0, several: bool = False
) -> Recognised | None:
    """The sheet that names most of the columns, or the one asked for; None when no heading is found.

    `several`: all sheets with the same titles are read with it.
    """
    best = _best_part(table, columns, sheet_name, row)
    if best is None:
        return None
    alike = parts_like(table, best, columns)
    parts = alike if several else (best,)
    read = {part.sheet.name for part in parts}
    others = tuple(sheet.name for sheet in table.sheets if sheet.name not in read)
    return Recognised(best.sheet, best.heading, dict(best.heading.mapping), parts, alike, others)


def _best_part(table: Table, columns: Sequence[Column], sheet_name: str, row: int) -> Part | None:
    sheets = [sheet for sheet in table.sheets if not sheet_name or sheet.name == sheet_name]
    best: tuple[int, Part] | None = None
    for sheet in sheets or table.sheets:
        heading = (
            heading_at(sheet, row, columns) if 0 < row <= len(sheet.rows) else find_heading(sheet, columns)
        )
        if heading is None:
            continue
        score = _worth(heading, columns) - (100 if sheet.hidden else 0)
        if best is None or score > best[0]:
            best = (score, Part(sheet, heading))
    return best[1] if best else None


def _worth(heading: Heading, columns: Sequence[Column]) -> int:
    found = set(heading.mapping.values())
    return sum(
        3 if column.required else 1 for column in columns if column.key in found and not column.refused
    )


def data_rows(
    recognised: Recognised,
    mapping: Mapping[int, str],
    columns: Sequence[Column],
    *,
    is_band: IsBand | None = None,
) -> tuple[list[Row], list[LineProblem]]:
    """Rows under the headings with the mapped values, and problems of cells that have none.

    Left out: blank rows, sums («Итого»), repeated headings, columns that are refused or not chosen. A row with a
    formula without a saved value is left out and reported. Text of cells merged downwards counts for each row.
    A text that stands alone in its row, wherever, and is a band («5 А класс») is given in the first chosen column;
    so is the last such text among the titles above the heading.
    """
    refused = {column.key for column in columns if column.refused}
    wanted = {number: key for number, key in mapping.items() if key and key not in refused}
    rows: list[Row] = []
    problems: list[LineProblem] = []
    for index, part in enumerate(recognised.parts):
        reading = _Reading(recognised, index, wanted, is_band)
        reading.read(part, rows, problems)
    return rows, problems


class _Reading:
    """Reads one sheet of the list."""

    def __init__(
        self, recognised: Recognised, index: int, wanted: Mapping[int, str], is_band: IsBand | None
    ) -> None:
        self.recognised, self.index, self.is_band = recognised, index, is_band
        self.keys = list(wanted.values())
        self.wanted = {number: key for number, key in wanted.items() if number != SHEET_NAME}
        self.sheet_key = wanted.get(SHEET_NAME)

    def read(self, part: Part, rows: list[Row], problems: list[LineProblem]) -> None:
        """Append the rows and problems of the sheet."""
        sheet, wanted = part.sheet, self.wanted
        first_row = part.heading.data_row
        merged = _merged_texts(sheet, wanted, first_row)
        across = _merged_across(sheet, wanted, first_row)
        titles = {number: sheet.value(part.heading.last_row, number) for number in wanted}
        rows.extend(self._title_band(part))
        for number, cells in sheet.numbered(first_row):
            if is_subtotal(cells):
                continue
            band = self._band(cells)
            if band is not None:
                rows.append(self._row(number, self._alone(band)))
                continue
            if number in across:
                cells = _with(cells, *across[number])
            if sheet.uncomputed:
                broken = [column for column in wanted if (number, column) in sheet.uncomputed]
                problems.extend(self._uncomputed(number, column) for column in broken)
                if broken:
                    continue
            if not _is_data(cells, wanted, titles):
                continue
            width = len(cells)
            values = {key: cells[column - 1] if column <= width else None for column, key in wanted.items()}
            if merged:
                _spread(values, number, wanted, merged)
            rows.append(self._row(number, values))

    def _row(self, number: int, values: dict[str, CellValue]) -> Row:
        if self.sheet_key is not None:
            values[self.sheet_key] = self.recognised.parts[self.index].sheet.name
        return Row(row_number(self.recognised.parts, self.index, number), values)

    def _alone(self, text: CellValue) -> dict[str, CellValue]:
        """The values of a row where one text stands alone."""
        keys = [key for key in self.keys if key != self.sheet_key]
        return {key: text if place == 0 else None for place, key in enumerate(keys)}

    def _band(self, cells: Cells) -> CellValue:
        """The band that the row is, if it is one."""
        if self.is_band is None:
            return None
        filled = [value for value in cells if not is_blank(value)]
        return filled[0] if len(filled) == 1 and self.is_band(filled[0]) else None

    def _title_band(self, part: Part) -> list[Row]:
        """The last band among the titles above the heading: it stands for the rows below."""
        for number in range(part.heading.first_row - 1, 0, -1):
            band = self._band(part.sheet.rows[number - 1])
            if band is not None:
                return [self._row(number, self._alone(band))]
        return []

    def _uncomputed(self, row: int, column: int) -> LineProblem:
        message = _(
            "The cell holds a formula that was saved without its value. Open the file in Excel, save it and upload it again."
        )
        number = row_number(self.recognised.parts, self.index, row)
        return LineProblem(number, place_of(column, self.recognised.heading), message, code="uncomputed")


def _is_data(cells: Cells, wanted: Mapping[int, str], titles: Mapping[int, CellValue]) -> bool:
    """Whether a chosen column is filled, and not with the heading once more (lists printed on several pages)."""
    width = len(cells)
    filled = [number for number in wanted if number <= width and not is_blank(cells[number - 1])]
    return bool(filled) and not all(cells[number - 1] == titles[number] for number in filled)


def _spread(
    values: dict[str, CellValue], row: int, wanted: Mapping[int, str], merged: Mapping[tuple[int, int], str]
) -> None:
    for column, key in wanted.items():
        if values[key] is None:
            values[key] = merged.get((row, column))


def _merged_texts(sheet: Sheet, wanted: Iterable[int], first_row: int) -> dict[tuple[int, int], str]:
    numbers = set(wanted)
    found: dict[tuple[int, int], str] = {}
    for merge in sheet.merges:
        if merge.left in numbers and merge.bottom > merge.top >= first_row:
            value = sheet.value(merge.top, merge.left)
            if isinstance(value, str):
                found.update({(row, merge.left): value for row in range(merge.top + 1, merge.bottom + 1)})
    return found


def _merged_across(sheet: Sheet, wanted: Iterable[int], first_row: int) -> dict[int, tuple[int, str]]:
    """Texts over the whole width that begin left of the chosen columns: row → (first chosen column, text)."""
    numbers = sorted(wanted)
    found: dict[int, tuple[int, str]] = {}
    for merge in sheet.merges:
        inside = [number for number in numbers if merge.left < number <= merge.right]
        if merge.top == merge.bottom >= first_row and merge.left not in numbers and inside:
            value = sheet.value(merge.top, merge.left)
            if isinstance(value, str):
                found[merge.top] = (inside[0], value)
    return found


def _with(cells: Cells, column: int, text: str) -> Cells:
    """The cells with the text in a column that is empty."""
    longer = [*cells, *([None] * (column - len(cells)))]
    longer[column - 1] = longer[column - 1] if longer[column - 1] is not None else text
    return longer


def place_of(column: int, heading: Heading) -> str:
    """How a column is named to people: «B · Класс»."""
    if column == SHEET_NAME:
        return _("Name of the sheet")
    title = next((title.text for title in heading.titles if title.number == column), "")
    return f"{column_letter(column)} · {title}" if title else column_letter(column)


def placed(
    problems: Iterable[LineProblem], mapping: Mapping[int, str], heading: Heading, columns: Sequence[Column]
) -> list[LineProblem]:
    """Problems with the column as it stands in the file: kinds name it by its key or title."""
    numbers = {key: number for number, key in mapping.items()}
    numbers.update({str(c.title): numbers[c.key] for c in columns if c.key in numbers})
    titles = {column.key: str(column.title) for column in columns}
    result = []
    for problem in problems:
        if problem.column in numbers:
            column = place_of(numbers[problem.column], heading)
        else:
            column = titles.get(problem.column, problem.column)
        result.append(
            LineProblem(
                problem.row, column, str(problem.message), problem.value, problem.code, problem.severity
            )
        )
    return sorted(result, key=lambda problem: (problem.row is not None, problem.row or 0))

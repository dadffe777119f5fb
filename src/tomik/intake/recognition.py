"""From a table to rows that a kind understands: which sheet, which heading, which column is which. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import CellValue, Column, Row
from tomik.paper.public import (
    Cells,
    Heading,
    Sheet,
    Table,
    column_letter,
    find_heading,
    heading_at,
    is_blank,
    is_subtotal,
)


@dataclass(frozen=True, slots=True)
class Recognised:
    """The sheet and heading of a file with the proposed mapping (column number → key)."""

    sheet: Sheet
    heading: Heading
    mapping: dict[int, str]

    @property
    def header_key(self) -> str:
        """Fingerprint of the heading: what the remembered mapping hangs on."""
        return hashlib.sha256(self.heading.fingerprint.encode()).hexdigest()


def recognise(
    table: Table, columns: Sequence[Column], *, sheet_name: str = "", row: int = 0
) -> Recognised | None:
    """The sheet that names most of the columns, or the one asked for; None when no heading is found."""
    sheets = [sheet for sheet in table.sheets if not sheet_name or sheet.name == sheet_name] or list(
        table.sheets
    )
    best: tuple[int, Recognised] | None = None
    for sheet in sheets:
        heading = (
            heading_at(sheet, row, columns) if 0 < row <= len(sheet.rows) else find_heading(sheet, columns)
        )
        if heading is None:
            continue
        score = _worth(heading, columns) - (100 if sheet.hidden else 0)
        if best is None or score > best[0]:
            best = (score, Recognised(sheet, heading, dict(heading.mapping)))
    return best[1] if best else None


def _worth(heading: Heading, columns: Sequence[Column]) -> int:
    found = set(heading.mapping.values())
    return sum(
        3 if column.required else 1 for column in columns if column.key in found and not column.refused
    )


def data_rows(
    recognised: Recognised, mapping: Mapping[int, str], columns: Sequence[Column]
) -> tuple[list[Row], list[LineProblem]]:
    """Rows under the heading with the mapped values, and problems of cells that have none.

    Left out: blank rows, sums («Итого»), repeated headings, columns that are refused or not chosen. A row with a
    formula without a saved value is left out and reported. Text of cells merged downwards counts for each row.
    """
    refused = {column.key for column in columns if column.refused}
    wanted = {number: key for number, key in mapping.items() if key and key not in refused}
    sheet, heading = recognised.sheet, recognised.heading
    merged = _merged_texts(sheet, wanted, heading.data_row)
    across = _merged_across(sheet, wanted, heading.data_row)
    titles = {number: sheet.value(heading.last_row, number) for number in wanted}
    rows: list[Row] = []
    problems: list[LineProblem] = []
    for number, cells in sheet.numbered(heading.data_row):
        if is_subtotal(cells):
            continue
        if number in across:
            cells = _with(cells, *across[number])
        if sheet.uncomputed:
            broken = [column for column in wanted if (number, column) in sheet.uncomputed]
            problems.extend(_uncomputed(number, column, recognised) for column in broken)
            if broken:
                continue
        if not _is_data(cells, wanted, titles):
            continue
        width = len(cells)
        values = {key: cells[column - 1] if column <= width else None for column, key in wanted.items()}
        if merged:
            _spread(values, number, wanted, merged)
        rows.append(Row(number, values))
    return rows, problems


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


def _uncomputed(row: int, column: int, recognised: Recognised) -> LineProblem:
    return LineProblem(
        row,
        place_of(column, recognised.heading),
        _(
            "The cell holds a formula that was saved without its value. Open the file in Excel, save it and upload it again."
        ),
        code="uncomputed",
    )


def place_of(column: int, heading: Heading) -> str:
    """How a column is named to people: «B · Класс»."""
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

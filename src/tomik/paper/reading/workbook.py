"""Workbooks (xlsx, xls, ods) by calamine."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from tomik.kernel.importing import CellValue
from tomik.paper.errors import DamagedFile, ProtectedFile, TooManyColumns, TooManyRows
from tomik.paper.reading.table import Cells, Limits, Merge, Sheet, column_letter


def read_workbook(
    content: bytes, *, uncomputed: dict[str, frozenset[tuple[int, int]]], limits: Limits
) -> tuple[Sheet, ...]:
    """All sheets with at least one filled cell. Raises DamagedFile or ProtectedFile."""
    try:
        with calamine.load_workbook(io.BytesIO(content)) as workbook:
            return tuple(
                _sheet(workbook, index, meta, uncomputed=uncomputed, limits=limits)
                for index, meta in enumerate(workbook.sheets_metadata)
                if meta.typ is calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError as error:
        raise ProtectedFile from error
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise DamagedFile from error
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # the Rust reader gave up on a crafted file
            raise DamagedFile from error
        raise


def _sheet(
    workbook: calamine.CalamineWorkbook,
    index: int,
    meta: calamine.SheetMetadata,
    *,
    uncomputed: dict[str, frozenset[tuple[int, int]]],
    limits: Limits,
) -> Sheet:
    source = workbook.get_sheet_by_index(index)
    end = source.end
    if end is not None and end[0] >= limits.rows_max:
        raise TooManyRows(sheet=meta.name, rows=limits.rows_max)
    if end is not None and end[1] >= limits.columns_max:
        raise TooManyColumns(sheet=meta.name, cell=f"{column_letter(end[1] + 1)}{end[0] + 1}")
    if end is not None and (end[0] + 1) * (end[1] + 1) > limits.cells_max:
        raise TooManyColumns(sheet=meta.name, cell=f"{column_letter(end[1] + 1)}{end[0] + 1}")
    rows = [_plain(cells) for cells in source.to_python(skip_empty_area=False)]
    while rows and not any(value is not None for value in rows[-1]):
        rows.pop()
    merges = tuple(
        Merge(top + 1, left + 1, bottom + 1, right + 1)
        for (top, left), (bottom, right) in source.merged_cell_ranges or ()
    )
    return Sheet(
        name=meta.name,
        rows=rows,
        merges=merges,
        uncomputed=uncomputed.get(meta.name, frozenset()),
        hidden=meta.visible is not calamine.SheetVisibleEnum.Visible,
    )


def _plain(cells: list[Any]) -> Cells:
    return [_value(cell) for cell in cells]


def _value(cell: Any) -> CellValue:
    """Empty text is None, whole floats are integers (Excel knows no integers), midnights are dates."""
    kind = type(cell)
    value: CellValue = None
    if kind is str:
        value = cell.replace("\x00", "") or None if "\x00" in cell else cell or None
    elif kind is float:
        value = int(cell) if cell.is_integer() else cell
    elif kind is datetime:
        value = cell.date() if cell.time() == time.min else cell
    elif kind in (int, bool, date):
        value = cell
    elif kind is time:
        value = str(cell.isoformat("minutes"))
    elif kind is timedelta:
        value = str(cell)
    return value

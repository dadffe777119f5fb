"""A table that was read, written as it stands: values and merged cells, no look of ours."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import xlsxwriter

from tomik.kernel.importing import CellValue
from tomik.paper.reading.table import Cells, Sheet

_LONGEST_INTEGER = 10**15


def plain_workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as .xlsx; the same sheets give the same bytes. Texts are never formulas or links."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    instant = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name or None)
        if sheet.hidden and len(sheets) > 1 and sheet is not sheets[0]:
            page.hide()
        formats = {"day": day, "instant": instant}
        for number, cells in enumerate(sheet.rows):
            _write_row(page, number, cells, formats)
        for merge in sheet.merges:
            # Over cells that are written already: only the area is told, as `merge_range` would write them anew.
            page.merge.append([merge.top - 1, merge.left - 1, merge.bottom - 1, merge.right - 1])
    book.close()
    return out.getvalue()


def _write_row(page: Any, number: int, cells: Cells, formats: Mapping[str, Any]) -> None:
    for column, value in enumerate(cells):
        if value is not None:
            _write(page, (number, column), value, formats)


def _write(page: Any, place: tuple[int, int], value: CellValue, formats: Mapping[str, Any]) -> None:
    if isinstance(value, bool):
        page.write_boolean(*place, value)
    elif isinstance(value, datetime):
        page.write_datetime(*place, value, formats["instant"])
    elif isinstance(value, date):
        page.write_datetime(*place, value, formats["day"])
    elif isinstance(value, int | float) and abs(value) < _LONGEST_INTEGER:
        page.write_number(*place, value)
    else:
        page.write_string(*place, str(value))

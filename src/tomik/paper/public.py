"""What other rooms may call of `paper`."""

from __future__ import annotations

from tomik.paper.barcodes import code128, qr_mask, qr_rows
from tomik.paper.errors import PaperFailed, UnreadableFile
from tomik.paper.forms import render_pdf
from tomik.paper.plain import plain_workbook
from tomik.paper.reading import DEFAULT_LIMITS, Limits, Table, read_table
from tomik.paper.reading.cells import CellRefused, as_date, as_text, as_whole
from tomik.paper.reading.heading import (
    Heading,
    Title,
    find_heading,
    heading_at,
    is_numbering,
    is_subtotal,
    match_columns,
)
from tomik.paper.reading.table import Cells, Merge, Sheet, column_letter, is_blank
from tomik.paper.xlsx import (
    ExportCell,
    ExportColumn,
    ExportSheet,
    ExportValue,
    Formula,
    Toned,
    column_name,
    write_workbook,
)

__all__ = [
    "DEFAULT_LIMITS",
    "CellRefused",
    "Cells",
    "ExportCell",
    "ExportColumn",
    "ExportSheet",
    "ExportValue",
    "Formula",
    "Heading",
    "Limits",
    "Merge",
    "PaperFailed",
    "Sheet",
    "Table",
    "Title",
    "Toned",
    "UnreadableFile",
    "as_date",
    "as_text",
    "as_whole",
    "code128",
    "column_letter",
    "column_name",
    "find_heading",
    "heading_at",
    "is_blank",
    "is_numbering",
    "is_subtotal",
    "match_columns",
    "plain_workbook",
    "qr_mask",
    "qr_rows",
    "read_table",
    "render_pdf",
    "write_workbook",
]

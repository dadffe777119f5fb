"""Keeps a file without the personal data that is not needed: refused columns are blanked before it is stored.

A file without refused columns is kept as it came; one with them is kept as its table (values only).
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import orjson

from tomik.kernel.importing import CellValue, Column
from tomik.paper.public import Merge, Sheet, Table, find_heading, read_table

_MARK = b"TOMIK-TABLE-1\n"


def prepare(
    content: bytes, filename: str, columns: Sequence[Column], *, keep: bool = True
) -> tuple[bytes, Table]:
    """What is stored (nothing unless `keep`) and what was read. Raises UnreadableFile with one reason."""
    table = read_table(content, filename)
    refused = {column.key for column in columns if column.refused}
    sheets = []
    found = False
    for sheet in table.sheets:
        heading = find_heading(sheet, columns)
        numbers = (
            {n for n, key in heading.mapping.items() if key in refused} if heading is not None else set()
        )
        found = found or bool(numbers)
        sheets.append(_without(sheet, numbers, below=heading.last_row) if heading and numbers else sheet)
    if not found:
        return content if keep else b"", table
    clean = Table(table.filename, table.kind, tuple(sheets), table.encoding, table.delimiter)
    return _pack(clean) if keep else b"", clean


def is_packed(content: bytes) -> bool:
    """Whether what is stored is the table of a file that had columns which are not kept."""
    return content.startswith(_MARK)


def unpack(content: bytes, filename: str) -> Table:
    """The table of a stored file."""
    if not is_packed(content):
        return read_table(content, filename)
    stored = orjson.loads(zlib.decompress(content[len(_MARK) :]))
    sheets = tuple(
        Sheet(
            name=one["name"],
            rows=[[_value(cell) for cell in row] for row in one["rows"]],
            merges=tuple(Merge(*area) for area in one["merges"]),
            uncomputed=frozenset((row, column) for row, column in one["uncomputed"]),
            hidden=one["hidden"],
        )
        for one in stored["sheets"]
    )
    return Table(filename, stored["kind"], sheets)


def _without(sheet: Sheet, numbers: set[int], *, below: int) -> Sheet:
    """Blank the columns below the heading, in place."""
    for _number, cells in sheet.numbered(below + 1):
        for column in numbers:
            if column <= len(cells):
                cells[column - 1] = None
    uncomputed = frozenset((row, column) for row, column in sheet.uncomputed if column not in numbers)
    return Sheet(sheet.name, sheet.rows, sheet.merges, uncomputed, sheet.hidden)


def _pack(table: Table) -> bytes:
    stored = {
        "kind": table.kind,
        "sheets": [
            {
                "name": sheet.name,
                "rows": sheet.rows,
                "merges": [[m.top, m.left, m.bottom, m.right] for m in sheet.merges],
                "uncomputed": sorted(sheet.uncomputed),
                "hidden": sheet.hidden,
            }
            for sheet in table.sheets
        ],
    }
    body = orjson.dumps(stored, default=_tagged, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return _MARK + zlib.compress(body)


def _tagged(value: object) -> dict[str, str]:
    if isinstance(value, datetime):
        return {"t": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, int):  # beyond 64 bits: a long number typed into a cell
        return {"n": json.dumps(value)}
    raise TypeError(type(value).__name__)


def _value(cell: Any) -> CellValue:
    if not isinstance(cell, dict):
        return cell  # type: ignore[no-any-return]
    if "t" in cell:
        return datetime.fromisoformat(cell["t"])
    return date.fromisoformat(cell["d"]) if "d" in cell else int(cell["n"])

"""Files for tests, made on the spot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl
import xlsxwriter


def xlsx(rows: Sequence[Sequence[Any]], *, name: str = "Лист1", merges: Sequence[str] = ()) -> bytes:
    """A workbook of one sheet."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    # The same rows are the same bytes, whenever they are made.
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    page = book.add_worksheet(name)
    day = book.add_format({"num_format": "dd.mm.yyyy"})
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if hasattr(value, "year"):
                page.write_datetime(number, column, value, day)
            elif value is not None:
                page.write(number, column, value)
    for area in merges:
        page.merge_range(area, page.table[_row(area)][_column(area)] and rows[_row(area)][_column(area)])
    book.close()
    return out.getvalue()


def _row(area: str) -> int:
    return int("".join(letter for letter in area.split(":")[0] if letter.isdigit())) - 1


def _column(area: str) -> int:
    return ord(area[0]) - 65


def xlsx_with_uncomputed_formula(header: Sequence[str], row: Sequence[Any]) -> bytes:
    """As a program that does not compute saves it: the formula without its value."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(list(header))
    page.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip archive of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The same archive with one part more."""
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, part)
    return out.getvalue()


def replaced(content: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The same archive with text replaced in one part."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    return zipped(parts)


def docx() -> bytes:
    """The bones of a Word document."""
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


def ole(stream: str) -> bytes:
    """The head of an old binary document with a stream of that name."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 512 + stream.encode("utf-16-le") + b"\x00" * 512


def sheets(pages: Mapping[str, Sequence[Sequence[Any]]], *, hidden: Sequence[str] = ()) -> bytes:
    """A workbook of several sheets."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1, tzinfo=UTC)})
    for name, rows in pages.items():
        page = book.add_worksheet(name)
        if name in hidden:
            page.hide()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    book.close()
    return out.getvalue()

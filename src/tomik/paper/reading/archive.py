"""Looks into the zip of an .xlsx or .ods before anything unpacks it: size, kind, macros, formulas without values."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tomik.paper.errors import (
    DamagedFile,
    MacroWorkbook,
    NotATable,
    ProtectedFile,
    TooManyColumns,
    TooManyRows,
    UnpacksTooLarge,
    UnsupportedFormat,
)
from tomik.paper.reading.table import Limits, column_letter, column_number

_CHUNK = 1 << 20
_BIG_PART = 20 << 20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)

_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_ANY_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_FORMULA_CELL = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<(?:\w+:)?f[ />](?:(?!<(?:\w+:)?c[ >]).)*?</(?:\w+:)?c>", re.DOTALL
)
_CACHED = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]")
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FILLED = rb"[^>/]*>\s*<(?:\w+:)?(?:v|is|f)[ />]"
_FAR_RIGHT = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="((?:[A-Z]{3}|[H-Z][A-Z])\d{1,7})"' + _FILLED)
_FAR_DOWN = re.compile(rb'<(?:\w+:)?c\s[^>]*?r="[A-Z]{1,3}(\d{6,7})"' + _FILLED)
_ROW_FAR_DOWN = re.compile(rb'<(?:\w+:)?row\s[^>]*?r="(\d{6,7})"[^>/]*>\s*<(?:\w+:)?c(?![^>]*\br=)')
# One quick pass that most files end with: a far column, or a row from 200,000 on.
_MAYBE_FAR = re.compile(rb' r="(?:[A-Z]{3}|[H-Z][A-Z]\d|[A-Z]{0,2}(?:[2-9]\d{5}|\d{7}))')
_MAYBE_FAR_ROWS = 200_000
_ROW_NUMBER = re.compile(rb' r="[A-Z]{1,3}(\d{1,7})"')
_COLUMN_LETTERS = re.compile(rb' r="([A-Z]{1,3})\d')
_ODS_NAME = re.compile(rb'table:name="([^"]*)"')
_ODS_ROWS = re.compile(rb'table:number-rows-repeated="(\d{1,9})"')
_ODS_COLUMNS = re.compile(rb'table:number-columns-repeated="(\d{1,9})"')


@dataclass(frozen=True, slots=True)
class Inspected:
    """What the archive turned out to be."""

    kind: str
    uncomputed: dict[str, frozenset[tuple[int, int]]]
    """Sheet name → (row, column) of formulas without a saved value."""


def inspect_archive(content: bytes, filename: str, limits: Limits) -> Inspected:
    """Check a zip-based workbook. Raises one UnreadableFile with the reason; reads every part once."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            _refuse_by_names(names, archive, filename)
            total = sum(info.file_size for info in archive.infolist())
            if total > limits.unpacked_bytes_max:
                raise UnpacksTooLarge(megabytes=limits.unpacked_bytes_max >> 20)
            _refuse_bombs(archive, limits)
            _read_everything(archive)
            if "xl/workbook.xml" in names:
                return Inspected("xlsx", _inspect_sheets(archive, limits))
            _inspect_ods(archive.read("content.xml"), limits)
            return Inspected("ods", {})
    except _BROKEN as error:
        raise DamagedFile from error
    except RuntimeError as error:  # an encrypted zip
        raise ProtectedFile from error


def _refuse_by_names(names: set[str], archive: zipfile.ZipFile, filename: str) -> None:
    if any(name.startswith("word/") for name in names):
        raise NotATable(what=_("a Word document"))
    if any(name.startswith("ppt/") for name in names):
        raise NotATable(what=_("a presentation"))
    has_macros = any(name.rsplit("/", 1)[-1].lower() == "vbaproject.bin" for name in names)
    if has_macros or filename.lower().endswith((".xlsm", ".xltm", ".xlam")):
        raise MacroWorkbook
    if "xl/workbook.bin" in names:
        raise UnsupportedFormat(what=_("The binary format .xlsb"))
    if "xl/workbook.xml" in names:
        if b"macroEnabled" in archive.read("[Content_Types].xml"):
            raise MacroWorkbook
        return
    kind = archive.read("mimetype") if "mimetype" in names else b""
    if b"opendocument.spreadsheet" in kind and "content.xml" in names:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise ProtectedFile
        if any(name.startswith("Basic/") and not name.endswith("/") for name in names):
            raise MacroWorkbook
        return
    raise NotATable(what=_("a text document") if b"opendocument" in kind else _("a zip archive"))


def _refuse_bombs(archive: zipfile.ZipFile, limits: Limits) -> None:
    """A part of megabytes of one and the same: no table, though it would still fit."""
    for info in archive.infolist():
        if info.file_size > _BIG_PART and info.file_size > limits.ratio_max * max(info.compress_size, 1):
            raise UnpacksTooLarge(megabytes=info.file_size >> 20)


def _read_everything(archive: zipfile.ZipFile) -> None:
    """Unpack each part without keeping it: a cut or lying archive shows itself here, not inside the parser."""
    for info in archive.infolist():
        with archive.open(info) as part:
            while part.read(_CHUNK):
                pass


def _attributes(tag: bytes) -> dict[str, str]:
    return {
        key.decode(): html.unescape(value.decode("utf-8", "replace"))
        for key, value in _ATTRIBUTE.findall(tag)
    }


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → part of the archive."""
    relations = {}
    for tag in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels")):
        attributes = _attributes(tag)
        target = attributes.get("Target", "")
        relations[attributes.get("Id", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    parts = {}
    for tag in _SHEET.findall(archive.read("xl/workbook.xml")):
        attributes = _attributes(tag)
        link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
        if link in relations:
            parts[attributes.get("name", "")] = relations[link]
    return parts


def _inspect_sheets(archive: zipfile.ZipFile, limits: Limits) -> dict[str, frozenset[tuple[int, int]]]:
    uncomputed = {}
    names = set(archive.namelist())
    for sheet, part in _sheet_parts(archive).items():
        if part in names:
            xml = _to_the_last_value(archive.read(part))
            _refuse_far_cells(xml, sheet, limits)
            uncomputed[sheet] = frozenset(_uncomputed(xml))
    return uncomputed


def _refuse_far_cells(xml: bytes, sheet: str, limits: Limits) -> None:
    """A stray cell in the last row or column would make the reader build billions of empty cells."""
    _refuse_emptiness(xml, sheet, limits)
    if limits.rows_max >= _MAYBE_FAR_ROWS and _MAYBE_FAR.search(xml) is None:
        return
    far = _FAR_RIGHT.search(xml)
    if far is not None:
        letters = re.match(rb"[A-Z]+", far[1])
        if letters is not None and column_number(letters[0].decode()) > limits.columns_max:
            raise TooManyColumns(sheet=sheet, cell=far[1].decode())
    for pattern in (_FAR_DOWN, _ROW_FAR_DOWN):
        if any(int(match[1]) > limits.rows_max for match in pattern.finditer(xml)):
            raise TooManyRows(sheet=sheet, rows=limits.rows_max)


def _to_the_last_value(xml: bytes) -> bytes:
    """The sheet without what follows its last value: a million formatted empty rows, merges, styles."""
    last = max(xml.rfind(mark) for mark in (b"<v", b"<is", b"<f", b":v", b":is", b":f"))
    end = xml.find(b"row>", last)
    return xml[: end + 4] if last >= 0 and end >= 0 else xml


def _refuse_emptiness(xml: bytes, sheet: str, limits: Limits) -> None:
    """A long table and a value far to the right of it: the reader would hold the empty square between them."""
    last_row = max((int(row) for row in _ROW_NUMBER.findall(xml[xml.rfind(b"<c") :])), default=0)
    if last_row * limits.columns_max <= limits.cells_max:
        return
    allowed = limits.cells_max // last_row
    letters = {part for part in set(_COLUMN_LETTERS.findall(xml)) if column_number(part.decode()) > allowed}
    for part in sorted(letters, key=lambda one: -column_number(one.decode())):
        filled = re.search(rb'<(?:\w+:)?c\s[^>]*?r="(' + part + rb'\d{1,7})"' + _FILLED, xml)
        if filled is not None:
            raise TooManyColumns(sheet=sheet, cell=filled[1].decode())


def _uncomputed(xml: bytes) -> set[tuple[int, int]]:
    found: set[tuple[int, int]] = set()
    if _ANY_FORMULA.search(xml) is None:
        return found
    for match in _FORMULA_CELL.finditer(xml):
        if _CACHED.search(match[0]) is not None or b't="str"' in match[1]:
            continue
        reference = _REFERENCE.search(match[1])
        if reference is not None:
            found.add((int(reference[2]), column_number(reference[1].decode())))
    return found


def _inspect_ods(xml: bytes, limits: Limits) -> None:
    """What is repeated up to the last value of each sheet must stay a table."""
    for table in xml.split(b"<table:table ")[1:]:
        named = _ODS_NAME.search(table)
        sheet = html.unescape(named[1].decode("utf-8", "replace")) if named is not None else ""
        last = table.rfind(b"office:value-type")
        if last >= 0:
            _inspect_ods_rows(table[:last].split(b"<table:table-row")[1:], sheet, limits)


def _inspect_ods_rows(rows: list[bytes], sheet: str, limits: Limits) -> None:
    count = width = 0
    for position, row in enumerate(rows):
        tag, _end, inside = row.partition(b">")
        repeated = _ODS_ROWS.search(tag)
        count += int(repeated[1]) if repeated is not None else 1
        last = inside.rfind(b"office:value-type")
        if last >= 0 or position == len(rows) - 1:
            width = max(width, _ods_width(inside[: last + 1] if last >= 0 else inside))
        if count > limits.rows_max:
            raise TooManyRows(sheet=sheet, rows=limits.rows_max)
    if width > limits.columns_max or count * width > limits.cells_max:
        raise TooManyColumns(sheet=sheet, cell=f"{column_letter(width)}{count}")


def _ods_width(inside: bytes) -> int:
    """How many columns a row has up to its last value."""
    cells = inside.split(b"<table:table-cell")[1:] + inside.split(b"<table:covered-table-cell")[1:]
    repeats = (_ODS_COLUMNS.search(cell.partition(b">")[0]) for cell in cells)
    return sum(int(repeated[1]) if repeated is not None else 1 for repeated in repeats)

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
_ODS_REPEAT = re.compile(
    rb'<table:table-cell[^>]*table:number-columns-repeated="(\d+)"[^>]*office:value-type|'
    rb'<table:table-cell[^>]*office:value-type[^>]*table:number-columns-repeated="(\d+)"'
)
_ODS_ROWS = re.compile(
    rb'<table:table-row[^>]*table:number-rows-repeated="(\d+)"[^>]*>(?:(?!</?table:table-row).)*?office:value-type',
    re.DOTALL,
)
_ODS_ROWS_MAX = 1000


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
            xml = archive.read(part)
            _refuse_far_cells(xml, sheet, limits)
            uncomputed[sheet] = frozenset(_uncomputed(xml))
    return uncomputed


def _refuse_far_cells(xml: bytes, sheet: str, limits: Limits) -> None:
    """A stray cell in the last row or column would make the reader build billions of empty cells."""
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
    for match in _ODS_REPEAT.finditer(xml):
        repeated = int(match[1] or match[2])
        if repeated > limits.columns_max:
            raise TooManyColumns(sheet="", cell=column_letter(repeated))
    for match in _ODS_ROWS.finditer(xml):
        if int(match[1]) > _ODS_ROWS_MAX:
            raise TooManyRows(sheet="", rows=int(match[1]))

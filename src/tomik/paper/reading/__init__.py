"""Reading of tables from the offices' own files: xlsx, xls, ods, csv."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.paper.errors import (
    DamagedFile,
    EmptyFile,
    FileTooLarge,
    MacroWorkbook,
    NotATable,
    ProtectedFile,
    UnreadableFile,
)
from tomik.paper.reading.archive import inspect_archive
from tomik.paper.reading.delimited import read_delimited
from tomik.paper.reading.table import DEFAULT_LIMITS, Limits, Table
from tomik.paper.reading.workbook import read_workbook

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BOOK_STARTS = (b"\x09\x08\x10\x00\x00\x06\x05\x00", b"\x09\x08\x08\x00\x00\x05\x05\x00")
"""The first record of the globals of a binary workbook, Excel 97 and Excel 95."""
_FILEPASS, _RECORDS_BEFORE_PASSWORD = 0x2F, 8
_FOREIGN = (
    (b"%PDF", _("a PDF document")),
    (b"{\\rtf", _("a text document (RTF)")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"GIF8", _("a picture")),
    (b"Rar!", _("an archive")),
    (b"7z\xbc\xaf", _("an archive")),
    (b"\x1f\x8b", _("an archive")),
)


def read_table(content: bytes, filename: str, *, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Every sheet of a table file, judged by its content and not by its name.

    Raises exactly one UnreadableFile with the reason: empty, too large, another kind of document, password,
    macros, damaged. Formulas without a saved value do not stop the file: they are named in `Sheet.uncomputed`.
    """
    if not content:
        raise EmptyFile
    if len(content) > limits.bytes_max:
        raise FileTooLarge(megabytes=limits.bytes_max >> 20)
    table = _read(content, filename, limits)
    filled = tuple(sheet for sheet in table.sheets if sheet.rows)
    if not filled:
        raise EmptyFile
    return Table(table.filename, table.kind, filled, table.encoding, table.delimiter)


def _read(content: bytes, filename: str, limits: Limits) -> Table:
    if content.startswith(b"PK"):
        inspected = inspect_archive(content, filename, limits)
        sheets = read_workbook(content, uncomputed=inspected.uncomputed, limits=limits)
        return Table(filename, inspected.kind, sheets)
    if content.startswith(_OLE):
        _refuse_ole(content)
        return Table(filename, "xls", read_workbook(content, uncomputed={}, limits=limits))
    for mark, what in _FOREIGN:
        if content.startswith(mark):
            raise NotATable(what=what)
    if not content.strip(b" \t\r\n\xef\xbb\xbf"):
        raise EmptyFile
    sheet, encoding, delimiter = read_delimited(content, limits=limits)
    return Table(filename, "csv", (sheet,), encoding, delimiter)


def _refuse_ole(content: bytes) -> None:
    """Old binary documents: names of their streams are UTF-16 in the directory."""
    shift, directory = int.from_bytes(content[30:32], "little"), int.from_bytes(content[48:52], "little")
    if len(content) < 512 or ((1 + directory << shift) >= len(content) and directory):
        raise DamagedFile  # cut before the directory

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise ProtectedFile
    if has("WordDocument"):
        raise NotATable(what=_("a Word document"))
    if has("PowerPoint Document"):
        raise NotATable(what=_("a presentation"))
    if has("_VBA_PROJECT_CUR"):
        raise MacroWorkbook
    if not has("Workbook") and not has("Book"):
        raise NotATable(what=_("a document of another program"))
    if _has_password(content):
        raise ProtectedFile


def _has_password(content: bytes) -> bool:
    """Whether a FILEPASS record stands among the first records of a binary workbook (BIFF5 or BIFF8)."""
    place = next((at for at in map(content.find, _BOOK_STARTS) if at >= 0), -1)
    for _record in range(_RECORDS_BEFORE_PASSWORD):
        if place < 0 or place + 4 > len(content):
            return False
        kind = int.from_bytes(content[place : place + 2], "little")
        if kind == _FILEPASS:
            return True
        place += 4 + int.from_bytes(content[place + 2 : place + 4], "little")
    return False


__all__ = ["DEFAULT_LIMITS", "Limits", "Table", "UnreadableFile", "read_table"]

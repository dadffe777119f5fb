"""Files that are not taken: one clear reason each, and nothing else happens."""

from __future__ import annotations

import io
import struct
import time
import zipfile

import pytest

from tomik.paper import errors
from tomik.paper.public import Limits, read_table
from tomik.paper.tests import books

HEAD = ["ФИО", "Класс"]
GOOD = books.xlsx([HEAD, ["Иванов Иван", "5А"]])


@pytest.mark.parametrize(
    ("content", "filename", "error"),
    [
        (books.docx(), "Список.xlsx", errors.NotATable),
        (b"%PDF-1.7 ...", "Список.xlsx", errors.NotATable),
        (books.zipped({"a.txt": b"a"}), "Список.xlsx", errors.NotATable),
        (books.ole("WordDocument"), "Список.xls", errors.NotATable),
        (books.ole("EncryptedPackage"), "Список.xlsx", errors.ProtectedFile),
        (books.ole("_VBA_PROJECT_CUR"), "Список.xls", errors.MacroWorkbook),
        (b"", "Список.xlsx", errors.EmptyFile),
        (b"\xef\xbb\xbf \r\n", "Список.csv", errors.EmptyFile),
        (books.xlsx([]), "Список.xlsx", errors.EmptyFile),
        (books.with_part(GOOD, "xl/vbaProject.bin", b"x"), "Список.xlsx", errors.MacroWorkbook),
        (GOOD, "Список.xlsm", errors.MacroWorkbook),
        (books.zipped({"xl/workbook.bin": b"x"}), "Список.xlsb", errors.UnsupportedFormat),
        (GOOD[: len(GOOD) // 2], "Список.xlsx", errors.DamagedFile),
        (GOOD[:-30], "Список.xlsx", errors.DamagedFile),
        (books.ole("Workbook"), "Список.xls", errors.DamagedFile),
        (b"<html><table><tr><td>1</td></tr></table></html>", "Список.xls", errors.NotATable),
        (b"a\x00b;c", "Список.csv", errors.NotATable),
        ('ФИО;Класс\n"Иванов Ив'.encode(), "Список.csv", errors.DamagedFile),
        ("ФИО;Класс\nИванов;5А\nПетров".encode()[:-1], "Список.csv", errors.DamagedFile),
    ],
)
def test_refused_with_one_reason(content: bytes, filename: str, error: type[errors.UnreadableFile]) -> None:
    with pytest.raises(error) as caught:
        read_table(content, filename)
    assert type(caught.value) is error
    assert caught.value.status == 422
    assert str(caught.value)


def test_a_hundred_megabytes_are_refused_before_anything_is_unpacked() -> None:
    with pytest.raises(errors.FileTooLarge) as caught:
        read_table(bytes(100 * 1024 * 1024), "Список.xlsx")
    assert "25" in str(caught.value)


def test_an_archive_that_unpacks_into_a_huge_one_is_refused() -> None:
    bomb = books.with_part(GOOD, "xl/worksheets/sheet2.xml", bytes(4 * 1024 * 1024))
    assert len(bomb) < 100_000
    with pytest.raises(errors.UnpacksTooLarge):
        read_table(bomb, "Список.xlsx", limits=Limits(unpacked_bytes_max=2 * 1024 * 1024))


def test_an_archive_that_lies_about_its_size_is_damaged() -> None:
    bomb = books.with_part(GOOD, "xl/worksheets/sheet2.xml", bytes(4 * 1024 * 1024))
    directory = bomb.rindex(b"PK\x01\x02")
    lying = bomb[: directory + 24] + struct.pack("<I", 10) + bomb[directory + 28 :]
    with pytest.raises(errors.DamagedFile):
        read_table(lying, "Список.xlsx", limits=Limits(unpacked_bytes_max=2 * 1024 * 1024))


def test_a_stray_cell_at_the_end_of_the_sheet_does_not_eat_the_memory() -> None:
    def moved(reference: bytes) -> bytes:
        sheet = "xl/worksheets/sheet1.xml"
        return books.replaced(GOOD, sheet, b'r="B2"', b'r="' + reference + b'"')

    with pytest.raises(errors.TooManyColumns) as right:
        read_table(moved(b"XFD2"), "Список.xlsx")
    assert "XFD2" in str(right.value)
    with pytest.raises(errors.TooManyRows):
        read_table(moved(b"B1048576"), "Список.xlsx")


def test_an_encrypted_zip_is_protected() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("[Content_Types].xml", b"<Types/>")
    content = bytearray(out.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := content.find(mark, start)) >= 0:
            content[start + offset] |= 1
            start += 4
    with pytest.raises(errors.ProtectedFile):
        read_table(bytes(content), "Список.xlsx")


def test_too_many_rows_of_text() -> None:
    with pytest.raises(errors.TooManyRows):
        read_table(b"a;b\n" * 11, "Список.csv", limits=Limits(rows_max=10))


def test_a_crafted_sheet_is_read_through_once() -> None:
    cells = b'<c r="A2"><f>1</f>' * 200_000
    content = books.replaced(GOOD, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + cells)
    started = time.perf_counter()
    with pytest.raises(errors.UnreadableFile):
        read_table(content, "Список.xlsx")
    assert time.perf_counter() - started < 10


def with_cell(cell: bytes) -> bytes:
    """The good workbook with one stray cell more."""
    return books.replaced(GOOD, "xl/worksheets/sheet1.xml", b"</sheetData>", cell + b"</sheetData>")


def test_a_long_table_may_be_narrow_but_not_hide_an_empty_square() -> None:
    """200,000 rows of 25 columns are read; a value in column 208 of the last row is not: 41 million cells."""
    with pytest.raises(errors.TooManyColumns) as caught:
        read_table(with_cell(b'<row r="199999"><c r="GZ199999"><v>1</v></c></row>'), "a.xlsx")
    assert "GZ199999" in str(caught.value)
    assert (
        len(read_table(with_cell(b'<row r="199999"><c r="Y199999"><v>1</v></c></row>'), "a.xlsx").sheets) == 1
    )
    limits = Limits(cells_max=5)
    with pytest.raises(errors.TooManyColumns):
        read_table(with_cell(b'<row r="3"><c><v>1</v></c></row>'), "a.xlsx", limits=limits)


def test_formatted_cells_without_values_count_for_nothing() -> None:
    empty = b"".join(b'<row r="%d"><c r="GZ%d" s="1"/></row>' % (n, n) for n in range(3, 200_001))
    assert len(read_table(with_cell(empty), "a.xlsx").sheets[0].rows) == 2


def test_a_part_that_is_packed_too_closely_is_a_bomb() -> None:
    bomb = books.with_part(GOOD, "xl/media/image1.bin", bytes(25 << 20))
    with pytest.raises(errors.UnpacksTooLarge):
        read_table(bomb, "a.xlsx")

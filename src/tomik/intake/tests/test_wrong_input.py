"""Wrong input through the real screens, with real files: one clear message in Russian, nothing half-done, no fault."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.intake.models import ImportRun
from tomik.paper.tests import books

ClientOf = Callable[[User], Client]
AsScope = Callable[[User], AbstractContextManager[Any]]
HEAD = ["ФИО", "Класс"]
ROWS = [HEAD, ["Ёлкин Пётр", "5А"], ["Ким Ли", "5Б"]]
GOOD = books.xlsx(ROWS)
TEXT = "ФИО;Класс\nЁлкин Пётр;5А\nКим Ли;5Б\n"
SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"


def post(client: Client, content: bytes, name: str = "Списки.xlsx", kind: str = "class-lists") -> Any:
    return client.post(f"/import/{kind}/", {"file": SimpleUploadedFile(name, content), "complete": "1"})


def checked(
    client: Client, content: bytes, name: str = "Списки.xlsx", kind: str = "class-lists"
) -> ImportRun:
    """Upload, agree to the columns and the proposed answers; the run as the person then sees it."""
    response = post(client, content, name, kind)
    assert response.status_code == 303, response.content.decode()
    run = ImportRun.objects.order_by("-id")[0]
    if run.state == "uploaded":
        page = client.get(f"/import/run/{run.uid}/columns")
        assert page.status_code == 200
        form = page.context["form"], page.context["questions"]
        data = {one.html_name: one.value() or "" for part in form for one in part}
        answer = client.post(f"/import/run/{run.uid}/columns", data)
        assert answer.status_code == 303, answer.content.decode()
        run.refresh_from_db()
    assert client.get(f"/import/run/{run.uid}/").status_code == 200
    return run


def told(run: ImportRun) -> list[tuple[Any, str, str]]:
    return [(p["row"], p["value"], p["code"]) for p in run.preview["problems"]]


def with_sheet_end(xml: bytes) -> bytes:
    return books.replaced(GOOD, SHEET, b"</sheetData>", xml + b"</sheetData>")


def bomb(megabytes: int) -> bytes:
    """A workbook whose texts are one letter, repeated."""
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[STRINGS] = parts[STRINGS].replace("Ким Ли".encode(), b"A" * (megabytes << 20))
    return books.zipped(parts)


def ods(cells: bytes) -> bytes:
    row = b'<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
    names = (
        b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        b' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    )
    body = (
        b'<office:document-content %s><office:body><office:spreadsheet><table:table table:name="a">' % names
    )
    end = b"</table:table></office:spreadsheet></office:body></office:document-content>"
    return books.zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": body + row + cells + end,
            "META-INF/manifest.xml": b"<m/>",
        }
    )


BIFF_START = b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\x00" * 12
LAUGHS = b'<!DOCTYPE a [<!ENTITY a0 "ha">' + b"".join(
    b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)
LAUGHS += b"]><sst"
REFUSED = {
    "a Word document named .xlsx": (books.docx(), "документ Word"),
    "a protected workbook": (books.ole("EncryptedPackage"), "паролем"),
    "an old workbook with a password": (
        books.ole("Workbook") + BIFF_START + b"\x2f\x00\x06\x00" + b"\x00" * 6,
        "паролем",
    ),
    "no bytes": (b"", "пуст"),
    "no cells": (books.xlsx([]), "пуст"),
    "macros": (books.with_part(GOOD, "xl/vbaProject.bin", b"x"), "макросы"),
    "cut in the middle": (GOOD[: len(GOOD) // 2], "повреждён"),
    "cut at the end": (GOOD[:-100], "повреждён"),
    "text cut inside quotes": (TEXT.encode() + b'"\xd0\x98\xd0\xb2', "повреждён"),
    "text with NULs": (TEXT.replace("Ким", "К\x00м").encode(), "двоичные данные"),
    "wide text with NULs": (TEXT.replace("Ким", "К\x00м").encode("utf-16"), "двоичные данные"),
    "one endless field": (("ФИО;Класс\n" + "Ё" * 300_000).encode(), "повреждён"),
    "endless first line": (b"a;" * 200_000, "далеко справа"),
    "a million lines": (b"a;b\n" * 250_000, "ниже строки 200000"),
    "a bomb of texts": (bomb(150), "распаковывается"),
    "laughing entities": (
        books.replaced(books.replaced(GOOD, STRINGS, b"<sst", LAUGHS), STRINGS, "Ким".encode(), b"&a9;"),
        "повреждён",
    ),
    "a stray cell in the last row": (
        with_sheet_end(b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        "ниже строки 200000",
    ),
    "a stray cell in the last column": (
        with_sheet_end(b'<row r="9"><c r="XFD9"><v>1</v></c></row>'),
        "далеко справа",
    ),
    "a stray cell far below and to the right": (
        with_sheet_end(b'<row r="199999"><c r="GZ199999"><v>1</v></c></row>'),
        "GZ199999",
    ),
    "a table of another program": (books.ole("Contents"), "другой программы"),
    "ods filled by repetition": (
        ods(
            b'<table:table-row table:number-rows-repeated="900000">'
            b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "ниже строки 200000",
    ),
    "ods with an empty square": (
        ods(
            b'<table:table-row table:number-rows-repeated="150000"><table:table-cell/></table:table-row>'
            b'<table:table-row><table:table-cell table:number-columns-repeated="200"/>'
            b'<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>'
        ),
        "далеко справа",
    ),
    "a web page named .xls": (b"<html><table><tr><td>1</td></tr></table></html>", "веб-страница"),
    "XML of 2003": (
        b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>',
        "не поддерживается",
    ),
    "no titles": (books.xlsx([[1], [2]]), "названиями столбцов"),
    "100 MB": (bytes(100 * 1024 * 1024), "больше 25"),
}


@pytest.mark.parametrize(("content", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_not_taken(
    cast: Cast, client_of: ClientOf, as_scope: AsScope, content: bytes, words: str
) -> None:
    response = post(client_of(cast.librarian_a), content)
    assert response.status_code == 422
    (message,) = (str(one) for errors in response.context["form"].errors.values() for one in errors)
    assert words in message
    assert not re.search(
        "[A-Za-z]{4,}", re.sub(r"[A-Z]+\d+|Excel|LibreOffice|Word|ods|csv|xlsx?", "", message)
    )
    assert escape(message) in response.content.decode()
    with as_scope(cast.librarian_a):
        assert ImportRun.objects.count() == 0


TAKEN = {
    "cp1251": TEXT.encode("cp1251"),
    "cp866": TEXT.encode("cp866"),
    "UTF-8 with a mark": TEXT.encode("utf-8-sig"),
    "UTF-16 with a mark": TEXT.encode("utf-16"),
    "UTF-16 without a mark": TEXT.encode("utf-16-le"),
    "UTF-16, big end first": TEXT.encode("utf-16-be"),
    "tabs": TEXT.replace(";", "\t").encode(),
    "commas and quotes": TEXT.replace(";", ",").replace("Ким Ли", '"Ким Ли"').encode(),
    "old Macintosh lines": TEXT.replace("\n", "\r").encode(),
    "links to other files": books.with_part(GOOD, "xl/externalLinks/externalLink1.xml", b"<externalLink/>"),
    "a path inside the archive": books.with_part(GOOD, "../../../../tmp/evil", b"x"),
    "a dimension that lies": books.replaced(GOOD, SHEET, b'ref="A1:B3"', b'ref="A1:XFD1048576"'),
    "a hidden sheet beside": books.sheets({"Списки": ROWS, "Старое": [["x"]]}, hidden=["Старое"]),
    "only a hidden sheet": books.sheets({"Пусто": [], "Списки": ROWS}, hidden=["Списки"]),
    "a merged heading": books.xlsx(
        [["Список", None], ["ФИО", "Класс"], [None, None], *ROWS[1:]], merges=["A1:B1", "A2:A3", "B2:B3"]
    ),
    "an escaped NUL": books.replaced(GOOD, STRINGS, "Ким Ли".encode(), "Ким_x0000_ Ли".encode()),
}


@pytest.mark.parametrize("content", TAKEN.values(), ids=TAKEN.keys())
def test_a_file_that_is_taken(cast: Cast, client_of: ClientOf, as_scope: AsScope, content: bytes) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = checked(client, content)
        assert (run.preview["rows_good"], run.preview["rows_bad"]) == (2, 0)
        shown = run.preview["fingerprint"]
        assert client.post(f"/import/run/{run.uid}/apply", {"shown": shown}).status_code == 303
        assert client.get(f"/import/run/{run.uid}/file").content


def test_a_million_formatted_empty_rows(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(4, 1_048_577))
    with as_scope(cast.librarian_a):
        assert checked(client_of(cast.librarian_a), with_sheet_end(empty)).preview["rows_good"] == 2


NAMES = [
    "../../etc/passwd.xlsx",
    "C:\\Школа\\списки.xlsx",
    "📚 списки 🏫.xlsx",
    "с" * 300 + ".xlsx",
    "a\r\nb.xlsx",
    ";'\"<b>.xlsx",
]


@pytest.mark.parametrize("name", NAMES)
def test_odd_file_names(cast: Cast, client_of: ClientOf, as_scope: AsScope, name: str) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = checked(client, GOOD, name)
        assert "/" not in run.file_name
        assert len(run.file_name) <= 255
        page = client.get(f"/import/run/{run.uid}/")
        assert page.status_code == 200
        assert b"<b>.xlsx" not in page.content
        given = client.get(f"/import/run/{run.uid}/file")
        assert given.content == GOOD
        assert "\n" not in given["Content-Disposition"]


CLASSES: list[tuple[Any, str]] = [
    ("11-й „А“", "11А"),
    ("1 доп.", "1 доп."),
    ("5 «Б» класс", "5Б"),
    ("V а", "5А"),
    (7, "7"),
    ("10-11", "several"),
    ("13А", "grade"),
    ("05.09.2026", "a_date"),
    ("без класса", "unknown"),
    (None, "blank"),
    (5.5, "several"),
]


def test_classes_as_people_write_them(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    names = [f"Ученик{'абвгдежзикл'[n]} Иван" for n in range(len(CLASSES))]
    rows = [HEAD, *([name, value] for name, (value, _told) in zip(names, CLASSES, strict=True))]
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = checked(client, books.xlsx(rows))
        wrong = [code for _row, _value, code in told(run)]
        assert wrong == [expected for _value, expected in CLASSES[5:]]
        page = client.get(f"/import/run/{run.uid}/?rows=all").content.decode()
        assert all(name in page for name in names)
        client.post(f"/import/run/{run.uid}/apply", {"shown": run.preview["fingerprint"]})
        classes = client.get("/classes/").content.decode()
        assert all(f">{expected}<" in classes for _value, expected in CLASSES[:5])


def test_the_same_pupil_twice(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    rows = [HEAD, ["Ёлкин Пётр", "5А"], ["ЁЛКИН  ПЁТР", "5а"], ["Елкин Петр", "5Б"]]
    with as_scope(cast.librarian_a):
        run = checked(client_of(cast.librarian_a), books.xlsx(rows))
        assert {(row, code) for row, _value, code in told(run)} == {
            (2, "namesake"),
            (3, "repeated"),
            (4, "namesake"),
        }
        assert (run.preview["rows_good"], run.preview["rows_bad"]) == (2, 1)


def test_quantities_and_dates_of_a_fund(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    head = ["Название", "Класс", "Цена", "Количество", "Дата поступления"]
    values = [-3, 2.5, "много", "12 шт.", "1 200", "12,0", None, 10**9, "=2*2"]
    rows = [
        head,
        *([f"Родной край, книга {n}", 5, 100, value, None] for n, value in enumerate(values)),
        ["Родной край, даты", 5, 100, 1, "1 сентября 2025 г."],
        ["Родной край, ещё даты", 5, 100, 1, "32.13.2025"],
    ]
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = checked(client, books.xlsx(rows), "Фонд.xlsx", "fund")
        errors = {p["row"]: p["code"] for p in run.preview["problems"] if p["severity"] == "error"}
        assert {row: errors.get(row) for row in (2, 3, 4, 5, 6, 7)} == {
            2: "quantity_negative",
            3: "quantity_fraction",
            4: "quantity_not_a_number",
            5: None,
            6: None,
            7: None,
        }
        assert set(errors) >= {2, 3, 4, 9}
        dates = {p["row"]: p["code"] for p in run.preview["problems"] if "Дата" in p["column"]}
        assert set(dates) == {12}
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert "не может быть отрицательным" in page


def test_a_formula_without_a_value(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    content = books.replaced(
        books.xlsx([*ROWS, ["Ива Ян", "5В"]]),
        SHEET,
        b'<c r="B4" t="s"><v>7</v></c>',
        b'<c r="B4"><f>5&amp;A1</f></c>',
    )
    with as_scope(cast.librarian_a):
        run = checked(client_of(cast.librarian_a), content)
        assert told(run) == [(4, "", "uncomputed")]
        assert run.preview["rows_good"] == 2


def test_a_school_that_is_not_in_the_region(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    rows = [["Муниципалитет", "Наименование"], ["Омск", "СОШ № 1"], [None, "СОШ № 2"]]
    client = client_of(cast.operator)
    with as_scope(cast.operator):
        run = checked(client, books.xlsx(rows), "Школы.xlsx", "schools")
        assert (run.preview["rows_good"], run.preview["rows_bad"]) == (0, 2)
        assert "Омск" in client.get(f"/import/run/{run.uid}/").content.decode()


def test_a_list_row_without_a_code(cast: Cast, client_of: ClientOf) -> None:
    head = ["№ п/п", "Порядковый номер учебника", "Наименование учебника", "Автор/авторский коллектив", "Класс",
            "Наименование издателя"]  # fmt: skip
    rows = [
        head,
        [1, "1.1.1.1.1.1.1", "Русский язык", "Иванов И.И.", "5", "АО «Просвещение»"],
        [2, None, "Математика", "Петров П.П.", "5", "АО «Просвещение»"],
    ]
    client = client_of(cast.operator)
    data = {
        "order_number": "858",
        "dated": "2022-09-21",
        "file": SimpleUploadedFile("ФПУ.xlsx", books.xlsx(rows)),
    }
    response = client.post("/catalogue/lists/load/", data)
    assert response.status_code == 303, response.content.decode()
    page = client.get(f"{response['Location']}problems/").content.decode()
    assert "В строке нет кода; она сохранена без него." in page
    assert "Математика" in client.get(response["Location"]).content.decode()


def test_an_upload_cut_half_way(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    """The request ends inside the file; or after it, before the last field."""
    client = client_of(cast.librarian_a)
    start = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    for body in (start + GOOD[:1000], start + GOOD + b"\r\n--b\r\n", start[:30]):
        response = client.generic(
            "POST", "/import/class-lists/", body, content_type="multipart/form-data; boundary=b"
        )
        assert response.status_code == 422
        assert re.search("оборвалась|Выберите файл", response.content.decode())
    with as_scope(cast.librarian_a):
        assert ImportRun.objects.count() == 0

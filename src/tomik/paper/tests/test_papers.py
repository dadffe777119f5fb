"""Papers that the product makes: workbooks and PDF forms."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from tomik.paper.errors import PaperFailed
from tomik.paper.public import (
    ExportColumn,
    ExportSheet,
    Formula,
    Toned,
    read_table,
    render_pdf,
    write_workbook,
)

SHEET = ExportSheet(
    "Обеспеченность: 5/А",
    [
        ExportColumn("Предмет"),
        ExportColumn("Есть", "whole", total=True, group="Экземпляры"),
        ExportColumn("Надо", "whole", total=True, group="Экземпляры"),
        ExportColumn("Доля", "percent"),
        ExportColumn("Сумма", "money", total=True),
        ExportColumn("Дата", "date"),
    ],
    [
        ["=1+1", 3, 4, Formula("=B{row}/C{row}", 0.75, "bad"), 12345, date(2026, 9, 1)],
        ["Математика", Toned(4, "good"), 4, Formula("=B{row}/C{row}", 1.0), 5, None],
    ],
    titles=["Школа № 1"],
    notes=["Примечание"],
)
MOMENT = datetime(2026, 9, 1, tzinfo=UTC)


def test_the_workbook_reads_back_and_formulas_are_live_with_values() -> None:
    content = write_workbook([SHEET, SHEET])
    table = read_table(content, "a.xlsx")
    assert [sheet.name for sheet in table.sheets] == ["Обеспеченность  5 А", "Обеспеченность  5 А (2)"]
    rows = table.sheets[0].rows
    assert rows[2][:5] == ["Предмет", "Экземпляры", None, "Доля", "Сумма"]
    assert rows[4] == ["=1+1", 3, 4, 0.75, 123.45, date(2026, 9, 1)]
    assert rows[6][1:5] == [7, 8, None, 123.5]
    assert table.sheets[0].uncomputed == frozenset()
    page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert (page["D5"].value, page["B7"].value) == ("=B5/C5", "=SUM(B5:B6)")
    assert page["A5"].data_type == "s"
    assert page["A5"].quotePrefix
    assert page.page_setup.orientation == "landscape"
    assert page.print_title_rows == "$3:$4"
    assert page.freeze_panes == "A5"


def test_the_same_input_gives_the_same_bytes() -> None:
    assert write_workbook([SHEET], created=MOMENT) == write_workbook([SHEET], created=MOMENT)


def test_odd_texts_do_not_break_the_file() -> None:
    sheet = ExportSheet("", [ExportColumn("А")], [["a\x01b"], ["я" * 40_000], [Decimal("1.5")], [True]])
    rows = read_table(write_workbook([sheet]), "a.xlsx").sheets[0].rows
    assert rows[1] == ["ab"]
    assert len(str(rows[2][0])) == 32_000
    assert rows[3] == [1.5]


def test_a_form_with_the_fonts_of_the_product() -> None:
    data = {
        "title": "Список 5А #let *x*",
        "columns": [{"title": "ФИО", "width": "1fr"}, {"title": "Дата", "width": "25mm", "align": "right"}],
        "rows": [["Ёлкин", {"value": date(2026, 9, 1), "tone": "bad"}]] * 100,
        "signatures": [{"role": "Директор", "name": "И. О. Фамилия"}],
    }
    pdf = render_pdf("paper/typst/table.typ", data, created=MOMENT)
    assert pdf.startswith(b"%PDF")
    assert b"LiberationSans" in pdf
    assert pdf == render_pdf("paper/typst/table.typ", data, created=MOMENT)


@pytest.mark.parametrize("template", ["paper/typst/none.typ", "../../../etc/passwd", "paper/errors.py"])
def test_a_missing_form_is_a_typed_error(template: str) -> None:
    with pytest.raises(PaperFailed):
        render_pdf(template, {})

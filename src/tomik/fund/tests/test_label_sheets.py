"""Sheets of labels as pictures, read back by an independent reader; they are left in var/test-forms/ to be looked at."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
import typst
import zxingcpp
from PIL import Image

from tomik.fund import labels
from tomik.fund.codes import label_code
from tomik.fund.labels import STOCKS, TEMPLATE, Stock, labels_pdf
from tomik.fund.tests.forms import PICTURES
from tomik.paper import forms as paper

TOP = "МБОУ «СОШ № 12 города Асино имени И.О. Фамилии»"
PPI = 200
"""What a poor printer manages: a reader must be content with it."""


def pictured(
    monkeypatch: pytest.MonkeyPatch, codes: list[str], stock: Stock, **options: Any
) -> list[Image.Image]:
    """The sheets that `labels_pdf` would print, as pictures."""
    sheets: list[Image.Image] = []

    def drawn(template: str, data: dict[str, Any]) -> bytes:
        assert template == TEMPLATE
        inputs = {"data": json.dumps(data, ensure_ascii=False), "labels": "{}"}
        pages = typst.compile(
            paper.ROOT / template,
            root=paper.ROOT,
            font_paths=paper._fonts(),
            format="png",
            ppi=PPI,
            sys_inputs=inputs,
        )
        for page in pages if isinstance(pages, list) else [pages]:
            sheets.append(Image.open(io.BytesIO(page)).convert("L"))
        return b""

    monkeypatch.setattr(labels, "render_pdf", drawn)
    labels_pdf(codes, stock=stock, top=TOP, **options)
    return sheets


def read(sheet: Image.Image) -> list[Any]:
    """Codes of a sheet from left to right, row by row."""
    found = zxingcpp.read_barcodes(sheet)
    # Labels of a row don't stand at exactly the same pixel.
    return sorted(found, key=lambda one: (round(one.position.top_left.y / 40), one.position.top_left.x))


@pytest.mark.parametrize("is_qr", [False, True], ids=["bars", "qr"])
@pytest.mark.parametrize("key", STOCKS)
def test_every_label_of_a_sheet_is_read(monkeypatch: pytest.MonkeyPatch, key: str, is_qr: bool) -> None:
    stock = STOCKS[key]
    skip = 2 if stock.per_page > 1 else 0
    codes = [label_code(9_000_000_000 + number * 37) for number in range(1, stock.per_page - skip + 2)]
    sheets = pictured(monkeypatch, codes, stock, is_qr=is_qr, skip=skip)
    PICTURES.mkdir(parents=True, exist_ok=True)
    sheets[0].save(PICTURES / f"labels-{key}-{'qr' if is_qr else 'bars'}.png")
    found = [read(sheet) for sheet in sheets]
    assert [[one.text for one in page] for page in found] == [codes[:-1], codes[-1:]]
    assert {str(one.format) for page in found for one in page} == {"QR Code" if is_qr else "Code 128"}


def test_a_begun_sheet_starts_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    stock = STOCKS["a4-24"]
    (sheet,) = pictured(monkeypatch, [label_code(1)], stock, skip=4)
    (one,) = read(sheet)
    mm = PPI / 25.4
    # Place 5 of three columns: the second of the second row.
    assert stock.width < one.position.top_left.x / mm < 2 * stock.width
    assert stock.top + stock.height < one.position.top_left.y / mm < stock.top + 2 * stock.height


def test_a_cyrillic_roll_is_read_as_qr(monkeypatch: pytest.MonkeyPatch) -> None:
    (sheet,) = pictured(monkeypatch, ["ШБ000101", "ШБ000102"], STOCKS["a4-65"], is_qr=True)
    assert [one.text for one in read(sheet)] == ["ШБ000101", "ШБ000102"]


@pytest.mark.parametrize("key", STOCKS)
def test_stocks_fit_their_page(key: str) -> None:
    stock = STOCKS[key]
    width = stock.left + stock.columns * stock.width + (stock.columns - 1) * stock.gap_x
    height = stock.top + stock.rows * stock.height + (stock.rows - 1) * stock.gap_y
    assert width <= stock.page_width + 0.01
    assert height <= stock.page_height + 0.01

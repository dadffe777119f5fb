"""Labels on paper: stock formats that are sold everywhere, bars or QR, a short number beside the code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tomik.fund.codes import short_number
from tomik.paper.public import code128, qr_mask, qr_rows, render_pdf

TEMPLATE = "fund/typst/labels.typ"
TOP_MAX = 40
TOP_SIZE = 5.5
LETTER_WIDTH = 0.6
MM_PER_POINT = 0.353


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """A label stock, in millimetres. A roll is a page of one label."""

    key: str
    name: Any
    page_width: float = 210
    page_height: float = 297
    columns: int = 1
    rows: int = 1
    width: float
    height: float
    left: float = 0
    top: float = 0
    gap_x: float = 0
    gap_y: float = 0

    @property
    def per_page(self) -> int:
        """Labels of a sheet."""
        return self.columns * self.rows


STOCKS = {
    stock.key: stock
    for stock in (
        Stock(key="a4-65", name=_("A4, 65 labels of 38 × 21.2 mm"), columns=5, rows=13, width=38.1, height=21.2, left=4.75, top=10.7, gap_x=2.5),
        Stock(key="a4-40", name=_("A4, 40 labels of 52.5 × 29.7 mm"), columns=4, rows=10, width=52.5, height=29.7),
        Stock(key="a4-24", name=_("A4, 24 labels of 70 × 37 mm"), columns=3, rows=8, width=70, height=37, top=0.5),
        Stock(key="a4-21", name=_("A4, 21 labels of 70 × 42.3 mm"), columns=3, rows=7, width=70, height=42.3),
        Stock(key="roll-58", name=_("Roll, 58 × 40 mm"), page_width=58, page_height=40, width=58, height=40),
        Stock(key="roll-43", name=_("Roll, 43 × 25 mm"), page_width=43, page_height=25, width=43, height=25),
    )
}  # fmt: skip
DEFAULT_STOCK = "a4-65"


def labels_pdf(
    codes: Sequence[str], *, stock: Stock, top: str = "", is_qr: bool = False, skip: int = 0
) -> bytes:
    """The labels on sheets of a stock, the first `skip` places of the first sheet left empty (a sheet begun before).

    `top` is the line above the code, the school's name. Cyrillic codes of bought rolls can only be QR codes.
    """
    sheet = {
        name.replace("_", "-"): value for name, value in asdict(stock).items() if name not in {"key", "name"}
    }
    # Codes of a range differ in a few digits: the mask that suits one suits all, and finding it is most of the work.
    mask = qr_mask(codes[0]) if is_qr and codes else None
    labels = [
        {"number": short_number(code)}
        | ({"qr": qr_rows(code, mask=mask)} if is_qr else {"bars": code128(code)})
        for code in codes
    ]
    data = {
        "title": "Этикетки",
        "sheet": sheet,
        "top": top[:TOP_MAX],
        "top-size": _size_of(top[:TOP_MAX], stock),
        "labels": labels,
        "skip": skip % stock.per_page,
    }
    return render_pdf(TEMPLATE, data)


def _size_of(top: str, stock: Stock) -> float:
    """The size, in points, at which the line above the bars keeps to one line: a letter is about half as wide as high."""
    room = stock.width - 5
    return min(TOP_SIZE, room / (max(len(top), 1) * LETTER_WIDTH * MM_PER_POINT))

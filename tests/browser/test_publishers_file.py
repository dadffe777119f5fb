"""A publisher's workbook becomes a receipt: wrong rows are told in place, the right ones are posted with VAT."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.browser.test_labels import received
from tests.cast import assemble
from tomik.fund.models import Receipt
from tomik.kernel import scope
from tomik.ledger.models import Balance
from tomik.paper.tests import books
from tomik.territory.public import scope_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")
TITLES = [
    "№ п/п", "Наименование", "Авторы", "ISBN", "Количество", "Цена без НДС", "Сумма без НДС, руб.", "НДС, %",
    "Сумма НДС, руб.", "Сумма с НДС, руб.",
]  # fmt: skip
ROWS = [
    ["Универсальный передаточный документ № 77 от 18.08.2026"],
    TITLES,
    [1, "Физика", "Пёрышкин А.В.", None, 30, "363,64", "10909,20", "10%", "1090,80", "12000,00"],
    [2, "Математика", "Моро М.И.", "9785090716147", 25, "318,64", "7966,00", "10%", "796,60", "8762,60"],
    [3, "Физика", "Пёрышкин А.В.", None, -1, "363,64", None, "10%", None, None],
    [4, "Физика", "Пёрышкин А.В.", None, 1.5, "363,64", None, "10%", None, None],
    [5, "Физика", "Пёрышкин А.В.", None, 5, 0, None, "10%", None, None],
]


def check(page: Any, name: str) -> None:
    """No scrolling sideways, nothing that a screen reader stumbles over, a picture when asked for."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1440, 360])
def test_a_publishers_file_is_received(page_of: Any, width: int) -> None:
    cast = assemble()
    received(cast)
    page = page_of(cast.librarian_a, width=width)
    page.goto("/import/receipt/")
    content = {"name": "УПД 77.xlsx", "mimeType": "application/octet-stream", "buffer": books.xlsx(ROWS)}
    page.set_input_files("input[type=file]", content)
    page.click("text=Загрузить и посмотреть")
    page.wait_for_url("**/columns")
    page.fill("[name$=supplier]", "АО «Издательство»")
    page.fill("[name$=papers_number]", "77")
    check(page, f"publisher-columns-{width}")
    page.click("text=Проверить файл")
    page.wait_for_selector("text=Что изменится")
    expect(page.locator("main")).to_contain_text("Количество")
    check(page, f"publisher-preview-{width}")
    page.click("button:has-text('Применить')")
    page.wait_for_selector("text=Что изменилось")

    with scope.acting(scope_of(cast.librarian_a)):
        receipt = Receipt.objects.get()
        assert (receipt.state, receipt.papers_number, receipt.papers_on) == ("draft", "77", None)
        lines = receipt.lines.order_by("line_no").values_list("copies", "price_kopecks", "vat_percent")
        assert list(lines) == [(30, 400_00, 10), (25, 350_50, 10)]
    page.goto(f"/fund/schools/{cast.school_a.uid}/receipts/{receipt.uid}/edit/")
    expect(page.locator("h1")).to_be_visible()
    check(page, f"publisher-editor-{width}")
    page.click("button[value=post]")
    page.wait_for_url(re.compile(rf"/receipts/{receipt.uid}/$"))
    check(page, f"publisher-receipt-{width}")
    with scope.acting(scope_of(cast.librarian_a)):
        receipt.refresh_from_db()
        assert receipt.state == "posted"
        held = Balance.objects.filter(lot__receipt_uid=receipt.uid, may_go_negative=False)
        assert sorted(held.values_list("copies", "lot__price_kopecks")) == [(25, 350_50), (30, 400_00)]
    assert page.complaints == []

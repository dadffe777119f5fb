"""A delivery with a shortage, from the papers to the claim: by keyboard and scanner alone, wide and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import Cast
from tomik.catalogue.public import CatalogueProposal
from tomik.fund.models import Receipt
from tomik.fund.tests.world import ISBN_MATHS, World, build
from tomik.kernel import clock
from tomik.kernel.scope import acting
from tomik.ledger.public import Entry
from tomik.territory.public import scope_of, system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")


def look(page: Any, name: str) -> None:
    """No scrolling sideways, nothing that a screen reader stumbles over, a picture when asked for."""
    page.mouse.move(0, 0)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True, caret="initial")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def into(page: Any, label: str, text: str) -> None:
    """Go to a control with the Tab key alone and type over what it holds."""
    wanted = page.get_by_label(label, exact=True)
    for _step in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {label}")


def press(page: Any, name: str) -> None:
    """Go to a button or link with the Tab key alone and press Enter on it."""
    wanted = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    for _step in range(120):
        if wanted.evaluate("one => one === document.activeElement"):
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {name}")


def scan(page: Any, code: str) -> None:
    """What a scanner does: digits and Enter into the field that has the focus."""
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def begin(page: Any, width: int, world: World) -> None:
    """From the fund to three lines: a book scanned twice, one of two that fit, one that the catalogue lacks."""
    page.goto("/fund/")
    expect(page.locator("h1")).to_contain_text("Фонд")
    press(page, "Поступления")
    expect(page.locator("h1")).to_contain_text("Поступления")
    look(page, f"receipts-empty-{width}")
    press(page, "Новое поступление")
    expect(page.locator("h1")).to_contain_text("Новое поступление")
    scan(page, ISBN_MATHS)
    first = page.locator("#receipt tbody tr").first
    expect(first).to_contain_text(world.maths[0].title)
    scan(page, ISBN_MATHS)
    expect(page.get_by_label("Принято, строка 1")).to_have_value("2")
    page.keyboard.type("История")
    page.keyboard.press("Enter")
    expect(page.locator(".receipt-choice li")).to_have_count(2)
    look(page, f"receipts-choice-{width}")
    page.keyboard.press("Enter")  # the first choice has the focus
    expect(page.locator("#receipt tbody tr")).to_have_count(2)
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("Родной край Горного района")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Название", exact=True)).to_be_focused()
    press(page, "Предложить и добавить")
    expect(page.locator("#receipt tbody tr")).to_have_count(3)
    expect(page.locator("#q")).to_be_focused()


def fill_and_post(page: Any, width: int) -> None:
    """What was accepted against the papers; a refusal; the rest; posting."""
    into(page, "Принято, строка 1", "25")
    for label, text in (("По документу", "30"), ("Брак", "2"), ("Цена", "350,50")):
        into(page, f"{label}, строка 1", text)
    for row in (2, 3):
        into(page, f"Принято, строка {row}", "10")
        into(page, f"Цена, строка {row}", "1.005" if row == 2 else "99")
    press(page, "Провести")
    expect(page.locator("#form-errors")).to_contain_text("Укажите поставщика")
    look(page, f"receipts-refused-{width}")
    press(page, "Поставщик")  # the summary leads to the field
    expect(page.locator("#id_supplier_name")).to_be_focused()
    page.keyboard.type("АО «Издательство»")
    press(page, "Номер документа")
    page.keyboard.type("УПД-17")
    into(page, "Цена, строка 2", "400")
    press(page, "Провести")
    expect(page.locator("h1")).to_contain_text("Поступление № 1")


def papers_and_claim(page: Any) -> None:
    """Every paper is a PDF; the outcome of the claim is written down."""
    due = clock.today() + timedelta(days=30)
    expect(page.locator("#main")).to_contain_text(f"{due:%d.%m.%Y}")
    for name in ("Акт приёма", "Акт о расхождении", "Претензия"):
        address = page.get_by_role("link", name=name, exact=True).get_attribute("href")
        answer = page.context.request.get(page.evaluate("one => new URL(one, location).href", address))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf"), name
    page.locator("#id_claim_outcome").focus()
    page.keyboard.type("Допоставлено")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("Записано")
    expect(page.locator("#main")).to_contain_text("Исход: Допоставлено")


@pytest.mark.parametrize("width", [1440, 360])
def test_a_delivery_with_a_shortage(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    with acting(system_scope()):
        world = build(cast)
    page = page_of(cast.librarian_a, width=width)
    begin(page, width, world)
    fill_and_post(page, width)
    look(page, f"receipts-posted-{width}")
    with acting(scope_of(cast.librarian_a)):
        receipt = Receipt.objects.get()
        assert (receipt.number, receipt.discrepancy_number) == (1, 1)
        assert (Entry.objects.get().copies, CatalogueProposal.objects.count()) == (45, 1)
    papers_and_claim(page)
    # The browser itself writes down that the refusal was a 422.
    assert [one for one in page.complaints if "422" not in one] == []


def test_without_javascript(cast: Cast, page_of: Callable[..., Any]) -> None:
    with acting(system_scope()):
        world = build(cast)
    page = page_of(cast.librarian_a, javascript=False)
    page.goto(f"/fund/schools/{world.school.uid}/receipts/new/")
    page.locator("#id_kind").select_option("gift")
    page.get_by_role("button", name="Показать поля").click()
    expect(page.get_by_label("Кто дарит")).to_be_visible()
    page.locator("#q").fill(ISBN_MATHS)
    page.locator("#add_price").fill("120")
    page.locator("#q").press("Enter")
    expect(page.get_by_label("Принято, строка 1")).to_have_value("1")
    page.locator("#q").fill(ISBN_MATHS)
    page.locator("#q").press("Enter")
    expect(page.get_by_label("Принято, строка 1")).to_have_value("2")
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator("h1")).to_contain_text("Черновик поступления")
    page.get_by_role("button", name="Провести").click()
    expect(page.locator("h1")).to_contain_text("Поступление № 1")

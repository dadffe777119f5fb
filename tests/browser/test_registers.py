"""The registers in the browser: from the list of books to the closed year, by keyboard, wide and on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import Cast
from tomik.fund.models import Reconciliation
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import build
from tomik.kernel import clock
from tomik.kernel.scope import acting
from tomik.ledger.public import latest_closing
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")


def look(page: Any, name: str) -> None:
    """No scrolling sideways, nothing that a screen reader stumbles over, a picture when asked for."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True, caret="initial")
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("width", [1440, 360])
def test_from_the_books_to_the_closed_year(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    last = date(clock.today().year - 1, 12, 31)
    with acting(system_scope()):
        world = build(cast)
        got(world, line(world.physics, 40, 400_00), received_on=last.replace(month=8, day=20), papers_on=None)
    page = page_of(cast.head_a, width=width)
    page.goto("/fund/registers/")
    expect(page.locator("h1")).to_have_text("Учётные книги")
    look(page, f"registers-{width}")
    for name, title in (
        ("Учебники", "Книга суммарного учёта фонда учебников"),
        ("Журнал регистрации карточек", "Журнал"),
    ):
        page.goto("/fund/registers/")
        page.get_by_role("link", name=name, exact=True).press("Enter")
        expect(page.locator("h1")).to_contain_text(title)
        look(page, f"registers-{name}-{width}")
    page.get_by_role("link", name="1", exact=True).first.press("Enter")
    expect(page.locator("h1")).to_have_text("Карточка учёта учебника № 1")
    look(page, f"registers-card-{width}")
    page.goto("/fund/registers/")
    page.get_by_role("link", name="Сверка с бухгалтерией и закрытие года").press("Enter")
    expect(page.locator("h1")).to_contain_text(f"{last:%d.%m.%Y}")
    page.get_by_label("Учебники, рублей").fill("15 999,50")
    page.get_by_role("button", name="Записать").press("Enter")
    expect(page.locator("#main")).to_contain_text("Данные расходятся: напишите причину.")
    look(page, f"registers-closing-refused-{width}")
    page.get_by_label("Учебники, причина расхождения").fill("округление")
    page.get_by_role("button", name="Записать").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Сверка записана")
    page.get_by_label("Номер акта").fill("5")
    page.locator("#main form").get_by_role("button", name="Закрыть", exact=True).press("Enter")
    expect(page.locator("#main")).to_contain_text("Учёт закрыт по")
    look(page, f"registers-closed-{width}")
    with acting(system_scope()):
        closed = latest_closing(cast.school_a.pk)
        assert closed is not None
        assert (closed.through, closed.document_number) == (last, "5")
        assert Reconciliation.objects.get().note == "округление"

"""Screens that ask for papers, in the browser: by keyboard, wide and on a phone; the operator's days of reports."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_registers import look
from tests.cast import Cast
from tomik.fund.models import Receipt, ReportDay
from tomik.fund.tests.test_official_sheets import class_of
from tomik.fund.tests.test_receipts import fiction, got, line
from tomik.fund.tests.world import build
from tomik.kernel.scope import acting
from tomik.territory.public import system_scope
from tomik.ui.public import current_school_year

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [1440, 360])
def test_papers_of_a_school(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    with acting(system_scope()):
        world = build(cast)
        class_of(world.school, year=current_school_year())
        got(world, line(fiction(), 3, 200_00, is_individual=True))
        got(
            world,
            line(world.physics, 1),
            kind=Receipt.Kind.REPLACEMENT,
            supplier_name="Сидорова Н.Н.",
            papers_number="",
        )
        replaced = Receipt.objects.get(kind=Receipt.Kind.REPLACEMENT)
    page = page_of(cast.librarian_a, width=width)
    page.goto("/fund/registers/")
    page.get_by_role("link", name="Лист выдачи учебников классу").press("Enter")
    expect(page.locator("h1")).to_have_text("Лист выдачи учебников классу")
    look(page, f"issue-sheet-{width}")
    assert page.get_by_label("Дата листа").input_value()
    page.goto("/fund/registers/")
    page.get_by_role("link", name="Заверительная надпись").press("Enter")
    expect(page.locator("h1")).to_have_text("Заверительная надпись")
    page.get_by_role("link", name="Инвентарная книга").press("Enter")
    expect(page.get_by_label("Число страниц")).to_have_value("1")
    look(page, f"certificate-{width}")
    page.goto(f"/fund/schools/{world.school.uid}/receipts/{replaced.uid}/")
    page.get_by_role("link", name="Утерянные книги и комиссия").press("Enter")
    expect(page.locator("h1")).to_have_text("Утерянные книги и комиссия")
    page.get_by_label("Утерянные книги").fill("999")
    page.get_by_role("button", name="Записать").press("Enter")
    expect(page.get_by_text("нет экземпляра с номером или этикеткой «999»").first).to_be_visible()
    look(page, f"lost-{width}")
    page.get_by_label("Утерянные книги").fill("2")
    page.get_by_role("button", name="Записать").press("Enter")
    expect(page.get_by_text("Утерянное записано.")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_days_of_reports(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    page = page_of(cast.operator, width=width)
    page.goto("/fund/report-days/")
    expect(page.locator("h1")).to_have_text("Отчётные дни")
    look(page, f"report-days-{width}")
    page.get_by_text("Новый день или изменение с даты").press("Enter")
    page.get_by_label("Название дня", exact=False).first.fill("День мониторинга")
    page.locator("select[name=month]").select_option("3")
    page.locator("input[name=day]").fill("31")
    page.locator("input[name=valid_from]").fill("2027-01-01")
    look(page, f"report-days-form-{width}")
    page.get_by_role("button", name="Сохранить").press("Enter")
    expect(page.get_by_text("Отчётный день записан.")).to_be_visible()
    assert ReportDay.objects.filter(month=3, day=31).count() == 1

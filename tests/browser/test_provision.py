"""The librarian's main path by a person: plan, matrix, what stands behind a cell, checklist. With and without JavaScript."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD, Cast, assemble
from tests.security.world import YEAR, Furnished, Shared, furnish, share
from tomik.kernel.scope import acting
from tomik.provision.models import PlanLine, ShortageReason
from tomik.territory.public import scope_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> tuple[Cast, Shared, Furnished]:
    """School A: 5А of two pupils with a plan and twelve textbooks, 5Б of twenty without a plan."""
    cast = assemble()
    shared = share(cast)
    return cast, shared, furnish(cast.school_a, cast.librarian_a, shared)


def _plan_a_line(page: Any, one: Furnished) -> None:
    """From the empty class to the saved line, the way the screens lead."""
    page.goto(f"/provision/schools/{one.school.uid}/plan/")
    page.get_by_role("link", name="Добавить строку").click()
    page.get_by_label("Класс", exact=True).select_option("5Б")
    page.get_by_label("Предмет", exact=True).select_option("Математика")
    page.get_by_role("button", name="Выбрать учебники").click()
    page.get_by_label("Виленкин Н.Я.").check()
    page.get_by_role("button", name="Сохранить", exact=True).click()
    expect(page.locator("table").first).to_contain_text("Виленкин")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_plan_to_the_checklist(
    world: tuple[Cast, Shared, Furnished], page_of: Callable[..., Any], javascript: bool
) -> None:
    cast, _shared, one = world
    page = page_of(cast.librarian_a, javascript=javascript)
    _plan_a_line(page, one)
    with acting(scope_of(cast.librarian_a)):
        assert PlanLine.objects.filter(school=one.school, school_year=YEAR).count() == 2
    page.get_by_role("link", name="Матрица").click()
    expect(page.locator("h1")).to_contain_text(
        "10"
    )  # 22 learners, 10 copies of the opening and 2 of a receipt
    page.locator("td.cell a").first.click()
    details = page.locator("#drawer-body" if javascript else "main")
    expect(details).to_contain_text("Обеспечено 12 из 22")
    if javascript:
        expect(page.locator("#drawer.show:not(.showing)")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).not_to_be_visible()
        expect(page.locator("td.cell a").first).to_be_focused()
    else:
        page.go_back()
    page.get_by_role("link", name="Чек-лист", exact=True).click()
    with page.expect_download() as file:
        page.get_by_role("link", name="Excel").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(file.value.path()).read_bytes()))
    cells = [cell.value for row in book.worksheets[0].iter_rows() for cell in row]
    assert "Математика" in cells
    assert any(isinstance(value, str) and value.startswith("=") for value in cells)
    pdf = page.request.get(page.get_by_role("link", name="PDF").get_attribute("href"))
    assert pdf.body().startswith(b"%PDF")
    assert page.complaints == []


@pytest.mark.parametrize("javascript", [True, False])
def test_the_reason_of_a_shortage_is_written_where_it_is_seen(
    world: tuple[Cast, Shared, Furnished], page_of: Callable[..., Any], javascript: bool
) -> None:
    cast, _shared, one = world
    page = page_of(cast.librarian_a, javascript=javascript, width=320)
    _plan_a_line(page, one)
    page.goto(f"/provision/schools/{one.school.uid}/lacks/")
    page.get_by_role("link", name="указать причину").first.click()
    page.get_by_label("Причина").select_option("loss")
    page.get_by_label("Что сделаем").fill("Закажем в марте")
    page.get_by_role("button", name="Сохранить").click()
    expect(page.locator("main")).to_contain_text("Закажем в марте")
    with acting(scope_of(cast.librarian_a)):
        assert ShortageReason.objects.get(note="Закажем в марте").reason == "loss"


def test_a_deputy_looks_and_changes_nothing(
    world: tuple[Cast, Shared, Furnished], page_of: Callable[..., Any]
) -> None:
    cast, _shared, one = world
    page = page_of(cast.deputy_a)
    page.goto(f"/provision/schools/{one.school.uid}/plan/")
    expect(page.locator("table").first).to_contain_text("Виленкин")
    assert page.locator("main form").count() == 0
    assert page.get_by_role("link", name="Добавить строку").count() == 0


def _focused(page: Any) -> str:
    return str(page.evaluate("document.activeElement.innerText || document.activeElement.name || ''")).strip()


def _press_to(page: Any, name: str, *, key: str = "Tab") -> None:
    """Tab until the element is reached, and see that it shows it."""
    for _ in range(60):
        if _focused(page).startswith(name):
            outline = "getComputedStyle(document.activeElement)"
            assert page.evaluate(f"{outline}.outlineStyle !== 'none' || {outline}.boxShadow !== 'none'"), name
            return
        page.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {name}")


def test_from_signing_in_to_the_checklist_by_keys_alone(
    world: tuple[Cast, Shared, Furnished], page_of: Callable[..., Any]
) -> None:
    page = page_of()
    page.goto("/")
    _press_to(page, "login")
    page.keyboard.type("librarian-a")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Школа А")
    _press_to(page, "Обеспеченность")
    page.keyboard.press("Enter")
    expect(page.locator("td.cell a").first).to_be_visible()
    _press_to(page, "План учебников")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Добавить строку")).to_be_visible()
    _press_to(page, "Матрица")
    page.keyboard.press("Enter")
    cell = page.locator("td.cell a").first
    expect(cell).to_be_visible()
    _press_to(page, cell.inner_text().strip())
    for pressed_early in (False, True):
        page.keyboard.press("Enter")
        opening = "#drawer.showing, #drawer.show" if pressed_early else "#drawer.show:not(.showing)"
        page.wait_for_selector(opening)
        page.keyboard.press("Escape")
        expect(page.locator("#drawer")).not_to_be_visible()
        expect(cell).to_be_focused()
    _press_to(page, "Чек-лист", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/checklist/")
    expect(page.get_by_role("link", name="Excel").first).to_be_visible()
    assert page.complaints == []

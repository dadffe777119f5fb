"""Signing in by the keyboard alone, the language, and what a person sees when something is not for him."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import PASSWORD, Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def _focused(page: Any) -> str:
    """Name or text of the element that has the focus."""
    return str(page.evaluate("document.activeElement.name || document.activeElement.innerText"))


def _tab_to(page: Any, name: str) -> None:
    for _ in range(20):
        if _focused(page).strip() == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def test_by_the_keyboard_alone(cast: Cast, page_of: Callable[..., Any]) -> None:
    page = page_of()
    page.goto("/classes/")
    _tab_to(page, "login")
    page.keyboard.type("librarian-a")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("не")
    expect(page.locator("#id_login")).to_have_value("librarian-a")
    _tab_to(page, "password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/classes/")
    _tab_to(page, "Обеспеченность")
    page.keyboard.press("Enter")
    page.wait_for_url("**/provision/**")
    expect(page.locator(".rail a[aria-current]")).to_contain_text("Обеспеченность")


def test_the_language_is_kept(cast: Cast, page_of: Callable[..., Any]) -> None:
    page = page_of(cast.librarian_a)
    page.goto("/classes/")
    expect(page.locator("html")).to_have_attribute("lang", "ru")
    page.locator(".menu-right summary").click()
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".rail")).to_contain_text("Provision")
    page.goto("/import/")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".menu-right summary").click()
    page.get_by_role("button", name="Русский").click()
    expect(page.locator(".rail")).to_contain_text("Обеспеченность")


@pytest.mark.parametrize("width", [1440, 320])
def test_refusals_look_like_the_product(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    """Another school is not there, a right that is missing is named; each with a way back, nothing for the console to hide."""
    page = page_of(cast.deputy_a, width=width)
    for address, status in (
        (f"/provision/schools/{cast.school_b.uid}/", 404),
        ("/no-such-page/", 404),
        (f"/provision/schools/{cast.school_a.uid}/plan/line/", 403),
    ):
        assert page.goto(address).status == status, address
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator(".rail")).to_be_visible()
        assert page.locator("main a").count() >= 1, address
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert "Школа Б" not in page.content()

"""The frame in a real browser: no serious barrier, nothing wider than the phone, keyboard, no JavaScript."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import PASSWORD, Cast
from tomik.accounts.public import Role
from tomik.territory.public import Membership, School

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SERIOUS = {"serious", "critical"}
SCREENS = [
    ("", "/accounts/login/"),
    ("", "/accounts/password/reset/"),
    ("", "/no-such-page/"),
    ("librarian_a", "/"),
    ("librarian_a", "/accounts/profile/"),
    ("librarian_a", "/accounts/password/change/"),
    ("head_a", "/territory/members/"),
    ("operator", "/"),
    ("operator", "/territory/schools/"),
    ("outsider", "/"),
]


def barriers(page: Any) -> list[tuple[str, list[str]]]:
    """Serious findings of axe: (rule, first target)."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["target"]) for rule in found if rule["impact"] in SERIOUS]


@pytest.mark.parametrize(("who", "address"), SCREENS)
def test_no_barriers_at_any_width_and_theme(
    cast: Cast, page_of: Callable[..., Any], who: str, address: str
) -> None:
    for width, theme in itertools.product((1440, 360), ("light", "dark")):
        page = page_of(getattr(cast, who) if who else None, width=width, theme=theme)
        page.goto(address)
        assert barriers(page) == [], (width, theme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (width, theme)
        if address != "/no-such-page/":
            assert page.complaints == [], (width, theme)


def test_keyboard_reaches_the_content_and_the_menus(cast: Cast, page_of: Callable[..., Any]) -> None:
    Membership.objects.create(user=cast.librarian_a, role=Role.LIBRARIAN, school=cast.school_b)
    page = page_of(cast.librarian_a)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(".unit-menu summary").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".unit-menu[open]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".unit-menu[open]")).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".unit-menu .unit-name")).to_have_text("Школа Б")


def test_signing_in_without_javascript(cast: Cast, page_of: Callable[..., Any]) -> None:
    page = page_of(javascript=False)
    page.goto("/")
    page.get_by_label("Имя пользователя или e-mail").or_(page.locator("#id_login")).first.fill("librarian-a")
    page.locator("#id_password").fill(PASSWORD)
    page.get_by_role("button", name="Войти").click()
    expect(page.locator("h1")).to_contain_text("Школа А")
    page.locator(".menu-right summary").click()
    page.get_by_role("button", name="тёмное").click()
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")


def test_list_filters_sorts_and_pages_in_place(cast: Cast, page_of: Callable[..., Any]) -> None:
    School.objects.bulk_create(
        School(
            region=cast.region,
            municipality=cast.municipality,
            short_name=f"Лицей {number:03d}",
            full_name=f"Лицей {number:03d}",
            name_key=f"лицей {number:03d}",
        )
        for number in range(120)
    )
    page = page_of(cast.operator)
    page.goto("/territory/schools/")
    page.evaluate("window.stayed = true")
    rows = page.locator("#list tbody tr")
    page.get_by_role("link", name="Следующая страница").click()
    expect(rows.first).to_contain_text("Лицей 050")
    page.get_by_label("Название или ИНН").fill("лицей 11")
    expect(rows).to_have_count(10)
    heading = page.get_by_role("link", name="Школа", exact=True)
    heading.click()
    expect(page.locator("#list th[aria-sort]")).to_have_attribute("aria-sort", "descending")
    expect(rows.first).to_contain_text("Лицей 119")
    assert page.evaluate("window.stayed") is True
    page.reload()
    assert page.locator("#list tbody tr").count() == 10
    assert page.complaints == []


def test_theme_follows_the_device_until_chosen(cast: Cast, page_of: Callable[..., Any]) -> None:
    page = page_of(theme="dark")
    page.goto("/accounts/login/")
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).not_to_have_attribute("data-bs-theme", "dark")

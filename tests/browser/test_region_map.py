"""The heat map and the map of schools: linked by hovering and by the keyboard, and by links alone without JavaScript."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.cast import Cast, assemble
from tests.security.world import furnish, share
from tomik.provision.queries import region as regions
from tomik.territory.public import School

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LIT, CHOSEN = re.compile(r"\bis-lit\b"), re.compile(r"\bis-chosen\b")


@pytest.fixture
def cast() -> Cast:
    """School A with a plan and textbooks, school B without."""
    regions._memory.clear()
    people = assemble()
    for place, school in enumerate((people.school_a, people.school_b, people.school_c)):
        School.objects.filter(pk=school.pk).update(latitude=56.5 + place / 2, longitude=84.9 + place)
    furnish(people.school_a, people.librarian_a, share(people))
    return people


@pytest.mark.parametrize("javascript", [True, False])
def test_a_municipality_is_chosen_in_the_table_and_on_the_map(
    cast: Cast, page_of: Callable[..., Any], javascript: bool
) -> None:
    page = page_of(cast.operator, javascript=javascript)
    page.goto("/provision/region/")
    key = cast.municipality.pk
    row, points = page.locator(f"#unit-{key}"), page.locator(f'.school-map [data-unit="{key}"]')
    expect(points).to_have_count(2)
    row.get_by_role("link", name="Показать на карте").focus()
    if javascript:
        expect(points.first).to_have_class(LIT)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"chosen={key}"))
    expect(row).to_have_class(CHOSEN)
    expect(points.first).to_have_class(CHOSEN)
    expect(page.locator(".map-panel")).to_contain_text("Школа А")
    page.get_by_role("link", name="Показать все школы").click()
    page.wait_for_url(lambda url: "chosen" not in url)
    points.first.click(force=True)
    page.wait_for_url(re.compile(rf"chosen={key}#unit-{key}"))
    expect(row).to_have_class(CHOSEN)
    points.first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/provision/schools/"))
    assert page.complaints == []


def test_hovering_a_point_lights_its_row(cast: Cast, page_of: Callable[..., Any]) -> None:
    page = page_of(cast.operator)
    page.goto("/provision/region/")
    key = cast.municipality.pk
    page.locator(f'.school-map [data-unit="{key}"]').first.hover(force=True)
    expect(page.locator(f"#unit-{key}")).to_have_class(LIT)
    page.locator("h1").hover()
    expect(page.locator(f"#unit-{key}")).not_to_have_class(LIT)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_screens_are_accessible(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only here

    page = page_of(cast.operator, width=width)
    for address in (f"/provision/region/?chosen={cast.municipality.pk}", "/catalogue/sets/new/", "/"):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found.response["violations"]] == []
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")

"""Workbooks handed to a class: from the register of what was given out to the act, with a slip of the pen on the way."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_publishers_file import check
from tests.cast import Cast, assemble
from tomik.catalogue.public import NewSet, create_sets
from tomik.fund.public import Opened, open_one_title
from tomik.kernel import scope
from tomik.kernel.ids import uuid7
from tomik.ledger.public import LotDraft
from tomik.people.public import ClassGroup
from tomik.territory.public import Building, scope_of, system_scope
from tomik.ui.public import current_school_year

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TITLES = ("География. 7 класс. Рабочая тетрадь", "Физика. 7 класс. Рабочая тетрадь")


def stocked(cast: Cast) -> None:
    """Thirty of each workbook on the shelves of school A, and a class."""
    with scope.acting(system_scope()):
        sets = create_sets(
            [NewSet(title=title, authors="Касьянов В.А.", kind="workbook") for title in TITLES]
        )
        editions = [one.editions.get() for one in sets]
        building = Building.objects.get(school=cast.school_a, is_main=True)
        ClassGroup.objects.create(
            school=cast.school_a, school_year=current_school_year(), grade=7, letter="Б"
        )
    with scope.acting(scope_of(cast.librarian_a)):
        for edition in editions:
            lot = LotDraft(
                edition_id=edition.pk,
                price_kopecks=150_00,
                received_on=date(2025, 9, 1),
                receipt_uid=uuid7(),
                on_balance=False,
            )
            open_one_title(
                school=cast.school_a,
                opened=Opened(lot=lot, copies=30, building_id=building.pk),
                actor_id=cast.librarian_a.pk,
            )


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_a_class_gets_its_workbooks(page_of: Any, width: int, theme: str) -> None:
    cast = assemble()
    stocked(cast)
    page = page_of(cast.librarian_a, width=width, theme=theme)
    page.goto(f"/fund/schools/{cast.school_a.uid}/given/")
    check(page, f"handout-list-{width}")
    page.click("a:has-text('Выдать')")
    expect(page.locator("h1")).to_have_text("Выдача безвозвратно")
    page.select_option("#id_group", label="7Б")
    first, second = page.locator("input[type=number]").all()
    first.fill("31")
    second.fill("24")
    page.evaluate("document.querySelector('main form').noValidate = true")
    page.click("button:has-text('Выдать безвозвратно')")
    expect(page.locator(".invalid-feedback").first).to_contain_text("только 30")
    check(page, f"handout-refused-{width}")
    page.locator("input[type=number]").first.fill("24")
    page.click("button:has-text('Выдать безвозвратно')")
    page.wait_for_url("**/ledger/**")
    expect(page.locator("#messages")).to_contain_text("Выдано безвозвратно: 7Б")
    check(page, f"handout-act-{width}")
    page.goto(f"/fund/schools/{cast.school_a.uid}/given/")
    expect(page.locator("main")).to_contain_text("7Б")
    check(page, f"handout-given-{width}")
    assert [one for one in page.complaints if "422" not in one] == []

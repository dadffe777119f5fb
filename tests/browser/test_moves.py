"""Books go to another building, by keyboard and scanner alone, wide and on a phone; drafts for another school."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_receipts import into, look, press, scan
from tests.cast import Cast
from tomik.fund.models import Move, PrintedForm
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import ISBN_MATHS, World, build
from tomik.kernel.scope import acting
from tomik.ledger.public import Entry
from tomik.territory.public import scope_of, system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def stocked(cast: Cast) -> tuple[World, list[str]]:
    """A delivery in the main building; two copies of physics have labels."""
    with acting(system_scope()):
        world = build(cast)
        got(world, line(world.maths[0], 30), line(world.maths[1], 25), line(world.physics, 10, 300_00))
        codes = codes_of(allot_labels(school=world.school, count=2, actor_id=None))
        bind_codes(school=world.school, edition_id=world.physics.pk, codes=codes, actor_id=None)
    return world, codes


@pytest.mark.parametrize("width", [1440, 360])
def test_a_move_from_scan_to_paper(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    _world, codes = stocked(cast)
    page = page_of(cast.librarian_a, width=width)
    page.goto("/fund/")
    expect(page.locator("h1")).to_contain_text("Фонд")
    press(page, "Внутренние перемещения")
    expect(page.locator("h1")).to_contain_text("Внутренние перемещения")
    look(page, f"moves-empty-{width}")
    press(page, "Новое перемещение")
    expect(page.locator("h1")).to_contain_text("Новое перемещение")
    scan(page, codes[0])
    expect(page.get_by_label("Переместить, строка 1")).to_have_value("1")
    scan(page, codes[0])
    expect(page.locator("#answer")).to_contain_text("уже в списке")
    scan(page, ISBN_MATHS)
    expect(page.locator("#move tbody tr")).to_have_count(2)
    into(page, "Переместить, строка 2", "31")
    press(page, "Провести перемещение")
    expect(page.locator("#form-errors")).to_contain_text("На полках этого здания 30")
    look(page, f"moves-refused-{width}")
    into(page, "Переместить, строка 2", "12")
    press(page, "Провести перемещение")
    expect(page.locator("h1")).to_contain_text("Перемещение № 1")
    look(page, f"moves-posted-{width}")
    address = page.get_by_role("link", name="Накладная на перемещение").get_attribute("href")
    answer = page.context.request.get(page.evaluate("one => new URL(one, location).href", address))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    with acting(scope_of(cast.librarian_a)):
        assert (Entry.objects.get(kind="move").copies, PrintedForm.objects.count()) == (13, 1)
    # The browser itself writes down that the refusal was a 422.
    assert [one for one in page.complaints if "422" not in one] == []


def test_without_javascript(cast: Cast, page_of: Callable[..., Any]) -> None:
    world, _codes = stocked(cast)
    page = page_of(cast.librarian_a, javascript=False)
    page.goto(f"/fund/schools/{world.school.uid}/moves/new/")
    page.locator("#q").fill("физика")
    page.get_by_role("button", name="Добавить всё, что есть").click()
    expect(page.get_by_label("Переместить, строка 1")).to_have_value("10")
    page.get_by_role("button", name="Сохранить черновик").click()
    expect(page.locator("h1")).to_contain_text("Черновик перемещения")
    page.get_by_role("button", name="Провести перемещение").click()
    expect(page.locator("h1")).to_contain_text("Перемещение № 1")
    page.goto(f"/fund/schools/{world.school.uid}/handover/")
    page.get_by_label("Найти школу в регионе").fill(cast.school_b.short_name)
    page.get_by_role("button", name="Найти", exact=True).click()
    page.get_by_role("button", name="выбрать").first.click()
    expect(page.get_by_label("Получатель", exact=True)).to_have_value(cast.school_b.full_name)
    with acting(scope_of(cast.librarian_a)):
        assert Move.objects.get().state == "posted"

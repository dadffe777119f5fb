"""A write-off by a person: from the proposals to the signed form, by the keyboard alone, on a wide and a narrow screen."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import expect

from tests.browser.test_main_screens import BARRIERS, FITS
from tests.cast import Cast, assemble
from tests.security.world import Furnished, furnish, share
from tomik.fund.public import Header, ReceiptLineDraft, receive
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.public import Entry
from tomik.territory.public import scope_of
from tomik.writeoff.models import WriteoffAct

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world() -> tuple[Cast, Furnished]:
    """School A, where seven old, worn copies and a commission of three wait."""
    cast, day = assemble(), date(2026, 9, 2)
    shared = share(cast)
    one = furnish(cast.school_a, cast.librarian_a, shared)
    with acting(scope_of(cast.librarian_a)):
        receive(
            school=one.school,
            uid=uuid7(),
            header=Header(
                kind="gift",
                received_on=day,
                building_id=one.building.pk,
                supplier_name="Выпускники",
                papers_kind="none",
            ),
            lines=[
                ReceiptLineDraft(
                    edition_id=shared.edition.pk, price_kopecks=10_000, copies=7, condition="worn", year=2012
                )
            ],
            operation_uid=uuid7(),
            actor_id=None,
        )
    return cast, one


def press(page: Any, role: str, name: str) -> None:
    """Reach a control by its name and use it by the keyboard."""
    control = page.get_by_role(role, name=name, exact=True).first
    control.focus()
    expect(control).to_be_focused()
    page.keyboard.press("Enter")


def look_at(page: Any) -> None:
    """No barrier, nothing wider than the page."""
    assert page.evaluate(BARRIERS) == []
    assert page.evaluate(FITS)


def person(page_of: Callable[..., Any], user: Any, width: int) -> Any:
    page = page_of(user, width=width)
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(path=AXE_FILE_PATH)
    return page


def refused_without_weight(page: Any) -> None:
    """Waste paper without its weight is told beside the field."""
    press(page, "button", "Записать")
    expect(page.locator("main")).to_contain_text("Для макулатуры нужна масса")
    look_at(page)
    # The browser itself notes the refusal.
    assert [note for note in page.complaints if "422" not in note] == []
    page.complaints.clear()


@pytest.mark.parametrize("width", [1440, 360])
def test_from_the_proposals_to_the_signed_form(
    world: tuple[Cast, Furnished], page_of: Callable[..., Any], width: int
) -> None:
    cast, one = world
    page = person(page_of, cast.librarian_a, width)
    page.goto("/fund/")
    press(page, "link", "Списание")
    expect(page.locator("h1")).to_contain_text("Списание")
    look_at(page)
    press(page, "link", "Предложения")
    expect(page.locator("h1")).to_contain_text("Предложения к списанию")
    look_at(page)
    # What was proposed is ticked; its quantity is written by hand.
    page.locator("input[name^='n-']").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("5")
    press(page, "button", "Составить проект из отмеченных")
    expect(page.locator("h1")).to_contain_text("Проект акта")
    look_at(page)
    act = page.url
    press(page, "button", "Передать комиссии")
    expect(page.locator("main")).to_contain_text("Решает комиссия")
    look_at(page)
    press(page, "button", "Комиссия решила")
    expect(page.locator("main")).to_contain_text("Акт утверждает руководитель")
    assert page.get_by_role("button", name="Утвердить", exact=True).count() == 0

    head = person(page_of, cast.head_a, width)
    head.goto(act)
    press(head, "button", "Утвердить")
    expect(head.locator("main")).to_contain_text("Списание проводит библиотекарь")
    look_at(head)

    page.goto(act)
    press(page, "button", "Списать")
    expect(page.locator("h1")).to_contain_text("Акт о списании №")
    look_at(page)
    with acting(scope_of(cast.librarian_a)):
        posted = WriteoffAct.objects.filter(school=one.school, state="posted").get()
        assert posted.lines.get().copies == 5
        assert Entry.objects.get(uid=posted.operation_uid).copies == 5
    form = page.request.get(page.get_by_role("link", name="Акт 0504144 со списком").get_attribute("href"))
    assert (form.status, form.body()[:5]) == (200, b"%PDF-")
    again = page.request.get(form.url)
    assert again.body() == form.body()
    refused_without_weight(page)
    page.get_by_label("Вес, кг").fill("2,5")
    page.get_by_label("Квитанция или другой документ").fill("квитанция 8")
    press(page, "button", "Записать")
    expect(page.locator("main")).to_contain_text(re.compile(r"5 экземпляров · 2,5 кг · квитанция 8"))
    assert page.complaints == head.complaints == []

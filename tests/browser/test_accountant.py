"""The accountant in the browser: from the first page to numbers given back; wrong files; a period opened again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.test_registers import look
from tests.cast import Cast
from tomik.fund.models import Receipt
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import build
from tomik.kernel import clock
from tomik.kernel.scope import acting
from tomik.ledger.public import close_period, latest_closing
from tomik.paper.tests.books import xlsx
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOP = ["Идентификатор акта", "№ в бухгалтерии", "Дата в бухгалтерии"]
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(page: Any, content: bytes) -> None:
    """Give a file back on the page of acts."""
    if not page.locator("input[type=file]").is_visible():
        page.locator("summary", has_text="Номера и даты из бухгалтерии").press("Enter")
    page.set_input_files("input[type=file]", {"name": "acts.xlsx", "mimeType": EXCEL, "buffer": content})
    page.get_by_role("button", name="Взять номера").press("Enter")


@pytest.mark.parametrize("width", [1440, 360])
def test_numbers_are_given_back(cast: Cast, page_of: Callable[..., Any], width: int) -> None:
    today = clock.today()
    with acting(system_scope()):
        world = build(cast)
        uid = str(got(world, line(world.physics, 4), received_on=today, papers_on=None).entry.document_uid)
    page = page_of(cast.accountant_a, width=width)
    page.goto("/")
    expect(page.locator("#main")).to_contain_text(f"Внести в учёт 1 акт за {today.year} год")
    look(page, f"accountant-{width}")
    page.get_by_role("link", name="Открыть акты").press("Enter")
    expect(page.locator("h1")).to_contain_text("Акты для бухгалтерии")
    send(page, b"PK\x03\x04 a letter of another program")
    expect(page.locator("#messages")).to_contain_text("Файл повреждён или загружен не до конца")
    send(page, xlsx([TOP, [uid, "БУ-1", "вчера"], ["1", "2", None]]))
    expect(page.locator("#main")).to_contain_text("Строка 2")
    expect(page.locator("#main")).to_contain_text("Строка 3")
    look(page, f"accountant-refused-{width}")
    send(page, xlsx([TOP, [uid, "БУ-1", today]]))
    expect(page.locator("#messages")).to_contain_text("1 акт получил номер")
    look(page, f"accountant-noted-{width}")
    with acting(system_scope()):
        assert Receipt.objects.get().accountant_number == "БУ-1"


def test_a_period_is_opened_again_with_a_reason_only(cast: Cast, page_of: Callable[..., Any]) -> None:
    last = date(clock.today().year - 1, 12, 31)
    with acting(system_scope()):
        close_period(school_id=cast.school_a.pk, through=last, document_number="5")
    page = page_of(cast.head_a, width=360)
    page.goto(f"/fund/schools/{cast.school_a.uid}/closing/")
    page.get_by_role("link", name="Открыть снова с указанием причины").press("Enter")
    expect(page.locator("h1")).to_contain_text(f"{last:%d.%m.%Y}")
    button = page.get_by_role("button", name="Открыть снова")
    page.get_by_label("Причина", exact=False).first.fill("   ")
    button.press("Enter")
    expect(page.locator("#main")).to_contain_text("Обязательное поле")
    look(page, "period-without-a-reason")
    page.get_by_label("Причина", exact=False).first.fill("Забыли накладную")
    page.get_by_role("button", name="Открыть снова").press("Enter")
    expect(page.locator("#messages")).to_contain_text("Период снова открыт")
    with acting(system_scope()):
        assert latest_closing(cast.school_a.pk) is None


def test_a_teacher_meets_no_register(cast: Cast, page_of: Callable[..., Any]) -> None:
    with acting(system_scope()):
        world = build(cast)
        got(world, line(world.physics, 4))
    page = page_of(cast.teacher_a, width=1440)
    page.goto("/fund/")
    expect(page.locator("h1")).to_contain_text("Фонд")
    for name in ("Учётные книги", "Поступления", "Документы", "Списание"):
        expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
    page.get_by_role("link", name="Физика", exact=False).first.press("Enter")
    expect(page.locator("h1")).to_contain_text("Физика")
    assert page.locator("#main a[href*='/ledger/']").count() == 0
    page.goto("/fund/registers/")
    expect(page.locator("h1")).to_have_text("Ваша роль этого не разрешает")
    look(page, "teacher-refused")

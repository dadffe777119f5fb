"""Labels by a librarian: printed, «stuck», scanned as fast as a scanner types, looked up; and without JavaScript."""

from __future__ import annotations

import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.cast import Cast, assemble
from tomik.accounts.public import User
from tomik.catalogue.public import Edition, NewPart, NewSet, create_sets
from tomik.fund.models import Copy, LabelRange
from tomik.fund.public import Opened, open_one_title
from tomik.fund.services.copies import codes_of
from tomik.kernel import scope
from tomik.kernel.ids import uuid7
from tomik.ledger.public import LotDraft
from tomik.territory.public import Building, scope_of, system_scope

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")
COPIES = 30
ISBN = "9785090716147"


def check(page: Any, name: str) -> None:
    """No scrolling sideways, nothing that a screen reader stumbles over, a picture when asked for."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def received(cast: Cast) -> tuple[Edition, Edition]:
    """Two titles with thirty copies each in school A."""
    with scope.acting(system_scope()):
        sets = create_sets(
            [
                NewSet(title="Физика", authors="Пёрышкин А.В.", publisher="Дрофа", grade_from=7, grade_to=7),
                NewSet(
                    title="Математика", authors="Моро М.И.", grade_from=1, grade_to=1,
                    new_parts=(NewPart(isbn=ISBN, year=2023),),
                ),
            ]
        )  # fmt: skip
        physics, maths = (one.editions.get() for one in sets)
        building = Building.objects.get(school=cast.school_a, is_main=True)
    with scope.acting(scope_of(cast.librarian_a)):
        for edition in (physics, maths):
            lot = LotDraft(
                edition_id=edition.pk, price_kopecks=450_50, received_on=date(2026, 9, 1), receipt_uid=uuid7()
            )
            open_one_title(
                school=cast.school_a,
                opened=Opened(lot=lot, copies=COPIES, building_id=building.pk),
                actor_id=cast.librarian_a.pk,
            )
    return physics, maths


def printed(page: Any, cast: Cast, count: int) -> list[str]:
    """Labels made on the screen, their PDF downloaded; the codes."""
    page.goto(f"/fund/schools/{cast.school_a.uid}/labels/")
    page.fill("#id_count", str(count))
    page.click("button:has-text('Сделать этикетки')")
    expect(page.locator("#sheet-title")).to_contain_text(f"{count} этикет")
    with page.expect_download() as download:
        page.click("button:has-text('Скачать PDF')")
    assert Path(download.value.path()).read_bytes()[:5] == b"%PDF-"
    with scope.acting(scope_of(cast.librarian_a)):
        return codes_of(LabelRange.objects.order_by("-pk")[0])


def scan(page: Any, *codes: str) -> None:
    """What a hand scanner does: keys, then Enter, with no pause."""
    for code in codes:
        page.keyboard.type(code)
        page.keyboard.press("Enter")


def bound(user: User, edition: Edition) -> int:
    """Copies with a label."""
    with scope.acting(scope_of(user)):
        return Copy.objects.filter(lot__edition=edition).exclude(code=None).count()


def a_damaged_label(page: Any, cast: Cast, codes: list[str], *, width: int) -> None:
    """A known label leads to its copy; a new label takes the place of a damaged one."""
    page.focus("#search")
    scan(page, codes[3])
    page.wait_for_url(re.compile("/copies/"))
    expect(page.locator("h1")).to_have_text("Физика")
    check(page, f"copy-{width}")
    page.click("summary:has-text('испорчена')")
    page.fill("#id_code", codes[COPIES + 2])
    page.click("button:has-text('Привязать новую этикетку')")
    expect(page.locator("#messages")).to_contain_text("получил новую этикетку")
    page.goto(f"/fund/schools/{cast.school_a.uid}/copies/")
    expect(page.locator("h1")).to_have_text("Экземпляры")
    check(page, f"copies-{width}")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_print_stick_scan(page_of: Any, width: int, theme: str) -> None:
    cast = assemble()
    physics, maths = received(cast)
    page = page_of(cast.librarian_a, width=width, theme=theme)
    codes = printed(page, cast, COPIES + 4)
    check(page, f"labels-{width}")

    # An unknown label in the field above every page asks what it is.
    page.goto("/")
    page.focus("#search")
    scan(page, codes[0])
    expect(page.locator("h1")).to_have_text("Что это за книга?")
    check(page, f"bind-title-{width}")
    page.click(f"a[href*='{physics.uid}']")
    expect(page.locator("h1")).to_have_text("Физика")
    expect(page.locator("#scan-bound")).to_have_text("1")

    # The field has the focus: the whole pile goes in without a pause, each code twice over as hands do.
    expect(page.locator("#scan-code")).to_be_focused()
    scan(page, *codes[1:COPIES], *codes[1:5])
    expect(page.locator("#scan-bound")).to_have_text(str(COPIES))
    expect(page.locator("#scan-left")).to_have_text("0")
    expect(page.locator("#scan-queue")).to_have_text("0")
    assert bound(cast.librarian_a, physics) == COPIES
    check(page, f"bind-{width}")

    misread = codes[1][:-1] + str((int(codes[1][-1]) + 1) % 10)
    for code, words in (
        (codes[COPIES], "уже есть этикетки"),
        (misread, "контрольные цифры"),
        ("ABC", "нет среди этикеток"),
    ):
        scan(page, code)
        expect(page.locator("#scan-answer.bad")).to_contain_text(words)
    check(page, f"bind-refused-{width}")

    # The ISBN of another book of the fund changes the title.
    scan(page, ISBN)
    expect(page.locator("h1")).to_have_text("Математика")
    scan(page, codes[COPIES], codes[COPIES + 1])
    expect(page.locator("#scan-bound")).to_have_text("2")

    # Wrong book: the pile is taken off again.
    page.click("summary:has-text('Не та книга')")
    page.fill("#id_undo_reason", "не та книга")
    page.click("button:has-text('Снять этикетки')")
    expect(page.locator("#messages")).to_contain_text("Сняты 2 этикетки")
    assert bound(cast.librarian_a, maths) == 0

    a_damaged_label(page, cast, codes, width=width)
    assert page.complaints == []


def test_nothing_is_lost_without_a_connection(page_of: Any) -> None:
    cast = assemble()
    physics, _maths = received(cast)
    page = page_of(cast.librarian_a)
    codes = printed(page, cast, COPIES)
    page.goto(f"/fund/schools/{cast.school_a.uid}/bind/?edition={physics.uid}")
    expect(page.locator("#scan-code")).to_be_focused()
    page.context.set_offline(True)
    scan(page, *codes[:10])
    expect(page.locator("#scan-answer.bad")).to_contain_text("Нет связи")
    expect(page.locator("#scan-queue")).to_have_text("10")
    page.context.set_offline(False)
    # Also the page itself may go: the codes wait in the browser.
    page.reload()
    expect(page.locator("#scan-bound")).to_have_text("10")
    expect(page.locator("#scan-queue")).to_have_text("0")
    assert bound(cast.librarian_a, physics) == 10


def test_without_javascript(page_of: Any) -> None:
    cast = assemble()
    physics, _maths = received(cast)
    page = page_of(cast.librarian_a, javascript=False)
    codes = printed(page, cast, COPIES)
    page.goto(f"/fund/schools/{cast.school_a.uid}/bind/")
    page.click(f"a[href*='{physics.uid}']")
    expect(page.locator("h1")).to_have_text("Физика")
    page.fill("#id_codes", "\n".join([*codes[:5], "ABC"]))
    page.click("button:has-text('Привязать')")
    expect(page.locator("[role=alert]")).to_contain_text("нет среди этикеток вашей школы")
    expect(page.locator("#id_codes")).to_have_value("ABC")
    page.fill("#id_codes", "\n".join(codes))
    page.click("button:has-text('Привязать')")
    expect(page.locator("#scan-bound")).to_have_text(str(COPIES))
    assert bound(cast.librarian_a, physics) == COPIES

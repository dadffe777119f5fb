"""Class lists by a person: from the file to the undo, with and without JavaScript, on a phone."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import assemble
from tomik.kernel import scope
from tomik.paper.tests import books
from tomik.people.models import Pupil
from tomik.territory.public import scope_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SHOTS = os.environ.get("SHOTS", "")
ROWS = [
    ["Список учащихся МБОУ СОШ № 1"],
    ["№", "Фамилия", "Имя", "Отчество", "Класс", "Дата рождения"],
    [1, "Ёлкин", "Пётр", "Иванович", "5А", "01.02.2015"],
    [2, "Иванова", "Анна", "Сергеевна", '5 "А"', "03.02.2015"],
    [3, "Сидоров", "Иван", None, "10-11", "03.02.2009"],
    [4, "Ким", "Ли", None, "5Б", "03.02.2015"],
    [5, "Ким", "Ли", None, "6Б", "03.02.2014"],
    [6, "Ёлкин", "Пётр", "Иванович", "5А", "01.02.2015"],
]


def check(page: Any, name: str) -> None:
    """No scrolling sideways, nothing that a screen reader stumbles over, a picture when asked for."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"), full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), name
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag22aa"]})
    assert found.violations_count == 0, found.generate_report()


def bring(page: Any, name: str, *, checked: bool) -> None:
    """Upload, choose, look, apply, take back."""
    content = {"name": "Списки.xlsx", "mimeType": "application/octet-stream", "buffer": books.xlsx(ROWS)}
    look: Callable[[str], None] = (
        (lambda step: check(page, f"{name}-{step}")) if checked else (lambda step: None)
    )
    page.goto("/import/")
    look("start")
    page.goto("/import/class-lists/")
    look("upload")
    page.set_input_files("input[type=file]", content)
    page.click("text=Загрузить и посмотреть")
    page.wait_for_url("**/columns")
    look("columns")
    page.click("text=Проверить файл")
    page.wait_for_selector("text=Что изменится")
    look("preview")
    page.click("button:has-text('Применить')")
    page.wait_for_selector("text=Что изменилось")
    look("applied")


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (360, "dark")])
def test_class_lists(page_of: Any, width: int, theme: str) -> None:
    cast = assemble()
    page = page_of(cast.librarian_a, width=width, theme=theme)
    bring(page, f"import-{width}", checked=True)
    with scope.acting(scope_of(cast.librarian_a)):
        assert Pupil.objects.count() == 4
    page.goto("/classes/")
    check(page, f"classes-{width}")
    page.click("a:has-text('5А')")
    page.wait_for_selector("h1:has-text('5А')")
    check(page, f"class-{width}")
    page.click("a:has-text('Ёлкин Пётр')")
    page.wait_for_selector("h1:has-text('Ёлкин Пётр')")
    check(page, f"pupil-{width}")
    page.goto("/import/")
    page.click("a:has-text('Списки.xlsx')")
    page.click("text=Отменить импорт")
    page.wait_for_selector("text=Импорт отменён")
    with scope.acting(scope_of(cast.librarian_a)):
        assert Pupil.objects.count() == 0
    assert page.complaints == []


def test_without_javascript(page_of: Any) -> None:
    cast = assemble()
    page = page_of(cast.librarian_a, javascript=False)
    bring(page, "import-plain", checked=False)
    with scope.acting(scope_of(cast.librarian_a)):
        assert Pupil.objects.count() == 4

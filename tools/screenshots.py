"""Pictures of the user guide, taken from the running product: `make docs`.

Starts Tomik with a demo region of its own (own folder, own port) and stops it at the end, or photographs the one at
--base. Every page must answer 200, show the heading expected of it and fit the width; otherwise nothing is kept
silently: the reason is printed and the exit code is 1. Pictures are 1440 and 360 points wide, at most 150 kB each.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from palette_png import palette_png
from playwright.sync_api import Error, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "user" / "img"
PASSWORD = "tomik-demo-2026"  # noqa: S105 (printed by every first start)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
SIZES = (("", 1440, 900), ("-phone", 360, 740))
LARGEST = 150_000
START_SECONDS = 300
WORKER_SECONDS = 180
LISTS = """ФИО;Класс;Дата рождения
Воронова Дарья Игоревна;5А;01.02.2015
Зайцев Олег Петрович;5А;14.07.2015
Климов Егор Ильич;10-11;03.03.2009
Орлова Вера Сергеевна;5Б;20.11.2015
"""


class Wrong(Exception):
    """Ends the run: what was expected and what came."""


@dataclass(frozen=True)
class Shot:
    """A picture: who looks, where (then ``act`` on the page), and what the heading must say."""

    who: str
    path: str
    name: str
    heading: str
    act: Callable[[Any], None] | None = None
    shows: str = ""
    """A text that must be visible besides the heading."""


def link(name: str) -> Callable[[Any], None]:
    """An act: follow the link of this name."""
    return lambda page: page.get_by_role("link", name=name, exact=True).first.click()


def _short_cell(page: Any) -> None:
    page.locator("main table a", has_text="▼").first.click()


def _upload_lists(page: Any) -> None:
    page.set_input_files(
        "input[type=file]",
        {"name": "Списки 5 классов.csv", "mimeType": "text/csv", "buffer": LISTS.encode()},
    )
    page.get_by_role("button", name="Загрузить и посмотреть").click()
    page.wait_for_url("**/import/run/**")
    if not page.url.endswith("/columns"):
        # These titles were seen before: the columns are known, the questions are asked on demand.
        page.get_by_role("link", name="Столбцы и вопросы").click()
    page.get_by_label("дополнение: только новые и переведённые ученики").check()
    page.get_by_role("button", name="Проверить файл").click()
    page.get_by_role("button", name="Применить").wait_for()


def _first_row(page: Any) -> None:
    page.locator("main table tbody a").first.click()


def _results(page: Any) -> None:
    page.get_by_role("link", name="Учебники", exact=True).click()
    page.get_by_role("link", name="Часть 3. Итоги движения фонда").click()


def _comparison(page: Any) -> None:
    page.get_by_role("link", name="Сверка с бухгалтерией и закрытие года").click()
    page.fill("#on", f"{datetime.now(tz=UTC):%Y-%m-%d}")
    page.get_by_role("button", name="Показать день").click()


SHOTS = (
    Shot("librarian", "/classes/", "classes", r"^Классы .*учеников"),
    Shot("librarian", "/import/class-lists/", "import", r"готов к применению", _upload_lists, "Два числа"),
    Shot("librarian", "/fund/", "fund", r"^Фонд"),
    Shot("librarian", "/fund/", "edition", r"\w", _first_row, "Партии"),
    Shot("librarian", "/provision/", "plan", r"^План", link("План учебников")),
    Shot("librarian", "/provision/", "matrix", r"^Не хватает"),
    Shot("librarian", "/provision/", "cell", r"^Не хватает", _short_cell, "Кому нужно"),
    Shot("librarian", "/provision/", "lacks", r"^Чего не хватает", link("Чего не хватает")),
    Shot("librarian", "/provision/", "checklist", r"^Чек-лист", link("Чек-лист")),
    Shot("librarian", "/ledger/", "documents", r"^Документы"),
    Shot("librarian", "/ledger/", "document", r" от \d", _first_row, "Что переместилось"),
    Shot("librarian", "/fund/registers/", "registers", r"^Книга суммарного учёта", _results, "состоит на"),
    Shot(
        "librarian",
        "/fund/registers/",
        "closing",
        r"^Сверка с бухгалтерией",
        _comparison,
        "Данные бухгалтерии",
    ),
    Shot("librarian", "/fund/", "labels", r"^Этикетки", link("Этикетки"), "Новые этикетки"),
    Shot("librarian", "/writeoff/", "proposals", r"^Предложения", link("Предложения"), "Проект из всех"),
    Shot("librarian", "/writeoff/", "writeoff", r"^Проект акта", link("проект"), "Что сделать"),
    Shot("librarian", "/writeoff/", "commissions", r"^Комиссии", link("Комиссии"), "Кворум"),
    Shot("coordinator", "/", "coordinator", r"полный комплект"),
    Shot("operator", "/provision/", "region", r"^Не хватает", None, "Тепловая карта"),
    Shot("operator", "/catalogue/", "catalogue", r"^Каталог"),
    Shot("operator", "/catalogue/lists/", "lists", r"^Федеральный перечень"),
    # The last: the worker tells where a textbook lies nearest a little after the start.
    Shot("librarian", "/", "today", r"дел[оа]?$", None, "по области"),
)


def main() -> int:
    """Take every picture; 1 when a page is not what it should be."""
    parser = argparse.ArgumentParser(description="Pictures of the user guide.")
    parser.add_argument("--base", help="address of a running demo region; without it one is started")
    parser.add_argument("--schools", type=int, default=300, help="size of the demo region to start (300)")
    parsed = parser.parse_args()
    found = [shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")]
    browser_path = os.environ.get("CHROMIUM") or next(filter(None, found), None)
    if browser_path is None:
        print("Chromium is needed (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    try:
        if parsed.base:
            _take_all(parsed.base.rstrip("/"), browser_path)
        else:
            with started(parsed.schools) as base:
                _take_all(base, browser_path)
    except (Wrong, Error) as reason:
        print(f"screenshots: {reason}", file=sys.stderr)
        return 1
    return 0


@contextmanager
def started(schools: int) -> Iterator[str]:
    """Run the product with a demo region in a folder of its own; yield its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    # The embedded PostgreSQL may run as another user: the folder is not hidden from it.
    with tempfile.TemporaryDirectory(prefix="tomik-docs-") as folder:
        Path(folder).chmod(0o755)
        environment = os.environ | {
            "TOMIK_VAR": f"{folder}/var",
            "PORT": str(port),
            "HOST": "127.0.0.1",
            "DEMO": "1",
            "DEMO_SCHOOLS": str(schools),
        }
        for name in ("DATABASE_URL", "DATABASE_APP_URL", "TOMIK_DB_ROLE", "TOMIK_DB_KEEP"):
            environment.pop(name, None)
        command = [sys.executable, str(ROOT / "tools" / "bootstrap.py"), "run"]
        with (Path(folder) / "log").open("w") as log:
            server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
            try:
                _wait_for(base, server, Path(folder) / "log")
                yield base
            finally:
                server.send_signal(signal.SIGINT)
                server.wait(timeout=60)


def _wait_for(base: str, server: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(START_SECONDS):
        if server.poll() is not None:
            raise Wrong(f"the product did not start:\n{log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"{base}/accounts/login/", timeout=5):  # noqa: S310 (our own address)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(1)
    raise Wrong(f"the product did not start in {START_SECONDS} s:\n{log.read_text()[-2000:]}")


def _take_all(base: str, browser_path: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    taken: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        try:
            pages: dict[str, Any] = {}
            for shot in SHOTS:
                if shot.who not in pages:
                    pages[shot.who] = _signed_in(browser, base, shot.who)
                taken |= _take(pages[shot.who], browser, base, shot)
        finally:
            browser.close()
    for path in FOLDER.glob("*.png"):
        if path.name not in taken:
            path.unlink()


def _take(page: Any, browser: Any, base: str, shot: Shot) -> set[str]:
    """Open the page of a picture, check it, photograph it at every width; return the names of the files."""
    statuses: list[int] = []

    def remember(response: Any) -> None:
        if response.request.is_navigation_request() and response.frame == page.main_frame:
            statuses.append(response.status)

    page.on("response", remember)
    page.set_viewport_size({"width": SIZES[0][1], "height": SIZES[0][2]})
    page.goto(base + shot.path)
    if shot.act:
        shot.act(page)
    try:
        page.wait_for_load_state("networkidle")
        _check(page, shot, statuses)
    finally:
        page.remove_listener("response", remember)
    names = set()
    for suffix, width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(400)  # charts draw themselves anew
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wider > 0:
            raise Wrong(f"{shot.path} as {shot.who}: {wider} points too wide at {width}")
        picture = palette_png(browser, page.screenshot(animations="disabled", caret="hide"))
        name = f"{shot.name}{suffix}.png"
        if len(picture) > LARGEST:
            raise Wrong(f"{name}: {len(picture)} bytes, at most {LARGEST}")
        (FOLDER / name).write_bytes(picture)
        print(f"docs/user/img/{name}: {len(picture) // 1000} kB", flush=True)
        names.add(name)
    return names


def _check(page: Any, shot: Shot, statuses: list[int]) -> None:
    where = f"{shot.path} as {shot.who} ({shot.name})"
    if any(status not in {200, 302, 303} for status in statuses) or not statuses or statuses[-1] != 200:
        raise Wrong(f"{where}: answered {statuses}")
    heading = " ".join(page.locator("h1").first.inner_text().split())
    if not re.search(shot.heading, heading):
        raise Wrong(f"{where}: the heading is “{heading}”, expected {shot.heading}")
    if not shot.shows:
        return
    text = page.get_by_text(shot.shows).first
    for _ in range(0 if shot.act else WORKER_SECONDS // 3):
        if text.is_visible():
            break
        page.wait_for_timeout(3000)
        page.reload()
    text.wait_for()


def _signed_in(browser: Any, base: str, who: str) -> Any:
    context = browser.new_context(locale="ru-RU", timezone_id="Asia/Tomsk", reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    try:
        page.wait_for_url(f"{base}/")
    except Error as error:
        raise Wrong(f"{who} cannot sign in at {base}") from error
    return page


if __name__ == "__main__":
    sys.exit(main())

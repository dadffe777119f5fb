"""Pictures of the user guide: signs in to a running demo region and photographs the screens.

.venv/bin/python tools/screenshots.py [--base http://127.0.0.1:8000]
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "user" / "img"
PASSWORD = "tomik-demo-2026"  # noqa: S105 (printed by every first start)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
# Who, the address (or the text of a link on the page before), the picture, its width and height.
SHOTS: tuple[tuple[str, str, str, int, int], ...] = (
    ("librarian", "/", "today", 1280, 800),
    ("librarian", "/classes/", "classes", 1280, 640),
    ("librarian", "/import/class-lists/", "import", 1280, 760),
    ("librarian", "/fund/", "fund", 1280, 720),
    ("librarian", "/provision/", "matrix", 1440, 900),
    ("librarian", "link:План учебников", "plan", 1280, 800),
    ("librarian", "link:Чего не хватает", "lacks", 1280, 640),
    ("librarian", "/ledger/", "documents", 1280, 560),
    ("librarian", "/provision/", "matrix-phone", 360, 740),
    ("coordinator", "/", "coordinator", 1280, 700),
    ("operator", "/provision/", "region", 1440, 1000),
    ("operator", "/catalogue/", "catalogue", 1280, 640),
    ("operator", "/catalogue/lists/", "lists", 1280, 420),
)


def main() -> int:
    """Take every picture; 1 when the product does not answer."""
    parser = argparse.ArgumentParser(description="Pictures of the user guide.")
    parser.add_argument("--base", default="http://127.0.0.1:8000", help="address of a running demo region")
    base = parser.parse_args().base.rstrip("/")
    browser_path = (
        shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    )
    if browser_path is None:
        print("Chromium is needed", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        pages: dict[str, Any] = {}
        for who, where, name, width, height in SHOTS:
            page = pages.get(who) or _signed_in(browser, base, who)
            pages[who] = page
            page.set_viewport_size({"width": width, "height": height})
            if where.startswith("link:"):
                page.get_by_role("link", name=where.removeprefix("link:"), exact=True).first.click()
            else:
                page.goto(base + where)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=str(FOLDER / f"{name}.png"))
            print(f"docs/user/img/{name}.png")
        browser.close()
    return 0


def _signed_in(browser: Any, base: str, who: str) -> Any:
    page = browser.new_context(locale="ru-RU").new_page()
    page.goto(f"{base}/accounts/login/")
    page.fill("input[name=login]", who)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_load_state()
    return page


if __name__ == "__main__":
    sys.exit(main())

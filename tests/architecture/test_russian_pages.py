"""No page speaks English to a Russian reader: everything a person may open, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast
from tests.security.test_no_closed_doors import SEARCHES, Door, Doors
from tests.security.world import YEAR, furnish, share
from tomik.accounts.public import User
from tomik.provision.public import refresh

pytestmark = pytest.mark.django_db

SPOKEN = frozenset({"aria-label", "title", "placeholder", "alt", "data-confirm"})
SILENT = frozenset({"script", "style", "code", "kbd", "pre", "samp"})
VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
ADDRESS = re.compile(
    r"\S+@\S+|\b(?:Asia|Europe)/\w+|https?://\S+|\S*/\S*/\S*|[\w-]+\.(?:xlsx|xls|ods|csv|docx|pdf|org|ru|zip|json)\b"
)
NAMES = frozenset(
    [
        "tomik",
        "isbn",
        "excel",
        "xlsx",
        "xls",
        "ods",
        "csv",
        "docx",
        "pdf",
        "json",
        "api",
        "english",
        "marc",
        "marcxml",
        "rusmarc",
        "unimarc",
        "iso",
        "utf",
        "openapi",
        "word",
        "libreoffice",
        "qr",
        "url",
        "html",
        "ctrl",
        "enter",
        "esc",
        "code",
        "sha",
        "windows",
    ]
)
"""Formats, programs, keys, and the name by which a language calls itself."""

GIVEN = ("basic",)
"""What the furnished school itself calls something."""


class Words(HTMLParser):
    """Latin words that a page says, in its text and in what is said of its parts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: Counter[str] = Counter()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        for name in SPOKEN & told.keys():
            self._hear(told[name])
        if tag == "input" and told.get("type") == "submit":
            self._hear(told.get("value", ""))
        if tag not in VOID:
            self.open.append((tag, tag in SILENT or told.get("lang") == "en"))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_silent for _tag, is_silent in self.open):
            self._hear(data)

    def _hear(self, text: str) -> None:
        for word in WORD.findall(ADDRESS.sub(" ", text)):
            if word.lower().rstrip("-") not in NAMES:
                self.found[word] += 1


def english(client: Client, known: frozenset[str]) -> Iterator[str]:
    """Walk through one page of each kind; «page: words» of what is not Russian."""
    seen: set[tuple[str, str, tuple[str, ...]]] = set()
    waiting = [Door(start) for start in ("/", *SEARCHES)]
    while waiting:
        door = waiting.pop(0)
        if door.method != "GET" or door.kind in seen or "year=" in door.address:
            continue
        seen.add(door.kind)
        answer = client.get(door.address, follow=True)
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        here = answer.redirect_chain[-1][0] if answer.redirect_chain else door.address
        page = answer.content.decode()
        if words := set(Words(page).found) - known:
            yield f"{here}: {' '.join(sorted(words))}"
        waiting += Doors(here, page).found


@pytest.mark.parametrize("who", ["operator", "administrator", "librarian_a", "head_a", "coordinator"])
def test_every_page_is_russian(cast: Cast, who: str) -> None:
    furnish(cast.school_a, cast.librarian_a, share(cast))
    refresh(cast.region, YEAR)
    client = Client()
    client.force_login(getattr(cast, who), backend=settings.AUTHENTICATION_BACKENDS[0])
    person: User = getattr(cast, who)
    assert "\n".join(english(client, frozenset({person.username, *GIVEN}))) == ""

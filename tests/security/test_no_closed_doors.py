"""Nobody is shown a door that is closed to him: every link and every form of every page that a role reaches opens."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast
from tests.security.test_access_matrix import undone
from tests.security.world import SURNAME, YEAR, furnish, share
from tomik.accounts.public import PERMISSIONS, UNIT_OF_ROLE, Role, User
from tomik.provision.public import refresh
from tomik.territory.public import Membership

pytestmark = pytest.mark.django_db

NUMBER = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
FRAME = ("/accounts/logout/", "/theme", "/language", "/territory/unit/")
SEARCHES = tuple(f"/search/?q={text}" for text in (SURNAME, "5А", "математика", "1"))
REFUSALS = {403, 404, 405, 409, 500}


def person_of(role: Role, cast: Cast) -> User:
    """The person of the cast who has the role, otherwise a new one in school A, its municipality or the region."""
    found = Membership.objects.filter(role=role).select_related("user").first()
    if found is not None:
        return found.user
    user = User.objects.create_user(username=role.value, email=f"{role}@example.org")
    unit = {
        Role.TEACHER: {"school": cast.school_a},
        Role.ACCOUNTANT: {"school": cast.school_a},
        Role.PROPERTY_OFFICER: {"municipality": cast.municipality},
        Role.AUDITOR: {"region": cast.region},
    }[role]
    Membership.objects.create(user=user, role=role, **unit)
    return user


@dataclass
class Door:
    """A link or a form with what it sends unfilled: hidden fields and its first button."""

    address: str
    method: str = "GET"
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> tuple[str, str, tuple[str, ...]]:
        """Addresses that differ by numbers only are of one kind."""
        parts = urlsplit(self.address)
        return self.method, NUMBER.sub("#", parts.path), tuple(sorted(parse_qs(parts.query)))


class Doors(HTMLParser):
    """All doors of a page."""

    def __init__(self, page: str, html: str) -> None:
        super().__init__()
        self.page, self.found, self.form = page, list[Door](), Door("")
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.form = self._add(told.get("action", ""), told.get("method", "get").upper())
        elif tag == "a" and "href" in told:
            self._add(told["href"])
        elif told.get("name") and (tag == "button" or told.get("type") == "hidden"):
            self.form.sent.setdefault(told["name"], told.get("value", ""))

    def _add(self, address: str, method: str = "GET") -> Door:
        full = urljoin(self.page, address).partition("#")[0]
        door = Door(full, method)
        if full.startswith("/") and not full.startswith(("//", *FRAME)):
            self.found.append(door)
        return door


def closed_doors(client: Client) -> Iterator[str]:
    """Walk from the first page through one page of each kind; «page: method address → status» of what does not open."""
    seen: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    waiting = [(Door(start), "") for start in ("/", *SEARCHES)]
    while waiting:
        door, shown_on = waiting.pop(0)
        seen[door.kind] += 1
        if seen[door.kind] > (len(SEARCHES) if door.address.startswith("/search/") else 1):
            continue
        if door.method == "POST":
            with undone():
                answer = client.post(door.address, door.sent)
        else:
            answer = client.get(door.address, follow=True)
        if answer.status_code in REFUSALS:
            yield f"{shown_on}: {door.method} {door.address} → {answer.status_code}"
        elif door.method == "GET" and "html" in answer.headers.get("Content-Type", ""):
            here = answer.redirect_chain[-1][0] if answer.redirect_chain else door.address
            waiting += [(one, here) for one in Doors(here, answer.content.decode()).found]


DIFFERENT = {(UNIT_OF_ROLE[role], PERMISSIONS[role]): role.value for role in reversed(Role)}
"""One role of those that may do the same in the same kind of unit."""


@pytest.mark.parametrize("role", sorted(DIFFERENT.values()))
def test_every_door_that_is_shown_opens(cast: Cast, role: str) -> None:
    shared = share(cast)
    furnish(cast.school_a, cast.librarian_a, shared)
    refresh(cast.region, YEAR)
    client = Client(raise_request_exception=False)
    client.force_login(person_of(Role(role), cast), backend=settings.AUTHENTICATION_BACKENDS[0])
    assert "\n".join(closed_doors(client)) == ""

"""Every main screen of every role with a school's data on it: no barrier, nothing wider than the page, a quiet console.

Width and theme are looked at together (1440 light, 320 dark): a layout breaks by its width, a contrast by its theme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import expect

from tests.cast import PASSWORD, Cast, assemble
from tests.security.test_no_closed_doors import person_of
from tests.security.world import YEAR, Furnished, Shared, furnish, share
from tomik.accounts.public import Role, User
from tomik.provision.public import refresh

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LOOKS = [(1440, "light"), (320, "dark")]
THEMES = {"light": "html:not([data-bs-theme])", "dark": "html[data-bs-theme=dark]"}
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame(); await frame();
  const ending = document.getAnimations().filter(one => isFinite(one.effect.getComputedTiming().endTime));
  await Promise.all(ending.map(one => one.finished.catch(() => null)));
  await frame();
}"""
"""Colours are those of the theme when it has changed and every transition has ended."""
BARRIERS = """async () => (await axe.run({resultTypes: ["violations"]})).violations
  .filter(rule => ["serious", "critical"].includes(rule.impact)).map(rule => rule.id + " at " + rule.nodes[0].target)"""


@dataclass
class World:
    """The cast, and a school that has something on every screen."""

    cast: Cast
    shared: Shared
    one: Furnished

    @property
    def provision(self) -> str:
        return f"/provision/schools/{self.one.school.uid}/"

    @property
    def fund(self) -> str:
        return f"/fund/schools/{self.one.school.uid}/"

    @property
    def ledger(self) -> str:
        return f"/ledger/schools/{self.one.school.uid}/"

    @property
    def document(self) -> str:
        return f"{self.ledger}documents/{self.one.opening.uid}/"

    @property
    def edition(self) -> str:
        return f"{self.fund}editions/{self.shared.edition.uid}/"


@pytest.fixture
def world() -> World:
    cast = assemble()
    shared = share(cast)
    one = furnish(cast.school_a, cast.librarian_a, shared)
    refresh(cast.region, YEAR)
    return World(cast, shared, one)


@pytest.fixture
def look(page_of: Callable[..., Any]) -> Callable[..., Any]:
    """A page on which animations are off and axe is there before the first script of the page."""

    def opened(user: User | None = None) -> Any:
        page = page_of(user)
        page.emulate_media(reduced_motion="reduce")
        page.add_init_script(path=AXE_FILE_PATH)
        return page

    return opened


def problems_of(page: Any, address: str, status: int = 200) -> Iterator[str]:
    """What is wrong with a screen, loaded once and looked at in both ways."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.emulate_media(color_scheme="light")
    answer = page.goto(address)
    if answer.status != status:
        yield f"{address}: status {answer.status}"
    yield from problems_here(page, address)
    # That the page itself was refused is said by the browser, not by the page.
    yield from (f"{address}: {text}" for text in page.complaints if status == 200 or "status of" not in text)
    page.complaints.clear()


def problems_here(page: Any, name: str) -> Iterator[str]:
    """What is wrong with the screen that is open."""
    for width, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)
        page.wait_for_selector(THEMES[theme])
        page.evaluate(SETTLED)
        if not page.evaluate(FITS):
            yield f"{name} at {width}: {page.evaluate('document.documentElement.scrollWidth')} px wide"
        yield from (f"{name} {theme}: {barrier}" for barrier in page.evaluate(BARRIERS))


def walked(page: Any, addresses: Iterable[str], status: int = 200) -> list[str]:
    return [problem for address in addresses for problem in problems_of(page, address, status)]


def test_a_librarians_own(world: World, look: Callable[..., Any]) -> None:
    one = world.one
    addresses = [
        "/",
        "/search/?q=Тайнов",
        "/classes/",
        "/classes/new",
        f"/classes/{one.group.uid}/",
        f"/classes/{one.group.uid}/add",
        f"/classes/pupil/{one.pupil.uid}/",
        "/import/",
        "/import/class-lists/",
        "/import/plan/",
        f"/import/run/{one.applied.uid}/",
        f"/import/run/{one.checked.uid}/",
        f"/import/run/{one.checked.uid}/columns",
        "/fund/",
        world.edition,
        f"{world.fund}opening/?q=математика",
        f"{world.fund}opening/?edition={world.shared.edition.uid}",
        "/ledger/",
        world.document,
        f"/territory/schools/{one.school.uid}/",
    ]
    assert walked(look(world.cast.librarian_a), addresses) == []


def test_provision_of_a_school(world: World, look: Callable[..., Any]) -> None:
    one, base, subject = world.one, world.provision, world.shared.subject.pk
    addresses = [
        base,
        f"{base}?by=class",
        f"{base}cell/?subject={subject}&grade=5",
        f"{base}lacks/",
        f"{base}surplus/",
        f"{base}checklist/",
        f"{base}plan/",
        f"{base}plan/list/",
        f"{base}plan/line/",
        f"{base}plan/line/?class={one.group.pk}&subject={subject}",
        f"{base}plan/line/{one.line.uid}/",
        f"{base}plan/line/{one.line.uid}/reason/",
    ]
    page = look(world.cast.librarian_a)
    assert walked(page, addresses) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(base)
    page.locator("td.cell a").first.click()
    expect(page.locator("#drawer.show:not(.showing)")).to_be_visible()
    assert list(problems_here(page, "the drawer")) == []


def test_the_catalogue(world: World, look: Callable[..., Any]) -> None:
    listed = f"/catalogue/lists/{world.shared.federal_list.uid}/"
    common = [
        "/catalogue/?q=математика",
        f"/catalogue/sets/{world.shared.sets[0].uid}/",
        "/catalogue/lists/",
        listed,
        f"{listed}rows/6/",
        f"{listed}problems/",
        "/catalogue/lists/compare/",
        "/catalogue/equivalence/",
        "/catalogue/proposals/",
    ]
    kept = [
        "/catalogue/lists/load/",
        f"{listed}links/",
        f"/catalogue/sets/{world.shared.sets[0].uid}/edit/",
        f"/catalogue/proposals/{world.one.proposal.uid}/",
    ]
    assert walked(look(world.cast.librarian_a), common) == []
    assert walked(look(world.cast.operator), kept) == []


def test_other_people_of_a_school(world: World, look: Callable[..., Any]) -> None:
    read = ["/", "/classes/", world.provision, f"{world.provision}plan/"]
    by_role = {
        Role.TEACHER: [*read, f"{world.provision}lacks/", "/search/?q=5А"],
        Role.HEAD: [
            "/",
            "/classes/",
            f"{world.provision}plan/",
            f"{world.ledger}periods/",
            "/territory/members/",
        ],
        Role.ACCOUNTANT: [
            "/",
            "/fund/",
            world.edition,
            "/ledger/",
            world.document,
            f"{world.ledger}periods/",
        ],
        Role.DEPUTY: read,
    }
    for role, addresses in by_role.items():
        assert walked(look(person_of(role, world.cast)), addresses) == [], role


def test_people_of_a_territory(world: World, look: Callable[..., Any]) -> None:
    school = f"/territory/schools/{world.one.school.uid}/"
    region = "/provision/region/"
    by_role = {
        Role.COORDINATOR: ["/", region, f"{region}worst/", "/territory/schools/", school, world.provision],
        Role.DEPARTMENT: ["/", f"{region}?map=school-grade", f"{region}silent/", world.fund],
        Role.OPERATOR: ["/", region, "/import/", "/import/schools/", f"{school}edit/", "/territory/members/"],
        Role.ADMINISTRATOR: [
            "/",
            f"{school}buildings/new/",
            f"{school}buildings/{world.one.building.pk}/",
            f"/territory/members/?unit=school:{world.one.school.pk}",
        ],
    }
    for role, addresses in by_role.items():
        assert walked(look(person_of(role, world.cast)), addresses) == [], role


def sign_in(page: Any, login: str) -> None:
    page.goto("/accounts/login/")
    page.locator("#id_login").fill(login)
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")


def test_ones_own_account(cast: Cast, look: Callable[..., Any]) -> None:
    page = look(cast.administrator)  # the password was not given in this session, so it is asked for
    assert walked(page, ["/accounts/profile/", "/accounts/email/", "/accounts/password/change/"]) == []
    page = look()
    sign_in(page, "administrator")
    page.wait_for_url("**/")
    mfa = "/accounts/2fa/"
    assert walked(page, ["/accounts/email/", mfa, f"{mfa}totp/activate/", "/accounts/logout/"]) == []
    TOTP.activate(cast.administrator, generate_totp_secret())
    RecoveryCodes.activate(cast.administrator)
    codes = f"{mfa}recovery-codes/"
    page.goto(f"{mfa}totp/deactivate/")  # the password is asked again: a factor was added meanwhile
    expect(page.locator("#id_password")).to_be_visible()
    assert list(problems_here(page, "the password again")) == []
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_password").press("Enter")
    page.wait_for_url(f"**{mfa}totp/deactivate/")
    assert walked(page, [mfa, f"{mfa}totp/deactivate/", codes, f"{codes}generate/"]) == []
    page = look()
    sign_in(page, "administrator")
    page.wait_for_url("**/accounts/2fa/authenticate/**")
    assert list(problems_here(page, "the second factor")) == []


def test_before_signing_in_and_refusals(world: World, look: Callable[..., Any]) -> None:
    page = look()
    addresses = [
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
        "/accounts/password/reset/done/",
        "/accounts/password/reset/key/1-wrong/",
        f"/territory/invitations/{world.one.secret}/",
    ]
    assert walked(page, addresses) == []
    assert walked(page, ["/no-such-page/"], status=404) == []
    sign_in(page, "nobody")
    expect(page.locator("#form-errors")).to_be_visible()
    assert list(problems_here(page, "a refused sign-in")) == []
    assert walked(look(world.cast.outsider), ["/", "/accounts/profile/"]) == []
    page = look(world.cast.deputy_a)
    assert (
        walked(page, [f"/provision/schools/{world.cast.school_b.uid}/", "/no-such-page/"], status=404) == []
    )
    assert walked(page, [f"{world.provision}plan/line/", "/import/class-lists/"], status=403) == []

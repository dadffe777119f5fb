"""The frame: security headers, theme, language, school year, weight of the first load."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.test import Client

from tests.cast import Cast
from tomik import ui

FIRST_LOAD_MAX = 200_000


@pytest.mark.django_db
def test_no_inline_code_and_a_strict_policy(client: Client) -> None:
    response = client.get("/accounts/login/")
    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    html = response.content.decode()
    assert re.findall(r"<script(?![^>]*\bsrc=)", html) == []
    assert re.findall(r'\s(?:on\w+|style)="', html) == []


def test_templates_have_no_inline_code() -> None:
    bad = []
    for path in (Path(ui.__file__).parent.parent).glob("*/templates/**/*.html"):
        text = re.sub(r"<svg.*?</svg>", "", path.read_text(encoding="utf-8"), flags=re.S)
        if re.search(r'\s(?:on(?:click|change|submit|load|input)|style)="', text) or re.search(
            r"<script(?![^>]*\bsrc=)(?![^>]*json)", text
        ):
            bad.append(path.name)
    assert bad == []


@pytest.mark.django_db
def test_first_load_is_light(client: Client) -> None:
    html = client.get("/accounts/login/").content
    weight = len(gzip.compress(html))
    for address in re.findall(r'(?:src|href)="/static/([^"#]+)', html.decode()):
        weight += len(gzip.compress(Path(finders.find(address)).read_bytes()))
    assert weight < FIRST_LOAD_MAX


@pytest.mark.django_db
@pytest.mark.parametrize(("asked", "kept"), [("dark", "dark"), ("light", "light"), ("pink", "auto")])
def test_theme_is_remembered_on_the_device(client: Client, asked: str, kept: str) -> None:
    response = client.post("/theme", {"theme": asked, "next": "/accounts/login/"})
    assert (response.status_code, response["Location"]) == (303, "/accounts/login/")
    assert client.cookies["tomik_theme"].value == kept
    assert f'data-theme-choice="{kept}"' in client.get("/accounts/login/").content.decode()


@pytest.mark.django_db
def test_no_redirect_to_a_stranger(client: Client) -> None:
    assert client.post("/theme", {"theme": "dark", "next": "https://example.org/"})["Location"] == "/"


@pytest.mark.django_db
def test_language(client: Client) -> None:
    english = {"Accept-Language": "en"}
    assert 'lang="ru"' in client.get("/accounts/login/", headers=english).content.decode()
    client.post("/language", {"language": "en"})
    html = client.get("/accounts/login/").content.decode()
    assert 'lang="en"' in html
    assert "Sign in to Tomik" in html


@time_machine.travel("2026-11-24T05:00:00Z", tick=False)
def test_school_year_is_kept_in_the_session(cast: Cast, client_of: Callable[..., Client]) -> None:
    client = client_of(cast.librarian_a)
    address = "/accounts/profile/"
    assert client.get(address).context["school_year"] == 2026
    assert client.get(address).context["school_years"] == [2024, 2025, 2026, 2027]
    assert client.get(address, {"year": "2027"}).context["school_year"] == 2027
    assert client.get(address).context["school_year"] == 2027
    assert client.get(address, {"year": "99999"}).context["school_year"] == 2027
    assert client.get(address, {"year": "x"}).context["school_year"] == 2027


def test_icons_in_templates_exist() -> None:
    sprite = Path(finders.find("vendor/tabler/icons.svg")).read_text(encoding="utf-8")
    known = set(re.findall(r'id="ti-([a-z0-9-]+)"', sprite))
    used = set()
    for path in (Path(ui.__file__).parent.parent).glob("*/templates/**/*.html"):
        used |= set(re.findall(r"{%\s*icon ['\"]([a-z0-9-]+)['\"]", path.read_text(encoding="utf-8")))
    assert used - known == set()


@pytest.mark.parametrize("name", ["tabler", "htmx", "echarts"])
def test_vendored_libraries_name_version_and_licence(name: str) -> None:
    for file_name in ("VERSION", "LICENSE"):
        assert Path(finders.find(f"vendor/{name}/{file_name}")).read_text(encoding="utf-8").strip()

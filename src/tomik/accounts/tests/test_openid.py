"""Signing in through an OpenID Connect provider: people who exist, nobody else. The provider is a real server."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client

from tests.cast import Cast
from tomik.accounts import conf
from tomik.accounts.models import User
from tomik.accounts.tests.provider import CLIENT, SECRET, Provider, running

LOGIN = "/accounts/oidc/region/login/"
SITE = "http://testserver"
NAMES = (
    "SOCIALACCOUNT_PROVIDERS",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT",
)


@pytest.fixture
def provider(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    """A provider switched on by the environment, as docs/operator/install.md says."""
    with running() as found:
        environment = {
            "OIDC_SERVER_URL": found.address,
            "OIDC_ID": "region",
            "OIDC_NAME": "Вход региона",
            "OIDC_CLIENT_ID": CLIENT,
            "OIDC_CLIENT_SECRET": SECRET,
            "OIDC_TRUST_EMAIL": "1",
        }
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        importlib.reload(conf)
        for name in NAMES:
            setattr(settings, name, getattr(conf, name))
        yield found
        monkeypatch.undo()
        importlib.reload(conf)


def _walk(client: Client) -> Any:
    """The way of a person: our button, the provider's page, back to us; returns our last answer."""
    there = client.post(LOGIN)
    assert there.status_code == 302
    back = requests.get(there["Location"], allow_redirects=False, timeout=10).headers["Location"]
    assert back.startswith(f"{SITE}/accounts/oidc/region/login/callback/")
    where = urlsplit(back)
    return client.get(f"{where.path}?{where.query}", follow=True)


def _person(email: str, *, verified: bool = True) -> dict[str, Any]:
    return {"sub": "person-1", "email": email, "email_verified": verified, "name": "Кто-то"}


def test_the_sign_in_page_offers_the_provider(cast: Cast, provider: Provider, client: Client) -> None:
    assert "Вход региона" in client.get("/accounts/login/").content.decode()


def test_a_person_who_exists_signs_in_and_stays_linked(
    cast: Cast, provider: Provider, client: Client
) -> None:
    provider.person = _person("librarian-a@example.org")
    answer = _walk(client)
    assert answer.status_code == 200
    assert client.session["_auth_user_id"] == str(cast.librarian_a.pk)
    provider.person = _person("moved@example.org")  # the same person at the provider, another address there
    again = Client()
    _walk(again)
    assert again.session["_auth_user_id"] == str(cast.librarian_a.pk)


@pytest.mark.parametrize(
    "person",
    [_person("stranger@example.org"), _person("librarian-a@example.org", verified=False)],
    ids=["unknown", "address-not-confirmed"],
)
def test_nobody_else_comes_in(cast: Cast, provider: Provider, client: Client, person: dict[str, Any]) -> None:
    users = User.objects.count()
    provider.person = person
    text = _walk(client).content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == users
    assert "Учётные записи создаются по приглашению" in text


@pytest.mark.parametrize(
    "wrong",
    [{"iss": "https://another.example.org"}, {"aud": "another"}, {"exp": 1}],
    ids=["issuer", "audience", "old"],
)
def test_a_token_that_is_not_for_us_opens_nothing(
    cast: Cast, provider: Provider, client: Client, wrong: dict[str, Any]
) -> None:
    provider.person, provider.wrong = _person("librarian-a@example.org"), wrong
    answer = _walk(client)
    assert "_auth_user_id" not in client.session
    assert answer.status_code in {200, 401, 403}


def test_an_answer_without_our_question_opens_nothing(cast: Cast, provider: Provider, client: Client) -> None:
    provider.person = _person("librarian-a@example.org")
    client.get(f"{LOGIN}callback/?code=code-0&state=made-up", follow=True)
    assert "_auth_user_id" not in client.session

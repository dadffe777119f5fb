"""Every address asks who is there: an anonymous visitor sees nothing but what is open on purpose."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.exceptions import NoReverseMatch

# Open on purpose, each with the reason.
OPEN = {
    "account_login": "signing in",
    "account_logout": "signing out shows nothing",
    "account_signup": "closed by the adapter, says so",
    "account_inactive": "says that the account is disabled",
    "account_confirm_email": "opened by a secret",
    "account_reset_password": "asks for an address, tells nothing about it",
    "account_reset_password_done": "says that a letter was sent",
    "account_reset_password_from_key": "opened by a secret",
    "account_reset_password_from_key_done": "says that it is done",
    "account_email_verification_sent": "says that a letter was sent",
    "socialaccount_login_cancelled": "says that it was cancelled",
    "socialaccount_login_error": "says that it failed",
    "socialaccount_signup": "leads back without a sign-in under way",
    "openid_connect_login": "begins signing in elsewhere",
    "openid_connect_callback": "ends signing in elsewhere",
    "mfa_authenticate": "second step of signing in",
    "api:openapi-json": "the contract of the API, committed in the repository as well",
    "set_language": "changes one's own cookie",
    "territory:accept": "opened by the secret of an invitation",
}
OPEN_ROOMS = {"ui": "theme, icons, manifest: nothing of the domain", "admin": "not installed"}
SAMPLES = {"int": 1, "uuid": uuid.UUID(int=1), "slug": "x", "str": "x", "path": "x"}


def _patterns(resolver: URLResolver, namespace: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            inner = ":".join(filter(None, (namespace, one.namespace)))
            yield from _patterns(one, inner)
        else:
            yield (f"{namespace}:{one.name}" if namespace else str(one.name)), one


def _named() -> list[tuple[str, URLPattern]]:
    return sorted(_patterns(get_resolver()), key=lambda pair: pair[0])


def _address(name: str, pattern: URLPattern) -> str:
    """Return an address of the pattern with values of the right kinds, an empty string if it has a regular expression."""
    converters = getattr(pattern.pattern, "converters", {})
    values = {
        key: SAMPLES.get(type(one).__name__.removesuffix("Converter").lower(), 1)
        for key, one in converters.items()
    }
    try:
        return reverse(name, kwargs=values)
    except NoReverseMatch:
        return ""


def _is_open(name: str) -> bool:
    return name in OPEN or name.split(":")[0] in OPEN_ROOMS


def _shut(client: Client, address: str) -> bool:
    """Tell whether an anonymous GET shows nothing: sent to sign in, refused, or not allowed by this method."""
    answer = client.get(address, secure=False)
    if answer.status_code in {301, 302, 303}:
        return "/login" in answer["Location"] or "/reauthenticate" in answer["Location"]
    return answer.status_code in {401, 403, 404, 405}


@pytest.mark.django_db
def test_an_anonymous_visitor_sees_nothing() -> None:
    client = Client()
    reached = [
        name
        for name, pattern in _named()
        if not _is_open(name) and (address := _address(name, pattern)) and not _shut(client, address)
    ]
    assert reached == []


@pytest.mark.django_db
def test_an_anonymous_visitor_changes_nothing() -> None:
    client = Client()
    reached = []
    for name, pattern in _named():
        address = _address(name, pattern)
        if _is_open(name) or not address:
            continue
        answer = client.post(address)
        sent_away = answer.status_code in {301, 302, 303} and (
            "/login" in answer["Location"] or "/reauthenticate" in answer["Location"]
        )
        if not sent_away and answer.status_code not in {401, 403, 404, 405}:
            reached.append(f"{name}: {answer.status_code}")
    assert reached == []


@pytest.mark.django_db
def test_a_person_without_a_role_reaches_no_room(client_of: object, cast: object) -> None:
    """Signed in, but with no role anywhere: rooms of the domain answer with refusal, never with a fault."""
    client = client_of(cast.outsider)  # type: ignore[operator, attr-defined]
    faults = []
    for name, pattern in _named():
        room = name.split(":")[0]
        address = _address(name, pattern)
        if (
            room not in {"territory", "intake", "people", "catalogue", "ledger", "fund", "provision"}
            or not address
        ):
            continue
        answer = client.get(address)
        if answer.status_code >= 500:
            faults.append(f"{name}: {answer.status_code}")
    assert faults == []


def test_open_addresses_exist() -> None:
    names = {name for name, _ in _named()}
    assert {name for name in OPEN if name not in names} == set()

"""Signing in: by name or e-mail, limits, closed sign-up, passwords, second factor."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD, Cast

LOGIN = "/accounts/login/"
NEW_PASSWORD = "three-blind-mice-run"


@pytest.fixture(autouse=True)
def _no_earlier_attempts(db: None) -> None:
    cache.clear()


@pytest.mark.parametrize("name", ["librarian-a", "librarian-a@example.org", "LIBRARIAN-A@example.org"])
def test_by_name_or_email(cast: Cast, client: Client, name: str) -> None:
    response = client.post(LOGIN, {"login": name, "password": PASSWORD})
    assert (response.status_code, response["Location"]) == (302, "/")
    assert client.session["_auth_user_id"] == str(cast.librarian_a.pk)


def test_wrong_password_in_russian(cast: Cast, client: Client) -> None:
    response = client.post(LOGIN, {"login": "librarian-a", "password": "wrong"})
    html = response.content.decode()
    assert "_auth_user_id" not in client.session
    assert 'id="form-errors"' in html
    assert re.search(r"неверн|Неверн|не подходят|некоррект", html) or "не " in html


def test_anonymous_is_sent_to_sign_in_and_back(cast: Cast, client: Client) -> None:
    response = client.get("/accounts/profile/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/accounts/profile/")
    response = client.post(LOGIN + "?next=/accounts/profile/", {"login": "librarian-a", "password": PASSWORD})
    assert response["Location"] == "/accounts/profile/"


def test_five_failures_close_the_account_for_a_while(cast: Cast, client: Client) -> None:
    for _attempt in range(5):
        client.post(LOGIN, {"login": "librarian-a", "password": "wrong"})
    response = client.post(LOGIN, {"login": "librarian-a", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
    assert "Слишком много" in response.content.decode()
    other = Client()
    other.post(LOGIN, {"login": "head-a", "password": PASSWORD})
    assert other.session["_auth_user_id"] == str(cast.head_a.pk)


def test_too_many_requests_get_the_page_of_the_product(cast: Cast, client: Client) -> None:
    for _attempt in range(60):
        client.post(LOGIN, {"login": "nobody", "password": ""})
    response = client.post(LOGIN, {"login": "nobody", "password": ""})
    assert response.status_code == 429
    assert "Слишком много попыток" in response.content.decode()


def test_nobody_signs_up(cast: Cast, client: Client) -> None:
    response = client.get("/accounts/signup/")
    assert "Учётные записи создаются по приглашению" in response.content.decode()
    data = {
        "username": "new",
        "email": "new@example.org",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    client.post("/accounts/signup/", data)
    assert "_auth_user_id" not in client.session


def test_password_by_letter(cast: Cast, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "librarian-a@example.org"})
    assert [letter.to for letter in mail.outbox] == [["librarian-a@example.org"]]
    address = re.search(r"http://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert address is not None
    page = client.get(address[1], follow=True)
    path = page.redirect_chain[-1][0]
    weak = client.post(path, {"password1": "1234567890", "password2": "1234567890"})
    assert "Введённый пароль" in weak.content.decode()
    client.post(path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    cast.librarian_a.refresh_from_db()
    assert cast.librarian_a.check_password(NEW_PASSWORD)


def test_an_unknown_address_is_not_told(cast: Cast, client: Client) -> None:
    response = client.post("/accounts/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert response.status_code == 200
    assert mail.outbox == []


def test_change_of_password(cast: Cast, client_of: Callable[..., Client]) -> None:
    client = client_of(cast.librarian_a)
    data = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    client.post("/accounts/password/change/", data)
    cast.librarian_a.refresh_from_db()
    assert cast.librarian_a.check_password(NEW_PASSWORD)


def test_second_factor_is_asked(cast: Cast, client: Client) -> None:
    secret = generate_totp_secret()
    TOTP.activate(cast.librarian_a, secret)
    assert secret not in str(Authenticator.objects.get(user=cast.librarian_a).data)
    response = client.post(LOGIN, {"login": "librarian-a", "password": PASSWORD})
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(cast.librarian_a.pk)


@pytest.mark.parametrize(
    "address",
    ["/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", "/accounts/signup/"],
)
def test_pages_for_strangers(cast: Cast, client: Client, address: str) -> None:
    html = client.get(address).content.decode()
    assert 'class="topbar' in html
    assert "<h1" in html


def test_one_way_to_a_new_password(cast: Cast, client: Client) -> None:
    html = client.get("/accounts/login/").content.decode()
    assert html.count("/accounts/password/reset/") == 1


@pytest.mark.parametrize(
    "address", ["/accounts/profile/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/3rdparty/"]
)
def test_pages_of_ones_own(cast: Cast, client_of: Callable[..., Client], address: str) -> None:
    response = client_of(cast.librarian_a).get(address)
    assert response.status_code == 200
    assert 'class="topbar' in response.content.decode()


def test_profile(cast: Cast, client_of: Callable[..., Client]) -> None:
    client = client_of(cast.librarian_a)
    response = client.post("/accounts/profile/", {"full_name": "Анна", "email": "evil@example.org"})
    assert (response.status_code, response["Location"]) == (303, "/accounts/profile/")
    cast.librarian_a.refresh_from_db()
    assert (cast.librarian_a.full_name, cast.librarian_a.email) == ("Анна", "librarian-a@example.org")
    for refused in ({}, {"full_name": "  "}, {"full_name": "А" * 201}):
        answer = client.post("/accounts/profile/", refused)
        assert (answer.status_code, "invalid-feedback" in answer.content.decode()) == (422, True)
    cast.librarian_a.refresh_from_db()
    assert cast.librarian_a.full_name == "Анна"


def test_another_address_asks_for_the_password_first(cast: Cast, client_of: Callable[..., Client]) -> None:
    response = client_of(cast.librarian_a).post("/accounts/email/", {"email": "new@example.org"})
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/reauthenticate/")
    cast.librarian_a.refresh_from_db()
    assert cast.librarian_a.email == "librarian-a@example.org"


def test_another_address(cast: Cast, client: Client) -> None:
    client.post(LOGIN, {"login": "librarian-a", "password": PASSWORD})
    client.post("/accounts/password/reset/", {"email": "librarian-a@example.org"})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD, "next": "/accounts/email/"})
    taken = client.post("/accounts/email/", {"email": "HEAD-A@example.org"})
    assert taken.status_code == 422
    assert "уже есть" in taken.content.decode()
    assert client.post("/accounts/email/", {"email": "New@example.org"}).status_code == 303
    cast.librarian_a.refresh_from_db()
    assert cast.librarian_a.email == "new@example.org"
    for name, signed_in in (("librarian-a@example.org", False), ("new@example.org", True)):
        other = Client()
        other.post(LOGIN, {"login": name, "password": PASSWORD})
        assert ("_auth_user_id" in other.session) is signed_in

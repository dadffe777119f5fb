"""Error pages: the product's look, in Russian, without the database when it is broken."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from tomik.kernel.errors import Busy, TomikError
from tomik.ui import errors
from tomik.ui.middleware import ErrorPages


@pytest.fixture(autouse=True)
def _russian() -> object:
    with translation.override("ru"):
        yield


@pytest.mark.django_db
def test_404_in_the_frame(client: Client) -> None:
    response = client.get("/no-such-page/")
    assert response.status_code == 404
    assert "Такой страницы нет" in response.content.decode()
    assert "topbar" in response.content.decode()


def test_500_needs_no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = errors.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "Что-то сломалось на нашей стороне" in response.content.decode()


def test_403_shows_the_reason() -> None:
    response = errors.permission_denied(
        RequestFactory().get("/", headers={"HX-Request": "true"}), PermissionDenied("Нет")
    )
    assert response.status_code == 403
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().startswith("Нет ")


@pytest.mark.django_db
def test_csrf_failure() -> None:
    response = Client(enforce_csrf_checks=True).post("/theme", {"theme": "dark"})
    assert response.status_code == 403
    assert "Страница была открыта слишком долго" in response.content.decode()


def middleware(answer: HttpResponse) -> ErrorPages:
    return ErrorPages(lambda request: answer)


def htmx() -> HttpRequest:
    return RequestFactory().get("/", headers={"HX-Request": "true"})


@pytest.mark.parametrize(
    ("exception", "status", "words"),
    [
        (Busy(), 409, "Пока вы работали"),
        (TomikError("Так нельзя"), 422, "Так нельзя"),
        (RequestDataTooBig(), 413, "Файл слишком велик"),
    ],
)
def test_typed_refusals_become_pages(exception: Exception, status: int, words: str) -> None:
    request = htmx()
    if isinstance(exception, Busy):
        exception.message = words
    response = middleware(HttpResponse()).process_exception(request, exception)
    assert response is not None
    assert response.status_code == status
    assert words in response.content.decode()


def test_other_exceptions_go_on() -> None:
    assert middleware(HttpResponse()).process_exception(htmx(), ValueError()) is None


@pytest.mark.parametrize("status", [405, 413, 429, 503])
def test_bare_statuses_get_a_page(status: int) -> None:
    bare = HttpResponse("bare", status=status, headers={"Retry-After": "60"})
    response = middleware(bare)(htmx())
    assert response.status_code == status
    assert "bare" not in response.content.decode()
    assert response["Retry-After"] == "60"


def test_json_and_the_api_keep_their_own_answers() -> None:
    json = HttpResponse("{}", status=429, content_type="application/json")
    assert middleware(json)(htmx()) is json
    plain = HttpResponse("x", status=429)
    assert middleware(plain)(RequestFactory().get("/api/v1/x")) is plain


@pytest.mark.django_db
def test_wrong_method(client_of: Callable[..., Client], cast: object) -> None:
    response = client_of(cast.librarian_a).get("/territory/unit/")  # type: ignore[attr-defined]
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "Эта страница не принимает такой запрос" in response.content.decode()

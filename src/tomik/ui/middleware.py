"""Answers typed refusals and bare error statuses with the product's pages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from tomik.kernel.errors import TomikError
from tomik.ui.errors import PAGES, error_page

# Statuses that views and libraries return with an empty body or a bare text.
BARE = frozenset({405, 413, 429, 503})


class ChosenLanguage:
    """The language of this device's choice, Russian without one, whatever the browser was installed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request in the language."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        known = {code for code, _name in settings.LANGUAGES}
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ErrorPages:
    """A TomikError that no view caught becomes its page; so do 405, 413, 429 and 503 without a page of their own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request and dress a bare error."""
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith("/api/"):
            # No text of ours holds a zero byte and the database refuses it: one answer for every page (the API
            # refuses it by its own types).
            return error_page(request, 400)
        response = self.get_response(request)
        if response.status_code not in BARE or response.get("Content-Type", "").startswith(
            "application/json"
        ):
            return response
        if getattr(response, "is_tomik_page", False) or request.path.startswith("/api/"):
            return response
        page = error_page(request, response.status_code)
        for header in ("Allow", "Retry-After"):
            if header in response:
                page[header] = response[header]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page of a typed refusal."""
        if request.path.startswith("/api/"):
            return None
        if isinstance(exception, RequestDataTooBig):
            return error_page(request, 413)
        if isinstance(exception, TomikError):
            status = exception.status if exception.status in PAGES else 422
            return error_page(request, status, detail=str(exception))
        return None

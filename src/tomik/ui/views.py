"""Choices of the frame: theme, language; kept in cookies, so they hold before sign-in too."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from tomik.ui.context import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 3600


class SeeOther(HttpResponseRedirect):
    """303: the answer to a successful POST is somewhere else, to be read with GET."""

    status_code = 303


def safe_next(request: HttpRequest, fallback: str = "/") -> str:
    """The page to return to: only ever a page of ours."""
    wanted = request.POST.get("next") or request.headers.get("Referer") or ""
    allowed = {request.get_host()}
    if url_has_allowed_host_and_scheme(wanted, allowed_hosts=allowed, require_https=request.is_secure()):
        return wanted
    return fallback


def _remember(request: HttpRequest, cookie: str, value: str) -> HttpResponse:
    response = SeeOther(safe_next(request))
    response.set_cookie(
        cookie, value, max_age=YEAR_SECONDS, secure=request.is_secure(), samesite="Lax", httponly=True
    )
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or auto on this device."""
    theme = request.POST.get("theme", "")
    return _remember(request, THEME_COOKIE, theme if theme in THEMES else "auto")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Remember the language on this device."""
    asked = request.POST.get("language", "")
    known = {code for code, _name in settings.LANGUAGES}
    return _remember(
        request, settings.LANGUAGE_COOKIE_NAME, asked if asked in known else settings.LANGUAGE_CODE
    )


@require_GET
def favicon(request: HttpRequest) -> HttpResponseBase:
    """The icon for browsers that ask for it unasked."""
    return HttpResponseRedirect(static("ui/favicon.svg"))

"""One address per screen: the whole page to a browser, its changing part to htmx."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.cache import patch_vary_headers


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of the page (not for a whole page, nor for one from its history)."""
    headers = request.headers
    return (
        headers.get("HX-Request") == "true"
        and headers.get("HX-Boosted") != "true"
        and headers.get("HX-History-Restore-Request") != "true"
    )


def render_screen(
    request: HttpRequest, page: str, fragment: str, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """`page` for a browser, `fragment` for htmx, followed by the messages that wait to be shown."""
    if is_fragment(request):
        html = loader.render_to_string(fragment, dict(context), request)
        html += loader.render_to_string("ui/_messages_oob.html", {}, request)
    else:
        html = loader.render_to_string(page, dict(context), request)
    response = HttpResponse(html, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response

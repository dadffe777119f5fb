"""Error pages in the product's look. The page of a broken server needs neither database nor session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Page:
    """What an error page says: what happened, what to do."""

    title: Any
    text: Any


PAGES: dict[int, Page] = {
    400: Page(_("The request could not be understood"), _("Go back, reload the page and try again.")),
    403: Page(
        _("Your role does not permit this"),
        _("Ask the head of the school or the coordinator to give you the role that is needed."),
    ),
    404: Page(
        _("There is no such page"),
        _(
            "The address may be mistyped, or the page belongs to a school that is not yours. Check which school is chosen at the top."
        ),
    ),
    405: Page(_("This page does not accept such a request"), _("Go back, reload the page and try again.")),
    409: Page(
        _("Someone else has changed this meanwhile"),
        _("Nothing was lost. Reload the page, look at it and repeat."),
    ),
    413: Page(
        _("The file is too large"),
        _("Save only the sheet that is needed in a new file, or split it, and send it again."),
    ),
    422: Page(_("The action was refused"), _("Nothing was changed.")),
    429: Page(_("Too many attempts"), _("Wait a few minutes and try again. Your data is safe.")),
    500: Page(
        _("Something broke on our side"),
        _(
            "Nothing was lost: what was not confirmed was not saved. Try again; if it repeats, tell the administrator the time."
        ),
    ),
    503: Page(_("The service is busy"), _("Try again in a minute.")),
}
CSRF_PAGE = Page(
    _("The page had been open for too long"),
    _(
        "For your safety the form was not accepted. Go back, reload the page and send it again. Cookies must be permitted."
    ),
)


def error_page(
    request: HttpRequest, status: int, *, page: Page | None = None, detail: Any = "", framed: bool = True
) -> HttpResponse:
    """The page of `status`; `detail` is one sentence about this very case. To htmx one line of plain text.

    Without the frame nothing of the request is read, so that the page works when the database does not.
    """
    page = page or PAGES[status]
    if request.headers.get("HX-Request") == "true":
        text = " ".join(str(part) for part in (detail or page.title, page.text) if part)
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    context = {"page": page, "status": status, "detail": detail, "years_path": "/"}
    if framed:
        return HttpResponse(loader.render_to_string("ui/errors/framed.html", context, request), status=status)
    return HttpResponse(loader.render_to_string("ui/errors/bare.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return error_page(request, 400, framed=False)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. A reason given with PermissionDenied is shown."""
    return error_page(request, 403, detail=str(exception))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404, the same for what does not exist and what is not this person's."""
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500."""
    return error_page(request, 500, framed=False)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token is missing or old."""
    return error_page(request, 403, page=CSRF_PAGE, framed=False)

"""The REST API `/api/v1/`: routers of the rooms, sign-in by session, one shape of refusal.

No pages of documentation are served: they would load from elsewhere. The contract is `openapi.json`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.security import django_auth

from tomik.fund.rest import router as fund
from tomik.kernel.errors import TomikError
from tomik.ledger.rest import router as ledger
from tomik.writeoff.rest import router as writeoff

api = NinjaAPI(
    title="Tomik",
    version="1",
    description=(
        "Sign in with the session of the site; writing needs the CSRF token in X-CSRFToken and an Idempotency-Key "
        "(UUID) made by the client. Every refusal but 405 is {code, message, fields, request_id}."
    ),
    auth=django_auth,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", ledger)
api.add_router("/fund", fund)
api.add_router("/writeoff", writeoff)


def _refusal(
    request: HttpRequest, status: int, code: str, message: Any, *, fields: Sequence[dict[str, Any]] = ()
) -> HttpResponse:
    request_id = request.headers.get("X-Request-ID", "")[:64] or str(uuid.uuid4())
    body = {"code": code, "message": str(message), "fields": list(fields), "request_id": request_id}
    response = api.create_response(request, body, status=status)
    response["X-Request-ID"] = request_id
    return response


@api.exception_handler(TomikError)
def _tomik_error(request: HttpRequest, error: TomikError) -> HttpResponse:
    fields = [problem.as_dict() for problem in error.problems]
    if "field" in error.context:
        fields.append({"field": error.context["field"], "message": str(error)})
    for shortage in error.context.get("shortages", ()):
        names = ("account_id", "lot_id", "have", "need")
        fields.append({name.removesuffix("_id"): getattr(shortage, name) for name in names})
    return _refusal(request, error.status, error.code, error, fields=fields)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = [
        {"field": ".".join(str(part) for part in one["loc"][1:]), "message": one["msg"]}
        for one in error.errors
    ]
    return _refusal(request, 422, "invalid", _("The request is not valid."), fields=fields)


@api.exception_handler(AuthenticationError)
def _anonymous(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _refusal(request, 401, "not_signed_in", _("Sign in first."))


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _refusal(request, 403, "not_allowed", _("Your role does not permit this."))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _refusal(request, 404, "not_found", _("Not found."))


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    code = {400: "unreadable", 403: "csrf"}.get(error.status_code, "refused")
    return _refusal(request, error.status_code, code, error)


def contract() -> str:
    """The OpenAPI document as committed in `openapi.json`."""
    return json.dumps(api.get_openapi_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"

"""Puts the actor on the request and the scope on the database session, and takes the scope away again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse

from tomik.accounts.public import address_of
from tomik.kernel import origin, scope
from tomik.territory.access import actor_for

if TYPE_CHECKING:
    from tomik.accounts.public import User

UNIT_SESSION_KEY = "unit"


class ScopeMiddleware:
    """For a signed-in request: `request.actor` and the scope; for others nothing is visible."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Run the request within the actor's scope."""
        if not request.user.is_authenticated:
            return self.get_response(request)
        user: User = request.user
        actor = actor_for(user, request.session.get(UNIT_SESSION_KEY, ""))
        request.actor = actor  # type: ignore[attr-defined]
        kind = origin.API if request.path_info.startswith("/api/") else origin.SITE
        with scope.came_from(origin.origin_of(kind, address_of(request))), scope.acting(actor.scope):
            return self.get_response(request)

"""«Today»: what to do next, computed from what the rooms know."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tomik.territory.public import actor_of


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first page of a school, of a municipality or region, or of someone without a role."""
    actor = actor_of(request)
    if actor.unit is None:
        return render(request, "config/no_role.html")
    return render(request, "config/today_school.html", {"steps": []})

"""Who may change the catalogue: the regional operator; everyone signed in may read it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, QueryDict

from tomik.accounts.public import Permission, UnitKind
from tomik.territory.public import Actor, Municipality, actor_of, require


def may_edit(request: HttpRequest) -> bool:
    """Whether the person may change the catalogue in the chosen unit."""
    return actor_of(request).may(Permission.EDIT_CATALOGUE)


def require_operator(request: HttpRequest) -> tuple[Actor, int]:
    """The actor and the region that it serves. Raises PermissionDenied."""
    actor = require(request, Permission.EDIT_CATALOGUE)
    region_id = region_of(actor)
    if region_id is None:
        raise PermissionDenied
    return actor, region_id


def posted(request: HttpRequest) -> QueryDict | None:
    """What was posted, also when it is empty: an empty form is a wrong form, not an unsent one."""
    return request.POST if request.method == "POST" else None


def region_of(actor: Actor) -> int | None:
    """The region of the chosen unit; None for a person without a role."""
    unit = actor.unit
    if unit is None:
        return None
    if unit.kind is UnitKind.REGION:
        return unit.id
    if unit.kind is UnitKind.MUNICIPALITY:
        return Municipality.objects.values_list("region_id", flat=True).get(pk=unit.id)
    return actor.school.region_id if actor.school else None

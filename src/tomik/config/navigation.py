"""The frame of every page: places of the left rail, the unit in the switcher, links of the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from tomik.accounts.public import Permission, UnitKind
from tomik.territory.public import Actor

SCHOOL, ABOVE = (UnitKind.SCHOOL,), (UnitKind.MUNICIPALITY, UnitKind.REGION)
EVERYWHERE = SCHOOL + ABOVE
BOOKS = (Permission.SEE_REGISTERS,)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the rail: the first of `names` that has an address is where it leads."""

    label: Any
    icon: str
    names: Sequence[str]
    units: Sequence[UnitKind] = EVERYWHERE
    permissions: Sequence[Permission] = (Permission.SEE_FIGURES,)
    """Any of them is enough."""
    also: Sequence[str] = ()
    """Names of screens that stand inside this place, though another room keeps them."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place or a link as the templates draw it."""

    label: Any
    icon: str
    url: str
    active: bool = False
    exact: bool = False


# In the order of the school year; a place without an address does not exist yet and is left out.
PLACES = (
    Place(_("Today"), "home", ["today"]),
    Place(_("Classes"), "users", ["people:classes"], SCHOOL),
    Place(_("Schools"), "school", ["territory:schools"], ABOVE),
    Place(_("Fund"), "books", ["fund:home", "fund:balance"], SCHOOL, also=["writeoff:home"]),
    Place(_("Registers"), "books", ["fund:territory"], ABOVE, BOOKS),
    Place(_("Provision"), "table", ["provision:home", "provision:matrix"]),
    Place(_("Catalogue"), "book-2", ["catalogue:search", "catalogue:home"]),
    Place(_("Documents"), "file-text", ["ledger:entries", "ledger:documents"], SCHOOL, BOOKS),
    Place(
        _("Import"),
        "upload",
        ["intake:index"],
        EVERYWHERE,
        (Permission.EDIT_CLASSES, Permission.EDIT_PLANS, Permission.POST_FUND, Permission.EDIT_TERRITORY),
    ),
)
FUND_LINKS = (Place(_("Write-off"), "trash", ["writeoff:home"], SCHOOL, BOOKS),)
"""Screens of rooms above the fund that the fund's own page leads to."""
PERSON_LINKS = (
    Place(
        _("Members and invitations"),
        "user-plus",
        ["territory:members"],
        EVERYWHERE,
        (Permission.MANAGE_MEMBERS,),
    ),
)


def address(names: Sequence[str]) -> str:
    """The address of the first name that exists, otherwise an empty text."""
    for name in names:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return ""


def _links(places: Sequence[Place], actor: Actor, path: str) -> list[Link]:
    found = []
    for place in places:
        if actor.unit is None or actor.unit.kind not in place.units:
            continue
        if not any(actor.may(permission) for permission in place.permissions):
            continue
        url = address(place.names)
        if url:
            inside = [url, *(address([name]) for name in place.also)]
            active = path == url or any(one not in ("", "/") and path.startswith(one) for one in inside)
            found.append(Link(place.label, place.icon, url, active, path == url))
    return found


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: everything around a screen that depends on who asks and where."""
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"navigation": [], "actor": None}
    unit = actor.unit
    return {
        "actor": actor,
        "unit": unit,
        "units": actor.units,
        "unit_url": address(["territory:choose-unit"]),
        "role_names": ", ".join(str(role.label) for role in actor.roles),
        "navigation": _links(PLACES, actor, request.path),
        "fund_links": _links(FUND_LINKS, actor, request.path),
        "person_links": _links(PERSON_LINKS, actor, request.path),
        "may_see_registers": actor.may(Permission.SEE_REGISTERS),
        "search_url": address(["search"]),
        "search_text": request.GET.get("q", ""),
    }

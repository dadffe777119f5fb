"""Reads of territory: schools that an actor may see."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomik.accounts.public import Permission, UnitKind
from tomik.territory.access import Actor, Unit
from tomik.territory.history import Event, Part, history_of, labels_of
from tomik.territory.models import Building, Membership, Municipality, School, SchoolVersion


def schools_of(actor: Actor, unit: Unit | None = None) -> QuerySet[School]:
    """The schools where the actor sees figures, of the unit when one is given."""
    found = School.objects.filter(id__in=actor.schools()).select_related("municipality")
    if unit is not None:
        found = found.filter(
            **({"id": unit.id} if unit.kind is UnitKind.SCHOOL else {f"{unit.kind}_id": unit.id})
        )
    return found.order_by("name_order", "id")


def school_or_404(actor: Actor, uid: UUID) -> School:
    """The school if the actor sees it. Raises Http404."""
    school = schools_of(actor).filter(uid=uid).first()
    if school is None:
        raise Http404
    return school


def unit_by_key(actor: Actor, key: str) -> Unit:
    """A unit by its key «school:12»: one of the actor's own or one inside them. Raises Http404."""
    for unit in actor.units:
        if unit.key == key:
            return unit
    kind, _colon, number = key.partition(":")
    if number.isascii() and number.isdigit():
        inner = _inner_unit(actor, kind, int(number))
        if inner is not None:
            return inner
    raise Http404


def _inner_unit(actor: Actor, kind: str, number: int) -> Unit | None:
    if kind == UnitKind.SCHOOL:
        school = schools_of(actor).filter(id=number).first()
        return Unit(UnitKind.SCHOOL, school.pk, school.short_name) if school else None
    if kind == UnitKind.MUNICIPALITY:
        regions = [unit.id for unit in actor.units if unit.kind is UnitKind.REGION]
        municipality = Municipality.objects.filter(id=number, region_id__in=regions).first()
        return Unit(UnitKind.MUNICIPALITY, municipality.pk, municipality.name) if municipality else None
    return None


def inner_units(unit: Unit) -> list[Unit]:
    """Municipalities of a region, by name; of a smaller unit none: schools have a list of their own."""
    if unit.kind is not UnitKind.REGION:
        return []
    found = Municipality.objects.filter(region_id=unit.id).order_by("name").values_list("id", "name")
    return [Unit(UnitKind.MUNICIPALITY, number, name) for number, name in found]


def unit_details(school: School) -> dict[str, Any]:
    """Buildings and earlier names of a school."""
    return {
        "buildings": list(school.buildings.order_by("-is_main", "name")),
        "versions": list(school.versions.order_by("-valid_from")),
    }


def may_see_history(actor: Actor, school: School) -> bool:
    """Those who keep the school's data or answer for them; others see what is, not who wrote it."""
    permissions = (
        Permission.EDIT_TERRITORY,
        Permission.EDIT_CLASSES,
        Permission.MANAGE_MEMBERS,
        Permission.SEE_JOURNAL,
    )
    return any(actor.may(permission, school_id=school.pk) for permission in permissions)


def school_history(school: School) -> list[Event]:
    """Who changed the passport and the buildings."""
    passport = ("full_name", "kind", "founder", "inn", "is_rural", "is_small", "timezone", "status")
    return history_of(
        [
            Part(
                School,
                school.pk,
                _("Passport"),
                labels_of(School, "short_name")
                | {"municipality": _("Municipality")}
                | labels_of(School, *passport, "latitude", "longitude"),
            ),
            Part(
                SchoolVersion,
                school.pk,
                pgettext_lazy("history", "Name and status in time"),
                labels_of(School, "short_name", "status") | {"valid_from": _("From"), "valid_to": _("To")},
            ),
            Part(
                Building,
                school.pk,
                _("Building"),
                labels_of(Building, "name", "address", "is_main", "is_branch", "latitude", "longitude"),
            ),
        ]
    )


def members_history(unit: Unit) -> list[Event]:
    """Who gave and took roles in the unit."""
    labels = {"user": _("Person"), "role": _("Role"), "ended_at": pgettext_lazy("role", "taken away")}
    return history_of([Part(Membership, unit.id, _("Role"), labels, {f"{unit.kind}_id": unit.id})])

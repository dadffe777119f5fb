"""Who is asking, in which unit, and may they: the one place where requests meet roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from tomik.accounts.public import PERMISSIONS, Permission, Role, UnitKind, User
from tomik.kernel.normalise import natural_key
from tomik.kernel.scope import NOTHING, Scope
from tomik.territory.models import Membership, Municipality, Region, School


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit that a person may work in: a school, a municipality or a region."""

    kind: UnitKind
    id: int
    name: str

    @property
    def key(self) -> str:
        """How the unit is written in the session and in the switcher: «school:12»."""
        return f"{self.kind}:{self.id}"


@dataclass
class Actor:
    """A signed-in person with the roles that are in force, and the unit chosen in the switcher."""

    user: User
    memberships: list[Membership]
    unit_key: str = ""

    @cached_property
    def units(self) -> list[Unit]:
        """Units in which the person has a role, regions first, then municipalities, then schools by name."""
        found: dict[str, Unit] = {}
        for membership in self.memberships:
            unit = unit_of(membership)
            found[unit.key] = unit
        order = {UnitKind.REGION: 0, UnitKind.MUNICIPALITY: 1, UnitKind.SCHOOL: 2}
        return sorted(found.values(), key=lambda unit: (order[unit.kind], natural_key(unit.name)))

    @cached_property
    def unit(self) -> Unit | None:
        """The unit chosen in the switcher, otherwise the first."""
        for unit in self.units:
            if unit.key == self.unit_key:
                return unit
        return self.units[0] if self.units else None

    @cached_property
    def school(self) -> School | None:
        """The school chosen in the switcher, None above a school."""
        if self.unit is None or self.unit.kind is not UnitKind.SCHOOL:
            return None
        return School.objects.select_related("municipality", "region").get(id=self.unit.id)

    @cached_property
    def _schools_by_permission(self) -> dict[Permission, frozenset[int]]:
        return {permission: frozenset(self._schools_with(permission)) for permission in Permission}

    @cached_property
    def _schools_below(self) -> dict[int, frozenset[int]]:
        """Ids of the schools under each role above the school."""
        found = {}
        for one in self.memberships:
            if one.municipality_id:
                found[one.pk] = School.objects.filter(municipality_id=one.municipality_id)
            elif one.region_id:
                found[one.pk] = School.objects.filter(region_id=one.region_id)
        return {key: frozenset(schools.values_list("id", flat=True)) for key, schools in found.items()}

    def _schools_with(self, permission: Permission) -> Iterable[int]:
        for membership in self.memberships:
            if permission not in PERMISSIONS[Role(membership.role)]:
                continue
            if membership.school_id:
                yield membership.school_id
            else:
                yield from self._schools_below[membership.pk]

    def schools(self, permission: Permission = Permission.SEE_FIGURES) -> frozenset[int]:
        """Ids of the schools where the person has `permission`."""
        return self._schools_by_permission[permission]

    def may(self, permission: Permission, *, school_id: int | None = None) -> bool:
        """Whether the person has `permission` in the school, or (without a school) in the chosen unit."""
        if school_id is not None:
            return school_id in self.schools(permission)
        return any(
            permission in PERMISSIONS[Role(membership.role)]
            for membership in self.memberships
            if self.unit is not None and unit_of(membership).key == self.unit.key
        )

    @cached_property
    def roles(self) -> list[Role]:
        """Roles in the chosen unit."""
        return [Role(m.role) for m in self.memberships if self.unit and unit_of(m).key == self.unit.key]

    @cached_property
    def scope(self) -> Scope:
        """The scope for row security: everything that the person may see in any unit."""
        regions = {m.region_id for m in self.memberships if m.region_id}
        municipalities = {m.municipality_id for m in self.memberships if m.municipality_id}
        if regions:
            municipalities |= set(
                Municipality.objects.filter(region_id__in=regions).values_list("id", flat=True)
            )
        schools = self.schools(Permission.SEE_FIGURES)
        return Scope(
            user_id=self.user.pk,
            region_ids=frozenset(regions),
            municipality_ids=frozenset(municipalities),
            school_ids=schools,
            pupil_school_ids=self.schools(Permission.SEE_PUPILS),
        )


def unit_of(membership: Membership) -> Unit:
    """The unit of a membership."""
    if membership.school_id:
        assert membership.school is not None  # noqa: S101 - tells the type checker what the constraint guarantees
        return Unit(UnitKind.SCHOOL, membership.school_id, membership.school.short_name)
    if membership.municipality_id:
        assert membership.municipality is not None  # noqa: S101 - as above
        return Unit(UnitKind.MUNICIPALITY, membership.municipality_id, membership.municipality.name)
    assert membership.region is not None  # noqa: S101 - as above
    return Unit(UnitKind.REGION, membership.region_id or 0, membership.region.name)


def actor_for(user: User, unit_key: str = "") -> Actor:
    """The actor of a signed-in user: one query for the roles in force."""
    memberships = list(
        Membership.objects.filter(user=user, ended_at__isnull=True).select_related(
            "school", "municipality", "region"
        )
    )
    return Actor(user=user, memberships=memberships, unit_key=unit_key)


def scope_of(user: User) -> Scope:
    """The scope of a user outside a request (jobs, commands)."""
    return actor_for(user).scope


def require(request: HttpRequest, permission: Permission, *, school: School | None = None) -> Actor:
    """The actor of the request if it has `permission`: in `school`, otherwise in the chosen unit.

    Raises Http404 when the school is not visible to the person at all, PermissionDenied when the role is too weak.
    """
    actor = actor_of(request)
    if school is not None:
        if school.pk not in actor.schools(Permission.SEE_FIGURES):
            raise Http404
        if not actor.may(permission, school_id=school.pk):
            raise PermissionDenied
    elif not actor.may(permission):
        raise PermissionDenied
    return actor


def require_school(
    request: HttpRequest, permission: Permission, school_uid: Any = None
) -> tuple[Actor, School]:
    """The actor and the school of the screen: the one named, otherwise the one chosen in the switcher.

    Raises Http404 when there is no such school for this person, PermissionDenied when the role is too weak.
    """
    actor = actor_of(request)
    school = actor.school if school_uid is None else School.objects.filter(uid=school_uid).first()
    if school is None:
        raise Http404
    require(request, permission, school=school)
    return actor, school


def actor_of(request: HttpRequest) -> Actor:
    """The actor that the middleware put on the request; PermissionDenied for an anonymous one."""
    actor = getattr(request, "actor", None)
    if actor is None:
        raise PermissionDenied
    return actor  # type: ignore[no-any-return]


def system_scope(region_ids: Iterable[int] | None = None) -> Scope:
    """Everything of the given regions (all by default): for jobs and commands, never for a request."""
    regions = Region.objects.all() if region_ids is None else Region.objects.filter(id__in=region_ids)
    ids = list(regions.values_list("id", flat=True))
    schools = frozenset(School.objects.filter(region_id__in=ids).values_list("id", flat=True))
    return Scope(
        user_id=None,
        region_ids=frozenset(ids),
        municipality_ids=frozenset(
            Municipality.objects.filter(region_id__in=ids).values_list("id", flat=True)
        ),
        school_ids=schools,
        pupil_school_ids=schools,
    )


__all__ = [
    "NOTHING",
    "Actor",
    "Unit",
    "actor_for",
    "actor_of",
    "require",
    "require_school",
    "scope_of",
    "system_scope",
    "unit_of",
]

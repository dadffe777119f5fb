"""Who may do what where: the table of roles, the actor, the scope."""

from __future__ import annotations

import itertools

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from tests.cast import Cast
from tomik.accounts.public import PERMISSIONS, UNIT_OF_ROLE, Permission, Role, UnitKind, User
from tomik.territory.public import Membership, actor_for, require, require_school, scope_of, system_scope

pytestmark = pytest.mark.django_db


def _request(user: User, unit: str = "") -> HttpRequest:
    request = HttpRequest()
    request.actor = actor_for(user, unit)  # type: ignore[attr-defined]
    return request


def test_every_role_has_a_unit_and_permissions() -> None:
    assert set(UNIT_OF_ROLE) == set(Role)
    assert set(PERMISSIONS) == set(Role)


def test_names_of_pupils_stay_in_the_school() -> None:
    above = [role for role in Role if UNIT_OF_ROLE[role] is not UnitKind.SCHOOL]
    assert [role for role in above if Permission.SEE_PUPILS in PERMISSIONS[role]] == []


@pytest.mark.parametrize(("role", "permission"), list(itertools.product(Role, Permission)))
def test_matrix_of_roles_and_permissions(cast: Cast, role: Role, permission: Permission) -> None:
    user = User.objects.create_user(username="someone", password="x")
    unit = {
        UnitKind.SCHOOL: {"school": cast.school_a},
        UnitKind.MUNICIPALITY: {"municipality": cast.municipality},
        UnitKind.REGION: {"region": cast.region},
    }[UNIT_OF_ROLE[role]]
    Membership.objects.create(user=user, role=role, **unit)
    expected = permission in PERMISSIONS[role]
    assert actor_for(user).may(permission, school_id=cast.school_a.pk) is expected
    assert actor_for(user).may(permission) is expected
    beyond = actor_for(user).may(permission, school_id=cast.school_c.pk)
    assert beyond is (expected and UNIT_OF_ROLE[role] is UnitKind.REGION)


def test_a_librarian_of_three_schools_switches_between_them(cast: Cast) -> None:
    Membership.objects.create(user=cast.librarian_a, role=Role.LIBRARIAN, school=cast.school_b)
    Membership.objects.create(user=cast.librarian_a, role=Role.LIBRARIAN, school=cast.school_c)
    actor = actor_for(cast.librarian_a, f"school:{cast.school_c.pk}")
    assert [unit.name for unit in actor.units] == ["Школа А", "Школа Б", "Школа В"]
    assert actor.school == cast.school_c
    assert actor.scope.school_ids == {cast.school_a.pk, cast.school_b.pk, cast.school_c.pk}


def test_a_foreign_unit_in_the_session_is_ignored(cast: Cast) -> None:
    actor = actor_for(cast.librarian_a, f"school:{cast.school_b.pk}")
    assert actor.school == cast.school_a


def test_scope_of_each_level(cast: Cast) -> None:
    assert scope_of(cast.librarian_a).school_ids == {cast.school_a.pk}
    assert scope_of(cast.librarian_a).pupil_school_ids == {cast.school_a.pk}
    assert scope_of(cast.librarian_a).region_ids == frozenset()
    assert scope_of(cast.coordinator).school_ids == {cast.school_a.pk, cast.school_b.pk}
    assert scope_of(cast.coordinator).pupil_school_ids == frozenset()
    assert scope_of(cast.coordinator).municipality_ids == {cast.municipality.pk}
    assert len(scope_of(cast.operator).school_ids) == 3
    assert scope_of(cast.operator).pupil_school_ids == frozenset()
    assert scope_of(cast.operator).region_ids == {cast.region.pk}
    assert scope_of(cast.outsider).school_ids == frozenset()
    assert len(system_scope().pupil_school_ids) == 3


def test_an_ended_role_gives_nothing(cast: Cast) -> None:
    Membership.objects.filter(user=cast.librarian_a).update(ended_at=timezone.now())
    actor = actor_for(cast.librarian_a)
    assert actor.unit is None
    assert actor.scope.school_ids == frozenset()


def test_another_school_is_absent_and_a_weak_role_is_refused(cast: Cast) -> None:
    with pytest.raises(Http404):
        require(_request(cast.librarian_a), Permission.SEE_FIGURES, school=cast.school_b)
    with pytest.raises(PermissionDenied):
        require(_request(cast.deputy_a), Permission.POST_FUND, school=cast.school_a)
    with pytest.raises(PermissionDenied):
        require(_request(cast.outsider), Permission.SEE_FIGURES)
    with pytest.raises(PermissionDenied):
        require(HttpRequest(), Permission.SEE_FIGURES)
    with pytest.raises(Http404):
        require_school(_request(cast.operator), Permission.SEE_FIGURES)
    with pytest.raises(Http404):
        require_school(_request(cast.librarian_a), Permission.SEE_FIGURES, cast.school_b.uid)
    actor, school = require_school(_request(cast.operator), Permission.SEE_FIGURES, cast.school_c.uid)
    assert (actor.user, school) == (cast.operator, cast.school_c)


def test_a_membership_has_exactly_one_unit_and_stands_once(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=cast.outsider, role=Role.LIBRARIAN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=cast.outsider, role=Role.LIBRARIAN, school=cast.school_a, region=cast.region
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=cast.librarian_a, role=Role.LIBRARIAN, school=cast.school_a)

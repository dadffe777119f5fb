"""Members of a unit: who is there, invitations by link, taking a role away."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from tomik.accounts.public import PERMISSIONS, Permission, Role, UnitKind, User, create_user
from tomik.kernel import clock
from tomik.territory.access import Actor, Unit
from tomik.territory.errors import InvitationGone, LastManager, MayNotGrant, RoleHeld
from tomik.territory.models import Invitation, Membership
from tomik.territory.rules import INVITATION_DAYS, grantable_roles

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Invited:
    """A new invitation and its secret, which is told once and not kept."""

    invitation: Invitation
    secret: str


def _in_unit(unit: Unit) -> dict[str, Any]:
    return {f"{unit.kind}_id": unit.id}


def roles_over(actor: Actor, unit: Unit) -> set[Role]:
    """The roles that the actor holds in the unit or in a unit that contains it."""
    if unit.kind is UnitKind.SCHOOL:
        above = Q(school_id=unit.id) | Q(municipality__schools=unit.id) | Q(region__schools=unit.id)
    elif unit.kind is UnitKind.MUNICIPALITY:
        above = Q(municipality_id=unit.id) | Q(region__municipalities=unit.id)
    else:
        above = Q(region_id=unit.id)
    held = Membership.objects.filter(above, user=actor.user, ended_at__isnull=True).values_list(
        "role", flat=True
    )
    return {Role(role) for role in held}


def roles_to_grant(actor: Actor, unit: Unit) -> list[Role]:
    """The roles that the actor may give in the unit; empty when members are not his business."""
    return grantable_roles(roles_over(actor, unit), unit.kind)


def may_see_members(actor: Actor, unit: Unit) -> bool:
    """Whether the actor manages members in the unit or above it, even if only someone else may give its roles."""
    return any(Permission.MANAGE_MEMBERS in PERMISSIONS[role] for role in roles_over(actor, unit))


def members_of(unit: Unit) -> QuerySet[Membership]:
    """Roles in force in the unit itself."""
    found = Membership.objects.filter(ended_at__isnull=True, **_in_unit(unit))
    return found.select_related("user", "granted_by").order_by("role", "user__full_name", "id")


def open_invitations(unit: Unit) -> QuerySet[Invitation]:
    """Invitations that still may be used."""
    return Invitation.objects.filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=clock.now(), **_in_unit(unit)
    ).order_by("-created_at")


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def invite(*, actor: Actor, unit: Unit, role: Role, email: str) -> Invited:
    """A link of one use, valid for seven days, that gives `role` in `unit` to whoever opens it.

    Raises MayNotGrant, or RoleHeld when the owner of the address has the role already. An earlier open
    invitation of the same address to the same role is taken back.
    """
    if role not in roles_to_grant(actor, unit):
        raise MayNotGrant
    email = email.strip().lower()
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with transaction.atomic(durable=True):
        if members_of(unit).filter(role=role, user__email__iexact=email).exists():
            raise RoleHeld
        open_invitations(unit).filter(email=email, role=role).update(revoked_at=clock.now())
        invitation = Invitation.objects.create(
            email=email,
            role=role,
            secret_hash=_hash(secret),
            created_by=actor.user,
            expires_at=clock.now() + timedelta(days=INVITATION_DAYS),
            **_in_unit(unit),
        )
    return Invited(invitation, secret)


def find_invitation(secret: str) -> Invitation:
    """The open invitation of a secret. Raises InvitationGone."""
    found = Invitation.objects.select_related("school", "municipality", "region", "created_by").filter(
        secret_hash=_hash(secret),
        accepted_at__isnull=True,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    )
    invitation = found.first()
    if invitation is None:
        raise InvitationGone
    return invitation


def _use(secret: str) -> Invitation:
    """Lock the invitation, so that of two people with one link one gets in."""
    invitation = Invitation.objects.select_for_update().filter(pk=find_invitation(secret).pk).get()
    if invitation.accepted_at is not None or invitation.revoked_at is not None:
        raise InvitationGone
    return invitation


def _grant(invitation: Invitation, user: User) -> Membership:
    membership, _created = Membership.objects.get_or_create(
        user=user,
        role=invitation.role,
        region=invitation.region,
        municipality=invitation.municipality,
        school=invitation.school,
        ended_at=None,
        defaults={"granted_by_id": invitation.created_by_id},
    )
    invitation.accepted_at = clock.now()
    invitation.accepted_by = user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return membership


def accept_as_new_person(*, secret: str, full_name: str, password: str) -> User:
    """Make the account (its user name is the invitation's address) and give it the role, once.

    Raises InvitationGone, accounts' AccountExists when the address has an account: that person signs in first,
    and django's ValidationError for a weak password.
    """
    with transaction.atomic(durable=True):
        invitation = _use(secret)
        email = invitation.email
        user = create_user(username=email, email=email, full_name=full_name, password=password)
        _grant(invitation, user)
    return user


def accept_as(*, secret: str, user: User) -> Membership:
    """Give the role to a person who is signed in. Raises InvitationGone."""
    with transaction.atomic(durable=True):
        return _grant(_use(secret), user)


def revoke_invitation(*, actor: Actor, unit: Unit, uid: UUID) -> None:
    """Take an open invitation back. Raises MayNotGrant, InvitationGone when it is not open in this unit."""
    if not roles_to_grant(actor, unit):
        raise MayNotGrant
    with transaction.atomic(durable=True):
        taken = open_invitations(unit).filter(uid=uid).update(revoked_at=clock.now())
    if not taken:
        raise InvitationGone


def end_membership(*, actor: Actor, unit: Unit, membership_id: int) -> Membership:
    """Take a role away; the row stays with its date.

    Locks the roles of the unit. Raises Membership.DoesNotExist when it is not in force in the unit, MayNotGrant
    when the actor could not give this role, LastManager when nobody would be left to manage a region.
    """
    with transaction.atomic(durable=True):
        members = {member.pk: member for member in members_of(unit).select_for_update(of=("self",))}
        if membership_id not in members:
            raise Membership.DoesNotExist
        ending = members.pop(membership_id)
        if Role(ending.role) not in roles_to_grant(actor, unit):
            raise MayNotGrant
        if (
            _manages(ending)
            and unit.kind is UnitKind.REGION
            and not any(_manages(one) for one in members.values())
        ):
            raise LastManager
        ending.ended_at = clock.now()
        ending.save(update_fields=["ended_at"])
    return ending


def _manages(membership: Membership) -> bool:
    return Permission.MANAGE_MEMBERS in PERMISSIONS[Role(membership.role)]

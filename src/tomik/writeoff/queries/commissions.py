"""Commissions of a school."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tomik.kernel import clock
from tomik.writeoff.models import Commission, CommissionMember


def commissions_of(school_id: int) -> list[Commission]:
    """All of them with their members, newest first."""
    found = Commission.objects.filter(school_id=school_id).prefetch_related("members")
    return list(found.order_by("-order_on", "-pk"))


def commissions_in_force(school_id: int, day: date) -> list[Commission]:
    """Those that may decide on a day, newest first."""
    found = Commission.objects.filter(school_id=school_id, order_on__lte=day).filter(
        Q(valid_to=None) | Q(valid_to__gte=day)
    )
    return list(found.prefetch_related("members").order_by("-order_on", "-pk"))


def present_members(school_id: int) -> list[tuple[str, str]]:
    """Post and name of the members of the newest commission in force today, the chair first."""
    for found in commissions_in_force(school_id, clock.today())[:1]:
        members = sorted(
            found.members.all(), key=lambda one: (one.part != CommissionMember.Part.CHAIR, one.pk)
        )
        return [(one.post, one.name) for one in members]
    return []

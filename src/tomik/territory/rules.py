"""Who may give which role. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from tomik.accounts.public import PERMISSIONS, UNIT_OF_ROLE, Permission, Role, UnitKind

INVITATION_DAYS = 7
_RANK = {UnitKind.SCHOOL: 0, UnitKind.MUNICIPALITY: 1, UnitKind.REGION: 2}


def grantable_roles(held: Iterable[Role], unit: UnitKind) -> list[Role]:
    """The roles that someone who holds `held` in the unit or in one above it may give in a unit of this kind.

    Managing members is needed. Roles of the region come only from an administrator of the region, so that an
    operator cannot raise anyone, himself included, to administrator or auditor.
    """
    managers = [role for role in held if Permission.MANAGE_MEMBERS in PERMISSIONS[role]]
    if not any(_RANK[UNIT_OF_ROLE[role]] >= _RANK[unit] for role in managers):
        return []
    if unit is UnitKind.REGION and Role.ADMINISTRATOR not in managers:
        return []
    return [role for role, kind in UNIT_OF_ROLE.items() if kind is unit]

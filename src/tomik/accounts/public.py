"""What other rooms may use of accounts."""

from tomik.accounts.models import User
from tomik.accounts.roles import PERMISSIONS, PUPIL_ROLES, UNIT_OF_ROLE, Permission, Role, UnitKind

__all__ = ["PERMISSIONS", "PUPIL_ROLES", "UNIT_OF_ROLE", "Permission", "Role", "UnitKind", "User"]

"""What other rooms may use of accounts."""

from tomik.accounts.address import address_of
from tomik.accounts.errors import AccountExists
from tomik.accounts.forms import NewPersonForm
from tomik.accounts.models import User
from tomik.accounts.roles import PERMISSIONS, PUPIL_ROLES, UNIT_OF_ROLE, Permission, Role, UnitKind
from tomik.accounts.services import create_user, user_by_email

__all__ = [
    "PERMISSIONS",
    "PUPIL_ROLES",
    "UNIT_OF_ROLE",
    "AccountExists",
    "NewPersonForm",
    "Permission",
    "Role",
    "UnitKind",
    "User",
    "address_of",
    "create_user",
    "user_by_email",
]

"""What other rooms may use of territory."""

from tomik.territory.access import (
    Actor,
    Unit,
    actor_for,
    actor_of,
    require,
    require_school,
    scope_of,
    system_scope,
    unit_of,
)
from tomik.territory.middleware import UNIT_SESSION_KEY
from tomik.territory.models import (
    Building,
    Invitation,
    Membership,
    Municipality,
    Region,
    School,
    SchoolVersion,
)

__all__ = [
    "UNIT_SESSION_KEY",
    "Actor",
    "Building",
    "Invitation",
    "Membership",
    "Municipality",
    "Region",
    "School",
    "SchoolVersion",
    "Unit",
    "actor_for",
    "actor_of",
    "require",
    "require_school",
    "scope_of",
    "system_scope",
    "unit_of",
]

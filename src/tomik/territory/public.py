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
from tomik.territory.commands import command_user, region_by_code
from tomik.territory.history import Event, Part, history_of, labels_of
from tomik.territory.imports import SchoolList
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
from tomik.territory.municipality_list import MunicipalityList
from tomik.territory.school_names import SchoolName, are_alike, municipality_key, school_name

__all__ = [
    "UNIT_SESSION_KEY",
    "Actor",
    "Building",
    "Event",
    "Invitation",
    "Membership",
    "Municipality",
    "MunicipalityList",
    "Part",
    "Region",
    "School",
    "SchoolList",
    "SchoolName",
    "SchoolVersion",
    "Unit",
    "actor_for",
    "actor_of",
    "are_alike",
    "command_user",
    "history_of",
    "labels_of",
    "municipality_key",
    "region_by_code",
    "require",
    "require_school",
    "school_name",
    "scope_of",
    "system_scope",
    "unit_of",
]

"""What other rooms may use of provision."""

from tomik.provision.checklist import Checklist, checklist_of
from tomik.provision.imports.kind import PlanImport
from tomik.provision.models import PlanApproval, PlanLine, PlanLineSet, ShortageReason, SubjectNorm
from tomik.provision.queries.history import Trend, trend
from tomik.provision.queries.lists import LackRow, SurplusRow, lack_rows, surplus_rows
from tomik.provision.queries.nearest import Nearest, Seeker, nearest_surplus, seekers
from tomik.provision.queries.region import RegionProvision, refresh, region_provision
from tomik.provision.queries.school import SchoolProvision, school_provision, schools_provision
from tomik.provision.queries.stock import pools_of
from tomik.provision.queries.territory import SchoolRow, SilentRow, Territory, school_rows, silent_rows
from tomik.provision.rules import State, Totals
from tomik.provision.services.lines import LineDraft, write_lines
from tomik.provision.services.norms import ensure_norms
from tomik.provision.services.snapshots import take_due_snapshots, take_snapshot

__all__ = [
    "Checklist",
    "LackRow",
    "LineDraft",
    "Nearest",
    "PlanApproval",
    "PlanImport",
    "PlanLine",
    "PlanLineSet",
    "RegionProvision",
    "SchoolProvision",
    "SchoolRow",
    "Seeker",
    "ShortageReason",
    "SilentRow",
    "State",
    "SubjectNorm",
    "SurplusRow",
    "Territory",
    "Totals",
    "Trend",
    "checklist_of",
    "ensure_norms",
    "lack_rows",
    "nearest_surplus",
    "pools_of",
    "refresh",
    "region_provision",
    "school_provision",
    "school_rows",
    "schools_provision",
    "seekers",
    "silent_rows",
    "surplus_rows",
    "take_due_snapshots",
    "take_snapshot",
    "trend",
    "write_lines",
]

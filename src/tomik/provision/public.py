"""What other rooms may use of provision."""

from tomik.provision.checklist import Checklist, checklist_of
from tomik.provision.imports.kind import PlanImport
from tomik.provision.models import PlanApproval, PlanLine, PlanLineSet, ShortageReason, SubjectNorm
from tomik.provision.queries.lists import LackRow, SurplusRow, lack_rows, surplus_rows
from tomik.provision.queries.region import RegionProvision, refresh, region_provision
from tomik.provision.queries.school import SchoolProvision, school_provision, schools_provision
from tomik.provision.queries.territory import SchoolRow, SilentRow, Territory, school_rows, silent_rows
from tomik.provision.rules import State, Totals
from tomik.provision.services.lines import LineDraft, write_lines
from tomik.provision.services.norms import ensure_norms

__all__ = [
    "Checklist",
    "LackRow",
    "LineDraft",
    "PlanApproval",
    "PlanImport",
    "PlanLine",
    "PlanLineSet",
    "RegionProvision",
    "SchoolProvision",
    "SchoolRow",
    "ShortageReason",
    "SilentRow",
    "State",
    "SubjectNorm",
    "SurplusRow",
    "Territory",
    "Totals",
    "checklist_of",
    "ensure_norms",
    "lack_rows",
    "refresh",
    "region_provision",
    "school_provision",
    "school_rows",
    "schools_provision",
    "silent_rows",
    "surplus_rows",
    "write_lines",
]

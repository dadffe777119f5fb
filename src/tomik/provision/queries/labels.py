"""What names the rows of a provision: lines with class, subject, sets, reason; statuses of sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tomik.catalogue.public import EditionSet, SetStatus, Subject
from tomik.provision.models import PlanLine, ShortageReason
from tomik.provision.queries.school import DemandRow, SchoolProvision


@dataclass(frozen=True)
class Labels:
    """Objects by id, loaded once for a screen."""

    lines: dict[int, PlanLine]
    sets: dict[int, EditionSet]
    subjects: dict[int, Subject]
    statuses: dict[int, SetStatus]
    reasons: dict[int, ShortageReason]


def labels_of(provision: SchoolProvision, rows: Iterable[DemandRow] | None = None) -> Labels:
    """Load what names the rows (all of the provision when None): five queries."""
    chosen = list(provision.demands if rows is None else rows)
    lines = PlanLine.objects.filter(pk__in={row.line_id for row in chosen}).select_related(
        "class_group", "subject"
    )
    set_ids = {row.set_id for row in chosen}
    found = list(lines)
    statuses = SetStatus.objects.filter(edition_set__in=set_ids, school_year=provision.school_year)
    reasons = ShortageReason.objects.filter(line__in=[line.pk for line in found])
    return Labels(
        lines={line.pk: line for line in found},
        sets={item.pk: item for item in EditionSet.objects.filter(pk__in=set_ids)},
        subjects={line.subject_id: line.subject for line in found},
        statuses={item.edition_set_id: item for item in statuses.select_related("row__federal_list")},
        reasons={item.line_id: item for item in reasons},
    )

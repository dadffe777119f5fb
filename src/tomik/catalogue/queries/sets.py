"""Reads of one set: its parts, what the lists say of it, what it is equivalent to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery

from tomik.catalogue.federal_list.status import EXPIRED, NOT_LISTED
from tomik.catalogue.models import (
    EditionSet,
    Equivalence,
    EquivalenceMember,
    FederalListLink,
    FederalListRow,
    SetStatus,
    Subject,
)
from tomik.catalogue.queries.search import search_ids, with_parts
from tomik.catalogue.search_rules import NOTHING, Asked

SHOWN_AT_MOST = 100


@dataclass(frozen=True, slots=True)
class StatusOfSet:
    """What the lists say of a set in a school year, and the row that says so (None when not listed)."""

    edition_set_id: int
    school_year: int
    status: str
    until: date | None = None
    row: FederalListRow | None = None

    @property
    def may_be_used(self) -> bool:
        return self.status not in {EXPIRED, NOT_LISTED}


def set_statuses(set_ids: Iterable[int], school_year: int) -> dict[int, StatusOfSet]:
    """The status of many sets in a school year, in one query; sets without one are «not listed»."""
    wanted = list(set_ids)
    found = {pk: StatusOfSet(pk, school_year, NOT_LISTED) for pk in wanted}
    statuses = SetStatus.objects.filter(edition_set_id__in=wanted, school_year=school_year)
    for one in statuses.select_related("row", "row__federal_list"):
        found[one.edition_set_id] = StatusOfSet(
            one.edition_set_id, school_year, one.status, one.until, one.row
        )
    return found


def status_of_set(edition_set_id: int, school_year: int) -> StatusOfSet:
    """The status of one set in a school year."""
    return set_statuses([edition_set_id], school_year)[edition_set_id]


def status_by_year(edition_set_id: int, years: Iterable[int]) -> list[StatusOfSet]:
    """The status of one set in several school years, in their order; one query."""
    wanted = list(years)
    found = {
        one.school_year: StatusOfSet(edition_set_id, one.school_year, one.status, one.until, one.row)
        for one in SetStatus.objects.filter(
            edition_set_id=edition_set_id, school_year__in=wanted
        ).select_related("row", "row__federal_list")
    }
    return [found.get(year) or StatusOfSet(edition_set_id, year, NOT_LISTED) for year in wanted]


def usable_sets(school_year: int) -> QuerySet[SetStatus]:
    """Statuses of sets that may be used in a school year: join by `edition_set_id`."""
    return SetStatus.objects.filter(school_year=school_year).exclude(status=EXPIRED)


def rows_of_set(edition_set: EditionSet) -> QuerySet[FederalListLink]:
    """Confirmed rows of the lists that are this set, newest list first."""
    return (
        FederalListLink.objects.filter(edition_set=edition_set, confirmed_at__isnull=False)
        .select_related("row", "row__federal_list", "confirmed_by")
        .order_by("-row__federal_list__in_force_from", "-row__federal_list_id", "row__row_no")
    )


def equivalence_of(edition_set: EditionSet, region_id: int | None) -> Equivalence | None:
    """The group of the region in which this set is counted with others."""
    if region_id is None:
        return None
    return Equivalence.objects.filter(members__edition_set=edition_set, region_id=region_id).first()


def confirmed_groups(region_id: int | None) -> QuerySet[Equivalence]:
    """Groups of a region with their sets, newest first."""
    members = EquivalenceMember.objects.select_related("edition_set__subject").order_by("edition_set_id")
    return (
        Equivalence.objects.filter(region_id=region_id or 0)
        .select_related("confirmed_by")
        .prefetch_related(Prefetch("members", members))
        .order_by("-pk")
    )


def with_status(sets: QuerySet[EditionSet], school_year: int) -> QuerySet[EditionSet]:
    """Sets with `year_status` and `year_until` of a school year (None: not listed)."""
    status = SetStatus.objects.filter(edition_set=OuterRef("pk"), school_year=school_year)
    return sets.annotate(
        year_status=Subquery(status.values("status")[:1]), year_until=Subquery(status.values("until")[:1])
    )


def found_sets(
    asked: Asked, *, school_year: int, subject: Subject | None = None, grade: int | None = None
) -> Sequence[EditionSet] | QuerySet[EditionSet]:
    """Sets for the catalogue screen: what was asked for in the order of likeness, otherwise all by title."""
    sets = with_status(
        with_parts(EditionSet.objects.filter(is_provisional=False, replaced_by=None)), school_year
    )
    if subject is not None:
        sets = sets.filter(subject=subject)
    if grade is not None:
        sets = sets.filter(grade_from__lte=grade, grade_to__gte=grade)
    if asked.kind == NOTHING:
        return sets.order_by("title", "grade_from", "pk")
    ids = search_ids(asked)
    found = {one.pk: one for one in sets.filter(pk__in=ids)}
    return [found[pk] for pk in ids if pk in found][:SHOWN_AT_MOST]

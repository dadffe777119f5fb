"""Exchange first: who lacks what a school would throw away, from what the region publishes to all its schools."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from tomik.catalogue.public import EXPIRED, Edition, SetStatus
from tomik.provision.public import pools_of, seekers
from tomik.territory.public import School
from tomik.writeoff.public import Wanted


def who_lacks(
    school: School, edition_ids: Collection[int], *, school_year: int
) -> Mapping[int, Sequence[Wanted]]:
    """By edition: the schools that lack sets of it or of what replaces it, nearest first.

    A textbook whose use-until date has passed helps nobody and is left out. Copies are those of one part: as many as sets.
    """
    sets = dict(Edition.objects.filter(pk__in=edition_ids).values_list("pk", "edition_set_id"))
    over = SetStatus.objects.filter(
        edition_set__in=set(sets.values()), school_year=school_year, status=EXPIRED
    ).values_list("edition_set_id", flat=True)
    useful = set(sets.values()) - set(over)
    pools = pools_of(school.region_id, useful)
    lacking = seekers(school, school_year, pools.values())
    return {
        edition: [Wanted(one.school, one.municipality, one.sets, one.km) for one in lacking[pools[item]]]
        for edition, item in sets.items()
        if item in pools and pools[item] in lacking
    }

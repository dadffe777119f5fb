"""Where a textbook that lacks lies nearest, and who lacks one nearest: from what the region publishes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import asin, cos, inf, radians, sin, sqrt

from tomik.provision.models import ShortageNotice, SurplusNotice
from tomik.territory.public import School

EARTH_KM = 6371.0


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest school with sets beyond its need, and how many the whole region has."""

    school: str
    municipality: str
    sets: int
    km: int | None
    """As the crow flies; None when one of the two places is unknown."""
    schools: int
    total: int
    counted_on: date


def nearest_surplus(school: School, school_year: int, pools: Iterable[int]) -> dict[int, Nearest]:
    """By pool: the nearest holder of a surplus, those of an unknown place last. One query; pools nobody has are absent."""
    found: dict[int, list[SurplusNotice]] = {}
    notices = SurplusNotice.objects.filter(
        region_id=school.region_id, school_year=school_year, pool__in=set(pools)
    ).exclude(holder=school)
    for notice in notices.select_related("holder__municipality"):
        found.setdefault(notice.pool, []).append(notice)
    return {pool: _nearest(school, held) for pool, held in found.items()}


@dataclass(frozen=True, slots=True)
class Seeker:
    """A school that lacks sets of a textbook; `km` as the crow flies, None when a place is unknown."""

    school: str
    municipality: str
    sets: int
    km: int | None


def seekers(school: School, school_year: int, pools: Iterable[int]) -> dict[int, list[Seeker]]:
    """By pool: the schools of the region that lack sets of it, nearest first, those of an unknown place last. One query."""
    notices = ShortageNotice.objects.filter(
        region_id=school.region_id, school_year=school_year, pool__in=set(pools)
    ).exclude(seeker=school)
    found: dict[int, list[tuple[float, Seeker]]] = {}
    for notice in notices.select_related("seeker__municipality"):
        km = distance_km(school, notice.seeker)
        seeker = Seeker(
            notice.seeker.short_name,
            notice.seeker.municipality.name,
            notice.sets,
            None if km is None else round(km),
        )
        found.setdefault(notice.pool, []).append((inf if km is None else km, seeker))
    return {
        pool: [seeker for _km, seeker in sorted(held, key=lambda one: (one[0], -one[1].sets, one[1].school))]
        for pool, held in found.items()
    }


def _nearest(school: School, held: list[SurplusNotice]) -> Nearest:
    def order(notice: SurplusNotice) -> tuple[bool, float, int, str]:
        km = distance_km(school, notice.holder)
        return km is None, km or 0, -notice.sets, notice.holder.short_name

    best = min(held, key=order)
    km = distance_km(school, best.holder)
    return Nearest(
        school=best.holder.short_name,
        municipality=best.holder.municipality.name,
        sets=best.sets,
        km=None if km is None else round(km),
        schools=len(held),
        total=sum(notice.sets for notice in held),
        counted_on=best.counted_on,
    )


def distance_km(one: School, other: School) -> float | None:
    """Great-circle distance between two schools; None when a place is unknown."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    a, b = (radians(value or 0) for value in (one.latitude, other.latitude))
    da = b - a
    do = radians((other.longitude or 0) - (one.longitude or 0))
    root = sin(da / 2) ** 2 + cos(a) * cos(b) * sin(do / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(root))

"""What provision was: trends from the schools' snapshots, a region as it was on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise, product

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomik.kernel import scope
from tomik.provision.models import SchoolSnapshot, Snapshot
from tomik.provision.queries.region import RegionProvision, parse
from tomik.territory.public import Region

POINTS_MAX = 40
# (month, day, what was due): the days for which a region asks (facts: the calendar of the year).
CAMPAIGNS = (
    (2, 1, _("need of the next year by 1 February")),
    (8, 25, _("checklist by 25 August")),
    (9, 15, _("provision in fact by 15 September")),
    (9, 20, _("summary of the region by 20 September")),
)


@dataclass(frozen=True, slots=True)
class Point:
    """Sums of one day."""

    day: date
    pupils: int
    full: int

    @property
    def tenths(self) -> int:
        """Tenths of a percent of pupils with a full set, rounded down."""
        return self.full * 1000 // self.pupils if self.pupils else 0


@dataclass(frozen=True, slots=True)
class Trend:
    """Days in their order; the last one is today's figure."""

    points: list[Point]

    @property
    def is_drawn(self) -> bool:
        """Whether there is more than one day."""
        return len(self.points) > 1

    @property
    def change(self) -> int:
        """Tenths of a percentage point between the first and the last day."""
        return self.points[-1].tenths - self.points[0].tenths

    def path(self, width: int = 160, height: int = 32, margin: int = 3) -> str:
        """The points of a polyline in a box of that size; the scale is of the figures shown, at least 5 points high."""
        first, last = self.points[0].day, self.points[-1].day
        days = max((last - first).days, 1)
        values = [point.tenths for point in self.points]
        low = min(values)
        high = max(max(values), low + 50)
        return " ".join(
            f"{margin + (point.day - first).days * (width - 2 * margin) / days:.1f},"
            f"{height - margin - (point.tenths - low) * (height - 2 * margin) / (high - low):.1f}"
            for point in self.points
        )


def trend(school_ids: Sequence[int], school_year: int, *, today: date, pupils: int, full: int) -> Trend:
    """The share of pupils with a full set day by day for these schools together, at most `POINTS_MAX` days.

    Sums over the schools, so that the share is never a mean of shares. The last point is what the caller counts now.
    """
    days = (
        SchoolSnapshot.objects.filter(school__in=school_ids, school_year=school_year, taken_on__lt=today)
        .values("taken_on")
        .annotate(all=Sum("pupils"), provided=Sum("pupils_full"))
        .order_by("taken_on")
    )
    points = [Point(row["taken_on"], row["all"], row["provided"]) for row in days]
    return Trend([*_thinned(points, POINTS_MAX - 1), Point(today, pupils, full)])


def _thinned(points: list[Point], most: int) -> list[Point]:
    """The same curve with fewer days: the first and the last stay."""
    if len(points) <= most:
        return points
    step = (len(points) - 1) / (most - 1)
    return [points[round(number * step)] for number in range(most)]


@dataclass(frozen=True, slots=True)
class Moment:
    """A day that can be looked at again, with the campaign that it closed, if any."""

    day: date
    campaign: str = ""


def moments(region: Region, school_year: int) -> list[Moment]:
    """Days of which a snapshot is kept, the newest first; those that stood when a campaign closed are named."""
    with scope.acting(scope.Scope(region_ids=frozenset({region.pk}))):
        days = list(
            Snapshot.objects.filter(region=region, school_year=school_year)
            .order_by("taken_on")
            .values_list("taken_on", flat=True)
        )
    names = _campaigns(days)
    return [Moment(day, names.get(day, "")) for day in reversed(days)]


def _campaigns(days: list[date]) -> dict[date, str]:
    """The days that stood when a campaign closed, with its name."""
    names: dict[date, str] = {}
    for year, (month, number, words) in product(sorted({day.year for day in days}), CAMPAIGNS):
        closed = date(year, month, number)
        stood = max((day for day in days if day <= closed), default=None)
        # Only when the region was still at work around that day: otherwise the name would be of another time.
        if stood is not None and days[-1] >= closed and _is_near(days, stood, closed):
            names[stood] = str(words)
    return names


def _is_near(days: list[date], stood: date, closed: date) -> bool:
    """Whether `stood` is what was known at the end of `closed`: no figure changed in between, or it is that day."""
    following = next((later for earlier, later in pairwise(days) if earlier == stood), None)
    return stood == closed or following is None or following > closed


def provision_on(region: Region, school_year: int, day: date) -> RegionProvision | None:
    """The region's sums as they were on a day: those of the latest snapshot up to it; None when there is none."""
    with scope.acting(scope.Scope(region_ids=frozenset({region.pk}))):
        found = (
            Snapshot.objects.filter(region=region, school_year=school_year, taken_on__lte=day)
            .order_by("-taken_on")
            .first()
        )
    if found is None:
        return None
    taken = timezone.make_aware(datetime.combine(found.taken_on, time(23, 59)))
    return parse(region.pk, school_year, taken, found.payload["rows"])

"""What the federal list says of a textbook of a plan, in one short warning: the same words on every screen and file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tomik.catalogue.public import EXPIRED, EXPIRES, NOT_LISTED, FederalList, StatusOfSet
from tomik.provision.models import PlanLineSet
from tomik.territory.public import School

WARNED = (EXPIRED, EXPIRES, NOT_LISTED)


@dataclass(frozen=True, slots=True)
class Warned:
    """How many textbooks of a plan need a look."""

    expired: int
    expires: int
    not_listed: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.expired + self.expires + self.not_listed


def warning_of(status: StatusOfSet) -> str:
    """«срок использования истёк 31.08.2026» and the like; empty when the textbook may be used the whole year."""
    day = f"{status.until:%d.%m.%Y}" if status.until else ""
    words = {
        EXPIRED: _("the term of use has ended %(day)s"),
        EXPIRES: _("the term of use ends within the year %(day)s"),
        NOT_LISTED: _("not in the federal list"),
    }.get(status.status, "")
    return (words % {"day": day}).strip() if "%" in words else words


def is_list_known() -> bool:
    """Whether any federal list is loaded: before that everything is “not in the list”, which tells nothing."""
    return FederalList.objects.exists()


def count_warned(statuses: Iterable[StatusOfSet]) -> Warned:
    """Count each textbook once."""
    counts = Counter(status.status for status in statuses)
    return Warned(counts[EXPIRED], counts[EXPIRES], counts[NOT_LISTED] if is_list_known() else 0)


def planned_sets(school: School, school_year: int) -> set[int]:
    """Ids of the textbooks of a year's plan."""
    lines = PlanLineSet.objects.filter(school=school, line__school_year=school_year)
    return set(lines.values_list("edition_set_id", flat=True))

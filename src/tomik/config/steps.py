"""What a school does next: decided from what its books, lists and plan say today. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.accounts.public import Permission
from tomik.kernel import school_year as years

# From February on the school works for the next school year (facts: the calendar of the year).
PLANNING_MONTHS = range(2, 9)


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """What decides the steps. Counts of classes, pupils, titles and sets; `next_*` are of the following year."""

    school_year: int
    classes: int
    classes_unplanned: int
    pupils_unplanned: int
    pupils_without: int
    has_fund: bool
    lacks: int
    lacks_unexplained: int
    expired: int
    is_approved: bool
    next_classes: int
    next_classes_unplanned: int
    next_lacks: int = 0
    surplus: int = 0
    expiring: int = 0
    """Textbooks of the plan whose term ends within the year."""
    closed_through: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the list: what to do, why, and where one click does it.

    `place` is a key of `views.today.ADDRESSES`; `permission` is what doing it needs: those without it see the line
    without its button.
    """

    what: str
    why: str
    action: str
    place: str
    permission: Permission
    school_year: int
    due: date | None = None


def next_steps(facts: SchoolFacts, today: date, may: Callable[[Permission], bool]) -> list[Step]:
    """The steps in the order in which they unlock one another; empty when nothing waits."""
    found = [*_lists_and_plan(facts), *_fund(facts), *_shortages(facts), *_expired(facts), *_approval(facts)]
    if today.month in PLANNING_MONTHS and facts.school_year == years.school_year_of(today):
        found += _next_year(facts)
    return [step for step in found if may(step.permission) or step.permission is not Permission.APPROVE_PLANS]


def _lists_and_plan(facts: SchoolFacts) -> list[Step]:
    year = years.label(facts.school_year)
    if not facts.classes:
        return [
            Step(
                _("Load the class lists of %(year)s") % {"year": year},
                _("Without them nobody knows how many textbooks are needed."),
                _("Load the lists"),
                "class-lists",
                Permission.EDIT_CLASSES,
                facts.school_year,
            )
        ]
    if not facts.classes_unplanned:
        return []
    return [
        Step(
            ngettext(
                "Choose textbooks for %(count)d class",
                "Choose textbooks for %(count)d classes",
                facts.classes_unplanned,
            )
            % {"count": facts.classes_unplanned},
            ngettext(
                "%(count)d pupil counts as not provided until then.",
                "%(count)d pupils count as not provided until then.",
                facts.pupils_unplanned,
            )
            % {"count": facts.pupils_unplanned},
            _("Open the plan"),
            "plan",
            Permission.EDIT_PLANS,
            facts.school_year,
        )
    ]


def _fund(facts: SchoolFacts) -> list[Step]:
    if facts.has_fund:
        return []
    return [
        Step(
            _("Load the textbook fund"),
            _("The list that you keep in Excel is enough: title, year, quantity, price."),
            _("Load the fund"),
            "fund-import",
            Permission.POST_FUND,
            facts.school_year,
        )
    ]


def _shortages(facts: SchoolFacts) -> list[Step]:
    found = []
    if facts.has_fund and facts.lacks:
        found.append(
            Step(
                ngettext(
                    "Look for %(count)d textbook that lacks",
                    "Look for %(count)d textbooks that lack",
                    facts.lacks,
                )
                % {"count": facts.lacks},
                ngettext(
                    "%(count)d pupil has no full set.",
                    "%(count)d pupils have no full set.",
                    facts.pupils_without,
                )
                % {"count": facts.pupils_without},
                _("Show what lacks"),
                "lacks",
                Permission.SEE_FIGURES,
                facts.school_year,
            )
        )
    if facts.has_fund and facts.lacks_unexplained:
        found.append(
            Step(
                ngettext(
                    "Give the reason of %(count)d shortage",
                    "Give the reasons of %(count)d shortages",
                    facts.lacks_unexplained,
                )
                % {"count": facts.lacks_unexplained},
                _(
                    "The checklist asks why it lacks and what is planned; written once, it is in every report."
                ),
                _("Write the reasons"),
                "lacks",
                Permission.EDIT_PLANS,
                facts.school_year,
            )
        )
    return found


def _expired(facts: SchoolFacts) -> list[Step]:
    found = []
    if facts.expired:
        found.append(
            Step(
                ngettext(
                    "Replace textbooks past their term in %(count)d place",
                    "Replace textbooks past their term in %(count)d places",
                    facts.expired,
                )
                % {"count": facts.expired},
                _("They may no longer be used in lessons."),
                _("Show them"),
                "lacks",
                Permission.SEE_FIGURES,
                facts.school_year,
            )
        )
    return found


def _approval(facts: SchoolFacts) -> list[Step]:
    if facts.is_approved or not facts.classes or facts.classes_unplanned:
        return []
    return [
        Step(
            _("Approve the list of textbooks for %(year)s") % {"year": years.label(facts.school_year)},
            _("The plan is complete and waits for the head's order."),
            _("Open the plan"),
            "plan",
            Permission.APPROVE_PLANS,
            facts.school_year,
        )
    ]


def _next_year(facts: SchoolFacts) -> list[Step]:
    following = facts.school_year + 1
    year = years.label(following)
    if not facts.next_classes:
        return [
            Step(
                _("Prepare the classes of %(year)s") % {"year": year},
                _("The need for the next year is counted from them."),
                _("Load the lists"),
                "class-lists",
                Permission.EDIT_CLASSES,
                following,
            )
        ]
    if not facts.next_classes_unplanned:
        return []
    return [
        Step(
            ngettext(
                "Plan %(year)s: %(count)d class without textbooks",
                "Plan %(year)s: %(count)d classes without textbooks",
                facts.next_classes_unplanned,
            )
            % {"count": facts.next_classes_unplanned, "year": year},
            _("This year's plan can be copied in one step."),
            _("Open the plan"),
            "plan",
            Permission.EDIT_PLANS,
            following,
        )
    ]

"""The year of a school library: what its month asks for and which screen does it today (facts: the calendar). Pure."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.accounts.public import Permission
from tomik.config.steps import SchoolFacts, Step
from tomik.kernel import school_year as years


def month_steps(facts: SchoolFacts, today: date) -> list[Step]:
    """What the calendar asks of the month, with its last day; empty when another school year is looked at.

    Only what the program can do: a month whose work has no screen yet leads to the figures that it needs.
    """
    if facts.school_year != years.school_year_of(today):
        return []
    return [step for make in MONTHS[today.month] for step in [make(facts, today)] if step is not None]


def _close_books(facts: SchoolFacts, today: date) -> Step | None:
    last = date(today.year - 1, 12, 31)
    if not facts.has_fund or (facts.closed_through is not None and facts.closed_through >= last):
        return None
    return Step(
        _("Close the books of %(year)d") % {"year": last.year},
        _("After that nothing can be entered into the past year by mistake."),
        _("Open the comparison"),
        "closing",
        Permission.CLOSE_PERIOD,
        facts.school_year,
        date(today.year, 1, 31),
    )


def _federal_forms(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.has_fund:
        return None
    return Step(
        _("Take the federal monitoring forms of %(year)d") % {"year": today.year},
        _("The seven forms are filled from the plan and the fund."),
        _("Download the forms"),
        "federal",
        Permission.SEE_FIGURES,
        today.year,
        date(today.year, 1, 31),
    )


def _expiring(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.expiring:
        return None
    return Step(
        ngettext(
            "Look at %(count)d textbook whose term ends",
            "Look at %(count)d textbooks whose term ends",
            facts.expiring,
        )
        % {"count": facts.expiring},
        _("They leave the plan of the next year: what replaces them is decided now."),
        _("Open the list of the plan"),
        "plan-list",
        Permission.SEE_FIGURES,
        facts.school_year,
        _end_of(today),
    )


def _need(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.next_classes:
        return None
    year = years.label(facts.school_year + 1)
    return Step(
        ngettext(
            "Check the need of %(year)s: %(count)d textbook lacks",
            "Check the need of %(year)s: %(count)d textbooks lack",
            facts.next_lacks,
        )
        % {"count": facts.next_lacks, "year": year},
        _("Counted from next year's classes and plan; the list goes out as Excel."),
        _("Show the need"),
        "lacks",
        Permission.SEE_FIGURES,
        facts.school_year + 1,
        _end_of(today),
    )


def _surplus(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.surplus:
        return None
    return Step(
        ngettext(
            "Look through the surplus: %(count)d set",
            "Look through the surplus: %(count)d sets",
            facts.surplus,
        )
        % {"count": facts.surplus},
        _("What is over here may be lacking in the next village."),
        _("Show the surplus"),
        "surplus",
        Permission.SEE_FIGURES,
        facts.school_year,
        _end_of(today),
    )


def _class_lists(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.classes:
        return None
    return Step(
        _("Print the class lists for the return"),
        _("Textbooks come back class by class from about the 20th of May."),
        _("Open the classes"),
        "classes",
        Permission.SEE_FIGURES,
        facts.school_year,
        date(today.year, 5, 20),
    )


def _fund_state(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.has_fund:
        return None
    return Step(
        _("Look through the fund: what came back, what is unfit"),
        _("What is unfit is not counted as provision."),
        _("Open the fund"),
        "fund",
        Permission.SEE_FIGURES,
        facts.school_year,
        _end_of(today),
    )


def _checklist_of(school_year: int, due: date) -> Step:
    return Step(
        _("Sign the checklist of %(year)s") % {"year": years.label(school_year)},
        _("The head signs it, the municipality takes it over."),
        _("Open the checklist"),
        "checklist",
        Permission.SEE_FIGURES,
        school_year,
        due,
    )


def _coming_checklist(facts: SchoolFacts, today: date) -> Step | None:
    return _checklist_of(facts.school_year + 1, date(today.year, 8, 25)) if facts.next_classes else None


def _checklist_in_fact(facts: SchoolFacts, today: date) -> Step | None:
    return _checklist_of(facts.school_year, date(today.year, 9, 15)) if facts.classes else None


def _new_pupils(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.classes:
        return None
    return Step(
        _("Bring the class lists up to date"),
        _("The file shows who came, who left and who moved before anything changes."),
        _("Load the lists"),
        "class-lists",
        Permission.EDIT_CLASSES,
        facts.school_year,
        _end_of(today),
    )


def _federal_list(facts: SchoolFacts, today: date) -> Step | None:
    return Step(
        _("Look at the news of the federal list"),
        _("Two editions of the list are compared: what is new, excluded, whose term has changed."),
        _("Open the federal list"),
        "federal-list",
        Permission.SEE_FIGURES,
        facts.school_year,
        _end_of(today),
    )


def _reconcile(facts: SchoolFacts, today: date) -> Step | None:
    if not facts.has_fund:
        return None
    return Step(
        _("Compare the fund with accounting"),
        _("The sums of both books beside those of accounting; the act of comparison is printed."),
        _("Open the comparison"),
        "closing",
        Permission.NOTE_ACCOUNTING,
        facts.school_year,
        date(today.year, 12, 31),
    )


def _end_of(day: date) -> date:
    """The last day of the month."""
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


MONTHS: dict[int, tuple[Callable[[SchoolFacts, date], Step | None], ...]] = {
    1: (_close_books, _federal_forms, _expiring),
    2: (_need, _expiring),
    3: (_surplus, _need),
    4: (_need,),
    5: (_class_lists,),
    6: (_fund_state, _surplus),
    7: (_need, _fund_state),
    8: (_coming_checklist, _need),
    9: (_checklist_in_fact, _surplus),
    10: (_new_pupils, _fund_state),
    11: (_federal_list, _expiring),
    12: (_reconcile,),
}


def month_note(today: date) -> Any:
    """What a school library usually does this month (facts: the calendar of the year)."""
    return {
        1: _("January: summary book for the past year, textbooks whose term ends."),
        2: _("February: count of the textbook fund and of the need for the next year."),
        3: _("March: exchange between schools, draft of the order."),
        4: _("April: contracts, lists with ISBN and price."),
        5: _("May: return of textbooks by classes."),
        6: _("June: debtors, sorting, lists for writing off."),
        7: _("July: acts of writing off, first deliveries."),
        8: _("August: receipt and sets for the classes; the checklist closes on the 25th."),
        9: _("September: issue to the classes; provision in fact by the 15th."),
        10: _("October: new pupils, condition of textbooks, stocktake."),
        11: _("November: news of the federal list, what to ask the budget for."),
        12: _("December: reconciliation with accounting, closing of acts."),
    }[today.month]


def next_month_note(today: date) -> Any:
    """The note of the month after this one."""
    return month_note(date.fromordinal(_end_of(today).toordinal() + 1))

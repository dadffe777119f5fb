"""«Today»: what to do next, computed from what the rooms know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission, UnitKind
from tomik.catalogue.public import SetStatus
from tomik.config.accounting_steps import accountant_steps, years_shown
from tomik.config.months import month_note, month_steps, next_month_note
from tomik.config.steps import SchoolFacts, Step, next_steps
from tomik.fund.public import acts_without_number, books_to_compare
from tomik.kernel import clock
from tomik.ledger.public import Entry, Lot, latest_closing
from tomik.provision.public import (
    LackRow,
    PlanApproval,
    PlanLineSet,
    SchoolProvision,
    State,
    Territory,
    lack_rows,
    nearest_surplus,
    region_provision,
    school_provision,
    school_rows,
    silent_rows,
    trend,
)
from tomik.territory.public import Actor, Municipality, Region, School, Unit, actor_of
from tomik.ui.public import chosen_school_year

SHORT_LIST = 7
LAST_DONE = 3

# Place of a step → how its address is made of the school.
ADDRESSES: dict[str, Callable[[School], str]] = {
    "class-lists": lambda school: reverse("intake:upload", args=["class-lists"]),
    "fund-import": lambda school: reverse("intake:upload", args=["fund"]),
    "plan": lambda school: reverse("provision:plan", args=[school.uid]),
    "plan-list": lambda school: reverse("provision:plan-list", args=[school.uid]),
    "lacks": lambda school: reverse("provision:lacks", args=[school.uid]),
    "surplus": lambda school: reverse("provision:surplus", args=[school.uid]),
    "checklist": lambda school: reverse("provision:checklist", args=[school.uid]),
    "federal": lambda school: reverse("provision:federal", args=[school.uid]),
    "fund": lambda school: reverse("fund:school", args=[school.uid]),
    "closing": lambda school: reverse("fund:closing", args=[school.uid]),
    "acts": lambda school: reverse("fund:accounting", args=[school.uid]) + "?noted=no",
    "classes": lambda school: reverse("people:classes"),
    "federal-list": lambda school: reverse("catalogue:lists"),
}


@login_required
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """The first page of a school, of a municipality or region, or of someone without a role."""
    actor, year = actor_of(request), chosen_school_year(request)
    if actor.unit is None:
        return render(request, "config/no_role.html")
    if actor.school is not None:
        return render(request, "config/today_school.html", school_context(actor, actor.school, year))
    return render(request, "config/today_territory.html", territory_context(actor, actor.unit, year))


def school_context(actor: Actor, school: School, year: int) -> dict[str, Any]:
    """Steps, the share of pupils with a full set and its trend, the shortest list of what lacks and where it lies."""
    provision, following = school_provision(school, year), school_provision(school, year + 1)
    lacks = lack_rows(provision)
    facts = facts_of(school, provision, following, lacks)
    day = clock.today(school.timezone)
    steps = _steps(actor, school, facts, day)
    shown = shortest_list(lacks)[:SHORT_LIST]
    nearest = nearest_surplus(school, year, {row.pool for row in shown})
    return {
        "steps": [_shown(step, actor, school) for step in steps],
        "month_steps": [_shown(step, actor, school) for step in month_steps(facts, day)],
        "facts": facts,
        "provision": provision,
        "trend": trend([school.pk], year, today=day, pupils=provision.pupils, full=provision.pupils_full),
        "lacks": [(row, nearest.get(row.pool)) for row in shown],
        "counted_on": next((found.counted_on for found in nearest.values()), None),
        "lacks_count": len(lacks),
        "lacks_url": ADDRESSES["lacks"](school),
        "month_note": month_note(day),
        "next_month_note": next_month_note(day),
        "last_done": Entry.objects.filter(school=school).order_by("-pk")[:LAST_DONE],
        "day": day,
        "school": school,
    }


@dataclass(frozen=True, slots=True)
class Lacking:
    """A title that lacks, over the classes that need it."""

    subject: str
    title: str
    classes: str
    lacks: int
    state: str
    pool: int


def shortest_list(rows: list[LackRow]) -> list[Lacking]:
    """What lacks title by title, that which most pupils are without first."""
    grouped: dict[tuple[str, str, str, int], list[LackRow]] = {}
    for row in rows:
        grouped.setdefault((row.subject, row.title, row.state, row.pool), []).append(row)
    ordered = sorted(
        grouped.items(), key=lambda item: (-sum(row.learners_without for row in item[1]), item[0])
    )
    return [
        Lacking(
            subject=subject,
            title=title,
            classes=classes_text(found),
            lacks=sum(row.lacks for row in found),
            state=state,
            pool=pool,
        )
        for (subject, title, state, pool), found in ordered
    ]


def classes_text(rows: list[LackRow]) -> str:
    """«1АБВ, 2А, 10 физмат»: the classes of each grade together."""
    letters: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.grade, row.letter)):
        known = letters.setdefault(row.grade, [])
        if row.letter not in known:
            known.append(row.letter)
    return ", ".join(f"{grade}{_joined(known)}" for grade, known in letters.items())


def _joined(letters: list[str]) -> str:
    if all(len(letter) <= 1 for letter in letters):
        return "".join(letters)
    return " " + ", ".join(letters)


def facts_of(
    school: School, provision: SchoolProvision, following: SchoolProvision, lacks: list[LackRow]
) -> SchoolFacts:
    """What decides the steps of a school."""
    unplanned = [row for row in provision.classes if not row.is_planned]
    approval = PlanApproval.objects.filter(
        school=school, school_year=provision.school_year, withdrawn_at__isnull=True
    )
    closing = latest_closing(school.pk)
    return SchoolFacts(
        school_year=provision.school_year,
        classes=len(provision.classes),
        classes_unplanned=len(unplanned),
        pupils_unplanned=provision.pupils_unplanned,
        pupils_without=provision.pupils - provision.pupils_full - provision.pupils_unplanned,
        has_fund=Lot.objects.filter(school=school).exists(),
        lacks=sum(row.lacks for row in lacks),
        lacks_unexplained=sum(not row.reason for row in lacks),
        expired=sum(row.state is State.EXPIRED for row in provision.demands),
        is_approved=approval.exists(),
        next_classes=len(following.classes),
        next_classes_unplanned=sum(not row.is_planned for row in following.classes),
        next_lacks=following.totals.short,
        surplus=provision.surplus,
        expiring=_expiring(school, provision.school_year),
        closed_through=closing.through if closing else None,
    )


def _steps(actor: Actor, school: School, facts: SchoolFacts, day: date) -> list[Step]:
    """The accountant's own matters come first; the others see what the library has to do."""
    may = {one: actor.may(one, school_id=school.pk) for one in Permission}
    steps = next_steps(facts, day, lambda permission: may[permission])
    if not may[Permission.NOTE_ACCOUNTING] or may[Permission.POST_FUND] or may[Permission.CLOSE_PERIOD]:
        return steps
    waiting = {year: acts_without_number(school.pk, year) for year in years_shown(day)}
    last = date(day.year - 1, 12, 31)
    is_closed = facts.closed_through is not None and facts.closed_through >= last
    to_compare = last if not is_closed and books_to_compare(school.pk, last) else None
    return [*accountant_steps(waiting, to_compare), *(step for step in steps if may[step.permission])]


def _expiring(school: School, year: int) -> int:
    """Textbooks of the year's plan whose term ends within the year."""
    planned = PlanLineSet.objects.filter(school=school, line__school_year=year).values("edition_set")
    return SetStatus.objects.filter(
        edition_set__in=planned, school_year=year, status=SetStatus.Status.EXPIRES
    ).count()


def _shown(step: Step, actor: Actor, school: School) -> dict[str, Any]:
    url = ""
    if actor.may(step.permission, school_id=school.pk):
        try:
            address = ADDRESSES[step.place](school)
            url = f"{address}{'&' if '?' in address else '?'}year={step.school_year}"
        except NoReverseMatch:
            url = ""
    return {"what": step.what, "why": step.why, "action": step.action, "url": url, "due": step.due}


def territory_context(actor: Actor, unit: Unit, year: int) -> dict[str, Any]:
    """Share of full sets, who has entered nothing, the worst schools."""
    municipality = None
    if unit.kind is UnitKind.MUNICIPALITY:
        municipality = Municipality.objects.select_related("region").get(pk=unit.id)
        region, inside = municipality.region, {"municipality": municipality}
    else:
        region = Region.objects.get(pk=unit.id)
        inside = {}
    schools = School.objects.filter(
        region=region, status=School.Status.ACTIVE, id__in=actor.schools(Permission.SEE_FIGURES), **inside
    ).select_related("municipality")
    territory = Territory(
        region_provision(region, year), list(schools.order_by("name_order")), [], municipality
    )
    silent = silent_rows(territory)
    lacking = [row for row in school_rows(territory) if row.lacks]
    worst = sorted(lacking, key=lambda row: (row.full_share or 0, -row.lacks, row.order))
    return {
        "territory": territory,
        "pupils": territory.pupils,
        "trend": trend(
            [school.pk for school in territory.schools],
            year,
            today=clock.today(region.timezone),
            pupils=territory.pupils.pupils,
            full=territory.pupils.full,
        ),
        "total": territory.total,
        "silent": silent[:SHORT_LIST],
        "silent_count": len(silent),
        "worst": worst[:SHORT_LIST],
        "worst_count": len(worst),
        "with_municipality": municipality is None,
        "computed_at": territory.provision.computed_at,
    }

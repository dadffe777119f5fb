"""Builds the demo region: the lists first, then everything else in one transaction, so that it is whole or absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import translation

from tomik.accounts.public import User
from tomik.config.demo.chance import dice
from tomik.config.demo.copying import bare
from tomik.config.demo.errors import NotEmpty
from tomik.config.demo.facts import THIS_YEAR
from tomik.config.demo.funds import DemoFund, stock_school
from tomik.config.demo.plans import DemoLine, habits_of, lines_of
from tomik.config.demo.pupils import (
    DemoClass,
    forecast_classes,
    invent_classes,
    settle,
    write_classes,
    write_pupils,
)
from tomik.config.demo.reasons import write_reasons
from tomik.config.demo.schools import DemoSchool, invent_schools
from tomik.config.demo.tell_registers import tell_moves, tell_registers
from tomik.config.demo.write_catalogue import load_lists, write_catalogue
from tomik.config.demo.write_funds import acts_of, papers_of, write_funds, write_mistake
from tomik.config.demo.write_plans import write_approvals, write_plans
from tomik.config.demo.write_registers import write_registers
from tomik.config.demo.write_territory import REGION_CODE, write_people, write_region
from tomik.people.public import ClassGroup
from tomik.territory.public import Region, School

Progress = Callable[[str], None]
Summary = dict[str, Any]
SHARE_EMPTY: Final = 0.03
SHARE_WITHOUT_FUND: Final = 0.02
SHARE_NEXT_YEAR: Final = 0.7


def build(
    *, schools: int = 300, seed: int = 1, force: bool = False, progress: Progress | None = None
) -> Summary:
    """Fill the database with the demo region and return counts of what was written.

    The same `schools` and `seed` give the same content, identifiers included. Needs the owner of the tables. Raises
    NotEmpty when there is a region already (with `force` only when it has the demo region's code). Killed half-way
    it leaves at most the two lists, which the next run finds loaded.
    """
    say = progress or (lambda _: None)
    if not _may_build(force=force):
        raise NotEmpty
    invented = invent_schools(schools=schools, seed=seed)
    # Texts of problems and notes are stored as they were said: in the language of the installation.
    with translation.override(settings.LANGUAGE_CODE):
        say("federal list")
        load_lists(seed)
        with transaction.atomic(durable=True):
            written = _Assembly(invented, seed, say).write()
        # The services commit by themselves; a build killed here leaves a whole region without these few acts.
        say("acts of two schools")
        told: Summary = {}
        for key, tell in (("growth", tell_registers), ("village", tell_moves)):
            story = next(school for school in invented if _is_story(school, key))
            told |= tell(School.objects.get(pk=story.id), seed)
        return {**written, **told}


def _may_build(*, force: bool) -> bool:
    """Into an empty database; with `force` also beside another region and other people."""
    if Region.objects.filter(code=REGION_CODE).exists():
        return False
    return force or not (Region.objects.exists() or User.objects.exists())


@dataclass(slots=True)
class _Entered:
    """Which schools (by index) have entered what: a few nothing at all, some no fund or no plan of next year."""

    this_year: set[int] = field(default_factory=set)
    next_year: set[int] = field(default_factory=set)
    fund: set[int] = field(default_factory=set)


def _entered(schools: list[DemoSchool], seed: int) -> _Entered:
    entered = _Entered()
    for school in schools:
        rng = dice(seed, "entered", school.index)
        if not school.is_story and rng.random() < SHARE_EMPTY:
            continue
        entered.this_year.add(school.index)
        if school.is_story or rng.random() < SHARE_NEXT_YEAR:
            entered.next_year.add(school.index)
        if school.is_story or rng.random() >= SHARE_WITHOUT_FUND:
            entered.fund.add(school.index)
    return entered


class _Assembly:
    """The region while it is being written, in the order in which one thing needs another."""

    def __init__(self, schools: list[DemoSchool], seed: int, say: Progress) -> None:
        self.schools = schools
        self.active = [school for school in schools if not school.is_closed]
        self.seed = seed
        self.say = say
        self.entered = _entered(self.active, seed)
        self.habits = {school.index: habits_of(school, seed) for school in self.active}
        self.classes: dict[int, list[DemoClass]] = {}
        self.plans: dict[int, list[DemoLine]] = {}
        self.funds: list[DemoFund] = []

    def write(self) -> Summary:
        """Write everything; returns the counts."""
        self.say("territory and catalogue")
        region = write_region(self.schools, self.seed)
        people = write_people(region, self.schools)
        self.shelf = write_catalogue(region, self.seed)
        self.say("classes and pupils")
        classes = invent_classes(self.active, self.seed)
        write_classes(classes, self.seed)
        with bare("people_pupil", "people_enrolment"):
            pupils, enrolments = write_pupils(classes, self.seed)
        _settle(classes)
        self.classes = _by_school(classes)
        self.say("textbook plans")
        counts = self._write_plans(classes)
        _analyze()
        self.say("funds")
        counts |= write_funds(self._stocked(), self.seed)
        mistake = write_mistake(
            next(fund for fund in self.funds if _is_story(fund.school, "growth")), self.seed
        )
        self.say("registers")
        papers = [paper for fund in self.funds for paper in papers_of(fund, self.seed)]
        acts = [act for fund in self.funds for act in acts_of(fund, self.seed)]
        counts |= write_registers(self.funds, [*papers, *mistake], acts, self.seed)
        counts["shortage_reasons"] = write_reasons(self.funds, self.plans, self.seed)
        _analyze()
        written = {
            "schools": len(self.active),
            "classes": len(classes),
            "pupils": pupils,
            "enrolments": enrolments,
        }
        return {**written, "textbooks": len(self.shelf.sets), **counts, "people": people}

    def _write_plans(self, classes: list[DemoClass]) -> dict[str, int]:
        upcoming = [one for one in forecast_classes(classes) if one.school.index in self.entered.next_year]
        write_classes(upcoming, self.seed)
        self.plans = self._lines(self.classes, self.entered.this_year)
        expected = self._lines(_by_school(upcoming), self.entered.next_year)
        lines = [line for plans in (self.plans, expected) for own in plans.values() for line in own]
        with bare("provision_planline", "provision_planlineset"):
            sets = write_plans(lines, self.shelf, self.seed)
        planned = [school for school in self.active if school.index in self.entered.this_year]
        write_approvals(planned, THIS_YEAR, self.seed)
        return {"plan_lines": len(lines), "plan_line_sets": sets}

    def _lines(self, classes: dict[int, list[DemoClass]], planned: set[int]) -> dict[int, list[DemoLine]]:
        return {
            index: list(lines_of(own, self.habits[index], self.shelf, self.seed))
            for index, own in classes.items()
            if index in planned
        }

    def _stocked(self) -> Iterator[tuple[DemoFund, list[DemoClass], list[DemoLine]]]:
        """Funds one school after the other; each is also kept in `funds`."""
        for school in self.active:
            if school.index not in self.entered.fund:
                continue
            classes, lines = self.classes[school.index], self.plans[school.index]
            fund = stock_school(school, classes, lines, shelf=self.shelf, seed=self.seed)
            self.funds.append(fund)
            yield fund, classes, lines


def _is_story(school: DemoSchool, key: str) -> bool:
    return school.story is not None and school.story.key == key


def _settle(classes: list[DemoClass]) -> None:
    """Take over the numbers of pupils that the written enrolments give."""
    present = Count("enrolments", filter=Q(enrolments__until__isnull=True))
    settle(classes, dict(ClassGroup.objects.annotate(present=present).values_list("id", "present")))


def _by_school(classes: list[DemoClass]) -> dict[int, list[DemoClass]]:
    found: dict[int, list[DemoClass]] = {}
    for one in classes:
        found.setdefault(one.school.index, []).append(one)
    return found


def _analyze() -> None:
    """Tell the planner what was written: the tables were empty a moment ago, and its guesses would be hopeless."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

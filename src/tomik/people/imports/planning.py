"""From rows to a plan: parse, compare with what is known, count. Reads only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tomik.kernel import clock
from tomik.kernel.importing import Change, Context, Option, Plan, Question
from tomik.kernel.school_year import first_day, label, last_day, school_year_of
from tomik.people.imports.parsing import Parsed, warn_of_namesakes
from tomik.people.imports.state import known_classes, known_pupils, names_of
from tomik.people.imports.writing import SchoolChange
from tomik.people.rules.class_names import ClassName
from tomik.people.rules.difference import (
    FULL_CLASSES,
    FULL_SCHOOL,
    PARTIAL,
    Difference,
    difference,
)
from tomik.people.rules.renaming import OTHER, MaybeRenamed

EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers to the questions of a class list."""

    school_year: int
    full: str
    on: date
    renamed: Mapping[str, str]
    """What was said of changed surnames."""


def options() -> list[Option]:
    """The school year, what absence from the list means, the day of the changes."""
    present = school_year_of(clock.today())
    years = tuple((str(year), label(year)) for year in range(present - 1, present + 2))
    return [
        Option("school_year", _("School year"), "choice", str(present), years),
        Option(
            "full",
            _("The file is"),
            "choice",
            FULL_CLASSES,
            (
                (FULL_CLASSES, _("the full list of the classes that are in it")),
                (FULL_SCHOOL, _("the full list of the whole school")),
                (PARTIAL, _("an addition: new and moved pupils only")),
            ),
            _(
                "Pupils who are absent from a full list have left: they are taken off the list of the class, their"
                " books stay on their names. A file with one class never empties the other classes, unless you say"
                " that it is the list of the whole school."
            ),
        ),
        Option("on", _("Changes count from"), "date", clock.today()),
    ]


def answers_of(context: Context) -> Answers:
    """Typed answers; the day is drawn into the school year."""
    given: Mapping[str, Any] = context.options
    year = int(given.get("school_year") or school_year_of(clock.today()))
    on = given.get("on") or clock.today()
    full = str(given.get("full") or FULL_CLASSES)
    renamed: Mapping[str, str] = given.get("answers") or {}
    return Answers(year, full, min(max(on, first_day(year)), last_day(year)), renamed)


def compare(parsed: Parsed, answers: Answers) -> list[SchoolChange]:
    """The differences of all schools of the list; namesakes are told."""
    known = known_pupils(list(parsed.schools), school_year=answers.school_year)
    changes = []
    for school_id, one in parsed.schools.items():
        full = (
            answers.full if one.listed else PARTIAL
        )  # a list without one good row says nothing of the others
        found = difference(
            one.listed,
            known.get(school_id, ()),
            full=full,
            spared=frozenset(one.spared),
            answers=answers.renamed,
        )
        warn_of_namesakes(parsed, found.namesakes)
        changes.append(SchoolChange(school_id, found, one.buildings))
    return changes


def plan_of(parsed: Parsed, changes: Sequence[SchoolChange], answers: Answers, *, named: bool) -> Plan:
    """The numbers of the preview. `named`: examples carry names (never for a file of the region)."""
    found = [change.difference for change in changes]
    plan = Plan(problems=parsed.problems, rows_good=parsed.rows_good, rows_bad=parsed.rows_bad)
    plan.changes = [
        Change("came", _("came"), sum(len(one.new) + len(one.came) for one in found), _came(found, named)),
        Change(
            "moved", _("moved to another class"), sum(len(one.moved) for one in found), _moved(found, named)
        ),
        Change("left", _("left"), sum(len(one.left) for one in found), _left(found, named)),
        Change("classes", _("new classes"), *_new_classes(changes, answers)),
        Change("buildings", _("classes change the building"), _moved_buildings(changes, answers)),
        Change("same", _("without changes"), sum(len(one.same) for one in found)),
    ]
    renamed = [pair for one in found for pair in one.renamed]
    if renamed:
        examples = [f"{pupil.name} → {name}" for pupil, name in renamed[:EXAMPLES]] if named else []
        plan.changes.insert(2, Change("renamed", _("names corrected"), len(renamed), tuple(examples)))
    asked = [question for one in found for question in one.asked]
    if named:
        plan.questions = [_question(one) for one in asked]
    else:
        _warn_of_surnames(parsed, asked)
    return plan


def _question(asked: MaybeRenamed) -> Question:
    """«Is it the same pupil?», with nobody chosen beforehand."""
    names = ", ".join(pupil.name for pupil in asked.candidates)
    text = _(
        "Perhaps the surname has changed. Row %(row)s: %(name)s, %(class)s; not in the list any more: %(names)s."
    ) % {
        "row": asked.row.row,
        "name": asked.row.name,
        "class": ClassName(*asked.row.class_key),
        "names": names,
    }
    same = _("the same pupil as %(name)s: the reader number and the books stay")
    choices = tuple((str(pupil.pupil_id), same % {"name": pupil.name}) for pupil in asked.candidates)
    other = (
        OTHER,
        _("another pupil: %(names)s left, %(name)s came") % {"names": names, "name": asked.row.name},
    )
    return Question(asked.key, asked.row.row, text, (*choices, other), asked.answer)


def _warn_of_surnames(parsed: Parsed, asked: Sequence[MaybeRenamed]) -> None:
    """Where nobody can be asked, the row is a new pupil, and that is told."""
    message = _(
        "Perhaps the surname has changed: a pupil of this class with this first name is not in the list any more."
        " Taken as one who left and one who came."
    )
    for one in asked:
        parsed.warn(one.row.row, parsed.name_column, message, value=one.row.name, code="maybe_renamed")


def _came(found: Sequence[Difference], named: bool) -> tuple[str, ...]:
    if not named:
        return ()
    rows = [row for one in found for row in (*one.new, *(row for row, _known in one.came))][:EXAMPLES]
    return tuple(f"{row.name} ({ClassName(*row.class_key)})" for row in rows)


def _moved(found: Sequence[Difference], named: bool) -> tuple[str, ...]:
    if not named:
        return ()
    pairs = [pair for one in found for pair in one.moved][:EXAMPLES]
    return tuple(
        f"{row.name}: {ClassName(*(pupil.class_key or row.class_key))} → {ClassName(*row.class_key)}"
        for row, pupil in pairs
    )


def _left(found: Sequence[Difference], named: bool) -> tuple[str, ...]:
    pupils = [pupil for one in found for pupil in one.left][:EXAMPLES] if named else []
    names = names_of([pupil.pupil_id for pupil in pupils])
    return tuple(
        f"{names.get(pupil.pupil_id, '')} ({ClassName(*pupil.class_key)})"
        for pupil in pupils
        if pupil.class_key
    )


def _new_classes(changes: Sequence[SchoolChange], answers: Answers) -> tuple[int, tuple[str, ...]]:
    known = known_classes([change.school_id for change in changes], school_year=answers.school_year)
    wanted: dict[tuple[int, int, str], None] = {}
    for change in changes:
        found = change.difference
        rows = [*found.new, *(row for pairs in (found.came, found.moved) for row, _known in pairs)]
        for row in rows:
            wanted.setdefault((change.school_id, *row.class_key))
    missing = sorted(key for key in wanted if key not in known)
    return len(missing), tuple(str(ClassName(grade, letter)) for _school, grade, letter in missing[:EXAMPLES])


def _moved_buildings(changes: Sequence[SchoolChange], answers: Answers) -> int:
    known = known_classes([change.school_id for change in changes], school_year=answers.school_year)
    return sum(
        (change.school_id, *key) in known and known[change.school_id, *key][1] != building
        for change in changes
        for key, building in change.buildings.items()
    )

"""Class lists of a whole region in one file with a school column: the administrator's command."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.kernel import locks
from tomik.kernel.importing import Applied, Column, Context, Option, Plan, Row
from tomik.kernel.normalise import comparable
from tomik.paper.public import as_text
from tomik.people.imports import planning, writing
from tomik.people.imports.columns import REGION_COLUMNS
from tomik.people.imports.parsing import Parsed, SchoolList, missing_columns, parse_row
from tomik.people.imports.writing import SchoolChange
from tomik.people.models import PupilListAccess
from tomik.territory.public import Building, School, school_name

Names = dict[str, list[int]]


class RegionClassLists:
    """Like the class lists of a school; the school of each row is found in the register by INN or name."""

    name = "class-lists-region"
    title = gettext_lazy("Class lists of the region")
    description = gettext_lazy("Pupils of many schools in one file with a column of the school.")
    permission = "edit_territory"
    level = "command"

    def columns(self) -> Sequence[Column]:
        """The school, names and classes; personal data that is not needed is refused."""
        return REGION_COLUMNS

    def options(self, context: Context) -> Sequence[Option]:
        """The school year, what absence means, the day."""
        return planning.options()

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the file would change. Reads only."""
        return _plan(_parse(rows, context), planning.answers_of(context))[0]

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Write the differences of all schools inside the caller's transaction; locks the schools for imports."""
        parsed = _parse(rows, context)
        locks.take(locks.LockSpace.IMPORT, parsed.schools)
        answers = planning.answers_of(context)
        plan, changes = _plan(parsed, answers)
        token = writing.write(changes, school_year=answers.school_year, on=answers.on)
        PupilListAccess.objects.bulk_create(
            PupilListAccess(
                school_id=school_id, user_id=context.user_id or 0, what="import", pupils=len(one.listed)
            )
            for school_id, one in parsed.schools.items()
        )
        return Applied(plan, token)

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Put the classes back as they were. Raises TomikError when later work rests on the file."""
        writing.take_back(undo_token)
        return Plan()


def _plan(parsed: Parsed, answers: planning.Answers) -> tuple[Plan, list[SchoolChange]]:
    changes = planning.compare(parsed, answers)
    return planning.plan_of(parsed, changes, answers, named=False), changes


def _parse(rows: Sequence[Row], context: Context) -> Parsed:
    parsed = Parsed()
    problem = missing_columns(rows)
    if problem is not None:
        parsed.problems.append(problem)
        parsed.rows_bad = len(rows)
        return parsed
    if context.region_id is None:
        raise ValueError("class lists of a region need a region")
    by_inn, by_name = _register(context.region_id)
    buildings = _buildings(context.region_id)
    found: dict[tuple[str, str], int | str] = {}
    for row in rows:
        told = (as_text(row.values.get("inn")), as_text(row.values.get("school")))
        if told not in found:
            found[told] = _school_of(*told, by_inn, by_name)
        school = found[told]
        if isinstance(school, str):
            parsed.refuse(row, "school", school, value=told[1] or told[0], code="unknown_school")
            continue
        one = parsed.schools.setdefault(school, SchoolList())
        parse_row(row, one, parsed, buildings.get(school, {}))
    return parsed


def _register(region_id: int) -> tuple[dict[str, int], Names]:
    """Schools of the region by INN and by every way to write their names; ambiguous names keep all candidates."""
    by_inn: dict[str, int] = {}
    by_name: Names = {}
    schools = School.objects.filter(region_id=region_id).select_related("municipality")
    for school in schools.only("id", "inn", "short_name", "full_name", "municipality__name"):
        if school.inn:
            by_inn[school.inn] = school.pk
        keys = {school_name(name).exact for name in (school.short_name, school.full_name)}
        for key in keys:
            by_name.setdefault(key, []).append(school.pk)
    return by_inn, by_name


def _school_of(inn: str, name: str, by_inn: Mapping[str, int], by_name: Names) -> int | str:
    """The school, or the reason why there is none."""
    if inn:
        return by_inn.get(inn) or _(
            "There is no school with this INN in the region. Correct it or add the school."
        )
    if not name:
        return _("The school is not given.")
    candidates = by_name.get(school_name(name).exact, [])
    if len(candidates) > 1:
        return _("Several schools of the region are called so. Add the column “INN”.")
    if not candidates:
        return _(
            "There is no such school in the region. Write the name as in the register, or add the school first."
        )
    return candidates[0]


def _buildings(region_id: int) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    rows = Building.objects.filter(school__region_id=region_id).values_list("school_id", "name", "id")
    for school_id, name, number in rows:
        found.setdefault(school_id, {})[comparable(name)] = number
    return found

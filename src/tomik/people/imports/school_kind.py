"""Class lists of one school, on the Import screen."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from tomik.kernel.importing import Applied, CellValue, Column, Context, Option, Plan, Row
from tomik.kernel.normalise import comparable
from tomik.people.imports import planning, writing
from tomik.people.imports.columns import SCHOOL_COLUMNS
from tomik.people.imports.parsing import (
    Parsed,
    SchoolList,
    missing_columns,
    parse_row,
    with_class_headings,
)
from tomik.people.imports.writing import SchoolChange
from tomik.people.models import PupilListAccess
from tomik.people.rules.class_bands import class_band, is_class_band
from tomik.territory.public import Building


class ClassLists:
    """Pupils by classes: came, left, moved. Only the name, the class and a reader number are kept."""

    name = "class-lists"
    title = _("Class lists")
    description = _(
        "Pupils by classes from the electronic journal or from your own table, for the whole school or one class."
    )
    permission = "edit_classes"
    level = "school"
    many_sheets = True

    def columns(self) -> Sequence[Column]:
        """Names and classes; personal data that is not needed is refused."""
        return SCHOOL_COLUMNS

    def sheet_column(self, names: Sequence[str], keys: Collection[str]) -> str | None:
        """«5А», «5Б» as names of the sheets are the classes, when no column says it."""
        if set(keys) & {"group", "grade"}:
            return None
        classes = sum(class_band(name) is not None for name in names)
        return "group" if classes * 2 > len(names) else None

    def bands(self, keys: Collection[str]) -> Callable[[CellValue], bool] | None:
        """Rows with a class alone, when no column says it."""
        if set(keys) & {"group", "grade"}:
            return None
        return is_class_band

    def forgotten(self, undo_token: Mapping[str, Any]) -> dict[str, Any]:
        """Without the former names: undoing then leaves names as they are."""
        return {**undo_token, "renamed": []}

    def options(self, context: Context) -> Sequence[Option]:
        """The school year, what absence means, the day."""
        return planning.options()

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the list would change. Reads only."""
        return self._plan(rows, context)[0]

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Write the differences inside the caller's transaction, under its import lock of the school."""
        plan, changes = self._plan(rows, context)
        answers = planning.answers_of(context)
        token = writing.write(changes, school_year=answers.school_year, on=answers.on)
        if context.user_id is not None and context.school_id is not None:
            PupilListAccess.objects.create(
                school_id=context.school_id, user_id=context.user_id, what="import", pupils=plan.rows_good
            )
        return Applied(plan, token)

    def viewed(self, context: Context, *, rows: int, what: str) -> None:
        """The journal of personal data: someone sees (view) or takes out (xlsx) the names of the file."""
        if context.user_id is not None and context.school_id is not None:
            PupilListAccess.objects.create(
                school_id=context.school_id, user_id=context.user_id, what=what, pupils=rows
            )

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Put the classes back as they were. Raises TomikError when later work rests on the list."""
        writing.take_back(undo_token)
        return Plan()

    def _plan(self, rows: Sequence[Row], context: Context) -> tuple[Plan, list[SchoolChange]]:
        if context.school_id is None:
            raise ValueError("a class list needs a school")
        rows = with_class_headings(rows)
        problem = missing_columns(rows)
        if problem is not None:
            return Plan(problems=[problem], rows_bad=len(rows)), []
        buildings = {
            comparable(name): number
            for number, name in Building.objects.filter(school_id=context.school_id).values_list("id", "name")
        }
        parsed = Parsed(schools={context.school_id: SchoolList()})
        for row in rows:
            parse_row(row, parsed.schools[context.school_id], parsed, buildings)
        answers = planning.answers_of(context)
        changes = planning.compare(parsed, answers)
        return planning.plan_of(parsed, changes, answers, named=True), changes

"""A school with two buildings and a small catalogue for the fund's tests."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from tests.cast import Cast
from tomik.catalogue.public import Edition, NewPart, NewSet, create_sets
from tomik.fund.imports.kind import FundImport
from tomik.kernel.importing import Applied, Context, Plan, Row
from tomik.territory.public import Building, School

DAY = date(2026, 9, 1)
ISBN_MATHS = "9785090716147"


@dataclass
class World:
    """School A with a main building and a branch; maths in two parts, history of two publishers, one with an ISBN."""

    cast: Cast
    school: School
    main: Building
    branch: Building
    maths: list[Edition]
    history: list[Edition]
    physics: Edition

    def context(self, run_uid: uuid.UUID | None = None, **options: Any) -> Context:
        """The context of a run of school A."""
        return Context(
            user_id=self.cast.librarian_a.pk,
            school_id=self.school.pk,
            options={"day": DAY, **options},
            run_uid=str(run_uid or uuid.uuid4()),
        )

    def check(self, rows: Sequence[dict[str, Any]], **options: Any) -> Plan:
        """What the import would do."""
        return FundImport().check(numbered(rows), self.context(**options))

    def apply(
        self, rows: Sequence[dict[str, Any]], run_uid: uuid.UUID | None = None, **options: Any
    ) -> Applied:
        """Apply the rows."""
        with transaction.atomic():
            return FundImport().apply(numbered(rows), self.context(run_uid, **options))

    def undo(self, applied: Applied) -> Plan:
        """Take the import back."""
        with transaction.atomic():
            return FundImport().undo(applied.undo_token, self.context())


def numbered(rows: Sequence[dict[str, Any]]) -> list[Row]:
    """Rows as the Import screen gives them: the first data row is row 2 of the file."""
    return [Row(number, values) for number, values in enumerate(rows, 2)]


def row(**values: Any) -> dict[str, Any]:
    """A good row, changed by `values`; None takes a column away."""
    good = {"title": "Физика. 7 класс", "authors": "Пёрышкин А.В.", "price": 650.5, "quantity": 20}
    return {key: value for key, value in (good | values).items() if value is not ...}


def changes(plan: Plan) -> dict[str, int]:
    """The numbers of a plan."""
    return {change.code: change.count for change in plan.changes}


def problems(plan: Plan) -> list[tuple[int | None, str, str]]:
    """Row, code and severity of every problem."""
    return [(one.row, one.code, one.severity) for one in plan.problems]


def build(cast: Cast) -> World:
    """The world, inside the scope that is in force."""
    school = cast.school_a
    branch = Building.objects.create(school=school, name="Корпус 2", address="ул. Лесная, 5")
    sets = create_sets(
        [
            NewSet(
                title="Математика", authors="Моро М.И.", publisher="Просвещение", grade_from=1, grade_to=1, parts=2,
                new_parts=(NewPart(isbn=ISBN_MATHS, year=2023), NewPart(year=2023)),
            ),
            NewSet(title="История", authors="Иванов И.И.", publisher="Дрофа", grade_from=5, grade_to=5),
            NewSet(title="История", authors="Петров П.П.", publisher="Вентана", grade_from=5, grade_to=5),
            NewSet(title="Физика", authors="Пёрышкин А.В.", publisher="Дрофа", grade_from=7, grade_to=7),
        ]
    )  # fmt: skip
    editions = [list(one.editions.order_by("part")) for one in sets]
    return World(
        cast=cast,
        school=school,
        main=Building.objects.get(school=school, is_main=True),
        branch=branch,
        maths=editions[0],
        history=[editions[1][0], editions[2][0]],
        physics=editions[3][0],
    )

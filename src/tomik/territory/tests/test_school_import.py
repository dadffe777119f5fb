"""The list of schools: spellings of 2016, look-alikes, decisions, undo, the command."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import Role, User
from tomik.config.arguments import root_parser
from tomik.intake import cli
from tomik.intake.models import ImportRun
from tomik.kernel.importing import Context, Plan, Row
from tomik.paper.tests import books
from tomik.territory.imports import SchoolList
from tomik.territory.models import Building, Membership, School, SchoolVersion
from tomik.territory.school_names import are_alike, municipality_key, school_name

HEAD = ["n", "municipality", "short_name", "full_name", "ИНН", "Решение"]
KEYS = (None, "municipality", "short_name", "full_name", "inn", "decision")
FULL = "Муниципальное автономное общеобразовательное учреждение"
LINES: list[list[Any]] = [
    [1, "г. Томск", "МАОУ гимназия № 13 г. Томска", f"{FULL} гимназия № 13 г. Томска", None, None],
    [2, "Томск", "МАОУ лицей №8 им. Н.Н.Рукавишникова г. Томска", None, None, None],
    [3, "город Томск", "МАОУ СОШ № 4 имени И.С. Черных города Томска", None, None, None],
    [4, "Асиновский р-н", "МБОУ СОШ с. Батурино Асиновского района Томской области", None, None, None],
    [5, "Асиновский район", "МАОУ гимназия №2 г.Асино", None, None, None],
]
ClientOf = Callable[[User], Client]


def rows(lines: list[list[Any]]) -> list[Row]:
    return [
        Row(number, {key: value for key, value in zip(KEYS, line, strict=True) if key})
        for number, line in enumerate(lines, start=2)
    ]


def context(cast: Cast) -> Context:
    return Context(user_id=cast.operator.pk, school_id=None, region_id=cast.region.pk)


def counts(plan: Plan) -> dict[str, int]:
    return {change.code: change.count for change in plan.changes}


def told(plan: Plan) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.code) for problem in plan.problems]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("г. Томск", "город Томск"),
        ("г.Томск", "ТОМСК"),
        ("Городской округ Томск", "МО «Город Томск»"),
        ("Асиновский район", "Асиновский р-н"),
        ("ЗАТО Северск", "г. Северск"),
        ("Томский муниципальный район", "Томский район"),
    ],
)
def test_one_municipality_in_many_spellings(one: str, other: str) -> None:
    assert municipality_key(one) == municipality_key(other)


def test_the_city_is_not_the_district() -> None:
    assert municipality_key("г. Томск") != municipality_key("Томский район")


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("МБОУ СОШ № 5", "МАОУ СОШ №5 г. Томска", True),
        (
            "МБОУСОШ №89",
            "Муниципальное бюджетное общеобразовательное учреждение средняя общеобразовательная школа № 89",
            True,
        ),
        ("МБОУ CОШ № 2", "МБОУ СОШ № 2", True),
        ("МАОУ СОШ № 15 имени Г.Е. Николаевой г. Томска", "МАОУ СОШ № 15", True),
        ("МКОУ Нельманчевская СОШ", "МКОУ Нельмачевская СОШ", True),
        ("МАОУ Мариинская СОШ № 3", "МАОУ СОШ № 3", True),
        ("МАОУ СОШ № 3", "МАОУ СОШ № 33", False),
        ("МАОУ СОШ № 6", "МАОУ гимназия № 6", False),
        ("МБОУ «Тогурская СОШ»", "МБОУ «Тогурская НОШ»", False),
        ("МКОУ «Поротниковская СОШ»", "МКОУ «Плотниковская СОШ»", False),
    ],
)
def test_look_alikes(one: str, other: str, alike: bool) -> None:
    assert are_alike(school_name(one, "г. Томск"), school_name(other, "г. Томск")) is alike


def test_new_schools_and_the_same_file_again(cast: Cast) -> None:
    kind = SchoolList()
    plan = kind.check(rows(LINES), context(cast))
    assert (counts(plan)["new"], plan.problems) == (5, [])
    applied = kind.apply(rows(LINES), context(cast))
    lyceum = School.objects.get(short_name__contains="Рукавишникова")
    assert (lyceum.kind, lyceum.founder, lyceum.municipality) == (
        "lyceum",
        "municipal",
        cast.other_municipality,
    )
    assert Building.objects.filter(school=lyceum, is_main=True).count() == 1
    assert SchoolVersion.objects.filter(school=lyceum, valid_to=None).count() == 1
    again = kind.check(rows(LINES), context(cast))
    assert (counts(again)["same"], again.is_empty) == (5, True)
    kind.undo(applied.undo_token, context(cast))
    assert School.objects.count() == 3


def test_look_alikes_wait_for_a_decision(cast: Cast) -> None:
    kind = SchoolList()
    kind.apply(rows(LINES), context(cast))
    line = ["", "г. Томск", "МБОУ гимназия №13", None, None, None]
    plan = kind.check(rows([line]), context(cast))
    assert told(plan) == [(2, "short_name", "look_alike")]
    assert "гимназия № 13 г. Томска" in plan.problems[0].message
    assert (plan.rows_good, plan.rows_bad, plan.is_empty) == (0, 1, True)
    renamed = kind.apply(rows([[*line[:5], "та же"]]), context(cast))
    assert counts(renamed.plan)["changed"] == 1
    school = School.objects.get(short_name="МБОУ гимназия №13")
    assert school.full_name == f"{FULL} гимназия № 13 г. Томска"
    kind.undo(renamed.undo_token, context(cast))
    school.refresh_from_db()
    assert school.short_name == "МАОУ гимназия № 13 г. Томска"
    added = kind.apply(rows([[*line[:5], "новая"]]), context(cast))
    assert counts(added.plan)["new"] == 1
    assert School.objects.filter(municipality=cast.other_municipality).count() == 5


def test_inn_is_the_surest_sign(cast: Cast) -> None:
    kind = SchoolList()
    line = ["", "Асиновский район", "Школа имени А", None, 7000000001, None]
    plan = kind.apply(rows([line]), context(cast)).plan
    assert counts(plan)["changed"] == 1
    cast.school_a.refresh_from_db()
    assert cast.school_a.short_name == "Школа имени А"
    other = kind.check(rows([["", "Асиновский район", "Школа Б", None, "7000000099", None]]), context(cast))
    assert told(other) == [(2, "short_name", "look_alike")]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (["", "Омск", "СОШ № 1", None, None, None], ("municipality", "unknown_municipality")),
        (["", None, "СОШ № 1", None, None, None], ("municipality", "unknown_municipality")),
        (["", "Томск", None, "Полное", None, None], ("short_name", "blank")),
        (["", "Томск", "СОШ № 1", None, "12345", None], ("inn", "inn")),
        (["", "Томск", "СОШ № 1", None, None, "может быть"], ("decision", "decision")),
    ],
)
def test_problems_by_row_and_column(cast: Cast, line: list[Any], problem: tuple[str, str]) -> None:
    plan = SchoolList().check(rows([line]), context(cast))
    assert told(plan) == [(2, *problem)]
    assert plan.rows_bad == 1


def test_the_same_school_twice_in_the_file(cast: Cast) -> None:
    lines = [LINES[0], ["", "город Томск", "МАОУ «гимназия №  13» г. Томска", None, None, None]]
    plan = SchoolList().check(rows(lines), context(cast))
    assert told(plan) == [(3, "short_name", "repeated")]
    assert counts(plan)["new"] == 1


def test_a_new_school_in_use_stays(cast: Cast) -> None:
    kind = SchoolList()
    applied = kind.apply(rows(LINES), context(cast))
    school = School.objects.get(pk=applied.undo_token["created"][0])
    Membership.objects.create(user=cast.outsider, role=Role.LIBRARIAN, school=school)
    with pytest.raises(Exception, match="используются"):
        kind.undo(applied.undo_token, context(cast))
    assert School.objects.count() == 8


@pytest.mark.parametrize(("who", "status"), [("operator", 303), ("department", 403), ("librarian_a", 404)])
def test_on_the_screen(cast: Cast, client_of: ClientOf, who: str, status: int) -> None:
    file = SimpleUploadedFile("Школы.xlsx", books.xlsx([HEAD, *LINES]))
    response = client_of(getattr(cast, who)).post("/import/schools/", {"file": file, "complete": "1"})
    assert response.status_code == status


def test_by_command(
    cast: Cast,
    as_owner: Callable[[], AbstractContextManager[None]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "Школы.xlsx"
    path.write_bytes(books.xlsx([HEAD, *LINES, [6, "Омск", "СОШ № 1", None, None, None]]))
    parser = root_parser()
    cli.register_imports(parser.add_subparsers())

    def run(*words: str) -> tuple[int, Any]:
        parsed = parser.parse_args(["schools", str(path), *words])
        with as_owner():
            code = parsed.run(parsed)
        return code, capsys.readouterr().out

    code, out = run("--dry-run", "--json")
    report = json.loads(out)
    assert (code, report["changes"]["new"], report["rows"]["bad"]) == (1, 5, 1)
    assert [(p["row"], p["column"]) for p in report["problems"]] == [(7, "B · municipality")]
    assert School.objects.count() == 3
    code, out = run("--json")
    uid = json.loads(out)["run"]
    assert School.objects.count() == 8
    assert run("--undo", uid)[0] == 0
    assert School.objects.count() == 3
    with as_owner():
        assert ImportRun.objects.get().state == "undone"

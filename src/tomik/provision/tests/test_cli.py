"""`tomik checklist`."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tomik.provision import cli
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> worlds.World:
    with worlds.new_world() as made:
        worlds.fill(made, SCHOOL, worlds.put_stock)
        yield made


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())
    arguments = parser.parse_args(["checklist", *words])
    return int(arguments.run(arguments))


def test_a_schools_checklist_is_printed_and_written(world: worlds.World, capsys: Any, tmp_path: Path) -> None:
    xlsx, pdf, forms = tmp_path / "a.xlsx", tmp_path / "a.pdf", tmp_path / "f.xlsx"
    words = ["school", str(world.school.uid), "--year", "2026", "--json"]
    files = ["--xlsx", str(xlsx), "--pdf", str(pdf), "--federal", str(forms)]
    assert run(*words, *files) == 0
    report = json.loads(capsys.readouterr().out)
    figures = ("need", "covered", "percent", "surplus", "pupils", "pupils_full", "pupils_unplanned")
    assert [report[name] for name in figures] == [51, 36, 70.5, 17, 63, 30, 18]
    assert [row["deficit"] for row in report["rows"]] == [8, 0, 7]
    assert len(load_workbook(xlsx).worksheets) == 2
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert len(load_workbook(forms).worksheets) == 7


def test_strict_ends_with_1_when_something_lacks(world: worlds.World, capsys: Any) -> None:
    number = str(world.school.pk)
    assert run("school", number, "--year", "2026", "--strict") == 1
    assert "Чек-лист обеспеченности" in capsys.readouterr().out
    assert run("school", number, "--year", "2025", "--strict") == 0


def test_an_unknown_school(world: worlds.World, capsys: Any) -> None:
    assert run("school", "-1") == 1
    assert run("school", "нет такой") == 1
    assert "нет такой" in capsys.readouterr().err


def test_a_regions_sums(world: worlds.World, capsys: Any, tmp_path: Path) -> None:
    xlsx = tmp_path / "r.xlsx"
    assert run("region", world.region.code, "--year", "2026", "--json", "--xlsx", str(xlsx)) == 0
    report = json.loads(capsys.readouterr().out)
    assert [report[name] for name in ("need", "covered", "percent", "pupils", "pupils_full")] == [
        51,
        36,
        70.5,
        63,
        30,
    ]
    assert [school["name"] for school in report["schools"]] == ["Школа", "Соседняя"]
    assert run("region", world.region.code, "--year", "2026", "--municipality", "Нет") == 1
    assert run("region", "нет") == 1
    assert run("region", world.region.code, "--year", "2026", "--strict") == 1

"""`tomik import fund`: from a real workbook to the ledger and back."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tomik.fund import cli
from tomik.fund.tests.world import World
from tomik.ledger.public import Balance, Entry

pytestmark = [pytest.mark.django_db(transaction=True)]
OFFICE = ("№", "Автор, название", "Класс", "Издательство", "Год издания", "Цена, руб.", "Кол-во", "Состояние")
ROWS = (
    (1, "Пёрышкин А.В. Физика. 7 класс", 7, "Дрофа", 2021, "650,50", 20, "хорошее"),
    (2, "Моро М.И. Математика. 1 класс. Ч. 2", 1, "Просвещение", 2023, 710, "15 шт.", "новое"),
    (3, "Пёрышкин А.В. Физика. 7 класс", 7, "Дрофа", 2015, 300, -4, "ветхое"),
    (None, "Итого", None, None, None, None, 31, None),
)
BARS = ("Тип", "Заглавие", "Автор (-ы)", "Параллель", "Предмет", "Издательство", "Год издания",
        "Инвентарный номер / номер карточки учета", "Дата поступления единицы экземпляра",
        "Стоимость экземпляра (в рублях)")  # fmt: skip


def workbook(folder: Path, titles: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """A file as an office makes it: a caption above the table."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Список учебного фонда"])
    sheet.append([])
    sheet.append(list(titles))
    for row in rows:
        sheet.append(list(row))
    path = folder / "Фонд школы.xlsx"
    book.save(path)
    return str(path)


def run(*words: str) -> int:
    """The command's exit code."""
    parser = argparse.ArgumentParser()
    cli.register_imports(parser.add_subparsers())
    parsed = parser.parse_args(["fund", *words])
    return int(parsed.run(parsed))


def on_shelves(world: World) -> int:
    return sum(
        Balance.objects.filter(school=world.school, account__kind="fund").values_list("copies", flat=True)
    )


def test_a_list_of_an_office(world: World, tmp_path: Path, capsys):
    path = workbook(tmp_path, OFFICE, ROWS)
    words = (path, "--school", world.school.inn, "--on", "2026-09-01", "--json")
    assert run(*words, "--dry-run") == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["applied"], report["rows"]) == (False, {"read": 3, "good": 2, "bad": 1})
    assert [(one["row"], one["column"], one["code"]) for one in report["problems"]] == [
        (6, "G · Кол-во", "quantity_negative")
    ]
    assert on_shelves(world) == 0
    assert run(*words) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["applied"], report["changes"]["copies"], on_shelves(world)) == (True, 35, 35)
    assert run(*words) == 1
    assert json.loads(capsys.readouterr().out)["applied"] is False
    assert on_shelves(world) == 35
    assert run("--school", str(world.school.uid), "--undo", report["run"]) == 0
    assert on_shelves(world) == 0


def test_export_of_another_program(world: World, tmp_path: Path, capsys):
    """One row is one copy; a grade that Excel took for a number."""
    book = ("Учебник", "Физика", "Пёрышкин А.В.", 7, "Физика", "Дрофа", 2021)
    rows = [(*book, number, "15.08.2021", "441.00") for number in range(1, 31)]
    path = workbook(tmp_path, BARS, rows)
    assert run(path, "--school", str(world.school.pk)) == 0
    assert "30" in capsys.readouterr().out
    entry = Entry.objects.get()
    assert (entry.lines, entry.copies) == (1, 30)


def test_words_for_a_person(world: World, tmp_path: Path, capsys):
    path = workbook(tmp_path, OFFICE, ROWS[2:3])
    assert run(path, "--school", world.school.inn, "--dry-run") == 1
    assert "-4" in capsys.readouterr().out
    assert run(path, "--school", world.school.inn) == 1
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    "words",
    [
        ("/absent.xlsx", "--school", "7000000001"),
        ("/absent.xlsx", "--school", "нет такой"),
        ("--school", "7000000001"),
        ("/absent.xlsx", "--school", ""),
    ],
)
def test_unusable(world: World, words, capsys):
    assert run(*words) == 2
    assert capsys.readouterr().err


def test_a_file_that_is_not_a_table(world: World, tmp_path: Path, capsys):
    path = tmp_path / "фонд.xlsx"
    path.write_bytes(b"\x00\x01 not a workbook")
    assert run(str(path), "--school", world.school.inn) == 2
    assert str(path) in capsys.readouterr().err

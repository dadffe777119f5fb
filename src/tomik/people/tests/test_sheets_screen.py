"""Class lists as schools really send them: a class per sheet, a class in a row above its pupils, titles above."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.intake.models import ImportRun
from tomik.paper.public import read_table
from tomik.paper.tests import books
from tomik.people.tests.lists import apply, numbers, picture, stored_text, upload, year

ClientOf = Callable[[User], Client]
AsScope = Callable[[User], AbstractContextManager[Any]]
HEAD = ["№", "ФИО", "Дата рождения"]
CLASSES = {
    "5А": [["Список учащихся"], [], HEAD, [1, "Ёлкин Пётр", "01.02.2015"], [2, "Иванова Анна", None]],
    "5Б": [HEAD, [1, "Ким Ли", "03.04.2015"], [2, "Ким", None], [3, "Ким Ли", None]],
    "Учителя": [["Предмет", "Учитель"], ["Физика", "Петров Пётр"]],
    "Старый": [HEAD, [1, "Прошлогодний Иван", None]],
}


def answers(**columns: str) -> dict[str, str]:
    return {
        "option-school_year": str(year()),
        "option-full": "classes",
        "option-on": f"{year()}-09-01",
        **columns,
    }


def brought(client: Client, content: bytes, **columns: str) -> ImportRun:
    """The last run after the columns step, if it was shown."""
    response = upload(client, content)
    assert response.status_code == 303, response.content.decode()
    run = ImportRun.objects.order_by("-id")[0]
    if run.state == "uploaded":
        chosen = {f"column_{number}": key for number, key in run.mapping["columns"].items() if key != "born"}
        response = client.post(f"/import/run/{run.uid}/columns", answers(**chosen, **columns))
        assert response.status_code == 303, response.content.decode()
        run.refresh_from_db()
    return run


def test_a_class_on_each_sheet_is_one_list(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    content = books.sheets(CLASSES, hidden=["Старый"])
    with as_scope(cast.librarian_a):
        response = upload(client, content)
        page = client.get(response["Location"]).content.decode()
        assert "Имя листа" in page
        assert "5А; 5Б" in page
        assert '<option value="group" selected>Класс</option>' in page
        assert "Не читаются: Учителя, Старый" in page
        run = ImportRun.objects.get()
        assert run.mapping["columns"] == {"0": "group", "2": "full_name", "3": "born"}
        assert "2015" not in stored_text(run)
        ImportRun.objects.all().delete()

        run = brought(client, content)
        assert numbers(run)["came"] == 3
        told = {(p["row"], p.get("sheet", ""), p["column"], p["code"]) for p in run.preview["problems"]}
        assert {(row and row % 10_000_000, *rest) for row, *rest in told} == {
            (None, "", "", "sheets_left"),
            (3, "5Б", "B · ФИО", "one_word"),
            (4, "5Б", "B · ФИО", "repeated"),
        }
        page = client.get(f"/import/run/{run.uid}/").content.decode()
        assert re.search(r">3</th>\s*<td>5Б</td>\s*<td><strong>Ким</strong>", page)
        assert "уже есть в строке 2, лист «5Б»" in page
        assert "«Учителя», «Старый»" in page
        assert apply(client, run).status_code == 303
        assert picture() == {("Ёлкин Пётр", "5А"), ("Иванова Анна", "5А"), ("Ким Ли", "5Б")}
        sheet = read_table(client.get(f"/import/run/{run.uid}/problems.xlsx").content, "p.xlsx").sheets[0]
        assert ["5Б", 3, "B · ФИО", "Ким"] in [row[:4] for row in sheet.rows]


def test_the_name_of_the_sheet_is_remembered(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        apply(client, brought(client, books.sheets(CLASSES)))
        more = {**CLASSES, "6В": [HEAD, [1, "Новый Иван", None]]}
        upload(client, books.sheets(more))
        run = ImportRun.objects.order_by("-id")[0]
        assert run.state == "checked"
        assert (numbers(run)["came"], numbers(run)["same"], numbers(run)["left"]) == (1, 3, 0)


def test_only_one_of_the_sheets(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        upload(client, books.sheets(CLASSES))
        run = ImportRun.objects.get()
        assert run.mapping["several"] is True
        client.post(f"/import/run/{run.uid}/sheet", {"sheet": "5Б", "row": "1"})
        run.refresh_from_db()
        assert (run.mapping["sheet"], run.mapping["several"]) == ("5Б", False)
        assert run.mapping["columns"]["0"] == "group"
        assert "Читается только лист «5Б»" in client.get(f"/import/run/{run.uid}/columns").content.decode()
        client.post(f"/import/run/{run.uid}/columns", answers(column_0="group", column_2="full_name"))
        run.refresh_from_db()
        apply(client, run)
        assert picture() == {("Ким Ли", "5Б")}
        client.post(f"/import/run/{run.uid}/sheet", {"sheet": "*", "row": "1"})
        upload(client, books.sheets(CLASSES))
        run = ImportRun.objects.order_by("-id")[0]
        client.post(f"/import/run/{run.uid}/sheet", {"sheet": "5Б", "row": "1"})
        client.post(f"/import/run/{run.uid}/sheet", {"sheet": "*", "row": "1"})
        run.refresh_from_db()
        assert run.mapping["several"] is True


def test_sheets_with_a_column_of_the_class_are_read_together(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    head = ["№", "ФИО", "Класс"]
    pages = {"5 классы": [head, [1, "Ёлкин Пётр", "5А"]], "6 классы": [head, [], [1, "Ким Ли", "6Б"]]}
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = brought(client, books.sheets(pages))
        assert "0" not in run.mapping["columns"]
        assert "6 классы · 3" in client.get(f"/import/run/{run.uid}/?rows=all").content.decode()
        apply(client, run)
        assert picture() == {("Ёлкин Пётр", "5А"), ("Ким Ли", "6Б")}


def test_a_sheet_whose_name_is_no_class_is_told(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    pages = {"5А": [HEAD, [1, "Ёлкин Пётр"]], "5Б": [HEAD, [1, "Ким Ли"]], "Разное": [HEAD, [1, "Ива Ян"]]}
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = brought(client, books.sheets(pages))
        (problem,) = run.preview["problems"]
        assert (problem["sheet"], problem["column"], problem["code"]) == ("Разное", "Имя листа", "unknown")
        assert run.preview["rows_good"] == 2


BANDS: list[tuple[str, list[list[Any]], list[str]]] = [
    (
        "a merged row above the pupils, the heading once",
        [
            ["МБОУ СОШ № 5"],
            ["5 А класс"],
            ["№", "ФИО"],
            [1, "Ёлкин Пётр"],
            [2, "Иванова Анна"],
            ["5 «Б» класс", None],
            [1, "Ким Ли"],
        ],
        ["A1:B1", "A2:B2", "A6:B6"],
    ),
    (
        "the class in the column of the number, not merged, the heading above each",
        [
            ["Список учащихся 5 «А» класса на 2026-2027 учебный год"],
            [],
            ["№", None, "Фамилия", None, "Имя"],
            [1, None, "Ёлкин", None, "Пётр"],
            [2, None, "Иванова", None, "Анна"],
            [3],
            [],
            ["Класс: 5Б (кл. рук. Петрова М.И.)"],
            ["№", None, "Фамилия", None, "Имя"],
            [1, None, "Ким", None, "Ли"],
        ],
        [],
    ),
    (
        "the teacher beside the class",
        [
            ["№", "ФИО"],
            [None, "5А класс, классный руководитель Петрова М.И."],
            [1, "Ёлкин Пётр"],
            [2, "Иванова Анна"],
            [None, "5б"],
            [1, "Ким Ли"],
        ],
        [],
    ),
    (
        "an electronic diary",
        [
            ["Электронный журнал", None, None, "Дата формирования: 01.09.2026"],
            ["№", "ФИО", None, "Класс"],
            [1, "Ёлкин Пётр", None, "5А"],
            [2, "Иванова Анна", None, "5-А"],
            [3, "Ким Ли", None, "5 «Б»"],
        ],
        [],
    ),
]


@pytest.mark.parametrize(("rows", "merges"), [b[1:] for b in BANDS], ids=[b[0] for b in BANDS])
def test_as_schools_really_send_them(
    cast: Cast, client_of: ClientOf, as_scope: AsScope, rows: list[list[Any]], merges: list[str]
) -> None:
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = brought(client, books.xlsx(rows, merges=merges))
        assert run.preview["problems"] == []
        apply(client, run)
        assert picture() == {("Ёлкин Пётр", "5А"), ("Иванова Анна", "5А"), ("Ким Ли", "5Б")}


def test_a_row_of_several_classes_gives_its_pupils_to_nobody(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    rows = [
        ["№", "ФИО"],
        ["5А класс"],
        [1, "Ёлкин Пётр"],
        ["10-11 классы"],
        [1, "Ким Ли"],
        ["1 смена"],
        [2, "Ива Ян"],
    ]
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = brought(client, books.xlsx(rows))
        told = [(p["row"], p["value"], p["code"]) for p in run.preview["problems"]]
        assert told == [(5, "10-11 классы", "several"), (7, "10-11 классы", "several")]
        assert run.preview["rows_good"] == 1


def test_the_class_of_one_sheet_does_not_go_over_to_the_next(
    cast: Cast, client_of: ClientOf, as_scope: AsScope
) -> None:
    head = ["№", "ФИО"]
    pages = {"Лист1": [head, ["5А класс"], [1, "Ёлкин Пётр"]], "Лист2": [head, [1, "Ким Ли"]]}
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = brought(client, books.sheets(pages))
        assert [(p["sheet"], p["code"]) for p in run.preview["problems"]] == [("Лист2", "blank")]
        apply(client, run)
        assert picture() == {("Ёлкин Пётр", "5А")}


def test_a_workbook_of_forty_sheets(cast: Cast, client_of: ClientOf, as_scope: AsScope) -> None:
    pages = {
        f"{grade}{letter}": [
            HEAD,
            *([n, f"Ученик{'абвгдежзиклмнопрстуфхцчшщ'[n]} {letter}нна", None] for n in range(25)),
        ]
        for grade in range(1, 11)
        for letter in "АБВГ"
    }
    client = client_of(cast.librarian_a)
    with as_scope(cast.librarian_a):
        run = brought(client, books.sheets(pages))
        assert (run.preview["rows_good"], numbers(run)["classes"]) == (1000, 40)
        out = client.get(f"/import/run/{run.uid}/file")
        assert out.status_code == 200
        again = read_table(out.content, "x.xlsx")
        assert [sheet.name for sheet in again.sheets][:2] == ["1А", "1Б"]
        assert len(io.BytesIO(out.content).getvalue()) > 1000

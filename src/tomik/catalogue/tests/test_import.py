"""Loading a snapshot: counts, repeated load, dry run, refusals; the command's answer."""

from __future__ import annotations

import argparse
import io
import json
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from tomik.catalogue.cli import register_imports, run_import
from tomik.catalogue.errors import ListInUse, NotAFederalList
from tomik.catalogue.models import EditionSet, FederalList, FederalListLink, FederalListRow, SetStatus
from tomik.catalogue.services.links import adopt_rows
from tomik.catalogue.services.lists import ListOrder, delete_list, import_federal_list
from tomik.catalogue.tests.listfile import book, heading, sheet
from tomik.paper.public import UnreadableFile

pytestmark = pytest.mark.django_db

ORDER = ListOrder(number="858", dated=date(2022, 9, 21), amended_by="119")


def workbook(rows: list[list[object]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet("Перечень")
    for number, cells in enumerate(rows):
        page.write_row(number, 0, cells)
    book.close()
    return out.getvalue()


def small_list() -> bytes:
    return workbook(
        sheet(
            book(4, "1.1.2.4.1.1.1."),
            book(5, "1.1.2.4.1.1.1.", title="Математика. Алгебра: 7-й класс: учебник", grades="7"),
            book(6, "", title="Математика. Геометрия: 7 - 9-е классы: учебник", grades="7 - 9"),
            heading("1.", "1.1.1.", "Начальное общее образование", appendix=2),
            book("2.", "1.1.1.1.1.1.1.", appendix=2, title="Русский язык (в 2 частях)", grades="2",
                 term="До 31 августа 2025 года"),
        )
    )  # fmt: skip


def test_a_snapshot_keeps_every_row() -> None:
    loaded = import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER)
    assert loaded.federal_list is not None
    assert FederalListRow.objects.filter(is_heading=False).count() == 4
    assert FederalListRow.objects.filter(is_heading=True).count() == 4
    assert loaded.federal_list.counts == {
        "textbooks": {"1": 3, "2": 1},
        "headings": 4,
        "header": 2,
        "blank": 0,
        "caption": 0,
        "unrecognised": 0,
        "rows": 10,
    }
    row = FederalListRow.objects.get(row_no=6)
    assert (row.code, row.code_printed, row.code_parts) == (
        "1.1.2.4.1.1.1",
        "1.1.2.4.1.1.1.",
        [1, 1, 2, 4, 1, 1, 1],
    )
    assert (row.name, row.name_key, row.parts, row.level) == ("Математика", "математика", 2, "base")
    assert (row.expert_until, row.use_until) == (date(2027, 4, 25), None)
    excluded = FederalListRow.objects.get(row_no=10)
    assert (excluded.appendix, excluded.expert_until, excluded.use_until) == ("2", None, date(2025, 8, 31))


def test_the_report_names_every_oddity() -> None:
    report = import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER).report()
    assert report["textbooks"] == {"1": 3, "2": 1}
    assert report["headings"] == 4
    problems = report["problems"]
    assert isinstance(problems, list)
    assert [(p["row"], p["column"], p["code"], p["value"]) for p in problems] == [
        (7, "C", "repeated_code", "1.1.2.4.1.1.1."),
        (8, "C", "missing_code", ""),
    ]
    assert all(p["message"] for p in problems)
    assert set(problems[0]) == {"row", "column", "code", "value", "message"}


def test_the_second_load_of_the_same_file_changes_nothing() -> None:
    first = import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER)
    second = import_federal_list(content=small_list(), file_name="renamed.xlsx", order=ORDER)
    assert (first.was_known, second.was_known) == (False, True)
    assert first.federal_list == second.federal_list
    assert (FederalList.objects.count(), FederalListRow.objects.count()) == (1, 8)
    assert first.report() == second.report()


def test_another_order_with_the_same_file_is_another_snapshot() -> None:
    import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER)
    import_federal_list(
        content=small_list(), file_name="list.xlsx", order=ListOrder(number="495", dated=date(2025, 6, 26))
    )
    assert FederalList.objects.count() == 2


def test_a_dry_run_stores_nothing() -> None:
    loaded = import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER, dry_run=True)
    assert loaded.federal_list is None
    assert FederalList.objects.count() == 0


def test_a_table_that_is_no_list_is_refused_and_nothing_is_stored() -> None:
    with pytest.raises(NotAFederalList):
        import_federal_list(content=workbook([["ФИО", "Класс"], ["А", "5"]]), file_name="a.xlsx", order=ORDER)
    with pytest.raises(UnreadableFile):
        import_federal_list(content=b"%PDF-1.7", file_name="a.xlsx", order=ORDER)
    assert FederalList.objects.count() == 0


def test_a_second_sheet_is_reported() -> None:
    out = io.BytesIO()
    book_ = xlsxwriter.Workbook(out, {"in_memory": True})
    for name in ("Перечень", "Заметки"):
        page = book_.add_worksheet(name)
        for number, cells in enumerate(sheet(book(4, "1.1.2.4.1.1.1."))):
            page.write_row(number, 0, cells)
    book_.close()
    loaded = import_federal_list(content=out.getvalue(), file_name="a.xlsx", order=ORDER)
    assert [(p.code, p.value) for p in loaded.problems] == [("sheet_not_read", "Заметки")]


def test_a_list_with_links_is_not_deleted() -> None:
    loaded = import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER)
    assert loaded.federal_list is not None
    adopt_rows(row_ids=[FederalListRow.objects.get(row_no=6).pk], actor=None)
    with pytest.raises(ListInUse):
        delete_list(federal_list_uid=loaded.federal_list.uid)
    FederalListLink.objects.all().delete()
    delete_list(federal_list_uid=loaded.federal_list.uid)
    assert (FederalList.objects.count(), FederalListRow.objects.count(), SetStatus.objects.count()) == (
        0,
        0,
        0,
    )
    assert EditionSet.objects.count() == 1


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser()
    imports = parser.add_subparsers().add_parser("import").add_subparsers()
    register_imports(imports)
    return run_import(parser.parse_args(["import", "federal-list", *arguments]))


def test_the_command_prints_exactly_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(small_list())
    words = [str(path), "--order", "858", "--dated", "2022-09-21", "--amended-by", "119", "--json"]
    assert run([*words, "--dry-run"]) == 0
    assert FederalList.objects.count() == 0
    dry = json.loads(capsys.readouterr().out)
    assert run(words) == 0
    report = json.loads(capsys.readouterr().out)
    assert dry == report
    assert list(report) == ["textbooks", "headings", "problems"]
    stored = FederalList.objects.get()
    assert (stored.order_number, stored.dated, stored.amended_by) == ("858", date(2022, 9, 21), "119")


def test_the_command_refuses_an_unusable_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"not a table at all")
    assert run([str(path), "--order", "858", "--dated", "2022-09-21"]) == 2
    assert run([str(tmp_path / "absent.xlsx"), "--order", "858", "--dated", "2022-09-21"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert str(path) in printed.err

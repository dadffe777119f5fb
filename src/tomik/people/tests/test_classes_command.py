"""`tomik import classes`: class lists of the region by command."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast
from tomik.config.arguments import root_parser
from tomik.intake.models import ImportRun
from tomik.kernel.errors import TomikError
from tomik.paper.tests import books
from tomik.people import cli
from tomik.people.models import Enrolment, Pupil, PupilListAccess

AsOwner = Callable[[], AbstractContextManager[None]]
ROWS = [
    ["Школа", "ИНН", "ФИО", "Класс", "СНИЛС"],
    ["Школа А", None, "Ёлкин Пётр", "5А", "111-111-111 11"],
    ["«Школа  Б»", None, "Ёлкин Пётр", "5А", None],
    [None, "7000000003", "Иванов Иван", "10-11", None],
    ["Школа Я", None, "Иванов Иван", "7А", None],
    [None, "7000000003", "Ким Ли", "7А", None],
]


@pytest.fixture
def run(
    as_owner: AsOwner, cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """Run the command on a file; its code, output and errors."""

    def command(rows: list[list[Any]], *words: str) -> tuple[int, str, str]:
        path = tmp_path / "Списки.xlsx"
        path.write_bytes(books.xlsx(rows))
        parser = root_parser()
        cli.register_imports(parser.add_subparsers())
        parsed = parser.parse_args(["classes", str(path), "--school-year", "2026", *words])
        with as_owner():
            code = parsed.run(parsed)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return command


def test_a_dry_run_reports_and_changes_nothing(run: Any, as_owner: AsOwner) -> None:
    code, out, _err = run(ROWS, "--dry-run", "--json")
    report = json.loads(out)
    assert code == 1
    assert (report["dry_run"], report["applied"], report["run"]) == (True, False, "")
    assert report["rows"] == {"read": 5, "good": 3, "bad": 2}
    assert report["changes"] == {"came": 3, "moved": 0, "left": 0, "classes": 3, "buildings": 0, "same": 0}
    assert [(p["row"], p["code"]) for p in report["problems"]] == [(4, "several"), (5, "unknown_school")]
    assert report["columns"]["СНИЛС"] == "snils"
    with as_owner():
        assert (Pupil.objects.count(), ImportRun.objects.count()) == (0, 0)


def test_applied_once_and_taken_back(run: Any, as_owner: AsOwner, cast: Cast) -> None:
    code, out, _err = run(ROWS, "--json")
    report = json.loads(out)
    assert (code, report["applied"]) == (1, True)
    with as_owner():
        assert set(Enrolment.objects.values_list("school_id", "class_group__letter")) == {
            (cast.school_a.pk, "А"),
            (cast.school_b.pk, "А"),
            (cast.school_c.pk, "А"),
        }
        assert list(Pupil.objects.values_list("reader_number", flat=True)) == [1, 1, 1]
        kept = ImportRun.objects.get()
        assert (bytes(kept.content), kept.created_by_id) == (b"", cast.administrator.pk)
        assert "Иванов" not in json.dumps(kept.outcome, ensure_ascii=False)
        assert PupilListAccess.objects.filter(what="import").count() == 3
    code, out, _err = run(ROWS, "--json")
    assert json.loads(out)["applied"] is False
    code, out, _err = run(ROWS, "--undo", report["run"])
    assert code == 0
    with as_owner():
        assert (Pupil.objects.count(), Enrolment.objects.count()) == (0, 0)


def test_an_unusable_file(run: Any) -> None:
    code, _out, err = run([["ФИО", "Класс"], ["Ёлкин Пётр", "5А"]])
    assert code == 2
    assert "Школа" in err


def test_the_person_of_the_journal_must_exist(run: Any) -> None:
    with pytest.raises(TomikError):
        run(ROWS, "--as", "nobody")

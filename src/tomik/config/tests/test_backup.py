"""Backup and restore on copies of the tests' own database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tomik.config import copies
from tomik.config.console import main

NAME = f"tomik_backup_{os.getpid()}"


@pytest.fixture
def database(owner_dsn: str, database_template: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database of its own, migrated and empty, that the program takes for the installation's."""
    copies.clone(owner_dsn, template=database_template, name=NAME)
    dsn = copies.with_database(owner_dsn, NAME)
    monkeypatch.setenv("DATABASE_URL", dsn)
    yield dsn
    with copies.maintenance(owner_dsn) as connection:
        copies.drop(connection, NAME)
        copies.drop(connection, f"{NAME}_restoring")


def _execute(dsn: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(dsn, autocommit=True) as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _add_region(dsn: str, code: str) -> None:
    _execute(dsn, f"INSERT INTO territory_region (code, name, timezone) VALUES ('{code}', 'Р', 'Asia/Tomsk')")


def _regions(dsn: str) -> list[tuple[object, ...]]:
    return _execute(dsn, "SELECT code FROM territory_region ORDER BY code")


def test_what_was_saved_comes_back_with_its_rules(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _add_region(database, "70")
    file = tmp_path / "a b.tomik"
    assert main(["backup", str(file), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["bytes"] == file.stat().st_size > 100_000
    assert file.stat().st_mode & 0o777 == 0o600
    _execute(database, "UPDATE territory_region SET code = '71'")
    assert main(["restore", str(file), "--force"]) == 0
    assert _regions(database) == [("70",)]
    rights = (
        "SELECT has_table_privilege('tomik_app', 'territory_region', 'SELECT'), relrowsecurity FROM pg_class"
    )
    assert _execute(database, f"{rights} WHERE relname = 'people_pupil'") == [(True, True)]
    _execute(database, "CREATE TABLE later (id int)")
    assert _execute(database, "SELECT has_table_privilege('tomik_app', 'later', 'INSERT')") == [(True,)]


def test_a_full_database_is_not_replaced_without_force(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "empty.tomik"
    assert main(["backup", str(file)]) == 0
    _add_region(database, "70")
    assert main(["restore", str(file)]) == 1
    assert "not empty" in capsys.readouterr().err
    assert _regions(database) == [("70",)]


def test_an_existing_file_is_not_replaced_without_force(database: str, tmp_path: Path) -> None:
    file = tmp_path / "there"
    file.write_text("precious")
    assert main(["backup", str(file)]) == 1
    assert file.read_text() == "precious"
    assert main(["backup", str(file), "--force"]) == 0
    assert file.read_bytes()[:5] == b"PGDMP"


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
def test_a_cut_file_changes_nothing(
    database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], share: float
) -> None:
    _add_region(database, "70")
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert main(["backup", str(whole)]) == 0
    cut.write_bytes(whole.read_bytes()[: int(whole.stat().st_size * share)])
    assert main(["restore", str(cut), "--force"]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert _regions(database) == [("70",)]
    assert _execute(database, f"SELECT 1 FROM pg_database WHERE datname = '{NAME}_restoring'") == []


def test_a_damaged_file_changes_nothing(database: str, tmp_path: Path) -> None:
    _add_region(database, "70")
    file = tmp_path / "whole"
    assert main(["backup", str(file)]) == 0
    text = bytearray(file.read_bytes())
    text[len(text) // 2] ^= 1
    file.write_bytes(text)
    assert main(["restore", str(file), "--force"]) == 1
    assert _regions(database) == [("70",)]


def test_another_file_is_refused(database: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleagues")
    assert main(["restore", str(letter)]) == 1
    assert "not a backup" in capsys.readouterr().err
    assert main(["restore", str(tmp_path / "absent")]) == 1
    assert main(["backup", str(tmp_path / "no folder" / "file")]) == 1

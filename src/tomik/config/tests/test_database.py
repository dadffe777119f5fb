"""Addresses and roles of the database."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from tomik.config import database
from tomik.config.embedded import EmbeddedError

URL = "postgresql://boss:p%40ss@db.example:5433/region?sslmode=require&application_name=tomik"


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "DATABASE_APP_URL", "TOMIK_DB_ROLE", "TOMIK_THREADS"):
        monkeypatch.delenv(name, raising=False)


def test_an_address_becomes_settings() -> None:
    entry = database.django_settings(URL)
    assert {key: entry[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "region",
        "USER": "boss",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
    }
    assert entry["OPTIONS"] == {"sslmode": "require", "application_name": "tomik"}
    assert entry["CONN_MAX_AGE"] == 0


def test_the_site_takes_the_role_of_the_application(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("TOMIK_DB_ROLE", "app")
    monkeypatch.setenv("TOMIK_THREADS", "7")
    options = database.databases(Path("/nowhere"))["default"]["OPTIONS"]
    assert options["options"] == "-c role=tomik_app"
    assert (options["pool"]["min_size"], options["pool"]["max_size"]) == (1, 8)


def test_options_of_the_address_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    dsn = database.as_app("postgresql://x@/y?options=-c%20statement_timeout%3D9")
    options = psycopg.conninfo.conninfo_to_dict(dsn)["options"]
    assert options == "-c statement_timeout=9 -c role=tomik_app"


def test_an_own_address_of_the_application_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setenv("DATABASE_APP_URL", "postgresql://tomik_app@db.example/region")
    assert database.app_dsn(Path("/nowhere")) == "postgresql://tomik_app@db.example/region"
    assert database.owner_dsn(Path("/nowhere")) == URL


@pytest.mark.parametrize(
    ("program", "role"),
    [
        (["/x/manage.py", "migrate"], "owner"),
        (["/x/manage.py", "runserver"], "app"),
        (["/x/manage.py"], "owner"),
        (["/x/granian", "serve"], "app"),
    ],
)
def test_who_maintains_is_the_owner(monkeypatch: pytest.MonkeyPatch, program: list[str], role: str) -> None:
    monkeypatch.setenv("DATABASE_URL", URL)
    monkeypatch.setattr("sys.argv", program)
    options = database.databases(Path("/nowhere"))["default"]["OPTIONS"]
    assert ("pool" in options) == (role == "app")


def test_an_unknown_role_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOMIK_DB_ROLE", "root")
    with pytest.raises(EmbeddedError, match="must be owner or app"):
        database.databases(Path("/nowhere"))


def test_a_server_that_does_not_answer_is_one_line() -> None:
    problem = database.check_server("postgresql://x@127.0.0.1:1/y")
    assert problem.startswith("Cannot connect to the database: ")
    assert "\n" not in problem


def test_an_old_server_is_refused(owner_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert database.check_server(owner_dsn) == ""
    monkeypatch.setattr(database, "OLDEST_SERVER", 99)
    assert database.check_server(owner_dsn).endswith("is too old: Tomik needs 99 or newer.")


def test_a_connection_forgets_the_scope(owner_dsn: str) -> None:
    names = ("user_id", "region_ids", "municipality_ids", "school_ids", "pupil_school_ids", "why", "origin")
    with psycopg.connect(owner_dsn) as connection:
        for name in names:
            connection.execute("SELECT set_config(%s, '{1}', false)", [f"tomik.{name}"])
        connection.commit()
        database.forget_scope(connection)
        left = [
            connection.execute("SELECT current_setting(%s)", [f"tomik.{name}"]).fetchone() for name in names
        ]
    assert left == [("",)] * len(names)

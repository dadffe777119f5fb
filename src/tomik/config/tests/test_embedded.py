"""The embedded server: starting twice, attaching, leaving, and every kind of sudden death."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tomik.config import cluster, embedded

SOURCE = Path(embedded.__file__).parents[2]


@pytest.fixture
def data_dir(open_dir: Path) -> Iterator[Path]:
    path = open_dir / "with space" / "postgres"
    yield path
    embedded.release(path)
    embedded.remove(path)


def _child(data_dir: Path, *, sleep: float) -> subprocess.Popen[str]:
    code = f"""
        import sys, time, pathlib
        sys.path.insert(0, {str(SOURCE)!r})
        from tomik.config import embedded
        server = embedded.ensure_running(pathlib.Path(sys.argv[1]), durable=False)
        print(server.pid, server.started, flush=True)
        time.sleep({sleep})
    """
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code), str(data_dir)], stdout=subprocess.PIPE, text=True
    )


def _line(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def test_first_start_creates_role_and_database(data_dir: Path) -> None:
    server = embedded.ensure_running(data_dir, durable=False)
    with psycopg.connect(server.app_dsn) as connection:
        row = connection.execute("SELECT current_user, current_database(), lower('ЁЖ')").fetchone()
    assert row == ("tomik_app", "tomik", "ёж")
    assert server.started
    assert not embedded.ensure_running(data_dir).started


def test_settings_of_a_server_that_must_keep_its_data(data_dir: Path) -> None:
    server = embedded.ensure_running(data_dir, durable=True)
    with psycopg.connect(server.owner_dsn) as connection:
        names = ("fsync", "full_page_writes", "synchronous_commit", "listen_addresses", "jit")
        values = [connection.execute(f"SHOW {name}").fetchone() for name in names]
    assert values == [("on",), ("on",), ("on",), ("",), ("off",)]


def test_two_processes_share_one_server_and_the_last_one_stops_it(data_dir: Path) -> None:
    first, second = _child(data_dir, sleep=1.5), _child(data_dir, sleep=3)
    one, two = _line(first), _line(second)
    assert one[0] == two[0]
    assert {one[1], two[1]} == {"True", "False"}
    first.wait(timeout=10)
    assert cluster.running(data_dir) is not None
    second.wait(timeout=10)
    assert cluster.running(data_dir) is None


def test_user_killed_the_server_lives_and_the_next_one_attaches(data_dir: Path) -> None:
    process = _child(data_dir, sleep=60)
    pid = int(_line(process)[0])
    process.kill()
    process.wait()
    server = embedded.ensure_running(data_dir)
    assert (server.pid, server.started) == (pid, False)
    assert embedded.release(data_dir)
    assert cluster.running(data_dir) is None


def test_server_killed_starts_again_with_its_data(data_dir: Path) -> None:
    server = embedded.ensure_running(data_dir, durable=True)
    with psycopg.connect(server.owner_dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(server.pid, signal.SIGKILL)
    time.sleep(0.1)
    again = embedded.ensure_running(data_dir, durable=True)
    assert again.started
    assert again.pid != server.pid
    with psycopg.connect(again.owner_dsn) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_stale_number_of_a_process_that_is_not_the_server(data_dir: Path) -> None:
    embedded.ensure_running(data_dir, durable=False)
    pid_file = data_dir / "postmaster.pid"
    text = pid_file.read_text()
    embedded.release(data_dir)
    lines = text.splitlines()
    pid_file.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    Path(lines[4], ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    assert cluster.running(data_dir) is None
    assert embedded.ensure_running(data_dir, durable=False).started


def test_interrupted_creation_is_begun_again(data_dir: Path) -> None:
    unfinished = data_dir.with_name("postgres.unfinished")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    assert embedded.ensure_running(data_dir, durable=False).started
    assert not unfinished.exists()


def test_foreign_folder_is_refused(data_dir: Path) -> None:
    data_dir.mkdir(parents=True)
    (data_dir / "letter.txt").write_text("precious")
    with pytest.raises(embedded.EmbeddedError, match="neither empty nor a database"):
        embedded.ensure_running(data_dir)
    assert (data_dir / "letter.txt").read_text() == "precious"


def test_other_major_version_is_refused(data_dir: Path) -> None:
    data_dir.mkdir(parents=True)
    (data_dir / "PG_VERSION").write_text("16\n")
    with pytest.raises(embedded.EmbeddedError, match="made by PostgreSQL 16"):
        embedded.ensure_running(data_dir)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_folder_that_only_root_can_reach(data_dir: Path) -> None:
    data_dir.parent.mkdir()
    data_dir.parent.chmod(0o700)
    server = embedded.ensure_running(data_dir, durable=False)
    assert data_dir.is_symlink()
    with psycopg.connect(server.owner_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    embedded.remove(data_dir)
    assert not data_dir.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as another user")
def test_programs_that_only_root_can_reach(
    data_dir: Path, open_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clone inside /root: the programs, and the libraries they find beside themselves, are copied out."""
    package = cluster.binaries().parents[1]
    closed = open_dir / "closed"
    shutil.copytree(
        package / f"pginstall{cluster.MAJOR}", closed / package.name / f"pginstall{cluster.MAJOR}"
    )
    shutil.copytree(package.with_name(f"{package.name}.libs"), closed / f"{package.name}.libs")
    closed.chmod(0o700)
    programs = closed / package.name / f"pginstall{cluster.MAJOR}" / "bin"
    monkeypatch.setattr(cluster, "binaries", lambda: programs)
    monkeypatch.setattr(cluster, "ROOT_STATE", open_dir / "state")
    server = embedded.ensure_running(data_dir, durable=False)
    with psycopg.connect(server.app_dsn) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    command = Path(f"/proc/{server.pid}/cmdline").read_bytes().split(b"\0")
    assert command[0].startswith(str(open_dir / "state").encode())

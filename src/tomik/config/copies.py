"""Template databases: migrated once, then copied for every test process and benchmark.

`CREATE DATABASE … TEMPLATE` takes a tenth of a second where migrating takes many.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

SOURCE = Path(__file__).resolve().parent.parent
_LOCK = 7_260_001  # advisory lock of the maintenance database: one process makes templates at a time
KEPT_TEMPLATES = 3
_SCHEMA_PACKAGES = ("Django", "django-allauth", "procrastinate")


def with_database(dsn: str, name: str) -> str:
    """Return the address with another database."""
    return make_conninfo(dsn, dbname=name)


def schema_stamp(extra: Sequence[Path] = ()) -> str:
    """Return a short hash of everything that a migrated database depends on, and of the `extra` files."""
    digest = hashlib.sha256()
    for package in _SCHEMA_PACKAGES:
        digest.update(f"{package} {version(package)}\n".encode())
    files = [
        SOURCE / "kernel" / "rls.py",
        SOURCE / "kernel" / "history.py",
        *SOURCE.glob("*/migrations/**/*.py"),
        *SOURCE.glob("*/**/*.sql"),
        *extra,
    ]
    for path in sorted(set(files)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:10]


@contextmanager
def maintenance(dsn: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Connect to the server's own database as the owner."""
    with psycopg.connect(with_database(dsn, "postgres"), autocommit=True) as connection:
        yield connection


def ensure_template(dsn: str, *, prefix: str, stamp: str, commands: Sequence[Sequence[str]]) -> str:
    """Return the name of the template database, building it with `commands` (arguments of python) if it is missing.

    All but the newest few templates of other stamps are dropped. A build that fails or is killed leaves no template behind.
    Raises RuntimeError with the command's output.
    """
    name = f"{prefix}_{stamp}"
    with maintenance(dsn) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_LOCK])
        if exists(connection, name):
            return name
        unfinished = f"{prefix}_unfinished"
        drop(connection, unfinished)
        # Whoever began earlier with another state of the code may still copy an older template.
        for old in _names(connection, f"{prefix}_")[: -KEPT_TEMPLATES + 1]:
            drop(connection, old)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(unfinished))
        )
        environment = os.environ | {
            "DATABASE_URL": with_database(dsn, unfinished),
            "TOMIK_DB_ROLE": "owner",
            "DJANGO_SETTINGS_MODULE": "tomik.config.settings",
            "PYTHONPATH": str(SOURCE.parent),
        }
        for arguments in commands:
            done = subprocess.run(
                [sys.executable, *arguments], env=environment, capture_output=True, text=True, check=False
            )
            if done.returncode != 0:
                raise RuntimeError(f"{' '.join(arguments)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        # Copies inherit visibility and statistics, so that no copy begins with a round of autovacuum.
        with psycopg.connect(with_database(dsn, unfinished), autocommit=True) as made:
            made.execute("VACUUM (FREEZE, ANALYZE)")
        connection.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(unfinished), sql.Identifier(name))
        )
    return name


def clone(dsn: str, *, template: str, name: str) -> None:
    """Make the database `name` a fresh copy of the template; sessions of an earlier one are ended."""
    with maintenance(dsn) as connection:
        drop(connection, name)
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def drop(connection: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Drop a database, ending its sessions; do nothing if there is none."""
    connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def drop_abandoned(dsn: str, *, prefix: str) -> None:
    """Drop the databases `<prefix><process>` whose process is gone."""
    with maintenance(dsn) as connection:
        for name in _names(connection, prefix):
            process = name.removeprefix(prefix)
            if process.isdigit() and not _alive(int(process)):
                drop(connection, name)


def exists(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    """Return whether the server has a database of this name."""
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _names(connection: psycopg.Connection[tuple[object, ...]], prefix: str) -> list[str]:
    rows = connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [prefix]
    )
    return [str(name) for (name,) in rows.fetchall()]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""`tomik backup` and `tomik restore`: the whole database in one file, by pg_dump and pg_restore of the wheel."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any

import psycopg

from tomik.config import cluster, embedded
from tomik.config.commands.serve import var_dir
from tomik.config.copies import clone, drop, maintenance, with_database
from tomik.config.database import check_server, owner_dsn
from tomik.config.words import word as _

MAGIC = b"PGDMP"
# pg_restore takes a file whose last tables are cut off for a whole one; the sum at the end tells.
SEAL = b"TOMIKSUM"
SEAL_BYTES = len(SEAL) + hashlib.sha256().digest_size
# The head of a script names settings that servers before 17 do not know.
NEWER_STATEMENTS = {b"SET transaction_timeout = 0;\n"}
# The same as kernel's first migration gives for tables that later migrations create.
APP_PRIVILEGES = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {embedded.APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {embedded.APP_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {embedded.APP_ROLE};
"""


def register(commands: Any) -> None:
    """Add the commands `backup` and `restore`."""
    make = commands.add_parser("backup", help=_("Write the whole database into a file, while people work."))
    make.add_argument("file", type=Path, help=_("where to write it"))
    make.add_argument("--force", action="store_true", help=_("replace the file if it exists"))
    make.add_argument("--json", action="store_true", help=_("print the report as JSON"))
    make.set_defaults(run=backup)
    load = commands.add_parser("restore", help=_("Load a backup into an empty database."))
    load.add_argument("file", type=Path, help=_("a file that backup has written"))
    load.add_argument("--force", action="store_true", help=_("throw away what the database contains now"))
    load.add_argument("--json", action="store_true", help=_("print the report as JSON"))
    load.set_defaults(run=restore)


def backup(arguments: argparse.Namespace) -> int:
    """Write a consistent dump; the file appears under its name only when it is complete and safe on the disk."""
    target: Path = arguments.file
    if target.exists() and not arguments.force:
        return _fail(f"{target} exists; add --force to replace it.")
    if not target.parent.is_dir():
        return _fail(f"there is no folder {target.parent}.")
    dsn = owner_dsn(var_dir())
    if problem := check_server(dsn):
        return _fail(problem)
    started = time.monotonic()
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        # Opened by us: the file is ours and private from its first byte (it holds pupils' names).
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as output:
            failed = _run(
                "pg_dump", ["--format=custom", "--compress=gzip:4", f"--dbname={dsn}"], stdout=output
            )
        _seal(unfinished)
        if failed:
            return _fail(f"pg_dump: {failed}")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    return _report(
        arguments, file=str(target), bytes=target.stat().st_size, seconds=time.monotonic() - started
    )


def restore(arguments: argparse.Namespace) -> int:
    """Load a dump in one transaction: afterwards the database is the backup's, or unchanged if anything failed."""
    source: Path = arguments.file
    if not source.is_file():
        return _fail(f"there is no file {source}.")
    if problem := _damage(source):
        return _fail(problem)
    dsn = owner_dsn(var_dir())
    if problem := check_server(dsn):
        return _fail(problem)
    if _has_data(dsn) and not arguments.force:
        return _fail("the database is not empty; add --force to replace everything in it by the backup.")
    started = time.monotonic()
    name = psycopg.conninfo.conninfo_to_dict(dsn).get("dbname") or embedded.DATABASE
    beside = f"{name}_restoring"
    try:
        try:
            clone(dsn, template="template0", name=beside)
        except psycopg.errors.InsufficientPrivilege:
            return _fail(
                "the database's owner may not create databases: ALTER ROLE … CREATEDB, then try again."
            )
        _create_app_role(dsn)
        failed = _load(source, with_database(dsn, beside))
        if failed:
            return _fail(f"the backup cannot be read, nothing was changed: {failed}")
        _swap(dsn, name=str(name), beside=beside)
    finally:
        with maintenance(dsn) as connection:
            drop(connection, beside)
    return _report(
        arguments, file=str(source), bytes=source.stat().st_size, seconds=time.monotonic() - started
    )


def _seal(path: Path) -> None:
    """Append the sum of the file to it and see that it is on the disk."""
    with path.open("rb") as text:
        digest = hashlib.file_digest(text, "sha256").digest()
    with path.open("ab") as output:
        output.write(SEAL + digest)
        output.flush()
        os.fsync(output.fileno())


def _damage(path: Path) -> str:
    """Return one clear line if the file is not a whole backup, otherwise an empty string."""
    with path.open("rb") as text:
        if text.read(len(MAGIC)) != MAGIC:
            return f"{path} is not a backup made by `tomik backup`."
        text.seek(0)
        digest = hashlib.sha256()
        left = path.stat().st_size - SEAL_BYTES
        while left > 0 and (piece := text.read(min(left, 1 << 20))):
            digest.update(piece)
            left -= len(piece)
        if text.read() == SEAL + digest.digest():
            return ""
    return f"{path} is cut off or damaged, nothing was changed; take another backup."


def _load(source: Path, dsn: str) -> str:
    """Load the dump into an empty database; return the complaint, an empty string if all is well."""
    listed = subprocess.run(
        [str(cluster.binaries() / "pg_restore"), "--list", str(source)],
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        return " ".join(listed.stderr.split())[-600:]
    # Default privileges name the owner of the server of origin, which another server need not have.
    wanted = [line for line in listed.stdout.splitlines() if "DEFAULT ACL" not in line]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as contents:
        contents.write("\n".join(wanted))
        contents.flush()
        failed = _pour(["--no-owner", f"--use-list={contents.name}", "--file=-", str(source)], dsn)
    if not failed:
        with psycopg.connect(dsn) as connection:
            connection.execute(APP_PRIVILEGES)
    return failed


def _pour(options: list[str], dsn: str) -> str:
    """Run the dump's statements in one transaction, without those that only newer servers know."""
    reading = [str(cluster.binaries() / "pg_restore"), *options]
    writing = [str(cluster.binaries() / "psql"), "--no-psqlrc", "--quiet", "--single-transaction"]
    writing += ["--set=ON_ERROR_STOP=1", f"--dbname={dsn}"]
    with tempfile.TemporaryFile() as complaints:
        with (
            subprocess.Popen(reading, stdout=subprocess.PIPE, stderr=complaints) as source,
            subprocess.Popen(
                writing, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=complaints
            ) as target,
        ):
            whole = _copy_statements(source.stdout, target.stdin)
            if not whole or source.wait() != 0:
                # Ended in the middle, psql must not commit what it has: only its death rolls back.
                target.kill()
                source.kill()
        complaints.seek(0)
        text = " ".join(complaints.read().decode(errors="replace").split())[-600:]
    failed = source.returncode != 0 or target.returncode != 0
    return (text or "the file ends too early") if failed else ""


def _copy_statements(source: IO[bytes] | None, target: IO[bytes] | None) -> bool:
    """Copy the script; return False if the reader went away. The target is closed only by `_pour` if it was cut."""
    assert source is not None and target is not None  # noqa: S101, PT018 (both are pipes)
    try:
        for line in source:
            if line not in NEWER_STATEMENTS:
                target.write(line)
            if line.startswith(b"SET row_security"):
                break
        shutil.copyfileobj(source, target, 1 << 20)
    except BrokenPipeError:
        return False
    return True


def _swap(dsn: str, *, name: str, beside: str) -> None:
    """Put the restored database in the place of the present one."""
    with psycopg.connect(with_database(dsn, beside), autocommit=True) as connection:
        connection.execute("ANALYZE")
    with maintenance(dsn) as connection:
        drop(connection, name)
        statement = psycopg.sql.SQL("ALTER DATABASE {} RENAME TO {}")
        connection.execute(statement.format(psycopg.sql.Identifier(beside), psycopg.sql.Identifier(name)))


def _create_app_role(dsn: str) -> None:
    """Create the role that the dump's grants name; roles belong to the server, not to the dump."""
    with maintenance(dsn) as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", [embedded.APP_ROLE]
        ).fetchone()
        if found is None:
            connection.execute(
                psycopg.sql.SQL("CREATE ROLE {}").format(psycopg.sql.Identifier(embedded.APP_ROLE))
            )


def _has_data(dsn: str) -> bool:
    """Tell whether the database holds anything but freshly migrated tables: any user or any region."""
    with psycopg.connect(dsn) as connection:
        for table in ("accounts_user", "territory_region"):
            if connection.execute("SELECT to_regclass(%s) IS NULL", [table]).fetchone() == (True,):
                continue
            query = psycopg.sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(psycopg.sql.Identifier(table))
            if connection.execute(query).fetchone() == (True,):
                return True
    return False


def _run(program: str, arguments: list[str], *, stdin: Any = subprocess.DEVNULL, stdout: Any = None) -> str:
    """Run a program of the wheel; return its complaint, an empty string if all is well."""
    command = [str(cluster.binaries() / program), *arguments]
    done = subprocess.run(command, stdin=stdin, stdout=stdout, stderr=subprocess.PIPE, check=False)
    if done.returncode == 0:
        return ""
    return (
        " ".join(done.stderr.decode(errors="replace").split())[-600:] or f"ended with code {done.returncode}"
    )


def _report(arguments: argparse.Namespace, **values: Any) -> int:
    values["seconds"] = round(values["seconds"], 1)
    if arguments.json:
        print(json.dumps(values, ensure_ascii=False))
    else:
        print(f"{values['file']}: {values['bytes'] / 1_000_000:.1f} MB, {values['seconds']} s")
    return 0


def _fail(message: str) -> int:
    print(f"tomik: {message}", file=sys.stderr)
    return 1

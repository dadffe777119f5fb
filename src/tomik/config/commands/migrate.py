"""`tomik migrate`: bring an installation up to date after its code changed."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from tomik.config.words import word as _


def register(commands: Any) -> None:
    """Add the command `migrate`."""
    parser = commands.add_parser("migrate", help=_("Bring tables, messages and static files up to date."))
    parser.add_argument(
        "--check", action="store_true", help=_("change nothing; exit code 1 if something is to be done")
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Bring everything up to date; with --check only tell whether there are migrations to apply."""
    from tomik.config.prepare import up_to_date

    if not arguments.check:
        return up_to_date()
    waiting = _waiting()
    for name in waiting:
        print(name)
    return 1 if waiting else 0


def migrate() -> int:
    """Apply the migrations as the owner, if there are any to apply; return an exit code."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import ProgrammingError, connection
    from psycopg.errors import InsufficientPrivilege

    from tomik.config.database import check_server, owner_dsn

    problem = check_server(owner_dsn(settings.VAR_DIR))
    if problem:
        print(f"tomik: {problem}", file=sys.stderr)
        return 1
    if not _waiting():
        return 0
    print("Preparing the database …", flush=True)
    try:
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        reason = " ".join(str(error).split())
        print(
            "tomik: "
            + _(
                "the user of DATABASE_URL may not prepare the database (%s); rights needed: docs/operator/install.md"
            )
            % reason,
            file=sys.stderr,
        )
        return 1
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return 0


def _waiting() -> list[str]:
    """Return the migrations that are not applied yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return [
        f"{one.app_label}.{one.name}"
        for one, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())
    ]

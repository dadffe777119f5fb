"""`tomik demo`: fill an empty database with the invented region."""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib.util import find_spec
from typing import Any

from tomik.config.words import word as _


def register(commands: Any) -> None:
    """Add the command `demo`."""
    parser = commands.add_parser("demo", help=_("Fill an empty database with an invented region."))
    parser.add_argument("--schools", type=int, default=300, help=_("how many schools (%(default)s)"))
    parser.add_argument(
        "--seed", type=int, default=1, help=_("the same number gives the same region (%(default)s)")
    )
    parser.add_argument(
        "--if-empty", action="store_true", help=_("do nothing, without complaint, if there is data")
    )
    parser.add_argument("--force", action="store_true", help=_("build beside data that is there already"))
    parser.add_argument("--logins", action="store_true", help=_("only print the table of demo log-ins"))
    parser.add_argument("--json", action="store_true", help=_("print the report as JSON"))
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Build the demo region; return 1 if the database is not empty."""
    from tomik.territory.public import Region

    if arguments.logins:
        return _print_logins(as_json=arguments.json)
    force = getattr(arguments, "force", False)
    if Region.objects.exists() and not force:
        if arguments.if_empty:
            return 0
        print(
            "tomik: the database is not empty; the demo region is only put into an empty one.",
            file=sys.stderr,
        )
        return 1
    if not _has_demo():
        if arguments.if_empty:
            return 0
        print("tomik: this installation has no demo region.", file=sys.stderr)
        return 1
    from tomik.config import demo

    started = time.monotonic()
    if not arguments.json:
        print(f"Building the demo region of {arguments.schools} schools …", flush=True)
    report: dict[str, Any] = demo.build(schools=arguments.schools, seed=arguments.seed, force=force)
    report["seconds"] = round(time.monotonic() - started, 1)
    if arguments.json:
        print(json.dumps(report, ensure_ascii=False))
    else:
        print(", ".join(f"{name}: {value}" for name, value in report.items()))
    return 0


def _has_demo() -> bool:
    """Tell whether the demo region is part of this installation (it may be left out of a package)."""
    spec = find_spec("tomik.config.demo")
    return spec is not None and spec.origin is not None


def _print_logins(*, as_json: bool) -> int:
    from tomik.accounts.public import User

    if not _has_demo():
        return 0
    from tomik.config import demo

    names = {login.username for login in demo.LOGINS}
    present = set(User.objects.filter(username__in=names).values_list("username", flat=True))
    rows = [login for login in demo.LOGINS if login.username in present]
    if as_json:
        rows_as_json = [
            {"username": r.username, "password": r.password, "role": r.role, "sees": r.sees} for r in rows
        ]
        print(json.dumps(rows_as_json, ensure_ascii=False))
    elif rows:
        _print_table(
            [
                ("Логин", "Пароль", "Роль", "Что видит"),
                *((r.username, r.password, r.role, r.sees) for r in rows),
            ]
        )
    return 0


def _print_table(rows: list[tuple[str, ...]]) -> None:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

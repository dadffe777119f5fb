"""The program `tomik`: collects the commands of the rooms and runs one.

A command is a parser with `set_defaults(run=function)`; the function takes the parsed arguments and returns the
exit code. Rooms register theirs in `<room>/cli.py`: `register(subparsers)` for commands of the top level,
`register_imports(subparsers)` for those below `tomik import`.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from tomik.config.arguments import Parser, root_parser
from tomik.config.commands import backup, serve
from tomik.config.embedded import EmbeddedError
from tomik.config.messages import compile_catalogues
from tomik.config.words import word as _

# These start without Django: quick, small in memory, and able to run before the database exists.
_LIGHT = {"serve": serve, "backup": backup, "restore": backup}
_MODULES = ("cli", "imports_cli")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code (0 done, 1 a problem, 2 wrong usage)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomik.config.settings")
    parser = root_parser()
    commands = parser.add_subparsers()
    try:
        light = _LIGHT.get(words[0]) if words else None
        if light is not None:
            light.register(commands)
        else:
            _register_all(parser)
        parsed = parser.parse_args(words)
        return int(parsed.run(parsed) or 0) if light is not None else _guarded(parsed)
    except EmbeddedError as error:
        print(f"tomik: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        # The reader has seen enough (`tomik … | head`).
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (lives until the process ends)
        return 1


def _register_all(parser: Parser) -> None:
    """Set up Django as the owner of the database and register every command."""
    # The operator of the installation is not a tenant: no scope, no row security.
    os.environ.setdefault("TOMIK_DB_ROLE", "owner")
    import django

    # Before the first text: Django reads a catalogue once. Where the program may not write, nothing is newer.
    with suppress(OSError):
        compile_catalogues()
    django.setup()
    commands = parser.add_subparsers()
    serve.register(commands)
    backup.register(commands)
    for name in ("migrate", "demo", "user"):
        if find_spec(f"tomik.config.commands.{name}") is not None:
            import_module(f"tomik.config.commands.{name}").register(commands)
    imports = commands.add_parser("import", help=_("Load a file into the database.")).add_subparsers()
    for room in rooms():
        for module_name in _MODULES:
            if find_spec(f"tomik.{room}.{module_name}") is None:
                continue
            module = import_module(f"tomik.{room}.{module_name}")
            if hasattr(module, "register"):
                module.register(commands)
            if hasattr(module, "register_imports"):
                module.register_imports(imports)


def rooms() -> list[str]:
    """Return the names of the rooms that stand above nothing but `kernel`: every package beside this one."""
    source = Path(__file__).resolve().parent.parent
    return sorted(path.parent.name for path in source.glob("*/__init__.py") if path.parent.name != "config")


def _guarded(parsed: argparse.Namespace) -> int:
    """Run a command of a room in the installation's language: what an import stores is read by everyone later.

    Its refusals become one message and exit code 1.
    """
    from django.conf import settings
    from django.utils import translation

    from tomik.kernel import origin, scope
    from tomik.kernel.errors import TomikError

    try:
        with translation.override(settings.LANGUAGE_CODE), scope.came_from(origin.CONSOLE):
            return int(parsed.run(parsed) or 0)
    except TomikError as error:
        problems = [problem.as_dict() for problem in error.problems]
        if getattr(parsed, "json", False):
            print(
                json.dumps(
                    {"error": error.code, "message": str(error), "problems": problems}, ensure_ascii=False
                )
            )
        else:
            print(f"tomik: {error}", file=sys.stderr)
            for problem in error.problems:
                print(f"  {problem.row or ''} {problem.column}: {problem.message}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())

"""Parsers of the program `tomik`: rooms add their commands without knowing of one another."""

from __future__ import annotations

import argparse
from typing import Any


class Commands:
    """Sub-commands of one parser. Asking twice for the same name gives the same parser.

    So two rooms may both ask for the group "import" and put their own command into it.
    """

    def __init__(self, action: Any) -> None:
        self._action = action
        self._made: dict[str, Parser] = {}

    def add_parser(self, name: str, **options: Any) -> Parser:
        """Return the parser of the sub-command, making it if it is new."""
        if name not in self._made:
            if "help" in options:
                options.setdefault("description", options["help"])
            self._made[name] = self._action.add_parser(name, **options)
        return self._made[name]


class Parser(argparse.ArgumentParser):
    """A parser whose sub-commands may be asked for more than once; a usage error ends with code 2."""

    _commands: Commands | None = None

    def add_subparsers(self, **options: Any) -> Any:
        """Return the sub-commands, the same object each time."""
        if self._commands is None:
            options.setdefault("metavar", "COMMAND")
            options.setdefault("required", True)
            options.setdefault("parser_class", Parser)
            self._commands = Commands(super().add_subparsers(**options))
        return self._commands


def root_parser() -> Parser:
    """Return the empty parser of the program."""
    return Parser(
        prog="tomik",
        description="Tomik: textbooks and libraries of a region's schools.",
        epilog="Exit codes: 0 done, 1 a problem was found, 2 wrong usage.",
    )

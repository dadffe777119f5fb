"""Parsers of the program `tomik`: rooms add their commands without knowing of one another."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from tomik.config.words import word as _

# argparse's own refusals, with the parts that differ from case to case.
_REFUSALS: tuple[tuple[str, Callable[..., str]], ...] = (
    (r"the following arguments are required: (.*)", lambda names: _("needed as well: %s") % names),
    (r"unrecognized arguments: (.*)", lambda names: _("unknown: %s") % names),
    (
        r"argument (.*): invalid choice: (.*) \(choose from (.*)\)",
        lambda name, value, choices: (
            _("%(name)s: there is no %(value)s, there are: %(choices)s")
            % {"name": name, "value": value, "choices": choices}
        ),
    ),
    (
        r"argument (.*): invalid .* value: (.*)",
        lambda name, value: _("%(name)s: %(value)s does not fit") % {"name": name, "value": value},
    ),
    (r"argument (.*): expected .* arguments?", lambda name: _("%s: a value is needed") % name),
    (
        r"argument (.*): not allowed with argument (.*)",
        lambda name, other: _("%(name)s and %(other)s do not go together") % {"name": name, "other": other},
    ),
    (
        r"ambiguous option: (.*) could match (.*)",
        lambda name, others: _("%(name)s may mean: %(others)s") % {"name": name, "others": others},
    ),
    (r"argument (.*): ignored explicit argument (.*)", lambda name, _value: _("%s takes no value") % name),
    (r"one of the arguments (.*) is required", lambda names: _("one of these is needed: %s") % names),
)


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


class Formatter(argparse.HelpFormatter):
    """Help whose first word is ours."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """The line with the call."""
        super().add_usage(usage, actions, groups, _("call: ") if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser that speaks the operators' language and whose sub-commands may be asked for more than once.

    A usage error ends with code 2.
    """

    _commands: Commands | None = None

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", Formatter)
        super().__init__(**options, add_help=False)
        self._positionals.title = _("what is given")
        self._optionals.title = _("options")
        self.add_argument("-h", "--help", action="help", help=_("show this help and end"))

    def error(self, message: str) -> NoReturn:
        """Say how the command is called and what is wrong; end with code 2."""
        for pattern, text in _REFUSALS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = text(*found.groups())
                break
        self.exit(2, f"{self.format_usage()}{self.prog}: {message}\n")

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
        description=_("Tomik: textbooks and libraries of a region's schools."),
        epilog=_("Exit codes: 0 done, 1 a problem was found, 2 wrong usage."),
    )

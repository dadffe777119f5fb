"""The program speaks Russian: help of every command, and refusals of a wrong call."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import django
import pytest
from django.utils import translation

from tomik.config import console, prepare
from tomik.config.arguments import Parser, root_parser
from tomik.config.commands import backup
from tomik.config.embedded import EmbeddedError

# Names that are not words: formats, keys, patterns of a date, variables of the environment in capitals.
NAMES = {
    "xlsx",
    "xls",
    "ods",
    "csv",
    "docx",
    "JSON",
    "PDF",
    "Excel",
    "ISBN",
    "Ctrl-C",
    "YYYY-MM-DD",
    "tomik",
    "backup",
}
CAPITALS = re.compile(r"[A-Z_]{4,}")
LATIN = re.compile(r"[A-Za-z][A-Za-z_-]*")


def _walk(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in dict.fromkeys(action.choices.values()):
                yield from _walk(inner)


def _names(parser: argparse.ArgumentParser) -> set[str]:
    """Names of commands, options, metavars and choices of one parser."""
    found = set(LATIN.findall(parser.prog))
    for action in parser._actions:
        words = [*action.option_strings, action.dest, str(action.metavar or "")]
        words += [word.upper() for word in (action.dest,)]
        words += [str(choice) for choice in action.choices or ()]
        for word in words:
            found |= set(LATIN.findall(word))
            found.add(word.lstrip("-"))
    return found


@pytest.fixture
def parsers(db: None) -> list[argparse.ArgumentParser]:
    root = root_parser()
    console._register_all(root)
    return list(_walk(root))


def test_help_of_every_command_is_russian(parsers: list[argparse.ArgumentParser]) -> None:
    assert len(parsers) >= 20
    strange = {}
    for parser in parsers:
        known = _names(parser) | NAMES
        words = set(LATIN.findall(parser.format_help()))
        left = {
            word for word in words if not CAPITALS.fullmatch(word) and not {word, word.strip("-")} & known
        }
        if left:
            strange[parser.prog] = left
    assert strange == {}


def test_every_command_and_argument_is_explained(parsers: list[argparse.ArgumentParser]) -> None:
    bare = [
        f"{parser.prog} {'/'.join(action.option_strings) or action.dest}"
        for parser in parsers
        for action in parser._actions
        if not action.help and not isinstance(action, argparse._SubParsersAction)
    ]
    assert bare == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], "нужно ещё указать: COMMAND"),
        (["dance"], "COMMAND: нет 'dance', есть: 'backup', 'restore'"),
        (["backup"], "нужно ещё указать: file"),
        (["backup", "x", "y"], "неизвестно: y"),
        (["backup", "x", "--json=1"], "--json пишется без значения"),
    ],
)
def test_a_wrong_call_is_answered_in_russian(
    words: list[str], text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    parser: Parser = root_parser()
    backup.register(parser.add_subparsers())
    with pytest.raises(SystemExit) as end:
        parser.parse_args(words)
    told = capsys.readouterr().err
    assert end.value.code == 2
    assert told.startswith("вызов: tomik")
    assert text in told


def test_a_command_runs_in_the_language_of_the_installation() -> None:
    """What it stores (problems of a list, a report of an import) is read by everyone later."""
    spoken: list[str | None] = []
    with translation.override("en"):
        code = console._guarded(
            argparse.Namespace(run=lambda _parsed: spoken.append(translation.get_language()))
        )
        assert translation.get_language() == "en"
    assert (code, spoken) == (0, ["ru"])


def test_catalogues_are_compiled_before_the_first_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Django reads a catalogue once: compiled after that, a fresh installation would store English texts."""
    done: list[str] = []
    monkeypatch.setattr(console, "compile_catalogues", lambda: done.append("compiled"))
    monkeypatch.setattr(prepare, "compile_catalogues", lambda: done.append("compiled"))
    monkeypatch.setenv("TOMIK_DB_ROLE", "owner")

    def set_up() -> None:
        done.append("set up")
        raise EmbeddedError("enough")

    monkeypatch.setattr(django, "setup", set_up)
    assert prepare.main() == 1
    with pytest.raises(EmbeddedError):
        console._register_all(root_parser())
    assert done == ["compiled", "set up"] * 2

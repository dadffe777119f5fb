"""The house: rooms enter one another by the public door only; models match migrations; every room has its page.

Layers, sizes and messages are checked by `make check`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "tomik"
# Rooms without a domain: everything in them is meant for others.
OPEN = {"kernel", "ui"}
# What Django itself finds by name in a room, and constants that the settings take over.
DOORS = {"public", "urls", "apps", "conf", "middleware"}


def _rooms() -> set[str]:
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the modules of the project that a file imports, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tomik"):
            deeper = [f"{node.module}.{alias.name}" for alias in node.names]
            modules = deeper if node.module.count(".") < 2 else [node.module]
            yield from ((node.lineno, module) for module in modules)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name.startswith("tomik."))


def _strangers() -> Iterator[str]:
    for path in sorted(SOURCE.glob("*/**/*.py")):
        room, *inside = path.relative_to(SOURCE).parts
        if room == "config" or "tests" in inside or "migrations" in inside:
            continue
        for line, module in _imports(path):
            _, target, *door = module.split(".")
            if target not in {room, *OPEN} and target in _rooms() and (not door or door[0] not in DOORS):
                yield f"{path.relative_to(ROOT)}:{line}: {module}"


def test_rooms_enter_one_another_by_the_public_door() -> None:
    assert list(_strangers()) == []


def test_config_wires_rooms_by_the_public_door_or_their_own_edges() -> None:
    """`config` may also name what a room gives to the frame: its commands, imports, API, jobs."""
    edges = DOORS | {
        "cli",
        "imports_cli",
        "rest",
        "jobs",
        "importing",
        "imports",
        "forms",
        "errors",
        "templatetags",
    }
    found = []
    for path in sorted((SOURCE / "config").rglob("*.py")):
        if "tests" in path.parts:
            continue
        for line, module in _imports(path):
            _, target, *door = module.split(".")
            if target not in {"config", *OPEN} and target in _rooms() and (not door or door[0] not in edges):
                found.append(f"{path.relative_to(ROOT)}:{line}: {module}")
    assert found == []


def test_every_room_says_what_it_is_for() -> None:
    without = [room for room in sorted(_rooms()) if not (SOURCE / room / "README.md").exists()]
    assert without == []


def test_migrations_match_the_models(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("makemigrations", check=True, dry_run=True)
    assert "No changes detected" in capsys.readouterr().out

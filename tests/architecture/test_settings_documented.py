"""Every setting read from the environment stands in the operator's table, and the table names no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "operator" / "install.md"
READ = re.compile(r"""(?:environ(?:\.get\(|\[|\.setdefault\()|_flag\()\s*"([A-Z_]+)\"""")
# Not settings of an installation: the shell's own, what the program tells its own processes, tests.
INTERNAL = {"PATH", "DJANGO_SETTINGS_MODULE", "TEST_DATABASE_URL"}


def _read() -> set[str]:
    sources = [path for path in (ROOT / "src").rglob("*.py") if "/tests/" not in path.as_posix()]
    return {name for path in sources for name in READ.findall(path.read_text("utf-8"))} - INTERNAL


def _documented() -> set[str]:
    rows = [line.split("|")[1] for line in TABLE.read_text("utf-8").splitlines() if line.startswith("| `")]
    return {name for cell in rows for name in re.findall(r"`([A-Z_]+)`", cell)}


def test_every_setting_is_in_the_operators_table() -> None:
    assert _read() - _documented() == set()


def test_the_table_names_no_setting_that_nothing_reads() -> None:
    assert _documented() - _read() == set()

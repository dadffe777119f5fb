"""docs/locking.md names every space of advisory locks, with its number."""

from __future__ import annotations

import re
from pathlib import Path

from tomik.kernel.locks import LockSpace

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "locking.md"


def test_registry_is_complete():
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert {name: int(number) for name, number in rows} == {space.name: space.value for space in LockSpace}

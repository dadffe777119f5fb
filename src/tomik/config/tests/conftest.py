"""Fixtures of the tests that start servers of their own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """An empty folder that every user may enter.

    Root's server runs as another user, and pytest closes its own folders to others, even while a test runs.
    """
    folder = Path(tempfile.mkdtemp(prefix="tomik tests "))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)

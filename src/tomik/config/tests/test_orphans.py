"""A child whose parent is gone ends by itself, even if the parent went before the child had started."""

from __future__ import annotations

import os
import subprocess
import sys

from tomik.config.orphans import PARENT

CHILD = (
    "import time; from tomik.config.orphans import end_with_parent; end_with_parent(); time.sleep({seconds})"
)


def _run(parent: int, seconds: float) -> int:
    environment = os.environ | {PARENT: str(parent)}
    command = [sys.executable, "-c", CHILD.format(seconds=seconds)]
    return subprocess.run(command, env=environment, check=False, timeout=60).returncode


def test_a_parent_that_went_while_the_child_was_starting_is_missed() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    assert _run(gone.pid, 50) != 0


def test_a_child_whose_parent_is_there_goes_on() -> None:
    assert _run(os.getpid(), 2.5) == 0

"""Child processes that end when their parent is gone, even after kill -9."""

from __future__ import annotations

import os
import signal
import threading
import time

CHECK_SECONDS = 1.0
PARENT = "TOMIK_END_WITH_PARENT"
"""The environment's name for the process id that the children of `tomik serve` watch."""


def end_with_parent() -> None:
    """Watch the parent from a thread; when it is gone, end this process as if it had been asked to.

    Without it a killed `tomik serve` would leave processes behind that hold the port. The parent names
    itself in the environment: one that was killed while this process was still starting is missed too.
    """
    parent = int(os.environ.get(PARENT) or os.getppid())
    if parent == os.getpid():
        return
    if os.getpgrp() != os.getpid():
        # Ctrl-C goes to the whole group at the terminal; the parent alone shall hear it and stop us in order.
        os.setpgid(0, 0)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(CHECK_SECONDS)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
        os._exit(1)

    threading.Thread(target=watch, name="end-with-parent", daemon=True).start()

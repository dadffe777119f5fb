"""Settings of imports; the project's settings import them all."""

from __future__ import annotations

import os

IMPORT_FILE_DAYS = int(os.environ.get("IMPORT_FILE_DAYS", "30"))
"""How many days the file of an import is kept after it is applied (or uploaded, when it never was)."""

__all__ = ["IMPORT_FILE_DAYS"]

"""Databases from the environment (the embedded server by default)."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


def databases(var_dir: Path) -> dict[str, dict[str, Any]]:
    """The DATABASES setting."""
    url = urlsplit(os.environ["DATABASE_URL"])
    role = os.environ.get("TOMIK_DB_ROLE", "app")
    return {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.path.lstrip("/"),
            "USER": unquote(url.username or ""),
            "PASSWORD": unquote(url.password or ""),
            "HOST": unquote(url.hostname or ""),
            "PORT": str(url.port or ""),
            "OPTIONS": {} if role == "owner" else {"options": "-c role=tomik_app"},
        }
    }

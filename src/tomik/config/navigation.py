"""The frame of every page: places of the left rail, the unit in the switcher, the school year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page."""
    return {"navigation": [], "actor": getattr(request, "actor", None)}

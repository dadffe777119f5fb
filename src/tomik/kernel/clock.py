"""The clock: the only place that asks what day it is."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

DEFAULT_ZONE = "Asia/Tomsk"


def now() -> datetime:
    """The present instant, aware."""
    return timezone.now()


def today(zone: str = DEFAULT_ZONE) -> date:
    """The local date of a school."""
    return timezone.now().astimezone(ZoneInfo(zone)).date()

"""School years: 1 September to 31 August, named by the year in which they start (2026 is 2026/27)."""

from __future__ import annotations

from datetime import date

FIRST_MONTH = 9


def school_year_of(day: date) -> int:
    """The start year of the school year that holds `day`."""
    return day.year if day.month >= FIRST_MONTH else day.year - 1


def first_day(school_year: int) -> date:
    """1 September of the start year."""
    return date(school_year, FIRST_MONTH, 1)


def last_day(school_year: int) -> date:
    """31 August of the next year."""
    return date(school_year + 1, 8, 31)


def label(school_year: int) -> str:
    """How people write it: 2026/27."""
    return f"{school_year}/{(school_year + 1) % 100:02d}"

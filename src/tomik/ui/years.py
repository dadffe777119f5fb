"""The school year that the person looks at: chosen in the top bar, kept in the session."""

from __future__ import annotations

from django.http import HttpRequest

from tomik.kernel import clock
from tomik.kernel.school_year import school_year_of

SESSION_KEY = "school_year"
EARLIEST, LATEST = 2000, 2100


def current_school_year() -> int:
    """The school year of today."""
    return school_year_of(clock.today())


def chosen_school_year(request: HttpRequest) -> int:
    """The year asked for (`?year=2026`, then remembered), otherwise the remembered one, otherwise the present one."""
    asked = request.GET.get("year", "")
    session = getattr(request, "session", None)
    if asked.isascii() and asked.isdigit() and EARLIEST <= int(asked) <= LATEST:
        year = int(asked)
        if session is not None and session.get(SESSION_KEY) != year:
            session[SESSION_KEY] = year
        return year
    remembered = session.get(SESSION_KEY) if session is not None else None
    return remembered if isinstance(remembered, int) else current_school_year()


def school_years_offered(chosen: int) -> list[int]:
    """The years of the switcher: two before the present one to one after it, and the chosen one."""
    present = current_school_year()
    return sorted({*range(present - 2, present + 2), chosen})

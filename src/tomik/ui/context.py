"""What every page's frame needs that is the same for all rooms."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from tomik.ui.years import chosen_school_year, school_years_offered

THEMES = ("auto", "light", "dark")
THEME_COOKIE = "tomik_theme"


def theme_of(request: HttpRequest) -> str:
    """The theme that the person chose on this device."""
    chosen = request.COOKIES.get(THEME_COOKIE, "auto")
    return chosen if chosen in THEMES else "auto"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: theme and school year."""
    year = chosen_school_year(request)
    return {
        "theme": theme_of(request),
        "school_year": year,
        "school_years": school_years_offered(year),
    }

"""The map of schools as an inline SVG: points linked to the rows of the heat map, without JavaScript too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tomik.provision.queries.territory import SchoolRow, level_of_share

WIDTH, TALLEST = 640.0, 620.0
MARGIN = 24.0
NARROWEST = 40.0
"""A chosen unit is never shown larger than this many units of the whole map across."""


@dataclass(frozen=True, slots=True)
class Links:
    """How the points lead on: `unit_of` is the row of the heat map that a school belongs to."""

    unit_of: Callable[[SchoolRow], int]
    choose: Callable[[int], str]
    chosen: int = 0


@dataclass(frozen=True, slots=True)
class _Point:
    row: SchoolRow
    x: float
    y: float


def placed(rows: Iterable[SchoolRow]) -> list[SchoolRow]:
    """Schools whose place is known."""
    return [row for row in rows if row.latitude is not None and row.longitude is not None]


def map_svg(rows: Sequence[SchoolRow], links: Links) -> SafeString:
    """The points, the large ones below; zoomed in on the chosen unit. Empty when no place is known."""
    points = _project(placed(rows))
    if not points:
        return mark_safe("")
    shown = [point for point in points if links.unit_of(point.row) == links.chosen] or points
    left, top, width, height = _frame(shown, whole=len(shown) == len(points))
    scale = width / WIDTH
    caption = escape(_("Schools as points: size by pupils, colour by provision"))
    drawn = "".join(_circle(point, links, scale) for point in sorted(points, key=lambda p: -p.row.pupils))
    return mark_safe(  # noqa: S308 - built of escaped texts and numbers only
        f'<svg class="school-map" viewBox="{left:.1f} {top:.1f} {width:.1f} {height:.1f}" role="group"'
        f' aria-label="{caption}">{drawn}</svg>'
    )


def _project(rows: Sequence[SchoolRow]) -> list[_Point]:
    """Degrees to units of the drawing; one degree of longitude is shorter than one of latitude."""
    if not rows:
        return []
    middle = sum(row.latitude or 0 for row in rows) / len(rows)
    xs = [(row.longitude or 0) * cos(radians(middle)) for row in rows]
    ys = [-(row.latitude or 0) for row in rows]
    span = max((max(xs) - min(xs)) / WIDTH, (max(ys) - min(ys)) / TALLEST, 1e-9)
    return [
        _Point(row, (x - min(xs)) / span, (y - min(ys)) / span)
        for row, x, y in zip(rows, xs, ys, strict=True)
    ]


def _frame(points: Sequence[_Point], *, whole: bool) -> tuple[float, float, float, float]:
    """Left, top, width, height of what is shown."""
    xs, ys = [point.x for point in points], [point.y for point in points]
    middle_x, middle_y = (max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2
    room = MARGIN if whole else max(max(xs) - min(xs), max(ys) - min(ys)) * 0.15 + 6
    width = max(max(xs) - min(xs) + 2 * room, NARROWEST)
    height = max(max(ys) - min(ys) + 2 * room, NARROWEST * 0.6)
    width = max(width, height * WIDTH / TALLEST)
    return middle_x - width / 2, middle_y - height / 2, width, height


def _circle(point: _Point, links: Links, scale: float) -> str:
    row = point.row
    unit = links.unit_of(row)
    is_chosen = unit == links.chosen
    address = row.url if is_chosen else f"{links.choose(unit)}#unit-{unit}"
    radius = min(max(sqrt(row.pupils) * 0.42, 3), 17) * scale
    words = _("%(name)s: %(percent)s, lacks %(lacks)d") % {
        "name": row.name,
        "percent": "—" if row.share is None else f"{int(row.share * 1000) / 10:g} %".replace(".", ","),
        "lacks": row.lacks,
    }
    # Only the points of what is chosen are stops of the Tab key: the table leads to the others.
    state = ' class="is-chosen"' if is_chosen else ' tabindex="-1"'
    level = level_of_share(row.covered, row.need)
    return (
        f'<a href="{escape(address)}" data-unit="{unit}" aria-label="{escape(words)}"{state}>'
        f'<circle class="dot-{level}" cx="{point.x:.1f}" cy="{point.y:.1f}" r="{radius:.2f}">'
        f"<title>{escape(words)}</title></circle></a>"
    )

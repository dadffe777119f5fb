"""Provision of a municipality or region: heat maps, the map of schools, worst first, who has entered nothing.

Aggregates only: nothing here can name a pupil. Figures come from the region's stored sums.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission, UnitKind
from tomik.kernel import scope
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, write_workbook
from tomik.provision import federal, tables
from tomik.provision.heat import heat_table
from tomik.provision.matrix import Matrix
from tomik.provision.queries import territory as queries
from tomik.provision.queries.history import moments, provision_on
from tomik.provision.queries.region import RegionProvision, region_provision
from tomik.provision.queries.territory import SchoolRow, Territory
from tomik.provision.region_map import Links, map_svg, placed
from tomik.provision.views.common import XLSX, file_response
from tomik.territory.public import Municipality, Region, School, require
from tomik.ui.public import List, chosen_school_year, current_school_year, list_response

DRAWN_MAX = 32
MAPS: dict[str, Callable[[Territory, Callable[[Municipality], str]], Matrix]] = {
    "municipality-subject": queries.municipality_matrix,
    "municipality-grade": queries.municipality_grade_matrix,
    "school-grade": queries.school_grade_matrix,
    "school-subject": queries.school_subject_matrix,
}


def opened(request: HttpRequest) -> tuple[Territory, Region]:
    """The territory of the screen: the unit of the switcher, or a municipality of it (`?municipality=`).

    Schools are those that the person may see; a librarian's unit is a school: 403. Unknown municipality: 404.
    """
    actor = require(request, Permission.SEE_FIGURES)
    unit = actor.unit
    if unit is None or unit.kind is UnitKind.SCHOOL:
        raise PermissionDenied
    if unit.kind is UnitKind.REGION:
        region, municipality = Region.objects.get(pk=unit.id), _municipality(request, unit.id)
    else:
        municipality = Municipality.objects.select_related("region").get(pk=unit.id)
        region = municipality.region
        if request.GET.get("municipality") not in (None, "", str(municipality.pk)):
            raise Http404
    schools = School.objects.filter(region=region, status=School.Status.ACTIVE).select_related("municipality")
    municipalities = Municipality.objects.filter(region=region).order_by("name")
    if municipality is not None:
        schools = schools.filter(municipality=municipality)
        municipalities = municipalities.filter(pk=municipality.pk)
    visible = scope.current().school_ids
    shown = [
        school for school in schools.order_by("municipality__name", "name_order") if school.pk in visible
    ]
    return Territory(_figures(request, region), shown, list(municipalities), municipality), region


def _figures(request: HttpRequest, region: Region) -> RegionProvision:
    """The sums of now, or as they were on a day (`?on=2026-09-15`). A day before the first snapshot: 404."""
    year = chosen_school_year(request)
    day = asked_day(request)
    if day is None:
        return region_provision(region, year)
    found = provision_on(region, year, day)
    if found is None:
        raise Http404
    return found


def asked_day(request: HttpRequest) -> date | None:
    """The day of `?on=`; None for the present and for what is no day."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return None


def _municipality(request: HttpRequest, region_id: int) -> Municipality | None:
    text = request.GET.get("municipality", "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    found = Municipality.objects.filter(region_id=region_id, pk=int(text)).first()
    if found is None:
        raise Http404
    return found


def _context(request: HttpRequest, territory: Territory, region: Region, tab: str) -> dict[str, Any]:
    year = territory.provision.school_year
    present = current_school_year()
    day = asked_day(request)
    return {
        "territory": territory,
        "unit_name": territory.municipality.name if territory.municipality else region.name,
        "year": year,
        "tab": tab,
        "parameters": urlencode(_parameters(territory, day)),
        "moments": [(moment, moment.day == day) for moment in moments(region, year)],
        "on": day,
        "years_toggle": [(value, value == year) for value in (present, present + 1)],
        "computed_at": territory.provision.computed_at,
    }


def _parameters(territory: Territory, day: date | None) -> dict[str, Any]:
    """What the links of a screen carry on."""
    carried: dict[str, Any] = {"municipality": territory.municipality.pk} if territory.municipality else {}
    return carried | ({"on": day.isoformat()} if day else {})


def _matrix(territory: Territory, name: str, day: date | None) -> Matrix:
    base = reverse("provision:region")
    carried: dict[str, Any] = {"year": territory.provision.school_year} | (
        {"on": day.isoformat()} if day else {}
    )
    return MAPS[name](territory, lambda item: f"{base}?{urlencode({'municipality': item.pk} | carried)}")


@dataclass(frozen=True, slots=True)
class Drawn:
    """The heat map and the map of schools, linked: row by row and point by point."""

    heat: SafeString
    map: SafeString


def _draw(territory: Territory, name: str, day: date | None, *, chosen: int, rows: list[SchoolRow]) -> Drawn:
    """Both, drawn once for the same sums, schools, choice and language."""
    drawn = territory.provision.drawn
    key = (name, get_language(), chosen, tuple(school.pk for school in territory.schools))
    if key not in drawn:
        if len(drawn) >= DRAWN_MAX:
            drawn.clear()
        carried = _parameters(territory, day) | {"map": name, "year": territory.provision.school_year}
        links = Links(
            unit_of=_unit_of(name),
            choose=lambda unit: f"?{urlencode(carried | {'chosen': unit})}",
            chosen=chosen,
        )
        drawn[key] = Drawn(
            heat_table(_matrix(territory, name, day), links.choose, chosen), map_svg(rows, links)
        )
    found: Drawn = drawn[key]
    return found


def _unit_of(name: str) -> Callable[[SchoolRow], int]:
    """What a row of the heat map is: a municipality or a school."""
    if name.startswith("municipality"):
        return lambda row: row.municipality_id
    return lambda row: row.school_id


def _chosen(request: HttpRequest, rows: list[SchoolRow], name: str) -> tuple[int, list[SchoolRow]]:
    """The unit of `?chosen=` with its schools; 0 and none when nothing of the territory is chosen."""
    text = request.GET.get("chosen", "")
    unit = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0
    unit_of = _unit_of(name)
    found = [row for row in rows if unit_of(row) == unit]
    return (unit, found) if found else (0, [])


def _map_name(request: HttpRequest, territory: Territory) -> str:
    default = "school-grade" if territory.municipality else "municipality-subject"
    asked = request.GET.get("map", "")
    return asked if asked in MAPS else default


@login_required
@require_GET
def show(request: HttpRequest) -> HttpResponse:
    """The heat map, the figures, the map of schools and the ten worst."""
    territory, region = opened(request)
    name, day = _map_name(request, territory), asked_day(request)
    rows = queries.school_rows(territory)
    chosen, of_chosen = _chosen(request, rows, name)
    drawn = _draw(territory, name, day, chosen=chosen, rows=rows)
    context = {
        **_context(request, territory, region, "heat"),
        "map_name": name,
        "maps": [
            ("municipality-subject", _("municipalities × subjects")),
            ("municipality-grade", _("municipalities × grades")),
            ("school-grade", _("schools × grades")),
            ("school-subject", _("schools × subjects")),
        ],
        "heat": drawn.heat,
        "school_map": drawn.map,
        "chosen": chosen,
        "of_chosen": of_chosen,
        "chosen_name": _name_of(of_chosen, name),
        "without_place": len(rows) - len(placed(rows)),
        "total": territory.total,
        "pupils": territory.pupils,
        "surplus": territory.surplus,
        "silent": territory.silent,
        "worst": [row for row in rows if row.lacks][:10],
    }
    return render(request, "provision/region.html", context)


def _name_of(rows: list[SchoolRow], name: str) -> str:
    if not rows:
        return ""
    return rows[0].municipality if name.startswith("municipality") else rows[0].name


@login_required
@require_GET
def heat_workbook(request: HttpRequest) -> HttpResponse:
    """The heat map that is shown, as .xlsx: needed and covered sets and the percentage."""
    territory, region = opened(request)
    name = _map_name(request, territory)
    matrix = _matrix(territory, name, asked_day(request))
    context = _context(request, territory, region, "heat")
    columns = [ExportColumn(matrix.corner, width=36), *(ExportColumn(heading) for heading in matrix.columns)]
    columns += [
        ExportColumn(_("Needed, sets"), "whole", total=True),
        ExportColumn(_("Covered"), "whole", total=True),
        ExportColumn(_("Lacks"), "whole", total=True),
    ]
    rows: list[list[ExportCell]] = [
        [row.title, *(cell.text for cell in row.cells), row.total.need, row.total.covered, row.total.short]
        for row in matrix.rows
    ]
    title = _("Provision, %%: %(unit)s, %(year)s") % {"unit": context["unit_name"], "year": context["year"]}
    sheet = ExportSheet(name=_("Provision"), titles=[title], columns=columns, rows=rows, frozen_columns=1)
    return file_response(write_workbook([sheet]), XLSX, f"provision-{name}-{context['year']}.xlsx")


@login_required
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """All schools of the territory, worst first."""
    territory, region = opened(request)
    screen = List(
        table=tables.SchoolsTable,
        filters=tables.SchoolsFilter,
        title=_("Worst first"),
        file_name="schools-provision",
        page="provision/region_list.html",
        context=_context(request, territory, region, "worst"),
    )
    return list_response(request, queries.school_rows(territory), screen)


@login_required
@require_GET
def silent(request: HttpRequest) -> HttpResponse:
    """Schools that have entered nothing or only a part."""
    territory, region = opened(request)
    screen = List(
        table=tables.SilentTable,
        filters=tables.SilentFilter,
        title=_("Who has entered nothing"),
        file_name="silent-schools",
        page="provision/region_list.html",
        context=_context(request, territory, region, "silent"),
    )
    return list_response(request, queries.silent_rows(territory), screen)


@login_required
@require_GET
def federal_forms(request: HttpRequest) -> HttpResponse:
    """The seven federal forms summed over the territory."""
    territory, region = opened(request)
    name = territory.municipality.name if territory.municipality else region.name
    unit = federal.unit_of_schools(
        region, territory.schools, name, whole_region=territory.municipality is None
    )
    year = territory.provision.school_year
    return file_response(federal.federal_workbook(unit, year), XLSX, f"monitoring-{year}.xlsx")

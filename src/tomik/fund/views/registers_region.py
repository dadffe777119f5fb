"""Subsection 2.6 of ОО-2 for a school, and the registers of a municipality or region in one workbook."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission, UnitKind
from tomik.fund.official.parts import institution_of
from tomik.fund.official.region import FORM_TITLE, form_sheet, region_workbook
from tomik.fund.queries.statistics import form_26, years_of
from tomik.fund.views.registers import YEARS_SHOWN
from tomik.fund.views.registers_common import XLSX, asked_period, file_response
from tomik.kernel import clock
from tomik.paper.public import write_workbook
from tomik.territory.public import Actor, School, require, require_school


def _year(request: HttpRequest, school: School | None = None) -> int:
    asked = asked_period(request, school)
    return asked.year or asked.last.year


def _years(school: School | None = None) -> range:
    present = (clock.today(school.timezone) if school else clock.today()).year
    return range(present, present - YEARS_SHOWN, -1)


@login_required
@require_GET
def statistics(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """2.6 for the school: the nine lines as the form has them; `?export=xlsx` gives the workbook."""
    _actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    year = _year(request, school)
    lines = form_26(years_of([school.pk], year)[school.pk].values())
    if request.GET.get("export") == "xlsx":
        titles = [institution_of(school).name, f"{FORM_TITLE}, {year} год"]
        content = write_workbook([form_sheet(lines, titles)], created=clock.now())
        return file_response(content, XLSX, f"oo2-2.6-{year}.xlsx")
    context: dict[str, Any] = {
        "school": school,
        "year": year,
        "years": _years(school),
        "lines": lines,
        "form_title": FORM_TITLE,
        "export_url": f"?year={year}&export=xlsx",
    }
    return render(request, "fund/statistics.html", context)


def _schools(actor: Actor) -> list[School]:
    """Schools of the unit in the switcher that the person may see; a librarian's unit is a school: 403."""
    unit = actor.unit
    if unit is None or unit.kind is UnitKind.SCHOOL:
        raise PermissionDenied
    where = {"region_id" if unit.kind is UnitKind.REGION else "municipality_id": unit.id}
    schools = School.objects.filter(pk__in=actor.schools(Permission.SEE_REGISTERS), **where)
    active = schools.filter(status=School.Status.ACTIVE).select_related("municipality")
    return list(active.order_by("municipality__name", "name_order"))


@login_required
@require_GET
def territory(request: HttpRequest) -> HttpResponse:
    """2.6 of all schools of the unit together, and the workbook of their registers."""
    actor = require(request, Permission.SEE_REGISTERS)
    schools, year = _schools(actor), _year(request)
    found = years_of([school.pk for school in schools], year)
    context: dict[str, Any] = {
        "may_edit_forms": actor.may(Permission.EDIT_CATALOGUE),
        "unit_name": actor.unit.name if actor.unit else "",
        "schools": len(schools),
        "empty": sum(not any(one.closing.copies for one in books.values()) for books in found.values()),
        "year": year,
        "years": _years(),
        "lines": form_26(period for books in found.values() for period in books.values()),
        "form_title": FORM_TITLE,
    }
    return render(request, "fund/territory.html", context)


@login_required
@require_GET
def territory_xlsx(request: HttpRequest) -> HttpResponse:
    """Summary books and 2.6 of all schools of the unit."""
    actor = require(request, Permission.SEE_REGISTERS)
    schools, year = _schools(actor), _year(request)
    found = years_of([school.pk for school in schools], year)
    name = actor.unit.name if actor.unit else ""
    content = region_workbook(name, year, schools, found, created=clock.now())
    return file_response(content, XLSX, f"registers-{year}.xlsx")

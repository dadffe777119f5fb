"""The checklist on screen and as files; the federal forms."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tomik.kernel import clock
from tomik.provision import documents, federal
from tomik.provision.checklist import COLUMNS, Checklist, checklist_of
from tomik.provision.queries.school import school_provision
from tomik.provision.views.common import PDF, XLSX, file_response, opened, school_context
from tomik.territory.public import School

WIDE = frozenset({"title"})


def _checklist(school: School, year: int) -> Checklist:
    return checklist_of(school, school_provision(school, year), made_on=clock.today(school.timezone))


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """All 32 columns; the percentage leads to what stands behind it."""
    actor, school, year = opened(request, uid)
    made = _checklist(school, year)
    context = {
        **school_context(actor, school, year, "checklist"),
        "checklist": made,
        "titles": documents.titles_of(made),
        "by_hand": documents.by_hand(),
        "columns": [(column, column.key in WIDE) for column in COLUMNS],
        "rows": documents.screen_rows(made),
        "totals": documents.printed_total(made),
    }
    return render(request, "provision/checklist.html", context)


@login_required
@require_GET
def workbook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The checklist as .xlsx with live formulas."""
    _actor, school, year = opened(request, uid)
    content = documents.checklist_workbook(_checklist(school, year))
    return file_response(content, XLSX, f"checklist-{year}.xlsx")


@login_required
@require_GET
def pdf(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The checklist as PDF."""
    _actor, school, year = opened(request, uid)
    return file_response(documents.checklist_pdf(_checklist(school, year)), PDF, f"checklist-{year}.pdf")


@login_required
@require_GET
def federal_forms(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The seven federal forms of one school; the year of the form is the start of the school year."""
    _actor, school, year = opened(request, uid)
    unit = federal.unit_of_school(school)
    return file_response(federal.federal_workbook(unit, year), XLSX, f"monitoring-{year}.xlsx")

"""Provision of one school: the matrix, the details of a cell, what lacks, what is over."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tomik.catalogue.public import Subject
from tomik.provision import matrix, tables
from tomik.provision.queries import details
from tomik.provision.queries.lists import lack_rows, surplus_rows
from tomik.provision.queries.school import SchoolProvision, school_provision
from tomik.provision.views.common import opened, school_context
from tomik.territory.public import School, actor_of
from tomik.ui.public import List, list_response, render_screen


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The provision of the unit in the switcher."""
    actor = actor_of(request)
    if actor.school is not None:
        return redirect("provision:school", actor.school.uid)
    return redirect("provision:region")


@login_required
@require_GET
def school(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The matrix: subjects × grades, or classes × subjects."""
    actor, shown, year = opened(request, uid)
    provision = school_provision(shown, year)
    by_class = request.GET.get("by") == "class"
    context = {
        **school_context(actor, shown, year, "matrix"),
        **matrix.headline(provision),
        "by_class": by_class,
        "has_classes": bool(provision.classes),
        "has_plan": bool(provision.demands),
        "matrix": _matrix(provision, shown, by_class=by_class),
    }
    return render(request, "provision/school.html", context)


def _matrix(provision: SchoolProvision, shown: School, *, by_class: bool) -> matrix.Matrix:
    used = {row.subject_id for row in provision.demands}
    subjects = [(item.pk, item.name) for item in Subject.objects.filter(pk__in=used)]
    base = reverse("provision:cell", args=[shown.uid])
    year = provision.school_year
    if by_class:
        planned = {row.class_id for row in provision.demands}
        classes = [
            (row.id, f"{row.grade}{' ' if len(row.letter) > 1 else ''}{row.letter}")
            for row in provision.classes
            if row.id in planned
        ]
        return matrix.build(
            _("Class"),
            classes,
            subjects,
            cells=provision.by_class_subject,
            address=lambda group, subject: matrix.query(base, subject=subject, group=group, year=year),
        )
    grades = [(grade, str(grade)) for grade in sorted({row.grade for row in provision.demands})]
    return matrix.build(
        _("Subject"),
        subjects,
        grades,
        cells=provision.by_subject_grade,
        address=lambda subject, grade: matrix.query(base, subject=subject, grade=grade, year=year),
    )


@login_required
@require_GET
def cell(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What stands behind a cell: groups, textbooks, parts, lots, entries. A drawer for htmx, a page without."""
    actor, shown, year = opened(request, uid)
    found = details.cell_details(
        shown,
        school_provision(shown, year),
        subject_id=_number(request, "subject"),
        grade=_number(request, "grade"),
        class_id=_number(request, "group"),
    )
    if found is None:
        raise Http404
    context: dict[str, Any] = {
        **school_context(actor, shown, year, "matrix"),
        "details": found,
        "years_path": reverse("provision:school", args=[shown.uid]),
    }
    return render_screen(request, "provision/cell.html", "provision/_cell.html", context)


def _number(request: HttpRequest, name: str) -> int | None:
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


@login_required
@require_GET
def lacks(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list of what lacks, with reasons."""
    actor, shown, year = opened(request, uid)
    context = school_context(actor, shown, year, "lacks")
    screen = List(
        table=tables.LackTable,
        filters=tables.LackFilter,
        title=_("What lacks: %(school)s") % {"school": shown.short_name},
        file_name="lacks",
        page="provision/list.html",
        context=context,
        table_options={"school": shown, "may_edit": context["may_edit"]},
    )
    return list_response(request, lack_rows(school_provision(shown, year)), screen)


@login_required
@require_GET
def surplus(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list of what is over."""
    actor, shown, year = opened(request, uid)
    screen = List(
        table=tables.SurplusTable,
        filters=tables.SurplusFilter,
        title=_("Surplus: %(school)s") % {"school": shown.short_name},
        file_name="surplus",
        page="provision/list.html",
        context=school_context(actor, shown, year, "surplus"),
    )
    return list_response(request, surplus_rows(school_provision(shown, year), shown), screen)

"""The list of classes, a class, its list of names on paper and in Excel."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomik.accounts.public import Permission
from tomik.kernel.errors import TomikError
from tomik.kernel.school_year import label
from tomik.people import papers, queries, services
from tomik.people.forms import ClassForm
from tomik.people.tables import ClassFilter, ClassTable
from tomik.territory.public import require_school
from tomik.ui.public import List, SeeOther, chosen_school_year, list_response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def classes(request: HttpRequest) -> HttpResponse:
    """Classes of the chosen school and year by grade, with the number of pupils and the state of the list."""
    actor, school = require_school(request, Permission.SEE_FIGURES)
    year = chosen_school_year(request)
    rows = queries.classes_of(school, school_year=year)
    count = rows.count()
    title = _("Classes of %(year)s: %(classes)s, pupils: %(pupils)s") % {
        "year": label(year),
        "classes": count,
        "pupils": queries.pupils_in(school, school_year=year),
    }
    screen = List(
        table=ClassTable,
        filters=ClassFilter,
        title=title,
        file_name="classes",
        page="people/classes.html",
        page_size=200,
        table_options={"with_links": actor.may(Permission.SEE_PUPILS, school_id=school.pk)},
        context={
            "may_edit": actor.may(Permission.EDIT_CLASSES, school_id=school.pk),
            "no_classes": count == 0,
            "year": year,
        },
    )
    return list_response(request, rows, screen)


@login_required
@require_http_methods(["GET", "POST"])
def new_class(request: HttpRequest) -> HttpResponse:
    """Add a class by hand."""
    _actor, school = require_school(request, Permission.EDIT_CLASSES)
    year = chosen_school_year(request)
    form = ClassForm(request.POST if request.method == "POST" else None, school=school)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            group = services.add_class(
                school=school,
                school_year=year,
                named=values["name"],
                building=values["building"],
                forecast=values["forecast"],
            )
        except TomikError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Class %(name)s is added.") % {"name": group.name})
            return SeeOther(reverse("people:class", args=[group.uid]))
    context = {"form": form, "title": _("New class of %(year)s") % {"year": label(year)}}
    return render(request, "people/class_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit_class(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another name, building, forecast."""
    group, _actor = queries.class_or_404(request, uid, Permission.EDIT_CLASSES)
    initial = {"name": group.name, "building": group.building, "forecast": group.pupils_forecast}
    posted = request.POST if request.method == "POST" else None
    form = ClassForm(posted, school=group.school, initial=initial)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            services.change_class(
                group=group, named=values["name"], building=values["building"], forecast=values["forecast"]
            )
        except TomikError as error:
            form.add_error("name", str(error))
        else:
            return SeeOther(reverse("people:class", args=[uid]))
    context = {
        "form": form,
        "title": _("Class %(name)s: changes") % {"name": initial["name"]},
        "group": group,
    }
    return render(request, "people/class_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def show_class(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The pupils of a class. Seeing names is journalled."""
    group, actor = queries.class_or_404(request, uid, Permission.SEE_PUPILS)
    pupils = queries.pupils_of(group)
    services.log_access(user=actor.user, group=group, what="view", pupils=len(pupils))
    context: dict[str, Any] = {
        "group": group,
        "pupils": pupils,
        "may_edit": actor.may(Permission.EDIT_CLASSES, school_id=group.school_id),
        "years_path": reverse("people:classes"),
    }
    return render(request, "people/class.html", context)


@login_required
@require_GET
def class_workbook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list of the class as a workbook. Journalled."""
    group, actor = queries.class_or_404(request, uid, Permission.SEE_PUPILS)
    pupils = queries.pupils_of(group)
    content = papers.class_workbook(group, pupils)
    services.log_access(user=actor.user, group=group, what="xlsx", pupils=len(pupils))
    return _file(content, XLSX, f"{group.name}.xlsx")


@login_required
@require_GET
def class_print(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The list of the class as PDF, with empty columns to tick. Journalled."""
    group, actor = queries.class_or_404(request, uid, Permission.SEE_PUPILS)
    pupils = queries.pupils_of(group)
    content = papers.class_pdf(group, pupils)
    services.log_access(user=actor.user, group=group, what="print", pupils=len(pupils))
    return _file(content, "application/pdf", f"{group.name}.pdf")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response

"""A pupil: added, renamed, moved, taken off the list."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.kernel.errors import TomikError
from tomik.people import queries, services
from tomik.people.errors import NamesakeInSchool
from tomik.people.forms import LeaveForm, MoveForm, NameForm, NewPupilForm
from tomik.people.models import Pupil
from tomik.ui.public import SeeOther, chosen_school_year


@login_required
@require_http_methods(["GET", "POST"])
def new_pupil(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Add a pupil to a class."""
    group, _actor = queries.class_or_404(request, uid, Permission.EDIT_CLASSES)
    posted = request.POST if request.method == "POST" else None
    form = NewPupilForm(posted, school_year=group.school_year)
    if form.is_bound and form.is_valid():
        values = form.cleaned_data
        try:
            pupil = services.add_pupil(
                group=group, name=values["name"], on=values["on"], another=values["another"]
            )
        except NamesakeInSchool as error:
            form.add_error("another", str(error))
        except TomikError as error:
            form.add_error(None, str(error))
        else:
            text = _("%(name)s is added, reader number %(number)s.")
            messages.success(request, text % {"name": pupil.full_name, "number": pupil.reader_number})
            return SeeOther(reverse("people:class", args=[group.uid]))
    context = {"form": form, "group": group}
    return render(request, "people/new_pupil.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def pupil(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The card of a pupil: name, class, history; rename, move, take off the list."""
    changing = request.method == "POST"
    permission = Permission.EDIT_CLASSES if changing else Permission.SEE_PUPILS
    found, actor = queries.pupil_or_404(request, uid, permission)
    year = chosen_school_year(request)
    act = request.POST.get("act", "") if changing else ""
    forms_of = {
        "rename": NameForm(request.POST if act == "rename" else None, initial={"name": found.full_name}),
        "move": MoveForm(request.POST if act == "move" else None, school=found.school, school_year=year),
        "leave": LeaveForm(request.POST if act == "leave" else None, school_year=year, prefix="leave"),
    }
    refusal = ""
    if act in forms_of and forms_of[act].is_valid():
        try:
            _do(act, found, forms_of[act], year)
        except TomikError as error:
            refusal = str(error)
        else:
            messages.success(request, _("Saved."))
            return SeeOther(reverse("people:pupil", args=[uid]))
    context = {
        "pupil": found,
        "present": queries.present_enrolment(found, school_year=year),
        "history": queries.history_of(found),
        "forms": forms_of,
        "refusal": refusal,
        "may_edit": actor.may(Permission.EDIT_CLASSES, school_id=found.school_id),
    }
    return render(request, "people/pupil.html", context, status=422 if changing else 200)


def _do(act: str, found: Pupil, form: forms.Form, year: int) -> None:
    values = form.cleaned_data
    if act == "rename":
        services.rename_pupil(pupil=found, name=values["name"])
    elif act == "move":
        services.place_pupil(pupil=found, group=values["group"], on=values["on"])
    else:
        services.leave(pupil=found, school_year=year, on=values["on"])

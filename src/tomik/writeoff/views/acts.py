"""Acts of a school, a new one, its page, its head."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomik.accounts.public import Permission
from tomik.kernel.errors import TomikError
from tomik.territory.public import School
from tomik.ui.public import List, SeeOther, list_response
from tomik.writeoff.evidence import EVIDENCE
from tomik.writeoff.forms import REASONS, HeadForm
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.queries.acts import acts_of
from tomik.writeoff.rules import Action
from tomik.writeoff.services.lines import change_head, start_act
from tomik.writeoff.tables import ActFilter, ActTable
from tomik.writeoff.views.access import WHO, allowed, entered, opened
from tomik.writeoff.views.page import act_page


@login_required
@require_GET
def home(request: HttpRequest, school_uid: UUID | None = None) -> HttpResponse:
    """Acts of the school, newest first."""
    actor, school = entered(request, school_uid)
    screen = List(
        table=ActTable,
        filters=ActFilter,
        title=_("Write-off: %(school)s") % {"school": school.short_name},
        file_name="writeoffs",
        page="writeoff/acts.html",
        table_options={"school": school},
        context={
            "school": school,
            "may_write": allowed(actor, school, Permission.POST_FUND),
        },
    )
    return list_response(request, acts_of(school.pk), screen)


@login_required
@require_GET
def show(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """One act."""
    return act_page(request, opened(request, school_uid, uid))


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """A project whose lines are added by hand."""
    actor, school = entered(request, school_uid, *WHO[Action.EDIT])
    form = HeadForm(request.POST or None, school=school)
    if request.method != "POST" or not form.is_valid():
        return _head_page(request, school, form, status=422 if request.method == "POST" else 200)
    try:
        act = start_act(
            school=school,
            uid=form.cleaned_data["operation_id"],
            head=form.head(),
            actor_id=actor.user.pk,
        )
    except TomikError as error:
        return _refused(request, school, form, error)
    messages.success(request, _("Now add the copies."))
    return SeeOther(reverse("writeoff:act", args=[school.uid, act.uid]))


@login_required
@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Change the head of a project."""
    one = opened(request, school_uid, uid, *WHO[Action.EDIT])
    names = ("reason", "cause", "acted_on", "direction", "evidence", "version")
    initial = {name: getattr(one.act, name) for name in names}
    form = HeadForm(request.POST if request.method == "POST" else None, school=one.school, initial=initial)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _head_page(request, one.school, form, act=one.act, status=status)
    try:
        change_head(
            school=one.school, uid=one.act.uid, version=form.cleaned_data["version"], head=form.head()
        )
    except TomikError as error:
        return _refused(request, one.school, form, error, act=one.act)
    return SeeOther(reverse("writeoff:act", args=[one.school.uid, one.act.uid]))


def _refused(
    request: HttpRequest, school: School, form: HeadForm, error: TomikError, *, act: WriteoffAct | None = None
) -> HttpResponse:
    for problem in error.problems:
        form.add_error(problem.column if problem.column in form.fields else None, str(problem.message))
    if not error.problems:
        form.add_error(None, str(error))
    return _head_page(request, school, form, act=act, status=error.status)


def _head_page(
    request: HttpRequest, school: School, form: HeadForm, *, act: WriteoffAct | None = None, status: int
) -> HttpResponse:
    context: dict[str, Any] = {
        "school": school,
        "form": form,
        "act": act,
        "evidence": [(label, EVIDENCE[value]) for value, label in REASONS],
    }
    return render(request, "writeoff/head.html", context, status=status)

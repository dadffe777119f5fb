"""Closing the books of a school through a day, and opening the last closed period again: the head's business."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomik.accounts.public import Permission
from tomik.kernel.errors import TomikError
from tomik.ledger.forms import ClosePeriodForm, ReopenPeriodForm
from tomik.ledger.models import PeriodClosing
from tomik.ledger.services.periods import close_period, latest_closing, reopen_period
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import SeeOther

Forms = tuple[ClosePeriodForm, ReopenPeriodForm]


@login_required
@require_GET
def show(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """All closings and, for the head, the forms."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    return _page(request, actor, school, (ClosePeriodForm(), _reopen_form(school)))


@login_required
@require_POST
def close(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Close the books."""
    actor, school = require_school(request, Permission.CLOSE_PERIOD, school_uid)
    form = ClosePeriodForm(request.POST)
    if form.is_valid():
        try:
            close_period(school_id=school.pk, actor_id=actor.user.pk, **form.cleaned_data)
        except TomikError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The books are closed."))
            return SeeOther(reverse("ledger:periods", args=[school.uid]))
    return _page(request, actor, school, (form, _reopen_form(school)), status=422)


@login_required
@require_POST
def reopen(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Open the last closed period again."""
    actor, school = require_school(request, Permission.CLOSE_PERIOD, school_uid)
    form = ReopenPeriodForm(request.POST)
    if form.is_valid():
        try:
            reopen_period(
                closing_id=form.cleaned_data["closing"],
                school_id=school.pk,
                reason=form.cleaned_data["reason"],
                actor_id=actor.user.pk,
            )
        except TomikError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The period is open again."))
            return SeeOther(reverse("ledger:periods", args=[school.uid]))
    return _page(request, actor, school, (ClosePeriodForm(), form), status=422)


def _reopen_form(school: School) -> ReopenPeriodForm:
    last = latest_closing(school.pk)
    return ReopenPeriodForm(closing_id=last.pk if last else None)


def _page(
    request: HttpRequest, actor: Actor, school: School, forms: Forms, *, status: int = 200
) -> HttpResponse:
    context = {
        "school": school,
        "closings": PeriodClosing.objects.filter(school=school).order_by("-through", "-id"),
        "last": latest_closing(school.pk),
        "may_close": actor.may(Permission.CLOSE_PERIOD, school_id=school.pk),
        "close_form": forms[0],
        "reopen_form": forms[1],
    }
    return render(request, "ledger/periods.html", context, status=status)

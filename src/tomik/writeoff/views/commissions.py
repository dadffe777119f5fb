"""Commissions of a school: appointed by an order, ended by a day."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import Permission
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.territory.public import School
from tomik.ui.public import SeeOther
from tomik.writeoff.forms import CommissionForm, EndForm
from tomik.writeoff.queries.commissions import commissions_of
from tomik.writeoff.queries.history import history_of_commissions
from tomik.writeoff.rules import Member, commission_problems
from tomik.writeoff.services.commissions import appoint_commission, end_commission
from tomik.writeoff.views.access import allowed, entered

MAY = (Permission.POST_FUND, Permission.APPROVE_WRITEOFF)


@login_required
@require_GET
def show(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """All commissions, newest first."""
    actor, school = entered(request, school_uid)
    return _page(request, school, may_write=allowed(actor, school, *MAY))


def _page(
    request: HttpRequest, school: School, *, may_write: bool, refusal: str = "", status: int = 200
) -> HttpResponse:
    today = clock.today(school.timezone)
    history = history_of_commissions(school)
    found = [
        {
            "commission": one,
            "is_over": one.valid_to is not None and one.valid_to < today,
            "warnings": commission_problems(
                [Member(member.name, member.part) for member in one.members.all()], quorum=one.quorum
            ),
            "history": history.get(one.pk, []),
            "form": EndForm(initial={"valid_to": today}, auto_id=f"id_{one.pk}_%s"),
        }
        for one in commissions_of(school.pk)
    ]
    context = {
        "school": school,
        "found": found,
        "may_write": may_write,
        "refusal": refusal,
    }
    return render(request, "writeoff/commissions.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Write down the order that appoints a commission."""
    _actor, school = entered(request, school_uid, *MAY)
    form = CommissionForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, school, form, status=422 if request.method == "POST" else 200)
    values = form.cleaned_data
    try:
        appoint_commission(
            school=school,
            uid=values["operation_id"],
            order_number=values["order_number"].strip(),
            order_on=values["order_on"],
            quorum=values["quorum"],
            valid_to=values["valid_to"],
            members=form.members(),
        )
    except TomikError as error:
        for problem in error.problems:
            form.add_error(problem.column if problem.column in form.fields else None, str(problem.message))
        return _form(request, school, form, status=error.status)
    messages.success(request, _("The commission is appointed."))
    return SeeOther(reverse("writeoff:commissions", args=[school.uid]))


def _form(request: HttpRequest, school: School, form: CommissionForm, *, status: int) -> HttpResponse:
    return render(request, "writeoff/commission.html", {"school": school, "form": form}, status=status)


@login_required
@require_POST
def end(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Write down the last day of a commission."""
    _actor, school = entered(request, school_uid, *MAY)
    form = EndForm(request.POST)
    try:
        if not form.is_valid():
            raise TomikError(_("Write the day."))
        end_commission(school=school, uid=uid, valid_to=form.cleaned_data["valid_to"])
    except TomikError as error:
        return _page(request, school, may_write=True, refusal=str(error), status=error.status)
    return SeeOther(reverse("writeoff:commissions", args=[school.uid]))

"""Consumables handed to a class for good, all titles by one act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.fund.handout_forms import HandoutForm
from tomik.fund.services.handout import consumables_on_shelves, hand_out
from tomik.kernel.errors import TomikError
from tomik.ledger.public import Entry, entry_by_uid
from tomik.territory.public import require_school
from tomik.ui.public import SeeOther, chosen_school_year


@login_required
@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Choose the class, write the copies, hand out."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    if request.method == "POST" and (first := _posted(school.pk, request.POST.get("operation_id", ""))):
        return SeeOther(reverse("ledger:entry", args=[school.uid, first.uid]))
    shelves = consumables_on_shelves(school.pk)
    form = HandoutForm(request.POST or None, school=school, year=chosen_school_year(request), shelves=shelves)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                entry = hand_out(
                    school=school,
                    group=data["group"],
                    copies=form.copies(),
                    day=data["day"],
                    operation_uid=data["operation_id"],
                    actor_id=actor.user.pk,
                )
            except TomikError as error:
                form.add_error(None, str(error))
                status = error.status
            else:
                messages.success(request, _("Handed out for good: %(name)s") % {"name": data["group"].name})
                return SeeOther(reverse("ledger:entry", args=[school.uid, entry.uid]))
    context = {"school": school, "form": form, "shelves": shelves}
    return render(request, "fund/handout.html", context, status=status)


def _posted(school_id: int, operation_id: str) -> Entry | None:
    """The act that this very form has posted already: a second click, a repeated request."""
    try:
        return entry_by_uid([school_id], UUID(operation_id))
    except ValueError:
        return None

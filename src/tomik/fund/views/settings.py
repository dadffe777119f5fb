"""The school's settings of accounting, and from which numbers its registers go on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tomik.accounts.public import Permission
from tomik.fund.models import NumberGap, NumberSeries
from tomik.fund.register_forms import YEARLY, NumbersForm, SettingsForm
from tomik.fund.services.numbering import continue_from
from tomik.fund.services.settings import save_settings, settings_of
from tomik.fund.views.registers import may_number
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import SeeOther


@login_required
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Card rule, names and requisites of forms, the local act, label stock: librarian, head and accountant keep them."""
    actor, school = require_school(request, Permission.NOTE_ACCOUNTING, school_uid)
    form = SettingsForm(request.POST or None, instance=settings_of(school))
    if request.method != "POST":
        return _page(request, (actor, school), form, NumbersForm())
    if not form.is_valid():
        return _page(request, (actor, school), form, NumbersForm(), status=422)
    try:
        save_settings(school=school, values=form.said(), version=form.cleaned_data["version"])
    except TomikError as error:
        form.add_error(None, str(error))
        return _page(request, (actor, school), form, NumbersForm(), status=error.status)
    messages.success(request, _("The settings are saved."))
    return SeeOther(reverse("fund:settings", args=[school.uid]))


@login_required
@require_POST
def numbers(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Go on from a number of the paper register; what is left out is explained. Not the accountant's business."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    if not may_number(actor, school):
        raise PermissionDenied
    form = NumbersForm(request.POST)
    if form.is_valid():
        try:
            continue_from(
                school_id=school.pk,
                series=form.cleaned_data["series"],
                year=form.year(clock.today(school.timezone)),
                next_number=form.cleaned_data["next_number"],
                reason=form.cleaned_data["reason"],
                actor_id=actor.user.pk,
            )
        except TomikError as error:
            form.add_error("next_number", str(error))
        else:
            messages.success(request, _("The register goes on from this number."))
            return SeeOther(reverse("fund:settings", args=[school.uid]))
    return _page(request, (actor, school), SettingsForm(instance=settings_of(school)), form, status=422)


def _page(
    request: HttpRequest,
    who: tuple[Actor, School],
    form: SettingsForm,
    numbers_form: NumbersForm,
    *,
    status: int = 200,
) -> HttpResponse:
    actor, school = who
    context = {
        "school": school,
        "may_number": may_number(actor, school),
        "form": form,
        "numbers_form": numbers_form,
        "series": _series(school),
        "gaps": NumberGap.objects.filter(school=school).order_by("-id"),
    }
    return render(request, "fund/settings.html", context, status=status)


def _series(school: School) -> list[dict[str, Any]]:
    """Every series with the last number given, that of the present year where numbers start anew."""
    year = clock.today(school.timezone).year
    given = {(one.series, one.year): one.last for one in NumberSeries.objects.filter(school=school)}
    rows = []
    for series in NumberSeries.Series:
        of_year = year if series in YEARLY else 0
        rows.append({"name": series.label, "year": of_year, "last": given.get((series.value, of_year), 0)})
    return rows

"""Days of reports, which the operator keeps: a new order changes the list and not the program."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tomik.accounts.public import Permission
from tomik.fund.day_forms import EndReportDayForm, ReportDayFilter, ReportDayForm, ReportDayTable
from tomik.fund.models import ReportDay
from tomik.fund.services.report_days import end_report_day, set_report_day
from tomik.kernel.errors import TomikError
from tomik.territory.public import require
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_http_methods(["GET", "POST"])
def report_days(request: HttpRequest) -> HttpResponse:
    """Days of reports with their terms, former ones too; a new one, or a change from a date on."""
    require(request, Permission.EDIT_CATALOGUE)
    form = ReportDayForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, form, EndReportDayForm())
    if not form.is_valid():
        return _page(request, form, EndReportDayForm(), status=422)
    try:
        set_report_day(**form.said())
    except TomikError as error:
        form.add_error("valid_from", str(error))
        return _page(request, form, EndReportDayForm(), status=error.status)
    messages.success(request, _("The day of reports is written down."))
    return SeeOther(reverse("fund:report-days"))


@login_required
@require_POST
def end_day(request: HttpRequest) -> HttpResponse:
    """Reports are not asked for a day any more; what was reported stays."""
    require(request, Permission.EDIT_CATALOGUE)
    form = EndReportDayForm(request.POST)
    if not form.is_valid():
        return _page(request, ReportDayForm(), form, status=422)
    try:
        end_report_day(**form.cleaned_data)
    except TomikError as error:
        form.add_error("valid_to", str(error))
        return _page(request, ReportDayForm(), form, status=error.status)
    messages.success(request, _("The day of reports ends on its date."))
    return SeeOther(reverse("fund:report-days"))


def _page(
    request: HttpRequest, form: ReportDayForm, end_form: EndReportDayForm, *, status: int = 200
) -> HttpResponse:
    screen = List(
        table=ReportDayTable,
        title=_("Days of reports"),
        file_name="report-days",
        filters=ReportDayFilter,
        page="fund/report_days.html",
        context={"form": form, "end_form": end_form},
    )
    response = list_response(request, ReportDay.objects.all(), screen)
    response.status_code = status
    return response

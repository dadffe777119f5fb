"""Printed papers of a school as they were printed; codes of forms, which the operator keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomik.accounts.public import Permission, User
from tomik.fund.models import FormCode, PrintedForm
from tomik.fund.official_forms import (
    FormCodeFilter,
    FormCodeForm,
    FormCodeTable,
    PrintedFilter,
    PrintedTable,
)
from tomik.fund.services.form_codes import change_form_code
from tomik.kernel.errors import TomikError
from tomik.territory.public import require, require_school
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_GET
def printings(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """All printings of the school, newest first; `?document=` leaves those of one document."""
    _actor, school = require_school(request, Permission.NOTE_ACCOUNTING, school_uid)
    rows = PrintedForm.objects.filter(school=school).defer("pdf", "said")
    by = rows.exclude(printed_by=None).order_by().values_list("printed_by", flat=True).distinct()
    people = {user.pk: user.get_full_name() for user in User.objects.filter(pk__in=list(by))}
    screen = List(
        table=PrintedTable,
        title=_("Printed papers"),
        file_name="printed-papers",
        filters=PrintedFilter,
        page="fund/printings.html",
        table_options={"school": school, "people": people},
        context={"school": school},
    )
    return list_response(request, rows, screen)


@login_required
@require_GET
def printing(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """The paper as it was printed: exactly the stored bytes."""
    _actor, school = require_school(request, Permission.NOTE_ACCOUNTING, school_uid)
    paper = PrintedForm.objects.filter(school=school, uid=uid).first()
    if paper is None:
        raise Http404
    response = HttpResponse(bytes(paper.pdf), content_type="application/pdf")
    name = f"{paper.title} {paper.printed_at:%Y-%m-%d}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or ""
    return response


@login_required
@require_http_methods(["GET", "POST"])
def form_codes(request: HttpRequest) -> HttpResponse:
    """Codes of forms from one day to another; a new one closes the former."""
    require(request, Permission.EDIT_CATALOGUE)
    form = FormCodeForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _codes(request, form)
    if not form.is_valid():
        return _codes(request, form, status=422)
    try:
        change_form_code(**form.cleaned_data)
    except TomikError as error:
        form.add_error("valid_from", str(error))
        return _codes(request, form, status=error.status)
    messages.success(request, _("The new form is in force from its day."))
    return SeeOther(reverse("fund:form-codes"))


def _codes(request: HttpRequest, form: FormCodeForm, *, status: int = 200) -> HttpResponse:
    screen = List(
        table=FormCodeTable,
        title=_("Codes of forms"),
        file_name="form-codes",
        filters=FormCodeFilter,
        page="fund/form_codes.html",
        context={"form": form},
    )
    response = list_response(request, FormCode.objects.all(), screen)
    response.status_code = status
    return response

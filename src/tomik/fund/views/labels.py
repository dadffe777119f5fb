"""Labels: printing them, printing them again, taking a bought roll into use."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import Permission
from tomik.fund import queries
from tomik.fund.codes import short_number
from tomik.fund.label_forms import QR, PrintForm, RollForm, SheetForm
from tomik.fund.label_tables import RangeTable
from tomik.fund.labels import DEFAULT_STOCK, STOCKS, labels_pdf
from tomik.fund.models import FundSettings, LabelRange, Receipt
from tomik.fund.queries import copies as reads
from tomik.fund.services.copies import LABELS_MAX, adopt_roll, allot_labels, codes_of
from tomik.kernel.errors import TomikError
from tomik.territory.public import School, require_school
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_http_methods(["GET", "POST"])
def labels(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The labels of the school; a POST makes new ones."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    if request.method != "POST":
        return _page(request, school)
    form = PrintForm(request.POST)
    if not form.is_valid():
        return _page(request, school, printing=form, status=422)
    values = form.cleaned_data
    try:
        made = allot_labels(
            school=school,
            count=values["count"],
            actor_id=actor.user.pk,
            note=values["note"],
            uid=values["operation_id"],
        )
    except TomikError as error:
        form.add_error(None, str(error))
        return _page(request, school, printing=form, status=error.status)
    sheet = {name: values[name] for name in ("stock", "look", "place")}
    query = urlencode({"range": made.uid, **sheet})
    return SeeOther(f"{reverse('fund:labels', args=[school.uid])}?{query}#sheet")


@login_required
@require_POST
def roll(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Take a bought roll into use."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    form = RollForm(request.POST)
    if not form.is_valid():
        return _page(request, school, adopting=form, status=422)
    values = form.cleaned_data
    try:
        adopted = adopt_roll(
            school=school,
            first=values["first"],
            last=values["last"],
            actor_id=actor.user.pk,
            note=values["note"],
        )
    except TomikError as error:
        form.add_error(None, str(error))
        return _page(request, school, adopting=form, status=error.status)
    messages.success(request, _("The roll is taken into use: %(count)d labels.") % {"count": adopted.count})
    return SeeOther(reverse("fund:labels", args=[school.uid]))


@login_required
@require_GET
def sheet(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """The labels of a range as PDF."""
    _actor, school = require_school(request, Permission.POST_FUND, school_uid)
    found = reads.range_of(school.pk, uid)
    if found is None:
        raise Http404
    form = SheetForm(request.GET)
    if not form.is_valid():
        return _page(request, school, ready=(found, form), status=422)
    codes = codes_of(found)
    pdf = labels_pdf(
        codes,
        stock=STOCKS[form.cleaned_data["stock"]],
        top=school.short_name,
        # Bars hold only ASCII: a roll with Cyrillic letters is printed as QR codes.
        is_qr=form.cleaned_data["look"] == QR or not codes[0].isascii(),
        skip=form.cleaned_data["place"] - 1,
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"labels-{codes[0]}.pdf"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _page(
    request: HttpRequest,
    school: School,
    *,
    printing: PrintForm | None = None,
    adopting: RollForm | None = None,
    ready: tuple[LabelRange, SheetForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    stock = _stock_of(school)
    for_what, count = _wanted(request, school)
    ready = ready or _chosen(request, school, stock)
    context: dict[str, Any] = {
        "school": school,
        "printing": printing or PrintForm(initial={"stock": stock, "count": count, "note": for_what}),
        "adopting": adopting or RollForm(prefix=None),
        "for_what": for_what,
        "ready": ready[0] if ready else None,
        "ready_first": short_number(ready[0].ends[0]) if ready else "",
        "ready_last": short_number(ready[0].ends[1]) if ready else "",
        "ready_form": ready[1] if ready else None,
    }
    screen = List(
        table=RangeTable,
        title=_("Labels"),
        file_name="labels",
        page="fund/labels.html",
        table_options={"school": school},
        context=context,
    )
    response = list_response(request, reads.label_ranges(school.pk), screen)
    response.status_code = status
    return response


def _stock_of(school: School) -> str:
    """The stock that the school's settings name."""
    named = FundSettings.objects.filter(school=school).values_list("label_sheet", flat=True).first()
    return named if named in STOCKS else DEFAULT_STOCK


def _chosen(request: HttpRequest, school: School, stock: str) -> tuple[LabelRange, SheetForm] | None:
    """The range that the address names, with the sheet that is asked for."""
    try:
        found = reads.range_of(school.pk, UUID(request.GET.get("range", "")))
    except ValueError:
        return None
    if found is None:
        return None
    given = {name: request.GET[name] for name in ("stock", "look", "place") if name in request.GET}
    return found, SheetForm(initial={"stock": stock, **given}, auto_id="id_sheet_%s")


def _wanted(request: HttpRequest, school: School) -> tuple[str, int | None]:
    """For what the labels are, when the address says it: a receipt or a title; and how many copies wait."""
    try:
        if "receipt" in request.GET:
            return _of_receipt(school, UUID(request.GET["receipt"]))
        if "edition" in request.GET:
            return _of_edition(school, UUID(request.GET["edition"]))
    except ValueError:
        pass
    return "", None


def _of_receipt(school: School, uid: UUID) -> tuple[str, int | None]:
    receipt = Receipt.objects.filter(school=school, uid=uid).exclude(number=None).first()
    if receipt is None:
        return "", None
    count = reads.copies_of_receipt(school.pk, receipt.uid)
    numbers = {"number": receipt.number, "day": f"{receipt.received_on:%d.%m.%Y}"}
    return _("receipt No. %(number)s of %(day)s") % numbers, min(count, LABELS_MAX) or None


def _of_edition(school: School, uid: UUID) -> tuple[str, int | None]:
    edition = queries.edition_of(school.pk, uid)
    if edition is None:
        return "", None
    return edition.title[:200], min(reads.copies_without_label(school.pk, edition.pk), LABELS_MAX) or None

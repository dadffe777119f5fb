"""Receipts of a school: the list, one receipt with its papers, what comes back, its reversal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomik.accounts.public import Permission, User
from tomik.fund.models import Receipt
from tomik.fund.official import receipts as papers
from tomik.fund.official.goods import GOODS, goods_acceptance
from tomik.fund.official.movement import HANDOVER, NOTICE
from tomik.fund.official.parts import Form, institution_of
from tomik.fund.official.printing import draft_pdf, paper_of
from tomik.fund.official.received import received_act, received_notice
from tomik.fund.official.replacement import REPLACEMENT, replacement, replacement_of
from tomik.fund.queries.receipts import receipt_of, receipts_of, records_of_entry
from tomik.fund.receipt_forms import AccountingForm, ReverseReceiptForm
from tomik.fund.receipt_sources import receipt_sources
from tomik.fund.receipt_tables import ReceiptFilter, ReceiptTable
from tomik.fund.services.receipts import discard_receipt, note_accounting, papers_text, reverse_receipt
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.ledger.public import entry_by_uid, reversal_of
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import List, SeeOther, list_response

PAPERS: dict[str, Callable[[Receipt], Form]] = {
    papers.ACCEPTANCE: papers.acceptance,
    papers.DISCREPANCY: papers.discrepancy,
    papers.CLAIM: papers.claim,
    GOODS: goods_acceptance,
    REPLACEMENT: lambda receipt: replacement(replacement_of(receipt)),
    HANDOVER: received_act,
    NOTICE: received_notice,
}
OF_ANOTHER_SCHOOL = (HANDOVER, NOTICE)
"""Papers of the receiving side: of a posted receipt from another school."""
OF_DIFFERENCES = (papers.DISCREPANCY, papers.CLAIM)


@dataclass(frozen=True, slots=True)
class Told:
    """What a refused action left on the page: its form as it was typed, or words."""

    noted: AccountingForm | None = None
    reversal: ReverseReceiptForm | None = None
    refusal: str = ""


@login_required
@require_GET
def listed(request: HttpRequest, school_uid: UUID | None = None) -> HttpResponse:
    """Receipts of the school, newest first."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    rows = receipts_of(school.pk)
    may_post = actor.may(Permission.POST_FUND, school_id=school.pk)
    screen = List(
        table=ReceiptTable,
        title=_("Receipts: %(school)s") % {"school": school.short_name},
        file_name="receipts",
        filters=ReceiptFilter,
        page="fund/receipts/list.html",
        table_options={"school": school},
        context={
            "school": school,
            "may_post": may_post,
            "is_empty": not rows.exists(),
            "offers": _offers(school) if may_post else [],
        },
    )
    return list_response(request, rows, screen)


def _offers(school: School) -> list[tuple[Any, Any]]:
    return [(source, offer) for source in receipt_sources() for offer in source.offers(school.pk)]


@login_required
@require_GET
def receipt(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """One receipt: its lines, what differs, its papers, what comes next."""
    actor, school, found = _opened(request, school_uid, uid, Permission.SEE_REGISTERS)
    return _page(request, actor, school, found)


@login_required
@require_GET
def paper(request: HttpRequest, school_uid: UUID, uid: UUID, paper: str) -> HttpResponse:
    """A paper as PDF: a draft's is marked so and kept nowhere, a posted one's is printed once and kept."""
    actor, school, found = _opened(request, school_uid, uid, Permission.NOTE_ACCOUNTING)
    if paper not in PAPERS or (paper in OF_DIFFERENCES and not _differs(found)):
        raise Http404
    if paper == papers.CLAIM and found.kind != Receipt.Kind.SUPPLIER:
        raise Http404
    if paper == REPLACEMENT and found.kind != Receipt.Kind.REPLACEMENT:
        raise Http404
    if paper in OF_ANOTHER_SCHOOL and not _is_handed_over(found):
        raise Http404
    form = PAPERS[paper](found)
    if found.state == Receipt.State.DRAFT:
        content = draft_pdf(form)
    else:
        content = paper_of(
            school=school, document_uid=found.uid, form=form, actor=actor, moment=found.posted_at
        )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"{form.title} {found.number or ''}".strip() + ".pdf"
    response["Content-Disposition"] = (
        content_disposition_header(as_attachment=False, filename=name) or "inline"
    )
    return response


@login_required
@require_POST
def discard(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor, school, found = _opened(request, school_uid, uid, Permission.POST_FUND)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        return _page(
            request, actor, school, found, told=Told(refusal=_("Choose the action once more.")), status=422
        )
    try:
        discard_receipt(school_id=school.pk, uid=uid, version=int(version[:9]))
    except TomikError as error:
        return _page(
            request, actor, school, _again(school, uid), told=Told(refusal=str(error)), status=error.status
        )
    messages.success(request, _("The draft is thrown away."))
    return SeeOther(reverse("fund:receipts", args=[school.uid]))


@login_required
@require_POST
def reverse_it(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Take a posted receipt back."""
    actor, school, found = _opened(request, school_uid, uid, Permission.REVERSE)
    form = ReverseReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, school, found, told=Told(reversal=form), status=422)
    try:
        reverse_receipt(
            school=school,
            uid=uid,
            operation_uid=form.cleaned_data["operation_id"],
            reason=form.cleaned_data["reason"],
            actor_id=actor.user.pk,
        )
    except TomikError as error:
        form.add_error(None, str(error))
        return _page(
            request, actor, school, _again(school, uid), told=Told(reversal=form), status=error.status
        )
    messages.success(request, _("The receipt is reversed."))
    return _to(school, uid)


@login_required
@require_POST
def accounting(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Number and date of the accountant's paper, the outcome of the claim."""
    actor, school, found = _opened(request, school_uid, uid, Permission.NOTE_ACCOUNTING)
    form = AccountingForm(request.POST, receipt=found, today=clock.today(school.timezone))
    if not form.is_valid():
        return _page(request, actor, school, found, told=Told(noted=form), status=422)
    try:
        note_accounting(
            school_id=school.pk,
            uid=uid,
            number=form.cleaned_data["number"],
            day=form.cleaned_data["day"],
            claim_outcome=form.cleaned_data.get("claim_outcome", found.claim_outcome),
        )
    except TomikError as error:
        form.add_error(None, str(error))
        return _page(request, actor, school, found, told=Told(noted=form), status=error.status)
    messages.success(request, _("Written down."))
    return _to(school, uid)


def _opened(
    request: HttpRequest, school_uid: UUID, uid: UUID, permission: Permission
) -> tuple[Actor, School, Receipt]:
    actor, school = require_school(request, permission, school_uid)
    found = receipt_of(school.pk, uid)
    if found is None:
        raise Http404
    return actor, school, found


def _again(school: School, uid: UUID) -> Receipt:
    """The receipt as it is after a refusal."""
    found = receipt_of(school.pk, uid)
    if found is None:
        raise Http404
    return found


def _to(school: School, uid: UUID) -> HttpResponse:
    return SeeOther(reverse("fund:receipt", args=[school.uid, uid]))


def _is_handed_over(found: Receipt) -> bool:
    """Whether another school has handed the copies over, and they are taken in."""
    return found.kind == Receipt.Kind.SCHOOL and found.state != Receipt.State.DRAFT


def _differs(found: Receipt) -> bool:
    return any(papers.differs(line) for line in papers.lines_of(found))


def _page(
    request: HttpRequest,
    actor: Actor,
    school: School,
    found: Receipt,
    *,
    told: Told | None = None,
    status: int = 200,
) -> HttpResponse:
    told = told or Told()
    noted, reversal = told.noted, told.reversal
    may = {
        one: actor.may(one, school_id=school.pk)
        for one in (Permission.POST_FUND, Permission.NOTE_ACCOUNTING, Permission.REVERSE)
    }
    is_draft, is_posted = found.state == Receipt.State.DRAFT, found.state == Receipt.State.POSTED
    if noted is None and may[Permission.NOTE_ACCOUNTING] and not is_draft:
        noted = AccountingForm(receipt=found, today=clock.today(school.timezone))
    if reversal is None and may[Permission.REVERSE] and is_posted:
        reversal = ReverseReceiptForm()
    context = {
        "school": school,
        "receipt": found,
        "is_draft": is_draft,
        "is_handed_over": _is_handed_over(found),
        "papers_text": papers_text(found),
        "may_edit": is_draft and may[Permission.POST_FUND],
        "may_print": may[Permission.NOTE_ACCOUNTING],
        "may_write_lost": may[Permission.POST_FUND] and found.state != Receipt.State.REVERSED,
        "may_label": is_posted and may[Permission.POST_FUND],
        "missing": institution_of(school).missing,
        "noted": noted,
        "reversal": reversal,
        "refusal": told.refusal,
        **_content(found),
        **_registers(school, found),
    }
    return render(request, "fund/receipts/receipt.html", context, status=status)


def _content(found: Receipt) -> dict[str, Any]:
    lines = papers.lines_of(found)
    differing = [line for line in lines if papers.differs(line)]
    stats = {
        "copies": sum(line.copies for line in lines),
        "kopecks": sum(line.kopecks for line in lines),
        "by_papers": sum(line.copies_on_paper for line in lines),
        "short": sum(line.copies_short for line in lines),
        "damaged": sum(line.copies_damaged for line in lines),
        "wrong": sum(line.copies_wrong for line in lines),
    }
    return {"lines": lines, "differing": differing, "sums": stats}


def _registers(school: School, found: Receipt) -> dict[str, Any]:
    """What the posting left: the entry, records of the summary book, who did it, the reversal."""
    if found.operation_uid is None:
        return {}
    entry = entry_by_uid([school.pk], found.operation_uid)
    people = User.objects.in_bulk([one for one in (found.posted_by, found.reversed_by) if one])
    return {
        "entry": entry,
        "undone": reversal_of(entry) if entry else None,
        "records": records_of_entry(school.pk, entry) if entry else [],
        "posted_by": people.get(found.posted_by or 0),
        "reversed_by": people.get(found.reversed_by or 0),
    }

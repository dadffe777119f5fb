"""What a receipt in place of lost books replaces: written down for its act."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.fund.models import Receipt, ReplacedLoss
from tomik.fund.queries.receipts import receipt_of
from tomik.fund.services.losses import LossDraft, commission_in_force, losses_of, write_loss
from tomik.fund.sheet_forms import LossForm
from tomik.kernel.errors import TomikError
from tomik.territory.public import School, require_school
from tomik.ui.public import SeeOther


@login_required
@require_http_methods(["GET", "POST"])
def replaced(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """The lost copies and the commission of the act of a receipt in place of lost books."""
    _actor, school = require_school(request, Permission.POST_FUND, school_uid)
    receipt = receipt_of(school.pk, uid)
    if receipt is None or receipt.kind != Receipt.Kind.REPLACEMENT or receipt.state == Receipt.State.REVERSED:
        raise Http404
    if request.method != "POST":
        return _page(request, school, receipt, LossForm(initial=_known(school, receipt)))
    form = LossForm(request.POST)
    if not form.is_valid():
        return _page(request, school, receipt, form, status=422)
    try:
        write_loss(school_id=school.pk, receipt_uid=uid, draft=LossDraft(**form.cleaned_data))
    except TomikError as error:
        for problem in error.problems:
            form.add_error(problem.column, problem.message)
        if not error.problems:
            form.add_error(None, str(error))
        return _page(request, school, receipt, form, status=error.status)
    messages.success(request, _("What was lost is written down."))
    return SeeOther(reverse("fund:receipt", args=[school.uid, uid]))


def _page(
    request: HttpRequest, school: School, receipt: Receipt, form: LossForm, *, status: int = 200
) -> HttpResponse:
    context = {"school": school, "receipt": receipt, "form": form}
    return render(request, "fund/lost.html", context, status=status)


def _known(school: School, receipt: Receipt) -> dict[str, object]:
    """What was written down; before that the commission in force."""
    known = ReplacedLoss.objects.filter(receipt=receipt).first()
    members = [(post, name) for post, name in known.commission] if known else commission_in_force(school.pk)
    return {
        "lost": "\n".join(one.typed for one in losses_of(known)),
        "commission": "\n".join(f"{post}; {name}" for post, name in members),
        "notebook": known.notebook if known else "",
        "record_out": known.record_out if known else "",
        "version": known.version if known else 0,
    }

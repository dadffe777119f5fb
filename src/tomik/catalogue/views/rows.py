"""One row of the federal list with everything that it prints, and the set that it is."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomik.catalogue.models import EditionSet, FederalListRow
from tomik.catalogue.queries.lists import open_links, sets_like
from tomik.catalogue.services.links import link_row
from tomik.catalogue.views.access import may_edit, require_operator
from tomik.ui.public import SeeOther


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID, row_no: int) -> HttpResponse:
    """A row as printed; the operator finds its set here."""
    row = get_object_or_404(
        FederalListRow.objects.select_related("federal_list").prefetch_related(open_links()),
        federal_list__uid=uid,
        row_no=row_no,
        is_heading=False,
    )
    query, editable = request.GET.get("q", ""), may_edit(request)
    context = {
        "row": row,
        "linked": [link for link in row.open_links if link.confirmed_at],  # type: ignore[attr-defined]
        "near": sets_like(row, query) if editable else [],
        "q": query,
        "may_edit": editable,
    }
    return render(request, "catalogue/row.html", context)


@login_required
@require_POST
def link(request: HttpRequest, uid: UUID, row_no: int) -> HttpResponse:
    """The row is the set that the operator found."""
    actor, _region_id = require_operator(request)
    row = get_object_or_404(FederalListRow, federal_list__uid=uid, row_no=row_no, is_heading=False)
    one = get_object_or_404(EditionSet, uid=request.POST.get("set", "") or UUID(int=0), is_provisional=False)
    link_row(row_id=row.pk, edition_set_id=one.pk, actor=actor.user)
    messages.success(request, _("The row is linked to «%(title)s».") % {"title": one})
    return SeeOther(reverse("catalogue:row", args=[uid, row_no]))

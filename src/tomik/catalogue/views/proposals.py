"""Titles that schools propose, and the operator's decisions."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.catalogue.forms import RefuseForm, SetForm
from tomik.catalogue.models import CatalogueProposal, EditionSet
from tomik.catalogue.queries.proposals import near_sets, proposals_of
from tomik.catalogue.services.proposals import accept_as_new, refuse, take_for_known
from tomik.catalogue.tables import ProposalFilter, ProposalTable
from tomik.catalogue.views.access import may_edit, posted, require_operator
from tomik.kernel.errors import TomikError
from tomik.territory.public import actor_of
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Proposals: a school sees its own, the operator those of the region; waiting ones first."""
    screen = List(
        table=ProposalTable,
        filters=ProposalFilter,
        title=_("Proposals to the catalogue"),
        file_name="proposals",
        page="catalogue/proposals.html",
        context={"may_edit": may_edit(request)},
    )
    return list_response(request, proposals_of(actor_of(request)), screen)


@login_required
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A proposal: the operator accepts it as described, or names the known set."""
    actor = actor_of(request)
    proposal = get_object_or_404(proposals_of(actor), uid=uid)
    editable = may_edit(request) and proposal.state == CatalogueProposal.State.WAITING
    form = SetForm(posted(request), instance=proposal.edition.edition_set if proposal.edition else None)
    if request.method == "POST":
        require_operator(request)
        if form.is_valid():
            try:
                accept_as_new(uid=uid, new=form.new_set(), actor=actor.user)
            except TomikError as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("The textbook is in the catalogue now."))
                return SeeOther(reverse("catalogue:proposals"))
    context = {
        "proposal": proposal,
        "form": form,
        "refuse_form": RefuseForm(),
        "near": near_sets(proposal, request.GET.get("q", "")) if editable else [],
        "q": request.GET.get("q", ""),
        "may_edit": editable,
    }
    return render(request, "catalogue/proposal.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The proposed title is the chosen known set."""
    actor, _region_id = require_operator(request)
    proposal = get_object_or_404(proposals_of(actor), uid=uid)
    known = get_object_or_404(
        EditionSet, uid=request.POST.get("set", "") or UUID(int=0), is_provisional=False
    )
    try:
        take_for_known(uid=proposal.uid, edition_set_id=known.pk, actor=actor.user)
    except TomikError as error:
        messages.error(request, str(error))
        return SeeOther(reverse("catalogue:proposal", args=[uid]))
    messages.success(request, _("The copies are counted with «%(title)s» now.") % {"title": known})
    return SeeOther(reverse("catalogue:proposals"))


@login_required
@require_POST
def turn_down(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Refuse a proposal with a reason."""
    actor, _region_id = require_operator(request)
    proposal = get_object_or_404(proposals_of(actor), uid=uid)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the reason: the school reads it."))
        return SeeOther(reverse("catalogue:proposal", args=[uid]))
    try:
        refuse(uid=proposal.uid, reason=form.cleaned_data["reason"], actor=actor.user)
    except TomikError as error:
        messages.error(request, str(error))
    return SeeOther(reverse("catalogue:proposals"))

"""Groups of sets that replace one another."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomik.catalogue.models import Equivalence
from tomik.catalogue.queries.sets import confirmed_groups
from tomik.catalogue.services.equivalence import cancel_equivalence, confirm_equivalence, proposed_groups
from tomik.catalogue.views.access import may_edit, region_of, require_operator
from tomik.kernel.errors import TomikError
from tomik.territory.public import actor_of
from tomik.ui.public import SeeOther


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Confirmed groups of the region; to the operator also the proposed ones."""
    region_id = region_of(actor_of(request))
    editable = may_edit(request)
    context = {
        "groups": confirmed_groups(region_id),
        "proposed": proposed_groups(region_id) if editable and region_id else [],
        "may_edit": editable,
    }
    return render(request, "catalogue/equivalence.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Count the chosen sets together."""
    actor, region_id = require_operator(request)
    set_ids = [int(value) for value in request.POST.getlist("set") if value.isdecimal()]
    try:
        confirm_equivalence(
            region_id=region_id, set_ids=set_ids, actor=actor.user, note=request.POST.get("note", "")
        )
    except TomikError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("These textbooks are now counted together."))
    return SeeOther(reverse("catalogue:equivalence"))


@login_required
@require_POST
def cancel(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Count the sets of a group apart again."""
    _actor, region_id = require_operator(request)
    try:
        cancel_equivalence(region_id=region_id, uid=uid)
    except Equivalence.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("These textbooks are counted apart again."))
    return SeeOther(reverse("catalogue:equivalence"))

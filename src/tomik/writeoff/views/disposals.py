"""Where the copies of a posted act went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tomik.writeoff.forms import DisposalForm
from tomik.writeoff.rules import Action
from tomik.writeoff.services.disposal import dispose
from tomik.writeoff.views.access import WHO, Opened, opened
from tomik.writeoff.views.steps import taken


@login_required
@require_POST
def add(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Copies went as waste paper, by a sale, to another organisation, were destroyed."""
    one = opened(request, school_uid, uid, *WHO[Action.DISPOSE])
    form = DisposalForm(request.POST)

    def do(act: Opened, _values: dict[str, Any]) -> Any:
        return dispose(school=act.school, act_uid=act.act.uid, draft=form.draft(), actor_id=act.actor.user.pk)

    return taken(request, one, form, do, name="disposal", done=_("Written down."))

"""Documents of a school, one document, its reversal."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomik.accounts.public import Permission, User
from tomik.kernel.errors import TomikError
from tomik.kernel.origin import in_words
from tomik.ledger import queries
from tomik.ledger.forms import ReverseForm
from tomik.ledger.labels import account_label, kind_label
from tomik.ledger.models import Entry
from tomik.ledger.owners import is_owned, screen_of
from tomik.ledger.services.documents import reverse_recorded
from tomik.ledger.services.periods import latest_closing
from tomik.ledger.tables import EntryFilter, EntryTable, LineFilter, LineTable
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import List, SeeOther, list_response

FLOWS_SHOWN = 12


@login_required
@require_GET
def entries(request: HttpRequest, school_uid: UUID | None = None) -> HttpResponse:
    """All documents of the school, newest first."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    screen = List(
        table=EntryTable,
        title=_("Documents: %(school)s") % {"school": school.short_name},
        file_name="documents",
        filters=EntryFilter,
        page="ledger/entries.html",
        context={
            "school": school,
            "closing": latest_closing(school.pk),
            "may_close": actor.may(Permission.CLOSE_PERIOD, school_id=school.pk),
        },
    )
    return list_response(request, queries.entries_of(school.pk), screen)


@login_required
@require_GET
def entry(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """One document: what moved from where to where, its reversal or what it reverses."""
    actor, school, found = _opened(request, school_uid, uid, Permission.SEE_REGISTERS)
    return _page(request, actor, school, found, form=ReverseForm())


@login_required
@require_POST
def reverse_entry(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Reverse a document."""
    actor, school, found = _opened(request, school_uid, uid, Permission.REVERSE)
    form = ReverseForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, school, found, form=form, status=422)
    try:
        posted = reverse_recorded(
            school_id=school.pk,
            entry_uid=found.uid,
            uid=form.cleaned_data["operation_id"],
            reason=form.cleaned_data["reason"],
            actor_id=actor.user.pk,
        )
    except TomikError as error:
        form.add_error(None, str(error))
        return _page(request, actor, school, found, form=form, status=error.status)
    messages.success(request, _("The document is reversed."))
    return SeeOther(reverse("ledger:entry", args=[school.uid, posted.entry.uid]))


def _opened(
    request: HttpRequest, school_uid: UUID, uid: UUID, permission: Permission
) -> tuple[Actor, School, Entry]:
    actor, school = require_school(request, permission, school_uid)
    found = queries.entry_by_uid([school.pk], uid)
    if found is None:
        raise Http404
    return actor, school, found


def _page(
    request: HttpRequest, actor: Actor, school: School, found: Entry, *, form: ReverseForm, status: int = 200
) -> HttpResponse:
    undone = queries.reversal_of(found)
    kind, day = Entry.Kind(found.kind).label, f"{found.occurred_on:%d.%m.%Y}"
    may_reverse = undone is None and found.reverses_id is None
    context: dict[str, Any] = {
        "school": school,
        "entry": found,
        "undone": undone,
        "flows": _flows(found),
        "came_from": in_words(found.origin),
        "recorded_by": User.objects.filter(pk=found.actor_id).first() if found.actor_id else None,
        "worth": queries.worth_of(found),
        "own_screen": screen_of(found, school.uid),
        "form": form
        if may_reverse and not is_owned(found) and actor.may(Permission.REVERSE, school_id=school.pk)
        else None,
    }
    screen = List(
        table=LineTable,
        filters=LineFilter,
        title=_("%(kind)s of %(day)s") % {"kind": kind.capitalize(), "day": day},
        file_name="document",
        page="ledger/entry.html",
        page_size=100,
        context=context,
    )
    response = list_response(request, queries.entry_lines(found), screen)
    response.status_code = status
    return response


def _flows(entry: Entry) -> list[tuple[str, str, int]]:
    """From, to and copies in words; of many holders only their kinds."""
    flows = queries.flows_of(entry)
    if len(flows) <= FLOWS_SHOWN:
        return [(account_label(one), account_label(two), copies) for one, two, copies in flows]
    sums: Counter[tuple[str, str]] = Counter()
    for one, two, copies in flows:
        sums[kind_label(one), kind_label(two)] += copies
    return [(one, two, copies) for (one, two), copies in sums.items()]

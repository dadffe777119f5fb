"""Internal moves of a school: the list, one move with its paper and history, its reversal."""

from __future__ import annotations

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
from tomik.fund.models import Move
from tomik.fund.move_tables import MoveFilter, MoveTable, basis_of
from tomik.fund.official.movement import InternalMove, internal_move
from tomik.fund.official.parts import Form, institution_of
from tomik.fund.official.printing import draft_pdf, paper_of, printings_of
from tomik.fund.queries.moves import lines_of, move_of, moves_of, paper_lines
from tomik.fund.receipt_forms import ReverseReceiptForm
from tomik.fund.services.moves import discard_move, reverse_move
from tomik.kernel.errors import TomikError
from tomik.ledger.public import entry_by_uid, reversal_of
from tomik.territory.public import Actor, Building, School, require_school
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_GET
def listed(request: HttpRequest, school_uid: UUID | None = None) -> HttpResponse:
    """Moves of the school, newest first."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    rows = moves_of(school.pk)
    screen = List(
        table=MoveTable,
        title=_("Internal moves: %(school)s") % {"school": school.short_name},
        file_name="moves",
        filters=MoveFilter,
        page="fund/moves/list.html",
        table_options={"school": school},
        context={
            "school": school,
            "may_post": actor.may(Permission.POST_FUND, school_id=school.pk),
            "is_empty": not rows.exists(),
            "has_buildings": has_buildings(school),
        },
    )
    return list_response(request, rows, screen)


def has_buildings(school: School) -> bool:
    """Whether there is somewhere to move to."""
    return Building.objects.filter(school=school).count() > 1


@login_required
@require_GET
def move(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """One move: its lines, its paper, what comes next, what happened to it."""
    actor, school, found = _opened(request, school_uid, uid, Permission.SEE_REGISTERS)
    return _page(request, actor, school, found)


@login_required
@require_GET
def paper(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """The paper of the move: a draft's is marked so and kept nowhere, a posted one's is printed once and kept."""
    actor, school, found = _opened(request, school_uid, uid, Permission.NOTE_ACCOUNTING)
    form = _form(found)
    if found.state == Move.State.DRAFT:
        content = draft_pdf(form)
    else:
        content = paper_of(
            school=school, document_uid=found.uid, form=form, actor=actor, moment=found.posted_at
        )
    return pdf_response(content, f"{form.title} {found.number or ''}")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A paper that opens in the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    named = content_disposition_header(as_attachment=False, filename=f"{name.strip()}.pdf")
    response["Content-Disposition"] = named or "inline"
    return response


def _form(found: Move) -> Form:
    return internal_move(
        InternalMove(
            number=str(found.number or ""),
            day=found.moved_on,
            school=found.school,
            source=_place(found.from_building),
            target=_place(found.to_building),
            lines=paper_lines(found),
            basis=basis_of(found),
            gave=(found.gave_post, found.gave_name),
            took=(found.took_post, found.took_name),
        )
    )


def _place(building: Building) -> str:
    return ", ".join(part for part in (building.name, building.address) if part)


@login_required
@require_POST
def discard(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Throw a draft away."""
    actor, school, found = _opened(request, school_uid, uid, Permission.POST_FUND)
    version = request.POST.get("version", "")
    if not version.isdecimal():
        return _page(request, actor, school, found, refusal=_("Choose the action once more."), status=422)
    try:
        discard_move(school_id=school.pk, uid=uid, version=int(version[:9]))
    except TomikError as error:
        _actor, _school, found = _opened(request, school_uid, uid, Permission.POST_FUND)
        return _page(request, actor, school, found, refusal=str(error), status=error.status)
    messages.success(request, _("The draft is thrown away."))
    return SeeOther(reverse("fund:moves", args=[school.uid]))


@login_required
@require_POST
def reverse_it(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Take a posted move back."""
    actor, school, found = _opened(request, school_uid, uid, Permission.REVERSE)
    form = ReverseReceiptForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, school, found, reversal=form, status=422)
    try:
        reverse_move(
            school=school,
            uid=uid,
            operation_uid=form.cleaned_data["operation_id"],
            reason=form.cleaned_data["reason"],
            actor_id=actor.user.pk,
        )
    except TomikError as error:
        form.add_error(None, [str(error), *(one.message for one in error.problems)])
        _actor, _school, found = _opened(request, school_uid, uid, Permission.REVERSE)
        return _page(request, actor, school, found, reversal=form, status=error.status)
    messages.success(request, _("The move is reversed."))
    return SeeOther(reverse("fund:move", args=[school.uid, uid]))


def _opened(
    request: HttpRequest, school_uid: UUID, uid: UUID, permission: Permission
) -> tuple[Actor, School, Move]:
    actor, school = require_school(request, permission, school_uid)
    found = move_of(school.pk, uid)
    if found is None:
        raise Http404
    return actor, school, found


def _page(
    request: HttpRequest,
    actor: Actor,
    school: School,
    found: Move,
    *,
    reversal: ReverseReceiptForm | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may = {one: actor.may(one, school_id=school.pk) for one in Permission}
    is_draft, is_posted = found.state == Move.State.DRAFT, found.state == Move.State.POSTED
    if reversal is None and may[Permission.REVERSE] and is_posted:
        reversal = ReverseReceiptForm()
    lines = lines_of(found)
    context = {
        "school": school,
        "move": found,
        "basis": basis_of(found).words,
        "is_draft": is_draft,
        "may_edit": is_draft and may[Permission.POST_FUND],
        "may_print": may[Permission.NOTE_ACCOUNTING],
        "missing": institution_of(school).missing,
        "lines": [
            {"line": line, "lot": lot, "kopecks": line.copies * lot.price_kopecks} for line, lot in lines
        ],
        "sums": {
            "copies": sum(line.copies for line, _lot in lines),
            "kopecks": sum(line.copies * lot.price_kopecks for line, lot in lines),
        },
        "reversal": reversal,
        "refusal": refusal,
        **_history(school, found),
    }
    return render(request, "fund/moves/move.html", context, status=status)


def _history(school: School, found: Move) -> dict[str, Any]:
    """The entry that stands in the books, its reversal, who did what, what was printed."""
    entry = entry_by_uid([school.pk], found.operation_uid) if found.operation_uid else None
    people = User.objects.in_bulk(
        [one for one in (found.created_by, found.posted_by, found.reversed_by) if one]
    )
    return {
        "entry": entry,
        "undone": reversal_of(entry) if entry else None,
        "created_by": people.get(found.created_by or 0),
        "posted_by": people.get(found.posted_by or 0),
        "reversed_by": people.get(found.reversed_by or 0),
        "printings": printings_of(school, found.uid),
    }

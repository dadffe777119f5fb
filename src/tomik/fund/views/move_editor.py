"""The editor of an internal move: head and lines on one page; what is typed travels in the form and is never lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomik.accounts.public import Permission
from tomik.fund.models import Copy, Move
from tomik.fund.move_editor import Answer, EditorLine, Shelves, typed_shelves
from tomik.fund.move_forms import MoveHeadForm, move_values
from tomik.fund.move_rules import head_problems
from tomik.fund.official.parts import institution_of
from tomik.fund.queries.moves import lines_of, move_of
from tomik.fund.services.moves import WholeMove, finish_move, save_move
from tomik.kernel import clock
from tomik.kernel.errors import Conflict, TomikError
from tomik.kernel.ids import uuid7
from tomik.territory.public import Building, School, require_school
from tomik.ui.public import SeeOther, render_screen


@dataclass
class State:
    """Everything that the page shows: as it is stored, or as it was typed."""

    school: School
    uid: UUID
    head: MoveHeadForm
    shelves: Shelves
    version: int = 0
    operation_id: str = ""
    answer: Answer = field(default_factory=Answer)
    q: str = ""
    add_copies: str = ""
    problems: list[str] = field(default_factory=list)
    theirs: Move | None = None


@login_required
@require_GET
def new(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """An empty move, from the main building to the next one."""
    _actor, school = require_school(request, Permission.POST_FUND, school_uid)
    buildings = list(
        Building.objects.filter(school=school).order_by("-is_main", "name").values_list("pk", flat=True)
    )
    place = institution_of(school)
    post, name = place.librarian
    initial: dict[str, Any] = {
        "moved_on": clock.today(school.timezone),
        "from_building": buildings[0] if buildings else None,
        "to_building": buildings[1] if len(buildings) > 1 else None,
        "gave_post": post,
        "gave_name": name,
    }
    head = MoveHeadForm(school=school, initial=initial)
    shelves = Shelves(school.pk, buildings[0] if buildings else 0)
    return _show(request, State(school, uuid7(), head, shelves, operation_id=str(uuid7())))


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """A draft; POST adds, removes, saves or posts by the button `do`."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    if request.method == "POST":
        return _act(request, _typed(request.POST, school, uid), actor_id=actor.user.pk)
    found = move_of(school.pk, uid)
    if found is None:
        raise Http404
    if found.state != Move.State.DRAFT:
        return redirect("fund:move", school.uid, uid)
    head = MoveHeadForm(school=school, initial=move_values(found))
    shelves = Shelves(school.pk, found.from_building_id, _stored(found))
    state = State(school, uid, head, shelves, version=found.version, operation_id=str(uuid7()))
    return _show(request, state)


def _stored(found: Move) -> list[EditorLine]:
    rows = lines_of(found)
    ids = [key for line, _lot in rows for key in line.copy_ids]
    copies = Copy.objects.in_bulk(ids) if ids else {}
    return [
        EditorLine(lot, str(line.copies), [copies[key] for key in line.copy_ids if key in copies])
        for line, lot in rows
    ]


def _typed(data: QueryDict, school: School, uid: UUID) -> State:
    version = data.get("version", "")
    head = MoveHeadForm(data, school=school)
    return State(
        school,
        uid,
        head,
        typed_shelves(data, school.pk, head.building("from_building")),
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        operation_id=data.get("operation_id", ""),
        q=data.get("q", ""),
        add_copies=data.get("add_copies", ""),
    )


def _act(request: HttpRequest, state: State, *, actor_id: int) -> HttpResponse:
    action, _separator, argument = request.POST.get("do", "save").partition(":")
    answer = line_action(state.shelves, action, argument, q=state.q, copies=state.add_copies)
    if answer is None:
        return _keep(request, state, action, actor_id=actor_id)
    state.answer = answer
    return _show(request, state)


def line_action(shelves: Shelves, action: str, argument: str, *, q: str, copies: str) -> Answer | None:
    """What a button of the lines does; None when it is a button of the document."""
    if action in ("add", "all"):
        return shelves.ask(q, copies=copies, whole=action == "all")
    if action in ("choose", "choose-all"):
        return shelves.choose(argument, copies=copies, whole=action == "choose-all")
    if action == "fill":
        return shelves.fill(argument)
    if action == "remove":
        return shelves.remove(argument)
    return Answer() if action == "show" else None


def _keep(request: HttpRequest, state: State, action: str, *, actor_id: int) -> HttpResponse:
    """Save the draft or post it; refusals are shown over what was typed."""
    posts = action == "post"
    if not _is_right(state, takes=posts):
        return _show(request, state, status=422)
    over = request.POST.get("their_version", "")
    version = int(over) if action == "over" and over.isdecimal() and len(over) < 10 else state.version
    whole = WholeMove(
        school=state.school,
        uid=state.uid,
        head=state.head.head(),
        lines=[line.draft for line in state.shelves.lines],
        version=version,
    )
    try:
        if posts:
            finish_move(whole, operation_uid=UUID(state.operation_id), actor_id=actor_id)
        else:
            save_move(whole, actor_id=actor_id)
    except TomikError as error:
        return _refused(request, state, error)
    if posts:
        messages.success(request, _("The move is posted."))
        return SeeOther(reverse("fund:move", args=[state.school.uid, state.uid]))
    messages.success(request, _("The draft is saved. Nothing has moved yet: post it when it is complete."))
    return SeeOther(reverse("fund:move-edit", args=[state.school.uid, state.uid]))


def _is_right(state: State, *, takes: bool) -> bool:
    """Whether all of it can be kept; otherwise every problem stands beside its field."""
    head = state.head.head()
    for one in head_problems(head, today=state.head.today):
        state.head.problem(one)
    try:
        UUID(state.operation_id)
    except ValueError:
        state.operation_id = str(uuid7())
        state.problems.append(_("Choose the action once more."))
    state.shelves.number()
    state.shelves.check()
    if not state.shelves.lines:
        state.problems.append(_("The move has no lines."))
    if not (state.head.errors or state.problems or state.shelves.wrong):
        # What the shelves hold is asked by the service: of a request that is repeated they hold less now.
        return True
    if takes and head.from_building_id:
        state.shelves.check_shelves()
    return False


def _refused(request: HttpRequest, state: State, error: TomikError) -> HttpResponse:
    if isinstance(error, Conflict) or not error.problems:
        state.problems.append(str(error))
    if isinstance(error, Conflict):
        state.theirs = move_of(state.school.pk, state.uid)
        if state.theirs is None:
            # The uid of a move that this person does not see: what was typed becomes a move of its own.
            state.uid, state.version = uuid7(), 0
    state.shelves.tell(error.problems)
    for one in error.problems:
        if one.row is None:
            state.head.problem(one)
    return _show(request, state, status=error.status)


def _show(request: HttpRequest, state: State, *, status: int = 200) -> HttpResponse:
    if status == 200:
        state.shelves.number()
        state.head = unjudged(state.head)
    context = {
        "state": state,
        "school": state.school,
        "head": state.head,
        "action": reverse("fund:move-edit", args=[state.school.uid, state.uid]),
        "is_new": state.version == 0,
        "has_errors": status != 200,
        "has_buildings": len(state.head.fields["to_building"].queryset) > 1,  # type: ignore[attr-defined]
        "missing": institution_of(state.school).missing,
        **lines_context(state.shelves, state.answer),
    }
    return render_screen(request, "fund/moves/editor.html", "fund/moves/_editor.html", context, status=status)


def lines_context(shelves: Shelves, answer: Answer) -> dict[str, Any]:
    """What the templates of the lines need."""
    return {
        "lines": shelves.lines,
        "sums": shelves.sums,
        "wrong_lines": shelves.wrong,
        "answer": answer,
        "is_asked": answer.is_problem or bool(answer.titles),
    }


def unjudged(head: MoveHeadForm) -> MoveHeadForm:
    """While lines are added, what is typed in the head is shown as it is, without judging it."""
    if not head.is_bound:
        return head
    typed = {name: head.data.get(name, "") for name in head.fields}
    return MoveHeadForm(initial=typed, school=head.school)

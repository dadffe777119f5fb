"""Drafts of the papers of a hand-over to another institution (0510448, 0504805). Nothing is posted and nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.fund.move_editor import Answer, Shelves, typed_shelves
from tomik.fund.move_forms import HandoverForm
from tomik.fund.official.moved import Party, party_of
from tomik.fund.official.movement import HANDOVER, NOTICE, Handover, handover, notice
from tomik.fund.official.parts import institution_of
from tomik.fund.official.printing import draft_pdf
from tomik.fund.queries.receivers import receiver, receivers
from tomik.fund.views.move_editor import line_action, lines_context
from tomik.fund.views.moves import pdf_response
from tomik.kernel import clock
from tomik.territory.public import Building, School, require_school
from tomik.ui.public import render_screen

PAPERS = {HANDOVER: handover, NOTICE: notice}
ASKED_MIN = 2
"""Letters of a school's name that are worth searching for."""


@dataclass
class State:
    """Everything that the page shows, as it was typed."""

    school: School
    head: HandoverForm
    shelves: Shelves
    data: QueryDict = field(default_factory=QueryDict)
    answer: Answer = field(default_factory=Answer)
    q: str = ""
    add_copies: str = ""
    asked: str = ""
    found: list[School] = field(default_factory=list)
    told: str = ""
    """What the search for the receiver answers."""
    problems: list[str] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "POST"])
def drafts(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The form; POST adds lines, finds the receiver or prints a draft by the button `do`."""
    _actor, school = require_school(request, Permission.POST_FUND, school_uid)
    if request.method != "POST":
        return _show(request, _empty(school))
    data = request.POST
    head = HandoverForm(data, school=school)
    state = State(
        school,
        head,
        typed_shelves(data, school.pk, head.building("from_building")),
        data,
        q=data.get("q", ""),
        add_copies=data.get("add_copies", ""),
        asked=data.get("asked", "").strip()[:200],
    )
    action, _separator, argument = data.get("do", "show").partition(":")
    if action == "add" and not state.q.strip() and state.asked:
        # Enter in any field presses the first button of the form.
        action = "find"
    if action == "print":
        return _print(request, state, argument)
    if action in ("find", "receiver"):
        _receiver(state, action, argument)
        return _show(request, state)
    state.answer = (
        line_action(state.shelves, action, argument, q=state.q, copies=state.add_copies) or Answer()
    )
    return _show(request, state)


def _empty(school: School) -> State:
    main = Building.objects.filter(school=school).order_by("-is_main", "name").first()
    initial = {"handed_on": clock.today(school.timezone), "from_building": main.pk if main else None}
    shelves = Shelves(school.pk, main.pk if main else 0)
    return State(school, HandoverForm(school=school, initial=initial), shelves)


def _receiver(state: State, action: str, argument: str) -> None:
    """Search for a school of the region, or take the one that was chosen: its name and INN, nothing else."""
    if action == "receiver":
        chosen = receiver(state.school, argument)
        if chosen is not None:
            data = state.data.copy()
            data["receiver_name"], data["receiver_inn"] = chosen.full_name or chosen.short_name, chosen.inn
            state.head, state.asked = HandoverForm(data, school=state.school), ""
            state.told = _("The receiver is chosen: %s.") % chosen.short_name
        return
    if len(state.asked) < ASKED_MIN:
        state.told = _("Write at least two letters of the name, or the INN.")
        return
    state.found = receivers(state.school, state.asked)
    if not state.found:
        state.told = (
            _("No school of the region fits “%s”: write the name and the INN yourself.") % state.asked
        )


def _print(request: HttpRequest, state: State, paper: str) -> HttpResponse:
    is_read = state.head.is_valid()
    state.shelves.number()
    state.shelves.check()
    if state.head.building("from_building"):
        state.shelves.check_shelves()
    if not state.shelves.lines:
        state.problems.append(_("The paper has no lines."))
    if paper not in PAPERS:
        state.problems.append(_("Choose the action once more."))
    if not is_read or state.problems or state.shelves.wrong:
        return _show(request, state, status=422)
    read = state.head.cleaned_data
    said = Handover(
        number="",
        day=read["handed_on"],
        sender=party_of(state.school),
        receiver=Party(name=read["receiver_name"], inn=read["receiver_inn"], head_post="Руководитель"),
        lines=[
            line.lot.moved(line.copies or 0, [one.inventory_number for one in line.told if one.inventory_number])
            for line in state.shelves.lines
        ],
        basis=state.head.basis,
        attachments=read["attachments"],
    )  # fmt: skip
    form = PAPERS[paper](said)
    return pdf_response(draft_pdf(form), form.title)


def _show(request: HttpRequest, state: State, *, status: int = 200) -> HttpResponse:
    head = state.head
    if status == 200:
        state.shelves.number()
        if head.is_bound:
            typed = {name: head.data.get(name, "") for name in head.fields}
            head = HandoverForm(initial=typed, school=state.school)
    context = {
        "state": state,
        "school": state.school,
        "head": head,
        "action": reverse("fund:handover", args=[state.school.uid]),
        "has_errors": status != 200,
        "missing": institution_of(state.school).missing,
        **lines_context(state.shelves, state.answer),
    }
    return render_screen(
        request, "fund/moves/handover.html", "fund/moves/_handover.html", context, status=status
    )

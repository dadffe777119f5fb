"""The editor of a receipt: head and lines on one page; what is typed travels in the form and is never lost."""

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
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from tomik.accounts.public import Permission
from tomik.fund import receipt_editor as editor
from tomik.fund import receipt_rules, receipt_search
from tomik.fund.models import Receipt
from tomik.fund.official.parts import institution_of
from tomik.fund.official.receipts import lines_of
from tomik.fund.queries.receipts import receipt_of
from tomik.fund.receipt_editor import Adding, EditorLine
from tomik.fund.receipt_forms import FIELDS_OF_KIND, HeadForm, head_values
from tomik.fund.receipt_search import Answer
from tomik.fund.receipt_sources import offered
from tomik.fund.receipt_words import line_words
from tomik.fund.services.receipts import WholeReceipt, closed_problem, finish_receipt, save_receipt
from tomik.kernel import clock
from tomik.kernel.errors import Conflict, LineProblem, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import PeriodClosed
from tomik.territory.public import School, require_school
from tomik.ui.public import SeeOther, render_screen

PROPOSED = ("title", "authors", "grade", "publisher", "year", "isbn", "parts")
_PROPOSED_NAMES = {
    "title": gettext_lazy("Title"),
    "authors": gettext_lazy("Authors"),
    "grade": gettext_lazy("Grade"),
    "publisher": gettext_lazy("Publisher"),
    "year": gettext_lazy("Year of edition"),
    "isbn": "ISBN",
    "parts": gettext_lazy("How many parts"),
}


@dataclass
class State:
    """Everything that the page shows: as it is stored, or as it was typed."""

    school: School
    uid: UUID
    head: HeadForm
    lines: list[EditorLine]
    version: int = 0
    operation_id: str = ""
    adding: Adding = field(default_factory=Adding)
    answer: Answer = field(default_factory=Answer)
    told: dict[str, str] = field(default_factory=dict)
    q: str = ""
    problems: list[str] = field(default_factory=list)
    theirs: Receipt | None = None
    same_papers: Any = None
    """The posted receipt by the same papers, when there is one."""


@login_required
@require_GET
def new(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """An empty receipt of the kind that is asked for, or one that another room offers."""
    _actor, school = require_school(request, Permission.POST_FUND, school_uid)
    initial: dict[str, Any] = {"kind": Receipt.Kind.SUPPLIER, "received_on": clock.today(school.timezone)}
    if request.GET.get("kind") in FIELDS_OF_KIND:
        initial["kind"] = request.GET["kind"]
    lines: list[EditorLine] = []
    if "source" in request.GET:
        offer = offered(school.pk, request.GET["source"], request.GET.get("key", ""))
        if offer is None:
            raise Http404
        initial |= offer.head
        lines = editor.lines_offered(offer.lines)
    state = State(school, uuid7(), HeadForm(school=school, initial=initial), lines, operation_id=str(uuid7()))
    return _show(request, state)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """A draft; POST adds, removes, saves or posts by the button `do`."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    if request.method == "POST":
        return _act(request, _typed(request.POST, school, uid), actor_id=actor.user.pk)
    found = receipt_of(school.pk, uid)
    if found is None:
        raise Http404
    if found.state != Receipt.State.DRAFT:
        return redirect("fund:receipt", school.uid, uid)
    head = HeadForm(school=school, initial=head_values(found))
    lines = editor.lines_of_draft(lines_of(found))
    return _show(request, State(school, uid, head, lines, version=found.version, operation_id=str(uuid7())))


def _typed(data: QueryDict, school: School, uid: UUID) -> State:
    version = data.get("version", "")
    return State(
        school,
        uid,
        HeadForm(data, school=school),
        editor.lines_from(data),
        version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        operation_id=data.get("operation_id", ""),
        adding=Adding.of(data),
        told={name: data.get(f"new-{name}", "") for name in PROPOSED},
        q=data.get("q", ""),
    )


def _act(request: HttpRequest, state: State, *, actor_id: int) -> HttpResponse:
    action, _separator, argument = request.POST.get("do", "save").partition(":")
    lines = state.lines
    if action == "add":
        state.answer = receipt_search.answer(state.q, lines, state.adding)
    elif action == "choose":
        state.answer = receipt_search.choose_edition(argument, lines, state.adding)
    elif action == "set":
        state.answer = receipt_search.choose_set(argument, lines, state.adding)
    elif action == "propose":
        return _propose(request, state)
    elif action == "remove":
        state.lines = [line for line in lines if str(line.key) != argument]
        state.answer = Answer(_("The line is taken out."))
    elif action != "show":
        return _keep(request, state, action, actor_id=actor_id)
    return _show(request, state)


def _propose(request: HttpRequest, state: State) -> HttpResponse:
    state.answer, problems = receipt_search.propose_title(
        state.school.pk, state.told, state.lines, state.adding
    )
    if problems:
        return _show(request, state, told_problems=problems, status=422)
    return _show(request, state)


def _keep(request: HttpRequest, state: State, action: str, *, actor_id: int) -> HttpResponse:
    """Save the draft or post it; refusals are shown over what was typed."""
    header, drafts = _checked(state, is_final=action == "post")
    if header is None or drafts is None:
        return _show(request, state, status=422)
    over = request.POST.get("their_version", "")
    version = int(over) if action == "over" and over.isdecimal() and len(over) < 10 else state.version
    try:
        if action == "post":
            finish_receipt(
                WholeReceipt(
                    school=state.school, uid=state.uid, header=header, lines=drafts, version=version
                ),
                operation_uid=UUID(state.operation_id),
                actor_id=actor_id,
                same_papers="same_papers" in request.POST,
            )
        else:
            save_receipt(
                school=state.school, uid=state.uid, header=header, lines=drafts, version=version, actor_id=actor_id
            )  # fmt: skip
    except TomikError as error:
        return _refused(request, state, error)
    if action == "post":
        messages.success(request, _("The receipt is posted."))
        return SeeOther(reverse("fund:receipt", args=[state.school.uid, state.uid]))
    messages.success(request, _("The draft is saved. Nothing has moved yet: post it when it is complete."))
    return SeeOther(reverse("fund:receipt-edit", args=[state.school.uid, state.uid]))


def _checked(
    state: State, *, is_final: bool
) -> tuple[receipt_rules.Header | None, list[receipt_rules.ReceiptLineDraft] | None]:
    """Head and lines when all of it is right; otherwise every problem stands beside its field."""
    today = clock.today(state.school.timezone)
    header = state.head.header()
    for one in receipt_rules.header_problems(header, today=today):
        state.head.problem(one)
    try:
        UUID(state.operation_id)
    except ValueError:
        state.operation_id = str(uuid7())
        state.problems.append(_("Choose the action once more."))
    editor.read_all(state.lines, kind=header.kind)
    state.problems += [one.message for one in editor.check(state.lines, kind=header.kind, today=today)]
    is_right = not (state.head.errors or state.problems or any(line.errors for line in state.lines))
    if not is_right and is_final and (closed := closed_problem(state.school.pk, header.received_on)):
        state.head.problem(closed)
    return (header, [line.draft for line in state.lines if line.draft]) if is_right else (None, None)


def _refused(request: HttpRequest, state: State, error: TomikError) -> HttpResponse:
    if isinstance(error, PeriodClosed):
        state.head.problem(LineProblem(None, "received_on", str(error)))
        return _show(request, state, status=422)
    if isinstance(error, Conflict):
        _explain_conflict(state, error)
    elif not error.problems:
        state.problems.append(str(error))
    rows: list[LineProblem] = [one for one in error.problems if one.row is not None]
    editor.tell(state.lines, rows)
    for one in error.problems:
        if one.row is None:
            state.head.problem(one)
    return _show(request, state, status=error.status)


def _explain_conflict(state: State, error: Conflict) -> None:
    """Another one's draft, a posted one, or the same papers: what it is and what to do."""
    state.problems.append(str(error))
    if "uid" in error.context:
        state.same_papers = error.context["uid"]
        return
    state.theirs = receipt_of(state.school.pk, state.uid)
    if state.theirs is None:
        # The uid of a receipt that this person does not see: what was typed becomes a receipt of its own.
        state.uid, state.version = uuid7(), 0


def _show(
    request: HttpRequest,
    state: State,
    *,
    told_problems: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    if status == 200:
        editor.read_all(state.lines, kind=state.head.asked_kind)
        for line in state.lines:
            line.errors = {}
        state.head = _unjudged(state.head)
    context = {
        "state": state,
        "school": state.school,
        "head": state.head,
        "lines": state.lines,
        "sums": _sums(state.lines),
        "answer": state.answer,
        "unknown": _unknown(state, told_problems or {}),
        "action": reverse("fund:receipt-edit", args=[state.school.uid, state.uid]),
        "is_new": state.version == 0,
        **line_words(),
        "has_errors": status == 422,
        "wrong_lines": [line for line in state.lines if line.errors],
        "missing": institution_of(state.school).missing,
    }
    return render_screen(
        request, "fund/receipts/editor.html", "fund/receipts/_editor.html", context, status=status
    )


def _unjudged(head: HeadForm) -> HeadForm:
    """While lines are added, what is typed in the head is shown as it is, without judging it."""
    if not head.is_bound:
        return head
    typed = {name: head.data.get(name, "") for name in head.fields}
    return HeadForm(initial=typed, school=head.school)


def _unknown(state: State, problems: dict[str, str]) -> list[dict[str, Any]]:
    """The fields of a title that the catalogue lacks."""
    told = state.answer.unknown
    if told is None:
        return []
    return [
        {
            "name": name,
            "label": _PROPOSED_NAMES[name],
            "value": told.get(name, ""),
            "problem": problems.get(name, ""),
            "required": name == "title",
        }
        for name in PROPOSED
    ]


def _sums(lines: list[EditorLine]) -> dict[str, int]:
    drafts = [line.draft for line in lines if line.draft]
    return {
        "titles": len(lines),
        "copies": sum(line.accepted for line in lines),
        "by_papers": sum(line.by_papers for line in lines),
        "kopecks": sum(one.copies * one.price_kopecks for one in drafts),
        "differing": sum(one.differs for one in drafts),
        "unread": len(lines) - len(drafts),
    }

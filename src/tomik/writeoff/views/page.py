"""The page of an act: its lines at the left, what will move, what may be done and its papers at the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from tomik.accounts.public import Permission, User
from tomik.fund.public import institution_of
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.school_year import school_year_of
from tomik.ui.public import List, list_response
from tomik.writeoff.evidence import EVIDENCE
from tomik.writeoff.exchange import Wanted, who_needs
from tomik.writeoff.forms import (
    AccountingForm,
    BackForm,
    CodesForm,
    DecideForm,
    DisposalForm,
    ReverseForm,
    StepForm,
)
from tomik.writeoff.models import Commission, WriteoffAct
from tomik.writeoff.papers import papers_for
from tomik.writeoff.queries.acts import ListedLine, listed_lines
from tomik.writeoff.queries.commissions import commissions_in_force
from tomik.writeoff.queries.history import history_of_act
from tomik.writeoff.rules import Action, Member, commission_problems
from tomik.writeoff.tables import LineFilter, LineTable, needed_by, place_words, wanted_words
from tomik.writeoff.views.access import Opened, allowed

S = WriteoffAct.State
OPEN = (S.DRAFT, S.COMMISSION, S.DECIDED, S.APPROVED)
PAGE_SIZE = 100


def act_page(
    request: HttpRequest,
    one: Opened,
    *,
    forms: Mapping[str, forms.Form] | None = None,
    refusal: TomikError | None = None,
    problems: Sequence[LineProblem] = (),
    status: int = 200,
) -> HttpResponse:
    """The page, with a refusal and every problem in place. What was refused is shown as the database has it now."""
    one.act.refresh_from_db()
    lines = listed_lines(one.act)
    told = [*(refusal.problems if refusal else ()), *problems]
    is_open = one.act.state in OPEN
    wanted = _wanted(one, lines) if is_open else {}
    screen = List(
        table=LineTable,
        filters=LineFilter,
        title=_title(one.act),
        file_name="writeoff",
        page="writeoff/act.html",
        page_size=PAGE_SIZE,
        table_options={
            "may_edit": one.may(Action.EDIT),
            "is_open": is_open,
            "wanted": wanted,
            "notes": _notes(told),
        },
        context={
            "refusal": refusal,
            "problems": [problem for problem in told if not problem.row or problem.column == "code"],
            "needed": _needed(lines, wanted),
            "short": sum(line.is_short for line in lines) if is_open else 0,
            **_about(one),
            **_moves(lines),
            **_doing(request, one, dict(forms or {}), lines),
        },
    )
    response = list_response(request, lines, screen)
    response.status_code = status
    return response


def _notes(told: Sequence[LineProblem]) -> dict[int, str]:
    """Problems that stand beside their line."""
    return {p.row: str(p.message) for p in told if p.row and p.column in {"lot", "copies", "codes"}}


def _about(one: Opened) -> dict[str, Any]:
    """What the page says of the act itself."""
    return {
        "school": one.school,
        "act": one.act,
        "asked_evidence": EVIDENCE.get(one.act.reason, ""),
        "missing": institution_of(one.school).missing,
        "may_set": one.actor.may(Permission.NOTE_ACCOUNTING, school_id=one.school.pk),
        "papers": papers_for(one.act),
        "history": history_of_act(one.act),
        "people": _people(one.act),
    }


def _title(act: WriteoffAct) -> str:
    words = {"number": act.number, "day": f"{act.acted_on:%d.%m.%Y}"}
    if act.number:
        return _("Act of write-off No. %(number)s of %(day)s") % words
    return _("Project of an act of %(day)s") % words


def _wanted(one: Opened, lines: Sequence[ListedLine]) -> Mapping[int, Sequence[Wanted]]:
    year = school_year_of(clock.today(one.school.timezone))
    return who_needs(one.school, {line.edition_id for line in lines}, school_year=year)


def _needed(
    lines: Sequence[ListedLine], wanted: Mapping[int, Sequence[Wanted]]
) -> list[tuple[str, str, int]]:
    """Titles that another school needs: title, who needs it, copies of this act."""
    copies: Counter[int] = Counter()
    titles = {}
    for line in lines:
        if needed_by(wanted, line):
            copies[line.edition_id] += line.copies
            titles[line.edition_id] = f"{line.title}, ч. {line.part}" if line.parts > 1 else line.title
    return [(titles[key], wanted_words(wanted[key]), number) for key, number in copies.items()]


def _moves(lines: Sequence[ListedLine]) -> dict[str, Any]:
    """What will move, by place."""
    places: Counter[str] = Counter()
    for line in lines:
        places[place_words(line.place, line.building)] += line.copies
    return {
        "moves": sorted(places.items()),
        "copies": sum(line.copies for line in lines),
        "worth": sum(line.kopecks for line in lines),
        "titles": len({line.edition_id for line in lines}),
    }


def _people(act: WriteoffAct) -> dict[int, User]:
    keys = {act.created_by, act.approved_by, act.posted_by, act.reversed_by} - {None}
    return User.objects.in_bulk([key for key in keys if key is not None])


def _doing(
    request: HttpRequest, one: Opened, bound: dict[str, Any], lines: Sequence[ListedLine]
) -> dict[str, Any]:
    """What the person may do now, a form for each."""
    act, version = one.act, {"version": one.act.version}
    gone = list(act.disposals.order_by("disposed_on", "pk"))
    left = sum(line.copies for line in lines) - sum(disposal.copies for disposal in gone)
    can = {str(action.value): one.may(action) for action in Action}
    can["reverse"] = can["reverse"] and not gone
    can["accounting"] = act.number is not None and allowed(one.actor, one.school, Permission.NOTE_ACCOUNTING)
    found: dict[str, Any] = {
        "can": can,
        "disposals": gone,
        "left": left,
        "step": bound.get("step") or StepForm(initial=version),
        "back": bound.get("back") or BackForm(initial=version),
        "reverse_form": bound.get("reverse") or ReverseForm(initial=version),
        "codes_form": bound.get("codes") or CodesForm(initial=version),
        "lines_form": bound.get("lines"),
        "next_url": reverse("writeoff:act", args=[one.school.uid, act.uid]),
    }
    if can["accounting"]:
        initial = version | {
            "accountant_number": act.accountant_number, "accountant_on": act.accountant_on
        }  # fmt: skip
        found["accounting_form"] = bound.get("accounting") or AccountingForm(initial=initial)
    if can["dispose"]:
        today = clock.today(one.school.timezone)
        initial = {"copies": left, "direction": act.direction, "disposed_on": today}
        found["disposal_form"] = bound.get("disposal") or DisposalForm(initial=initial)
    if can["decide"]:
        found |= _deciding(request, one, bound.get("decide"))
    return found


def _deciding(request: HttpRequest, one: Opened, bound: Any) -> dict[str, Any]:
    in_force = commissions_in_force(one.school.pk, clock.today(one.school.timezone))
    asked = request.POST.get("commission") or request.GET.get("commission", "")
    chosen = _chosen(in_force, asked)
    warnings = []
    if chosen:
        members = [Member(member.name, member.part) for member in chosen.members.all()]
        warnings = commission_problems(members, quorum=chosen.quorum)
    return {
        "commissions": in_force,
        "commission": chosen,
        "warnings": warnings,
        "decide_form": bound or decide_form(one, asked),
    }


def _chosen(in_force: Sequence[Commission], asked: str) -> Commission | None:
    named = [one for one in in_force if str(one.uid) == asked]
    return next(iter([*named, *in_force]), None)


def decide_form(one: Opened, asked: str, data: Any = None) -> DecideForm:
    """The form of the decision for the commission that was asked for, otherwise for the newest one."""
    today = clock.today(one.school.timezone)
    chosen = _chosen(commissions_in_force(one.school.pk, today), asked)
    return DecideForm(data, commission=chosen, today=today, version=one.act.version)

"""What facts propose for write-off: choose lines and copies, make projects, one for each reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.ids import uuid7
from tomik.kernel.school_year import school_year_of
from tomik.territory.public import School
from tomik.ui.public import List, SeeOther, list_response, money_text, number_text
from tomik.writeoff.exchange import Wanted, who_needs
from tomik.writeoff.queries.proposals import Proposal, proposals
from tomik.writeoff.services.checks import ActLine
from tomik.writeoff.services.projects import Chosen, fact_in_words, make_projects
from tomik.writeoff.tables import ProposalFilter, ProposalTable, needed_by, reason_words
from tomik.writeoff.views.access import allowed, entered
from tomik.writeoff.views.lines import WrongNumber, whole

PAGE_SIZE = 100
Needs = Mapping[int, Sequence[Wanted]]


class ProposalForm(forms.Form):
    """`every`: a reason whose proposals are taken all, also those that are not on the page."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    every = forms.CharField(required=False, max_length=10)
    needed_too = forms.BooleanField(required=False)


@login_required
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The proposals; a POST makes projects of those that were chosen."""
    is_post = request.method == "POST"
    actor, school = entered(request, school_uid, *((Permission.POST_FUND,) if is_post else ()))
    today = clock.today(school.timezone)
    rows = proposals(school.pk, school_year=school_year_of(today), today=today, kind=school.kind)
    wanted = who_needs(school, {row.edition_id for row in rows}, school_year=school_year_of(today))
    if not is_post:
        return _page(request, school, rows, wanted, may_write=allowed(actor, school, Permission.POST_FUND))
    form = ProposalForm(request.POST)
    try:
        if not form.is_valid():
            raise TomikError(_("Load the page again."))
        made = make_projects(
            school=school,
            operation_uid=form.cleaned_data["operation_id"],
            chosen=_chosen(request, form.cleaned_data, rows, wanted),
            actor_id=actor.user.pk,
        )
    except TomikError as error:
        picked = {key: request.POST.get(f"n-{key}", "") for key in request.POST.getlist("pick")}
        return _page(request, school, rows, wanted, may_write=True, refusal=error, picked=picked)
    if len(made) == 1:
        return SeeOther(reverse("writeoff:act", args=[school.uid, made[0].uid]))
    number = len(made)
    messages.success(request, ngettext("%d project is made.", "%d projects are made.", number) % number)
    return SeeOther(reverse("writeoff:acts", args=[school.uid]))


def _chosen(
    request: HttpRequest, values: dict[str, Any], rows: Sequence[Proposal], wanted: Needs
) -> list[Chosen]:
    if values["every"]:
        return [
            _of(row, row.copies)
            for row in rows
            if row.reason == values["every"] and (values["needed_too"] or not needed_by(wanted, row))
        ]
    picked = set(request.POST.getlist("pick"))
    chosen, problems = [], []
    for row in rows:
        if row.key not in picked:
            continue
        picked.discard(row.key)
        try:
            copies = whole(request.POST.get(f"n-{row.key}", str(row.copies)), title=row.title)
        except WrongNumber as error:
            problems += error.problems
            continue
        wrong = _wrong_copies(copies, row)
        if wrong:
            problems.append(LineProblem(None, "copies", f"«{row.title}»: {wrong}", value=str(copies)))
        chosen.append(_of(row, copies))
    if picked:
        gone = _("Some of the ticked lines are no longer proposed: look at the list again.")
        problems.append(LineProblem(None, "pick", gone))
    if problems:
        raise TomikError(_("The act has mistakes."), problems=problems)
    return chosen


def _wrong_copies(copies: int, row: Proposal) -> str:
    if copies > row.copies:
        return _("Only %d copies are there.") % row.copies
    return "" if copies else _("A number of copies above zero is needed.")


def _of(row: Proposal, copies: int) -> Chosen:
    line = ActLine(
        lot_id=row.lot_id,
        account_id=row.account_id,
        copies=copies,
        why=fact_in_words(row.fact, row.until),
    )
    return Chosen(row.reason, line)


def _page(
    request: HttpRequest,
    school: School,
    rows: Sequence[Proposal],
    wanted: Needs,
    *,
    may_write: bool,
    refusal: TomikError | None = None,
    picked: Mapping[str, str] | None = None,
) -> HttpResponse:
    if request.GET.get("needed") == "out":
        rows = [row for row in rows if not needed_by(wanted, row)]
    needed = sum(bool(needed_by(wanted, row)) for row in rows)
    screen = List(
        table=ProposalTable,
        filters=ProposalFilter,
        title=_("Proposals for write-off: %(school)s") % {"school": school.short_name},
        file_name="writeoff-proposals",
        page="writeoff/proposals.html",
        page_size=PAGE_SIZE,
        table_options={"wanted": wanted, "is_needed": needed > 0, "may_write": may_write, "picked": picked},
        context={
            "school": school,
            "may_write": may_write,
            "groups": _groups(rows, wanted),
            "needed": needed,
            "refusal": refusal,
            "operation_id": request.POST.get("operation_id") or uuid7(),
        },
    )
    response = list_response(request, rows, screen)
    response.status_code = refusal.status if refusal else 200
    return response


def _groups(rows: Sequence[Proposal], wanted: Needs) -> list[dict[str, Any]]:
    """Figures of each reason: lines, copies, sum, how many lines another school needs."""
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        sums = found.setdefault(row.reason, {"lines": 0, "copies": 0, "kopecks": 0, "needed": 0})
        sums["lines"] += 1
        sums["copies"] += row.copies
        sums["kopecks"] += row.kopecks
        sums["needed"] += bool(needed_by(wanted, row))
    return [
        {
            "reason": reason,
            "label": reason_words(reason),
            "copies": number_text(sums["copies"]),
            "worth": money_text(sums["kopecks"]),
            **{name: sums[name] for name in ("lines", "needed")},
        }
        for reason, sums in found.items()
    ]

"""The yearly closing: our figures beside those of accounting, the signed act, the books closed by the head."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import Permission
from tomik.fund.accounting_files import read_accounts
from tomik.fund.models import Reconciliation, SummaryRecord
from tomik.fund.official.printing import paper_of
from tomik.fund.official.registers import reconciliation_act
from tomik.fund.queries import summary
from tomik.fund.register_forms import CloseForm, FileForm, ReconciliationForm, past_day
from tomik.fund.services.reconciliation import Stated, latest, our_figures, reconcile, unexplained
from tomik.fund.views.registers_common import PDF, asked_date, file_response, uploaded
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.money import roubles
from tomik.ledger.public import PeriodClosing, close_period, latest_closing
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import SeeOther


@dataclass(slots=True)
class _Forms:
    """What the screen shows in its forms; None: as they are without an answer."""

    compare: ReconciliationForm | None = None
    close: CloseForm | None = None
    problems: list[LineProblem] = field(default_factory=list)


def default_day(school: School) -> date:
    """31 December of the last year that has ended."""
    return date(clock.today(school.timezone).year - 1, 12, 31)


@login_required
@require_http_methods(["GET", "POST"])
def closing(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Both books as of a day; what accounting says of them is written down with the difference."""
    permission = Permission.NOTE_ACCOUNTING if request.method == "POST" else Permission.SEE_REGISTERS
    actor, school = require_school(request, permission, school_uid)
    if request.method != "POST":
        return _page(request, (actor, school), asked_date(request, "on") or default_day(school), _Forms())
    form = ReconciliationForm(request.POST, school=school)
    day = default_day(school)
    if form.is_valid():
        day = form.cleaned_data["as_of"]
        try:
            reconcile(school=school, as_of=day, stated=form.stated(), actor_id=actor.user.pk)
        except TomikError as error:
            for problem in error.problems:
                form.add_error(problem.column, problem.message)
            if not error.problems:
                form.add_error(None, str(error))
        else:
            messages.success(request, _("The comparison is written down."))
            return SeeOther(_address(school, day))
    elif "as_of" in form.cleaned_data:
        day = form.cleaned_data["as_of"]
        for problem in unexplained(school.pk, day, form.stated()):
            form.add_error(problem.column, problem.message)
    return _page(request, (actor, school), day, _Forms(compare=form), status=422)


@login_required
@require_POST
def from_file(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """What accounting says, out of its table: put in the form, to be looked at and written down."""
    actor, school = require_school(request, Permission.NOTE_ACCOUNTING, school_uid)
    day = _day_of(request, school)
    try:
        stated = read_accounts(*uploaded(request))
    except TomikError as error:
        messages.error(request, str(error))
        return _page(request, (actor, school), day, _Forms(problems=error.problems), status=422)
    form = ReconciliationForm(school=school, initial=_initial(day, stated))
    messages.info(request, _("The file is read. Look at the figures and write them down."))
    return _page(request, (actor, school), day, _Forms(compare=form))


def _day_of(request: HttpRequest, school: School) -> date:
    try:
        return past_day(date.fromisoformat(request.POST.get("as_of", "")), clock.today(school.timezone))
    except (ValueError, ValidationError):
        return default_day(school)


def _initial(day: date, stated: list[Stated]) -> dict[str, Any]:
    values: dict[str, Any] = {"as_of": day}
    for one in stated:
        values[f"{one.book}_copies"] = one.copies
        values[f"{one.book}_sum"] = str(roubles(one.kopecks)).replace(".", ",")
        values[f"{one.book}_note"] = one.note
    return values


@login_required
@require_POST
def close(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Close the books through the day, once both are compared with accounting."""
    actor, school = require_school(request, Permission.CLOSE_PERIOD, school_uid)
    form = CloseForm(request.POST, school=school)
    day = default_day(school)
    if form.is_valid():
        day = form.cleaned_data["as_of"]
        try:
            _close(actor, school, day, form.cleaned_data["document_number"])
        except TomikError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The books are closed."))
            return SeeOther(_address(school, day))
    return _page(request, (actor, school), day, _Forms(close=form), status=422)


def _close(actor: Actor, school: School, day: date, number: str) -> PeriodClosing:
    held = our_figures(school.pk, day)
    compared = latest(school.pk, day)
    lacking = [book for book, ours in held.items() if ours.copies and book not in compared]
    if lacking:
        names = ", ".join(str(SummaryRecord.Book(book).label) for book in lacking)
        raise TomikError(_("Compare with accounting first: %(books)s.") % {"books": names})
    stale = [book for book, one in compared.items() if _is_stale(one, held[book])]
    if stale:
        raise TomikError(_("The fund has changed since the comparison: compare with accounting again."))
    return close_period(school_id=school.pk, through=day, document_number=number, actor_id=actor.user.pk)


def _is_stale(one: Reconciliation, ours: summary.Figures) -> bool:
    return (one.our_copies, one.our_kopecks) != (ours.balance_copies, ours.balance_kopecks)


def _address(school: School, day: date) -> str:
    return f"{reverse('fund:closing', args=[school.uid])}?on={day.isoformat()}"


@login_required
@require_GET
def act(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """«Акт сверки» as of a day, as it was printed first as long as it says the same."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    day = asked_date(request, "on") or default_day(school)
    rows = list(latest(school.pk, day).values())
    if not rows:
        raise Http404
    rows.sort(key=lambda one: one.book, reverse=True)
    closed = (
        PeriodClosing.objects.filter(school=school, through=day, reopened_at=None).order_by("-id").first()
    )
    form = reconciliation_act(school, rows, closed.document_number if closed else "")
    moment = max(one.recorded_at for one in rows)
    content = paper_of(school=school, document_uid=rows[0].uid, form=form, actor=actor, moment=moment)
    return file_response(content, PDF, f"reconciliation-{day.isoformat()}.pdf")


def _page(
    request: HttpRequest, who: tuple[Actor, School], day: date, forms: _Forms, *, status: int = 200
) -> HttpResponse:
    actor, school = who
    first, compared = date(day.year, 1, 1), latest(school.pk, day)
    books: list[dict[str, Any]] = [
        {
            "name": label,
            "book": book,
            "period": summary.movement([school.pk], book, first=first, last=day)[school.pk],
            "compared": compared.get(book),
        }
        for book, label in SummaryRecord.Book.choices
    ]
    for one in books:
        if one["compared"]:
            one["difference"] = one["compared"].our_kopecks - one["compared"].accounting_kopecks
    last = latest_closing(school.pk)
    context = {
        "school": school,
        "day": day,
        "first": first,
        "books": books,
        "form": forms.compare or ReconciliationForm(school=school, initial=_known(day, compared)),
        "file_form": FileForm(),
        "close_form": forms.close or CloseForm(initial={"as_of": day}, school=school),
        "problems": forms.problems,
        "compared": compared,
        "is_closed": last is not None and last.through >= day,
        "is_empty": not any(one["period"].closing.copies or one["period"].left.copies for one in books),
        "last": last,
        "history": Reconciliation.objects.filter(school=school).order_by("-id")[:50],
        "may_note": actor.may(Permission.NOTE_ACCOUNTING, school_id=school.pk),
        "may_close": actor.may(Permission.CLOSE_PERIOD, school_id=school.pk),
    }
    return render(request, "fund/closing.html", context, status=status)


def _known(day: date, compared: dict[str, Reconciliation]) -> dict[str, Any]:
    stated = [
        Stated(book=one.book, kopecks=one.accounting_kopecks, copies=one.accounting_copies, note=one.note)
        for one in compared.values()
    ]
    return _initial(day, stated)

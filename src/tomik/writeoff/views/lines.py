"""Lines of a project: quantities, copies by search, by scanning and from a file, lines that another school needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.school_year import school_year_of
from tomik.paper.public import UnreadableFile, read_table
from tomik.ui.public import SeeOther
from tomik.writeoff.exchange import who_needs
from tomik.writeoff.forms import CodesForm, StepForm
from tomik.writeoff.queries.acts import listed_lines
from tomik.writeoff.queries.copies import found_holdings, lines_by_codes
from tomik.writeoff.rules import COPIES_MAX, Action
from tomik.writeoff.services.checks import ActLine
from tomik.writeoff.services.lines import change_lines
from tomik.writeoff.tables import needed_by, place_words
from tomik.writeoff.views.access import WHO, Opened, opened
from tomik.writeoff.views.page import act_page


class WrongNumber(TomikError):
    """A quantity that is no number."""


def whole(text: str, *, row: int | None = None) -> int:
    """A quantity from a field. Raises `WrongNumber` with the row."""
    text = text.strip()
    if text.isascii() and text.isdigit() and int(text) <= COPIES_MAX:
        return int(text)
    message = _("A whole number of copies is needed.")
    raise WrongNumber(message, problems=[LineProblem(row, "copies", message, value=text[:20])])


def posted(request: HttpRequest) -> dict[str, str]:
    """The fields that were sent, each once."""
    return {name: str(text) for name, text in request.POST.items()}


def quantities(fields: Iterable[tuple[str, str]], was: dict[str, str]) -> dict[int, int]:
    """Line number → quantity, only of those that differ from what was shown. Raises TomikError with every wrong one."""
    found: dict[int, int] = {}
    problems: list[LineProblem] = []
    for name, text in fields:
        number = name.removeprefix("n-")
        if (
            not name.startswith("n-")
            or not number.isdecimal()
            or text.strip() == was.get(f"was-{number}", "")
        ):
            continue
        try:
            found[int(number)] = whole(text, row=int(number))
        except WrongNumber as error:
            problems += error.problems
    if problems:
        raise TomikError(_("The act has mistakes."), problems=problems)
    return found


def _back(one: Opened) -> SeeOther:
    return SeeOther(reverse("writeoff:act", args=[one.school.uid, one.act.uid]))


@login_required
@require_POST
def change(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Write the quantities that were changed; 0 takes a line out."""
    one = opened(request, school_uid, uid, *WHO[Action.EDIT])
    form = StepForm(request.POST)
    if not form.is_valid():
        return act_page(request, one, forms={"lines": form}, status=422)
    try:
        changed = quantities(posted(request).items(), posted(request))
        change_lines(
            school=one.school, uid=one.act.uid, version=form.cleaned_data["version"], quantities=changed
        )
    except TomikError as error:
        return act_page(request, one, refusal=error, status=error.status)
    messages.success(
        request,
        ngettext("%d line is changed.", "%d lines are changed.", len(changed)) % len(changed),
    )
    return _back(one)


@login_required
@require_POST
def leave_out(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Take out the lines that another school needs."""
    one = opened(request, school_uid, uid, *WHO[Action.EDIT])
    form = StepForm(request.POST)
    if not form.is_valid():
        return act_page(request, one, forms={"step": form}, status=422)
    lines = listed_lines(one.act)
    year = school_year_of(clock.today(one.school.timezone))
    wanted = who_needs(one.school, {line.edition_id for line in lines}, school_year=year)
    numbers = [line.line_no for line in lines if needed_by(wanted, line)]
    try:
        change_lines(
            school=one.school, uid=one.act.uid, version=form.cleaned_data["version"], left_out=numbers
        )
    except TomikError as error:
        return act_page(request, one, refusal=error, status=error.status)
    messages.success(
        request,
        ngettext("%d line is left out.", "%d lines are left out.", len(numbers)) % len(numbers),
    )
    return _back(one)


@login_required
@require_POST
def codes(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Add copies by their codes, scanned or from a file: those that are known; the others are told apart."""
    one = opened(request, school_uid, uid, *WHO[Action.EDIT])
    form = CodesForm(request.POST, request.FILES)
    if not form.is_valid():
        return act_page(request, one, forms={"codes": form}, status=422)
    try:
        pile = [*form.cleaned_data["codes"].split(), *_codes_of(form.cleaned_data["file"])]
        if not pile:
            raise TomikError(_("Scan or paste at least one code."))
        found = lines_by_codes(one.school.pk, pile)
        if found.problems:
            raise TomikError(_("Some codes are unknown here."), problems=found.problems)
        change_lines(
            school=one.school, uid=one.act.uid, version=form.cleaned_data["version"], added=found.lines
        )
    except (TomikError, UnreadableFile) as error:
        refusal = error if isinstance(error, TomikError) else TomikError(str(error))
        return act_page(request, one, forms={"codes": form}, refusal=refusal, status=refusal.status)
    copies = sum(line.copies for line in found.lines)
    messages.success(request, ngettext("%d copy is added.", "%d copies are added.", copies) % copies)
    return _back(one)


def _codes_of(file: Any) -> list[str]:
    """The first filled cell of each row of a table, or each line of a text."""
    if file is None:
        return []
    content: bytes = file.read()
    name = str(file.name or "codes.txt")
    if name.lower().endswith(".txt"):
        return content.decode("utf-8-sig", errors="replace").split()
    found = []
    for sheet in read_table(content, name).sheets:
        for row in sheet.rows:
            text = _text(next((cell for cell in row if cell not in (None, "")), ""))
            if any(letter.isdigit() for letter in text):
                found.append(text)
    return found


def _text(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


@login_required
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Find copies by title, author or ISBN and say how many of them leave."""
    one = opened(request, school_uid, uid, *WHO[Action.EDIT])
    if request.method != "POST":
        return _find(request, one)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _find(request, one, refusal=TomikError(_("Load the page again.")), status=422)
    try:
        added = list(_added(posted(request).items()))
        if not added:
            raise TomikError(_("Write how many copies leave."))
        change_lines(school=one.school, uid=one.act.uid, version=form.cleaned_data["version"], added=added)
    except TomikError as error:
        return _find(request, one, refusal=error, status=error.status)
    return _back(one)


def _added(fields: Iterable[tuple[str, str]]) -> Iterable[ActLine]:
    for name, text in fields:
        account, _dash, lot = name.removeprefix("n-").partition("-")
        if name.startswith("n-") and account.isdecimal() and lot.isdecimal() and text.strip():
            copies = whole(text)
            if copies:
                yield ActLine(account_id=int(account), lot_id=int(lot), copies=copies)


def _find(
    request: HttpRequest, one: Opened, *, refusal: TomikError | None = None, status: int = 200
) -> HttpResponse:
    asked = (request.GET.get("q") or request.POST.get("q", "")).strip()
    rows = [
        (row, place_words(row.place, row.building), request.POST.get(f"n-{row.key}", ""))
        for row in (found_holdings(one.school.pk, asked) if asked else [])
    ]
    context = {
        "school": one.school,
        "act": one.act,
        "q": asked,
        "rows": rows,
        "refusal": refusal,
        "step": StepForm(initial={"version": one.act.version}),
    }
    return render(request, "writeoff/find.html", context, status=status)

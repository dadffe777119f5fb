"""Lines of a project: quantities, copies by search, by scanning and from a file, lines that another school needs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from tomik.writeoff.queries.copies import (
    FOUND_MAX,
    codes_in,
    found_holdings,
    holdings_of,
    kept_codes,
    lines_by_codes,
)
from tomik.writeoff.rules import COPIES_MAX, Action
from tomik.writeoff.services.acts import lines_of
from tomik.writeoff.services.checks import ActLine
from tomik.writeoff.services.lines import change_lines
from tomik.writeoff.tables import needed_by, place_words
from tomik.writeoff.views.access import WHO, Opened, opened
from tomik.writeoff.views.page import act_page

KEY_DIGITS = 19
"""A key of the database has fewer digits."""


class WrongNumber(TomikError):
    """A quantity that is no number."""


def whole(text: str, *, row: int | None = None, title: str = "") -> int:
    """A quantity from a field. Raises `WrongNumber` with the row, or with the title where rows have no numbers."""
    text = text.strip()
    digits = text.removeprefix("+").replace("\xa0", "").replace(" ", "")
    if not (digits.isascii() and digits.isdigit()):
        message = _("A whole number of copies is needed.")
    elif len(digits) > len(str(COPIES_MAX)) or int(digits) > COPIES_MAX:
        message = _("At most %d copies in a line.") % COPIES_MAX
    else:
        return int(digits)
    told = f"«{title}»: {message}" if title else message
    raise WrongNumber(message, problems=[LineProblem(row, "copies", told, value=text[:20])])


def posted(request: HttpRequest) -> dict[str, str]:
    """The fields that were sent, each once."""
    return {name: str(text) for name, text in request.POST.items()}


def quantities(fields: Iterable[tuple[str, str]], was: dict[str, str]) -> dict[int, int]:
    """Line number → quantity, only of those that differ from what was shown. Raises TomikError with every wrong one."""
    found: dict[int, int] = {}
    problems: list[LineProblem] = []
    for name, text in fields:
        number = name.removeprefix("n-")
        if not name.startswith("n-") or not _is_key(number) or text.strip() == was.get(f"was-{number}", ""):
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
        pile = [*codes_in(form.cleaned_data["codes"]), *_codes_of(form.cleaned_data["file"])]
        if not pile:
            raise TomikError(_("Scan or paste at least one code."))
        told = _scanned(one, pile, version=form.cleaned_data["version"], stay=form.cleaned_data["stay"])
    except (TomikError, UnreadableFile) as error:
        refusal = error if isinstance(error, TomikError) else TomikError(str(error))
        return act_page(request, one, forms={"codes": form}, refusal=refusal, status=refusal.status)
    messages.success(request, told)
    return _back(one)


def _scanned(one: Opened, pile: list[str], *, version: int, stay: bool) -> str:
    """Add the copies of a pile, or take them out; what has happened, in words. Raises TomikError with every code."""
    copies, named = _counted(one)
    if stay:
        change_lines(
            school=one.school, uid=one.act.uid, version=version, staying=kept_codes(one.school.pk, pile)
        )
        less = copies - _counted(one)[0]
        return ngettext("%d copy is taken out.", "%d copies are taken out.", less) % less
    found = lines_by_codes(one.school.pk, pile, present=[line for _no, line in lines_of(one.act)])
    if found.problems:
        raise TomikError(_("Some codes are unknown here."), problems=found.problems)
    change_lines(school=one.school, uid=one.act.uid, version=version, added=found.lines)
    copies_now, named_now = _counted(one)
    told = []
    if more := copies_now - copies:
        told.append(ngettext("%d copy is added.", "%d copies are added.", more) % more)
    if more_named := named_now - named:
        told.append(ngettext("%d label is read.", "%d labels are read.", more_named) % more_named)
    return " ".join(told) or _("These copies are in the act already.")


def _counted(one: Opened) -> tuple[int, int]:
    """Copies of the act, and how many of them are named by a label."""
    lines = lines_of(one.act)
    return sum(line.copies for _no, line in lines), sum(len(line.codes) for _no, line in lines)


def _codes_of(file: Any) -> list[str]:
    """The first filled cell of each row of a table, or each line of a text."""
    if file is None:
        return []
    content: bytes = file.read()
    name = str(file.name or "codes.txt")
    if name.lower().endswith(".txt"):
        return codes_in(content.decode("utf-8-sig", errors="replace"))
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
        added = _added(one, posted(request))
        if not added:
            raise TomikError(_("Write how many copies leave."))
        change_lines(school=one.school, uid=one.act.uid, version=form.cleaned_data["version"], added=added)
    except TomikError as error:
        return _find(request, one, refusal=error, status=error.status)
    return _back(one)


def _added(one: Opened, fields: Mapping[str, str]) -> list[ActLine]:
    """The lines that were filled in. Raises TomikError with every wrong quantity, by the title it stands beside."""
    asked = {}
    for name, text in fields.items():
        account, _dash, lot = name.removeprefix("n-").partition("-")
        if name.startswith("n-") and _is_key(account) and _is_key(lot) and text.strip():
            asked[int(account), int(lot)] = text
    there = holdings_of(one.school.pk, {lot for _account, lot in asked})
    lines, problems = [], []
    for place, text in asked.items():
        held = there.get(place)
        try:
            copies = whole(text, title=held.title if held else "")
        except WrongNumber as error:
            problems += error.problems
            continue
        if held and copies > held.copies:
            told = _("Only %d copies are there.") % held.copies
            problems.append(LineProblem(None, "copies", f"«{held.title}»: {told}", value=text[:20]))
        elif copies:
            lines.append(ActLine(account_id=place[0], lot_id=place[1], copies=copies))
    if problems:
        raise TomikError(_("The act has mistakes."), problems=problems)
    return lines


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < KEY_DIGITS


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
        "is_cut": len(rows) >= FOUND_MAX,
        "refusal": refusal,
        "step": StepForm(initial={"version": one.act.version}),
    }
    return render(request, "writeoff/find.html", context, status=status)

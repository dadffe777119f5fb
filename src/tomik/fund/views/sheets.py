"""Papers that a person asks for on a screen: the issue sheet of a class, the inscription of a bound register."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.fund.models import SummaryRecord
from tomik.fund.official import registers as papers
from tomik.fund.official.certificate import Certificate, certificate
from tomik.fund.official.issuing import issue_sheet, issue_sheet_of
from tomik.fund.official.parts import institution_of
from tomik.fund.official.printing import shown_pdf
from tomik.fund.queries import registers as queries
from tomik.fund.sheet_forms import BOUND, REGISTERS, CertificateForm, IssueSheetForm
from tomik.fund.views.registers import PARTS, part_of
from tomik.fund.views.registers_common import PDF, Asked, file_response
from tomik.fund.views.registers_lists import CARDS_AT_ONCE
from tomik.kernel import clock
from tomik.people.public import log_access
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import chosen_school_year

_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@login_required
@require_http_methods(["GET", "POST"])
def issue_sheets(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """«Лист выдачи учебников» of a chosen class. It holds names: only inside the school, every print is journalled."""
    actor, school = require_school(request, Permission.SEE_PUPILS, school_uid)
    year, today = chosen_school_year(request), clock.today(school.timezone)
    form = IssueSheetForm(
        request.POST if request.method == "POST" else None, school=school, year=year, today=today
    )
    if request.method == "POST" and form.is_valid():
        group = form.cleaned_data["group"]
        sheet = issue_sheet_of(group, day=form.cleaned_data["day"], teacher=form.cleaned_data["teacher"])
        content = shown_pdf(issue_sheet(sheet))
        log_access(user=actor.user, group=group, what="print", pupils=len(sheet.pupils))
        return file_response(content, PDF, _("issue-sheet-%s.pdf") % group.name, is_shown=True)
    context = {
        "school": school,
        "form": form,
        "year": year,
        "has_classes": form.has_classes,
        "missing": institution_of(school).missing,
        "may_set": actor.may(Permission.NOTE_ACCOUNTING, school_id=school.pk),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "fund/issue_sheets.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def certificate_page(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """«Заверительная надпись» for the last page of a bound register; the number of pages is that of its print."""
    actor, school = require_school(request, Permission.NOTE_ACCOUNTING, school_uid)
    today = clock.today(school.timezone)
    if request.method == "POST":
        form = CertificateForm(request.POST, today=today)
        if form.is_valid():
            said = Certificate(
                school=school,
                register=form.register_name,
                pages=form.cleaned_data["pages"],
                day=form.cleaned_data["day"],
            )
            content = shown_pdf(certificate(said))
            return file_response(content, PDF, _("certificate.pdf"), is_shown=True)
        return _certificate(request, (actor, school), form, status=422)
    register, year = _asked(request, today)
    pages = pages_of(_print(school, register, year)) if register else None
    initial = {"register": register or BOUND[0], "year": year, "pages": pages, "day": today}
    return _certificate(request, (actor, school), CertificateForm(today=today, initial=initial))


def _certificate(
    request: HttpRequest, who: tuple[Actor, School], form: CertificateForm, *, status: int = 200
) -> HttpResponse:
    actor, school = who
    context = {
        "school": school,
        "form": form,
        "missing": institution_of(school).missing,
        "may_set": actor.may(Permission.NOTE_ACCOUNTING, school_id=school.pk),
        "registers": REGISTERS.items(),
        "year": form.initial.get("year") or clock.today(school.timezone).year,
    }
    return render(request, "fund/certificate.html", context, status=status)


def _asked(request: HttpRequest, today: date) -> tuple[str, int]:
    """The register and the year of `?register=&year=`; nothing for what is no register."""
    register, year = request.GET.get("register", ""), request.GET.get("year", "")
    known = year.isascii() and year.isdigit() and len(year) == 4
    return register if register in BOUND else "", int(year) if known else today.year


def pages_of(pdf: bytes) -> int:
    """How many pages a file of the renderer has."""
    return len(_PAGE.findall(pdf))


def _print(school: School, register: str, year: int) -> bytes:
    """The register as it is printed now."""
    makers: dict[str, Callable[[], bytes]] = {
        "inventory": lambda: papers.list_pdf(
            school, papers.inventory_register(queries.inventory(school.pk)), size=7.5
        ),
        "journal": lambda: papers.list_pdf(school, papers.journal_register(queries.journal(school.pk))),
        "cards": lambda: papers.cards_pdf(
            school, queries.card_pages(school.pk, queries.cards_of(school.pk)[:CARDS_AT_ONCE])
        ),
    }
    if register in makers:
        return makers[register]()
    first, last = date(year, 1, 1), date(year, 12, 31)
    book = SummaryRecord.Book(register)
    parts = [part_of(school, book, number, Asked(first, last, year)) for number in PARTS]
    return papers.book_pdf(school, book, parts, first=first, last=last)

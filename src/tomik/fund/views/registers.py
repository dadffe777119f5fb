"""The summary book on screen, as a workbook and in print; the list of all registers."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission
from tomik.fund.models import Reconciliation, SummaryRecord
from tomik.fund.official import book as books
from tomik.fund.official.book import Register, shown
from tomik.fund.official.parts import basis, institution_of
from tomik.fund.official.registers import book_pdf
from tomik.fund.queries import summary
from tomik.fund.views.registers_common import (
    PDF,
    XLSX,
    Asked,
    asked_book,
    asked_period,
    file_response,
)
from tomik.kernel import clock
from tomik.paper.public import write_workbook
from tomik.territory.public import Actor, School, require_school

PARTS = (1, 2, 3)
YEARS_SHOWN = 10


@login_required
@require_GET
def index(request: HttpRequest, school_uid: UUID | None = None) -> HttpResponse:
    """All registers of the school."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    may_note = actor.may(Permission.NOTE_ACCOUNTING, school_id=school.pk)
    context = {
        "school": school,
        "may_note": may_note,
        "may_see_pupils": actor.may(Permission.SEE_PUPILS, school_id=school.pk),
        "may_set": may_note,
        "missing": institution_of(school).missing if may_note else [],
    }
    return render(request, "fund/registers.html", context)


def may_number(actor: Actor, school: School) -> bool:
    """Librarian and head say from which numbers the registers go on."""
    return any(
        actor.may(permission, school_id=school.pk)
        for permission in (Permission.POST_FUND, Permission.CLOSE_PERIOD)
    )


@login_required
@require_GET
def book(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """A part of a book for a year or any period; each record leads to its document."""
    _actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    asked, of_book = asked_period(request, school), asked_book(request)
    number = _part(request)
    part = part_of(school, of_book, number, asked)
    present = clock.today(school.timezone).year
    context = {
        "school": school,
        "book": of_book,
        "books": SummaryRecord.Book.choices,
        "part": number,
        "parts": [(one, books.PART_NAMES[one]) for one in PARTS],
        "register": part,
        "header": part.header(),
        "lines": [_line(school, part, row) for row in part.rows],
        "total": _cells(part, part.total) if part.total else None,
        "unnumbered": sum(row.is_unnumbered for row in part.rows),
        "asked": asked,
        "years": range(present, present - YEARS_SHOWN, -1),
        "basis": basis(institution_of(school)),
        "book_title": books.BOOK_NAMES[of_book],
    }
    return render(request, "fund/summary.html", context)


def _part(request: HttpRequest) -> int:
    text = request.GET.get("part", "")
    return int(text) if text in ("1", "2", "3") else 1


def part_of(school: School, of_book: str, number: int, asked: Asked) -> Register:
    """A part of a book of a school."""
    if number < 3:
        rows = summary.records(school.pk, of_book, number, first=asked.first, last=asked.last)
        return books.part_1(of_book, rows) if number == 1 else books.part_2(of_book, rows)
    days = _calendar_years(asked)
    periods = summary.movements([school.pk], of_book, days)[school.pk]
    ends = [last for _first, last in days]
    compared = Reconciliation.objects.filter(school=school, book=of_book, as_of__in=ends).order_by("id")
    return books.part_3(of_book, periods, compared)


def _calendar_years(asked: Asked) -> list[tuple[date, date]]:
    """The period cut at the ends of calendar years: part 3 has its results year by year."""
    years = range(asked.first.year, asked.last.year + 1)
    return [(max(asked.first, date(year, 1, 1)), min(asked.last, date(year, 12, 31))) for year in years]


def _cells(register: Register, cells: list[Any]) -> list[tuple[str, bool]]:
    pairs = zip(cells, register.columns, strict=True)
    return [(shown(cell, column.kind), column.is_number) for cell, column in pairs]


def _line(school: School, register: Register, row: books.RegisterRow) -> dict[str, Any]:
    url = reverse("ledger:entry", args=[school.uid, row.record.entry_uid]) if row.record else ""
    return {"cells": _cells(register, row.cells), "row": row, "url": url}


@login_required
@require_GET
def book_xlsx(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """All three parts as sheets of one workbook."""
    _actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    asked, of_book = asked_period(request, school), asked_book(request)
    place = institution_of(school)
    titles = [place.name, f"{books.BOOK_NAMES[of_book]}: {asked.words}"]
    sheets = [part_of(school, of_book, number, asked).sheet(titles, notes=[basis(place)]) for number in PARTS]
    name = f"ksu-{of_book}-{asked.words}.xlsx"
    return file_response(write_workbook(sheets, created=clock.now()), XLSX, name)


@login_required
@require_GET
def book_as_pdf(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The book for print: all parts, or one with `?part=`."""
    _actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    asked, of_book = asked_period(request, school), asked_book(request)
    numbers = (_part(request),) if request.GET.get("part") else PARTS
    parts = [part_of(school, of_book, number, asked) for number in numbers]
    content = book_pdf(school, of_book, parts, first=asked.first, last=asked.last)
    return file_response(content, PDF, f"ksu-{of_book}-{asked.words}.pdf")

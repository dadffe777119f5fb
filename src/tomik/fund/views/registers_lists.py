"""Card journal and cards, inventory book, consumables given out, the fund as of a day: lists, workbooks, print."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission
from tomik.fund.models import Card, ReportDay
from tomik.fund.official import registers as papers
from tomik.fund.official.book import Register, shown
from tomik.fund.queries import registers as queries
from tomik.fund.tables_registers import (
    GivenFilter,
    GivenTable,
    HeldFilter,
    HeldTable,
    InventoryFilter,
    InventoryTable,
    JournalFilter,
    JournalTable,
)
from tomik.fund.views.registers_common import PDF, asked_date, asked_period, file_response
from tomik.kernel import clock
from tomik.territory.public import School, require_school
from tomik.ui.public import List, SeeOther, list_response

CARDS_AT_ONCE = 300
P = Permission.SEE_REGISTERS


@login_required
@require_GET
def journal(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The journal of cards."""
    _actor, school = require_school(request, P, school_uid)
    screen = List(
        table=JournalTable,
        filters=JournalFilter,
        title=_("Journal of cards"),
        file_name="cards",
        page="fund/cards.html",
        table_options={"school": school},
        context={"school": school, "cards_at_once": CARDS_AT_ONCE},
    )
    return list_response(request, queries.journal(school.pk), screen)


@login_required
@require_GET
def journal_pdf(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The journal for print."""
    _actor, school = require_school(request, P, school_uid)
    rows = JournalFilter(request.GET, queryset=queries.journal(school.pk), request=request).qs
    return file_response(papers.list_pdf(school, papers.journal_register(rows)), PDF, "cards-journal.pdf")


@login_required
@require_GET
def card(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """A group card: header and body, with what is there after each line."""
    _actor, school = require_school(request, P, school_uid)
    page = _pages(school, queries.cards_of(school.pk).filter(uid=uid))[0]
    register = papers.card_register(page)
    context = {
        "school": school,
        "page": page,
        "register": register,
        "header": register.header(),
        "about": [pair for pair in papers.card_header(page) if pair[1]],
        "lines": [
            {
                "cells": _cells(register, row.cells),
                "row": row,
                "url": reverse("ledger:entry", args=[school.uid, line.entry_uid]),
            }
            for line, row in zip(page.lines, register.rows, strict=True)
        ],
    }
    return render(request, "fund/card.html", context)


def _cells(register: Register, cells: list[Any]) -> list[tuple[str, bool]]:
    pairs = zip(cells, register.columns, strict=True)
    return [(shown(cell, column.kind), column.is_number) for cell, column in pairs]


def _pages(school: School, cards: Any) -> list[queries.CardPage]:
    pages = queries.card_pages(school.pk, cards)
    if not pages:
        raise Http404
    return pages


@login_required
@require_GET
def card_pdf(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """One card for print."""
    _actor, school = require_school(request, P, school_uid)
    pages = _pages(school, queries.cards_of(school.pk).filter(uid=uid))
    return file_response(papers.cards_pdf(school, pages), PDF, f"card-{pages[0].card.number}.pdf")


@login_required
@require_GET
def cards_pdf(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Several cards in one file: `?from=1&to=50`, or `?numbers=3,5-9`; at most CARDS_AT_ONCE."""
    _actor, school = require_school(request, P, school_uid)
    numbers = _numbers(request.GET.get("numbers", ""))
    cards = queries.cards_of(school.pk)
    found: list[Card] = list(cards.filter(numbers)[: CARDS_AT_ONCE + 1]) if numbers is not None else []
    if not found or len(found) > CARDS_AT_ONCE:
        words = _("Write the numbers of cards: 3, 5-9; at most %(count)s at once.") % {"count": CARDS_AT_ONCE}
        messages.error(request, words)
        return SeeOther(reverse("fund:cards", args=[school.uid]))
    return file_response(papers.cards_pdf(school, queries.card_pages(school.pk, found)), PDF, "cards.pdf")


def _numbers(text: str) -> Q | None:
    """«3, 5-9» as a condition; None for what cannot be read."""
    condition = Q()
    for part in text.replace("–", "-").replace(";", ",").split(","):
        ends = [end.strip() for end in part.split("-")]
        if not all(end.isascii() and end.isdigit() and len(end) < 10 for end in ends) or len(ends) > 2:
            return None
        condition |= Q(number__gte=int(ends[0]), number__lte=int(ends[-1]))
    return condition


@login_required
@require_GET
def inventory(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The inventory book."""
    _actor, school = require_school(request, P, school_uid)
    screen = List(
        table=InventoryTable,
        filters=InventoryFilter,
        title=_("Inventory book"),
        file_name="inventory",
        page="fund/inventory.html",
        table_options={"school": school},
        context={"school": school},
    )
    return list_response(request, queries.inventory(school.pk), screen)


@login_required
@require_GET
def inventory_pdf(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The inventory book for print."""
    _actor, school = require_school(request, P, school_uid)
    rows = InventoryFilter(request.GET, queryset=queries.inventory(school.pk), request=request).qs
    return file_response(papers.list_pdf(school, papers.inventory_register(rows)), PDF, "inventory.pdf")


@login_required
@require_GET
def given(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Consumables that were given out for good, in a period."""
    actor, school = require_school(request, P, school_uid)
    asked = asked_period(request, school)
    screen = List(
        table=GivenTable,
        filters=GivenFilter,
        title=_("Consumables given out: %(period)s") % {"period": asked.words},
        file_name="given-out",
        page="fund/given.html",
        table_options={"school": school},
        context={
            "school": school,
            "asked": asked,
            "may_post": actor.may(Permission.POST_FUND, school_id=school.pk),
        },
    )
    return list_response(request, queries.given_out(school.pk, first=asked.first, last=asked.last), screen)


@login_required
@require_GET
def given_pdf(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The same for print."""
    _actor, school = require_school(request, P, school_uid)
    asked = asked_period(request, school)
    rows = queries.given_out(school.pk, first=asked.first, last=asked.last)
    return file_response(papers.list_pdf(school, papers.given_register(rows)), PDF, "given-out.pdf")


@login_required
@require_GET
def as_of(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """The fund by titles at the end of any day."""
    _actor, school = require_school(request, P, school_uid)
    today = clock.today(school.timezone)
    day = asked_date(request, "on") or today
    screen = List(
        table=HeldTable,
        filters=HeldFilter,
        title=_("Fund as of %(day)s") % {"day": f"{day:%d.%m.%Y}"},
        file_name=f"fund-{day.isoformat()}",
        page="fund/as_of.html",
        table_options={"school": school},
        context={"school": school, "day": day, "days": report_days(today)},
    )
    return list_response(request, queries.titles_as_of(school.pk, day), screen)


def report_days(today: date) -> list[tuple[date, ReportDay]]:
    """The days of the reference list that came last, and their names."""
    valid = ReportDay.objects.filter(valid_from__lte=today).filter(Q(valid_to=None) | Q(valid_to__gte=today))
    return sorted(((one.last_before(today), one) for one in valid), key=lambda pair: pair[0])

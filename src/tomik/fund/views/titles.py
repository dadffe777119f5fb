"""The fund of a school by titles, and the card of an edition."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission
from tomik.fund import queries
from tomik.fund.tables import PLACE_NAMES, FundFilter, FundTable, MovementFilter, MovementTable
from tomik.territory.public import require_school
from tomik.ui.public import List, list_response, money_text, number_text


@login_required
@require_GET
def home(request: HttpRequest, school_uid: UUID | None = None) -> HttpResponse:
    """Titles of the school with their copies by place."""
    actor, school = require_school(request, Permission.SEE_FIGURES, school_uid)
    totals = queries.fund_totals(school.pk)
    screen = List(
        table=FundTable,
        title=_("Fund: %(school)s") % {"school": school.short_name},
        file_name="fund",
        filters=FundFilter,
        page="fund/home.html",
        table_options={"school": school},
        context={
            "school": school,
            "stats": _stats(totals),
            "is_empty": totals.titles == 0,
            "may_post": actor.may(Permission.POST_FUND, school_id=school.pk),
            "may_see_registers": actor.may(Permission.SEE_REGISTERS, school_id=school.pk),
        },
    )
    return list_response(request, queries.fund_titles(school.pk), screen)


def _stats(totals: queries.FundTotals) -> list[dict[str, Any]]:
    places = [
        {"value": number_text(copies), "label": PLACE_NAMES[place]}
        for place, copies in totals.by_place.items()
        if copies
    ]
    return [
        {"value": number_text(totals.titles), "label": _("Titles")},
        {"value": number_text(totals.copies), "label": _("Number of copies")},
        {"value": money_text(totals.kopecks), "label": _("Sum")},
        *places,
    ]


@login_required
@require_GET
def edition(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """The card of an edition: its lots, and every document that moved them."""
    actor, school = require_school(request, Permission.SEE_FIGURES, school_uid)
    found = queries.edition_of(school.pk, uid)
    if found is None:
        raise Http404
    lots = queries.lots_of(school.pk, found)
    may_see_registers = actor.may(Permission.SEE_REGISTERS, school_id=school.pk)
    screen = List(
        table=MovementTable,
        filters=MovementFilter,
        title=found.title,
        file_name="card",
        page="fund/edition.html",
        table_options={
            "school": school,
            "has_links": may_see_registers,
            "lots": {
                row.lot.pk: f"{row.lot.received_on:%d.%m.%Y}, {money_text(row.lot.price_kopecks)}"
                for row in lots
            },
        },
        context={
            "school": school,
            "edition": found,
            "lots": lots,
            "places": PLACE_NAMES,
            "grades": queries.span(found.edition_set.grade_from, found.edition_set.grade_to),
            "copies": sum(row.total for row in lots),
            "worth": sum(row.kopecks for row in lots),
            "may_post": actor.may(Permission.POST_FUND, school_id=school.pk),
            "may_see_registers": may_see_registers,
        },
    )
    return list_response(request, queries.movements_of(school.pk, found), screen)

"""Search, the page of a set, and what the operator says of it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomik.catalogue.forms import EditionForm, SearchForm, SetForm
from tomik.catalogue.models import Edition, EditionSet
from tomik.catalogue.queries.search import with_parts
from tomik.catalogue.queries.sets import equivalence_of, found_sets, rows_of_set, status_by_year
from tomik.catalogue.search_rules import understand
from tomik.catalogue.services.editions import add_edition, describe_edition, describe_set
from tomik.catalogue.tables import SetTable
from tomik.catalogue.views.access import may_edit, posted, region_of, require_operator
from tomik.territory.public import actor_of
from tomik.ui.public import List, SeeOther, chosen_school_year, list_response

YEARS_SHOWN_BACK = 1
YEARS_SHOWN_AHEAD = 3


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The catalogue: what the query finds, or everything by subject and grade."""
    form = SearchForm(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    year = chosen_school_year(request)
    asked = understand(given.get("q", ""))
    sets = found_sets(asked, school_year=year, subject=given.get("subject"), grade=given.get("grade"))
    screen = List(
        table=SetTable,
        title=_("Catalogue"),
        file_name="catalogue",
        page="catalogue/search.html",
        page_size=50,
        context={"form": form, "asked": asked, "may_edit": may_edit(request)},
    )
    return list_response(request, sets, screen)


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A set: parts, status by year with the row that says so, equivalents."""
    one = get_object_or_404(with_parts(EditionSet.objects.all()), uid=uid)
    year = chosen_school_year(request)
    years = range(year - YEARS_SHOWN_BACK, year + YEARS_SHOWN_AHEAD + 1)
    group = equivalence_of(one, region_of(actor_of(request)))
    equivalents = (
        with_parts(EditionSet.objects.filter(equivalences__equivalence=group).exclude(pk=one.pk))
        if group
        else ()
    )
    context = {
        "set": one,
        "statuses": status_by_year(one.pk, years),
        "rows": rows_of_set(one),
        "group": group,
        "equivalents": equivalents,
        "may_edit": may_edit(request),
    }
    return render(request, "catalogue/set.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the operator says of a set."""
    require_operator(request)
    one = get_object_or_404(EditionSet, uid=uid)
    form = SetForm(posted(request), instance=one)
    if request.method == "POST" and form.is_valid():
        describe_set(
            edition_set_id=one.pk, changed={name: form.cleaned_data[name] for name in form.changed_data}
        )
        messages.success(request, _("The description was changed."))
        return SeeOther(reverse("catalogue:set", args=[uid]))
    context = {"form": form, "set": one}
    return render(request, "catalogue/edit_set.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def edit_edition(request: HttpRequest, uid: UUID) -> HttpResponse:
    """ISBN, year and note of a part."""
    require_operator(request)
    edition = get_object_or_404(Edition.objects.select_related("edition_set"), uid=uid)
    form = EditionForm(posted(request), instance=edition)
    if request.method == "POST" and form.is_valid():
        describe_edition(edition_id=edition.pk, **form.cleaned_data)
        messages.success(request, _("The edition was changed."))
        return SeeOther(reverse("catalogue:set", args=[edition.edition_set.uid]))
    context = {"form": form, "set": edition.edition_set, "edition": edition}
    return render(request, "catalogue/edit_edition.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest, uid: UUID) -> HttpResponse:
    """An edition of another year of a part of a set."""
    require_operator(request)
    one = get_object_or_404(EditionSet, uid=uid)
    form = EditionForm(posted(request), instance=Edition(edition_set=one))
    if request.method == "POST" and form.is_valid():
        add_edition(edition_set_id=one.pk, **form.cleaned_data)
        messages.success(request, _("The edition was added."))
        return SeeOther(reverse("catalogue:set", args=[uid]))
    return render(
        request,
        "catalogue/edit_edition.html",
        {"form": form, "set": one},
        status=422 if form.is_bound else 200,
    )

"""Snapshots of the federal list: loading, rows, problems, links, comparison."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.catalogue.forms import CompareForm, LoadListForm
from tomik.catalogue.models import FederalList, FederalListLink
from tomik.catalogue.queries.comparison import counted, described
from tomik.catalogue.queries.lists import RowFilter, compare_lists, lists, rows_of
from tomik.catalogue.services import links as link_services
from tomik.catalogue.services.lists import delete_list, import_federal_list, read_list
from tomik.catalogue.tables import DifferenceTable, RowFilterSet, RowTable
from tomik.catalogue.views.access import may_edit, posted, require_operator
from tomik.kernel.errors import LineProblem, TomikError
from tomik.paper.public import ExportColumn, ExportSheet, write_workbook
from tomik.ui.public import List, SeeOther, list_response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """All snapshots, newest first."""
    context = {"lists": lists(), "compare": CompareForm(), "may_edit": may_edit(request)}
    return render(request, "catalogue/lists.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """Bring a file: look at what it holds, or load it."""
    actor, _region_id = require_operator(request)
    form = LoadListForm(posted(request), request.FILES or None)
    context: dict[str, object] = {"form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        content = file.read()
        try:
            if "look" in request.POST:
                context["parsed"], context["problems"] = read_list(content, file.name)
                return render(request, "catalogue/load_list.html", context)
            loaded = import_federal_list(
                content=content, file_name=file.name, order=form.order(), actor=actor.user
            )
        except TomikError as error:
            form.add_error("file", str(error))
        else:
            messages.info(request, _outcome(was_known=loaded.was_known))
            assert loaded.federal_list is not None  # noqa: S101 - only a dry run has none
            return SeeOther(reverse("catalogue:list", args=[loaded.federal_list.uid]))
    return render(request, "catalogue/load_list.html", context, status=422 if form.is_bound else 200)


@login_required
@require_GET
def rows(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The rows of a snapshot."""
    federal_list = get_object_or_404(lists(), uid=uid)
    screen = List(
        table=RowTable,
        filters=RowFilterSet,
        title=_("Federal list: %(order)s") % {"order": federal_list},
        file_name=f"federal-list-{federal_list.order_number}",
        page="catalogue/list.html",
        context={"federal_list": federal_list, "may_edit": may_edit(request)},
    )
    return list_response(request, federal_list, screen)  # type: ignore[arg-type]


@login_required
@require_GET
def problems(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was odd in the file, filtered by kind; as a workbook too."""
    federal_list = get_object_or_404(FederalList, uid=uid)
    every = [LineProblem(**problem) for problem in federal_list.problems]
    kind = request.GET.get("kind", "")
    chosen = [problem for problem in every if not kind or problem.code == kind]
    if request.GET.get("export") == "xlsx":
        return _problems_workbook(federal_list, chosen)
    context = {
        "federal_list": federal_list,
        "problems": chosen,
        "kinds": _kinds(every),
        "kind": kind,
        "all": len(every),
    }
    return render(request, "catalogue/problems.html", context)


@login_required
@require_GET
def links(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Rows that are not linked yet: proposals to confirm, and rows to make sets of."""
    require_operator(request)
    federal_list = get_object_or_404(lists(), uid=uid)
    proposed = rows_of(federal_list, RowFilter(link="proposed"))[:200]
    bare = [row for row in rows_of(federal_list, RowFilter(link="open"))[:400] if not row.open_links][:200]  # type: ignore[attr-defined]
    context = {
        "federal_list": federal_list,
        "proposed": proposed,
        "bare": bare,
        "sure": len(link_services.sure_links(uid)),
    }
    return render(request, "catalogue/links.html", context)


@login_required
@require_POST
def decide_links(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Confirm the chosen links, or all sure ones; refuse one; make sets of the chosen rows."""
    actor, _region_id = require_operator(request)
    get_object_or_404(FederalList, uid=uid)
    action = request.POST.get("action", "")
    if action == "sure":
        done = link_services.confirm_sure_links(federal_list_uid=uid, actor=actor.user)
        messages.success(
            request, ngettext("%(n)s link confirmed.", "%(n)s links confirmed.", done) % {"n": done}
        )
    elif action == "confirm":
        done = link_services.confirm_links(link_ids=_numbers(request, "link"), actor=actor.user)
        messages.success(
            request, ngettext("%(n)s link confirmed.", "%(n)s links confirmed.", done) % {"n": done}
        )
    elif action == "refuse":
        for link_id in _numbers(request, "link"):
            link_services.refuse_link(link_id=get_object_or_404(FederalListLink, pk=link_id).pk)
    elif action == "adopt":
        made = len(link_services.adopt_rows(row_ids=_numbers(request, "row"), actor=actor.user))
        messages.success(
            request, ngettext("%(n)s textbook added.", "%(n)s textbooks added.", made) % {"n": made}
        )
    return SeeOther(reverse("catalogue:links", args=[uid]))


@login_required
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """What differs between two snapshots."""
    form = CompareForm(request.GET)
    if not form.is_valid():
        return render(request, "catalogue/compare.html", {"form": form}, status=422 if request.GET else 200)
    old, new = form.cleaned_data["old"], form.cleaned_data["new"]
    found = compare_lists(old, new)
    kind = request.GET.get("kind", "")
    screen = List(
        table=DifferenceTable,
        title=_("List %(new)s compared with %(old)s") % {"new": new, "old": old},
        file_name=f"federal-list-{old.order_number}-{new.order_number}",
        page="catalogue/compare.html",
        page_size=100,
        context={
            "form": form,
            "old": old,
            "new": new,
            "counts": counted(found),
            "kind": kind,
            "all": len(found),
        },
    )
    return list_response(request, described(found, kind), screen)


@login_required
@require_POST
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take a snapshot away that nothing is linked to."""
    require_operator(request)
    get_object_or_404(FederalList, uid=uid)
    try:
        delete_list(federal_list_uid=uid)
    except TomikError as error:
        messages.error(request, str(error))
        return SeeOther(reverse("catalogue:list", args=[uid]))
    messages.success(request, _("The list was deleted."))
    return SeeOther(reverse("catalogue:lists"))


def _outcome(*, was_known: bool) -> str:
    if was_known:
        return _("This file of this order was loaded before; nothing was changed.")
    return _("The list was loaded. Confirm which textbooks of the catalogue its rows are.")


def _numbers(request: HttpRequest, name: str) -> list[int]:
    return [int(value) for value in request.POST.getlist(name) if value.isdecimal()]


def _kinds(every: list[LineProblem]) -> list[tuple[str, int, str]]:
    """Kinds of problems with their number and an example message, the most frequent last."""
    counts = Counter(problem.code for problem in every)
    example = {problem.code: problem.message for problem in reversed(every)}
    return [(code, number, example[code]) for code, number in sorted(counts.items(), key=lambda one: one[1])]


def _problems_workbook(federal_list: FederalList, chosen: list[LineProblem]) -> HttpResponse:
    columns = [
        ExportColumn(_("Row"), "whole"),
        ExportColumn(_("Column")),
        ExportColumn(_("In the file")),
        ExportColumn(_("What is wrong and what to do")),
    ]
    cells = [(one.row, one.column, one.value, one.message) for one in chosen]
    content = write_workbook([ExportSheet(_("Problems"), columns, cells, titles=[federal_list.file_name])])
    response = HttpResponse(content, content_type=XLSX)
    name = f"federal-list-{federal_list.order_number}-problems.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response

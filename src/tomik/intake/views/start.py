"""The list of imports and the upload of a file."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from tomik.intake import queries, services
from tomik.intake.forms import UploadForm
from tomik.intake.registry import kind_named
from tomik.intake.tables import RunFilter, RunTable
from tomik.kernel.errors import TomikError
from tomik.territory.public import actor_of
from tomik.ui.public import List, SeeOther, list_response

RUNS_PER_PAGE = 25


@login_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be imported in the chosen unit, and what was."""
    actor = actor_of(request)
    kinds = queries.kinds_for(actor)
    screen = List(
        table=RunTable,
        title=_("Import from files"),
        file_name="imports",
        filters=RunFilter,
        page="intake/index.html",
        page_size=RUNS_PER_PAGE,
        table_options={"titles": {kind.name: kind.title for kind in kinds}},
        context={"kinds": kinds},
    )
    return list_response(request, queries.recent_runs(actor), screen)


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, name: str) -> HttpResponse:
    """Bring a file of one kind."""
    kind = kind_named(name)
    if kind is None:
        raise Http404
    actor, school, region = queries.target_of(request, kind)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.receive_file(
                kind=kind,
                school=school,
                region=region,
                user=actor.user,
                filename=file.name,
                content=file.read(),
            )
        except TomikError as error:
            form.add_error("file", str(error))
        else:
            page = "intake:run" if run.state == run.State.CHECKED else "intake:columns"
            return SeeOther(reverse(page, args=[run.uid]))
    columns = kind.columns()
    context = {
        "kind": kind,
        "form": form,
        "taken": [column for column in columns if not column.refused],
        "refused": [column for column in columns if column.refused],
        "school": school,
    }
    return render(request, "intake/upload.html", context, status=422 if form.is_bound else 200)

"""The stored file of an import: taken out, deleted."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tomik.intake import files, queries, services
from tomik.intake.views.runs import page_of
from tomik.kernel.errors import TomikError
from tomik.ui.views import SeeOther


@login_required
@require_GET
def download(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the file back; of a kind with names of people it is written down who took it."""
    run, kind, actor = queries.run_or_404(request, uid)
    try:
        file = files.stored_file(run)
    except TomikError as error:
        return page_of(request, run, kind, actor.user, problem=str(error), status=error.status)
    services.tell_viewed(run, kind, actor.user, rows=services.rows_in(run), what="file")
    response = HttpResponse(file.content, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    return response


@login_required
@require_POST
def delete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete the file of an import that one has brought oneself."""
    run, kind, actor = queries.run_or_404(request, uid)
    try:
        files.delete_file(run_uid=run.uid, user=actor.user)
    except TomikError as error:
        return page_of(request, run, kind, actor.user, problem=str(error), status=error.status)
    messages.success(request, _("The file is deleted. What it changed stays as it is."))
    return SeeOther(reverse("intake:run", args=[uid]))

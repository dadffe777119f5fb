"""Papers of an act: marked «черновик» until it is posted, stored as they were printed afterwards."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from tomik.fund.public import draft_pdf, paper_of
from tomik.writeoff.papers import PAPERS
from tomik.writeoff.views.access import opened


@login_required
@require_GET
def show(request: HttpRequest, school_uid: UUID, uid: UUID, name: str) -> HttpResponse:
    """A paper as PDF."""
    one = opened(request, school_uid, uid)
    paper = PAPERS.get(name)
    if paper is None:
        raise Http404
    form = paper.make(one.act)
    if one.act.number is None:
        content = draft_pdf(form)
    else:
        content = paper_of(
            school=one.school,
            document_uid=one.act.uid,
            form=form,
            actor=one.actor,
            moment=one.act.posted_at,
        )
    response = HttpResponse(content, content_type="application/pdf")
    number = one.act.number or "project"
    shown_as = content_disposition_header(as_attachment=False, filename=f"{name}-{number}.pdf")
    response["Content-Disposition"] = str(shown_as)
    return response

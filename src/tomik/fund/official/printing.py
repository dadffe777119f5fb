"""Printing: the code of the form in force, the draft's mark, and the same bytes when a paper is printed again."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q

from tomik.fund.models import FormCode, PrintedForm
from tomik.fund.official.parts import Form
from tomik.kernel import clock
from tomik.paper.public import render_pdf
from tomik.territory.public import School

TEMPLATE = "fund/typst/official.typ"


def form_in_force(operation: str, day: date) -> FormCode | None:
    """The form that an operation is drawn up by on a day; None when no order names one."""
    forms = FormCode.objects.filter(operation=operation, valid_from__lte=day)
    return forms.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("-valid_from").first()


def draft_pdf(form: Form) -> bytes:
    """The paper of a document that is not posted: marked «черновик», kept nowhere."""
    return render_pdf(TEMPLATE, form.said | {"draft": True, "draft-word": "ЧЕРНОВИК"})


def printed(*, school: School, document_uid: UUID, form: Form, actor_id: int | None) -> PrintedForm:
    """The paper of a posted document, the same one as long as it says the same.

    When what it says has changed (another head, another code) a new printing is made and the old one stays.
    Rendering happens outside the transaction; of two printings at once one is kept.
    """
    said = json.loads(json.dumps(form.said, default=str, ensure_ascii=False))
    papers = PrintedForm.objects.filter(school=school, document_uid=document_uid, operation=form.operation)
    last = papers.order_by("-number").first()
    if last is not None and last.said == said:
        return last
    moment = clock.now()
    pdf = render_pdf(TEMPLATE, said, created=moment)
    try:
        with transaction.atomic():
            number = (papers.aggregate(last=Max("number"))["last"] or 0) + 1
            return PrintedForm.objects.create(
                school=school,
                operation=form.operation,
                document_uid=document_uid,
                number=number,
                code=form.code.code if form.code else "",
                title=form.title,
                said=said,
                pdf=pdf,
                sha256=hashlib.sha256(pdf).hexdigest(),
                printed_by=actor_id,
            )
    except IntegrityError:
        return papers.latest("number")


def printings_of(school: School, document_uid: UUID) -> list[PrintedForm]:
    """What was printed of a document, newest first, without the bytes."""
    papers = PrintedForm.objects.filter(school=school, document_uid=document_uid)
    return list(papers.defer("pdf", "said").order_by("-printed_at", "-id"))

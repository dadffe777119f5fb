"""Printing: the code of the form in force, the draft's mark, and the same bytes when a paper is printed again."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from tomik.accounts.public import Permission
from tomik.fund.models import FormCode, PrintedForm
from tomik.fund.official.parts import Form
from tomik.kernel import clock
from tomik.paper.public import PaperFailed, render_pdf
from tomik.territory.public import Actor, School

TEMPLATE = "fund/typst/official.typ"
STORING = (Permission.POST_FUND, Permission.CLOSE_PERIOD, Permission.APPROVE_WRITEOFF)
"""Who writes in the books of a school: what he opens first is stored. Reading stores nothing."""
_NOT_MADE = _(
    "The paper could not be prepared, nothing was stored. Open it again; if that does not help, tell the administrator."
)


def form_in_force(operation: str, day: date) -> FormCode | None:
    """The form that an operation is drawn up by on a day; None when no order names one."""
    forms = FormCode.objects.filter(operation=operation, valid_from__lte=day)
    return forms.filter(Q(valid_to=None) | Q(valid_to__gte=day)).order_by("-valid_from").first()


def draft_pdf(form: Form) -> bytes:
    """The paper of a document that is not posted: marked «черновик», kept nowhere. Raises PaperFailed."""
    return _rendered(form.said | {"draft": True, "draft-word": "ЧЕРНОВИК"})


def shown_pdf(form: Form) -> bytes:
    """A paper that is no draft and is kept nowhere: a sheet to sign by hand, an inscription. Raises PaperFailed."""
    return _rendered(form.said)


def paper_of(
    *, school: School, document_uid: UUID, form: Form, actor: Actor, moment: datetime | None = None
) -> bytes:
    """The paper of a posted document, the same for whoever opens it.

    It is stored by the first who may write in the books of the school; others get the stored bytes, and an unstored
    rendering of the same before there are any. With `moment` (when the document was posted) both are equal to the byte.
    Raises PaperFailed, nothing is stored then.
    """
    if any(actor.may(one, school_id=school.pk) for one in STORING):
        kept = printed(
            school=school, document_uid=document_uid, form=form, actor_id=actor.user.pk, moment=moment
        )
        return bytes(kept.pdf)
    said = _plain(form)
    last = _last(school, document_uid, form.operation)
    if last is not None and last.said == said:
        return bytes(last.pdf)
    return _rendered(said, moment)


def printed(
    *, school: School, document_uid: UUID, form: Form, actor_id: int | None, moment: datetime | None = None
) -> PrintedForm:
    """The paper of a posted document, the same one as long as it says the same.

    When what it says has changed (another head, another code) a new printing is made and the old one stays. `moment` is
    the date inside the file. Rendering happens outside the transaction; of two printings at once one is kept.
    Raises PaperFailed, nothing is stored then.
    """
    said = _plain(form)
    last = _last(school, document_uid, form.operation)
    if last is not None and last.said == said:
        return last
    pdf = _rendered(said, moment or clock.now())
    papers = PrintedForm.objects.filter(school=school, document_uid=document_uid, operation=form.operation)
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


def _plain(form: Form) -> dict[str, Any]:
    """What a form says, as the database gives it back."""
    said: dict[str, Any] = json.loads(json.dumps(form.said, default=str, ensure_ascii=False))
    return said


def _last(school: School, document_uid: UUID, operation: str) -> PrintedForm | None:
    papers = PrintedForm.objects.filter(school=school, document_uid=document_uid, operation=operation)
    return papers.order_by("-number").first()


def _rendered(said: dict[str, Any], moment: datetime | None = None) -> bytes:
    """The whole file, or PaperFailed in words for who waits for it: half a file is no paper."""
    try:
        pdf = render_pdf(TEMPLATE, said, created=moment)
    except PaperFailed as error:
        raise PaperFailed(_NOT_MADE) from error
    if not (pdf.startswith(b"%PDF-") and pdf.rstrip().endswith(b"%%EOF")):
        raise PaperFailed(_NOT_MADE)
    return pdf


def printings_of(school: School, document_uid: UUID) -> list[PrintedForm]:
    """What was printed of a document, newest first, without the bytes."""
    papers = PrintedForm.objects.filter(school=school, document_uid=document_uid)
    return list(papers.defer("pdf", "said").order_by("-printed_at", "-id"))

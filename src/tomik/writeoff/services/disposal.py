"""Where the copies of a posted act went."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from tomik.fund.public import SummaryRecord
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, Problems, TomikError
from tomik.territory.public import School
from tomik.writeoff.models import Disposal, WriteoffAct
from tomik.writeoff.rules import Action, next_state
from tomik.writeoff.services.acts import visible_act

D = SummaryRecord.Direction
GRAMS_MAX = 100_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalDraft:
    """What was done with copies of an act. `grams` is needed for waste paper, `paper` for it and for a sale, `kopecks` for a sale.

    `recipient` is needed where copies are handed over for nothing.
    """

    uid: UUID
    direction: str
    disposed_on: date
    copies: int
    kopecks: int = 0
    grams: int | None = None
    recipient: str = ""
    paper: str = ""


def dispose(*, school: School, act_uid: UUID, draft: DisposalDraft, actor_id: int | None) -> Disposal:
    """Record where copies of a posted act went; the last ones close the act. Idempotent by the draft's `uid`.

    Raises `ActionRefused` when the act is not posted, TomikError with every problem of the draft.
    """
    with transaction.atomic(durable=True):
        act = visible_act(school.pk, act_uid)
        known = Disposal.objects.filter(school=school, uid=draft.uid).first()
        if known is not None:
            return known
        next_state(act.state, Action.DISPOSE)
        left = _left(act)
        problems = _problems(act, draft, left=left, today=clock.today(school.timezone))
        if problems:
            raise TomikError(_("The disposal has mistakes."), problems=problems)
        made = Disposal.objects.create(
            uid=draft.uid,
            act=act,
            school=school,
            direction=draft.direction,
            disposed_on=draft.disposed_on,
            copies=draft.copies,
            kopecks=draft.kopecks,
            grams=draft.grams,
            recipient=draft.recipient[:300],
            paper=draft.paper[:200],
            recorded_by=actor_id,
        )
        if draft.copies == left:
            act.state = WriteoffAct.State.DISPOSED
            act.save(update_fields=["state"])
        return made


def _left(act: WriteoffAct) -> int:
    written = act.lines.aggregate(copies=Sum("copies"))["copies"] or 0
    return int(written) - int(act.disposals.aggregate(copies=Sum("copies"))["copies"] or 0)


def _problems(act: WriteoffAct, draft: DisposalDraft, *, left: int, today: date) -> list[LineProblem]:
    problems = Problems()
    if draft.direction not in D.values:
        problems.add(None, "direction", _("Choose where the copies went."), value=draft.direction)
    if not 0 < draft.copies <= left:
        problems.add(
            None, "copies", _("Of this act %d copies are left to dispose of.") % left, value=draft.copies
        )
    if not act.acted_on <= draft.disposed_on <= today:
        problems.add(None, "disposed_on", _("After the act and not in the future."), value=draft.disposed_on)
    if draft.grams is not None and not 0 < draft.grams <= GRAMS_MAX:
        problems.add(None, "grams", _("This weight can't be."), value=draft.grams)
    if draft.direction == D.WASTE_PAPER and not draft.grams:
        problems.add(None, "grams", _("Waste paper needs its weight."))
    if draft.direction in (D.WASTE_PAPER, D.SALE) and not draft.paper.strip():
        problems.add(None, "paper", _("Write the number of the receipt."))
    if draft.direction == D.HANDOVER and not draft.recipient.strip():
        problems.add(None, "recipient", _("Write who took them."))
    if draft.direction == D.SALE and not draft.kopecks:
        problems.add(None, "kopecks", _("Write for how much they were sold."))
    if draft.kopecks < 0:
        problems.add(None, "kopecks", _("A sum can't be below zero."), value=draft.kopecks)
    return problems.items

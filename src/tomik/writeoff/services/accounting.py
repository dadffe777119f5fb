"""What accounting says of a posted act."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.services.acts import visible_act


def note_accounting(*, school_id: int, uid: UUID, number: str, day: date) -> WriteoffAct:
    """Write down the number and date that accounting gave a posted act; writing them again corrects them."""
    with transaction.atomic(durable=True):
        act = visible_act(school_id, uid)
        if act.number is None:
            raise TomikError(_("Accounting numbers posted acts only."))
        if not act.acted_on <= day <= clock.today(act.school.timezone):
            text = _("After the act and not in the future.")
            raise TomikError(text, problems=[LineProblem(None, "accountant_on", text)])
        act.accountant_number, act.accountant_on = number[:60], day
        act.save(update_fields=["accountant_number", "accountant_on"])
        return act

"""Who did what with an act or a commission."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.territory.public import Event, Part, history_of, labels_of
from tomik.writeoff.models import Commission, CommissionMember, WriteoffAct


def history_of_act(act: WriteoffAct) -> list[Event]:
    """Every change of the act: its states, its head, who decided, who approved."""
    labels = labels_of(
        WriteoffAct, "state", "number", "acted_on", "reason", "cause", "direction", "evidence", "commission", "note",
        "accountant_number", "accountant_on",
    )  # fmt: skip
    return history_of([Part(WriteoffAct, act.pk, _("Act of write-off"), labels)])


def history_of_commission(commission: Commission) -> list[Event]:
    """Every change of the commission and its members."""
    order = labels_of(Commission, "order_number", "order_on", "quorum", "valid_to")
    member = labels_of(CommissionMember, "part", "name", "post")
    return history_of(
        [
            Part(Commission, commission.pk, _("Commission"), order),
            Part(CommissionMember, commission.pk, _("Member of the commission"), member),
        ]
    )

"""Who did what with an act or a commission."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.territory.public import Event, Part, School, history_of, labels_of
from tomik.writeoff.models import Commission, CommissionMember, WriteoffAct


def history_of_act(act: WriteoffAct) -> list[Event]:
    """Every change of the act: its states, its head, who decided, who approved."""
    labels = labels_of(
        WriteoffAct, "state", "number", "acted_on", "reason", "cause", "direction", "evidence", "commission", "note",
        "accountant_number", "accountant_on",
    )  # fmt: skip
    return history_of([Part(WriteoffAct, act.pk, _("Act of write-off"), labels)])


def history_of_commissions(school: School) -> list[Event]:
    """The latest changes of the school's commissions and their members."""
    mine = {"school_id": school.pk}
    order = labels_of(Commission, "order_number", "order_on", "quorum", "valid_to")
    member = labels_of(CommissionMember, "part", "name", "post")
    return history_of(
        [
            Part(Commission, None, _("Commission"), order, mine),
            Part(CommissionMember, None, _("Member of the commission"), member, mine),
        ]
    )

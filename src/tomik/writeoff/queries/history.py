"""Who did what with an act or a commission."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.territory.public import Event, Part, School, history_of, labels_of
from tomik.writeoff.models import Commission, WriteoffAct


def history_of_act(act: WriteoffAct) -> list[Event]:
    """Every change of the act: its states, its head, who decided, who approved."""
    labels = labels_of(
        WriteoffAct, "state", "number", "acted_on", "reason", "cause", "direction", "evidence", "note",
        "accountant_number", "accountant_on",
    ) | {"commission": _("Commission")}  # fmt: skip
    return history_of([Part(WriteoffAct, act.pk, _("Act of write-off"), labels)])


def history_of_commissions(school: School) -> dict[int, list[Event]]:
    """By commission: who appointed and ended it, and when. Members don't change: another order appoints others."""
    order = labels_of(Commission, "order_number", "order_on", "quorum", "valid_to")
    found: dict[int, list[Event]] = {}
    for event in history_of([Part(Commission, None, _("Commission"), order, {"school_id": school.pk})]):
        found.setdefault(event.of_id or 0, []).append(event)
    return found

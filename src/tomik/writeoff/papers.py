"""Which papers an act has, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from tomik.fund.public import Form
from tomik.writeoff import official, official_more
from tomik.writeoff.models import WriteoffAct

S = WriteoffAct.State


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of an act: what makes it, its name on the screen."""

    name: str
    title: Any
    make: Callable[[WriteoffAct], Form]


PAPERS: dict[str, Paper] = {
    one.name: one
    for one in (
        Paper("act", _("Act 0504144 with its list"), official.act),
        Paper("decision", _("Decision 0510440 for accounting"), official.decision),
        Paper("minutes", _("Minutes of the commission"), official_more.minutes),
        Paper("stamps", _("List of cancelled stamps"), official_more.stamps),
        Paper("destruction", _("Act of destruction 0510435"), official_more.destruction),
    )
}


def papers_for(act: WriteoffAct) -> list[Paper]:
    """Papers that the state of the act gives a sense to; destruction only where copies are destroyed or pulped."""
    burnt = {"disposal", "waste_paper"}
    names = ["act", "decision", "minutes", "stamps"]
    if act.direction in burnt or any(one.direction in burnt for one in act.disposals.all()):
        names.append("destruction")
    return [PAPERS[name] for name in names]

"""The path of an act, and what the commission must be. Pure: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from tomik.fund.public import SummaryRecord
from tomik.kernel.errors import LineProblem, Problems, TomikError
from tomik.writeoff.models import CommissionMember, WriteoffAct

S, R, C = WriteoffAct.State, SummaryRecord.Reason, WriteoffAct.Cause
COPIES_MAX = 100_000
LINES_MAX = 20_000


class Action(StrEnum):
    """What may be done with an act."""

    EDIT = "edit"
    SUBMIT = "submit"
    DECIDE = "decide"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    POST = "post"
    DISPOSE = "dispose"
    REVERSE = "reverse"


PATH: dict[tuple[str, Action], str] = {
    (S.DRAFT, Action.EDIT): S.DRAFT,
    (S.DRAFT, Action.SUBMIT): S.COMMISSION,
    (S.COMMISSION, Action.DECIDE): S.DECIDED,
    (S.COMMISSION, Action.SEND_BACK): S.DRAFT,
    (S.DECIDED, Action.APPROVE): S.APPROVED,
    (S.DECIDED, Action.SEND_BACK): S.DRAFT,
    (S.APPROVED, Action.POST): S.POSTED,
    (S.APPROVED, Action.SEND_BACK): S.DRAFT,
    (S.POSTED, Action.DISPOSE): S.POSTED,
    (S.POSTED, Action.REVERSE): S.REVERSED,
}
"""State × action → the next state. A disposal of the last copies closes the act (`disposed`), which then stays."""

CAUSE_OF: dict[str, str] = {
    R.OBSOLETE: C.EXPIRED,
    R.LOSS: C.LOSS,
    R.WEAR: C.DEFECT,
    R.DEFECT: C.DEFECT,
    R.PROFILE: C.OTHER,
}
"""Legal reason → reason of the federal monitoring, unless the school says otherwise (facts 1.5)."""


class ActionRefused(TomikError):
    """The act is not in a state for this."""

    code = "action_refused"
    status = 409


def next_state(state: str, action: Action) -> str:
    """The state after an action; raises `ActionRefused` with the present state's name."""
    found = PATH.get((state, action))
    if found is None:
        raise ActionRefused(_("This can't be done now: the act is “%s”.") % S(state).label, state=state)
    return found


def may(state: str, action: Action) -> bool:
    """Whether the action is possible in the state."""
    return (state, action) in PATH


@dataclass(frozen=True, slots=True)
class Member:
    """A member as the rules see one."""

    name: str
    part: str


def commission_problems(members: Sequence[Member], *, quorum: int) -> list[LineProblem]:
    """What is wrong with a commission; a warning when the one who answers for the fund sits in it."""
    problems = Problems()
    parts = [member.part for member in members]
    P = CommissionMember.Part
    if parts.count(P.CHAIR) != 1:
        problems.add(None, "members", _("A commission has one chair."), code="chair")
    if P.ACCOUNTANT not in parts:
        problems.add(
            None,
            "members",
            _("Accounting must be represented in the commission (order 1077)."),
            code="accountant",
        )
    if len(members) < max(quorum, 3):
        problems.add(
            None, "members", _("A commission has at least three members and its quorum."), code="few"
        )
    if P.KEEPER in parts:
        text = _("Who answers for the fund sits in the commission: accounting rules advise against it.")
        problems.add(None, "members", text, code="keeper", severity="warning")
    seen = [member.name.casefold() for member in members]
    for name in sorted({name for name in seen if seen.count(name) > 1}):
        problems.add(None, "members", _("This member is named twice."), value=name, code="twice")
    return problems.items


def decision_problems(members: Sequence[Member], present: Sequence[str], *, quorum: int) -> list[LineProblem]:
    """Whether those present may decide: the chair, accounting, the quorum."""
    problems = Problems()
    P = CommissionMember.Part
    here = [member for member in members if member.name in set(present)]
    for name in sorted(set(present) - {member.name for member in members}):
        problems.add(None, "present", _("This person is not in the commission."), value=name, code="stranger")
    if len(here) < quorum:
        problems.add(
            None,
            "present",
            _("There is no quorum: %(here)d of %(quorum)d.") % {"here": len(here), "quorum": quorum},
            code="quorum",
        )
    if P.CHAIR not in {member.part for member in here}:
        problems.add(None, "present", _("The chair must be there."), code="chair")
    if P.ACCOUNTANT not in {member.part for member in here}:
        problems.add(None, "present", _("Somebody of accounting must be there."), code="accountant")
    return problems.items

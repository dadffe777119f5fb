"""Projects made from what is known elsewhere: proposals that were chosen, copies that another room says are lost or spoilt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.fund.public import SummaryRecord
from tomik.kernel import clock
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.territory.public import School
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.queries.copies import lines_by_codes
from tomik.writeoff.rules import CAUSE_OF
from tomik.writeoff.services.checks import ActHead, ActLine
from tomik.writeoff.services.lines import new_act, write_changes

_EVIDENCE_MAX = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """Copies that a person has chosen for an act of a reason."""

    reason: str
    line: ActLine


def make_projects(
    *, school: School, operation_uid: UUID, chosen: Sequence[Chosen], actor_id: int | None
) -> list[WriteoffAct]:
    """One project for each reason among the chosen copies, all or none. Idempotent by `operation_uid`.

    Raises TomikError with every problem when nothing is chosen or copies are no longer there.
    """
    by_reason: dict[str, list[ActLine]] = {}
    for one in chosen:
        by_reason.setdefault(one.reason, []).append(one.line)
    with transaction.atomic(durable=True):
        uids = {reason: uuid5(operation_uid, reason) for reason in SummaryRecord.Reason.values}
        known = WriteoffAct.objects.filter(school=school, uid__in=uids.values()).order_by("pk")
        if known:
            return list(known)
        if not by_reason:
            raise TomikError(_("Choose what to write off."))
        made = []
        for reason, lines in by_reason.items():
            act = new_act(
                school=school, uid=uids[reason], head=_head(school, reason, lines), actor_id=actor_id
            )
            write_changes(act, added=lines)
            made.append(act)
        return made


def _head(school: School, reason: str, lines: Iterable[ActLine]) -> ActHead:
    facts = "; ".join(dict.fromkeys(line.why for line in lines if line.why))
    return ActHead(
        acted_on=clock.today(school.timezone),
        reason=reason,
        cause=CAUSE_OF.get(reason, WriteoffAct.Cause.OTHER),
        evidence=facts[:_EVIDENCE_MAX],
    )


def put_into_project(
    *, school: School, reason: str, lines: Sequence[ActLine], evidence: str, actor_id: int | None
) -> WriteoffAct:
    """Put copies into the school's open project of a reason, or into a new one; inside the caller's transaction.

    For rooms that learn that copies are lost or spoilt (a return, a stocktake). Nothing moves before the act is posted.
    Raises TomikError with every problem when the copies are not there.
    """
    open_acts = WriteoffAct.objects.select_for_update(of=("self",)).filter(
        school=school, reason=reason, state=WriteoffAct.State.DRAFT
    )
    act = open_acts.order_by("-pk").first()
    if act is None:
        head = ActHead(
            acted_on=clock.today(school.timezone),
            reason=reason,
            cause=CAUSE_OF.get(reason, WriteoffAct.Cause.OTHER),
            evidence=evidence,
        )
        act = new_act(school=school, uid=uuid7(), head=head, actor_id=actor_id)
    elif evidence and evidence not in act.evidence:
        act.evidence = f"{act.evidence}; {evidence}".strip("; ")[:_EVIDENCE_MAX]
    write_changes(act, added=lines)
    act.version += 1
    act.save(update_fields=["evidence", "version"])
    return act


def put_codes_into_project(
    *, school: School, reason: str, codes: Sequence[str], evidence: str, actor_id: int | None, why: str = ""
) -> WriteoffAct:
    """The same by labels or inventory numbers. Raises TomikError with every code that is on no copy on the shelves."""
    pile = lines_by_codes(school.pk, codes)
    if pile.problems:
        raise TomikError(_("Some codes are unknown here."), problems=pile.problems)
    lines = [
        ActLine(lot_id=one.lot_id, account_id=one.account_id, copies=one.copies, codes=one.codes, why=why)
        for one in pile.lines
    ]
    return put_into_project(school=school, reason=reason, lines=lines, evidence=evidence, actor_id=actor_id)


_FACTS: Mapping[str, Any] = {
    "unfit": gettext_lazy("taken off the shelves as unfit"),
    "old": gettext_lazy("worn, and older than a textbook serves"),
    "expired": gettext_lazy("use-until date has passed"),
    "grades": gettext_lazy("the school has no such classes"),
    "replaced": gettext_lazy("an equal book was taken in its place"),
}


def fact_in_words(fact: str, until: date | None) -> str:
    """The fact that proposes a line, as papers and screens say it."""
    return f"{_FACTS[fact]}: {until:%d.%m.%Y}" if until else str(_FACTS[fact])

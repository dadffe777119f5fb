"""Use cases of a write-off act: project, commission, approval, posting, disposal, reversal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.fund.public import (
    NumberSeries,
    SummaryNote,
    SummaryRecord,
    enter_in_summary,
    remove_copies,
    return_copies,
    take_numbers,
)
from tomik.kernel import clock, locks
from tomik.kernel.errors import Conflict, LineProblem, NotVisible, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import (
    Account,
    Draft,
    Entry,
    Line,
    Posted,
    account_for,
    entry_by_uid,
    post_entry,
    reverse_entry,
)
from tomik.territory.public import School
from tomik.writeoff.models import Commission, WriteoffAct, WriteoffLine
from tomik.writeoff.rules import Action, Member, decision_problems, next_state
from tomik.writeoff.services.checks import (
    ActHead,
    ActLine,
    count_problems,
    head_problems,
    line_problems,
)

DOCUMENT_KIND = "writeoff"


def save_act(
    *, school: School, uid: UUID, head: ActHead, lines: Sequence[ActLine], version: int, actor_id: int | None
) -> WriteoffAct:
    """Write a project, or write over it; nothing moves yet.

    Raises TomikError with every problem, `Conflict` when somebody changed it meanwhile (`version` 0: a new one).
    """
    with transaction.atomic(durable=True):
        if not version and WriteoffAct.objects.filter(school=school, uid=uid).exists():
            raise Conflict(_("Somebody else has changed this act meanwhile. Look at it again."))
        problems = _problems(school, head, lines)
        if problems:
            raise TomikError(_("The act has mistakes."), problems=problems)
        names = ("acted_on", "reason", "cause", "direction", "evidence")
        values = {name: getattr(head, name) for name in names}
        if version:
            act = locked_act(school.pk, uid, Action.EDIT, version=version)
            for name, value in values.items():
                setattr(act, name, value)
            act.save(update_fields=[*names, "version"])
            act.lines.all().delete()
        else:
            act = WriteoffAct.objects.create(uid=uid, school=school, created_by=actor_id, **values)
        write_lines(act, enumerate(lines, start=1))
        return act


def submit_act(*, school_id: int, uid: UUID, version: int) -> WriteoffAct:
    """Hand the project to the commission. Raises TomikError with every line whose copies are no longer there."""
    with transaction.atomic(durable=True):
        act = locked_act(school_id, uid, Action.SUBMIT, version=version)
        lines = lines_of(act)
        problems = count_problems(len(lines)) + line_problems(school_id, lines)
        if problems:
            raise TomikError(_("The act has mistakes."), problems=problems)
        return _moved(act, Action.SUBMIT)


def decide_act(
    *, school_id: int, uid: UUID, version: int, commission_uid: UUID, present: Sequence[str], decided_on: date
) -> WriteoffAct:
    """The commission has decided: who was there. Raises TomikError without quorum, chair or accounting."""
    with transaction.atomic(durable=True):
        act = locked_act(school_id, uid, Action.DECIDE, version=version)
        commission = Commission.objects.filter(school_id=school_id, uid=commission_uid).first()
        if commission is None:
            raise NotVisible
        members = [Member(one.name, one.part) for one in commission.members.order_by("pk")]
        problems = decision_problems(members, present, quorum=commission.quorum)
        if not commission.order_on <= decided_on <= clock.today(act.school.timezone):
            problems.append(
                LineProblem(
                    None, "decided_on", _("The commission decides after its order and not in the future.")
                )
            )
        if commission.valid_to is not None and decided_on > commission.valid_to:
            problems.append(LineProblem(None, "commission", _("This commission is no longer in force.")))
        if problems:
            raise TomikError(_("The commission can't decide like this."), problems=problems)
        act.commission, act.present, act.decided_on = commission, list(present), decided_on
        return _moved(act, Action.DECIDE, "commission", "present", "decided_on")


def approve_act(*, school_id: int, uid: UUID, version: int, actor_id: int | None) -> WriteoffAct:
    """The head has approved the act. Who may do it is checked by the caller."""
    with transaction.atomic(durable=True):
        act = locked_act(school_id, uid, Action.APPROVE, version=version)
        act.approved_at, act.approved_by = clock.now(), actor_id
        return _moved(act, Action.APPROVE, "approved_at", "approved_by")


def send_back(*, school_id: int, uid: UUID, version: int, reason: str) -> WriteoffAct:
    """Back to a project, with the reason; what the commission and the head decided is void."""
    if not reason.strip():
        raise TomikError(_("Write the reason."))
    with transaction.atomic(durable=True):
        act = locked_act(school_id, uid, Action.SEND_BACK, version=version)
        act.commission, act.present, act.decided_on = None, [], None
        act.approved_at, act.approved_by, act.note = None, None, reason.strip()[:500]
        return _moved(
            act, Action.SEND_BACK, "commission", "present", "decided_on", "approved_at", "approved_by", "note"
        )


def discard_act(*, school_id: int, uid: UUID, version: int) -> None:
    """Throw a project away."""
    with transaction.atomic(durable=True):
        locked_act(school_id, uid, Action.EDIT, version=version).delete()


def post_act(*, school: School, uid: UUID, version: int, operation_uid: UUID, actor_id: int | None) -> Posted:
    """Write the copies off: entry, number, record of the summary book, copies that are told apart; all or nothing.

    Idempotent by `operation_uid`. Raises `ActionRefused`, `InsufficientCopies` when copies have moved since, `PeriodClosed`.
    """
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk], shared=True)
        act = visible_act(school.pk, uid)
        known = entry_by_uid([school.pk], operation_uid)
        if known is not None and act.operation_uid == operation_uid:
            return Posted(known, created=False)
        act = _checked(act, Action.POST, version=version)
        (act.number,) = take_numbers(school.pk, NumberSeries.Series.WRITEOFF)
        act.operation_uid, act.posted_at, act.posted_by = operation_uid, clock.now(), actor_id
        posted = _enter(act)
        _moved(act, Action.POST, "number", "operation_uid", "posted_at", "posted_by")
        return posted


def reverse_act(
    *, school: School, uid: UUID, operation_uid: UUID, reason: str, actor_id: int | None
) -> Posted:
    """Take a write-off back while the period is open and nothing was disposed of. Idempotent by `operation_uid`."""
    if not reason.strip():
        raise TomikError(_("Write the reason."))
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk], shared=True)
        act = visible_act(school.pk, uid)
        entry = entry_by_uid([school.pk], act.operation_uid) if act.operation_uid else None
        if entry is None:
            raise TomikError(_("Only a posted act can be reversed."))
        if act.disposals.exists():
            raise TomikError(_("Copies of this act are disposed of already: it can't be reversed."))
        posted = reverse_entry(entry, uid=operation_uid, reason=reason.strip()[:300], actor_id=actor_id)
        if posted.created:
            act.reversed_at, act.reversed_by, act.note = clock.now(), actor_id, reason.strip()[:500]
            act.version += 1
            _moved(act, Action.REVERSE, "reversed_at", "reversed_by", "note")
            return_copies(school.pk, entry=entry)
            enter_in_summary(
                school.pk,
                [
                    SummaryNote(
                        entry=posted.entry, reason=act.reason, direction=act.direction, note=act.note[:300]
                    )
                ],
            )
        return posted


def visible_act(school_id: int, uid: UUID) -> WriteoffAct:
    """The act of the school, locked until the transaction ends. Raises `NotVisible`."""
    acts = WriteoffAct.objects.select_for_update(of=("self",)).select_related("school")
    act = acts.filter(school_id=school_id, uid=uid).first()
    if act is None:
        raise NotVisible
    return act


def locked_act(school_id: int, uid: UUID, action: Action, *, version: int) -> WriteoffAct:
    """The act, locked, its version counted on. Raises `NotVisible`, `ActionRefused`, `Conflict`."""
    return _checked(visible_act(school_id, uid), action, version=version)


def _checked(act: WriteoffAct, action: Action, *, version: int) -> WriteoffAct:
    next_state(act.state, action)
    if act.version != version:
        raise Conflict(_("Somebody else has changed this act meanwhile. Look at it again."))
    act.version += 1
    return act


def _moved(act: WriteoffAct, action: Action, *names: str) -> WriteoffAct:
    act.state = next_state(act.state, action)
    act.save(update_fields=["state", "version", *names])
    return act


def write_lines(act: WriteoffAct, lines: Iterable[tuple[int, ActLine]]) -> None:
    """Add numbered lines to a project; they were checked by the caller."""
    WriteoffLine.objects.bulk_create(
        WriteoffLine(
            act=act,
            school_id=act.school_id,
            line_no=number,
            lot_id=line.lot_id,
            account_id=line.account_id,
            copies=line.copies,
            codes=list(line.codes),
            why=line.why[:300],
        )
        for number, line in lines
    )


def lines_of(act: WriteoffAct) -> list[tuple[int, ActLine]]:
    """The lines of an act by their numbers."""
    names = ("line_no", "lot_id", "account_id", "copies", "codes", "why")
    return [
        (number, ActLine(lot_id=lot, account_id=account, copies=copies, codes=codes, why=why))
        for number, lot, account, copies, codes, why in act.lines.order_by("line_no").values_list(*names)
    ]


def _problems(school: School, head: ActHead, lines: Sequence[ActLine]) -> list[LineProblem]:
    return [
        *head_problems(school, head),
        *count_problems(len(lines)),
        *line_problems(school.pk, enumerate(lines, start=1)),
    ]


def _enter(act: WriteoffAct) -> Posted:
    lines = list(act.lines.order_by("line_no").values_list("lot_id", "account_id", "copies", "codes"))
    lost = act.reason == SummaryRecord.Reason.LOSS
    outside = account_for(act.school_id, Account.Kind.LOST if lost else Account.Kind.WRITTEN_OFF)
    draft = Draft(
        school_id=act.school_id,
        kind=Entry.Kind.WRITEOFF,
        occurred_on=act.acted_on,
        uid=act.operation_uid or uuid7(),
        actor_id=act.posted_by,
        document_kind=DOCUMENT_KIND,
        document_uid=act.uid,
        document_number=str(act.number),
        note=act.evidence,
    )
    posted = post_entry(
        draft, [Line(lot, account, outside, copies) for lot, account, copies, _codes in lines]
    )
    named = [code for *_rest, codes in lines for code in codes]
    remove_copies(act.school_id, entry=posted.entry, codes=named)
    enter_in_summary(
        act.school_id,
        [
            SummaryNote(
                entry=posted.entry,
                papers=f"№ {act.number}, {act.acted_on:%d.%m.%Y}",
                reason=act.reason,
                direction=act.direction,
            )
        ],
    )
    return posted

"""Lines of a project: quantities, lines taken out, copies added by search, by scan or from a file of codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.kernel.errors import NotVisible, TomikError
from tomik.territory.public import School
from tomik.writeoff.models import WriteoffAct, WriteoffLine
from tomik.writeoff.rules import LINES_MAX, Action
from tomik.writeoff.services.acts import lines_of, locked_act, write_lines
from tomik.writeoff.services.checks import ActHead, ActLine, count_problems, head_problems, line_problems


def start_act(*, school: School, uid: UUID, head: ActHead, actor_id: int | None) -> WriteoffAct:
    """An empty project, its lines to be added; the same one when it was started already (`uid`)."""
    with transaction.atomic(durable=True):
        known = WriteoffAct.objects.filter(school=school, uid=uid).first()
        if known is not None:
            return known
        return new_act(school=school, uid=uid, head=head, actor_id=actor_id)


def new_act(*, school: School, uid: UUID, head: ActHead, actor_id: int | None) -> WriteoffAct:
    """A project without lines, inside the transaction of the caller. Raises TomikError with every problem of the head."""
    problems = head_problems(school, head)
    if problems:
        raise TomikError(_("The act has mistakes."), problems=problems)
    return WriteoffAct.objects.create(
        uid=uid,
        school=school,
        acted_on=head.acted_on,
        reason=head.reason,
        cause=head.cause,
        direction=head.direction,
        evidence=head.evidence[:500],
        created_by=actor_id,
    )


def change_head(*, school: School, uid: UUID, version: int, head: ActHead) -> WriteoffAct:
    """Write over the head of a project; its lines stay."""
    with transaction.atomic(durable=True):
        act = locked_act(school.pk, uid, Action.EDIT, version=version)
        problems = head_problems(school, head)
        if problems:
            raise TomikError(_("The act has mistakes."), problems=problems)
        names = ("acted_on", "reason", "cause", "direction", "evidence")
        for name in names:
            setattr(act, name, getattr(head, name))
        act.save(update_fields=[*names, "version"])
        return act


def change_lines(
    *,
    school: School,
    uid: UUID,
    version: int,
    quantities: Mapping[int, int] | None = None,
    added: Sequence[ActLine] = (),
    left_out: Collection[int] = (),
) -> WriteoffAct:
    """Change a project by what differs: new quantities by line number, lines left out, copies added.

    A quantity of 0 leaves the line out. Copies that stand in the act already are added to their line. Only the lines that
    change are checked. Raises TomikError with every problem (row: number of the line), `Conflict`, `ActionRefused`.
    """
    with transaction.atomic(durable=True):
        act = locked_act(school.pk, uid, Action.EDIT, version=version)
        write_changes(act, quantities=quantities or {}, added=added, left_out=left_out)
        act.save(update_fields=["version"])
        return act


def write_changes(
    act: WriteoffAct,
    *,
    quantities: Mapping[int, int] | None = None,
    added: Sequence[ActLine] = (),
    left_out: Collection[int] = (),
) -> None:
    """Write changes of the lines of a locked project."""
    present = dict(lines_of(act))
    changed = _requantified(present, quantities or {})
    gone = {*left_out, *(number for number, copies in (quantities or {}).items() if copies == 0)} & set(
        present
    )
    for number in gone:
        changed.pop(number, None)
        del present[number]
    changed |= _added(present | changed, added)
    problems = line_problems(act.school_id, sorted(changed.items()))
    if len(present.keys() | changed.keys()) > LINES_MAX:
        problems += count_problems(len(present.keys() | changed.keys()))
    if problems:
        raise TomikError(_("The act has mistakes."), problems=problems)
    act.lines.filter(line_no__in=gone).delete()
    _update(act, {number: line for number, line in changed.items() if number in present})
    write_lines(act, ((number, line) for number, line in sorted(changed.items()) if number not in present))


def _requantified(present: Mapping[int, ActLine], quantities: Mapping[int, int]) -> dict[int, ActLine]:
    unknown = sorted(set(quantities) - set(present))
    if unknown:
        raise NotVisible
    return {
        number: replace(present[number], copies=copies, codes=_cut(present[number], copies))
        for number, copies in quantities.items()
        if copies and copies != present[number].copies
    }


def _cut(line: ActLine, copies: int) -> Sequence[str]:
    """The labels of a line whose quantity was written by hand: those that still fit, otherwise none."""
    return line.codes if len(line.codes) == copies else ()


def _added(present: Mapping[int, ActLine], added: Iterable[ActLine]) -> dict[int, ActLine]:
    numbers = {(line.lot_id, line.account_id): number for number, line in present.items()}
    found: dict[int, ActLine] = {}
    last = max(present, default=0)
    for line in added:
        key = line.lot_id, line.account_id
        if key not in numbers:
            last += 1
            numbers[key] = last
            found[last] = line
            continue
        number = numbers[key]
        found[number] = _joined(found.get(number) or present[number], line)
    return found


def _joined(line: ActLine, more: ActLine) -> ActLine:
    """Both together; a label that is there already adds nothing. Labels are kept while every copy has one."""
    new = [code for code in more.codes if code not in set(line.codes)]
    copies = line.copies + (len(new) if more.codes else more.copies)
    codes = [*line.codes, *new]
    return replace(line, copies=copies, codes=codes if len(codes) == copies else (), why=line.why or more.why)


def _update(act: WriteoffAct, changed: Mapping[int, ActLine]) -> None:
    rows = list(act.lines.filter(line_no__in=changed))
    for row in rows:
        line = changed[row.line_no]
        row.copies, row.codes, row.why = line.copies, list(line.codes), line.why[:300]
    WriteoffLine.objects.bulk_update(rows, ["copies", "codes", "why"], batch_size=1000)

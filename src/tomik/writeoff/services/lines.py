"""Lines of a project: quantities, lines taken out, copies added by search, by scan or from a file of codes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.kernel.errors import LineProblem, NotVisible, TomikError
from tomik.territory.public import School
from tomik.writeoff.models import WriteoffAct, WriteoffLine
from tomik.writeoff.rules import LINES_MAX, Action
from tomik.writeoff.services.acts import lines_of, locked_act, write_lines
from tomik.writeoff.services.checks import (
    ActHead,
    ActLine,
    count_problems,
    head_problems,
    held_copies,
    line_problems,
)


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
    staying: Collection[str] = (),
) -> WriteoffAct:
    """Change a project by what differs: new quantities by line number, lines left out, copies added, labels that stay.

    A quantity of 0 leaves the line out. Copies that stand in the act already are added to their line. A label of `staying`
    is taken out of its line, one copy less. Only the lines that change are checked. Raises TomikError with every problem (row: number of the line), `Conflict`, `ActionRefused`.
    """
    with transaction.atomic(durable=True):
        act = locked_act(school.pk, uid, Action.EDIT, version=version)
        write_changes(act, quantities=quantities or {}, added=added, left_out=left_out, staying=staying)
        act.save(update_fields=["version"])
        return act


def write_changes(
    act: WriteoffAct,
    *,
    quantities: Mapping[int, int] | None = None,
    added: Sequence[ActLine] = (),
    left_out: Collection[int] = (),
    staying: Collection[str] = (),
) -> None:
    """Write changes of the lines of a locked project."""
    present = dict(lines_of(act))
    changed = _requantified(present, quantities or {}) | _without(present, staying)
    emptied = {number for number, copies in (quantities or {}).items() if copies == 0}
    emptied |= {number for number, line in changed.items() if line.copies == 0}
    gone = {*left_out, *emptied} & set(present)
    for number in gone:
        changed.pop(number, None)
        del present[number]
    held = held_copies(act.school_id, {line.lot_id for line in added})
    changed |= _added(present | changed, added, held)
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
        number: replace(present[number], copies=copies)
        for number, copies in quantities.items()
        if copies and copies != present[number].copies
    }


def _without(present: Mapping[int, ActLine], staying: Collection[str]) -> dict[int, ActLine]:
    """The lines whose labelled copies stay, without them. Raises TomikError with every label that is not in the act."""
    where = {code: number for number, line in present.items() for code in line.codes}
    strange = [
        LineProblem(None, "code", _("This label is not in the act."), value=code[:60])
        for code in dict.fromkeys(staying)
        if code not in where
    ]
    if strange:
        raise TomikError(_("Some codes are unknown here."), problems=strange)
    stay: dict[int, set[str]] = {}
    for code in staying:
        stay.setdefault(where[code], set()).add(code)
    return {
        number: replace(
            present[number],
            copies=present[number].copies - len(codes),
            codes=[code for code in present[number].codes if code not in codes],
        )
        for number, codes in stay.items()
    }


def _added(
    present: Mapping[int, ActLine], added: Iterable[ActLine], held: Mapping[tuple[int, int], int]
) -> dict[int, ActLine]:
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
        found[number] = _joined(
            found.get(number) or present[number], line, held.get((line.account_id, line.lot_id), 0)
        )
    return found


def _joined(line: ActLine, more: ActLine, held: int) -> ActLine:
    """Both together; a label that is there already adds nothing. The copies without a label are only counted.

    Where every copy of the place is counted already, a new label names one of them: it is no copy more.
    """
    known = set(line.codes)
    new = [code for code in more.codes if code not in known]
    copies = line.copies + more.copies - len(more.codes) + len(new)
    named = min(max(copies - held, 0), len(new), line.copies - len(line.codes))
    return replace(line, copies=copies - named, codes=[*line.codes, *new], why=line.why or more.why)


def _update(act: WriteoffAct, changed: Mapping[int, ActLine]) -> None:
    rows = list(act.lines.filter(line_no__in=changed))
    for row in rows:
        line = changed[row.line_no]
        row.copies, row.codes, row.why = line.copies, list(line.codes), line.why[:300]
    WriteoffLine.objects.bulk_update(rows, ["copies", "codes", "why"], batch_size=1000)

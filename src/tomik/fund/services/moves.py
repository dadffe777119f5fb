"""Use cases of an internal move: write a draft, post it, take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.fund import move_rules
from tomik.fund.models import Copy, Move, NumberSeries
from tomik.fund.move_rules import MoveHead, MoveLineDraft
from tomik.fund.queries.moves import ShelfLot, shelf_lots
from tomik.fund.services.numbering import take_numbers
from tomik.kernel import clock, locks
from tomik.kernel.errors import Conflict, LineProblem, NotVisible, TomikError
from tomik.ledger.public import (
    Account,
    Draft,
    Entry,
    InsufficientCopies,
    Line,
    Posted,
    accounts_for,
    entry_by_uid,
    post_entry,
    reverse_entry,
)
from tomik.territory.public import Building, School

DOCUMENT_KIND = "move"
_HEAD_FIELDS = tuple(MoveHead.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeMove:
    """A move as it stands on a screen: head, lines, and the version of the draft that was shown (0: there is none)."""

    school: School
    uid: UUID
    head: MoveHead
    lines: Sequence[MoveLineDraft]
    version: int = 0


def save_move(whole: WholeMove, *, actor_id: int | None) -> Move:
    """Write a draft, or write over it; the move. Nothing moves yet, so the shelves may hold less than it says.

    Raises TomikError with every problem of head and lines, `Conflict` when somebody has changed the draft meanwhile
    or it is posted already.
    """
    try:
        with transaction.atomic(durable=True):
            return _save(whole, actor_id=actor_id)
    except IntegrityError as error:
        # The same new draft sent twice at one moment, or the uid of a move that is not ours.
        raise _changed() from error


def finish_move(whole: WholeMove, *, operation_uid: UUID, actor_id: int | None) -> Posted:
    """Write over the draft and post it in one step: what is shown is what is posted. All or nothing.

    Idempotent by `operation_uid`: a repeat gives the first result, with other content raises `Conflict`. Raises TomikError
    with a problem for each line that takes more than the shelves hold, what `save_move` and `post_entry` raise.
    """
    once = partial(_finish, whole, operation_uid=operation_uid, actor_id=actor_id)
    try:
        return once()
    except (IntegrityError, TomikError) as error:
        # The same request at the same moment was quicker: its result is there now, and the copies that this one missed
        # went with it. Without a result a mistake stays one.
        if isinstance(error, TomikError) and entry_by_uid([whole.school.pk], operation_uid) is None:
            raise
    try:
        return once()
    except IntegrityError as error:
        raise _changed() from error


def discard_move(*, school_id: int, uid: UUID, version: int) -> None:
    """Throw a draft away. A posted move is reversed instead."""
    with transaction.atomic(durable=True):
        _locked(school_id, uid, version=version).delete()


def reverse_move(
    *, school: School, uid: UUID, operation_uid: UUID, reason: str, actor_id: int | None
) -> Posted:
    """Take a posted move back: the mirror entry. Idempotent by `operation_uid`.

    Raises TomikError naming every title that has left the building since, `PeriodClosed`, `AlreadyReversed`.
    """
    reason = reason.strip()[:300]
    if not reason:
        raise TomikError(_("Write the reason."))
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk], shared=True)
        move = _visible(school.pk, uid)
        entry = entry_by_uid([school.pk], move.operation_uid) if move.operation_uid else None
        if entry is None:
            raise TomikError(_("Only a posted move can be reversed."))
        try:
            posted = reverse_entry(entry, uid=operation_uid, reason=reason, actor_id=actor_id)
        except InsufficientCopies as error:
            raise _gone(move, error) from error
        if posted.created:
            move.state, move.reversed_at = Move.State.REVERSED, clock.now()
            move.reversed_by, move.reverse_reason = actor_id, reason
            move.save(update_fields=["state", "reversed_at", "reversed_by", "reverse_reason"])
        return posted


def _finish(whole: WholeMove, *, operation_uid: UUID, actor_id: int | None) -> Posted:
    key = whole.school.pk
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [key], shared=True)
        known = entry_by_uid([key], operation_uid)
        if known is not None:
            _same_or_conflict(known, whole)
            return Posted(known, created=False)
        move = _save(whole, actor_id=actor_id, takes=True)
        return _post(move, whole.lines, operation_uid=operation_uid, actor_id=actor_id)


def _same_or_conflict(known: Entry, whole: WholeMove) -> None:
    """Raises `Conflict` when the operation was carried out before with other content; names the first field."""
    move = Move.objects.filter(school_id=known.school_id, uid=whole.uid, operation_uid=known.uid).first()
    differing = ["uid"]
    if move is not None:
        differing = [name for name in _HEAD_FIELDS if getattr(move, name) != getattr(whole.head, name)]
        written = list(move.lines.order_by("line_no").values_list("lot_id", "copies"))
        if written != [(line.lot_id, line.copies) for line in whole.lines]:
            differing.append("lines")
    if differing:
        text = _("This operation was carried out before with other content: %s.")
        raise Conflict(text % differing[0], field=differing[0])


def _changed() -> Conflict:
    return Conflict(_("Somebody else has changed this draft meanwhile. Look at it again."))


def _visible(school_id: int, uid: UUID) -> Move:
    move = Move.objects.select_for_update().filter(school_id=school_id, uid=uid).first()
    if move is None:
        raise NotVisible
    return move


def _locked(school_id: int, uid: UUID, *, version: int) -> Move:
    move = _visible(school_id, uid)
    if move.state != Move.State.DRAFT:
        raise Conflict(_("This move is posted already."))
    if move.version != version:
        raise _changed()
    return move


def _save(whole: WholeMove, *, actor_id: int | None, takes: bool = False) -> Move:
    problems = problems_of(whole, takes=takes)
    if problems:
        raise TomikError(_("The move has mistakes."), problems=problems)
    school = whole.school
    values = {name: getattr(whole.head, name) for name in _HEAD_FIELDS}
    if whole.version:
        move = _locked(school.pk, whole.uid, version=whole.version)
        for name, value in values.items():
            setattr(move, name, value)
        move.version += 1
        move.save(update_fields=[*_HEAD_FIELDS, "version"])
        move.lines.all().delete()
    else:
        if Move.objects.filter(school_id=school.pk, uid=whole.uid).exists():
            raise _changed()
        move = Move.objects.create(uid=whole.uid, school=school, created_by=actor_id, **values)
    _insert_lines(move, whole.lines)
    return move


_INSERT_LINES = """
INSERT INTO fund_moveline (move_id, school_id, line_no, lot_id, copies, copy_ids)
SELECT %s, %s, l.line_no, l.lot_id, l.copies, l.copy_ids::bigint[]
  FROM unnest(%s::integer[], %s::bigint[], %s::integer[], %s::text[]) AS l(line_no, lot_id, copies, copy_ids)
"""


def _insert_lines(move: Move, lines: Sequence[MoveLineDraft]) -> None:
    """All lines in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT_LINES,
            [
                move.pk,
                move.school_id,
                list(range(1, len(lines) + 1)),
                [line.lot_id for line in lines],
                [line.copies for line in lines],
                ["{" + ",".join(map(str, line.copy_ids)) + "}" for line in lines],
            ],
        )


def problems_of(whole: WholeMove, *, takes: bool) -> list[LineProblem]:
    """Everything wrong with a move, all at once; with `takes` also lines that take more than the shelves hold."""
    school, head, lines = whole.school, whole.head, whole.lines
    problems = move_rules.head_problems(head, today=clock.today(school.timezone))
    problems += move_rules.line_problems(lines)
    own = set(Building.objects.filter(school=school).values_list("pk", flat=True))
    problems += [
        LineProblem(None, name, _("Choose a building of the school."))
        for name, key in (("from_building", head.from_building_id), ("to_building", head.to_building_id))
        if key not in own
    ]
    lots = shelf_lots(school.pk, head.from_building_id, lot_ids={line.lot_id for line in lines})
    by_lot = {lot.lot_id: lot for lot in lots}
    problems += _lot_problems(lines, by_lot)
    problems += _copy_problems(school.pk, lines)
    counts = takes and head.from_building_id in own
    return problems + (shortages(lines, by_lot) if counts else [])


def _lot_problems(lines: Sequence[MoveLineDraft], by_lot: dict[int, ShelfLot]) -> list[LineProblem]:
    return [
        LineProblem(row, "lot", _("The school has no such lot."), value=str(line.lot_id))
        for row, line in enumerate(lines, start=1)
        if line.lot_id not in by_lot
    ]


def _copy_problems(school_id: int, lines: Sequence[MoveLineDraft]) -> list[LineProblem]:
    """Copies scanned one by one must be of their lot and in the fund."""
    wanted = {key for line in lines for key in line.copy_ids}
    if not wanted:
        return []
    found = Copy.objects.filter(school_id=school_id, pk__in=wanted, removed_by=None)
    lot_of = dict(found.values_list("pk", "lot_id"))
    return [
        LineProblem(row, "copies", _("A copy that was scanned is no longer in the fund: take the line out."))
        for row, line in enumerate(lines, start=1)
        if any(lot_of.get(key) != line.lot_id for key in line.copy_ids)
    ]


def shortages(lines: Sequence[MoveLineDraft], by_lot: dict[int, ShelfLot]) -> list[LineProblem]:
    """A problem for each line that takes more copies than stand on the shelves."""
    return [
        LineProblem(row, "copies", short_words(by_lot[line.lot_id].there, line.copies), value=str(line.copies), code="short")
        for row, line in enumerate(lines, start=1)
        if line.lot_id in by_lot and line.copies > by_lot[line.lot_id].there
    ]  # fmt: skip


def short_words(there: int, wanted: int) -> str:
    """«There are 3 copies on the shelves, 5 are to move.»"""
    text = ngettext(
        "There is %(there)d copy on the shelves of this building, %(wanted)d are to move.",
        "There are %(there)d copies on the shelves of this building, %(wanted)d are to move.",
        there,
    )
    return text % {"there": there, "wanted": wanted}


# Where a line moves as many copies of a lot as are told apart, it is clear which they are: all.
_TELL_APART = """
UPDATE fund_moveline m SET copy_ids = c.ids
  FROM (SELECT lot_id, array_agg(id ORDER BY id) AS ids FROM fund_copy
         WHERE school_id = %(school)s AND removed_by IS NULL GROUP BY lot_id) c
 WHERE m.move_id = %(move)s AND c.lot_id = m.lot_id AND cardinality(c.ids) = m.copies
"""


def _post(move: Move, lines: Sequence[MoveLineDraft], *, operation_uid: UUID, actor_id: int | None) -> Posted:
    """The number, the entry, the state: in the order of docs/locking.md, inside the caller's transaction."""
    key, year = move.school_id, move.moved_on.year
    with connection.cursor() as cursor:
        cursor.execute(_TELL_APART, {"school": key, "move": move.pk})
    (move.number,) = take_numbers(key, NumberSeries.Series.MOVE, year=year)
    move.state, move.year, move.operation_uid = Move.State.POSTED, year, operation_uid
    move.posted_at, move.posted_by = clock.now(), actor_id
    move.version += 1
    shelves = accounts_for(key, Account.Kind.FUND, [move.from_building_id, move.to_building_id])
    source, target = shelves[move.from_building_id], shelves[move.to_building_id]
    draft = Draft(
        school_id=key,
        kind=Entry.Kind.MOVE,
        occurred_on=move.moved_on,
        uid=operation_uid,
        actor_id=actor_id,
        document_kind=DOCUMENT_KIND,
        document_uid=move.uid,
        document_number=str(move.number),
        note=move.note,
    )
    try:
        posted = post_entry(draft, [Line(line.lot_id, source, target, line.copies) for line in lines])
    except InsufficientCopies as error:
        # Somebody took the copies after they were counted: the same words as for those that were short before.
        raise _short(lines, error) from error
    move.save(update_fields=["number", "year", "state", "operation_uid", "posted_at", "posted_by", "version"])
    return posted


def _short(lines: Sequence[MoveLineDraft], error: InsufficientCopies) -> TomikError:
    have = {one.lot_id: one.have for one in error.shortages}
    problems = [
        LineProblem(row, "copies", short_words(have[line.lot_id], line.copies), value=str(line.copies), code="short")
        for row, line in enumerate(lines, start=1)
        if line.lot_id in have
    ]  # fmt: skip
    return TomikError(_("The move has mistakes."), problems=problems)


def _gone(move: Move, error: InsufficientCopies) -> TomikError:
    """What keeps a move from being taken back: every title of which too few stand where it brought them."""
    lots = shelf_lots(move.school_id, move.to_building_id, lot_ids=[one.lot_id for one in error.shortages])
    titles = {lot.lot_id: lot.named for lot in lots}
    problems = [
        LineProblem(None, "copies", f"{titles[one.lot_id]}: {short_words(one.have, one.need)}", code="short")
        for one in error.shortages
    ]
    return TomikError(
        _("The copies have moved on since: reverse the documents that took them first."), problems=problems
    )

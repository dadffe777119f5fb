"""Binding of labels to copies: a pile at once or code by code as they are scanned; taking it back; a damaged label."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tomik.fund.codes import CodeKind, foreign_code, kind_of, read_code, serial_of
from tomik.fund.models import Copy, LabelEvent, LabelRange
from tomik.kernel import clock, locks
from tomik.kernel.errors import Conflict, LineProblem, NotVisible, Problems, TomikError
from tomik.kernel.ids import uuid7
from tomik.territory.public import School

Result = TypeVar("Result")
PILE_MAX = 2_000
"""Codes of one request."""

# Free copies of an edition's lots: what stands in the school's own accounts less what is labelled, oldest first.
_FREE = """
SELECT l.id, coalesce(b.copies, 0) - coalesce(c.copies, 0)
  FROM ledger_lot l
  LEFT JOIN LATERAL (SELECT sum(copies) AS copies FROM ledger_balance
                      WHERE school_id = l.school_id AND lot_id = l.id AND NOT may_go_negative) b ON true
  LEFT JOIN LATERAL (SELECT count(*) AS copies FROM fund_copy
                      WHERE lot_id = l.id AND removed_by IS NULL AND code IS NOT NULL) c ON true
 WHERE l.school_id = %s AND l.edition_id = %s
 ORDER BY l.received_on, l.id
"""
_NAME_COPIES = """
UPDATE fund_copy c SET code = n.code, bound_at = now(), bound_by = %s, pile = %s
  FROM unnest(%s::bigint[], %s::text[]) AS n(id, code)
 WHERE c.id = n.id
"""


class State(StrEnum):
    """What became of a scanned code; the same words are the codes of problems."""

    BOUND = "bound"
    KNOWN = "known"
    MISREAD = "misread"
    ISBN = "isbn"
    USED = "used"
    FOREIGN = "foreign"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Bound:
    """The result of binding a pile: how many now, and how many carried these labels on this title before."""

    bound: int
    known: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one scanned code, in words for the person who scans."""

    code: str
    state: State
    text: str

    @property
    def is_good(self) -> bool:
        """Whether the label is on the chosen title now."""
        return self.state in {State.BOUND, State.KNOWN}


@dataclass(slots=True)
class _Sorted:
    """Codes of a pile by what may be done with them."""

    known: list[str] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    problems: list[LineProblem] = field(default_factory=list)


def bind_codes(
    *, school: School, edition_id: int, codes: Sequence[str], actor_id: int | None, lot_id: int | None = None
) -> Bound:
    """Bind a pile of labels to copies of one edition, all or none; oldest lots first, or the one named.

    A label that is bound to this edition already is passed over, so a pile may be scanned twice. Raises TomikError
    with every bad code (row is its place in the pile), and when there are more labels than copies without one.
    Takes the posting lock exclusively: the copies counted are those that are there.
    """
    pile = _pile_of(codes)

    def work() -> Bound:
        with transaction.atomic(durable=True):
            locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk])
            found = _sort_out(school, edition_id, pile)
            if found.problems:
                raise TomikError(_("Some labels can't be bound."), problems=found.problems)
            places = _places(school, edition_id, len(found.new), lot_id=lot_id)
            if len(places) < len(found.new):
                raise TomikError(_too_many(len(places), len(found.new)))
            _bind(school, places, found.new, actor_id=actor_id, pile=uuid7())
            return Bound(len(found.new), len(found.known))

    return _twice(work)


def bind_scanned(
    *, school: School, edition_id: int, codes: Sequence[str], actor_id: int | None, pile: UUID
) -> list[Answer]:
    """Bind what can be bound of the codes and say of each what became of it, in their order.

    `pile` is the key of the scanning: labels bound with it can be taken back together. A repeat binds nothing twice.
    Raises NotVisible when the school never had the edition. Takes the posting lock exclusively.
    """
    asked = _pile_of(codes)

    def work() -> list[Answer]:
        with transaction.atomic(durable=True):
            locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk])
            found = _sort_out(school, edition_id, asked)
            places = _places(school, edition_id, len(found.new), lot_id=None)
            bound = found.new[: len(places)]
            _bind(school, places, bound, actor_id=actor_id, pile=pile)
        answers = {
            problem.value: Answer(problem.value, State(problem.code), problem.message)
            for problem in found.problems
        }
        answers |= {code: Answer(code, State.BOUND, _("Bound.")) for code in bound}
        answers |= {code: Answer(code, State.KNOWN, _("It is on this book already.")) for code in found.known}
        full = _("Every copy of this book has a label already: receive the copy first.")
        answers |= {code: Answer(code, State.FULL, full) for code in found.new[len(places) :]}
        return [answers[code] for code in asked]

    return _twice(work)


def unbind_pile(*, school: School, pile: UUID, reason: str, actor_id: int | None) -> int:
    """Take the labels of a pile off its copies again; how many. A repeat takes off nothing more.

    The labels go back onto the same title at any time; onto another one only when they were bound today by the same
    person. Copies that have left the fund keep theirs. Raises TomikError without a reason.
    """
    if not reason.strip():
        raise TomikError(_("Write why the labels are taken off."))
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk])
        copies = list(Copy.objects.filter(school=school, pile=pile, removed_by=None).exclude(code=None))
        LabelEvent.objects.bulk_create(
            _event(
                copy,
                LabelEvent.Kind.UNBOUND,
                reason=reason,
                actor_id=actor_id,
                is_free=_same_day_and_person(copy, school, actor_id),
            )
            for copy in copies
        )
        chosen = Copy.objects.filter(pk__in=[copy.pk for copy in copies])
        chosen.filter(inventory_number=None).delete()
        chosen.update(code=None, bound_at=None, bound_by=None, pile=None)
        return len(copies)


def replace_label(*, school: School, copy_uid: UUID, code: str, reason: str, actor_id: int | None) -> Copy:
    """Put a new label on a copy in place of its damaged one, which is never used again; or the first one.

    A repeat with the same code changes nothing. Raises NotVisible for a copy of another school, TomikError when the
    copy has left the fund or the new label can't be used (its problem names the code).
    """
    code = read_code(code)

    def work() -> Copy:
        with transaction.atomic(durable=True):
            locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk])
            copy = Copy.objects.select_for_update().filter(school=school, uid=copy_uid).first()
            if copy is None:
                raise NotVisible
            if copy.code == code:
                return copy
            if copy.removed_by is not None:
                raise TomikError(_("This copy has left the fund."))
            found = _sort_out(school, copy.lot.edition_id, [code])
            if found.known:
                raise TomikError(_("This label is on another copy of the same book."))
            if found.problems:
                raise TomikError(found.problems[0].message, problems=found.problems)
            _exchange(copy, code, reason=reason, actor_id=actor_id)
            return copy

    return _twice(work)


def _exchange(copy: Copy, code: str, *, reason: str, actor_id: int | None) -> None:
    if copy.code is not None:
        _event(
            copy, LabelEvent.Kind.REPLACED, reason=reason, actor_id=actor_id, new_code=code, is_free=False
        ).save(force_insert=True)
    copy.code, copy.bound_at, copy.bound_by, copy.pile = code, clock.now(), actor_id, None
    copy.save(update_fields=["code", "bound_at", "bound_by", "pile"])


def _event(
    copy: Copy, kind: str, *, reason: str, actor_id: int | None, is_free: bool, new_code: str = ""
) -> LabelEvent:
    return LabelEvent(
        school_id=copy.school_id,
        kind=kind,
        code=copy.code or "",
        new_code=new_code,
        copy_uid=copy.uid,
        lot_id=copy.lot_id,
        bound_at=copy.bound_at,
        bound_by=copy.bound_by,
        is_free=is_free,
        reason=reason.strip()[:300],
        recorded_at=clock.now(),
        recorded_by=actor_id,
    )


def _same_day_and_person(copy: Copy, school: School, actor_id: int | None) -> bool:
    if copy.bound_at is None or copy.bound_by != actor_id:
        return False
    return copy.bound_at.astimezone(ZoneInfo(school.timezone)).date() == clock.today(school.timezone)


def _pile_of(codes: Iterable[str]) -> list[str]:
    pile = list(dict.fromkeys(read for code in codes if (read := read_code(code))))
    if len(pile) > PILE_MAX:
        raise TomikError(_("At most %d codes at a time.") % PILE_MAX)
    return pile


def _twice(work: Callable[[], Result]) -> Result:
    """Do it again once when another school has taken one of the codes in between: the second look sees it."""
    try:
        return work()
    except IntegrityError as error:
        if not _is_taken(error):
            raise
    try:
        return work()
    except IntegrityError as error:
        raise Conflict(_("Someone else is using these labels right now. Scan them again.")) from error


def _is_taken(error: IntegrityError) -> bool:
    diagnosis = getattr(error.__cause__, "diag", None)
    return getattr(diagnosis, "constraint_name", None) == "fund_copy_code"


def _sort_out(school: School, edition_id: int, codes: Sequence[str]) -> _Sorted:
    copies = Copy.objects.select_related("lot__edition").filter(school=school, code__in=codes)
    bound = {copy.code: copy for copy in copies}
    found = _Sorted()
    for code in codes:
        copy = bound.get(code)
        if copy is not None and copy.lot.edition_id == edition_id and copy.removed_by is None:
            found.known.append(code)
    asked = [code for code in codes if code not in set(found.known)]
    found.problems = _code_problems(school, edition_id, asked, bound)
    bad = {problem.value for problem in found.problems}
    found.new = [code for code in asked if code not in bad]
    return found


def _code_problems(
    school: School, edition_id: int, codes: Sequence[str], bound: dict[str | None, Copy]
) -> list[LineProblem]:
    problems = Problems()
    ranges = list(LabelRange.objects.filter(school=school))
    taken = _taken_elsewhere(codes)
    kept = _kept(school, codes)
    for row, code in enumerate(codes, start=1):
        told = _problem(edition_id, code, bound.get(code), kept.get(code))
        state, text = told if told is not None else (None, "")
        if state is None and not _is_in(ranges, code):
            state, text = State.FOREIGN, _("This label is not of your school's labels.")
        elif state is None and code in taken and not _is_own(kept.get(code)):
            state, text = State.USED, _("This label is in use elsewhere in the region.")
        if state is not None:
            problems.add(row, "code", text, value=code, code=state)
    return problems.items


def _problem(
    edition_id: int, code: str, copy: Copy | None, event: LabelEvent | None
) -> tuple[State, str] | None:
    """What the code itself and the school's own copies say against it."""
    kind = kind_of(code)
    if kind is CodeKind.MISREAD:
        return State.MISREAD, _("The code was misread: its check digits are wrong. Scan it again.")
    if kind is CodeKind.ISBN:
        return State.ISBN, _("This is the ISBN of the book, not its label.")
    if copy is not None and copy.removed_by is not None:
        return State.USED, _("This label was on a book that has left the fund: %s.") % copy.lot.edition
    if copy is not None:
        return State.USED, _("This label is on another book: %s.") % copy.lot.edition
    if event is not None and event.kind == LabelEvent.Kind.REPLACED:
        return State.USED, _("This label was damaged and replaced; it is not used again.")
    if event is not None and not event.is_free and event.lot.edition_id != edition_id:
        return State.USED, _("This label was on another book: %s.") % event.lot.edition
    return None


def _is_own(event: LabelEvent | None) -> bool:
    """Whether the code is kept from others by the school itself, for the same title."""
    return event is not None and not event.is_free


def _kept(school: School, codes: Sequence[str]) -> dict[str, LabelEvent]:
    """What the school took off a copy last, by code."""
    events = LabelEvent.objects.filter(school=school, code__in=codes).order_by("recorded_at", "pk")
    return {event.code: event for event in events.select_related("lot__edition")}


def _taken_elsewhere(codes: Iterable[str]) -> set[str]:
    """Codes of the list that are in use anywhere: asked of the database over all schools, which tells nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT fund_codes_in_use(%s::text[])", [list(codes)])
        return {row[0] for row in cursor.fetchall()}


def _is_in(ranges: Sequence[LabelRange], code: str) -> bool:
    serial = serial_of(code)
    if serial is not None:
        return any(one.kind == LabelRange.Kind.PRINTED and one.first <= serial <= one.last for one in ranges)
    foreign = foreign_code(code)
    return foreign is not None and any(
        one.kind == LabelRange.Kind.ADOPTED
        and (one.prefix, one.digits) == (foreign.prefix, foreign.digits)
        and one.first <= foreign.number <= one.last
        for one in ranges
    )


def _too_many(places: int, codes: int) -> str:
    text = ngettext(
        "There is only %(copies)d copy without a label, and %(codes)d labels.",
        "There are only %(copies)d copies without a label, and %(codes)d labels.",
        places,
    )
    return text % {"copies": places, "codes": codes}


def _places(school: School, edition_id: int, count: int, *, lot_id: int | None) -> list[int]:
    """Lots of at most `count` copies without a label, one a copy, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_FREE, [school.pk, edition_id])
        free = [(lot, max(copies, 0)) for lot, copies in cursor.fetchall() if lot_id in (None, lot)]
    if not free:
        raise NotVisible
    return [lot for lot, copies in free for _copy in range(copies)][:count]


def _bind(
    school: School, places: Sequence[int], codes: Sequence[str], *, actor_id: int | None, pile: UUID
) -> None:
    numbered = _label_the_numbered(places, codes, actor_id, pile)
    now = clock.now()
    Copy.objects.bulk_create(
        Copy(
            uid=uuid7(),
            region_id=school.region_id,
            school=school,
            lot_id=lot,
            code=code,
            bound_at=now,
            bound_by=actor_id,
            pile=pile,
        )
        for lot, code in zip(places, codes, strict=True)
        if code not in numbered
    )


def _label_the_numbered(
    places: Sequence[int], codes: Sequence[str], actor_id: int | None, pile: UUID
) -> set[str]:
    """Labels of lots whose copies have inventory numbers go onto those, lowest number first; the codes used."""
    waiting: dict[int, list[int]] = {}
    rows = Copy.objects.filter(lot_id__in=set(places), code=None, removed_by=None).order_by(
        "inventory_number"
    )
    for pk, lot in rows.values_list("pk", "lot_id"):
        waiting.setdefault(lot, []).append(pk)
    pairs = [(waiting[lot].pop(0), code) for lot, code in zip(places, codes, strict=True) if waiting.get(lot)]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                _NAME_COPIES, [actor_id, pile, [pk for pk, _code in pairs], [code for _pk, code in pairs]]
            )
    return {code for _pk, code in pairs}

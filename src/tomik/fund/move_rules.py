"""What an internal move may say. Pure: no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tomik.fund.receipt_rules import DAY_MIN
from tomik.fund.rules import COPIES_MAX
from tomik.kernel.errors import LineProblem, Problems

LINES_MAX = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveHead:
    """The head of a move as a person writes it."""

    moved_on: date
    from_building_id: int
    to_building_id: int
    basis_name: str = ""
    basis_number: str = ""
    basis_on: date | None = None
    gave_post: str = ""
    gave_name: str = ""
    took_post: str = ""
    took_name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLineDraft:
    """So many copies of a lot; `copy_ids` are those that were told apart by a label or an inventory number."""

    lot_id: int
    copies: int
    copy_ids: tuple[int, ...] = ()


def head_problems(head: MoveHead, *, today: date) -> list[LineProblem]:
    """Everything wrong with the head, each problem named by its field."""
    problems = Problems()
    if head.moved_on > today:
        problems.add(
            None, "moved_on", _("The date of a document can't be in the future."), value=head.moved_on
        )
    elif head.moved_on < DAY_MIN:
        problems.add(None, "moved_on", _("This date is too long ago."), value=head.moved_on)
    # 0 is a building that could not be read: another problem says so.
    if head.from_building_id and head.from_building_id == head.to_building_id:
        problems.add(None, "to_building", _("Choose another building than the one the copies stand in."))
    if head.basis_on is not None and not DAY_MIN <= head.basis_on <= today:
        text = _("The date of the basis can't be in the future or that long ago.")
        problems.add(None, "basis_on", text, value=head.basis_on)
    return problems.items


def line_problems(lines: Sequence[MoveLineDraft]) -> list[LineProblem]:
    """Everything wrong with the lines by themselves: row is the line's number from 1."""
    problems = Problems()
    if not lines:
        problems.add(None, "lines", _("The move has no lines."))
    if len(lines) > LINES_MAX:
        problems.add(None, "lines", _("A move has at most %d lines.") % LINES_MAX)
        return problems.items
    seen: set[int] = set()
    for row, line in enumerate(lines, start=1):
        if line.lot_id in seen:
            problems.add(row, "lot", _("This lot stands in the move twice."), value=line.lot_id)
        seen.add(line.lot_id)
        if line.copies <= 0:
            problems.add(row, "copies", _("Write how many copies move, at least 1."), value=line.copies)
        elif line.copies > COPIES_MAX:
            text = _("So many copies of one title can't be right: at most %d.") % COPIES_MAX
            problems.add(row, "copies", text, value=line.copies)
        elif line.copies < len(line.copy_ids):
            text = _("%d copies of this line were scanned one by one: no fewer can move.")
            problems.add(row, "copies", text % len(line.copy_ids), value=line.copies)
    return problems.items

"""What is wrong with the head and the lines of an act; the same rules for a screen, a file and the API."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from tomik.fund.public import SummaryRecord
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, Problems
from tomik.ledger.public import Account, Balance, PeriodClosed, latest_closing
from tomik.territory.public import School
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.rules import COPIES_MAX, LINES_MAX

DAY_MIN = date(1950, 1, 1)
WRITABLE_KINDS = (Account.Kind.UNFIT, Account.Kind.FUND, Account.Kind.EXCHANGE, Account.Kind.CLASS_GROUP)
"""Copies leave from these places, in this order; what a reader holds is settled with the reader first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActHead:
    """The head of an act as a person writes it."""

    acted_on: date
    reason: str
    cause: str
    direction: str = SummaryRecord.Direction.WASTE_PAPER
    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActLine:
    """Copies of a lot in an account of the school; `codes` where copies are told apart."""

    lot_id: int
    account_id: int
    copies: int
    codes: Sequence[str] = field(default_factory=tuple)
    why: str = ""


def head_problems(school: School, head: ActHead) -> list[LineProblem]:
    """What is wrong with the head."""
    problems = Problems()
    if not DAY_MIN <= head.acted_on <= clock.today(school.timezone):
        problems.add(
            None,
            "acted_on",
            _("The date of a document can't be in the future or before 1950."),
            value=head.acted_on,
        )
    elif closed := closed_refusal(school.pk, head.acted_on):
        problems.add(None, "acted_on", str(closed), value=head.acted_on, code=closed.code)
    if head.reason not in SummaryRecord.Reason.values or head.reason == SummaryRecord.Reason.HANDOVER:
        problems.add(None, "reason", _("Choose one of the five reasons."), value=head.reason)
    if head.cause not in WriteoffAct.Cause.values:
        problems.add(None, "cause", _("Choose one of the five reasons."), value=head.cause)
    if head.direction not in SummaryRecord.Direction.values:
        problems.add(None, "direction", _("Choose where the copies went."), value=head.direction)
    return problems.items


def closed_refusal(school_id: int, day: date) -> PeriodClosed | None:
    """Why an act of the day can't be posted: its books are closed, by which act; None when they are open."""
    last = latest_closing(school_id)
    if last is None or last.through < day:
        return None
    return PeriodClosed(
        through=f"{last.through:%d.%m.%Y}", document_number=last.document_number, closing_id=last.pk
    )


def line_problems(school_id: int, lines: Iterable[tuple[int, ActLine]]) -> list[LineProblem]:
    """What is wrong with numbered lines. One query, whatever their number."""
    problems = Problems()
    numbered = list(lines)
    twice = Counter((line.lot_id, line.account_id) for _row, line in numbered)
    held = held_copies(school_id, {line.lot_id for _row, line in numbered})
    for row, line in numbered:
        have = held.get((line.account_id, line.lot_id))
        if have is None:
            problems.add(
                row, "lot", _("The school has no such copies there."), value=line.lot_id, code="unknown"
            )
        elif not 0 < line.copies <= COPIES_MAX:
            problems.add(row, "copies", _("A number of copies above zero is needed."), value=line.copies)
        elif line.copies > have:
            problems.add(
                row, "copies", _("Only %d copies are there.") % have, value=line.copies, code="short"
            )
        elif twice[line.lot_id, line.account_id] > 1:
            problems.add(
                row, "lot", _("The same copies stand in the act twice."), value=line.lot_id, code="twice"
            )
        elif len(set(line.codes)) < len(line.codes):
            problems.add(row, "codes", _("The same label stands in the line twice."), value=len(line.codes))
        elif len(line.codes) > line.copies:
            # Fewer are right: the others of the line have no label. The posting says when that can't be.
            text = _(
                "%d copies of the line are named by their labels: scan those that stay and take them out."
            )
            problems.add(row, "codes", text % len(line.codes), value=line.copies, code="named")
    return problems.items


def count_problems(lines: int) -> list[LineProblem]:
    """Whether an act may have so many lines."""
    if 0 < lines <= LINES_MAX:
        return []
    return [LineProblem(None, "lines", _("An act has between 1 and %d lines.") % LINES_MAX)]


def held_copies(school_id: int, lots: set[int]) -> dict[tuple[int, int], int]:
    """(account, lot) → copies that an act may take from there."""
    rows = Balance.objects.filter(
        school_id=school_id,
        lot_id__in=lots,
        account__kind__in=WRITABLE_KINDS,
        account__school_id=school_id,
        copies__gt=0,
    )
    return {
        (account, lot): copies for account, lot, copies in rows.values_list("account_id", "lot_id", "copies")
    }

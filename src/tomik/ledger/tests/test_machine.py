"""The ledger against a plain model: any sequence of acts, the same answers and the same balances."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tomik.kernel.errors import Conflict
from tomik.ledger import public as ledger
from tomik.ledger.public import AlreadyReversed, BrokenRule, Draft, InsufficientCopies, Line, PeriodClosed
from tomik.ledger.queries import balances, balances_as_of
from tomik.ledger.tests.world import World, day
from tomik.ledger.verification import verify

pytestmark = pytest.mark.django_db

OUTER = ("opening", "supplier", "surplus", "lost", "written_off")
INNER = ("fund", "unfit", "group", "reader_1", "reader_2")
NEVER_FROM, NEVER_TO = {"written_off"}, {"supplier", "opening", "surplus"}
FAR_DAY = day(30)


@dataclass
class Act:
    """An entry as the model remembers it."""

    draft: Draft
    lines: list[tuple[int, str, str, int]]
    pk: int
    is_reversed: bool = False


@dataclass
class Model:
    """Nothing but a counter of copies, a list of acts and the closed day."""

    copies: Counter[tuple[str, int]] = field(default_factory=Counter)
    acts: list[Act] = field(default_factory=list)
    closed: list[date] = field(default_factory=list)

    def refusal(
        self, on: date, lines: list[tuple[int, str, str, int]], *, is_reversal: bool = False
    ) -> type | None:
        """The refusal that the ledger owes, or None."""
        if any(source == target for _, source, target, _ in lines):
            return BrokenRule
        if self.closed and on <= self.closed[-1]:
            return PeriodClosed
        for _, source, target, _ in lines:
            if source in OUTER and target in OUTER:
                return BrokenRule
            if not is_reversal and (source in NEVER_FROM or target in NEVER_TO):
                return BrokenRule
        after = self.after(lines)
        if any(copies < 0 for (account, _), copies in after.items() if account in INNER):
            return InsufficientCopies
        return None

    def after(self, lines: list[tuple[int, str, str, int]]) -> Counter[tuple[str, int]]:
        """The counter after these lines."""
        result = self.copies.copy()
        for lot, source, target, copies in lines:
            result[source, lot] -= copies
            result[target, lot] += copies
        return result


LOTS = st.integers(0, 2)
LINES = st.lists(
    st.tuples(LOTS, st.sampled_from(INNER + OUTER), st.sampled_from(INNER + OUTER), st.integers(1, 6)),
    min_size=1,
    max_size=4,
)
SENSIBLE = st.lists(
    st.tuples(
        LOTS, st.sampled_from(("fund", "opening", "supplier")), st.sampled_from(INNER[1:]), st.integers(1, 6)
    ),
    min_size=1,
    max_size=4,
)
DAYS = st.integers(1, 29).map(day)
PICK = st.integers(0, 10**6)


class Machine(RuleBasedStateMachine):
    """Every example begins from the world and is rolled back."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        world = self.world
        self.accounts = {name: getattr(world, name) for name in (*OUTER, "fund", "unfit", "group")}
        self.accounts |= {"reader_1": world.readers[0], "reader_2": world.readers[1]}
        self.names = {pk: name for name, pk in self.accounts.items()}
        self.outer = transaction.atomic()
        self.outer.__enter__()
        self.model = Model()
        for lot in range(3):
            self.model.copies["opening", lot], self.model.copies["fund", lot] = -10, 10

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.outer.__exit__(None, None, None)

    def lines(self, lines: list[tuple[int, str, str, int]]) -> list[Line]:
        return [
            Line(self.world.lots[lot], self.accounts[one], self.accounts[two], n)
            for lot, one, two, n in lines
        ]

    def attempt(
        self, documents: list[tuple[Draft, list[tuple[int, str, str, int]]]], expected: type | None
    ) -> None:
        work = [(draft, self.lines(lines)) for draft, lines in documents]
        if expected is not None:
            with pytest.raises(expected):
                ledger.post_entries(work)
            return
        for posted, (draft, lines) in zip(ledger.post_entries(work), documents, strict=True):
            assert posted.created
            self.model.copies = self.model.after(lines)
            self.model.acts.append(Act(draft, lines, posted.entry.pk))

    def pick(self, number: int) -> Act:
        return self.model.acts[number % len(self.model.acts)]

    @rule(lines=LINES | SENSIBLE, on=DAYS)
    def post(self, lines: list[tuple[int, str, str, int]], on: date) -> None:
        draft = Draft(school_id=self.world.school.pk, kind="move", occurred_on=on)
        self.attempt([(draft, lines)], self.model.refusal(on, lines))

    @rule(one=SENSIBLE, two=SENSIBLE, on=DAYS)
    def post_two_at_once(self, one: list, two: list, on: date) -> None:
        drafts = [Draft(school_id=self.world.school.pk, kind="issue", occurred_on=on) for _ in range(2)]
        expected = self.model.refusal(on, one + two)
        self.attempt([(drafts[0], one), (drafts[1], two)], expected)

    @rule(lot=LOTS, reader=st.sampled_from(("reader_1", "reader_2")), copies=st.integers(1, 12))
    def issue(self, lot: int, reader: str, copies: int) -> None:
        line = [(lot, "fund", reader, copies)]
        draft = Draft(school_id=self.world.school.pk, kind="issue", occurred_on=FAR_DAY)
        self.attempt([(draft, line)], self.model.refusal(FAR_DAY, line))

    @precondition(lambda self: self.model.acts)
    @rule(number=PICK)
    def replay(self, number: int) -> None:
        act = self.pick(number)
        posted = ledger.post_entry(replace(act.draft, actor_id=5), self.lines(act.lines)[::-1])
        assert (posted.created, posted.entry.pk) == (False, act.pk)

    @precondition(lambda self: self.model.acts)
    @rule(number=PICK)
    def other_content(self, number: int) -> None:
        act = self.pick(number)
        lot, one, two, copies = act.lines[0]
        with pytest.raises(Conflict):
            ledger.post_entry(act.draft, self.lines([(lot, one, two, copies + 1), *act.lines[1:]]))

    @precondition(lambda self: self.model.acts)
    @rule(number=PICK, on=DAYS)
    def reverse(self, number: int, on: date) -> None:
        act = self.pick(number)
        entry = ledger.Entry.objects.select_related("school").get(pk=act.pk)
        mirror = [(lot, two, one, n) for lot, one, two, n in act.lines]
        expected = self.model.refusal(on, mirror, is_reversal=True)
        if expected is not PeriodClosed:
            if entry.reverses_id is not None or on < entry.occurred_on:
                expected = BrokenRule
            elif act.is_reversed:
                expected = AlreadyReversed
        uid = uuid.uuid4()
        if expected is not None:
            with pytest.raises(expected):
                ledger.reverse_entry(entry, uid=uid, reason="r", actor_id=1, occurred_on=on)
            return
        posted = ledger.reverse_entry(entry, uid=uid, reason="r", actor_id=1, occurred_on=on)
        act.is_reversed = True
        self.model.copies = self.model.after(mirror)
        draft = Draft(
            school_id=self.world.school.pk,
            kind="reversal",
            occurred_on=on,
            uid=uid,
            note="r",
            reverses_id=entry.pk,
        )
        self.model.acts.append(Act(draft, mirror, posted.entry.pk))

    @precondition(lambda self: len(self.model.closed) < 3)
    @rule(through=DAYS)
    def close(self, through: date) -> None:
        if self.model.closed and through <= self.model.closed[-1]:
            return
        ledger.close_period(school_id=self.world.school.pk, through=through)
        self.model.closed.append(through)

    @precondition(lambda self: self.model.closed)
    @rule()
    def reopen(self) -> None:
        last = ledger.PeriodClosing.objects.filter(reopened_at=None).latest("through")
        ledger.reopen_period(closing_id=last.pk, school_id=self.world.school.pk, reason="r", actor_id=1)
        self.model.closed.pop()

    @invariant()
    def balances_agree(self) -> None:
        found = balances(self.world.school.pk)
        by_name = {
            (self.names[account], self.world.lots.index(lot)): n for (account, lot), n in found.items()
        }
        assert by_name == {key: copies for key, copies in self.model.copies.items() if copies}
        assert balances_as_of(self.world.school.pk, FAR_DAY) == found

    @invariant()
    def everything_recomputes(self) -> None:
        assert verify().mismatches == []


def test_any_sequence_of_acts(world: World):
    run_state_machine_as_test(
        type("MachineOfWorld", (Machine,), {"world": world}),
        settings=settings(
            max_examples=60,
            stateful_step_count=20,
            deadline=None,
            derandomize=True,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )

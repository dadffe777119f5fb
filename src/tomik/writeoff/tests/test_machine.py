"""Any mix of receipts, labels, write-offs, reversals and closings against a plain count: the registers never differ."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, assume, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cast import assemble
from tomik.fund.models import Card, Copy, NumberSeries, Receipt, SummaryRecord
from tomik.fund.public import (
    Header,
    ReceiptLineDraft,
    allot_labels,
    bind_codes,
    codes_of,
    movement,
    receive,
    reverse_receipt,
    save_receipt,
)
from tomik.fund.tests.world import World, build
from tomik.fund.verification import mismatches
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.public import Balance, InsufficientCopies, PeriodClosed, close_period
from tomik.ledger.verification import verify
from tomik.territory.public import system_scope
from tomik.writeoff.models import Commission, WriteoffAct
from tomik.writeoff.services import acts
from tomik.writeoff.services.checks import ActHead, ActLine
from tomik.writeoff.services.commissions import MemberDraft, appoint_commission

pytestmark = pytest.mark.django_db
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
BEGIN = date(2026, 2, 1)
MEMBERS = (("chair", "А"), ("accountant", "Б"), ("member", "В"))
copies_of = st.integers(1, 9)
prices = st.sampled_from([1, 99, 450_50])
REASONS = st.sampled_from([("wear", "defect"), ("loss", "loss"), ("obsolete", "expired")])


@dataclass
class Got:
    """A receipt of the model: its title, copies, price and what is left of them."""

    uid: UUID
    title: int
    price: int
    day: date
    copies: int
    left: int
    labels: int = 0
    is_reversed: bool = False


@dataclass
class Gone:
    """A write-off of the model."""

    uid: UUID
    got: Got
    copies: int
    labels: int
    day: date
    is_reversed: bool = False


class Fund(RuleBasedStateMachine):
    """A year of a school: the model counts in plain numbers, the product by its services."""

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(time_machine.travel("2026-12-31 05:00:00+00:00", tick=True))
        self.stack.enter_context(_taken_back())
        cast = assemble()
        self.stack.enter_context(acting(system_scope()))
        self.world: World = build(cast)
        self.commission: Commission = appoint_commission(
            school=self.world.school, uid=uuid7(), order_number="1", order_on=date(2026, 1, 10), quorum=3,
            members=[MemberDraft(*one) for one in MEMBERS],
        )  # fmt: skip
        self.titles = [*self.world.maths, self.world.physics]
        self.receipts: list[Got] = []
        self.acts: list[Gone] = []
        self.day, self.closed = BEGIN, date(2025, 12, 31)
        self.received = self.left = 0
        self.entered = [0, 0]

    def teardown(self) -> None:
        if hasattr(self, "stack"):
            assert verify().is_sound
            self.stack.close()

    @property
    def open(self) -> list[Got]:
        """Receipts with copies left."""
        return [one for one in self.receipts if one.left and not one.is_reversed]

    @rule(days=st.integers(1, 20))
    def time_passes(self, days: int) -> None:
        self.day = min(self.day + timedelta(days=days), YEAR[1])

    def _lot(self, got: Got) -> Balance:
        return Balance.objects.get(lot__receipt_uid=got.uid, account__kind="fund")

    @rule(title=st.integers(0, 2), copies=copies_of, price=prices, short=st.integers(0, 2))
    def receive(self, title: int, copies: int, price: int, short: int) -> None:
        uid = uuid7()
        arguments: dict[str, Any] = {
            "school": self.world.school,
            "uid": uid,
            "header": Header(
                kind="no_papers", received_on=self.day, building_id=self.world.main.pk, papers_kind="none",
                supplier_name="Даритель",
            ),
            "lines": [
                ReceiptLineDraft(
                    edition_id=self.titles[title].pk, price_kopecks=price, copies=copies, copies_on_paper=copies + short
                )
            ],
            "operation_uid": uuid7(),
            "actor_id": None,
        }  # fmt: skip
        if self.day <= self.closed:
            with pytest.raises(PeriodClosed):
                receive(**arguments)
            return
        assert receive(**arguments).created
        assert not receive(**arguments).created
        self.receipts.append(Got(uid, title, price, self.day, copies, copies))
        self.received += copies
        self.entered[0] += 1

    @precondition(lambda self: self.receipts)
    @rule(place=st.integers(0, 99))
    def take_a_receipt_back(self, place: int) -> None:
        got = self.receipts[place % len(self.receipts)]
        assume(not got.is_reversed)
        arguments: dict[str, Any] = {
            "school": self.world.school, "uid": got.uid, "operation_uid": uuid7(), "reason": "Ошибка", "actor_id": None,
        }  # fmt: skip
        if got.left < got.copies:
            with pytest.raises((InsufficientCopies, TomikError)):
                reverse_receipt(**arguments)
            return
        assert reverse_receipt(**arguments).created
        assert not reverse_receipt(**arguments).created
        got.is_reversed, got.left, got.labels = True, 0, 0
        self.received -= got.copies
        self.entered[0] += 1

    @precondition(lambda self: self.open)
    @rule(place=st.integers(0, 99), count=st.integers(1, 4))
    def stick_labels(self, place: int, count: int) -> None:
        got = self.open[place % len(self.open)]
        codes = codes_of(allot_labels(school=self.world.school, count=count, actor_id=None))
        lot = self._lot(got).lot_id
        arguments: dict[str, Any] = {
            "school": self.world.school, "edition_id": self.titles[got.title].pk, "codes": codes, "actor_id": None, "lot_id": lot,
        }  # fmt: skip
        if got.labels + count > got.left:
            with pytest.raises(TomikError):
                bind_codes(**arguments)
            return
        assert bind_codes(**arguments).bound == count
        assert bind_codes(**arguments).known == count
        got.labels += count

    @precondition(lambda self: self.open)
    @rule(place=st.integers(0, 99), copies=copies_of, reason=REASONS)
    def write_off(self, place: int, copies: int, reason: tuple[str, str]) -> None:
        got = self.open[place % len(self.open)]
        assume(got.day <= self.day)
        held, labelled = self._lot(got), min(got.labels, max(0, copies - (got.left - got.labels)))
        codes = (
            Copy.objects.filter(lot_id=held.lot_id, removed_by=None)
            .order_by("pk")
            .values_list("code", flat=True)
        )
        line = ActLine(
            lot_id=held.lot_id, account_id=held.account_id, copies=copies, codes=[code or "" for code in codes[:labelled]]
        )  # fmt: skip
        if copies > got.left:
            with pytest.raises(TomikError):
                self._approved(line, reason)
            return
        act = self._approved(line, reason)
        arguments: dict[str, Any] = {
            "school": self.world.school, "uid": act.uid, "version": act.version, "operation_uid": uuid7(), "actor_id": None,
        }  # fmt: skip
        if self.day <= self.closed:
            with pytest.raises(PeriodClosed):
                acts.post_act(**arguments)
            return
        assert acts.post_act(**arguments).created
        assert not acts.post_act(**arguments).created
        got.left -= copies
        got.labels -= labelled
        self.acts.append(Gone(act.uid, got, copies, labelled, self.day))
        self.left += copies
        self.entered[1] += 1

    def _approved(self, line: ActLine, reason: tuple[str, str]) -> WriteoffAct:
        school = self.world.school
        head = ActHead(acted_on=self.day, reason=reason[0], cause=reason[1], evidence="Протокол")
        act = acts.save_act(school=school, uid=uuid7(), head=head, lines=[line], version=0, actor_id=None)
        act = acts.submit_act(school_id=school.pk, uid=act.uid, version=act.version)
        act = acts.decide_act(
            school_id=school.pk, uid=act.uid, version=act.version, commission_uid=self.commission.uid,
            present=[name for _part, name in MEMBERS], decided_on=self.day,
        )  # fmt: skip
        return acts.approve_act(school_id=school.pk, uid=act.uid, version=act.version, actor_id=None)

    @precondition(lambda self: self.acts)
    @rule(place=st.integers(0, 99))
    def take_an_act_back(self, place: int) -> None:
        gone = self.acts[place % len(self.acts)]
        assume(not gone.is_reversed)
        arguments: dict[str, Any] = {
            "school": self.world.school, "uid": gone.uid, "operation_uid": uuid7(), "reason": "Ошибка", "actor_id": None,
        }  # fmt: skip
        assert acts.reverse_act(**arguments).created
        assert not acts.reverse_act(**arguments).created
        gone.is_reversed = True
        gone.got.left += gone.copies
        gone.got.labels += gone.labels
        self.left -= gone.copies
        self.entered[1] += 1

    @rule()
    def close(self) -> None:
        through = self.day - timedelta(days=7)
        assume(through > max(self.closed, BEGIN))
        close_period(school_id=self.world.school.pk, through=through)
        self.closed = through

    @rule()
    def leave_a_draft(self) -> None:
        """A draft moves nothing and takes no number."""
        save_receipt(
            school=self.world.school,
            uid=uuid7(),
            header=Header(
                kind="no_papers", received_on=self.day, building_id=self.world.main.pk, papers_kind="none"
            ),
            lines=[ReceiptLineDraft(edition_id=self.titles[0].pk, price_kopecks=1, copies=1)],
            version=0,
            actor_id=None,
        )

    @invariant()
    def the_book_says_what_the_model_says(self) -> None:
        if not hasattr(self, "world"):
            return
        key = self.world.school.pk
        book = movement([key], SummaryRecord.Book.TEXTBOOKS, first=YEAR[0], last=YEAR[1])[key]
        held = sum(one.left for one in self.receipts)
        assert (book.received.copies, book.left.copies, book.closing.copies) == (
            self.received,
            self.left,
            held,
        )
        assert book.closing.kopecks == sum(one.left * one.price for one in self.receipts)
        assert Copy.objects.filter(removed_by=None).count() == sum(one.labels for one in self.receipts)
        for part, count in zip((1, 2), self.entered, strict=True):
            numbers = SummaryRecord.objects.filter(school=key, part=part).values_list("number", flat=True)
            assert sorted(numbers) == list(range(1, count + 1))
        posted = Receipt.objects.exclude(state="draft").values_list("number", flat=True)
        assert sorted(n for n in posted if n) == list(range(1, len(self.receipts) + 1))
        cards = sorted(Card.objects.values_list("number", flat=True))
        assert cards == list(range(1, len(cards) + 1))
        assert len(cards) == len({one.title for one in self.receipts})
        assert mismatches() == []
        assert not NumberSeries.objects.filter(last__lt=0).exists()


class _taken_back:
    """Everything of one example is rolled back, while the product opens its own durable transactions inside."""

    def __enter__(self) -> None:
        block: Any = transaction.atomic()
        block._from_testcase = True
        block.__enter__()
        self.block = block

    def __exit__(self, *error: object) -> None:
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)


def test_registers_never_differ_from_a_plain_count(db: None) -> None:
    run_state_machine_as_test(
        Fund,
        settings=settings(
            max_examples=12,
            stateful_step_count=18,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
        ),
    )

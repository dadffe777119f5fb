"""Real threads and real commits. Each race has a control: the same without the protection goes wrong."""

from __future__ import annotations

import contextlib
import random
import threading
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from tomik.kernel import locks
from tomik.kernel.errors import Busy
from tomik.kernel.scope import acting
from tomik.ledger import public as ledger
from tomik.ledger.public import AlreadyReversed, Entry, InsufficientCopies, Line, PeriodClosed, PeriodClosing
from tomik.ledger.services import posting
from tomik.ledger.tests.world import World, day
from tomik.ledger.verification import verify
from tomik.territory.public import system_scope

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

WORKERS = 8


def together(work: Callable[[int], Any], workers: int = WORKERS) -> list[Any]:
    """Run `work(number)` in threads that start at once; what each returned, or the exception that it raised."""
    start = threading.Barrier(workers)
    results: list[Any] = [None] * workers

    def run(number: int) -> None:
        try:
            with acting(system_scope()):
                start.wait()
                results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def outcomes(results: list[Any]) -> Counter[str]:
    """How many of each kind of result."""
    return Counter(
        type(one).__name__ if isinstance(one, Exception) else "created" if one.created else "first"
        for one in results
    )


# A writer of balances that reads, thinks and writes what it thought: what the trigger would be without row locks.
CARELESS = """
ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_not_negative;
CREATE OR REPLACE FUNCTION ledger_write_balances(accounts bigint[], lots bigint[], deltas bigint[], schools bigint[], outers boolean[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE seen bigint[] := ARRAY[]::bigint[]; n integer;
BEGIN
  FOR n IN 1..cardinality(accounts) LOOP
    seen[n] := coalesce((SELECT copies FROM ledger_balance WHERE account_id = accounts[n] AND lot_id = lots[n]), 0);
    IF NOT outers[n] AND seen[n] + deltas[n] < 0 THEN
      RAISE EXCEPTION 'short' USING ERRCODE = 'TK001', DETAIL = '[]';
    END IF;
  END LOOP;
  PERFORM pg_sleep(0.3);
  FOR n IN 1..cardinality(accounts) LOOP
    INSERT INTO ledger_balance VALUES (seen[n] + deltas[n], outers[n], accounts[n], lots[n], schools[n])
    ON CONFLICT (account_id, lot_id) DO UPDATE SET copies = excluded.copies;
  END LOOP;
END $$
"""
# The same rows, but each posting takes what it debits first: two opposite moves wait for each other.
UNSORTED = """
CREATE OR REPLACE FUNCTION ledger_write_balances(accounts bigint[], lots bigint[], deltas bigint[], schools bigint[], outers boolean[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE u record;
BEGIN
  FOR u IN SELECT * FROM unnest(accounts, lots, deltas) AS u(account_id, lot_id, delta) ORDER BY delta LOOP
    UPDATE ledger_balance SET copies = copies + u.delta WHERE account_id = u.account_id AND lot_id = u.lot_id;
    PERFORM pg_sleep(0.3);
  END LOOP;
END $$
"""


class TestLastCopies:
    def take(self, world: World) -> Callable[[int], Any]:
        return lambda number: world.post(world.issue(1, reader=number % 2))

    def test_ten_copies_sixteen_takers(self, world: World):
        results = together(self.take(world), workers=16)
        assert outcomes(results) == {"created": 10, "InsufficientCopies": 6}
        assert world.have(world.fund) == 0
        assert verify().is_sound

    def test_the_last_copy_goes_once(self, world: World):
        world.post(world.issue(9))
        assert outcomes(together(self.take(world), workers=2)) == {"created": 1, "InsufficientCopies": 1}

    def test_control_without_row_locks_it_goes_twice(
        self, world: World, owner_connection: psycopg.Connection[Any]
    ):
        world.post(world.issue(9))
        owner_connection.execute(CARELESS)
        assert outcomes(together(self.take(world), workers=2)) == {"created": 2}
        assert {mismatch.check for mismatch in verify().mismatches} >= {"balance_is_sum"}


class TestOneKey:
    def test_one_request_eight_times(self, world: World):
        draft = world.draft()
        results = together(lambda _: world.post(world.issue(1), uid=draft.uid))
        assert outcomes(results) == {"created": 1, "first": 7}
        assert len({result.entry.pk for result in results}) == 1
        assert world.have(world.fund) == 9

    def test_control_without_the_unique_index(
        self, world: World, owner_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
    ):
        owner_connection.execute("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_uid")
        monkeypatch.setattr(
            posting,
            "_INSERT_ENTRIES",
            posting._INSERT_ENTRIES.replace("ON CONFLICT (school_id, uid) DO NOTHING", ""),
        )
        uid = uuid.uuid4()
        assert outcomes(together(lambda _: world.post(world.issue(1), uid=uid))) == {"created": 8}


class TestOppositeMoves:
    def swap(self, world: World) -> Callable[[int], Any]:
        """Odd workers move all titles from the shelves to the class, even ones back, lines in opposite orders."""

        def move(number: int) -> Any:
            ends = (world.fund, world.group) if number % 2 else (world.group, world.fund)
            lines = [Line(lot, *ends, 1) for lot in world.lots]
            return world.post(lines if number % 2 else lines[::-1], kind="move")

        return move

    def fill(self, world: World) -> None:
        world.post([Line(lot, world.fund, world.group, 5) for lot in world.lots], kind="move")

    def test_no_deadlock(self, world: World):
        self.fill(world)
        swap = self.swap(world)
        results = together(lambda number: [swap(number + turn) for turn in range(12)])
        assert not [result for result in results if isinstance(result, Exception)]
        assert verify().is_sound

    def test_control_rows_in_another_order_deadlock(
        self, world: World, owner_connection: psycopg.Connection[Any]
    ):
        self.fill(world)
        owner_connection.execute(UNSORTED)
        results = together(self.swap(world), workers=2)
        assert any(isinstance(result, Busy) for result in results)

    def test_new_balances_made_by_many(self, world: World):
        """All make the same new rows and touch old ones between them."""
        lines = [
            Line(lot, world.fund, target, 1) for lot in world.lots for target in (world.unfit, world.group)
        ]

        def post(number: int) -> Any:
            mine = lines[:]
            random.Random(number).shuffle(mine)
            return world.post(mine, kind="move")

        assert outcomes(together(post, workers=5)) == {"created": 5}
        assert [world.have(world.unfit, lot) for lot in world.lots] == [5, 5, 5]
        assert verify().is_sound


class TestTwoPostingsInOneTransaction:
    """Each of two transactions gives out one title and then another, in opposite orders."""

    def both(self, world: World, *, first: Callable[[], Any]) -> list[Any]:
        between = threading.Barrier(2)

        def work(number: int) -> Any:
            lots = world.lots[:2] if number else world.lots[1::-1]
            with transaction.atomic():
                first()
                world.post([Line(lots[0], world.fund, world.group, 1)])
                with contextlib.suppress(threading.BrokenBarrierError):
                    between.wait(0.5)
                return world.post([Line(lots[1], world.fund, world.group, 1)])

        return together(work, workers=2)

    def test_one_is_told_to_repeat_and_the_log_says_why(self, world: World, caplog: pytest.LogCaptureFixture):
        assert outcomes(self.both(world, first=lambda: None)) == {"created": 1, "Busy": 1}
        assert [record.name for record in caplog.records if "in a circle" in record.message] == [
            "tomik.ledger"
        ]
        assert [world.have(world.group, lot) for lot in world.lots] == [1, 1, 0]
        assert verify().is_sound

    def test_with_the_lock_of_the_school_both_are_written(self, world: World):
        def lock() -> None:
            locks.take(locks.LockSpace.SCHOOL_POSTING, [world.school.pk])

        assert outcomes(self.both(world, first=lock)) == {"created": 2}
        assert [world.have(world.group, lot) for lot in world.lots] == [2, 2, 0]


class TestReversals:
    def reverse(self, world: World) -> Callable[[int], Any]:
        world.post(world.issue(9))
        entry = world.post(world.issue(1)).entry

        def work(_: int) -> Any:
            with transaction.atomic():
                return ledger.reverse_entry(entry, uid=uuid.uuid4(), reason="r", actor_id=1)

        return work

    def test_once(self, world: World):
        assert outcomes(together(self.reverse(world))) == {"created": 1, "AlreadyReversed": 7}
        assert world.have(world.fund) == 1

    def test_control_without_the_unique_index(self, world: World, owner_connection: psycopg.Connection[Any]):
        owner_connection.execute("ALTER TABLE ledger_entry DROP CONSTRAINT ledger_entry_reverses_id_key")
        assert outcomes(together(self.reverse(world))) == {"created": 8}
        assert world.have(world.fund) == 8


class TestClosing:
    """A poster writes and commits late; a closer comes in between."""

    def run(self, world: World) -> tuple[bool, list[Any]]:
        """Whether the closer finished before the poster committed, and the results of both."""
        posted, closed, early = threading.Event(), threading.Event(), []

        def poster() -> Any:
            with transaction.atomic():
                result = ledger.post_entry(world.draft(), world.issue(1))
                posted.set()
                early.append(closed.wait(0.7))
            return result

        def closer() -> Any:
            posted.wait(10)
            closing = ledger.close_period(school_id=world.school.pk, through=day(10))
            closed.set()
            return closing

        results = together(lambda number: (poster, closer)[number](), workers=2)
        return early[0], results

    def test_closing_waits_for_a_posting_under_way(self, world: World):
        early, (posted, closing) = self.run(world)
        assert (early, posted.created) == (False, True)
        assert closing.closed_at > posted.entry.recorded_at
        with pytest.raises(PeriodClosed):
            world.post(world.issue(1))

    def test_control_without_the_lock_an_entry_slips_in(
        self, world: World, owner_connection: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
    ):
        owner_connection.execute(
            "ALTER TABLE ledger_periodclosing DISABLE TRIGGER ledger_periodclosing_before"
        )
        monkeypatch.setattr(locks, "take", lambda *_, **__: None)
        early, results = self.run(world)
        assert early
        assert not [result for result in results if isinstance(result, Exception)]

    def test_the_database_alone_keeps_them_apart(self, world: World, monkeypatch: pytest.MonkeyPatch):
        """The triggers take the lock too: a caller that forgets it changes nothing."""
        monkeypatch.setattr(locks, "take", lambda *_, **__: None)
        early, _ = self.run(world)
        assert not early

    def test_a_posting_waits_for_a_closing_under_way(self, world: World):
        inside, go = threading.Event(), threading.Event()

        def closer() -> Any:
            with transaction.atomic():
                closing = ledger.close_period(school_id=world.school.pk, through=day(10))
                inside.set()
                go.wait(0.5)
            return closing

        def poster() -> Any:
            inside.wait(10)
            return world.post(world.issue(1))

        closing, refused = together(lambda number: (closer, poster)[number](), workers=2)
        assert isinstance(closing, PeriodClosing)
        assert isinstance(refused, PeriodClosed)

    def test_busy_when_the_other_takes_too_long(self, world: World, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(locks.take, "__kwdefaults__", {"shared": False, "timeout": "200ms"})
        inside, done = threading.Event(), threading.Event()

        def holder() -> Any:
            with transaction.atomic():
                locks.take(locks.LockSpace.SCHOOL_POSTING, [world.school.pk])
                inside.set()
                done.wait(5)

        def poster() -> Any:
            inside.wait(10)
            try:
                return world.post(world.issue(1))
            finally:
                done.set()

        _, refused = together(lambda number: (holder, poster)[number](), workers=2)
        assert isinstance(refused, Busy)
        assert world.have(world.fund) == 10


def test_a_busy_day(world: World):
    """Six people do everything at random; at the end all agrees."""

    def work(number: int) -> Counter[str]:
        chance = random.Random(number)
        done: Counter[str] = Counter()
        mine: list[Entry] = []
        places = [world.fund, world.unfit, world.group, *world.readers]
        for _ in range(25):
            try:
                with transaction.atomic():
                    if mine and chance.random() < 0.25:
                        entry = chance.choice(mine)
                        ledger.reverse_entry(entry, uid=uuid.uuid4(), reason="r", actor_id=1)
                    else:
                        pairs = [chance.sample(places, 2) for _ in range(chance.randint(1, 3))]
                        lines = [
                            Line(chance.choice(world.lots), source, target, chance.randint(1, 2))
                            for source, target in pairs
                        ]
                        mine.append(ledger.post_entry(world.draft("move"), lines).entry)
                done["created"] += 1
            except (InsufficientCopies, AlreadyReversed):
                done["refused"] += 1
        return done

    results = together(work, workers=6)
    assert not [result for result in results if isinstance(result, Exception)]
    total: Counter[str] = sum(results, Counter())
    assert total["created"] >= 10
    assert Entry.objects.count() == total["created"] + 1
    assert verify().is_sound

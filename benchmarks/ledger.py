"""Posting to the ledger, beside what PostgreSQL does with the same rows and no rules."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import psycopg

from benchmarks import Bench, Measurement, benchmark, percentile, sample_ms

if TYPE_CHECKING:
    from tomik.ledger.public import Draft, Line

PUPILS = 24
TITLES = 15
CLASSES = 150
CLASSES_AT_ONCE = 30
DAY = date(2026, 9, 1)


@dataclass(frozen=True)
class _School:
    """A school with a full fund and classes to serve: PUPILS × TITLES = 360 lines a class."""

    school_id: int
    fund: int
    lots: list[int]
    readers: list[int]


@contextmanager
def _school() -> Iterator[_School]:
    """A school with its fund and readers, committed, and its scope in force."""
    from tomik.kernel.scope import acting
    from tomik.territory.public import Building, Municipality, Region, School, system_scope

    region = Region.objects.create(code="70", name="Region")
    municipality = Municipality.objects.create(region=region, name="M", kind="urban", centre="M")
    school = School.objects.create(region=region, municipality=municipality, short_name="S", name_key="s")
    building = Building.objects.create(school=school, name="main", is_main=True)
    with acting(system_scope()):
        yield _stocked(school.pk, building.pk)


def _stocked(school_id: int, building_id: int) -> _School:
    from django.db import transaction

    from tomik.catalogue.public import Edition, EditionSet
    from tomik.ledger import public as ledger
    from tomik.people.public import Pupil

    edition = Edition.objects.create(edition_set=EditionSet.objects.create(title="T"), title="T")
    pupils = Pupil.objects.bulk_create(
        Pupil(school_id=school_id, reader_number=number, full_name=f"Pupil {number}", name_key="p")
        for number in range(1, PUPILS * CLASSES + 1)
    )
    receipt = uuid.uuid4()
    with transaction.atomic():
        lots = ledger.create_lots(
            school_id,
            [
                ledger.LotDraft(
                    edition_id=edition.pk,
                    price_kopecks=70_000,
                    received_on=DAY,
                    receipt_uid=receipt,
                    receipt_line=n,
                )
                for n in range(TITLES)
            ],
        )
        fund = ledger.account_for(school_id, "fund", building_id)
        opening = ledger.account_for(school_id, "opening")
        draft = ledger.Draft(school_id=school_id, kind="opening", occurred_on=DAY)
        ledger.post_entry(draft, [ledger.Line(lot, opening, fund, 1_000_000) for lot in lots])
        readers = ledger.accounts_for(school_id, "reader", [pupil.pk for pupil in pupils])
    return _School(school_id, fund, lots, list(readers.values()))


def _documents(school: _School, classes: Iterable[int]) -> list[tuple[Draft, list[Line]]]:
    """Class sets: each pupil of each class takes one copy of each title."""
    from tomik.ledger import public as ledger

    return [
        (
            ledger.Draft(school_id=school.school_id, kind="issue", occurred_on=DAY),
            [
                ledger.Line(lot, school.fund, reader, 1)
                for reader in school.readers[number * PUPILS : (number + 1) * PUPILS]
                for lot in school.lots
            ],
        )
        for number in classes
    ]


@contextmanager
def _plain_copy(owner_dsn: str) -> Iterator[Callable[[], float]]:
    """Gives a function that copies the lines written since its last call into a table like theirs, with the same
    indexes and no rules, commits, and returns the seconds that this took."""
    with psycopg.connect(owner_dsn) as session:
        session.execute("CREATE TABLE bench_transfer (LIKE ledger_transfer INCLUDING ALL)")
        session.commit()
        copied = 0

        def copy() -> float:
            nonlocal copied
            (last,) = session.execute("SELECT max(entry_id) FROM ledger_transfer").fetchone() or (0,)
            read = f"COPY (SELECT * FROM ledger_transfer WHERE entry_id > {copied}) TO STDOUT (FORMAT binary)"
            with session.cursor().copy(read) as rows:
                content = b"".join(rows)
            session.commit()
            copied = last
            started = time.perf_counter()
            with session.cursor().copy("COPY bench_transfer FROM STDIN (FORMAT binary)") as rows:
                rows.write(content)
            session.commit()
            return time.perf_counter() - started

        yield copy
        session.execute("DROP TABLE bench_transfer")


@benchmark(name="ledger_bulk_ratio", unit="ratio", target=0.20, better="higher", data="empty")
def bulk(bench: Bench) -> Measurement:
    """The class sets of a school, 30 classes at once and committed, beside COPY of the same lines; median of rounds."""
    from django.db import transaction

    from tomik.ledger import public as ledger

    posted, copied = [], []
    with _school() as school, _plain_copy(bench.owner_dsn) as copy:
        copy()
        for first in range(0, CLASSES, CLASSES_AT_ONCE):
            documents = _documents(school, range(first, first + CLASSES_AT_ONCE))
            started = time.perf_counter()
            with transaction.atomic():
                ledger.post_entries(documents)
            posted.append(time.perf_counter() - started)
            copied.append(copy())
    lines = PUPILS * TITLES * CLASSES_AT_ONCE
    ratios = [there / here for here, there in zip(posted, copied, strict=True)]
    return Measurement(
        value=percentile(ratios, 50),
        limit=1.0,
        limit_name="raw COPY into an identical table",
        note=f"{lines / percentile(posted, 50):,.0f} transfers/s, {CLASSES_AT_ONCE} documents at once;"
        f" COPY {lines / percentile(copied, 50):,.0f} rows/s; rounds {min(ratios):.2f}–{max(ratios):.2f}",
    )


def _insert_only_ms(owner_dsn: str, rows: int) -> float:
    """The same number of rows by one INSERT into a table like theirs, commit included, p50."""
    with psycopg.connect(owner_dsn) as session:
        session.execute("CREATE TABLE bench_plain (LIKE ledger_transfer INCLUDING ALL)")
        session.commit()
        numbers = iter(range(1_000_000))

        def once() -> None:
            session.execute(
                "INSERT INTO bench_plain (entry_id, line_no, school_id, lot_id, from_account_id, to_account_id, copies,"
                " occurred_on) SELECT %s, n, 1, n %% 15, -1, n, 1, %s FROM generate_series(1, %s) n",
                [next(numbers), DAY, rows],
            )
            session.commit()

        taken = percentile(sample_ms(once, times=50), 50)
        session.execute("DROP TABLE bench_plain")
    return taken


@benchmark(name="ledger_document_ms", unit="ms", target=15, data="empty")
def document(bench: Bench) -> Measurement:
    """One class set of 360 lines, posted and committed."""
    from django.db import transaction

    from tomik.ledger import public as ledger

    with _school() as school:
        waiting = iter(_documents(school, range(CLASSES)))

        def post() -> None:
            draft, lines = next(waiting)
            with transaction.atomic():
                ledger.post_entry(draft, lines)

        samples = sample_ms(post, times=CLASSES - 10)
    return Measurement(
        value=percentile(samples, 50),
        limit=_insert_only_ms(bench.owner_dsn, PUPILS * TITLES),
        limit_name="one INSERT of 360 rows, commit included",
        note=f"p95 {percentile(samples, 95):.1f} ms",
    )


@benchmark(name="ledger_document_http_ms", unit="ms", target=60, data="empty")
def document_over_http(bench: Bench) -> Measurement:
    """The same class set sent to the real server by a signed-in librarian."""
    from benchmarks import live
    from tomik.accounts.public import Role, User
    from tomik.territory.public import Membership, School

    with _school() as school:
        waiting = iter(_documents(school, range(CLASSES)))
        place = School.objects.get(pk=school.school_id)
        Membership.objects.create(
            user=User.objects.create_user(username="bench"), role=Role.LIBRARIAN, school=place
        )
        with live.server(bench) as running:
            client = live.Client(running, username="bench")

            def post() -> None:
                draft, lines = next(waiting)
                content = {
                    "school": str(place.uid),
                    "kind": draft.kind,
                    "occurred_on": draft.occurred_on.isoformat(),
                    "lines": [
                        {"lot": line.lot_id, "from_account": line.from_account_id}
                        | {"to_account": line.to_account_id, "copies": line.copies}
                        for line in lines
                    ],
                }
                headers = {"Content-Type": "application/json", "Idempotency-Key": str(draft.uid)}
                status, answer = client._request(
                    "POST", "/api/v1/entries", json.dumps(content).encode(), headers
                )
                assert status == 201, answer

            samples = sample_ms(post, times=CLASSES - 10)
            empty = percentile(sample_ms(lambda: client.get("/accounts/login/"), times=30), 50)
    return Measurement(
        value=percentile(samples, 50),
        limit=empty,
        limit_name="a page without data over the same connection",
        note=f"p95 {percentile(samples, 95):.1f} ms",
    )

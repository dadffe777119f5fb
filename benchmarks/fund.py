"""Fund accounting: receipts over HTTP, the summary book, write-off, labels."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from benchmarks import Bench, Measurement, benchmark, percentile, sample_ms

if TYPE_CHECKING:
    from tomik.territory.public import School

LINES, COPIES = 400, 9_000
TITLES = 900
DAY = date(2026, 8, 20)


@dataclass(frozen=True)
class _Place:
    """A school and a catalogue of `TITLES` editions."""

    school: School
    building: int
    editions: list[int]
    uids: list[uuid.UUID]


@contextmanager
def _place() -> Iterator[_Place]:
    from tomik.catalogue.public import Edition, EditionSet
    from tomik.kernel.scope import acting
    from tomik.territory.public import Building, Municipality, Region, School, system_scope

    region = Region.objects.create(code="70", name="Region")
    municipality = Municipality.objects.create(region=region, name="M", kind="urban", centre="M")
    school = School.objects.create(
        region=region, municipality=municipality, short_name="S", full_name="S", name_key="s"
    )
    building = Building.objects.create(school=school, name="main", is_main=True)
    sets = EditionSet.objects.bulk_create(
        EditionSet(title=f"Учебник {n}", authors="Автор А.А.", grade_from=n % 11 + 1, grade_to=n % 11 + 1)
        for n in range(TITLES)
    )
    editions = Edition.objects.bulk_create(
        Edition(edition_set=book, title=book.title, year=2020 + n % 6) for n, book in enumerate(sets)
    )
    with acting(system_scope()):
        yield _Place(school, building.pk, [one.pk for one in editions], [one.uid for one in editions])


@benchmark(name="receipt_http_ms", unit="ms", target=150, data="empty")
def receipt_over_http(bench: Bench) -> Measurement:
    """A receipt of 400 titles, 9,000 copies, posted by a signed-in librarian to the real server, commit included."""
    from benchmarks import live
    from tomik.accounts.public import Role, User
    from tomik.territory.public import Membership

    with _place() as place:
        Membership.objects.create(
            user=User.objects.create_user(username="bench"), role=Role.LIBRARIAN, school=place.school
        )
        numbers = iter(range(1, 10_000))
        with live.server(bench) as running:
            client = live.Client(running, username="bench")

            def post() -> None:
                number = next(numbers)
                content = _receipt(place, number)
                headers = {"Content-Type": "application/json", "Idempotency-Key": str(uuid.uuid4())}
                status, answer = client._request(
                    "POST", "/api/v1/fund/receipts", json.dumps(content).encode(), headers
                )
                assert status == 201, answer

            samples = sample_ms(post, times=40)
            empty = percentile(sample_ms(lambda: client.get("/accounts/login/"), times=30), 50)
    return Measurement(
        value=percentile(samples, 50),
        limit=empty,
        limit_name="a page without data over the same connection",
        note=f"p95 {percentile(samples, 95):.0f} ms; {LINES} lines, {COPIES} copies",
    )


def _receipt(place: _Place, number: int) -> dict[str, Any]:
    each = COPIES // LINES
    first = number * 37
    return {
        "uid": str(uuid.uuid4()),
        "school": str(place.school.uid),
        "received_on": DAY.isoformat(),
        "supplier_name": "Поставщик",
        "papers_number": str(number),
        "lines": [
            {
                "edition": str(place.uids[(first + n) % TITLES]),
                "price_kopecks": 45_000 + n,
                "copies": each if n else COPIES - each * (LINES - 1),
            }
            for n in range(LINES)
        ],
    }


def _years(place: _Place, *, years: int, receipts: int, lines: int) -> None:
    """Receipts of several years, posted through the service."""
    from tomik.fund.public import Header, ReceiptLineDraft, receive

    for number in range(years * receipts):
        year, month = 2026 - number // receipts, number % receipts % 8 + 1
        receive(
            school=place.school,
            uid=uuid.uuid4(),
            header=Header(
                kind="supplier",
                received_on=date(year, month, 10),
                building_id=place.building,
                supplier_name="Поставщик",
                papers_number=str(number),
            ),
            lines=[
                ReceiptLineDraft(
                    edition_id=place.editions[(number * 31 + n) % TITLES], price_kopecks=45_000, copies=25
                )
                for n in range(lines)
            ],
            operation_uid=uuid.uuid4(),
            actor_id=None,
        )


@benchmark(name="ksu_10_years_ms", unit="ms", target=300, data="empty")
def summary_book(bench: Bench) -> Measurement:
    """All three parts of both books of a school over ten years: 100 receipts of 100 lines."""
    from django.db import connection

    from tomik.fund.public import movements, summary_records

    with _place() as place:
        _years(place, years=10, receipts=10, lines=100)
        school = place.school.pk
        with connection.cursor() as cursor:
            # Ten years come in seconds here; the server counts new rows for its planner once a minute by itself.
            cursor.execute("ANALYZE")

        def book() -> None:
            for name in ("textbooks", "main"):
                for part in (1, 2):
                    summary_records(school, name, part, first=date(2017, 1, 1), last=date(2026, 12, 31))
                movements(
                    [school], name, [(date(year, 1, 1), date(year, 12, 31)) for year in range(2017, 2027)]
                )

        samples = sample_ms(book, times=10)

        def bare() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(*), sum(copies) FROM ledger_transfer WHERE school_id = %s", [school]
                )

        limit = percentile(sample_ms(bare, times=20), 50)
    return Measurement(
        value=percentile(samples, 50),
        limit=limit,
        limit_name="one reading of the same lines",
        note=f"p95 {percentile(samples, 95):.0f} ms; 10,000 lines of 100 receipts, 8 queries",
    )


@benchmark(name="writeoff_5000_s", unit="s", target=1.0, data="empty")
def writeoff(bench: Bench) -> Measurement:
    """An act of 5,000 lines: posting (target 1 s), then 0504144 with its list as PDF (target 5 s, in the note)."""
    from django.db import connection

    from tomik.ledger.public import Balance
    from tomik.writeoff.public import ActHead, ActLine, WriteoffAct, act_form, draft_pdf, post_act, save_act

    with _place() as place:
        _years(place, years=9, receipts=1, lines=600)
        rows = Balance.objects.filter(school=place.school, account__kind="fund", copies__gt=0)
        lines = [
            ActLine(lot_id=lot, account_id=account, copies=20)
            for lot, account in rows.values_list("lot_id", "account_id")[:5_000]
        ]
        assert len(lines) == 5_000
        act = save_act(
            school=place.school,
            uid=uuid.uuid4(),
            head=ActHead(acted_on=DAY, reason="wear", cause="defect"),
            lines=lines,
            version=0,
            actor_id=None,
        )
        WriteoffAct.objects.filter(pk=act.pk).update(state="approved")
        started = time.perf_counter()
        post_act(
            school=place.school, uid=act.uid, version=act.version, operation_uid=uuid.uuid4(), actor_id=None
        )
        posted = time.perf_counter() - started
        act = WriteoffAct.objects.select_related("school", "commission").get(pk=act.pk)
        started = time.perf_counter()
        pdf = draft_pdf(act_form(act))
        rendered = time.perf_counter() - started
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute("SELECT count(*) FROM ledger_balance WHERE school_id = %s", [place.school.pk])
            limit = time.perf_counter() - started
    return Measurement(
        value=posted,
        limit=limit,
        limit_name="one reading of the school's balances",
        note=f"PDF of 0504144 with its list {rendered:.2f} s (target 5), {len(pdf) / 1e6:.1f} MB",
    )


@benchmark(name="labels_1000_s", unit="s", target=3, data="empty")
def labels(bench: Bench) -> Measurement:
    """1,000 labels with bars on A4 sheets; QR codes in the note."""
    from tomik.fund.codes import label_code
    from tomik.fund.labels import DEFAULT_STOCK, STOCKS, labels_pdf

    codes = [label_code(serial) for serial in range(1, 1_001)]

    def seconds(codes: list[str], *, is_qr: bool) -> float:
        started = time.perf_counter()
        labels_pdf(codes, stock=STOCKS[DEFAULT_STOCK], top="Школа", is_qr=is_qr)
        return time.perf_counter() - started

    seconds(codes[:1], is_qr=False)
    return Measurement(
        value=seconds(codes, is_qr=False),
        limit=seconds(codes[:1], is_qr=False),
        limit_name="one label",
        note=f"QR codes {seconds(codes, is_qr=True):.2f} s",
    )


@benchmark(name="region_registers_s", unit="s", target=10)
def region_registers(bench: Bench) -> Measurement:
    """Summary books and ОО-2 of every school of the demo region to one workbook, from the first query to its bytes."""
    from django.db import connection

    from tomik.fund.public import region_workbook, years_of
    from tomik.kernel.scope import acting
    from tomik.territory.public import Region, School, system_scope

    region = Region.objects.get()
    with acting(system_scope([region.pk])):
        schools = list(School.objects.filter(region=region).select_related("municipality").order_by("pk"))
        started = time.perf_counter()
        found = years_of([school.pk for school in schools], DAY.year)
        read = time.perf_counter() - started
        content = region_workbook(region.name, DAY.year, schools, found)
        seconds = time.perf_counter() - started
        with connection.cursor() as cursor:
            started = time.perf_counter()
            cursor.execute("SELECT count(*), sum(copies) FROM ledger_transfer")
            limit = time.perf_counter() - started
    copies = sum(period.closing.copies for books in found.values() for period in books.values())
    return Measurement(
        value=seconds,
        limit=limit,
        limit_name="one reading of the same lines",
        note=f"{len(schools)} schools, {copies} copies, queries {read:.1f} s, {len(content) / 1e6:.1f} MB",
    )

"""The fund of a school from an xlsx: 12,000 copies of 900 titles, one row a copy, 2 % of rows bad."""

from __future__ import annotations

import io
import random
import time
from typing import Any

import psycopg
import python_calamine
import xlsxwriter

from benchmarks import Bench, Measurement, benchmark

COPIES, TITLES = 12_000, 900
BAD_SHARE = 0.02
HEADERS = ["Название", "Автор", "Издательство", "Класс", "Год издания", "ISBN", "Цена", "Источник"]
SLIPS: list[dict[int, Any]] = [{6: "дорого"}, {4: "давно"}, {6: -1}, {0: "", 5: ""}, {5: "978-5-09-000000-1"}]
"""Columns of a bad row and what stands in them."""


@benchmark(name="import_fund_s", unit="s", target=3)
def import_fund(bench: Bench) -> Measurement:
    """Read, match and apply; the limit is reading the file and COPY of its lots, transfers and balances."""
    from tomik.accounts.public import User
    from tomik.fund.public import FundImport
    from tomik.intake.public import Batch, import_batch
    from tomik.kernel.scope import acting
    from tomik.ledger.public import Balance
    from tomik.territory.public import School, system_scope

    books = _books()
    one_a_copy, with_counts = _file(books, counted=False), _file(books, counted=True)
    with acting(system_scope()):
        schools = [_new_school(f"Школа {number}") for number in range(2)]
    with acting(system_scope()):
        user = User.objects.order_by("pk")[0]

        def brought(school: School, content: bytes) -> tuple[float, Any]:
            started = time.perf_counter()
            batch = Batch(FundImport(), school.region, school, user, "fund.xlsx", content, {})
            report = import_batch(batch, dry_run=False)
            return time.perf_counter() - started, report

        seconds, report = brought(schools[0], one_a_copy)
        copies = sum(Balance.objects.filter(school=schools[0], copies__gt=0).values_list("copies", flat=True))
        counted, _report = brought(schools[1], with_counts)
        bad = report.plan.rows_bad
        assert copies == report.plan.rows_good > COPIES * (1 - BAD_SHARE) - 100, (
            copies,
            report.plan.rows_good,
        )
        assert bad > COPIES * BAD_SHARE / 2, report.plan.rows_bad
        limit = _limit(one_a_copy, bench.owner_dsn, schools[0].pk)
    problems = f"{bad} rows bad, {len(report.plan.problems)} problems"
    return Measurement(
        value=seconds,
        limit=limit,
        limit_name="read the xlsx + COPY lots, transfers, balances",
        note=f"{COPIES:,} rows of one copy, {TITLES} titles, {problems}; rows with counts: {counted:.2f} s",
    )


def _books() -> list[list[Any]]:
    """Titles of the demo catalogue as a librarian writes them; the rest are local books that the catalogue lacks."""
    from tomik.catalogue.public import Edition

    editions = Edition.objects.select_related("edition_set").filter(edition_set__is_provisional=False)
    found = [
        [
            edition.title,
            edition.edition_set.authors,
            edition.edition_set.publisher,
            edition.edition_set.grade_from,
            edition.year or 2021,
            edition.isbn or "",
            350.5 + number % 300,
            "Региональный бюджет",
        ]
        for number, edition in enumerate(editions.order_by("pk")[:TITLES])
    ]
    local = [
        [f"Край родной, выпуск {number}", "Местный А.А.", "Местное", 5, 2021, "", 200, "Региональный бюджет"]
        for number in range(TITLES - len(found))
    ]
    return found + local


def _file(books: list[list[Any]], *, counted: bool) -> bytes:
    """A workbook of one row a copy, or of one row a title and delivery with its count."""
    rnd = random.Random(1)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    page.write_row(0, 0, [*HEADERS, "Количество"] if counted else HEADERS)
    rows = TITLES * 2 if counted else COPIES
    for number in range(rows):
        cells = list(books[number % TITLES])
        if rnd.random() < BAD_SHARE:
            for column, value in SLIPS[number % len(SLIPS)].items():
                cells[column] = value
        page.write_row(number + 1, 0, [*cells, COPIES // rows] if counted else cells)
    book.close()
    return out.getvalue()


def _new_school(name: str) -> Any:
    from tomik.territory.public import Building, Municipality, Region, School

    school = School.objects.create(
        region=Region.objects.get(),
        municipality=Municipality.objects.order_by("pk")[0],
        short_name=name,
        full_name=name,
        name_key=name.lower(),
    )
    Building.objects.create(school=school, name="Здание", is_main=True)
    return school


def _limit(content: bytes, dsn: str, school_id: int) -> float:
    """What the machine can do: the parser alone and the bare COPY of what the import wrote, indexes included."""
    started = time.perf_counter()
    python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    with psycopg.connect(dsn) as connection:
        for table in ("ledger_lot", "ledger_transfer", "ledger_balance"):
            connection.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            rows = connection.execute(f"SELECT * FROM {table} WHERE school_id = %s", [school_id]).fetchall()
            with connection.cursor().copy(f"COPY bench_{table} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.rollback()
    return time.perf_counter() - started

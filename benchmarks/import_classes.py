"""Class lists of a region: 100,000 pupils of 250 schools from one xlsx, end to end."""

from __future__ import annotations

import io
import random
import time
from pathlib import Path
from typing import Any

import psycopg
import python_calamine
import xlsxwriter

from benchmarks import Bench, Measurement, benchmark

PUPILS, SCHOOLS = 100_000, 250
SURNAMES = [
    "Иванов",
    "Петров",
    "Сидоров",
    "Кузнецов",
    "Смирнов",
    "Попов",
    "Соколов",
    "Лебедев",
    "Козлов",
    "Новиков",
    "Морозов",
    "Волков",
    "Ёлкин",
]
NAMES = [
    "Пётр",
    "Иван",
    "Анна",
    "Мария",
    "Ольга",
    "Семён",
    "Фёдор",
    "Алексей",
    "Дарья",
    "Ирина",
    "Павел",
    "Николай",
    "Вера",
    "Тимофей",
    "Лев",
]


@benchmark(name="import_classes_s", unit="s", target=30, data="empty")
def import_classes(bench: Bench) -> Measurement:
    """Read, check and apply; the limit is reading the file and COPY of the same rows into the same tables."""
    from tomik.intake.public import Batch, import_batch
    from tomik.kernel.scope import acting
    from tomik.people.imports.region_kind import RegionClassLists
    from tomik.people.models import Enrolment, Pupil
    from tomik.territory.public import system_scope

    region, user = _territory()
    path = bench.folder / "classes.xlsx"
    _write_file(path)
    with acting(system_scope()):
        started = time.perf_counter()
        batch = Batch(
            RegionClassLists(),
            region,
            None,
            user,
            path.name,
            path.read_bytes(),
            {"school_year": "2026"},
            keep_file=False,
        )
        report = import_batch(batch, dry_run=False)
        seconds = time.perf_counter() - started
        assert report.plan.rows_good == PUPILS, report.plan.problems[:3]
        assert (Pupil.objects.count(), Enrolment.objects.count()) == (PUPILS, PUPILS)
        started = time.perf_counter()
        again = import_batch(batch, dry_run=False)
        repeated = time.perf_counter() - started
        assert again.plan.is_empty
    limit = _limit(path, bench.owner_dsn)
    note = f"{PUPILS:,} pupils, {SCHOOLS} schools; the same file again (nothing changes): {repeated:.1f} s"
    return Measurement(
        value=seconds, limit=limit, limit_name="read the xlsx + COPY pupils and enrolments", note=note
    )


def _territory() -> tuple[Any, Any]:
    from tomik.accounts.public import User
    from tomik.kernel.normalise import comparable
    from tomik.territory.public import Municipality, Region, School

    region = Region.objects.create(code="70", name="Region")
    place = Municipality.objects.create(
        region=region, name="Асиновский район", kind="district", centre="Асино"
    )
    School.objects.bulk_create(
        School(region=region, municipality=place, short_name=name, full_name=name, name_key=comparable(name))
        for name in (f"МБОУ СОШ № {number}" for number in range(1, SCHOOLS + 1))
    )
    return region, User.objects.create(username="bench")


def _write_file(path: Path) -> None:
    rnd = random.Random(1)
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet()
    page.write_row(0, 0, ["Школа", "Фамилия", "Имя", "Отчество", "Класс", "Дата рождения"])
    per_school = PUPILS // SCHOOLS
    for number in range(PUPILS):
        school, pupil = divmod(number, per_school)
        grade, letter = 1 + pupil * 11 // per_school, "АБ"[pupil % 2]
        middle = f"{rnd.choice(NAMES)}ович"
        surname = (
            rnd.choice(SURNAMES)
            + "абвгдежзик"[pupil // 10 % 10]
            + "лмнопрстуф"[pupil % 10]
            + "ов" * (pupil // 100)
        )
        page.write_row(
            number + 1,
            0,
            [
                f"МБОУ СОШ № {school + 1}",
                surname,
                rnd.choice(NAMES),
                middle,
                f"{grade}{letter}",
                "01.01.2015",
            ],
        )
    book.close()


def _limit(path: Path, dsn: str) -> float:
    """What the machine can do: the parser alone and the bare COPY, indexes included."""
    started = time.perf_counter()
    python_calamine.load_workbook(io.BytesIO(path.read_bytes())).get_sheet_by_index(0).to_python()
    with psycopg.connect(dsn) as connection:
        for table in ("people_pupil", "people_enrolment"):
            connection.execute(f"CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)")
            columns = [
                name
                for (name,) in connection.execute(
                    "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0", [table]
                )
            ]
            rows = connection.execute(f"SELECT * FROM {table}").fetchall()
            with connection.cursor().copy(f"COPY bench_{table} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        connection.rollback()
    return time.perf_counter() - started

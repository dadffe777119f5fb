"""The demo region from an empty database, against raw COPY of the same rows."""

import json
import os
import subprocess
import sys
import time

import psycopg

from benchmarks import Bench, Measurement, benchmark

SCHOOLS = 300
TABLES = (
    "people_classgroup",
    "people_pupil",
    "people_enrolment",
    "provision_planline",
    "provision_planlineset",
    "ledger_lot",
    "ledger_entry",
    "ledger_transfer",
    "ledger_balance",
)


@benchmark(name="demo_region_s", unit="s", target=60, data="empty")
def demo_region(bench: Bench) -> Measurement:
    """Build the whole region as the owner in a process of its own, as `make run` does."""
    environment = os.environ | {"DATABASE_URL": bench.owner_dsn, "TOMIK_DB_ROLE": "owner"}
    start = time.perf_counter()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tomik.config.console",
            "demo",
            "--schools",
            str(SCHOOLS),
            "--seed",
            "1",
            "--json",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    report = json.loads(done.stdout)
    rows, limit = raw_copy(bench.owner_dsn)
    return Measurement(
        value=seconds,
        limit=limit,
        limit_name=f"raw COPY of the {rows:,} rows of the nine largest tables, same indexes, no foreign keys",
        note=f"{report['schools']} schools, {report['pupils']:,} pupils, {report['plan_lines']:,} plan lines,"
        f" {report['transfers']:,} transfers of {report['copies']:,} copies",
    )


def raw_copy(dsn: str) -> tuple[int, float]:
    """Rows and seconds of copying the written tables into identical empty ones, committed once."""
    seconds = 0.0
    rows = 0
    with psycopg.connect(dsn) as connection:
        for table in TABLES:
            connection.execute(
                f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING DEFAULTS INCLUDING IDENTITY INCLUDING INDEXES)"
            )
            cursor = connection.cursor()
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
                blocks = [bytes(block) for block in out]
            start = time.perf_counter()
            with cursor.copy(f"COPY bare_{table} FROM STDIN (FORMAT binary)") as into:
                for block in blocks:
                    into.write(block)
            seconds += time.perf_counter() - start
            rows += cursor.rowcount
        start = time.perf_counter()
        connection.commit()
        seconds += time.perf_counter() - start
        connection.execute("".join(f"DROP TABLE bare_{table};" for table in TABLES))
    return rows, seconds

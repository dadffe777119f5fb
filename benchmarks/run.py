"""Runs the benchmarks: `python -m benchmarks.run [--only a,b] [--fresh] [--strict]` (see README.md)."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import REGISTRY, Bench, Benchmark, Measurement
from tomik.config import copies, embedded
from tomik.config.commands.serve import var_dir
from tomik.config.database import as_app

HERE = Path(__file__).resolve().parent
DEMO = Path(embedded.__file__).parent / "demo"
NOT_BENCHMARKS = {"__init__", "run", "live"}
MIGRATE = ["-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]
BUILD_DEMO = ["-m", "tomik.config.console", "demo", "--schools", "300", "--seed", "1"]


def main() -> int:
    """Run the chosen benchmarks; return 1 if one failed, or with --strict missed its target."""
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the heavy paths.")
    parser.add_argument("--only", default="", help="names, separated by commas")
    parser.add_argument("--fresh", action="store_true", help="build the demo region again")
    parser.add_argument("--strict", action="store_true", help="fail on a missed target")
    parser.add_argument("--list", action="store_true", help="only list the names")
    parser.add_argument("--one", default="", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    _discover()
    if arguments.one:
        return _measure(REGISTRY[arguments.one])
    names = [name for name in arguments.only.split(",") if name] or sorted(REGISTRY)
    unknown = [name for name in names if name not in REGISTRY]
    if unknown:
        print(
            f"There is no benchmark {', '.join(unknown)}; there are {', '.join(sorted(REGISTRY))}.",
            file=sys.stderr,
        )
        return 2
    if arguments.list:
        print("\n".join(names))
        return 0
    return _run_all([REGISTRY[name] for name in names], fresh=arguments.fresh, strict=arguments.strict)


def _discover() -> None:
    for path in sorted(HERE.glob("*.py")):
        if path.stem not in NOT_BENCHMARKS:
            import_module(f"benchmarks.{path.stem}")


def _run_all(chosen: list[Benchmark], *, fresh: bool, strict: bool) -> int:
    var = var_dir()
    owner = os.environ.get("BENCH_DATABASE_URL") or embedded.ensure_running(var / "postgres-bench").owner_dsn
    if fresh:
        _forget_templates(owner)
    rows: list[dict[str, Any]] = []
    failed = missed = False
    print(f"{'name':<26}{'value':>12} {'unit':<14}{'target':>12}   {'limit of the machine'}")
    for one in chosen:
        result = _in_own_process(one, owner=owner)
        if result is None:
            failed = True
            continue
        met = one.met(result["value"])
        missed |= not met
        rows.append({key: result[key] for key in ("name", "value", "unit", "target", "limit", "limit_name")})
        _print_row(one, result, met=met)
        (var / "bench.json").write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    return 1 if failed or (strict and missed) else 0


def _print_row(one: Benchmark, result: dict[str, Any], *, met: bool) -> None:
    limit = "" if result["limit"] is None else f"{result['limit']:.4g} ({result['limit_name']})"
    bound = f"{'≤' if one.better == 'lower' else '≥'} {one.target:g}"
    print(f"{one.name:<26}{result['value']:>12.4g} {one.unit:<14}{bound:>12} {'✓' if met else '✗'} {limit}")
    if result["note"]:
        print(f"    {result['note']}")
    sys.stdout.flush()


def _in_own_process(one: Benchmark, *, owner: str) -> dict[str, Any] | None:
    """Measure in a child process on a database of its own; None if it failed (the reason is printed)."""
    name = f"tomik_bench_copy_{one.name}"[:60]
    with tempfile.TemporaryDirectory(prefix="tomik-bench-") as folder:
        environment = os.environ | {"BENCH_FOLDER": folder, "DJANGO_SETTINGS_MODULE": "tomik.config.settings"}
        try:
            if one.data != "none":
                copies.clone(owner, template=_template(one, owner=owner), name=name)
                dsn = copies.with_database(owner, name)
                environment |= {"DATABASE_URL": dsn, "DATABASE_APP_URL": as_app(dsn), "TOMIK_DB_ROLE": "app"}
                with psycopg.connect(dsn, autocommit=True) as connection:
                    connection.execute("CHECKPOINT")
            command = [sys.executable, "-m", "benchmarks.run", "--one", one.name]
            done = subprocess.run(
                command, env=environment, cwd=HERE.parent, check=False, stdin=subprocess.DEVNULL
            )
            if done.returncode != 0:
                print(f"{one.name}: failed with code {done.returncode}", file=sys.stderr)
                return None
            result: dict[str, Any] = json.loads((Path(folder) / "result.json").read_text())
            return result
        except (RuntimeError, psycopg.Error, OSError) as error:
            print(f"{one.name}: {error}", file=sys.stderr)
            return None
        finally:
            if one.data != "none":
                with copies.maintenance(owner) as connection:
                    copies.drop(connection, name)


def _template(one: Benchmark, *, owner: str) -> str:
    if one.data == "empty":
        return copies.ensure_template(
            owner, prefix="tomik_bench_empty", stamp=copies.schema_stamp(), commands=[MIGRATE]
        )
    stamp = copies.schema_stamp(
        [path for path in DEMO.rglob("*") if path.is_file() and path.suffix != ".pyc"]
    )
    return copies.ensure_template(
        owner, prefix="tomik_bench_demo", stamp=stamp, commands=[MIGRATE, BUILD_DEMO]
    )


def _forget_templates(owner: str) -> None:
    with copies.maintenance(owner) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, 'tomik_bench_')"
        )
        for (name,) in rows.fetchall():
            copies.drop(connection, str(name))


def _measure(one: Benchmark) -> int:
    """Run one benchmark in this process and write its result for the parent."""
    folder = Path(os.environ["BENCH_FOLDER"])
    if one.data != "none":
        import django  # only a child that has a database sets Django up

        django.setup()
    bench = Bench(
        name=one.name,
        owner_dsn=os.environ.get("DATABASE_URL", "") if one.data != "none" else "",
        app_dsn=os.environ.get("DATABASE_APP_URL", "") if one.data != "none" else "",
        folder=folder,
    )
    measured: Measurement = one.function(bench)
    result = {
        "name": one.name,
        "value": round(measured.value, 4),
        "unit": one.unit,
        "target": one.target,
        "limit": None if measured.limit is None else round(measured.limit, 4),
        "limit_name": measured.limit_name,
        "note": measured.note,
    }
    (folder / "result.json").write_text(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())

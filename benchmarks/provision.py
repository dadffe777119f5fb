"""Provision of one school, of the whole region from nothing, and the region's heat map page."""

from __future__ import annotations

import time
from datetime import date
from functools import partial
from typing import Any

import psycopg

from benchmarks import Bench, Measurement, benchmark, percentile, sample_ms

SCHOOL_PUPILS = 600


def _scope_of_region() -> tuple[Any, Any]:
    """The only region and the scope of everything in it."""
    from tomik.territory.public import Region, system_scope

    region = Region.objects.get()
    return region, system_scope([region.pk])


def _year() -> int:
    """The school year that most plan lines belong to."""
    from django.db.models import Count

    from tomik.provision.public import PlanLine

    found = PlanLine.objects.values("school_year").annotate(lines=Count("id")).order_by("-lines").first()
    assert found is not None
    return int(found["school_year"])


def bare_ms(dsn: str, schools: list[int] | None, *, times: int) -> float:
    """One aggregate over the same balances and plan lines, without joins, row security or arithmetic."""
    where = "WHERE school_id = ANY(%(schools)s)" if schools else ""
    sql = (
        f"SELECT (SELECT sum(n) FROM (SELECT lot_id, sum(copies) AS n FROM ledger_balance {where} GROUP BY lot_id) x),"
        f" (SELECT count(n) FROM (SELECT edition_set_id, count(*) AS n FROM provision_planlineset {where}"
        f" GROUP BY edition_set_id) y), (SELECT count(*) FROM people_enrolment {where})"
    )
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("SET jit = off")
        connection.execute("SET work_mem = '64MB'")
        return percentile(
            sample_ms(lambda: connection.execute(sql, {"schools": schools or []}).fetchall(), times=times), 50
        )


@benchmark(name="provision_school_ms", unit="ms", target=50)
def provision_school(bench: Bench) -> Measurement:
    """The provision of the school nearest to 600 pupils, as its screen computes it; p95."""
    from django.db.models import Count

    from tomik.kernel import scope
    from tomik.people.public import Enrolment
    from tomik.provision.public import PlanLine, school_provision
    from tomik.territory.public import School

    _region, everything = _scope_of_region()
    with scope.acting(everything):
        year = _year()
        counts = Enrolment.objects.filter(until=None, class_group__school_year=year)
        planned = PlanLine.objects.filter(school_year=year).values("school")
        by_school = counts.filter(school__in=planned).values_list("school_id").annotate(pupils=Count("id"))
        school_id, pupils = min(by_school, key=lambda pair: abs(pair[1] - SCHOOL_PUPILS))
        school = School.objects.get(pk=school_id)
        provision = school_provision(school, year)
        assert provision.pupils == pupils
        samples = sample_ms(lambda: school_provision(school, year), times=60)
    return Measurement(
        value=percentile(samples, 95),
        limit=bare_ms(bench.owner_dsn, [school_id], times=30),
        limit_name="bare aggregates of the same rows",
        note=f"{pupils} pupils, {len(provision.demands)} demands, p50 {percentile(samples, 50):.1f} ms",
    )


@benchmark(name="provision_region_s", unit="s", target=1.5)
def provision_region(bench: Bench) -> Measurement:
    """The whole region: computed, stored, read back into memory; the median of five, nothing kept in between."""
    from tomik.kernel import scope
    from tomik.provision.public import PlanLine, refresh

    region, everything = _scope_of_region()
    samples = []
    with scope.acting(everything):
        year = _year()
        for _ in range(6):
            begun = time.perf_counter()
            provision = refresh(region, year, wait=True)
            samples.append(time.perf_counter() - begun)
        lines = PlanLine.objects.filter(school_year=year).count()
    pupils = sum(item.pupils for item in provision.pupils.values())
    return Measurement(
        value=percentile(samples[1:], 50),
        limit=bare_ms(bench.owner_dsn, None, times=5) / 1000,
        limit_name="bare aggregates of the same rows",
        note=f"{len(provision.pupils)} schools, {pupils} pupils, {lines} plan lines; first {samples[0]:.2f} s,"
        f" slowest {max(samples):.2f} s",
    )


_COPIES_HELD = """
SELECT b.account_id, b.lot_id, b.copies, row_number() OVER (ORDER BY b.account_id, b.lot_id)
  FROM ledger_balance b JOIN ledger_account a ON a.id = b.account_id
 WHERE b.school_id = %s AND a.kind IN ('fund', 'class_group') AND b.copies > 0
"""


def _give_out() -> int:
    """Every copy on the shelves and in the classes goes to a pupil of its school, one entry a school; the lines.

    The copies of a lot go to pupils in a row; a pupil gets at most one of a lot from a place, the rest stays there.
    """
    from django.db import connection, transaction

    from tomik.ledger import public as ledger
    from tomik.people.public import Pupil
    from tomik.territory.public import School

    lines_written = 0
    for school_id in School.objects.order_by("id").values_list("id", flat=True):
        with connection.cursor() as cursor:
            cursor.execute(_COPIES_HELD, [school_id])
            held = cursor.fetchall()
        pupils = Pupil.objects.filter(school_id=school_id).order_by("id").values_list("id", flat=True)
        with transaction.atomic():
            readers = list(ledger.accounts_for(school_id, "reader", pupils).values())
            lines = [
                ledger.Line(lot, place, readers[(number * 29 + copy) % len(readers)], 1)
                for place, lot, copies, number in held
                for copy in range(min(copies, len(readers)))
            ]
            if lines:
                draft = ledger.Draft(school_id=school_id, kind="issue", occurred_on=date(2026, 9, 1))
                ledger.post_entry(draft, lines)
        lines_written += len(lines)
    return lines_written


@benchmark(name="provision_region_full_s", unit="s", target=1.5)
def provision_region_full(bench: Bench) -> Measurement:
    """The same with every book given out: first with no statistics at all, as after a restore, then with them."""
    from tomik.kernel import scope
    from tomik.provision.public import refresh

    region, everything = _scope_of_region()

    def seconds(times: int) -> list[float]:
        return [
            ms / 1000 for ms in sample_ms(lambda: refresh(region, year, wait=True), times=times, warm_up=1)
        ]

    with scope.acting(everything), psycopg.connect(bench.owner_dsn, autocommit=True) as owner:
        year = _year()
        lines = _give_out()
        owner.execute("DELETE FROM pg_statistic")
        owner.execute(
            "UPDATE pg_class SET reltuples = -1, relpages = 0, relallvisible = 0"
            " WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"
        )
        unknown = seconds(3)
        owner.execute("VACUUM ANALYZE")
        known = seconds(5)
    return Measurement(
        value=percentile(known, 50),
        limit=bare_ms(bench.owner_dsn, None, times=5) / 1000,
        limit_name="bare aggregates of the balances and plan lines",
        note=f"{lines:,} books given out; without statistics {percentile(unknown, 50):.2f} s;"
        f" slowest {max(known + unknown):.2f} s",
    )


@benchmark(name="heatmap_page_ms", unit="ms", target=200)
def heatmap_page(bench: Bench) -> Measurement:
    """The region's page for its operator, warm, through all of Django (test client); p95 over the four maps."""
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from tomik.accounts.public import Role
    from tomik.config.prepare import collect_static
    from tomik.kernel import scope
    from tomik.territory.public import Membership

    collect_static()  # the pages name their files by contents; a fresh clone has not collected them yet
    settings.ALLOWED_HOSTS = ["*"]
    _region, everything = _scope_of_region()
    with scope.acting(everything):
        year = _year()
    membership = (
        Membership.objects.filter(role=Role.OPERATOR, ended_at__isnull=True).select_related("user").first()
    )
    assert membership is not None
    client = Client()
    client.force_login(membership.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    url = reverse("provision:region")

    def page(name: str) -> int:
        answer = client.get(f"{url}?map={name}&year={year}")
        assert answer.status_code == 200, answer.status_code
        return len(answer.content)

    names = ("municipality-subject", "municipality-grade", "school-grade", "school-subject")
    by_map = {name: sample_ms(partial(page, name), times=25) for name in names}
    size = page("school-grade")
    nothing = sample_ms(lambda: client.get(reverse("ui:favicon")), times=25)
    return Measurement(
        value=max(percentile(samples, 95) for samples in by_map.values()),
        limit=percentile(nothing, 50),
        limit_name="an answer without content, the same middleware",
        note=", ".join(f"{name} p95 {percentile(samples, 95):.0f} ms" for name, samples in by_map.items())
        + f"; schools × grades is {size // 1024} kB before compression",
    )

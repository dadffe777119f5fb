"""Query counts of every screen: none grows unseen, none depends on the number of rows.

Each page of the access table (tests/security/table.py) is asked for twice by each of two people, once in a small
world and once in a world with many schools, classes, lines, titles and documents; the second answer is counted (the
first may fill what is kept between requests). `queries.json` is the baseline: `QUERIES=write pytest <this file>` writes
it anew, and the difference is what a reviewer reads.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from tests.security.objects import NOW, Objects, bring_list, build
from tests.security.table import TABLE, Row
from tests.security.test_access_matrix import address
from tomik.accounts.public import User
from tomik.catalogue.line_rules import Line as Wanted
from tomik.catalogue.public import propose
from tomik.kernel import scope
from tomik.provision import rules
from tomik.provision.models import RegionResult
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL
from tomik.territory.public import Building, Membership, scope_of, system_scope
from tomik.territory.registry import change_school

BASELINE = Path(__file__).with_name("queries.json")
WRITING = os.environ.get("QUERIES") == "write"
WATCHERS = ("librarian_a", "head_a", "operator")
FEW, MANY = range(10, 11), range(11, 19)
Counts = dict[str, int]


def _rows() -> list[Row]:
    return [row for row in TABLE if row.method == "GET"]


def _watchers(row: Row) -> list[str]:
    """The operator, and one person of the school: whom the page is shown to."""
    shown = [who for who in WATCHERS if row.expected[who] == 200]
    return [who for who in shown if who != "head_a" or "librarian_a" not in shown]


def _count(objects: Objects) -> Counts:
    """Queries of the second request of each page by each person."""
    found = {}
    clients = {who: _signed_in(getattr(objects.cast, who)) for who in WATCHERS}
    for row in _rows():
        where = address(row, objects)
        for who in _watchers(row):
            clients[who].get(where)
            with CaptureQueriesContext(connection) as captured:
                answer = clients[who].get(where)
                b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            assert answer.status_code == 200, (where, who)
            found[f"{row.name} {' '.join(row.arguments)}".strip() + f" [{who}]"] = len(captured)
    return found


def _signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def _add(objects: Objects, numbers: range) -> None:
    """More of everything that a screen lists."""
    cast = objects.cast
    schools = [worlds.new_school(cast.municipality, f"Новая школа {number}") for number in numbers]
    with scope.acting(system_scope([cast.region.pk])):
        _add_to_school(cast, numbers)
        for school in schools:
            world = worlds.World(
                cast.region, cast.municipality, school, school.buildings.get(), cast.school_b
            )
            worlds.fill(world, SCHOOL, worlds.put_stock)
    with scope.acting(scope_of(cast.operator)):
        for number in numbers:
            change_school(
                school_id=cast.school_a.pk,
                values={"short_name": f"Школа А {number}", "is_small": number % 2 == 0},
                on=date(2026, 1, number),
            )
    for _number in numbers:
        bring_list(cast, "librarian_a", cast.school_a, "Ёжиковецкая Аглая")


def _add_to_school(cast: Cast, numbers: range) -> None:
    """School A: more classes, subjects, lines, sets and stock; more people, buildings and proposals."""
    many = rules.School(
        classes=tuple(rules.ClassGroup(i, 5 + i % 3, f"Т{i}", 15) for i in numbers),
        sets=tuple(rules.TextbookSet(i, i, 1 + i % 2) for i in numbers),
        stock=tuple(rules.Stock(i, 1, own=20, borrowed=i % 4, expired=i % 3) for i in numbers),
        lines=tuple(
            rules.Line(i * 100 + j, i, ("Математика", "История", "Физика", "Химия")[j % 4], (j,))
            for i in numbers
            for j in numbers
        ),
    )
    world = worlds.World(
        cast.region,
        cast.municipality,
        cast.school_a,
        cast.school_a.buildings.get(is_main=True),
        cast.school_b,
    )
    worlds.fill(world, many, worlds.put_stock)
    Building.objects.bulk_create(Building(school=cast.school_a, name=f"Корпус {i}") for i in numbers)
    people = [User.objects.create_user(f"person{i}", f"person{i}@example.org") for i in numbers]
    Membership.objects.bulk_create(
        Membership(user=person, role="teacher", school=cast.school_a) for person in people
    )
    with transaction.atomic():
        propose(
            school_id=cast.school_a.pk,
            lines=[Wanted(key=i, title=f"Родной край. Книга {i}") for i in numbers],
        )


@pytest.fixture
def counts(cast: Cast, time_machine: Any) -> tuple[Counts, Counts]:
    # The clock stands: after a minute a region asks whether its stored figures hold, and this test takes longer.
    time_machine.move_to(NOW, tick=False)
    objects = build(cast)
    _add(objects, FEW)
    small = _count(objects)
    _add(objects, MANY)
    with scope.acting(system_scope([cast.region.pk])):
        RegionResult.objects.all().delete()
    return small, _count(objects)


def test_queries_of_every_screen(counts: tuple[Counts, Counts]) -> None:
    small, many = counts
    if WRITING:
        BASELINE.write_text(json.dumps(many, indent=1, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    baseline = json.loads(BASELINE.read_text("utf-8"))
    by_rows = {page: (small[page], many[page]) for page in many if many[page] > small[page]}
    assert by_rows == {}, "queries that depend on the number of rows: page: (few rows, many rows)"
    changed = {page: (baseline.get(page), many.get(page)) for page in {*baseline, *many}}
    changed = {page: pair for page, pair in changed.items() if pair[0] != pair[1]}
    assert changed == {}, (
        "other than queries.json: page: (baseline, now); if it is meant: QUERIES=write pytest"
    )

"""Every address of the product against everyone of the cast; a refusal changes nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import Cast
from tests.security.objects import ABSENT, NOW, Objects, build
from tests.security.table import NOT_OURS, PEOPLE, ROOMS, TABLE, Row

pytestmark = pytest.mark.django_db
GUARDED = ("ledger_entry", "ledger_transfer", "people_pupil", "people_classgroup", "provision_planline",
           "intake_importrun", "territory_membership", "territory_invitation")  # fmt: skip
# The contract is a read for every method; before a change of address the password is asked, whatever the method.
ANY_METHOD = {"api:openapi-json": 200, "accounts:email": 302}
ONCE = {"Idempotency-Key": "01a20d13-0000-7000-8000-000000000001"}


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    """Names of all addresses."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from names(one, ":".join(filter(None, (namespace, one.namespace))))
        elif isinstance(one, URLPattern):
            yield f"{namespace}:{one.name}" if namespace else str(one.name)


def is_ours(name: str) -> bool:
    return name not in NOT_OURS and name.split("_")[0] not in NOT_OURS


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is rolled back; a durable transaction of the product may open inside."""
    block: Any = transaction.atomic()
    block._from_testcase = True
    with block:
        yield
        transaction.set_rollback(True)


def count_query() -> str:
    """Counts of every guarded table in one statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'catalogue%' ORDER BY 1")
        tables = [*GUARDED, *(name for (name,) in cursor.fetchall())]
    return "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables)


def counted(query: str) -> list[int]:
    """Rows of the guarded tables, as the owner sees them."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute(query)
        found = cursor.fetchone()
        cursor.execute("RESET ROLE")
    return list(found or ())


def person(cast: Cast, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(getattr(cast, who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def objects(cast: Cast, time_machine: Any) -> Objects:
    time_machine.move_to(NOW)
    return build(cast)


@pytest.fixture
def quiet() -> Iterator[None]:
    """Refusals are what is asked for: do not write a traceback for each."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def address(row: Row, objects: Objects) -> str:
    arguments = [getattr(objects, key) for key in row.arguments]
    query = row.query.format(school=objects.school, subject=objects.subject, edition=objects.edition)
    return reverse(row.name, args=arguments) + (f"?{query}" if query else "")


def ask(client: Client, row: Row, where: str, school: str = "") -> Any:
    if row.method == "GET":
        return client.get(where)
    if row.name.startswith("api:"):
        return client.post(
            where, row.body.replace("SCHOOL", school), content_type="application/json", headers=ONCE
        )
    return client.post(where, {"csrfmiddlewaretoken": "x"})


def test_every_address_is_in_the_table() -> None:
    ours = {name for name in names(get_resolver()) if is_ours(name)}
    assert ours - {row.name for row in TABLE} == set()
    assert {row.name for row in TABLE} - ours == set()


@pytest.mark.parametrize("room", ROOMS)
def test_answers_of_every_address_to_everyone(objects: Objects, quiet: None, room: str) -> None:
    clients = {who: person(objects.cast, who) for who in PEOPLE}
    query = count_query()
    before = counted(query)
    wrong: list[str] = []
    for row in ROOMS[room]:
        where = address(row, objects)
        told: list[int] = []
        for who, client in clients.items():
            with undone():
                status = ask(client, row, where, str(objects.school)).status_code
                if status >= 400 and counted(query) != before:
                    wrong.append(f"{row.name} {who}: refused with {status} but rows were changed")
            told.append(status)
        if told != list(row.expected.values()):
            wrong.append(
                f"{row.method} {row.name}\n  is     {' '.join(map(str, told))}\n  should {row.answers}"
            )
    assert not wrong, "\n".join(wrong)


def test_what_is_absent_is_not_found(objects: Objects) -> None:
    clients = [person(objects.cast, who) for who in ("operator", "librarian_a", "head_a")]
    numbers = replace(objects, row_no=10**6, membership=10**6, building=10**6, work=10**6)
    wrong = []
    for row in TABLE:
        if not row.arguments or row.name == "territory:accept":
            continue
        nothing = {key: ABSENT for key in row.arguments if isinstance(getattr(objects, key), UUID)}
        where = address(row, replace(numbers, **nothing, class_lists="no-such-list"))
        told = {ask(client, row, where).status_code for client in clients}
        if not told <= {403, 404} or 404 not in told:
            wrong.append(f"{row.method} {row.name}: {told}")
    assert wrong == []


def test_a_wrong_method_is_refused(objects: Objects) -> None:
    client = person(objects.cast, "librarian_a")
    told = {row.name: client.delete(address(row, objects)).status_code for row in TABLE}
    assert {name: status for name, status in told.items() if status != 405} == ANY_METHOD
    posted = [row for row in TABLE if row.method == "POST"]
    both = {row.name for row in TABLE if row.method == "GET"}
    only_post = [row for row in posted if row.name not in both]
    assert {row.name for row in only_post if client.get(address(row, objects)).status_code != 405} == set()

"""Every address of the product against everyone of the cast; a refusal changes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import Cast
from tests.security.objects import NOW, Objects, build
from tests.security.table import NOT_OURS, PEOPLE, TABLE, Row
from tomik.provision.models import PlanLine

pytestmark = pytest.mark.django_db
GUARDED = ("ledger_entry", "ledger_transfer", "people_pupil", "people_classgroup", "provision_planline",
           "intake_importrun", "territory_membership", "territory_invitation")  # fmt: skip
PAUSE = {"HTTP_IDEMPOTENCY_KEY": "matrix"}


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


def counted() -> dict[str, int]:
    """Rows of every guarded table, as the owner sees them."""
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE NONE")
        cursor.execute("SELECT tablename FROM pg_tables WHERE tablename LIKE 'catalogue%' ORDER BY 1")
        tables = [*GUARDED, *(name for (name,) in cursor.fetchall())]
        cursor.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in tables))  # noqa: S608
        found = cursor.fetchone()
        cursor.execute("RESET ROLE")
    return dict(zip(tables, found or (), strict=True))


def person(cast: Cast, who: str) -> Client:
    client = Client(raise_request_exception=False)
    if who != "anonymous":
        client.force_login(getattr(cast, who), backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def objects(cast: Cast, time_machine: Any) -> Objects:
    time_machine.move_to(NOW)
    return build(cast)


def address(row: Row, objects: Objects) -> str:
    arguments = [getattr(objects, key) for key in row.arguments]
    query = row.query.format(school=objects.school, subject=objects.subject)
    return reverse(row.name, args=arguments) + (f"?{query}" if query else "")


def ask(client: Client, row: Row, where: str) -> Any:
    if row.method == "GET":
        return client.get(where)
    if row.name.startswith("api:"):
        return client.post(where, "{}", content_type="application/json", headers=PAUSE)
    return client.post(where)


def test_every_address_is_in_the_table() -> None:
    ours = {name for name in names(get_resolver()) if is_ours(name)}
    assert ours - {row.name for row in TABLE} == set()
    assert {row.name for row in TABLE} - ours == set()


def test_answers_of_every_address_to_everyone(objects: Objects) -> None:
    clients = {who: person(objects.cast, who) for who in PEOPLE}
    before = counted()
    wrong: list[str] = []
    for row in TABLE:
        where = address(row, objects)
        told: list[int] = []
        for who, client in clients.items():
            with undone():
                status = ask(client, row, where).status_code
                if status >= 400 and counted() != before:
                    wrong.append(f"{row.name} {who}: refused with {status} but rows were changed")
            told.append(status)
        if told != list(row.expected.values()):
            wrong.append(
                f"{row.method} {row.name}\n  is     {' '.join(map(str, told))}\n  should {row.answers}"
            )
    assert not wrong, "\n".join(wrong)

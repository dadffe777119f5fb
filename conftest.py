"""The tests' database: one migrated template, a copy of it for every process, row security in force."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.test import Client, TransactionTestCase

from tomik.config import copies, settings_test

if TYPE_CHECKING:
    from tests.cast import Cast
    from tomik.accounts.public import User
    from tomik.kernel.scope import Scope

# No verdict on the speed of a loaded machine.
hypothesis.settings.register_profile(
    "tomik",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("tomik")

PREFIX = "tomik_test_process_"
TEMPLATE = "tomik_test_template"
_template = ""


def _database_name() -> str:
    return f"{PREFIX}{os.getpid()}"


_opened: WeakSet[BaseDatabaseWrapper] = WeakSet()
"""Every connection of this process: Django's own list knows only those of the running thread and task."""


def _remember(sender: object, connection: BaseDatabaseWrapper, **_: object) -> None:
    _opened.add(connection)


connection_created.connect(_remember)


def _fresh_copy() -> None:
    connections.close_all()
    # One left open in another context (a browser's event loop) would be cut by the drop and fail the next test.
    for left in list(_opened):
        left.inc_thread_sharing()
        try:
            if not left.in_atomic_block:
                left.close()
        finally:
            left.dec_thread_sharing()
    copies.clone(settings_test.OWNER_DSN, template=_template, name=_database_name())


def _restore_by_copy(_: TransactionTestCase) -> None:
    """Undo a test that committed: the tables refuse TRUNCATE (the ledger) and tomik_app may not do it."""
    _fresh_copy()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: Any) -> Iterator[None]:
    """Give this process a database of its own; drop it at the end."""
    global _template
    owner = settings_test.OWNER_DSN
    with django_db_blocker.unblock():
        copies.drop_abandoned(owner, prefix=PREFIX)
        _template = copies.ensure_template(
            owner,
            prefix=TEMPLATE,
            stamp=copies.schema_stamp(),
            commands=[["-m", "django", "migrate", "--skip-checks", "--verbosity", "0"]],
        )
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = _database_name()
        _fresh_copy()
        TransactionTestCase._fixture_teardown = _restore_by_copy  # type: ignore[attr-defined]
    yield
    with django_db_blocker.unblock():
        connections.close_all()
        with copies.maintenance(owner) as maintenance:
            copies.drop(maintenance, _database_name())


@pytest.fixture(scope="session")
def owner_dsn(django_db_setup: None) -> str:
    """Address of this process's database for the owner of the tables (row security does not apply)."""
    return copies.with_database(settings_test.OWNER_DSN, _database_name())


@pytest.fixture(scope="session")
def database_template(django_db_setup: None) -> str:
    """Name of the migrated, empty template database; copies of it are for tests that need one of their own."""
    return _template


@pytest.fixture
def owner_connection(owner_dsn: str, db: None) -> Iterator[psycopg.Connection[Any]]:
    """A second session as the owner, autocommit; it sees only what is committed."""
    with psycopg.connect(owner_dsn, autocommit=True) as session:
        yield session


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[None]]:
    """A block in which the test's own session is the owner: `with as_owner(): …`."""

    @contextmanager
    def block() -> Iterator[None]:
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE NONE")
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")

    return block


@pytest.fixture
def cast(db: None) -> Cast:
    """The fixed cast: one region, three schools, one person of each role (tests/cast.py)."""
    from tests.cast import assemble  # models are importable only after Django is set up

    return assemble()


@pytest.fixture
def client_of(db: None) -> Callable[[User], Client]:
    """A signed-in client: `client_of(cast.librarian_a).get("/")`."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in


@pytest.fixture
def as_scope(db: None) -> Callable[[User], AbstractContextManager[Scope]]:
    """A block within a person's scope: `with as_scope(cast.librarian_a): …`."""
    from tomik.kernel.scope import acting
    from tomik.territory.public import scope_of

    return lambda user: acting(scope_of(user))

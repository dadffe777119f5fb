"""Limits of signing in hold for all processes together: they are counted in the database, not in a process."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.db import DatabaseCache
from django.db import connection
from django.test import Client

from tests.cast import PASSWORD, assemble

LOGIN = "/accounts/login/"
COUNTED = "SELECT count(*) FROM config_cache WHERE expires > now()"


def _fail_five_times() -> int:
    """Another session: its own thread, client and connection. Returns the server's process of the connection."""
    try:
        for _attempt in range(5):
            Client().post(LOGIN, {"login": "librarian-a", "password": "wrong"})
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            return int(cursor.fetchone()[0])
    finally:
        connection.close()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_failures_met_by_one_connection_close_the_door_of_another(owner_dsn: str) -> None:
    assemble()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        mine = int(cursor.fetchone()[0])
    with ThreadPoolExecutor(1) as pool:
        theirs = pool.submit(_fail_five_times).result()
    assert theirs != mine
    with psycopg.connect(owner_dsn) as third:
        assert third.execute(COUNTED).fetchone() != (0,)  # a process that shares no memory sees it too
    client = Client()
    answer = client.post(LOGIN, {"login": "librarian-a", "password": PASSWORD})
    assert "Слишком много" in answer.content.decode()
    assert "_auth_user_id" not in client.session
    with psycopg.connect(owner_dsn) as third:
        third.execute("DELETE FROM config_cache")
    again = Client()
    again.post(LOGIN, {"login": "librarian-a", "password": PASSWORD})
    assert "_auth_user_id" in again.session  # the control: only those rows held the door


def test_the_cache_is_in_the_database_and_the_application_may_use_it(db: Any) -> None:
    assert str(settings.CACHES["default"]["BACKEND"]).endswith("DatabaseCache")
    assert isinstance(cache._connections["default"], DatabaseCache)  # type: ignore[attr-defined]
    cache.set("tomik-test", {"a": 1}, 60)
    assert cache.get("tomik-test") == {"a": 1}
    cache.delete("tomik-test")
    assert cache.get("tomik-test") is None

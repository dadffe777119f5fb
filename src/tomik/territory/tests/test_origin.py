"""From where a change came: the history keeps it, people read it in words."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.accounts.public import User
from tomik.kernel import origin
from tomik.kernel.scope import acting, came_from
from tomik.territory.access import scope_of
from tomik.territory.changes import Change
from tomik.territory.models import Building
from tomik.territory.registry import save_building

pytestmark = pytest.mark.django_db


def _latest(cast: Cast) -> Change:
    with acting(scope_of(cast.head_a)):
        return Change.objects.filter(table_name=Building._meta.db_table).latest("pk")


def test_words() -> None:
    assert origin.in_words(origin.origin_of(origin.SITE, "203.0.113.7")) == "на сайте, адрес 203.0.113.7"
    assert origin.in_words("api 2001:db8::1") == "через API, адрес 2001:db8::1"
    assert (origin.in_words("job"), origin.in_words("console")) == ("заданием программы", "из консоли")
    assert (origin.in_words(""), origin.in_words("elsewhere 1")) == ("", "")
    assert len(origin.origin_of(origin.SITE, "x" * 200)) == origin.LENGTH_MAX


def test_a_change_on_the_site_keeps_the_address(cast: Cast, client_of: Callable[[User], Client]) -> None:
    client = client_of(cast.head_a)
    answer = client.post(
        reverse("territory:new-building", args=[cast.school_a.uid]),
        {"name": "Второй корпус", "address": "ул. Ленина, 1"},
        REMOTE_ADDR="203.0.113.9",
    )
    assert answer.status_code == 303
    assert (_latest(cast).user_id, _latest(cast).origin) == (cast.head_a.pk, "site 203.0.113.9")
    page = client.get(reverse("territory:school", args=[cast.school_a.uid])).content.decode()
    assert "на сайте, адрес 203.0.113.9" in page


def test_a_block_says_where_it_came_from_and_the_next_one_does_not(cast: Cast) -> None:
    with came_from(origin.JOB), acting(scope_of(cast.head_a)):
        save_building(school_id=cast.school_a.pk, building=Building(name="Первый", address=""))
    assert _latest(cast).origin == "job"
    with acting(scope_of(cast.head_a)):
        save_building(school_id=cast.school_a.pk, building=Building(name="Второй", address=""))
        assert _latest(cast).origin == ""

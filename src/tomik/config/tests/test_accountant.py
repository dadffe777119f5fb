"""The accountant's first page: acts to be entered, a year to be compared; and nothing of the library's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.utils import translation

from tests.cast import Cast
from tomik.config.accounting_steps import accountant_steps, years_shown
from tomik.fund.models import Receipt
from tomik.fund.services.reconciliation import Stated, our_figures, reconcile
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import build
from tomik.kernel.scope import acting
from tomik.territory.public import system_scope

pytestmark = pytest.mark.django_db
LAST = date(2025, 12, 31)


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with time_machine.travel("2026-02-10 05:00:00+00:00", tick=True), translation.override("ru"):
        yield


def test_years_and_words() -> None:
    assert years_shown(date(2026, 3, 31)) == [2025, 2026]
    assert years_shown(date(2026, 4, 1)) == [2026]
    assert [one.what for one in accountant_steps({2026: 2, 2025: 1}, LAST)] == [
        "Внести в учёт 1 акт за 2025 год",
        "Внести в учёт 2 акта за 2026 год",
        "Сверить фонд с бухгалтерией на 31.12.2025",
    ]
    assert accountant_steps({2026: 0}, None) == []


def test_the_page(cast: Cast, client_of: Callable[..., Client]) -> None:
    with acting(system_scope()):
        world = build(cast)
        got(world, line(world.physics, 4), received_on=date(2025, 9, 1), papers_on=date(2025, 9, 1))
    client = client_of(cast.accountant_a)
    page = client.get("/")
    steps = page.context["steps"]
    assert [one["what"] for one in steps][:2] == [
        "Внести в учёт 1 акт за 2025 год",
        "Сверить фонд с бухгалтерией на 31.12.2025",
    ]
    assert all(one["url"] for one in steps)
    listed = client.get(steps[0]["url"])
    assert (listed.status_code, len(listed.context["table"].rows)) == (200, 1)
    assert client.get(steps[1]["url"]).status_code == 200
    assert "Внести в учёт" not in client_of(cast.librarian_a).get("/").text
    with acting(system_scope()):
        Receipt.objects.update(accountant_number="БУ-1")
        ours = our_figures(world.school.pk, LAST)["textbooks"]
        stated = [Stated(book="textbooks", kopecks=ours.balance_kopecks)]
        reconcile(school=world.school, as_of=LAST, stated=stated, actor_id=None)
    assert not [
        one for one in client.get("/").context["steps"] if "учёт" in one["what"] or "Сверить" in one["what"]
    ]

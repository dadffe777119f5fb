"""Two people at once: the same list is loaded once, the same rows become sets once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from tomik.catalogue.models import EditionSet, FederalList, FederalListRow
from tomik.catalogue.services.links import adopt_rows
from tomik.catalogue.services.lists import import_federal_list
from tomik.catalogue.tests.test_import import ORDER, small_list

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 4


def at_once(act: Callable[[], Any]) -> list[Any]:
    """What each of several people gets who press the button at the same moment."""
    start = Barrier(PEOPLE)

    def press() -> Any:
        try:
            start.wait(10)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(PEOPLE) as people:
        return [one.result(30) for one in [people.submit(press) for _ in range(PEOPLE)]]


def test_one_file_loaded_by_several_is_one_snapshot() -> None:
    content = small_list()
    loaded = at_once(lambda: import_federal_list(content=content, file_name="list.xlsx", order=ORDER))
    assert sorted(one.was_known for one in loaded) == [False, True, True, True]
    assert (FederalList.objects.count(), FederalListRow.objects.count()) == (1, 8)


def test_rows_adopted_by_several_become_sets_once() -> None:
    import_federal_list(content=small_list(), file_name="list.xlsx", order=ORDER)
    rows = list(FederalListRow.objects.filter(is_heading=False).values_list("pk", flat=True))
    made = at_once(lambda: adopt_rows(row_ids=rows, actor=None))
    assert sorted(len(one) for one in made) == [0, 0, 0, 4]
    assert EditionSet.objects.count() == 4

"""Bulk writing: the tables come back with every key and index, and a broken row is still refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast
from tomik.config.demo.copying import bare, copy_rows, reserve
from tomik.people.public import Pupil

pytestmark = pytest.mark.django_db

PUPIL = ("id", "uid", "school_id", "reader_number", "full_name", "name_key")


def shape() -> list[tuple[str, ...]]:
    """Keys and indexes of the table of pupils."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'people_pupil'::regclass"
            " UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'people_pupil' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def rows(school_id: int, count: int) -> list[tuple[object, ...]]:
    """Pupils with fresh identifiers."""
    ids = reserve("people_pupil", count)
    return [
        (pk, f"00000000-0000-7000-8000-{pk:012d}", school_id, pk, f"Ученик {pk}", f"ученик {pk}")
        for pk in ids
    ]


def test_keys_and_indexes_come_back(cast: Cast, as_owner: Callable[[], AbstractContextManager[None]]) -> None:
    with as_owner():
        before = shape()
        with bare("people_pupil"):
            assert len(shape()) < len(before)
            assert copy_rows("people_pupil", PUPIL, rows(cast.school_a.pk, 3)) == 3
        assert shape() == before
        assert Pupil.objects.filter(school=cast.school_a).count() == 3


def test_a_row_without_its_school_is_refused(
    cast: Cast, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner():
        with (
            pytest.raises(IntegrityError, match="people_pupil_school_id"),
            transaction.atomic(),
            bare("people_pupil"),
        ):
            copy_rows("people_pupil", PUPIL, rows(-1, 1))
        assert not Pupil.objects.exists()


def test_reserved_identifiers_are_not_given_twice(
    cast: Cast, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner():
        first, second = reserve("people_pupil", 5), reserve("people_pupil", 1)
        assert len(first) == 5
        assert second[0] == first[-1] + 1
        assert len(reserve("people_pupil", 0)) == 0

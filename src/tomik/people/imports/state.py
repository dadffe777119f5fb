"""What is known of the pupils of some schools, in two queries. Scope: the given schools (and row security)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from django.db import connection

from tomik.people.rules.pupils import ClassKey, Known


def known_pupils(school_ids: Sequence[int], *, school_year: int) -> dict[int, list[Known]]:
    """All pupils ever of the schools, with the class of the year and of the year before."""
    ids = list(school_ids)
    now: dict[int, tuple[ClassKey, int]] = {}
    before: dict[int, ClassKey] = {}
    known: dict[int, list[Known]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.pupil_id, e.id, c.school_year, c.grade, c.letter FROM people_enrolment e"
            " JOIN people_classgroup c ON c.id = e.class_group_id"
            " WHERE e.school_id = ANY(%s) AND (c.school_year = %s AND e.until IS NULL OR c.school_year = %s)"
            " ORDER BY e.id",
            [ids, school_year, school_year - 1],
        )
        for pupil_id, enrolment_id, year, grade, letter in cursor.fetchall():
            if year == school_year:
                now.setdefault(pupil_id, ((grade, letter), enrolment_id))
            else:
                before[pupil_id] = (grade, letter)
        cursor.execute(
            "SELECT id, school_id, name_key, full_name FROM people_pupil WHERE school_id = ANY(%s) ORDER BY id",
            [ids],
        )
        for pupil_id, school_id, key, name in cursor.fetchall():
            class_key, enrolment_id = now.get(pupil_id, (None, None))
            known[school_id].append(Known(pupil_id, key, class_key, enrolment_id, before.get(pupil_id), name))
    return known


def known_classes(
    school_ids: Sequence[int], *, school_year: int
) -> dict[tuple[int, int, str], tuple[int, int | None]]:
    """(school, grade, letter) → (class, its building) of the year."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, grade, letter, id, building_id FROM people_classgroup"
            " WHERE school_id = ANY(%s) AND school_year = %s",
            [list(school_ids), school_year],
        )
        return {
            (school, grade, letter): (number, building) for school, grade, letter, number, building in cursor
        }


def names_of(pupil_ids: Sequence[int]) -> dict[int, str]:
    """Names of pupils by id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, full_name FROM people_pupil WHERE id = ANY(%s)", [list(pupil_ids)])
        return dict(cursor.fetchall())

"""Writes the differences of class lists, a statement per table whatever the number of pupils, and takes them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.ids import uuid7
from tomik.people.imports.state import known_classes
from tomik.people.rules.difference import Difference
from tomik.people.rules.names import name_key
from tomik.people.rules.pupils import ClassKey, Listed

Token = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """What a list changes in one school."""

    school_id: int
    difference: Difference
    buildings: Mapping[ClassKey, int]


def write(changes: Sequence[SchoolChange], *, school_year: int, on: date) -> Token:
    """Write the differences; returns what `take_back` needs.

    The caller holds a transaction and the import locks of the schools. Reader numbers continue from the largest of
    the school, in the order of the list.
    """
    classes_created, buildings = _write_classes(changes, school_year)
    classes = known_classes([change.school_id for change in changes], school_year=school_year)
    pupils = _create_pupils(changes)
    closed = [
        pupil.enrolment_id
        for change in changes
        for pupil in (*change.difference.left, *(known for _row, known in change.difference.moved))
        if pupil.enrolment_id is not None
    ]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_enrolment SET until = %s WHERE id = ANY(%s)", [on, closed])
    opened = _open_enrolments(changes, classes, pupils, on)
    renamed = [pair for change in changes for pair in change.difference.renamed]
    _rename([(pupil.pupil_id, name) for pupil, name in renamed])
    return {
        "school_year": school_year,
        "on": on.isoformat(),
        "classes": classes_created,
        "buildings": buildings,
        "pupils": sorted(pupils.values()),
        "opened": opened,
        "closed": closed,
        "renamed": [[pupil.pupil_id, pupil.name, name] for pupil, name in renamed],
    }


def _rename(names: Sequence[tuple[int, str]]) -> None:
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_pupil SET full_name = t.name, name_key = t.key"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS t(id, name, key) WHERE people_pupil.id = t.id",
            [
                [pupil_id for pupil_id, _name in names],
                [name for _pupil_id, name in names],
                [name_key(name) for _pupil_id, name in names],
            ],
        )


def _write_classes(
    changes: Sequence[SchoolChange], school_year: int
) -> tuple[list[int], list[list[int | None]]]:
    """Create classes that are missing; give classes the buildings that the list names. Returns what was changed."""
    before = known_classes([change.school_id for change in changes], school_year=school_year)
    wanted: dict[tuple[int, int, str], int | None] = {}
    moved: list[list[int | None]] = []
    for change in changes:
        for row in _all_rows(change.difference):
            key = (change.school_id, *row.class_key)
            if key not in before:
                wanted[key] = change.buildings.get(row.class_key)
        for class_key, building in change.buildings.items():
            known = before.get((change.school_id, *class_key))
            if known is not None and known[1] != building:
                moved.append([known[0], known[1], building])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_classgroup (uid, school_id, school_year, grade, letter, building_id)"
            " SELECT uid, school_id, %s, grade, letter, building_id"
            " FROM unnest(%s::uuid[], %s::bigint[], %s::smallint[], %s::text[], %s::bigint[])"
            " AS t(uid, school_id, grade, letter, building_id)"
            " ON CONFLICT (school_id, school_year, grade, letter) DO NOTHING RETURNING id",
            [
                school_year,
                [uuid7() for _key in wanted],
                [key[0] for key in wanted],
                [key[1] for key in wanted],
                [key[2] for key in wanted],
                list(wanted.values()),
            ],
        )
        created = [number for (number,) in cursor.fetchall()]
        if moved:
            cursor.execute(
                "UPDATE people_classgroup SET building_id = t.building_id"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS t(id, building_id) WHERE people_classgroup.id = t.id",
                [[one[0] for one in moved], [one[2] for one in moved]],
            )
    return created, [[one[0], one[1]] for one in moved]


def _all_rows(found: Difference) -> list[Listed]:
    return [*found.new, *(row for pairs in (found.came, found.moved, found.same) for row, _known in pairs)]


def _create_pupils(changes: Sequence[SchoolChange]) -> dict[tuple[int, int], int]:
    """(school, row of the list) → the new pupil."""
    rows = [(change.school_id, row) for change in changes for row in change.difference.new]
    if not rows:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT school_id, max(reader_number) FROM people_pupil WHERE school_id = ANY(%s) GROUP BY school_id",
            [sorted({school for school, _row in rows})],
        )
        last: dict[int, int] = dict(cursor.fetchall())
        numbers: list[int] = []
        for school, _row in rows:
            last[school] = last.get(school, 0) + 1
            numbers.append(last[school])
        cursor.execute(
            "INSERT INTO people_pupil (uid, school_id, reader_number, full_name, name_key)"
            " SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::int[], %s::text[], %s::text[])"
            " RETURNING id, school_id, reader_number",
            [
                [uuid7() for _one in rows],
                [school for school, _row in rows],
                numbers,
                [row.name for _school, row in rows],
                [row.name_key for _school, row in rows],
            ],
        )
        by_number = {(school, number): pupil for pupil, school, number in cursor.fetchall()}
    return {
        (school, row.row): by_number[school, number]
        for (school, row), number in zip(rows, numbers, strict=True)
    }


def _open_enrolments(
    changes: Sequence[SchoolChange],
    classes: Mapping[tuple[int, int, str], tuple[int, int | None]],
    pupils: Mapping[tuple[int, int], int],
    on: date,
) -> list[int]:
    schools, pupil_ids, class_ids = [], [], []
    for change in changes:
        found = change.difference
        pairs = [(row, pupils[change.school_id, row.row]) for row in found.new]
        pairs += [(row, pupil.pupil_id) for row, pupil in (*found.came, *found.moved)]
        for row, pupil_id in pairs:
            schools.append(change.school_id)
            pupil_ids.append(pupil_id)
            class_ids.append(classes[change.school_id, row.class_key[0], row.class_key[1]][0])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_enrolment (school_id, pupil_id, class_group_id, since)"
            " SELECT school_id, pupil_id, class_group_id, %s"
            " FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS t(school_id, pupil_id, class_group_id)"
            " RETURNING id",
            [on, schools, pupil_ids, class_ids],
        )
        return [number for (number,) in cursor.fetchall()]


def take_back(token: Mapping[str, Any]) -> None:
    """Undo `write` inside the caller's transaction.

    Raises TomikError, with the pupils' names, when a pupil was moved or left since, or holds books by now.
    """
    _refuse_if_changed(token)
    _rename([(pupil_id, before) for pupil_id, before, _after in token.get("renamed", ())])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM people_enrolment WHERE id = ANY(%s)", [token["opened"]])
        cursor.execute("UPDATE people_enrolment SET until = NULL WHERE id = ANY(%s)", [token["closed"]])
        _delete_pupils(cursor, token["pupils"])
        if token["buildings"]:
            cursor.execute(
                "UPDATE people_classgroup SET building_id = t.building_id"
                " FROM unnest(%s::bigint[], %s::bigint[]) AS t(id, building_id) WHERE people_classgroup.id = t.id",
                [[one[0] for one in token["buildings"]], [one[1] for one in token["buildings"]]],
            )
    _delete_classes(token["classes"])


def _refuse_if_changed(token: Mapping[str, Any]) -> None:
    """Nothing may rest on what is taken back: the enrolments are as the import left them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.full_name FROM people_enrolment e JOIN people_pupil p ON p.id = e.pupil_id"
            " WHERE e.id = ANY(%(opened)s) AND e.until IS NOT NULL"
            " UNION SELECT p.full_name FROM people_enrolment e JOIN people_pupil p ON p.id = e.pupil_id"
            " WHERE e.id = ANY(%(closed)s) AND e.until IS DISTINCT FROM %(on)s"
            " UNION SELECT p.full_name FROM people_enrolment e JOIN people_pupil p ON p.id = e.pupil_id"
            " JOIN people_classgroup c ON c.id = e.class_group_id"
            " WHERE e.until IS NULL AND c.school_year = %(year)s AND NOT e.id = ANY(%(opened)s)"
            " AND e.pupil_id IN (SELECT pupil_id FROM people_enrolment WHERE id = ANY(%(closed)s))"
            " UNION SELECT p.full_name FROM people_enrolment e JOIN people_pupil p ON p.id = e.pupil_id"
            " WHERE e.pupil_id = ANY(%(pupils)s) AND NOT e.id = ANY(%(opened)s)"
            " UNION SELECT p.full_name FROM people_pupil p"
            " JOIN unnest(%(renamed)s::bigint[], %(names)s::text[]) AS t(id, name) ON t.id = p.id"
            " WHERE p.full_name <> t.name"
            " ORDER BY 1 LIMIT 50",
            {
                "renamed": [pupil_id for pupil_id, _before, _after in token.get("renamed", ())],
                "names": [after for _pupil_id, _before, after in token.get("renamed", ())],
                "opened": token["opened"],
                "closed": token["closed"],
                "pupils": token["pupils"],
                "on": date.fromisoformat(token["on"]),
                "year": token["school_year"],
            },
        )
        changed = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT count(*) FROM people_enrolment WHERE id = ANY(%s)", [token["opened"]])
        (present,) = cursor.fetchone() or (0,)
    if changed or present != len(token["opened"]):
        message = _(
            "These pupils were moved, renamed or left after the import: %(names)s. Take those changes back first."
        )
        names = ", ".join(changed[:5]) + (" …" if len(changed) > 5 else "")
        problems = [LineProblem(None, _("Pupil"), _("changed after the import"), name) for name in changed]
        raise TomikError(message % {"names": names or "—"}, problems=problems)


def _delete_pupils(cursor: Any, pupils: Sequence[int]) -> None:
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    try:
        with transaction.atomic():
            cursor.execute("DELETE FROM people_pupil WHERE id = ANY(%s)", [list(pupils)])
    except IntegrityError as error:
        raise TomikError(
            _("Pupils of this list already hold books or stand in documents. Take the books back first.")
        ) from error


def _delete_classes(classes: Sequence[int]) -> None:
    """Classes that the import created go too, unless a plan or a fund rests on them: then they stay, empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_pupillistaccess SET class_group_id = NULL WHERE class_group_id = ANY(%s)",
            [list(classes)],
        )
        for number in classes:
            try:
                with transaction.atomic():
                    cursor.execute(
                        "DELETE FROM people_classgroup c WHERE c.id = %s"
                        " AND NOT EXISTS (SELECT FROM people_enrolment e WHERE e.class_group_id = c.id)",
                        [number],
                    )
            except IntegrityError:
                continue

"""Every table with a school's data stands behind row security; the few others are named with their reason."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper

from tests.cast import Cast
from tomik.kernel.rls import APP_ROLE, UNFENCED, UNFENCED_PREFIXES
from tomik.kernel.scope import NOTHING, Scope, acting

TABLES = """
SELECT c.relname, c.relrowsecurity,
       array(SELECT p.polcmd::text FROM pg_policy p WHERE p.polrelid = c.oid ORDER BY 1)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1
"""


def _tables() -> dict[str, tuple[bool, list[str]]]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {name: (secured, commands) for name, secured, commands in cursor.fetchall()}


def _exempt(table: str) -> bool:
    return table in UNFENCED or any(table.startswith(prefix) for prefix in UNFENCED_PREFIXES)


def _fenced() -> list[str]:
    return [table for table in _tables() if not _exempt(table)]


def test_every_table_is_fenced_or_exempt_with_a_reason(db: None) -> None:
    tables = _tables()
    assert len(tables) > 40
    open_tables = [
        table
        for table, (secured, commands) in tables.items()
        if not _exempt(table) and not (secured and commands)
    ]
    assert open_tables == []


def test_reading_is_always_ruled(db: None) -> None:
    """A table may refuse writing by having no policy for it; without one for reading it would be useless."""
    without = [
        table
        for table, (_, commands) in _tables().items()
        if not _exempt(table) and not {"r", "*"} & set(commands)
    ]
    assert without == []


def test_exemptions_name_tables_that_exist_and_give_a_reason(db: None) -> None:
    tables = _tables()
    assert [table for table in UNFENCED if table not in tables] == []
    assert [table for table, reason in UNFENCED.items() if len(reason) < 10] == []


def test_exempt_tables_hold_nothing_of_a_school(db: None) -> None:
    """An exempt table may refer to a school only if the exemption says how it is guarded instead."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name IN ('school_id', 'pupil_id', 'class_group_id')"
        )
        with_school = {name for (name,) in cursor.fetchall()}
    allowed = {
        "territory_membership",
        "territory_invitation",
        "territory_schoolversion",
        "territory_building",
    }
    assert {table for table in with_school if _exempt(table)} <= allowed


def test_without_a_scope_nothing_is_visible(db: None) -> None:
    with acting(NOTHING), connection.cursor() as cursor:
        seen = {}
        for table in _fenced():
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            seen[table] = cursor.fetchone()[0]
    assert {table: count for table, count in seen.items() if count} == {}


def test_the_application_is_neither_owner_nor_above_the_rules(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user::text, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (APP_ROLE, False, False)
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user"
        )
        assert cursor.fetchone() == (0,)


def test_the_application_cannot_empty_a_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"
            " AND has_table_privilege(c.oid, 'TRUNCATE')"
        )
        assert cursor.fetchall() == []


def _school_tables() -> list[str]:
    """Fenced tables that a model with a `school` maps to: the ones another school must not see."""
    found = []
    for model in apps.get_models():
        columns = {field.column for field in model._meta.local_concrete_fields}
        if (
            model.__module__.startswith("tomik.")
            and "school_id" in columns
            and not _exempt(model._meta.db_table)
        ):
            found.append(model._meta.db_table)
    return sorted(found)


def test_another_schools_rows_are_invisible_and_unwritable(
    cast: Cast, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    """In every table with a school: a row of school B, made by the owner past all rules, is nothing to school A.

    Constraints and triggers are switched off for the making, so that one row of each table is enough; the test's
    transaction is rolled back. School B itself sees its row: the control that shows the row is there.
    """
    mine, theirs = _scope(cast.school_a.pk), _scope(cast.school_b.pk)
    problems = []
    tables = _school_tables()
    assert len(tables) >= 10
    for table in tables:
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM territory_change")  # what the making of the cast has left
            _make_row(cursor, table, cast.school_b.pk)
        with acting(theirs):
            if _count(table) != 1:
                problems.append(f"{table}: not visible to its own school")
        with acting(mine), connection.cursor() as cursor:
            if _count(table):
                problems.append(f"{table}: visible to another school")
            problems += [f"{table}: {text}" for text in _written(cursor, table)]
    assert problems == []


def test_names_of_pupils_are_invisible_above_the_school(
    cast: Cast, as_owner: Callable[[], AbstractContextManager[None]]
) -> None:
    with as_owner(), connection.cursor() as cursor:
        _make_row(cursor, "people_pupil", cast.school_a.pk)
    with acting(Scope(school_ids=frozenset({cast.school_a.pk}))):
        assert _count("people_pupil") == 0
    with acting(_scope(cast.school_a.pk)):
        assert _count("people_pupil") == 1


def _scope(school_id: int) -> Scope:
    return Scope(school_ids=frozenset({school_id}), pupil_school_ids=frozenset({school_id}))


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table}"')
        return int(cursor.fetchone()[0])


def _make_row(cursor: CursorWrapper, table: str, school_id: int) -> None:
    cursor.execute(
        "SELECT column_name, data_type, character_maximum_length FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = %s AND is_nullable = 'NO' AND column_default IS NULL"
        " AND is_identity = 'NO' AND is_generated = 'NEVER'",
        [table],
    )
    columns = {name: _value(kind, length) for name, kind, length in cursor.fetchall()}
    columns["school_id"] = str(school_id)
    names = ", ".join(f'"{name}"' for name in columns)
    values = ", ".join(columns.values())
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute(
        "DO $$ DECLARE one record; BEGIN FOR one IN SELECT conname FROM pg_constraint WHERE contype = 'c'"
        f" AND conrelid = '\"{table}\"'::regclass LOOP EXECUTE 'ALTER TABLE \"{table}\" DROP CONSTRAINT ' ||"
        " quote_ident(one.conname); END LOOP; END $$"
    )
    cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({values})')
    cursor.execute("SET LOCAL session_replication_role = origin")


def _value(kind: str, length: int | None) -> str:
    fixed = {
        "boolean": "true",
        "date": "'2026-09-01'",
        "timestamp with time zone": "now()",
        "uuid": "gen_random_uuid()",
        "jsonb": "'{}'",
        "bytea": "''",
        "ARRAY": "'{}'",
        "daterange": "'[2026-09-01,2026-09-02)'",
    }
    if kind in {"character varying", "text"}:
        return f"left(md5(random()::text), {min(length or 8, 8)})"
    return fixed.get(kind, "1")


def _written(cursor: CursorWrapper, table: str) -> list[str]:
    """Return what another school could do to the row; a refusal with an error is as good as finding no row."""
    found = []
    for statement in (f'UPDATE "{table}" SET school_id = school_id', f'DELETE FROM "{table}"'):
        cursor.execute("SAVEPOINT trying")
        try:
            cursor.execute(statement)
            reached = cursor.rowcount
        except DatabaseError:
            reached = 0
        cursor.execute("ROLLBACK TO SAVEPOINT trying")
        if reached:
            found.append(f"{statement.split()[0]} reached it")
    return found


@pytest.mark.parametrize("setting", ["school_ids", "pupil_school_ids", "municipality_ids", "region_ids"])
def test_the_scope_function_reads_a_setting_once_per_statement(db: None, setting: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT provolatile::text FROM pg_proc WHERE proname = 'tomik_scope_ids'")
        assert cursor.fetchone() == ("s",)
        cursor.execute("SELECT set_config(%s, '{1,2}', true)", [f"tomik.{setting}"])
        cursor.execute("SELECT array(SELECT tomik_scope_ids(%s))", [setting])
        assert cursor.fetchone() == ([1, 2],)

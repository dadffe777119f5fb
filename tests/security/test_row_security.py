"""Row security with real rows: two schools with a row in every table, each blind to and powerless over the other.

`tests/architecture/test_row_security.py` proves the policies with one artificial row a table. Here the rows are made
by the services, so a table that nobody fills, or a policy that real work slips past, shows itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import DatabaseError, connection

from tests.cast import Cast
from tests.security.world import SURNAME, YEAR, furnish, look_back, share
from tomik.accounts.public import Role, User
from tomik.kernel.rls import UNFENCED, UNFENCED_PREFIXES
from tomik.kernel.scope import NOTHING, Scope, acting
from tomik.provision.public import refresh
from tomik.territory.models import Membership, Municipality, Region
from tomik.territory.public import scope_of

AsOwner = Callable[[], AbstractContextManager[None]]
OWN_RULE = "TK004"
"""A trigger that refuses the change to everybody: closings are only reopened, registers only added to."""
# Readable by every region on purpose, writable only by one's own: catalogue/migrations/0002_fences.py.
READ_BY_ALL = {"catalogue_equivalence", "catalogue_equivalencemember"}


@dataclass
class Fence:
    """A fenced table, the column that says whose a row is, and the two sides of the fence."""

    table: str
    column: str
    key: int
    own: User
    stranger: User
    stranger_key: int

    def rows(self) -> list[str]:
        """The rows of the own side as JSON texts, in the scope that is in force."""
        found = _fetch(f'SELECT to_jsonb(t)::text FROM "{self.table}" t WHERE {self.column} = %s', self.key)
        return [text for (text,) in found]


def _fetch(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def _tables() -> dict[str, list[str]]:
    """Every table of the database with its columns."""
    return dict(
        _fetch(
            "SELECT c.relname, array_agg(a.attname::text) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0"
            " AND NOT a.attisdropped GROUP BY 1 ORDER BY 1"
        )
    )


def _fenced() -> dict[str, str]:
    """Every table that is not exempt, with the column that says whose the row is."""
    return {
        table: next((one for one in ("school_id", "region_id") if one in columns), "")
        for table, columns in _tables().items()
        if table not in UNFENCED and not table.startswith(tuple(UNFENCED_PREFIXES))
    }


@contextmanager
def _tried() -> Iterator[None]:
    """A statement that is taken back, whatever came of it."""
    point = connection.savepoint()
    try:
        yield
    finally:
        connection.savepoint_rollback(point)


def _outcome(statement: str, *values: Any) -> int | str:
    """Rows that the statement touched, or the SQLSTATE of the refusal; nothing is kept."""
    with _tried():
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, values or None)
                return cursor.rowcount
        except DatabaseError as error:
            return str(getattr(error.__cause__, "sqlstate", error))


@pytest.fixture
def furnished(cast: Cast) -> Cast:
    """Schools A and B with a row in every table."""
    shared = share(cast)
    furnish(cast.school_a, cast.librarian_a, shared)
    furnish(cast.school_b, cast.librarian_b, shared)
    refresh(cast.region, YEAR)
    look_back(cast)
    return cast


@pytest.fixture
def fences(furnished: Cast) -> list[Fence]:
    """Every fenced table: school A against school B, the region against another region."""
    cast = furnished
    region = Region.objects.create(code="54", name="Новосибирская область")
    Municipality.objects.create(region=region, name="Район", kind="district", centre="Село")
    foreign = User.objects.create_user(username="foreign", email="foreign@example.org")
    Membership.objects.create(user=foreign, role=Role.OPERATOR, region=region)
    sides = {
        "school_id": (cast.school_a.pk, cast.librarian_a, cast.librarian_b, cast.school_b.pk),
        "region_id": (cast.region.pk, cast.operator, foreign, region.pk),
    }
    return [Fence(table, column, *sides[column]) for table, column in _fenced().items()]


def test_every_fenced_table_says_whose_its_rows_are(db: None) -> None:
    assert [table for table, column in _fenced().items() if not column] == []


def test_the_world_fills_every_fenced_table(fences: list[Fence], as_owner: AsOwner) -> None:
    """A new table must be filled in `world.py`; otherwise the tests below would prove nothing about it."""
    with as_owner():
        assert [fence.table for fence in fences if not fence.rows()] == []


def test_the_own_side_sees_all_and_a_stranger_nothing(fences: list[Fence], as_owner: AsOwner) -> None:
    problems = []
    for fence in fences:
        with as_owner():
            there = fence.rows()
        with acting(scope_of(fence.own)):
            if sorted(fence.rows()) != sorted(there):
                problems.append(f"{fence.table}: its own side does not see all")
        for who, scope in (("a stranger", scope_of(fence.stranger)), ("nobody", NOTHING)):
            with acting(scope):
                if fence.rows() and fence.table not in READ_BY_ALL:
                    problems.append(f"{fence.table}: seen by {who}")
    assert problems == []


def test_a_stranger_changes_and_deletes_nothing(fences: list[Fence]) -> None:
    """Past the fence no row is found, or nobody may do it at all: the role may not (42501), a rule of the table."""
    reached = {}
    for fence in fences:
        with acting(scope_of(fence.stranger)):
            for statement in (
                f'UPDATE "{fence.table}" SET {fence.column} = {fence.column} WHERE {fence.column} = %s',
                f'DELETE FROM "{fence.table}" WHERE {fence.column} = %s',
            ):
                outcome = _outcome(statement, fence.key)
                if outcome not in {0, "42501", OWN_RULE}:
                    reached[statement] = outcome
    assert reached == {}


def test_a_stranger_inserts_nothing_for_another(fences: list[Fence], as_owner: AsOwner) -> None:
    """A copy of a real row, given back by somebody else, is refused by the policy or by the grants: 42501."""
    let_in = {}
    for fence in fences:
        with as_owner():
            row = fence.rows()[0]
        with acting(scope_of(fence.stranger)):
            outcome = _outcome(_insertion(fence.table), row)
        if outcome != "42501":
            let_in[fence.table] = outcome
    assert let_in == {}


def test_no_row_can_be_given_away(fences: list[Fence]) -> None:
    """An own row can't be moved to the other side of the fence."""
    given = {}
    for fence in fences:
        with acting(scope_of(fence.stranger)):
            outcome = _outcome(
                f'UPDATE "{fence.table}" SET {fence.column} = %s WHERE {fence.column} = %s',
                fence.key,
                fence.stranger_key,
            )
        if outcome not in {0, "42501", OWN_RULE}:
            given[fence.table] = outcome
    assert given == {}


def _insertion(table: str) -> str:
    rows = _fetch(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        table,
    )
    names = ", ".join(f'"{name}"' for (name,) in rows)
    return (
        f'INSERT INTO "{table}" ({names}) OVERRIDING SYSTEM VALUE'
        f' SELECT {names} FROM jsonb_populate_record(NULL::"{table}", %s::jsonb)'
    )


def _tables_that_tell(surname: str) -> set[str]:
    """Tables in which the scope in force meets the surname, in any column, by plain SQL."""
    found = set()
    for table in _tables():
        if _outcome(f'SELECT 1 FROM "{table}" t WHERE to_jsonb(t)::text ILIKE %s', f"%{surname}%") not in {
            0,
            "42501",
        }:
            found.add(table)
    return found


def test_pupils_names_stay_inside_the_school(furnished: Cast, as_owner: AsOwner) -> None:
    """Whoever stands above the school, or beside it, meets no pupil's name in any table, even by plain SQL."""
    with as_owner():
        with_names = _tables_that_tell(SURNAME)
    assert {"people_pupil", "intake_importrun"} <= with_names
    cast = furnished
    above = [cast.coordinator, cast.other_coordinator, cast.operator, cast.department, cast.administrator]
    told = {}
    for user in [*above, cast.outsider]:
        with acting(scope_of(user)):
            told[user.username] = _tables_that_tell(SURNAME)
    assert told == {user.username: set() for user in [*above, cast.outsider]}
    with acting(scope_of(cast.deputy_a)):
        assert "people_pupil" in _tables_that_tell(SURNAME)


def test_figures_of_a_school_do_not_open_its_names(furnished: Cast) -> None:
    """The two sets of the scope are apart: a scope with the school's figures alone counts enrolments, names no one."""
    school = frozenset({furnished.school_a.pk})
    with acting(Scope(school_ids=school)):
        assert _fetch("SELECT count(*) FROM people_enrolment") == [(2,)]
        assert _fetch("SELECT count(*) FROM people_pupil") == [(0,)]
        assert _fetch("SELECT count(*) FROM intake_importrun") == [(0,)]
    with acting(Scope(school_ids=school, pupil_school_ids=school)):
        assert _fetch("SELECT count(*) FROM people_pupil") == [(2,)]

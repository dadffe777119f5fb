"""The history of mutable rows: written by the database for whoever changes them, read by whom the rows concern."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from tests.cast import Cast
from tests.security.world import DAY, SURNAME, YEAR, Furnished, furnish, share
from tomik.kernel.history import TABLE, UNTRACKED, UNTRACKED_PREFIXES
from tomik.kernel.scope import NOTHING, acting, because
from tomik.people import services as people
from tomik.people.models import ClassGroup, Enrolment, Pupil
from tomik.provision.models import PlanLine
from tomik.provision.services import plans
from tomik.provision.services.lines import LineDraft
from tomik.territory.models import Building, Change, Membership, School
from tomik.territory.public import scope_of
from tomik.territory.registry import change_school, save_building

AsOwner = Callable[[], AbstractContextManager[None]]


def _tracked() -> dict[str, set[str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgtype FROM pg_trigger WHERE tgfoid = 'tomik_remember'::regproc"
        )
        found: dict[str, set[str]] = {}
        for table, kind in cursor.fetchall():
            words = {word for bit, word in ((4, "insert"), (8, "delete"), (16, "update")) if kind & bit}
            found[table] = found.get(table, set()) | words
        return found


def _said(table: str, **filters: Any) -> list[tuple[str, int | None, Any, Any]]:
    rows = Change.objects.filter(table_name=table, **filters).order_by("id")
    return list(rows.values_list("action", "user_id", "before", "after"))


def test_every_table_of_ours_is_tracked_or_left_out_with_a_reason(db: None) -> None:
    tables = {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("tomik.")}
    left_out = {
        table
        for table in tables
        if table in UNTRACKED or any(table.startswith(prefix) for prefix in UNTRACKED_PREFIXES)
    }
    assert tables - left_out - set(_tracked()) == set()
    assert left_out & set(_tracked()) == set()
    assert [table for table, reason in UNTRACKED.items() if len(reason) < 10] == []


def test_a_tracked_table_remembers_all_three_kinds_of_change(db: None) -> None:
    tracked = _tracked()
    assert len(tracked) >= 18
    assert {table: kinds for table, kinds in tracked.items() if kinds != {"insert", "update", "delete"}} == {}


def test_a_change_of_the_passport_says_who_and_what(cast: Cast) -> None:
    with acting(scope_of(cast.operator)):
        change_school(school_id=cast.school_a.pk, values={"short_name": "Лицей № 1"}, on=DAY)
        before, after = {"short_name": cast.school_a.short_name}, {"short_name": "Лицей № 1"}
        assert _said("territory_school", row_id=cast.school_a.pk, action="update") == [
            ("update", cast.operator.pk, before, after)
        ]
        versions = _said("territory_schoolversion", of_id=cast.school_a.pk, user_id=cast.operator.pk)
        assert versions[-1][0] == "insert"


def test_what_is_the_same_leaves_no_line(cast: Cast) -> None:
    with acting(scope_of(cast.operator)):
        count = Change.objects.count()
        School.objects.filter(pk=cast.school_a.pk).update(inn=cast.school_a.inn)
        School.objects.filter(pk=cast.school_a.pk).update(name_key="other")
        assert Change.objects.count() == count


def test_a_deleted_row_is_kept_whole(cast: Cast) -> None:
    with acting(scope_of(cast.librarian_a)):
        building = save_building(school_id=cast.school_a.pk, building=Building(name="Филиал", is_branch=True))
        key = building.pk
        building.delete()
        made, gone = _said("territory_building", row_id=key)
        assert made == ("insert", cast.librarian_a.pk, None, None)
        assert gone[:2] == ("delete", cast.librarian_a.pk)
        assert (gone[2]["name"], gone[2]["is_branch"], gone[3]) == ("Филиал", True, None)


def test_the_reason_of_a_block_is_written_and_ends_with_it(cast: Cast) -> None:
    with acting(scope_of(cast.operator)):
        with because("import:1"):
            School.objects.filter(pk=cast.school_a.pk).update(inn="7000007710")
        School.objects.filter(pk=cast.school_a.pk).update(inn="7000007720")
        reasons = Change.objects.filter(table_name="territory_school", row_id=cast.school_a.pk)
        assert list(reasons.filter(action="update").order_by("id").values_list("why", flat=True)) == [
            "import:1",
            "",
        ]


def test_a_reason_survives_a_failed_transaction_of_its_block(cast: Cast) -> None:
    with acting(scope_of(cast.operator)):
        with pytest.raises(DatabaseError), because("import:2"), transaction.atomic():
            School.objects.filter(pk=cast.school_a.pk).update(status="x" * 40)
        School.objects.filter(pk=cast.school_a.pk).update(inn="7000007730")
        assert Change.objects.filter(table_name="territory_school", action="update").latest("id").why == ""


def test_history_is_seen_by_those_whom_the_rows_concern(cast: Cast) -> None:
    mine = {"table_name": "territory_school", "row_id": cast.school_a.pk, "action": "update"}
    with acting(scope_of(cast.operator)):
        change_school(school_id=cast.school_a.pk, values={"is_small": True}, on=DAY)
    seen = {}
    for person in ("librarian_a", "librarian_b", "coordinator", "operator"):
        with acting(scope_of(getattr(cast, person))):
            seen[person] = Change.objects.filter(**mine).count()
    with acting(NOTHING):
        seen["nobody"] = Change.objects.count()
    assert seen == {"librarian_a": 1, "librarian_b": 0, "coordinator": 1, "operator": 1, "nobody": 0}


@pytest.mark.parametrize(
    "statement",
    [
        f"INSERT INTO {TABLE} (at, why, table_name, row_id, of_id, action) VALUES (now(), '', 'x', 1, 1, 'update')",
        f"UPDATE {TABLE} SET user_id = 1",
        f"DELETE FROM {TABLE}",
        f"TRUNCATE {TABLE}",
        "ALTER TABLE territory_school DISABLE TRIGGER ALL",
        "SELECT tomik_remember()",
    ],
)
def test_the_application_cannot_write_history_itself(cast: Cast, statement: str) -> None:
    with (
        acting(scope_of(cast.operator)),
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_roles_given_and_taken_are_remembered(cast: Cast) -> None:
    with acting(scope_of(cast.operator)):
        given = Membership.objects.create(user=cast.outsider, role="deputy", school=cast.school_a)
        (line,) = _said("territory_membership", row_id=given.pk)
        assert (line[0], line[1], line[3]["role"]) == ("insert", cast.operator.pk, "deputy")


@pytest.fixture
def school(cast: Cast) -> Furnished:
    return furnish(cast.school_a, cast.librarian_a, share(cast))


def test_a_plan_line_and_its_sets_have_one_history(cast: Cast, school: Furnished) -> None:
    line, key = school.line, school.line.pk
    with acting(scope_of(cast.librarian_a)):
        sets = list(line.sets.values_list("edition_set_id", flat=True))
        other = Change.objects.filter(table_name="catalogue_editionset").exclude(row_id__in=sets)[0].row_id
        draft = LineDraft(line.class_group_id, line.subject_id, (other,), learners=7)
        plans.save_line(
            school=school.school, school_year=YEAR, draft=draft, uid=line.uid, version=line.version
        )
        assert _said("provision_planline", of_id=line.pk, action="update") == [
            ("update", cast.librarian_a.pk, {"learners": None}, {"learners": 7})
        ]
        rows = _said("provision_planlineset", of_id=line.pk)
        assert [action for action, *_ in rows] == ["insert", "delete", "insert"]
        assert rows[-1][3]["edition_set_id"] == other
        line.delete()
        assert _said("provision_planline", of_id=key)[-1][0] == "delete"
        assert PlanLine.objects.filter(pk=key).count() == 0


def test_enrolments_are_remembered_without_names_and_go_with_the_pupil(cast: Cast, school: Furnished) -> None:
    with acting(scope_of(cast.librarian_a)):
        pupil, other = Pupil.objects.filter(school=school.school).order_by("id")
        people.place_pupil(pupil=pupil, group=school.other_group, on=DAY)
        kept = Change.objects.filter(table_name="people_enrolment")
        assert kept.filter(of_id=pupil.pk).count() >= 2
        assert kept.filter(of_id=other.pk).count() == 1
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM territory_change c WHERE to_jsonb(c)::text LIKE %s", [f"%{SURNAME}%"]
            )
            assert cursor.fetchone() == (0,)
        Enrolment.objects.filter(pupil=pupil).delete()
        assert kept.filter(of_id=pupil.pk).count() == 0
        assert kept.filter(of_id=other.pk).count() == 1


def test_a_bulk_change_is_one_statement_of_history(cast: Cast, school: Furnished) -> None:
    """Row triggers would cost a call for each row; a thousand classes are written by one INSERT … SELECT."""
    with acting(scope_of(cast.librarian_a)):
        groups = [
            ClassGroup(school=school.school, school_year=2030, grade=5, letter=str(number))
            for number in range(1000)
        ]
        ClassGroup.objects.bulk_create(groups)
        made = Change.objects.filter(
            table_name="people_classgroup", row_id__in=[group.pk for group in groups]
        )
        assert made.count() == 1000
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_trigger WHERE tgfoid = 'tomik_remember'::regproc AND tgtype & 1 = 1"
            )
            assert cursor.fetchone() == (0,)

"""One title once for a class and subject, whatever fills the plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.test import Client
from django.utils import translation

from tests.cast import Cast
from tests.security.world import YEAR as WORLD_YEAR
from tests.security.world import furnish, share
from tomik.catalogue.public import EditionSet, FederalListRow, SetStatus, Subject
from tomik.people.public import ClassGroup
from tomik.provision.imports.kind import PlanImport
from tomik.provision.models import PlanLine
from tomik.provision.services import plans
from tomik.provision.services.doubles import doubles_in
from tomik.provision.services.lines import LineDraft, Written, drafts_of, lines_of
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_plans import a_set, context, group, rows, shown

pytestmark = pytest.mark.django_db
YEAR = worlds.YEAR


@pytest.fixture
def world(db: None) -> Iterator[worlds.World]:
    with worlds.new_world() as made:
        for year in (YEAR, YEAR + 1):
            ClassGroup.objects.create(school=made.school, school_year=year, grade=5, letter="А")
        yield made


@pytest.fixture
def russian(world: worlds.World) -> Subject:
    return worlds.subject_of("Русский язык", electronic_allowed=False)


def listed(made: EditionSet, status: str, appendix: str, until: date) -> EditionSet:
    """The set with its row in an appendix of the list."""
    worlds.add_status(made, status)
    SetStatus.objects.filter(edition_set=made).update(until=until)
    row = SetStatus.objects.get(edition_set=made).row_id
    FederalListRow.objects.filter(pk=row).update(appendix=appendix)
    return made


def apply(world: worlds.World, *, overwrite: bool = False) -> Written:
    return plans.apply_textbook_line(
        school=world.school, school_year=YEAR, textbook_line="УМК", overwrite=overwrite
    )


def test_a_line_gives_one_set_of_a_title(world: worlds.World, russian: Subject) -> None:
    """Ended printings, printings of appendix 2 and of appendix 1: the one of appendix 1."""
    listed(a_set("Русский язык", russian, 5, line="УМК"), "use_until", "2", date(2029, 8, 31))
    present = listed(a_set("Русский язык 5 класс", russian, 5, line="УМК"), "current", "1", date(2027, 9, 1))
    task = a_set("Русский язык. Задачник", russian, 5, line="УМК")
    written = apply(world)
    assert shown(world) == [("5А", "Русский язык", tuple(sorted((present.pk, task.pk))))]
    assert written.picked == ["Русский язык (5)"]


def test_without_appendix_1_the_longest_term_is_taken(world: worlds.World, russian: Subject) -> None:
    listed(a_set("Русский язык", russian, 5, line="УМК"), "expires", "2", date(2026, 12, 31))
    long = listed(a_set("Русский язык", russian, 5, line="УМК"), "use_until", "2", date(2029, 8, 31))
    a_set("Русский язык", russian, 5, line="УМК")
    apply(world)
    assert shown(world) == [("5А", "Русский язык", (long.pk,))]


def test_a_class_divided_into_groups_is_left(world: worlds.World, russian: Subject) -> None:
    one = a_set("Русский язык", russian, 5, line="УМК")
    draft = LineDraft(group(world, 5, "А").pk, russian.pk, (one.pk,), group_name="гр. 1", learners=12)
    plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    for overwrite in (False, True):
        written = apply(world, overwrite=overwrite)
        assert (written.count, written.kept, len(written.occupied)) == (0, 1, 1)
    assert PlanLine.objects.count() == 1


def test_last_years_groups_do_not_join_a_line_of_the_whole_class(
    world: worlds.World, russian: Subject
) -> None:
    one = a_set("Русский язык", russian, 5)
    for year, name in ((YEAR, "гр. 1"), (YEAR, "гр. 2"), (YEAR + 1, "")):
        draft = LineDraft(group(world, 5, "А", year).pk, russian.pk, (one.pk,), group_name=name)
        plans.save_line(school=world.school, school_year=year, draft=draft)
    written = plans.copy_year(school=world.school, source_year=YEAR, target_year=YEAR + 1)
    assert (written.count, len(written.occupied)) == (0, 2)


def test_groups_may_work_by_one_title(world: worlds.World, russian: Subject) -> None:
    one, other = a_set("Русский язык", russian, 5), a_set("Русский язык", russian, 5)
    key = group(world, 5, "А").pk
    first = LineDraft(key, russian.pk, (one.pk,), group_name="гр. 1")
    second = LineDraft(key, russian.pk, (other.pk,), group_name="гр. 2")
    whole = LineDraft(key, russian.pk, (other.pk,))
    assert doubles_in([first, second]) == []
    assert [(double.key, double.title) for double in doubles_in([first, whole])] == [
        (first.key, "Русский язык")
    ]


def test_import_warns_of_a_title_that_stands_twice(world: worlds.World, russian: Subject) -> None:
    for publisher in ("Дрофа", "Просвещение"):
        a_set("Русский язык", russian, 5, publisher=publisher)
    table = rows(("5А", "Русский язык", "Русский язык"), ("5А", "Русский язык", "Русский язык"))
    for row, publisher in zip(table, ("Дрофа", "Просвещение"), strict=True):
        row.values["publisher"] = publisher  # type: ignore[index]
    plan = PlanImport().check(table, context(world))
    assert [(p.row, p.code, p.severity) for p in plan.problems] == [(3, "double", "warning")]
    assert plan.rows_good == 2


def test_the_screen_says_it(cast: Cast, client_of: Callable[..., Client]) -> None:
    one = furnish(cast.school_a, cast.librarian_a, share(cast))
    base = f"/provision/schools/{one.school.uid}/plan/"
    client = client_of(cast.librarian_a)
    with translation.override("ru"):
        answer = client.post(
            f"{base}textbook-line/?year={WORLD_YEAR}", {"textbook_line": "Линия Виленкина"}, follow=True
        )
    page = answer.content.decode()
    assert "У этих классов уже есть учебники по предмету, они оставлены: 5А, Математика." in page


def test_saved_lines_are_whole(world: worlds.World, russian: Subject) -> None:
    """Lines and drafts are the same after a second application."""
    a_set("Русский язык", russian, 5, line="УМК")
    apply(world)
    before = drafts_of(lines_of(world.school, YEAR))
    apply(world, overwrite=True)
    assert drafts_of(lines_of(world.school, YEAR)) == before

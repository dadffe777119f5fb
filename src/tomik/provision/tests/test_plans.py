"""The plan editor's use cases."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction

from tomik.catalogue.public import Edition, EditionSet, Equivalence, EquivalenceMember, Subject
from tomik.kernel.errors import NotVisible
from tomik.kernel.importing import Context, Row
from tomik.people.public import ClassGroup
from tomik.provision.errors import LineExists, NothingToCopy, PlanApproved, PlanChanged
from tomik.provision.imports.kind import PlanImport
from tomik.provision.models import PlanLine, ShortageReason
from tomik.provision.queries.plan import plan_rows
from tomik.provision.services import plans
from tomik.provision.services.lines import LineDraft, drafts_of, lines_of
from tomik.provision.tests import world as worlds

pytestmark = pytest.mark.django_db
YEAR = worlds.YEAR


@pytest.fixture
def world(db: None) -> worlds.World:
    with worlds.new_world() as made:
        for year in (YEAR, YEAR + 1):
            for grade, letter in ((5, "А"), (5, "Б"), (6, "А")):
                ClassGroup.objects.create(school=made.school, school_year=year, grade=grade, letter=letter)
        yield made


@pytest.fixture
def maths(world: worlds.World) -> Subject:
    return worlds.subject_of("Математика", electronic_allowed=False)


def a_set(title: str, subject: Subject, first: int, last: int | None = None, **fields: object) -> EditionSet:
    made = EditionSet.objects.create(
        title=title,
        title_key=title.lower(),
        subject=subject,
        grade_from=first,
        grade_to=last or first,
        **fields,
    )
    Edition.objects.create(edition_set=made, part=1, title=title)
    return made


def group(world: worlds.World, grade: int, letter: str, year: int = YEAR) -> ClassGroup:
    return ClassGroup.objects.get(school=world.school, school_year=year, grade=grade, letter=letter)


def shown(world: worlds.World, year: int = YEAR) -> list[tuple[str, str, tuple[int, ...]]]:
    lines = lines_of(world.school, year)
    names = {line.pk: (line.class_group.name, line.subject.name) for line in lines}
    return sorted(
        (*names[line.pk], draft.set_ids) for line, draft in zip(lines, drafts_of(lines), strict=True)
    )


def test_a_line_is_made_changed_and_taken_out(world: worlds.World, maths: Subject) -> None:
    one, other = a_set("Математика 5", maths, 5), a_set("Математика 5 новая", maths, 5)
    draft = LineDraft(group(world, 5, "А").pk, maths.pk, (one.pk,))
    line = plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    with pytest.raises(LineExists):
        plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    changed = LineDraft(draft.class_id, maths.pk, (other.pk, one.pk), learners=12, per="two")
    plans.save_line(school=world.school, school_year=YEAR, draft=changed, uid=line.uid, version=1)
    with pytest.raises(PlanChanged):
        plans.save_line(school=world.school, school_year=YEAR, draft=draft, uid=line.uid, version=1)
    [stored] = drafts_of(lines_of(world.school, YEAR))
    assert stored == LineDraft(draft.class_id, maths.pk, (one.pk, other.pk), learners=12, per="two")
    with pytest.raises(PlanChanged):
        plans.delete_line(school=world.school, school_year=YEAR, uid=line.uid, version=1)
    plans.delete_line(school=world.school, school_year=YEAR, uid=line.uid, version=2)
    assert shown(world) == []
    with pytest.raises(NotVisible):
        plans.delete_line(school=world.school, school_year=YEAR, uid=line.uid, version=2)


def test_a_class_of_another_school_is_not_taken(world: worlds.World, maths: Subject) -> None:
    alien = ClassGroup.objects.create(school=world.neighbour, school_year=YEAR, grade=5, letter="А")
    draft = LineDraft(alien.pk, maths.pk, (a_set("Математика 5", maths, 5).pk,))
    with pytest.raises(NotVisible):
        plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    assert PlanLine.objects.count() == 0


def test_a_parallel_is_filled_at_once_and_lines_that_are_there_stay(
    world: worlds.World, maths: Subject
) -> None:
    one, other = a_set("Математика 5", maths, 5), a_set("Математика 5 углублённая", maths, 5)
    advanced = LineDraft(group(world, 5, "Б").pk, maths.pk, (other.pk,))
    plans.save_line(school=world.school, school_year=YEAR, draft=advanced)
    draft = LineDraft(group(world, 5, "А").pk, maths.pk, (one.pk,))
    written = plans.fill_parallel(school=world.school, school_year=YEAR, draft=draft)
    assert (written.count, written.kept, written.same) == (1, 1, 0)
    assert shown(world) == [("5А", "Математика", (one.pk,)), ("5Б", "Математика", (other.pk,))]
    written = plans.fill_parallel(school=world.school, school_year=YEAR, draft=draft, overwrite=True)
    assert (len(written.created), len(written.changed), written.same) == (0, 1, 1)
    assert shown(world) == [("5А", "Математика", (one.pk,)), ("5Б", "Математика", (one.pk,))]


def test_last_year_is_copied_by_grade(world: worlds.World, maths: Subject) -> None:
    five, advanced = a_set("Математика 5", maths, 5), a_set("Математика 5 углублённая", maths, 5)
    with pytest.raises(NothingToCopy):
        plans.copy_year(school=world.school, source_year=YEAR, target_year=YEAR + 1)
    for letter, chosen in (("А", five), ("Б", advanced)):
        draft = LineDraft(group(world, 5, letter).pk, maths.pk, (chosen.pk,))
        plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    ClassGroup.objects.create(school=world.school, school_year=YEAR + 1, grade=5, letter="В")
    written = plans.copy_year(school=world.school, source_year=YEAR, target_year=YEAR + 1)
    assert written.count == 3
    assert shown(world, YEAR + 1) == [
        ("5А", "Математика", (five.pk,)),
        ("5Б", "Математика", (advanced.pk,)),
        ("5В", "Математика", (five.pk,)),
    ]
    again = plans.copy_year(school=world.school, source_year=YEAR, target_year=YEAR + 1)
    assert (again.count, again.same) == (0, 3)


def test_a_textbook_line_goes_to_all_its_grades(world: worlds.World, maths: Subject) -> None:
    five, six = (
        a_set("Математика 5", maths, 5, line="Мерзляк"),
        a_set("Математика 6", maths, 6, line="Мерзляк"),
    )
    a_set("Математика 7", maths, 7, line="Мерзляк")
    a_set("Математика 5 другая", maths, 5, line="Виленкин")
    written = plans.apply_textbook_line(school=world.school, school_year=YEAR, textbook_line="Мерзляк")
    assert written.count == 3
    assert shown(world) == [
        ("5А", "Математика", (five.pk,)),
        ("5Б", "Математика", (five.pk,)),
        ("6А", "Математика", (six.pk,)),
    ]
    with pytest.raises(NothingToCopy):
        plans.apply_textbook_line(school=world.school, school_year=YEAR, textbook_line="Нет такой")


def test_an_approved_plan_is_not_changed(world: worlds.World, maths: Subject) -> None:
    draft = LineDraft(group(world, 5, "А").pk, maths.pk, (a_set("Математика 5", maths, 5).pk,))
    with pytest.raises(NothingToCopy):
        plans.approve_plan(
            school=world.school, school_year=YEAR, order_number="12", approved_on=date(YEAR, 8, 25), user_id=1
        )
    line = plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    plans.approve_plan(
        school=world.school, school_year=YEAR, order_number="12", approved_on=date(YEAR, 8, 25), user_id=1
    )
    with pytest.raises(PlanApproved):
        plans.delete_line(school=world.school, school_year=YEAR, uid=line.uid, version=1)
    plans.write_reason(school=world.school, line_uid=line.uid, draft=plans.ReasonDraft("growth", "закупка"))
    assert ShortageReason.objects.get().note == "закупка"
    plans.write_reason(school=world.school, line_uid=line.uid, draft=None)
    assert ShortageReason.objects.count() == 0
    plans.reopen_plan(school=world.school, school_year=YEAR)
    plans.delete_line(school=world.school, school_year=YEAR, uid=line.uid, version=1)


def rows(*values: tuple[object, ...]) -> list[Row]:
    keys = ("class", "subject", "title", "group", "learners", "per")
    return [Row(i, dict(zip(keys, item, strict=False))) for i, item in enumerate(values, start=2)]


def context(world: worlds.World, **options: object) -> Context:
    return Context(user_id=1, school_id=world.school.pk, options={"school_year": str(YEAR), **options})


def test_import_reads_good_rows_and_reports_all_problems(world: worlds.World, maths: Subject) -> None:
    five, atlas = a_set("Математика", maths, 5), a_set("Задачник", maths, 5, 6)
    table = rows(
        ("5 «А»", "математика", "Математика"),
        ("5А", "Математика", "Задачник"),
        (6, "Математика", "Задачник", "", "", "комплект 15"),
        ("7А", "Математика", "Задачник"),
        ("5Б", "Астрология", "Нет", "", -3, "на троих"),
        ("5Б", "Математика", "Неизвестный учебник"),
    )
    plan = PlanImport().check(table, context(world))
    assert [(c.code, c.count) for c in plan.changes] == [
        ("new", 2),
        ("changed", 0),
        ("same", 0),
        ("same_kept", 0),
    ]
    assert [(p.row, p.code) for p in plan.problems] == [
        (5, "class_absent"),
        (6, "subject"),
        (6, "norm"),
        (6, "number"),
        (7, "textbook_unknown"),
    ]
    assert (plan.rows_good, plan.rows_bad) == (3, 3)
    assert PlanLine.objects.count() == 0
    with transaction.atomic():
        applied = PlanImport().apply(table, context(world))
    assert shown(world) == [
        ("5А", "Математика", tuple(sorted((five.pk, atlas.pk)))),
        ("6А", "Математика", (atlas.pk,)),
    ]
    assert PlanLine.objects.get(class_group__grade=6).count == 15
    assert PlanImport().check(table, context(world)).is_empty
    with transaction.atomic():
        PlanImport().undo(applied.undo_token, context(world))
    assert shown(world) == []


def test_undo_puts_changed_lines_back(world: worlds.World, maths: Subject) -> None:
    five, other = a_set("Математика", maths, 5), a_set("Задачник", maths, 5)
    draft = LineDraft(group(world, 5, "А").pk, maths.pk, (five.pk,), learners=9)
    plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    table = rows(("5А", "Математика", "Задачник"))
    with transaction.atomic():
        kept = PlanImport().apply(table, context(world, overwrite=False))
    assert kept.plan.is_empty
    with transaction.atomic():
        applied = PlanImport().apply(table, context(world))
    assert shown(world) == [("5А", "Математика", (other.pk,))]
    with transaction.atomic():
        PlanImport().undo(applied.undo_token, context(world))
    assert drafts_of(lines_of(world.school, YEAR)) == [draft]


def test_a_textbook_line_leaves_out_what_a_class_does_not_need(world: worlds.World, maths: Subject) -> None:
    """Of interchangeable sets one; basic rather than advanced level; nothing whose term has ended or that waits."""
    old, new = a_set("Алгебра 2019", maths, 5, line="УМК"), a_set("Алгебра 2023", maths, 5, line="УМК")
    together = Equivalence.objects.create(region=world.region)
    for item in (old, new):
        EquivalenceMember.objects.create(region=world.region, equivalence=together, edition_set=item)
    a_set("Алгебра углублённая", maths, 5, line="УМК", level="advanced")
    a_set("Алгебра из предложения", maths, 5, line="УМК", is_provisional=True)
    worlds.add_status(a_set("Алгебра истёкшая", maths, 5, line="УМК"), "expired")
    atlas = a_set("Задачник", maths, 5, line="УМК")
    plans.apply_textbook_line(school=world.school, school_year=YEAR, textbook_line="УМК")
    chosen = tuple(sorted((old.pk, atlas.pk)))
    assert shown(world) == [("5А", "Математика", chosen), ("5Б", "Математика", chosen)]


def test_the_export_is_what_the_import_reads_back(world: worlds.World, maths: Subject) -> None:
    five, atlas = a_set("Математика", maths, 5), a_set("Задачник", maths, 5)
    for draft in (
        LineDraft(
            group(world, 5, "А").pk, maths.pk, (five.pk, atlas.pk), group_name="гр. 1", learners=12, per="two"
        ),
        LineDraft(group(world, 5, "Б").pk, maths.pk, (five.pk,), per="class_set", count=15, licences=3),
    ):
        plans.save_line(school=world.school, school_year=YEAR, draft=draft)
    keys = {"class_name": "class"}
    table = [
        Row(number, {keys.get(key, key): value for key, value in row.items() if value != ""})
        for number, row in enumerate(plan_rows(world.school, YEAR), start=2)
    ]
    plan = PlanImport().check(table, context(world))
    assert (plan.problems, plan.rows_bad) == ([], 0)
    assert [(c.code, c.count) for c in plan.changes if c.count] == [("same", 2)]

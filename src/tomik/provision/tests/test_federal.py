"""The forms of the federal monitoring: from what is known already."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tomik.catalogue.public import FederalListRow, SetStatus
from tomik.ledger.public import Account, Entry, Lot, Transfer
from tomik.provision import federal, rules
from tomik.provision.federal_labels import form_labels
from tomik.provision.models import ShortageReason
from tomik.provision.queries.region import PLANNER
from tomik.provision.tests import world as worlds

pytestmark = pytest.mark.django_db
YEAR = worlds.YEAR
SCHOOL = rules.School(
    classes=(rules.ClassGroup(1, 5, "А", 25), rules.ClassGroup(2, 6, "А", 20)),
    sets=(rules.TextbookSet(1, 1, 2), rules.TextbookSet(2, 2, 1), rules.TextbookSet(3, 3, 1)),
    stock=(
        rules.Stock(1, 1, own=30),
        rules.Stock(1, 2, own=21),
        rules.Stock(2, 1, own=28),
        rules.Stock(3, 1, own=15),
    ),
    lines=(
        rules.Line(1, 1, "Математика", (1,)),
        rules.Line(2, 1, "История", (2,)),
        rules.Line(3, 2, "Химия", (3,)),
    ),
)


@pytest.fixture
def world(db: None) -> worlds.World:
    with worlds.new_world() as made:
        worlds.fill(made, SCHOOL, worlds.put_stock)
        yield made


def sheet_of(sheets: list[federal.ExportSheet], name: str) -> federal.ExportSheet:
    return next(sheet for sheet in sheets if sheet.name == f"Форма {name}")


def table(sheets: list[federal.ExportSheet], name: str) -> list[list[object]]:
    return [list(row) for row in sheet_of(sheets, name).rows]


def test_form_3_has_contingent_sets_need_and_reasons(world: worlds.World) -> None:
    ShortageReason.objects.create(
        school=world.school, line=world.lines[1], reason=ShortageReason.Reason.LOSS, note="потеряны"
    )
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    assert table(sheets, "3") == [
        ["История", 5, 0, 25, 28, 0, ""],
        ["Математика", 5, 0, 25, 21, 4, "утрата — 4"],
        ["Химия", 6, 0, 20, 15, 5, "не указана — 5"],
    ]


def test_a_reason_that_nobody_wrote_is_only_proposed(world: worlds.World) -> None:
    worlds.put(world, world.editions[-3, 1], 2)
    worlds.post(world)
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    ended = "иное (истёк срок использования) — 5 (предположительно)"
    assert [row[-1] for row in table(sheets, "3") if row[0] == "Химия"] == [ended]
    assert "причину школа не указала" in str(sheet_of(sheets, "3").notes)
    sums = federal.Sums(lacking=9, ended=2, reasons={"утрата": 3})
    assert federal.reasons_text(sums, grown=True) == (
        "утрата — 3; иное (истёк срок использования) — 2 (предположительно);"
        " увеличение контингента — 4 (предположительно)"
    )
    assert federal.reasons_text(federal.Sums(), grown=True) == ""


def test_labels_of_2025_are_those_of_the_monitoring(world: worlds.World) -> None:
    """Title by title and column by column against the form as a region carried it out (facts 4.3, S19)."""
    forms = json.loads((Path(__file__).parent / "federal_2025.json").read_text("utf-8"))
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), 2025)
    found = {
        sheet.name: [sheet.titles[1], *(str(column.title) for column in sheet.columns)] for sheet in sheets
    }
    assert found == forms
    assert {sheet.titles[0] for sheet in sheets} == {
        "Мониторинг по вопросу обеспеченности учебниками образовательных учреждений"
    }


def test_labels_follow_the_year_and_name_no_order_of_another() -> None:
    labels = form_labels("1", 2027)
    assert labels.title == (
        "1. Учебники, приобретение которых требуется в связи с истечением предельного срока использования в 2027 году"
        " (1 комплект = 1 шт.)"
    )
    assert labels.columns[2] == (
        "Контингент 2027/28 (Прогнозное количество обучающихся в 2027/28 учебном году, чел.)"
    )


def test_a_set_of_parts_is_written_off_once(world: worlds.World) -> None:
    """Five first and three second parts of a textbook are five sets, not eight."""
    for part, copies in ((1, 5), (2, 3)):
        worlds.put(world, world.editions[1, part], copies, kind="unfit")
    lots = [lot for lot, _kind, _copies in world.waiting]
    worlds.post(world)
    for lot, copies in zip(lots, (5, 3), strict=True):
        move(world, lot, worlds.account_of(world, "unfit"), worlds.account_of(world, "written_off"), copies)
    unit = federal.unit_of_school(world.school)
    assert federal.written_off(unit, YEAR) == [(0, "дефектность", 5, 8 * 50_000)]


def test_learners_of_two_textbooks_are_counted_once(world: worlds.World) -> None:
    worlds.add_line(world, rules.Line(4, 2, "Физика", (1, 2)))
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    physics = next(row for row in table(sheets, "3") if row[0] == "Физика")
    assert physics[3] == 20


def test_form_3_of_the_next_year_shows_this_years_pupils(world: worlds.World) -> None:
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR + 1)
    assert [row[:4] for row in table(sheets, "3")] == [
        ["История", 5, 25, 0],
        ["Математика", 5, 25, 0],
        ["Химия", 6, 20, 0],
    ]


def test_form_1_takes_textbooks_whose_term_ends_in_the_year(world: worlds.World) -> None:
    row = FederalListRow.objects.first()
    SetStatus.objects.create(
        edition_set=world.sets[1], school_year=YEAR, status="expires", row=row, until=date(YEAR, 12, 31)
    )
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    assert table(sheets, "1") == [["Математика", 5, 25, 21, 4]]


def test_form_2_1_takes_unified_textbooks(world: worlds.World) -> None:
    world.sets[2].is_unified = True
    world.sets[2].save(update_fields=["is_unified"])
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    assert table(sheets, "2.1") == [["История", 5, 0, 25, 28, 0]]


def test_form_4_counts_what_left_the_fund(world: worlds.World) -> None:
    """Nine unfit copies and three lost ones; two of the lost were found again by a reversal."""
    edition = world.editions[3, 1]
    worlds.put(world, edition, 9, kind="unfit")
    worlds.put(world, edition, 3)
    worlds.put(world, edition, 2)
    unfit_lot, lost_lot, found_lot = (lot for lot, _kind, _copies in world.waiting)
    worlds.post(world)
    move(world, unfit_lot, worlds.account_of(world, "unfit"), worlds.account_of(world, "written_off"), 9)
    fund, lost = worlds.account_of(world, "fund"), worlds.account_of(world, "lost")
    move(world, lost_lot, fund, lost, 3)
    mistake = move(world, found_lot, fund, lost, 2)
    move(world, found_lot, lost, fund, 2, reverses=mistake)
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR + 1)
    rows = [
        [cell.value if isinstance(cell, federal.Formula) else cell for cell in row]
        for row in table(sheets, "4")
    ]
    assert rows == [[0, 9, "дефектность (предположительно)", 4.5], [0, 3, "утрата (предположительно)", 1.5]]
    assert table(federal.federal_sheets(federal.unit_of_school(world.school), YEAR), "4") == []


def move(
    world: worlds.World,
    lot: Lot,
    source: Account,
    target: Account,
    copies: int,
    *,
    reverses: Entry | None = None,
) -> Entry:
    day = date(YEAR, 10, 1)
    entry = Entry.objects.create(
        school=world.school,
        kind="reversal" if reverses else "writeoff",
        occurred_on=day,
        fingerprint=b"1" * 32,
        reverses=reverses,
        lines=1,
        copies=copies,
    )
    Transfer.objects.bulk_create(
        [
            Transfer(
                entry=entry,
                line_no=1,
                school=world.school,
                lot=lot,
                from_account=source,
                to_account=target,
                copies=copies,
                occurred_on=day,
            )
        ]
    )
    return entry


def test_form_2_2_asks_for_subjects_that_become_unified(
    world: worlds.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    subject = world.lines[3].subject
    monkeypatch.setitem(federal.UNIFIED_STARTS, YEAR, ((subject.code, (6, 9)),))
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    assert table(sheets, "2.2") == [["Химия", 6, 20, 20]]


def test_sums_of_a_region_are_those_of_its_schools(world: worlds.World) -> None:
    schools = [world.school, world.neighbour]
    unit = federal.unit_of_schools(world.region, schools, "Область", whole_region=True)
    named = federal.unit_of_schools(world.region, schools, "Область", whole_region=False)
    whole = federal.federal_sheets(unit, YEAR)
    assert table(whole, "3") == table(federal.federal_sheets(named, YEAR), "3")
    assert len(table(whole, "3")) == 3


@pytest.mark.parametrize("whole_region", [True, False])
def test_a_region_is_computed_by_the_planner_of_regions(world: worlds.World, *, whole_region: bool) -> None:
    """Nested loops over a whole region take minutes where statistics are missing; a school is best served by them."""
    unit = federal.unit_of_schools(world.region, [world.school], "Область", whole_region=whole_region)
    with CaptureQueriesContext(connection) as found:
        federal.subject_sums(unit, YEAR, YEAR)
    statements = [query["sql"] for query in found.captured_queries]
    place = next(i for i, text in enumerate(statements) if "provision_planline" in text)
    before = "".join(statements[:place])
    for name, value in PLANNER.items():
        expected = whole_region or name in {"work_mem", "jit"}
        assert (f"set_config('{name}', '{value}', true)" in before) == expected

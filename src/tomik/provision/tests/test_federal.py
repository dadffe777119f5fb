"""The forms of the federal monitoring: from what is known already."""

from __future__ import annotations

from datetime import date

import pytest

from tomik.catalogue.public import FederalListRow, SetStatus
from tomik.ledger.public import Account, Entry, Lot, Transfer
from tomik.provision import federal, rules
from tomik.provision.models import ShortageReason
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


def table(sheets: list[federal.ExportSheet], name: str) -> list[list[object]]:
    sheet = next(sheet for sheet in sheets if sheet.name == f"Форма {name}")
    return [list(row) for row in sheet.rows]


def test_form_3_has_contingent_sets_need_and_reasons(world: worlds.World) -> None:
    ShortageReason.objects.create(
        school=world.school, line=world.lines[1], reason=ShortageReason.Reason.LOSS, note="потеряны"
    )
    sheets = federal.federal_sheets(federal.unit_of_school(world.school), YEAR)
    assert table(sheets, "3") == [
        ["История", 5, 0, 25, 28, 0, ""],
        ["Математика", 5, 0, 25, 21, 4, "утрата — 4"],
        ["Химия", 6, 0, 20, 15, 5, ""],
    ]


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
    assert rows == [[0, 9, "дефектность", 4.5], [0, 3, "утрата", 1.5]]
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

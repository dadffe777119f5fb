"""The accountant's numbers of acts of write-off go with the fund's exchange."""

from __future__ import annotations

from datetime import date

import pytest

from tomik.fund.accounting import NumberRow, acts, note_numbers
from tomik.fund.official import book as books
from tomik.fund.queries import registers, summary
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.services.acts import post_act
from tomik.writeoff.tests.test_acts import DAY, approved, physics_line

pytestmark = pytest.mark.django_db
__all__ = ["today"]
YEAR = {"first": date(2026, 1, 1), "last": date(2026, 12, 31)}


@pytest.fixture
def act(world: World) -> WriteoffAct:
    """Four copies of physics written off for wear."""
    got(world, line(world.physics, 30, 400_00))
    made = approved(world, physics_line(world))
    post_act(school=world.school, uid=made.uid, version=made.version, operation_uid=uuid7(), actor_id=None)
    return WriteoffAct.objects.get(pk=made.pk)


def test_numbers_come_back(world: World, act: WriteoffAct) -> None:
    listed = [one for one in acts(world.school.pk, **YEAR) if one.sign < 0]
    assert [(one.uid, one.copies, one.kopecks, one.number) for one in listed] == [(act.uid, 4, 1_600_00, "")]
    row = NumberRow(row=2, uid=str(act.uid), number="БУ-7", noted_on=DAY)
    assert note_numbers(school_id=world.school.pk, rows=[row], **YEAR) == 1
    assert note_numbers(school_id=world.school.pk, rows=[row], **YEAR) == 0
    act.refresh_from_db()
    assert (act.accountant_number, act.accountant_on) == ("БУ-7", DAY)


@pytest.mark.parametrize("day", [date(2026, 10, 4), date(2030, 1, 1)])
def test_a_date_before_the_act_or_to_come_is_refused(world: World, act: WriteoffAct, day: date) -> None:
    rows = [NumberRow(row=2, uid=str(act.uid), number="БУ-7", noted_on=day)]
    with pytest.raises(TomikError) as refused:
        note_numbers(school_id=world.school.pk, rows=rows, **YEAR)
    assert [(one.row, one.column) for one in refused.value.problems] == [(2, "noted_on")]
    act.refresh_from_db()
    assert act.accountant_number == ""


def test_the_act_stands_in_the_registers(world: World, act: WriteoffAct) -> None:
    rows = summary.records(world.school.pk, "textbooks", 2, **YEAR)
    register = books.part_2("textbooks", rows)
    (cells,) = [row.cells for row in register.rows]
    reasons = {column.title: cell for column, cell in zip(register.columns, cells, strict=True)}
    assert (reasons["ветхость"], reasons["утрата"], reasons["№ записи"]) == (4, None, 1)
    assert reasons["Направление выбытия"] == "макулатура"
    (page,) = registers.card_pages(world.school.pk, registers.cards_of(world.school.pk))
    assert [(one.left, one.reason, one.there) for one in page.lines] == [(0, "", 30), (4, "wear", 26)]

"""Internal moves: only the place changes, once, from what stands there; taken back by a reversal."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tomik.fund.models import Copy, Move, MoveLine, NumberGap, SummaryRecord
from tomik.fund.move_rules import MoveHead, MoveLineDraft
from tomik.fund.queries.moves import shelf_lots
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of
from tomik.fund.services.moves import WholeMove, discard_move, finish_move, reverse_move, save_move
from tomik.fund.services.numbering import continue_from
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.fund.verification import mismatches
from tomik.kernel.errors import Conflict, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Balance, Entry, PeriodClosed, Posted, close_period
from tomik.territory.public import Building

pytestmark = pytest.mark.django_db
__all__ = ["today"]
DAY = date(2026, 9, 14)


def head(world: World, **values: Any) -> MoveHead:
    """From the main building to the branch."""
    given: dict[str, Any] = {
        "moved_on": DAY,
        "from_building_id": world.main.pk,
        "to_building_id": world.branch.pk,
        "basis_name": "приказ директора",
        "basis_number": "31",
        "basis_on": date(2026, 9, 10),
    }
    return MoveHead(**given | values)


def lots(world: World, building: Building | None = None) -> dict[str, tuple[int, int]]:
    """{title and part: (lot, copies)} on the shelves of a building, the main one by default."""
    found = shelf_lots(world.school.pk, (building or world.main).pk)
    return {f"{lot.title} {lot.part}": (lot.lot_id, lot.there) for lot in found}


def whole(world: World, *lines: tuple[int, int], **values: Any) -> WholeMove:
    """A move of (lot, copies)."""
    named = {name: values.pop(name) for name in ("uid", "version") if name in values}
    drafts = [MoveLineDraft(lot_id=lot, copies=copies) for lot, copies in lines]
    return WholeMove(
        school=world.school, head=head(world, **values), lines=drafts, **{"uid": uuid7()} | named
    )


def moved(world: World, *lines: tuple[int, int], **values: Any) -> Posted:
    """A move, written and posted."""
    return finish_move(
        whole(world, *lines, **values), operation_uid=uuid7(), actor_id=world.cast.librarian_a.pk
    )


@pytest.fixture
def stock(world: World) -> dict[str, tuple[int, int]]:
    """A delivery on the shelves of the main building: two parts of maths and physics."""
    got(world, line(world.maths[0], 30), line(world.maths[1], 25), line(world.physics, 10, 300_00))
    return lots(world)


def problems(error: TomikError) -> list[tuple[int | None, str]]:
    return [(one.row, one.column) for one in error.problems]


def test_only_the_place_changes(world: World, stock: dict[str, tuple[int, int]]) -> None:
    maths, physics = stock["Математика 1"][0], stock["Физика 1"][0]
    before = sum(Balance.objects.filter(may_go_negative=False).values_list("copies", flat=True))
    posted = moved(world, (maths, 12), (physics, 10))
    entry, move = posted.entry, Move.objects.get()
    assert (entry.kind, entry.copies, entry.lines, entry.document_kind, entry.document_number) == (
        "move",
        22,
        2,
        "move",
        "1",
    )
    assert (move.state, move.number, move.year, move.operation_uid) == ("posted", 1, 2026, entry.uid)
    assert lots(world) == {"Математика 1": (maths, 18), "Математика 2": (stock["Математика 2"][0], 25)}
    assert lots(world, world.branch) == {"Математика 1": (maths, 12), "Физика 1": (physics, 10)}
    assert sum(Balance.objects.filter(may_go_negative=False).values_list("copies", flat=True)) == before == 65
    assert list(SummaryRecord.objects.values_list("part", flat=True)) == [1]
    assert mismatches() == []


def test_numbers_go_on_by_years_and_gaps_are_explained(
    world: World, stock: dict[str, tuple[int, int]]
) -> None:
    lot = stock["Физика 1"][0]
    continue_from(
        school_id=world.school.pk,
        series="move",
        year=2026,
        next_number=7,
        reason="Бумажный журнал",
        actor_id=None,
    )
    moved(world, (lot, 1))
    with pytest.raises(TomikError):
        moved(world, (lot, 99))
    moved(world, (lot, 1))
    moved(world, (lot, 1), from_building_id=world.branch.pk, to_building_id=world.main.pk)
    assert list(Move.objects.order_by("number").values_list("year", "number")) == [
        (2026, 7),
        (2026, 8),
        (2026, 9),
    ]
    gap = NumberGap.objects.get()
    assert (gap.series, gap.first, gap.last) == ("move", 1, 6)


def test_every_line_that_is_short_is_told_at_once(world: World, stock: dict[str, tuple[int, int]]) -> None:
    with pytest.raises(TomikError) as refused:
        moved(
            world,
            (stock["Математика 1"][0], 31),
            (stock["Математика 2"][0], 25),
            (stock["Физика 1"][0], 11),
            moved_on=date(2026, 12, 1),
        )
    assert problems(refused.value) == [(None, "moved_on"), (1, "copies"), (3, "copies")]
    assert [one.code for one in refused.value.problems] == ["invalid", "short", "short"]
    assert "30" in refused.value.problems[1].message
    assert (Move.objects.count(), Entry.objects.filter(kind="move").count()) == (0, 0)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"moved_on": date(2026, 11, 25)}, (None, "moved_on")),
        ({"moved_on": date(1899, 1, 1)}, (None, "moved_on")),
        ({"to_building_id": None}, (None, "to_building")),
        ({"to_building_id": 0}, (None, "to_building")),
        ({"basis_on": date(2027, 1, 1)}, (None, "basis_on")),
    ],
)
def test_a_head_that_can_not_be(
    world: World, stock: dict[str, tuple[int, int]], values: dict[str, Any], expected: tuple[None, str]
) -> None:
    values = {name: world.main.pk if value is None else value for name, value in values.items()}
    with pytest.raises(TomikError) as refused:
        moved(world, (stock["Физика 1"][0], 1), **values)
    assert problems(refused.value) == [expected]


def test_lines_that_can_not_be(world: World, stock: dict[str, tuple[int, int]]) -> None:
    lot = stock["Физика 1"][0]
    cases = {
        (): [(None, "lines")],
        ((lot, 0),): [(1, "copies")],
        ((lot, 1), (lot, 1)): [(2, "lot")],
        ((lot, 10**6),): [(1, "copies"), (1, "copies")],
        ((10**9, 1),): [(1, "lot")],
    }
    for lines, expected in cases.items():
        with pytest.raises(TomikError) as refused:
            moved(world, *lines)
        assert problems(refused.value) == expected, lines


def test_a_building_and_a_lot_of_another_school(world: World, stock: dict[str, tuple[int, int]]) -> None:
    theirs = world.cast.school_b.buildings.get()
    with pytest.raises(TomikError) as refused:
        moved(world, (stock["Физика 1"][0], 1), to_building_id=theirs.pk)
    assert problems(refused.value) == [(None, "to_building")]


def test_a_repeat_gives_the_first_result(world: World, stock: dict[str, tuple[int, int]]) -> None:
    lot, operation, uid = stock["Физика 1"][0], uuid7(), uuid7()
    first = finish_move(whole(world, (lot, 10), uid=uid), operation_uid=operation, actor_id=None)
    second = finish_move(whole(world, (lot, 10), uid=uid), operation_uid=operation, actor_id=None)
    assert (first.created, second.created, first.entry) == (True, False, second.entry)
    others = (
        whole(world, (lot, 9), uid=uid), whole(world, (lot, 10), uid=uid, note="x"), whole(world, (lot, 10)),
    )  # fmt: skip
    for other in others:
        with pytest.raises(Conflict):
            finish_move(other, operation_uid=operation, actor_id=None)
    assert (Move.objects.count(), Entry.objects.filter(kind="move").count()) == (1, 1)


def test_a_draft_moves_nothing_and_is_posted_by_its_version(
    world: World, stock: dict[str, tuple[int, int]]
) -> None:
    lot, uid = stock["Физика 1"][0], uuid7()
    # More than stands there may be written down: the copies may come before it is posted.
    draft = save_move(whole(world, (lot, 12), uid=uid), actor_id=None)
    assert (draft.version, draft.number, lots(world)["Физика 1"][1]) == (1, None, 10)
    draft = save_move(whole(world, (lot, 4), uid=uid, version=1), actor_id=None)
    for version in (0, 1):
        with pytest.raises(Conflict):
            save_move(whole(world, (lot, 5), uid=uid, version=version), actor_id=None)
    with pytest.raises(Conflict):
        discard_move(school_id=world.school.pk, uid=uid, version=1)
    finish_move(whole(world, (lot, 5), uid=uid, version=2), operation_uid=uuid7(), actor_id=None)
    assert (draft.version, MoveLine.objects.get().copies, lots(world)["Физика 1"][1]) == (2, 5, 5)
    for attempt in (
        lambda: save_move(whole(world, (lot, 1), uid=uid, version=4), actor_id=None),
        lambda: discard_move(school_id=world.school.pk, uid=uid, version=4),
        lambda: finish_move(whole(world, (lot, 5), uid=uid, version=4), operation_uid=uuid7(), actor_id=None),
    ):
        with pytest.raises(Conflict):
            attempt()


def test_a_draft_is_thrown_away(world: World, stock: dict[str, tuple[int, int]]) -> None:
    draft = save_move(whole(world, (stock["Физика 1"][0], 2)), actor_id=None)
    discard_move(school_id=world.school.pk, uid=draft.uid, version=1)
    assert (Move.objects.count(), MoveLine.objects.count()) == (0, 0)


def test_a_closed_period_refuses_and_names_the_closing(
    world: World, stock: dict[str, tuple[int, int]]
) -> None:
    lot = stock["Физика 1"][0]
    posted = moved(world, (lot, 3))
    close_period(school_id=world.school.pk, through=date(2026, 9, 30), document_number="5-К", actor_id=None)
    with pytest.raises(PeriodClosed) as refused:
        moved(world, (lot, 1))
    assert "30.09.2026" in str(refused.value)
    assert "5-К" in str(refused.value)
    assert lots(world)["Физика 1"][1] == 7
    # The reversal is dated today, after the closing.
    reverse_move(
        school=world.school,
        uid=posted.entry.document_uid,
        operation_uid=uuid7(),
        reason="Ошибка",
        actor_id=None,
    )  # type: ignore[arg-type]
    assert lots(world)["Физика 1"][1] == 10


def test_it_is_taken_back_once(world: World, stock: dict[str, tuple[int, int]]) -> None:
    lot, uid, key = stock["Физика 1"][0], uuid7(), uuid7()
    finish_move(whole(world, (lot, 10), uid=uid), operation_uid=uuid7(), actor_id=None)
    arguments: dict[str, Any] = {
        "school": world.school,
        "uid": uid,
        "reason": " Не тот корпус ",
        "actor_id": None,
    }
    with pytest.raises(TomikError):
        reverse_move(**arguments | {"reason": "  "}, operation_uid=key)
    first = reverse_move(**arguments, operation_uid=key)
    second = reverse_move(**arguments, operation_uid=key)
    assert (first.created, second.created, second.entry) == (True, False, first.entry)
    move = Move.objects.get()
    assert (move.state, move.number, move.reverse_reason) == ("reversed", 1, "Не тот корпус")
    assert (lots(world)["Физика 1"], lots(world, world.branch)) == ((lot, 10), {})
    with pytest.raises(TomikError):
        reverse_move(**arguments, operation_uid=uuid7())
    assert mismatches() == []


def test_copies_that_have_moved_on_are_named(world: World, stock: dict[str, tuple[int, int]]) -> None:
    maths, physics, uid = stock["Математика 1"][0], stock["Физика 1"][0], uuid7()
    finish_move(whole(world, (maths, 5), (physics, 10), uid=uid), operation_uid=uuid7(), actor_id=None)
    back = {"from_building_id": world.branch.pk, "to_building_id": world.main.pk}
    moved(world, (maths, 5), (physics, 4), **back)
    with pytest.raises(TomikError) as refused:
        reverse_move(school=world.school, uid=uid, operation_uid=uuid7(), reason="Ошибка", actor_id=None)
    told = " ".join(one.message for one in refused.value.problems)
    assert "Моро М.И. Математика, ч. 1" in told
    assert "Пёрышкин А.В. Физика" in told
    assert Move.objects.get(uid=uid).state == "posted"


def test_labels_follow_their_lot_and_the_move_remembers_them(
    world: World, stock: dict[str, tuple[int, int]]
) -> None:
    codes = codes_of(allot_labels(school=world.school, count=3, actor_id=None))
    bind_codes(school=world.school, edition_id=world.physics.pk, codes=codes, actor_id=None)
    first, second, _third = Copy.objects.order_by("pk")
    lot = stock["Физика 1"][0]
    two = MoveLineDraft(lot_id=lot, copies=2, copy_ids=(first.pk, second.pk))
    move = WholeMove(school=world.school, uid=uuid7(), head=head(world), lines=[two])
    finish_move(move, operation_uid=uuid7(), actor_id=None)
    assert MoveLine.objects.get().copy_ids == [first.pk, second.pk]
    assert Copy.objects.filter(removed_by=None, lot_id=lot).count() == 3
    few = MoveLineDraft(lot_id=lot, copies=1, copy_ids=(first.pk, second.pk))
    other = MoveLineDraft(lot_id=stock["Математика 1"][0], copies=1, copy_ids=(first.pk,))
    with pytest.raises(TomikError) as refused:
        save_move(
            WholeMove(school=world.school, uid=uuid7(), head=head(world), lines=[few, other]), actor_id=None
        )
    assert problems(refused.value) == [(1, "copies"), (2, "copies")]


def test_a_lot_that_moves_whole_names_its_inventory_numbers(world: World) -> None:
    got(world, line(world.physics, 4, 300_00, is_individual=True))
    lot = lots(world)["Физика 1"][0]
    moved(world, (lot, 4))
    numbers = Copy.objects.filter(pk__in=MoveLine.objects.get().copy_ids).values_list(
        "inventory_number", flat=True
    )
    assert sorted(number or 0 for number in numbers) == [1, 2, 3, 4]


def test_the_database_keeps_a_posted_move(world: World, stock: dict[str, tuple[int, int]]) -> None:
    moved(world, (stock["Физика 1"][0], 2))
    move = Move.objects.get()
    attempts = (
        lambda: Move.objects.filter(pk=move.pk).update(moved_on=date(2026, 9, 15)),
        lambda: Move.objects.filter(pk=move.pk).update(to_building=world.main, from_building=world.branch),
        lambda: Move.objects.filter(pk=move.pk).update(state="draft", number=None, operation_uid=None),
        lambda: MoveLine.objects.update(copies=1),
        lambda: MoveLine.objects.all().delete(),
        lambda: MoveLine.objects.create(
            move=move, school=world.school, line_no=2, lot_id=stock["Математика 1"][0], copies=1
        ),
        lambda: move.delete(),
    )
    for attempt in attempts:
        with pytest.raises(DatabaseError), transaction.atomic():
            attempt()
    assert MoveLine.objects.get().copies == 2

"""Copies that are told apart in an act: the known labels are kept, the others are counted, only the named leave as named."""

from __future__ import annotations

from typing import Any

import pytest

from tomik.fund.models import Copy
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import TomikError
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.queries.acts import listed_lines
from tomik.writeoff.queries.copies import codes_in, kept_codes, lines_by_codes
from tomik.writeoff.services.lines import change_lines
from tomik.writeoff.tests.test_acts import approved, physics_line, posted, written

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def labelled(world: World, *, copies: int, labels: int) -> list[str]:
    """So many copies of physics, so many of them with labels."""
    got(world, line(world.physics, copies))
    pile = codes_of(allot_labels(school=world.school, count=labels, actor_id=None))
    bind_codes(school=world.school, edition_id=world.physics.pk, codes=pile, actor_id=None)
    return pile


def changed(world: World, act: WriteoffAct, **changes: Any) -> WriteoffAct:
    act.refresh_from_db()
    return change_lines(school=world.school, uid=act.uid, version=act.version, **changes)


def scanned(world: World, act: WriteoffAct, *codes: str) -> None:
    present = [physics_line(world, row.copies, codes=row.codes) for row in act.lines.all()]
    pile = lines_by_codes(world.school.pk, codes, present=present)
    assert pile.problems == []
    changed(world, act, added=pile.lines)


def content(act: WriteoffAct) -> tuple[int, list[str]]:
    row = act.lines.get()
    return row.copies, row.codes


def test_known_labels_stay_when_the_others_are_counted(world: World) -> None:
    codes = labelled(world, copies=5, labels=3)
    act = written(world, physics_line(world, 1, codes=codes[:1]))
    # Two more without labels, then another label, then a quantity by hand: nothing is forgotten.
    changed(world, act, added=[physics_line(world, 2)])
    assert content(act) == (3, codes[:1])
    scanned(world, act, codes[1])
    assert content(act) == (4, codes[:2])
    changed(world, act, quantities={1: 3})
    assert content(act) == (3, codes[:2])


def test_a_label_and_an_isbn_in_one_pile(world: World) -> None:
    book = world.maths[0]
    got(world, line(book, 5))
    codes = codes_of(allot_labels(school=world.school, count=2, actor_id=None))
    bind_codes(school=world.school, edition_id=book.pk, codes=codes, actor_id=None)
    (one,) = lines_by_codes(world.school.pk, [codes[0], book.isbn, codes[1]]).lines
    assert (one.copies, list(one.codes)) == (3, codes)


def test_a_label_names_a_copy_that_is_counted_already(world: World) -> None:
    codes = labelled(world, copies=5, labels=3)
    act = written(world, physics_line(world, 5))
    scanned(world, act, codes[0], codes[2], codes[0])
    assert content(act) == (5, [codes[0], codes[2]])


def test_only_the_named_copies_leave_as_named(world: World) -> None:
    codes = labelled(world, copies=5, labels=3)
    # Two of three labelled copies and one without a label leave: the third label and one copy without stay.
    posted(world, approved(world, physics_line(world, 3, codes=codes[:2])))
    left = {copy.code: copy.removed_by is not None for copy in Copy.objects.exclude(code="")}
    assert left == {codes[0]: True, codes[1]: True, codes[2]: False}


def test_fewer_than_the_labels_say_which_stay(world: World) -> None:
    codes = labelled(world, copies=5, labels=3)
    act = written(world, physics_line(world, 4, codes=codes))
    with pytest.raises(TomikError) as refused:
        changed(world, act, quantities={1: 2})
    assert [(one.row, one.column, one.code) for one in refused.value.problems] == [(1, "codes", "named")]
    changed(world, act, staying=[codes[1]])
    assert content(act) == (3, [codes[0], codes[2]])
    with pytest.raises(TomikError) as strange:
        changed(world, act, staying=[codes[0], codes[1]])
    assert [one.value for one in strange.value.problems] == [codes[1]]
    assert content(act) == (3, [codes[0], codes[2]])
    changed(world, act, quantities={1: 2})
    changed(world, act, staying=[codes[0], codes[2]])
    assert not act.lines.exists()


def test_a_number_and_a_label_of_one_copy_are_one_copy(world: World) -> None:
    codes = labelled(world, copies=3, labels=2)
    copy = Copy.objects.get(code=codes[0])
    copy.inventory_number = 77
    copy.save(update_fields=["inventory_number"])
    (one,) = lines_by_codes(world.school.pk, ["77", codes[0]]).lines
    assert (one.copies, list(one.codes)) == (1, [codes[0]])
    assert kept_codes(world.school.pk, ["77", codes[1], "чужой"]) == [codes[0], codes[1], "чужой"]


def test_the_register_names_labels_and_counts_the_rest(world: World) -> None:
    codes = labelled(world, copies=5, labels=3)
    act = written(world, physics_line(world, 4, codes=codes[:2]))
    (one,) = listed_lines(act)
    assert one.register.startswith(f"{codes[0]}, {codes[1]}, ")
    assert one.register.endswith("ещё 2")


def test_pasted_codes_are_read_with_their_spaces(world: World) -> None:
    (code,) = labelled(world, copies=1, labels=1)
    written_out = f"{code[:4]} {code[4:8]} {code[8:10]}-{code[10:]}"
    assert codes_in(f"{written_out}\n\n 12 15\n978-5-09-087654-7") == [code, "12", "15", "978-5-09-087654-7"]


def test_each_unknown_code_is_told_why(world: World) -> None:
    (code,) = labelled(world, copies=1, labels=1)
    (free,) = codes_of(allot_labels(school=world.school, count=1, actor_id=None))
    (foreign,) = codes_of(allot_labels(school=world.cast.school_b, count=1, actor_id=None))
    misread = code[:-1] + str((int(code[-1]) + 1) % 10)
    pile = lines_by_codes(world.school.pk, [misread, free, foreign, "шкаф", code])
    told = {problem.value: str(problem.message) for problem in pile.problems}
    assert [problem.row for problem in pile.problems] == [1, 2, 3, 4]
    assert "контрольные цифры" in told[misread]
    assert "ни на одной книге" in told[free]
    assert "вашей школы" in told[foreign]
    assert "Нет" in told["шкаф"] or "нет" in told["шкаф"]
    posted(world, approved(world, physics_line(world, 1, codes=[code])))
    (gone,) = lines_by_codes(world.school.pk, [code]).problems
    assert "выбыл" in str(gone.message)

"""Labels: printed or adopted, bound to copies that are there, unique in the region."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.fund import codes
from tomik.fund.models import Copy
from tomik.fund.services.copies import adopt_roll, allot_labels, bind_codes, codes_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import NotVisible, TomikError

__all__ = ["today"]


def bound(world: World, pile: list[str], **values: Any) -> Any:
    """A pile of physics."""
    arguments: dict[str, Any] = {"school": world.school, "edition_id": world.physics.pk, "actor_id": None}
    return bind_codes(codes=pile, **arguments | values)


@given(st.integers(1, 10**10 - 1), st.integers(0, 11), st.integers(1, 9))
def test_every_wrong_digit_is_seen(serial: int, place: int, step: int) -> None:
    code = codes.label_code(serial)
    assert codes.serial_of(code) == serial
    assert codes.kind_of(code) is codes.CodeKind.LABEL
    wrong = code[:place] + str((int(code[place]) + step) % 10) + code[place + 1 :]
    assert codes.kind_of(wrong) is codes.CodeKind.MISREAD


@given(st.integers(1, 10**10 - 1), st.integers(0, 10))
def test_exchanged_neighbours_are_seen(serial: int, place: int) -> None:
    code = codes.label_code(serial)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or codes.serial_of(swapped) is None


def test_kinds_of_codes() -> None:
    assert codes.kind_of("9785090716147") is codes.CodeKind.ISBN
    assert codes.kind_of("9785090716148") is codes.CodeKind.MISREAD
    assert codes.kind_of("ШК-000123") is codes.CodeKind.OTHER
    assert codes.short_number(codes.label_code(123)) == "0000 0001 23-" + codes.label_code(123)[10:]


@pytest.mark.django_db
def test_a_pile_is_bound_once(world: World) -> None:
    got(world, line(world.physics, 5))
    labels = codes_of(allot_labels(school=world.school, count=5, actor_id=None))
    assert len(set(labels)) == 5
    assert (bound(world, labels[:3]).bound, bound(world, labels).bound, bound(world, labels).known) == (
        3,
        2,
        5,
    )
    assert Copy.objects.filter(lot__edition=world.physics, code__in=labels).count() == 5


@pytest.mark.django_db
def test_more_labels_than_copies(world: World) -> None:
    got(world, line(world.physics, 2))
    labels = codes_of(allot_labels(school=world.school, count=3, actor_id=None))
    with pytest.raises(TomikError):
        bound(world, labels)
    assert not Copy.objects.exists()
    with pytest.raises(NotVisible):
        bound(world, labels, edition_id=world.maths[0].pk)


@pytest.mark.django_db
def test_every_bad_label_is_named(world: World) -> None:
    got(world, line(world.physics, 9), line(world.maths[0], 9))
    own = codes_of(allot_labels(school=world.school, count=2, actor_id=None))
    other = codes_of(allot_labels(school=world.cast.school_b, count=1, actor_id=None))
    bound(world, own[:1], edition_id=world.maths[0].pk)
    misread = own[1][:-1] + str((int(own[1][-1]) + 1) % 10)
    with pytest.raises(TomikError) as refused:
        bound(world, [own[0], own[1], other[0], misread, "9785090716147", "XYZ"])
    assert [(one.row, one.value) for one in refused.value.problems] == [
        (1, own[0]), (3, other[0]), (4, misread), (5, "9785090716147"), (6, "XYZ"),
    ]  # fmt: skip
    assert Copy.objects.count() == 1


@pytest.mark.django_db
def test_a_bought_roll(world: World) -> None:
    got(world, line(world.physics, 9))
    roll = adopt_roll(school=world.school, first="ШБ000101", last="ШБ000200", actor_id=None)
    assert (roll.count, codes_of(roll)[-1]) == (100, "ШБ000200")
    assert bound(world, ["ШБ000101", "ШБ000150"]).bound == 2
    for first, last in [("ШБ000150", "ШБ000300"), ("A1", "B9"), ("A9", "A1"), ("A1", "A99999"), ("A", "B")]:
        with pytest.raises(TomikError):
            adopt_roll(school=world.school, first=first, last=last, actor_id=None)
    with pytest.raises(TomikError):
        bound(world, ["ШБ000201"])


@pytest.mark.django_db
def test_a_code_is_unique_in_the_region(world: World, as_scope: Any) -> None:
    got(world, line(world.physics, 2))
    adopt_roll(school=world.school, first="R001", last="R002", actor_id=None)
    bound(world, ["R001"])
    with as_scope(world.cast.librarian_b):
        adopt_roll(school=world.cast.school_b, first="R001", last="R009", actor_id=None)
        with pytest.raises(TomikError) as refused:
            bound(world, ["R001"], school=world.cast.school_b)
    assert [(one.code, "Школа" in one.message) for one in refused.value.problems] == [("used", False)]


@pytest.mark.django_db
def test_labels_go_onto_numbered_copies(world: World) -> None:
    got(world, line(world.physics, 3, is_individual=True))
    labels = codes_of(allot_labels(school=world.school, count=3, actor_id=None))
    bound(world, labels[:2])
    assert list(Copy.objects.order_by("inventory_number").values_list("inventory_number", "code")) == [
        (1, labels[0]), (2, labels[1]), (3, None),
    ]  # fmt: skip

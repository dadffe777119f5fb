"""Labels scanned one after another: each answered, a pile taken back, a damaged label replaced."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tomik.fund.codes import label_code, read_code, short_number
from tomik.fund.models import Copy, LabelEvent, LabelRange
from tomik.fund.queries import copies as reads
from tomik.fund.services.binding import Answer, bind_scanned, replace_label, unbind_pile
from tomik.fund.services.copies import adopt_roll, allot_labels, codes_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import Conflict, NotVisible, TomikError
from tomik.kernel.ids import uuid7

__all__ = ["today"]
PILE = uuid7()


def scanned(world: World, codes: list[str], **values: Any) -> list[Answer]:
    """A pile of physics."""
    arguments: dict[str, Any] = {
        "school": world.school,
        "edition_id": world.physics.pk,
        "actor_id": world.cast.librarian_a.pk,
        "pile": PILE,
    }
    return bind_scanned(codes=codes, **arguments | values)


def printed(world: World, count: int, **values: Any) -> list[str]:
    """New labels of the school."""
    return codes_of(allot_labels(school=world.school, count=count, actor_id=None, **values))


def undone(world: World, actor: Any = None, pile: Any = PILE) -> int:
    """The pile taken back by a person, the librarian by default."""
    person = (actor or world.cast.librarian_a).pk
    return unbind_pile(school=world.school, pile=pile, reason="не та книга", actor_id=person)


@given(st.integers(1, 10**10 - 1), st.sampled_from([" ", "\u00a0", "-", "–", ""]))
def test_a_code_is_read_however_it_is_written(serial: int, between: str) -> None:
    code = label_code(serial)
    assert read_code(f" {between.join([code[:4], code[4:8], code[8:]])}\r\n") == code
    assert read_code(short_number(code)) == code


@given(st.text(max_size=200))
def test_any_text_may_be_scanned(text: str) -> None:
    code = read_code(text)
    assert len(code) <= 40
    assert "\0" not in code


@pytest.mark.django_db
class TestScanning:
    def test_each_code_has_its_answer(self, world: World) -> None:
        got(world, line(world.physics, 3), line(world.maths[0], 9))
        labels = printed(world, 6)
        foreign = codes_of(allot_labels(school=world.cast.school_b, count=1, actor_id=None))[0]
        scanned(world, labels[:1], edition_id=world.maths[0].pk, pile=uuid7())
        misread = labels[1][:-1] + str((int(labels[1][-1]) + 1) % 10)
        pile = [labels[0], labels[1], labels[1], misread, foreign, "9785090716147", "XYZ", *labels[2:]]
        assert [(answer.code, answer.state) for answer in scanned(world, pile)] == [
            (labels[0], "used"), (labels[1], "bound"), (misread, "misread"), (foreign, "foreign"),
            ("9785090716147", "isbn"), ("XYZ", "foreign"), (labels[2], "bound"), (labels[3], "bound"),
            (labels[4], "full"), (labels[5], "full"),
        ]  # fmt: skip
        again = scanned(world, labels[1:3])
        assert [(answer.state, answer.is_good) for answer in again] == [("known", True), ("known", True)]
        assert Copy.objects.filter(lot__edition=world.physics).count() == 3
        assert reads.copies_without_label(world.school.pk, world.physics.pk) == 0

    def test_a_title_that_the_school_never_had(self, world: World) -> None:
        with pytest.raises(NotVisible):
            scanned(world, printed(world, 1))

    def test_too_many_codes_of_one_request(self, world: World) -> None:
        got(world, line(world.physics, 3))
        with pytest.raises(TomikError):
            scanned(world, [f"A{number}" for number in range(2_001)])

    def test_a_key_of_printing_gives_one_range(self, world: World) -> None:
        uid = uuid7()
        assert printed(world, 5, uid=uid) == printed(world, 5, uid=uid)
        assert LabelRange.objects.count() == 1
        with pytest.raises(Conflict):
            printed(world, 6, uid=uid)


@pytest.mark.django_db
class TestTakingBack:
    def test_a_pile_is_taken_back_once(self, world: World) -> None:
        got(world, line(world.physics, 5))
        labels = printed(world, 5)
        scanned(world, labels[:2], pile=uuid7())
        scanned(world, labels[2:])
        assert (undone(world), undone(world)) == (3, 0)
        assert list(Copy.objects.order_by("code").values_list("code", flat=True)) == labels[:2]
        assert list(LabelEvent.objects.order_by("code").values_list("code", "kind", "is_free", "reason")) == [
            (code, "unbound", True, "не та книга") for code in labels[2:]
        ]

    def test_a_reason_is_needed(self, world: World) -> None:
        with pytest.raises(TomikError):
            unbind_pile(school=world.school, pile=PILE, reason=" ", actor_id=None)

    def test_labels_of_today_go_onto_another_title(self, world: World) -> None:
        got(world, line(world.physics, 5), line(world.maths[0], 5))
        labels = printed(world, 2)
        scanned(world, labels)
        undone(world)
        assert {one.state for one in scanned(world, labels, edition_id=world.maths[0].pk)} == {"bound"}

    def test_labels_taken_off_later_or_by_another_stay_with_their_title(self, world: World) -> None:
        got(world, line(world.physics, 5), line(world.maths[0], 5))
        labels, other = printed(world, 2), uuid7()
        scanned(world, labels[:1])
        scanned(world, labels[1:], pile=other)
        assert undone(world, world.cast.head_a) == 1
        with time_machine.travel("2026-11-25 05:00:00+00:00", tick=True):
            assert undone(world, pile=other) == 1
            assert {one.state for one in scanned(world, labels, edition_id=world.maths[0].pk)} == {"used"}
            assert {one.state for one in scanned(world, labels)} == {"bound"}

    def test_a_numbered_copy_keeps_its_row(self, world: World) -> None:
        got(world, line(world.physics, 1, is_individual=True))
        labels = printed(world, 2)
        scanned(world, labels[:1])
        assert undone(world) == 1
        assert list(Copy.objects.values_list("inventory_number", "code", "pile")) == [(1, None, None)]
        assert scanned(world, labels[1:])[0].state == "bound"


@pytest.mark.django_db
class TestNewLabel:
    def test_the_old_label_is_never_used_again(self, world: World) -> None:
        got(world, line(world.physics, 5))
        labels = printed(world, 3)
        scanned(world, labels[:1])
        uid = Copy.objects.get().uid
        for _time in range(2):
            copy = replace_label(
                school=world.school, copy_uid=uid, code=labels[1], reason="порвана", actor_id=None
            )
            assert (copy.uid, copy.code) == (uid, labels[1])
        assert list(LabelEvent.objects.values_list("code", "new_code", "kind", "is_free")) == [
            (labels[0], labels[1], "replaced", False)
        ]
        assert [one.state for one in scanned(world, labels[:1])] == ["used"]
        assert undone(world) == 0
        (row,) = reads.label_ranges(world.school.pk)
        assert (row.count, row.used) == (3, 2)

    def test_refusals(self, world: World, as_scope: Any) -> None:
        got(world, line(world.physics, 5))
        labels = printed(world, 3)
        scanned(world, labels[:2])
        uid = Copy.objects.get(code=labels[0]).uid
        for code in (labels[1], "9785090716147", "XYZ", labels[2][::-1]):
            with pytest.raises(TomikError):
                replace_label(school=world.school, copy_uid=uid, code=code, reason="", actor_id=None)
        with pytest.raises(NotVisible):
            replace_label(school=world.cast.school_b, copy_uid=uid, code=labels[2], reason="", actor_id=None)
        assert not LabelEvent.objects.exists()

    def test_a_replaced_code_is_taken_in_the_region(self, world: World) -> None:
        got(world, line(world.physics, 2))
        adopt_roll(school=world.school, first="R001", last="R002", actor_id=None)
        scanned(world, ["R001"])
        replace_label(
            school=world.school, copy_uid=Copy.objects.get().uid, code="R002", reason="", actor_id=None
        )
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM fund_codes_in_use(%s) ORDER BY 1", [["R001", "R002", "R003"]])
            assert cursor.fetchall() == [("R001",), ("R002",)]

    @pytest.mark.parametrize("change", [{"code": None, "inventory_number": 7}, {"code": "X1"}])
    def test_the_database_keeps_labels(self, world: World, change: dict[str, Any]) -> None:
        got(world, line(world.physics, 2))
        scanned(world, printed(world, 1))
        with pytest.raises(DatabaseError), transaction.atomic():
            Copy.objects.update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            Copy.objects.all().delete()
        assert Copy.objects.count() == 1


@pytest.mark.django_db
def test_what_a_scanned_text_is(world: World) -> None:
    got(world, line(world.physics, 3), line(world.maths[0], 1, is_individual=True))
    labels = printed(world, 2)
    foreign = codes_of(allot_labels(school=world.cast.school_b, count=1, actor_id=None))[0]
    scanned(world, labels[:1])
    copy = Copy.objects.get(code=labels[0])
    told = [reads.recognise(world.school.pk, text) for text in (short_number(labels[0]), labels[1], foreign)]
    assert [(one.kind, one.copy) for one in told] == [("copy", copy), ("unbound", None), ("foreign", None)]
    misread = labels[0][:-1] + str((int(labels[0][-1]) + 1) % 10)
    others = (misread, "9785090716147", "9785090716148", "физика", "", "12")
    assert [reads.recognise(world.school.pk, text).kind for text in others] == ["misread", *["nothing"] * 5]
    assert [one.inventory_number for one in reads.copies_numbered(world.school.pk, "№ 1")] == [1]
    assert reads.copies_numbered(world.school.pk, "физика") == []


@pytest.mark.django_db
def test_titles_that_wait(world: World) -> None:
    got(world, line(world.physics, 3), line(world.maths[0], 2), line(world.history[0], 1))
    labels = printed(world, 4)
    scanned(world, labels[:1], edition_id=world.maths[0].pk, pile=uuid7())
    scanned(world, labels[1:2], edition_id=world.history[0].pk)
    school = world.school.pk
    assert [(one.title, one.left) for one in reads.waiting_titles(school)] == [
        (world.maths[0].title, 1),
        (world.physics.title, 3),
    ]
    assert [one.left for one in reads.waiting_titles(school, "истор")] == [0]
    assert [one.uid for one in reads.waiting_titles(school, "978-5-09-071614-7")] == [world.maths[0].uid]
    assert reads.waiting_titles(school, "химия") == []
    (pile, other) = reads.recent_piles(school, world.cast.librarian_a.pk)
    assert (pile.uid, pile.count, other.count) == (PILE, 1, 1)
    assert reads.pile_codes(school, PILE) == labels[1:2]

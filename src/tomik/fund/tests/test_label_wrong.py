"""Wrong codes and wrong numbers of labels over HTTP: said one by one, in Russian, and nothing half done."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tomik.fund.codes import label_code
from tomik.fund.models import Copy, LabelRange
from tomik.fund.services.copies import adopt_roll, allot_labels, codes_of
from tomik.fund.tests.test_label_screens import SHEET, bound, client, printed, today, url
from tomik.fund.tests.test_receipts import got, line
from tomik.fund.tests.world import World
from tomik.kernel.ids import uuid7

__all__ = ["client", "today"]
pytestmark = pytest.mark.django_db


def scanned(client: Client, world: World, labels: list[str], **form: Any) -> Any:
    """Codes in the form of binding to physics."""
    address = url("bind", world, edition=world.physics.uid)
    return client.post(address, {"pile": uuid7(), "codes": "\n".join(labels)} | form)


def told(page: Any) -> dict[str, str]:
    """What is said of each code that was refused."""
    return {one.code: one.text for one in page.context["problems"]}


def test_every_bad_code_of_a_pile_is_named_and_the_good_ones_are_bound(world: World, client: Client) -> None:
    got(world, line(world.physics, 5), line(world.maths[0], 5))
    good, again, elsewhere = printed(world, 3)
    bound(world, [again])
    address = url("bind", world, edition=world.maths[0].uid)
    assert client.post(address, {"pile": uuid7(), "codes": elsewhere}).status_code == 303
    theirs = codes_of(allot_labels(school=world.cast.school_b, count=1, actor_id=None))[0]
    misread = f"{int(good) + 1:012d}"
    never = label_code(999_999)
    codes = [
        good,
        again,
        misread,
        theirs,
        elsewhere,
        "9785090716147",
        never,
        "АБВ-12",
        "   ",
        "'; DROP TABLE",
    ]
    page = scanned(client, world, codes)
    assert page.status_code == 422
    foreign = "Этой этикетки нет среди этикеток вашей школы. Купленный рулон сначала принимают на странице «Этикетки»."
    assert told(page) == {
        misread: "Код прочитан с ошибкой: не сходятся контрольные цифры. Считайте ещё раз.",
        theirs: foreign,
        elsewhere: f"Эта этикетка на другой книге: {world.maths[0]}.",
        "9785090716147": "Это ISBN книги, а не её этикетка.",
        never: foreign,
        "АБВ-12": foreign,
        "'; DROP TABLE": foreign,
    }
    assert set(Copy.objects.filter(lot__edition=world.physics).values_list("code", flat=True)) == {
        good,
        again,
    }


def test_fifty_times_the_same_is_one_label(world: World, client: Client) -> None:
    got(world, line(world.physics, 5))
    (code,) = printed(world, 1)
    assert scanned(client, world, [code] * 50).status_code == 303
    assert list(Copy.objects.values_list("code", flat=True)) == [code]


def test_two_thousand_at_once_and_not_one_more(world: World, client: Client) -> None:
    got(world, line(world.physics, 2_100))
    codes = codes_of(allot_labels(school=world.school, count=2_001, actor_id=None))
    page = scanned(client, world, codes)
    assert (page.status_code, "Не больше 2000 кодов за раз" in page.text) == (422, True)
    assert not Copy.objects.exists()
    assert scanned(client, world, codes[:2_000]).status_code == 303
    assert Copy.objects.count() == 2_000


def test_more_labels_than_copies(world: World, client: Client) -> None:
    got(world, line(world.physics, 2))
    page = scanned(client, world, printed(world, 3))
    assert page.status_code == 422
    assert list(told(page).values()) == [
        "У всех экземпляров этой книги уже есть этикетки: сначала примите экземпляр."
    ]
    assert Copy.objects.count() == 2


@pytest.mark.parametrize(
    "form", [{"pile": ""}, {"pile": "x"}, {"codes": ""}, {"codes": "  \n "}, {"codes": "1\x002"}]
)
def test_a_form_that_says_nothing(world: World, client: Client, form: dict[str, str]) -> None:
    got(world, line(world.physics, 2))
    page = scanned(client, world, printed(world, 1), **form)
    assert (page.status_code, list(page.context["form"].errors)) == (422, list(form))
    assert not Copy.objects.exists()


@pytest.mark.parametrize("count", ["0", "-1", "1.5", "10001", "10000000", "9" * 40, "много", ""])
def test_how_many_labels(world: World, client: Client, count: str) -> None:
    page = client.post(url("labels", world), {"operation_id": uuid7(), "count": count, **SHEET})
    assert (page.status_code, list(page.context["printing"].errors)) == (422, ["count"])
    assert not LabelRange.objects.exists()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("А-0010", "А-0001", "В рулоне от 1 до 10000 этикеток."),
        ("А-0001", "Б-0009", "отличаться только номером в конце"),
        ("А-0001", "А-00020001", "отличаться только номером в конце"),
        ("А-00000001", "А-00020001", "В рулоне от 1 до 10000 этикеток."),
        ("9785090716147", "9785090716147", "похожи на ISBN или на этикетки"),
        ("рулон", "рулон", "отличаться только номером в конце"),
    ],
)
def test_a_roll(world: World, client: Client, first: str, last: str, words: str) -> None:
    page = client.post(url("label-roll", world), {"first": first, "last": last})
    assert (page.status_code, words in page.text) == (422, True)
    assert not LabelRange.objects.exists()


def test_a_roll_twice(world: World, client: Client) -> None:
    adopt_roll(school=world.school, first="А-0001", last="А-0100", actor_id=None)
    page = client.post(url("label-roll", world), {"first": "А-0100", "last": "А-0200"})
    assert (page.status_code, "уже принята в работу" in page.text) == (422, True)
    assert LabelRange.objects.count() == 1

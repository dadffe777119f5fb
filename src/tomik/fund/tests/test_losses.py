"""What a receipt in place of lost books replaces: read from numbers, labels and cards, written down once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tomik.fund.models import Receipt, ReplacedLoss
from tomik.fund.services.binding import bind_codes
from tomik.fund.services.copies import allot_labels, codes_of
from tomik.fund.services.losses import Loss, LossDraft, losses_of, write_loss
from tomik.fund.tests.forms import absent, text_of
from tomik.fund.tests.test_receipts import fiction, got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import Conflict, NotVisible, TomikError
from tomik.writeoff.models import Commission, CommissionMember

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def replacing(world: World) -> Receipt:
    """Physics on a card, fiction with numbers 1–3; one book came in place of a lost one."""
    got(world, line(world.physics, 10), line(fiction(), 3, 200_00, is_individual=True))
    got(world, line(world.physics, 1), kind=Receipt.Kind.REPLACEMENT, supplier_name="Сидорова Н.Н.", papers_number="")  # fmt: skip
    return Receipt.objects.get(kind=Receipt.Kind.REPLACEMENT)


def draft(**values: Any) -> LossDraft:
    """A draft of nothing, changed by `values`."""
    return LossDraft(**{"lost": "", "commission": ""} | values)


def label_on_physics(world: World) -> str:
    """A label on one copy of physics."""
    labels = allot_labels(school=world.school, count=1, actor_id=None)
    (code,) = codes_of(labels)
    bind_codes(school=world.school, edition_id=world.physics.pk, codes=[code], actor_id=None)
    return code


def test_lost_copies_are_named_by_number_label_and_card(world: World) -> None:
    receipt = replacing(world)
    code = label_on_physics(world)
    text = f"1\n\n № 3 \n{code}\nкарт. 1 × 2"
    known = write_loss(school_id=world.school.pk, receipt_uid=receipt.uid, draft=draft(lost=text))
    assert losses_of(known) == [
        Loss(named="Капитанская дочка, 2020", register="1, 3", copies=2, price_kopecks=200_00, typed="1\n3"),
        Loss(named="Пёрышкин А.В. Физика. Дрофа", register=code, copies=1, price_kopecks=450_50, typed=code),
        Loss(named="Пёрышкин А.В. Физика. Дрофа", register="карт. 1", copies=2, price_kopecks=450_50, typed="карт. 1 × 2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"lost": "1\n999"}, "lost"), ({"lost": "1\n1"}, "lost"), ({"lost": "карт. 99"}, "lost"), ({"lost": "карт. 1 × 0"}, "lost"),
        ({"lost": "карт. 1 × 1001"}, "lost"), ({"lost": "9785090716147"}, "lost"), ({"lost": "-1"}, "lost"), ({"lost": "Война и мир"}, "lost"),
        ({"lost": "\n".join(map(str, range(201)))}, "lost"), ({"commission": "Директор Петров"}, "commission"), ({"commission": "Директор;"}, "commission"),
        ({"commission": f"{'я' * 161}; П"}, "commission"),
    ],
)  # fmt: skip
def test_what_names_no_copy_is_told_by_its_line(world: World, values: dict[str, str], column: str) -> None:
    receipt = replacing(world)
    with pytest.raises(TomikError) as refused:
        write_loss(school_id=world.school.pk, receipt_uid=receipt.uid, draft=draft(**values))
    assert {one.column for one in refused.value.problems} == {column}
    assert ReplacedLoss.objects.count() == 0


def test_of_two_tabs_the_second_is_told(world: World) -> None:
    receipt = replacing(world)
    key = {"school_id": world.school.pk, "receipt_uid": receipt.uid}
    first = write_loss(**key, draft=draft(lost="1"))
    with pytest.raises(Conflict):
        write_loss(**key, draft=draft(lost="2"))
    assert write_loss(**key, draft=draft(lost="2", version=first.version)).version == 2
    with pytest.raises(NotVisible):
        write_loss(school_id=world.cast.school_b.pk, receipt_uid=receipt.uid, draft=draft())
    bought = Receipt.objects.exclude(pk=receipt.pk).get()
    with pytest.raises(TomikError):
        write_loss(school_id=world.school.pk, receipt_uid=bought.uid, draft=draft())


def test_from_the_receipt_to_the_act(world: World, client: Client) -> None:
    receipt = replacing(world)
    made = Commission.objects.create(school=world.school, order_number="7", order_on="2026-01-12", quorum=2)
    for part, post, name in (
        ("member", "Учитель", "Седых О.О."),
        ("chair", "Заместитель директора", "Белинская Т.В."),
    ):
        CommissionMember.objects.create(commission=made, school=world.school, part=part, post=post, name=name)
    client.force_login(world.cast.librarian_a)
    where = reverse("fund:receipt-lost", args=[world.school.uid, receipt.uid])
    assert where in client.get(reverse("fund:receipt", args=[world.school.uid, receipt.uid])).content.decode()
    form = client.get(where).context["form"]
    assert form.initial["commission"] == "Заместитель директора; Белинская Т.В.\nУчитель; Седых О.О."
    bad = client.post(where, {"lost": "999", "commission": "", "version": 0})
    assert (bad.status_code, "999" in bad.content.decode()) == (422, True)
    good = {"lost": "2", "commission": form.initial["commission"], "record_out": "8", "version": 0}
    assert client.post(where, good).status_code == 303
    assert client.post(where, good).status_code == 409
    paper = client.get(reverse("fund:receipt-paper", args=[world.school.uid, receipt.uid, "replacement"]))
    assert absent(text_of(paper.content), (
        "Комиссия в составе: председателя — заместителя директора Белинской Т.В., членов — учителя Седых О.О.,",
        "1 (один) экземпляр на сумму 200 (двести) рублей 00 копеек", "Капитанская дочка, 2020", "выбытие № 8", "Сидорова Н.Н.",
    )) == []  # fmt: skip
    bought = Receipt.objects.exclude(pk=receipt.pk).get()
    assert client.get(reverse("fund:receipt-lost", args=[world.school.uid, bought.uid])).status_code == 404
    client.force_login(world.cast.librarian_b)
    assert client.get(where).status_code == 404

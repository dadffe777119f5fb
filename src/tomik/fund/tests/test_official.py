"""Papers of a receipt: every field stands on them, and a paper printed again is the same paper."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tomik.fund.models import FormCode, FundSettings, PrintedForm, Receipt
from tomik.fund.official import receipts
from tomik.fund.official.parts import institution_of
from tomik.fund.official.printing import draft_pdf, form_in_force, printed
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def words_of(pdf: bytes, tmp_path: Path) -> str:
    """The text of a PDF, in one line."""
    (tmp_path / "form.pdf").write_bytes(pdf)  # kept beside the test's output, to be looked at
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


def receipt_of(world: World) -> Receipt:
    """A delivery with a shortage, damage and a wrong book."""
    FundSettings.objects.create(
        school=world.school,
        head_name="Петров П.П.",
        head_post="Директор",
        librarian_name="Иванова И.И.",
        kpp="700001001",
    )
    got(
        world,
        line(world.maths[0], 25, copies_on_paper=30, copies_damaged=2),
        line(world.physics, 10, copies_wrong=1),
    )
    return Receipt.objects.get()


def test_act_of_acceptance(world: World, tmp_path: Path) -> None:
    said = words_of(draft_pdf(receipts.acceptance(receipt_of(world))), tmp_path)
    for expected in (
        "УТВЕРЖДАЮ", "Акт о приёме документов в библиотеку", "№ 1 от «20» августа 2026 г.", world.school.full_name,
        "7000000001 / 700001001", "УПД-17", "35 (тридцать пять) экземпляров",
        "15 767 (пятнадцать тысяч семьсот шестьдесят семь) рублей 50 копеек", "Физика", "450,50", "Петров П.П.", "Иванова И.И.",
        "1077", "Стр. 1 из 1",
    ):  # fmt: skip
        assert expected in said, expected


def test_act_of_discrepancy_and_claim(world: World, tmp_path: Path) -> None:
    receipt = receipt_of(world)
    act = words_of(draft_pdf(receipts.discrepancy(receipt)), tmp_path)
    letter = words_of(draft_pdf(receipts.claim(receipt)), tmp_path)
    for expected in (
        "Недостача: 3 (три) экземпляра",
        "Брак: 2 (два) экземпляра",
        "Пересорт: 1 (один) экземпляр",
        "«19» сентября 2026 г.",
    ):
        assert expected in act, expected
    for expected in (
        "Претензия",
        "АО «Издательство»",
        "составлен акт о расхождении № 1",
        "«19» сентября 2026 г.",
    ):
        assert expected in letter, expected


def test_printed_again_it_is_the_same(world: World) -> None:
    receipt = receipt_of(world)
    arguments: dict[str, Any] = {"school": world.school, "document_uid": receipt.uid, "actor_id": None}
    first = printed(form=receipts.acceptance(receipt), **arguments)
    again = printed(form=receipts.acceptance(receipt), **arguments)
    assert (first.pk, bytes(first.pdf), PrintedForm.objects.count()) == (again.pk, bytes(again.pdf), 1)
    FundSettings.objects.update(head_name="Сидоров С.С.")
    other = printed(form=receipts.acceptance(receipt), **arguments)
    assert (other.number, PrintedForm.objects.count()) == (2, 2)
    assert bytes(PrintedForm.objects.get(number=1).pdf) == bytes(first.pdf)


def test_the_code_of_the_day() -> None:
    codes = [
        form_in_force("handover", day) for day in (date(2014, 1, 1), date(2024, 12, 31), date(2025, 1, 1))
    ]
    assert [one.code if one else None for one in codes] == [None, "0504101", "0510448"]
    assert FormCode.objects.filter(operation="writeoff", code="0504144").exists()


def test_a_school_without_head_and_inn(world: World, tmp_path: Path) -> None:
    got(world, line(world.physics, 1))
    world.school.inn = ""
    world.school.save(update_fields=["inn"])
    receipt = Receipt.objects.get()
    assert institution_of(receipt.school).missing == [
        "руководитель",
        "главный бухгалтер",
        "библиотекарь",
        "ИНН",
    ]
    assert "____________________" in words_of(draft_pdf(receipts.acceptance(receipt)), tmp_path)

"""Printed papers are given back byte for byte; the operator's code of a form is used at once."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tomik.fund.models import FormCode, FundSettings, PrintedForm, Receipt
from tomik.fund.official import receipts
from tomik.fund.official.printing import form_in_force, printed
from tomik.fund.services.form_codes import change_form_code
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import TomikError

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def test_what_was_printed_is_given_back_byte_for_byte(world: World, client: Client) -> None:
    got(world, line(world.physics, 3))
    receipt = Receipt.objects.get()
    form = receipts.acceptance(receipt)
    paper = printed(
        school=world.school, document_uid=receipt.uid, form=form, actor_id=world.cast.librarian_a.pk
    )
    FundSettings.objects.create(school=world.school, head_name="Новый Н.Н.")
    printed(school=world.school, document_uid=receipt.uid, form=receipts.acceptance(receipt), actor_id=None)
    client.force_login(world.cast.librarian_a)
    where = reverse("fund:printings", args=[world.school.uid])
    page = client.get(where, {"document": str(receipt.uid)}).content.decode()
    assert page.count(reverse("fund:printing", args=[world.school.uid, paper.uid])) == 1
    assert paper.sha256[:12] in page
    assert world.cast.librarian_a.get_full_name() in page
    assert paper.sha256[:12] not in client.get(where, {"document": str(world.school.uid)}).content.decode()
    answer = client.get(reverse("fund:printing", args=[world.school.uid, paper.uid]))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer.content == bytes(PrintedForm.objects.get(pk=paper.pk).pdf)
    assert hashlib.sha256(answer.content).hexdigest() == paper.sha256
    assert client.get(where, {"export": "xlsx"}).content[:2] == b"PK"


def test_a_new_code_closes_the_former_and_is_used_at_once(world: World) -> None:
    change_form_code(
        operation="notice", code="0510999", title="Извещение", order="приказ", valid_from=date(2027, 1, 1)
    )
    codes = [form_in_force("notice", day) for day in (date(2026, 12, 31), date(2027, 1, 1))]
    assert [one.code for one in codes if one] == ["0504805", "0510999"]
    assert FormCode.objects.get(code="0504805").valid_to == date(2026, 12, 31)


@pytest.mark.parametrize(
    ("operation", "day"),
    [("notice", date(2015, 6, 19)), ("notice", date(2014, 1, 1)), ("none", date(2027, 1, 1))],
)
def test_codes_never_overlap(world: World, operation: str, day: date) -> None:
    before = list(FormCode.objects.order_by("pk").values_list())
    with pytest.raises(TomikError):
        change_form_code(operation=operation, code="1", title="x", order="", valid_from=day)
    assert list(FormCode.objects.order_by("pk").values_list()) == before


def test_the_operator_writes_a_code(world: World, client: Client) -> None:
    client.force_login(world.cast.operator)
    where = reverse("fund:form-codes")
    good = {
        "operation": "notice",
        "code": "0510999",
        "title": "Извещение",
        "order": "",
        "valid_from": "2027-01-01",
    }
    assert client.post(where, good | {"code": "12"}).status_code == 422
    assert client.post(where, good | {"valid_from": "2014-01-01"}).status_code in (400, 409, 422)
    assert client.post(where, good).status_code == 303
    assert "0510999" in client.get(where).content.decode()


def test_papers_of_a_receipt_for_accounting(world: World, client: Client) -> None:
    got(world, line(world.physics, 3), kind=Receipt.Kind.REPLACEMENT, papers_number="")
    got(world, line(world.physics, 4))
    replaced, bought = Receipt.objects.order_by("pk")
    client.force_login(world.cast.librarian_a)
    expected = {
        (replaced, "replacement"): 200,
        (replaced, "goods_acceptance"): 200,
        (bought, "replacement"): 404,
        (bought, "goods_acceptance"): 200,
    }
    for (receipt, paper), status in expected.items():
        where = reverse("fund:receipt-paper", args=[world.school.uid, receipt.uid, paper])
        assert client.get(where).status_code == status, (receipt.kind, paper)
    assert PrintedForm.objects.count() == 3

"""Whoever opens a posted paper sees the same; a renderer that fails half-way leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tomik.accounts.public import User
from tomik.fund.models import FundSettings, PrintedForm, Receipt, SummaryRecord
from tomik.fund.official import printing
from tomik.fund.services.reconciliation import Stated, reconcile
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.paper import forms as paper

pytestmark = pytest.mark.django_db
__all__ = ["today"]


class PanicException(BaseException):
    """What comes out of the renderer when it breaks: not an Exception."""


def opened(client: Client, user: User, where: str) -> Any:
    """The answer to a person."""
    client.force_login(user)
    return client.get(where)


def act_of_comparison(world: World) -> str:
    """The address of an act that readers may open too."""
    got(world, line(world.physics, 3))
    stated = [Stated(book=SummaryRecord.Book.TEXTBOOKS.value, kopecks=3 * 450_50, copies=3, note="")]
    reconcile(school=world.school, as_of=date(2026, 9, 15), stated=stated, actor_id=None)
    return reverse("fund:closing-act", args=[world.school.uid]) + "?on=2026-09-15"


def paper_of_receipt(world: World) -> str:
    """The address of the act of acceptance of a posted receipt."""
    got(world, line(world.physics, 3))
    return reverse("fund:receipt-paper", args=[world.school.uid, Receipt.objects.get().uid, "acceptance"])


def test_who_only_reads_stores_nothing_and_sees_the_same_bytes(world: World, client: Client) -> None:
    where, cast = act_of_comparison(world), world.cast
    first = opened(client, cast.deputy_a, where)
    assert (first.status_code, PrintedForm.objects.count()) == (200, 0)
    kept = opened(client, cast.librarian_a, where)
    again = opened(client, cast.deputy_a, where)
    stored = PrintedForm.objects.get()
    assert stored.printed_by == cast.librarian_a.pk
    assert first.content == kept.content == again.content == bytes(stored.pdf)


def test_a_change_is_shown_to_a_reader_and_stored_by_who_may_post(world: World, client: Client) -> None:
    where, cast = act_of_comparison(world), world.cast
    before = opened(client, cast.head_a, where).content
    FundSettings.objects.update_or_create(school=world.school, defaults={"head_name": "Новый Н.Н."})
    read = opened(client, cast.deputy_a, where).content
    assert (read != before, PrintedForm.objects.count()) == (True, 1)
    assert opened(client, cast.librarian_a, where).content == read
    assert [bytes(one.pdf) for one in PrintedForm.objects.order_by("number")] == [before, read]


def broken_template(*_arguments: Any, **_options: Any) -> bytes:
    raise RuntimeError("unclosed delimiter")


def panic(*_arguments: Any, **_options: Any) -> bytes:
    raise PanicException("renderer")


def no_memory(*_arguments: Any, **_options: Any) -> bytes:
    raise MemoryError


def half_a_file(*_arguments: Any, **_options: Any) -> bytes:
    return b"%PDF-1.7\n1 0 obj"


@pytest.mark.parametrize("failure", [broken_template, panic, no_memory, half_a_file])
def test_a_renderer_that_fails_stores_nothing_and_the_second_try_works(
    world: World, client: Client, monkeypatch: pytest.MonkeyPatch, failure: Callable[..., bytes]
) -> None:
    where = paper_of_receipt(world)
    client.raise_request_exception = False
    with monkeypatch.context() as patched:
        patched.setattr(paper.typst, "compile", failure)
        answer = opened(client, world.cast.librarian_a, where)
    assert answer.status_code == 500
    assert "Документ не удалось подготовить, ничего не сохранено" in answer.content.decode()
    assert "Traceback" not in answer.content.decode()
    assert PrintedForm.objects.count() == 0
    answer = opened(client, world.cast.librarian_a, where)
    assert (answer.status_code, answer.content[:5], PrintedForm.objects.count()) == (200, b"%PDF-", 1)


def test_a_draft_fails_in_words_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paper.typst, "compile", half_a_file)
    form = printing.Form(operation="acceptance", code=None, said={"title": "", "body": []})
    with pytest.raises(printing.PaperFailed, match=r"ничего не сохранено|nothing was stored"):
        printing.draft_pdf(form)


def test_a_stranger_to_the_renderer_is_not_swallowed(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_arguments: Any, **_options: Any) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(paper.typst, "compile", interrupt)
    with pytest.raises(KeyboardInterrupt):
        paper.render_pdf(printing.TEMPLATE, {"title": "", "body": []})


def test_a_school_of_which_nothing_is_known_prints_and_is_told_once(world: World, client: Client) -> None:
    FundSettings.objects.filter(school=world.school).delete()
    world.school.inn = ""
    world.school.save(update_fields=["inn"])
    where = paper_of_receipt(world)
    answer = opened(client, world.cast.librarian_a, where)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    receipt = Receipt.objects.get()
    page = client.get(reverse("fund:receipt", args=[world.school.uid, receipt.uid])).content.decode()
    assert page.count("На бумагах останется незаполненным") == 1
    assert "руководитель, главный бухгалтер, библиотекарь, ИНН" in page
    assert page.count(reverse("fund:settings", args=[world.school.uid])) == 1

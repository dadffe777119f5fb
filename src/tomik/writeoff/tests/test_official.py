"""0504144 and 0510440 say what the orders ask for."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomik.fund.models import FundSettings
from tomik.fund.public import draft_pdf, printed
from tomik.fund.tests.test_official import words_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import World
from tomik.writeoff import official
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.tests.test_acts import NAMES, approved, gone, physics_line, posted

pytestmark = pytest.mark.django_db
__all__ = ["today"]


def act_of(world: World) -> WriteoffAct:
    """A posted act of four copies."""
    FundSettings.objects.create(
        school=world.school,
        head_name="Петров П.П.",
        okpo="12345678",
        oktmo="69701000",
        accountant_name="Бух Б.Б.",
    )
    got(world, line(world.physics, 10))
    act = approved(world, physics_line(world))
    posted(world, act)
    return WriteoffAct.objects.select_related("school", "commission").get(pk=act.pk)


def test_0504144(world: World, tmp_path: Path) -> None:
    said = words_of(draft_pdf(official.act(act_of(world))), tmp_path)
    for expected in (
        "0504144", "Акт о списании исключенных объектов библиотечного фонда", "№ 1 от «05» октября 2026 г.", "УТВЕРЖДАЮ",
        "Петров П.П.", "12345678", world.school.full_name, "ветхость (физический износ)", "0 101 38 410", *NAMES,
        "приказом от «01» сентября 2026 г. № 15", "4 (четыре) экземпляра", "1 802 (одна тысяча восемьсот два) рубля 00 копеек",
        "Пункт вторичного сырья", "Список на исключение", "карт. 1", "450,50", "Председатель комиссии", "Коэф.",
    ):  # fmt: skip
        assert expected in said, expected


def test_0510440(world: World, tmp_path: Path) -> None:
    said = words_of(draft_pdf(official.decision(act_of(world))), tmp_path)
    for expected in (
        "0510440",
        "69701000",
        "383",
        "1 802,00",
        "прекратить признание активами 4 (четыре) экземпляра",
        *NAMES,
    ):
        assert expected in said, expected


def test_what_went_where(world: World, tmp_path: Path) -> None:
    act = act_of(world)
    gone(world, act, copies=4, grams=1600, kopecks=12_00, paper="квитанция 8")
    paper = printed(school=world.school, document_uid=act.uid, form=official.act(act), actor_id=None)
    said = words_of(bytes(paper.pdf), tmp_path)
    assert "квитанция 8" in said
    assert "12,00" in said
    assert "ЧЕРНОВИК" not in said

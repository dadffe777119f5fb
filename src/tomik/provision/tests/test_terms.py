"""A textbook that ends, has ended or is not in the list is pointed out in the plan, the import, the checklist."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests.cast import Cast
from tomik.catalogue.public import FederalListRow, SetStatus
from tomik.kernel import scope
from tomik.kernel.importing import Context, Row
from tomik.provision.checklist import checklist_of
from tomik.provision.imports.kind import PlanImport
from tomik.provision.public import PlanApproval, PlanLine
from tomik.provision.queries.school import school_provision
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL
from tomik.territory.public import system_scope

pytestmark = pytest.mark.django_db
YEAR = worlds.YEAR
ENDED, ENDS = (
    "срок использования истёк 31.08.2026",
    "срок использования кончается в этом учебном году 31.12.2026",
)


@pytest.fixture(autouse=True)
def in_the_school_year(time_machine: Any) -> None:
    time_machine.move_to("2026-11-24T10:00:00+07:00")


@pytest.fixture
def world(cast: Cast) -> worlds.World:
    """Set 1 ends within the year, set 2 has no row in any list."""
    with scope.acting(system_scope([cast.region.pk])):
        made = worlds.World(
            cast.region, cast.municipality, cast.school_a, cast.school_a.buildings.get(), cast.school_b
        )
        worlds.fill(made, SCHOOL, worlds.put_stock)
        SetStatus.objects.create(
            edition_set=made.sets[1],
            school_year=YEAR,
            status="expires",
            until=date(2026, 12, 31),
            row=FederalListRow.objects.first(),
        )
    return made


def text_of(client: Client, name: str, school: Any) -> str:
    answer = client.get(reverse(f"provision:{name}", args=[school.uid]), {"year": YEAR})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_plan_and_its_list_point_it_out(
    world: worlds.World, cast: Cast, client_of: Callable[..., Client]
) -> None:
    client = client_of(cast.librarian_a)
    plan = text_of(client, "plan", cast.school_a)
    assert "2 учебника плана требуют внимания:" in plan
    assert "срок кончается в этом году — 1; нет в федеральном перечне — 1." in plan
    listed = text_of(client, "plan-list", cast.school_a)
    assert ENDS in listed
    assert "нет в федеральном перечне" in listed


def test_the_checklist_points_it_out(world: worlds.World, cast: Cast) -> None:
    with scope.acting(system_scope([cast.region.pk])), override("ru"):
        made = checklist_of(cast.school_a, school_provision(cast.school_a, YEAR), made_on=date(2026, 11, 24))
    codes = {row["subject"]: row["list_code"] for row in made.rows}
    assert codes["Математика"].endswith(f": {ENDS}")
    assert codes["История"] == "нет в перечне"


def test_the_import_warns_before_it_is_applied(world: worlds.World, cast: Cast) -> None:
    for key, title in ((1, "Алгебра"), (2, "Всеобщая история"), (-1, "Старая алгебра")):
        world.sets[key].title = title
        world.sets[key].title_key = title.lower()
        world.sets[key].save(update_fields=["title", "title_key"])
    SetStatus.objects.filter(edition_set=world.sets[-1]).update(until=date(2026, 8, 31))
    rows = [
        Row(number, {"class": "6А", "subject": "Математика", "title": title})
        for number, title in enumerate(("Алгебра", "Всеобщая история", "Старая алгебра"), start=2)
    ]
    context = Context(school_id=cast.school_a.pk, user_id=1, options={"school_year": str(YEAR)})
    with scope.acting(system_scope([cast.region.pk])), override("ru"):
        plan = PlanImport().check(rows, context)
    told = [(one.row, one.severity, one.message) for one in plan.problems]
    assert told == [
        (2, "warning", f"Строка принята, но: {ENDS}."),
        (3, "warning", "Строка принята, но: нет в федеральном перечне."),
        (4, "warning", f"Строка принята, но: {ENDED}."),
    ]
    assert plan.rows_good == 3


def test_the_head_approves_and_opens_again(
    world: worlds.World, cast: Cast, client_of: Callable[..., Client]
) -> None:
    """By hand, as a head does it: the librarian has no button, the approved plan has no editing."""
    head, librarian = client_of(cast.head_a), client_of(cast.librarian_a)
    url = reverse("provision:approve", args=[cast.school_a.uid])
    assert "Утвердить план" in text_of(head, "plan", cast.school_a)
    assert "Утвердить план" not in text_of(librarian, "plan", cast.school_a)
    assert librarian.post(url, {"order_number": "17", "approved_on": "2026-08-25"}).status_code == 403
    assert head.post(url, {"order_number": "17", "approved_on": "2026-08-25"}).status_code == 303
    shown = text_of(librarian, "plan", cast.school_a)
    assert "План утверждён приказом 17 от 25.08.2026" in shown
    assert "Добавить строку" not in shown
    line = PlanLine.objects.filter(school=cast.school_a)
    with scope.acting(system_scope([cast.region.pk])):
        uid = line[0].uid
    edit = reverse("provision:line-delete", args=[cast.school_a.uid, uid])
    librarian.post(edit, {"version": "1"})
    with scope.acting(system_scope([cast.region.pk])):
        assert line.filter(uid=uid).exists()
        assert PlanApproval.objects.filter(school=cast.school_a, withdrawn_at=None).count() == 1
    assert head.post(url, {"order_number": "18", "approved_on": "2026-08-26"}).status_code == 303
    assert head.post(url, {"reopen": "1"}).status_code == 303
    assert "Добавить строку" in text_of(librarian, "plan", cast.school_a)
    with scope.acting(system_scope([cast.region.pk])):
        assert PlanApproval.objects.get(school=cast.school_a).withdrawn_at is not None

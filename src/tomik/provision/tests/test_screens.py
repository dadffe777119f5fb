"""Screens: who may see and do what, and what they show."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from tests.cast import Cast
from tomik.catalogue.public import Edition, EditionSet
from tomik.kernel import scope
from tomik.provision.models import PlanApproval, PlanLine, ShortageReason
from tomik.provision.public import take_snapshot
from tomik.provision.queries import region as regions
from tomik.provision.tests import world as worlds
from tomik.provision.tests.test_region import SCHOOL
from tomik.territory.public import system_scope

pytestmark = pytest.mark.django_db
YEAR = worlds.YEAR
ABSENT = UUID(int=0)
SCHOOL_SCREENS = (
    "school",
    "lacks",
    "surplus",
    "plan",
    "plan-list",
    "checklist",
    "checklist-xlsx",
    "checklist-pdf",
    "federal",
)
REGION_SCREENS = (
    "region",
    "region-heat",
    "region-schools",
    "region-silent",
    "region-federal",
)
Clients = Callable[[Any], Client]


@pytest.fixture(autouse=True)
def in_the_school_year(time_machine: Any) -> None:
    regions._memory.clear()
    time_machine.move_to("2026-11-24T10:00:00+07:00")


@pytest.fixture
def world(cast: Cast) -> worlds.World:
    """School A with its classes, plan and books."""
    with scope.acting(system_scope([cast.region.pk])):
        made = worlds.World(
            cast.region, cast.municipality, cast.school_a, cast.school_a.buildings.get(), cast.school_b
        )
        worlds.fill(made, SCHOOL, worlds.put_stock)
    return made


def page(client: Client, name: str, *args: Any, **query: Any) -> Any:
    return client.get(reverse(f"provision:{name}", args=args), query)


@pytest.mark.parametrize("name", SCHOOL_SCREENS)
def test_who_sees_a_schools_screens(world: worlds.World, cast: Cast, client_of: Clients, name: str) -> None:
    def status(user: Any, uid: UUID) -> int:
        return page(client_of(user), name, uid).status_code

    own = cast.school_a.uid
    assert status(cast.librarian_a, own) == 200
    assert status(cast.deputy_a, own) == 200
    assert status(cast.coordinator, own) == 200
    assert status(cast.operator, own) == 200
    assert status(cast.librarian_b, own) == 404
    assert status(cast.other_coordinator, own) == 404
    assert status(cast.outsider, own) == 404
    assert status(cast.librarian_a, ABSENT) == 404
    anonymous = page(Client(), name, own)
    assert (anonymous.status_code, "/accounts/login/" in anonymous["Location"]) == (302, True)
    assert client_of(cast.librarian_a).post(reverse(f"provision:{name}", args=[own])).status_code == 405


@pytest.mark.parametrize("name", REGION_SCREENS)
def test_who_sees_a_territorys_screens(
    world: worlds.World, cast: Cast, client_of: Clients, name: str
) -> None:
    for user in (cast.operator, cast.department, cast.coordinator, cast.other_coordinator):
        assert page(client_of(user), name).status_code == 200
    assert page(client_of(cast.librarian_a), name).status_code == 403
    assert page(client_of(cast.outsider), name).status_code == 403
    assert page(Client(), name).status_code == 302
    own, other = cast.municipality.pk, cast.other_municipality.pk
    assert page(client_of(cast.operator), name, municipality=other).status_code == 200
    assert page(client_of(cast.operator), name, municipality=-1).status_code == 404
    assert page(client_of(cast.coordinator), name, municipality=own).status_code == 200
    assert page(client_of(cast.coordinator), name, municipality=other).status_code == 404


def test_home_leads_to_the_unit(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    assert page(client_of(cast.librarian_a), "home")["Location"].endswith(f"/schools/{cast.school_a.uid}/")
    assert page(client_of(cast.coordinator), "home")["Location"].endswith("/provision/region/")


def test_the_matrix_shows_covered_and_needed(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    html = page(client_of(cast.librarian_a), "school", cast.school_a.uid).content.decode()
    assert "Не хватает 15 комплектов" in html
    assert "30/45" in html
    assert "70,5" in html
    assert "30 из 63" in html
    by_class = page(client_of(cast.librarian_a), "school", cast.school_a.uid, by="class").content.decode()
    assert "17/25" in by_class
    assert "13/20" in by_class


def test_the_drawer_shows_parts_lots_and_entries(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    subject = world.lines[1].subject_id
    client = client_of(cast.librarian_a)
    url = reverse("provision:cell", args=[cast.school_a.uid])
    found = client.get(url, {"subject": subject, "grade": 5}, headers={"HX-Request": "true"})
    html = found.content.decode()
    assert "<html" not in html
    assert "Пригодных комплектов: 30, нужно всей школе: 45." in html
    links = set(re.findall(r'href="(/(?:fund|ledger)/[^"]+)"', html))
    assert {link.split("/")[1] for link in links} == {"fund", "ledger"}
    assert {client.get(link).status_code for link in links} == {200}
    assert client.get(url, {"subject": subject, "grade": 5}).content.decode().count("<html") == 1
    assert client.get(url, {"subject": subject, "grade": 11}).status_code == 404
    assert client.get(url, {"subject": "x"}).status_code == 404
    assert client_of(cast.librarian_b).get(url, {"subject": subject, "grade": 5}).status_code == 404


def test_lists_go_to_excel(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.librarian_a)
    for name, cells in (("lacks", {8, 7}), ("surplus", {17})):
        answer = page(client, name, cast.school_a.uid, export="xlsx")
        sheet = load_workbook(io.BytesIO(answer.content)).active
        values = {cell.value for row in sheet.iter_rows() for cell in row}
        assert cells <= values


def test_checklist_keeps_live_formulas(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    answer = page(client_of(cast.librarian_a), "checklist-xlsx", cast.school_a.uid)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    header = [cell.value for cell in sheet[5]]
    assert len(header) == 32
    assert header[0].startswith("1. ")
    assert [sheet.cell(6, column).value for column in (24, 25, 26)] == [
        '=IF(M6=0,"",MIN(W6,M6)/M6)',
        "=MAX(M6-W6,0)",
        "=MAX(W6-M6,0)",
    ]
    rows = {row[7].value: row for row in sheet.iter_rows(min_row=6, max_row=8)}
    assert len(rows) == 2
    assert [sheet.cell(9, column).value for column in (13, 23, 24, 25, 26)] == [
        "=SUM(M6:M8)",
        "=SUM(W6:W8)",
        '=IF(M9=0,"",(M9-Y9)/M9)',
        "=SUM(Y6:Y8)",
        "=SUM(Z6:Z8)",
    ]
    values = load_workbook(io.BytesIO(answer.content), data_only=True).worksheets[0]
    assert [values.cell(9, column).value for column in (13, 23, 25, 26)] == [51, 53, 15, 17]
    assert page(client_of(cast.librarian_a), "checklist-pdf", cast.school_a.uid).content[:5] == b"%PDF-"


def test_the_federal_workbook_has_seven_forms(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    answer = page(client_of(cast.coordinator), "region-federal", year=YEAR)
    book = load_workbook(io.BytesIO(answer.content), data_only=True)
    assert book.sheetnames == [f"Форма {number}" for number in ("1", "2.1", "2.2", "3", "4", "5.1", "5.2")]
    third = [[cell.value for cell in row] for row in book["Форма 3"].iter_rows(min_row=5)]
    assert third[0][:2] == ["Учебный предмет (курс)", "Класс"]
    assert third[0][5] == (
        "Дополнительная потребность в учебниках в 2026/2027 учебном году, шт. (1 комплект = 1 шт.)"
    )
    assert ["Математика", 5, 0, 45, 30, 15, "не указана — 15"] in third


def test_a_coordinator_sees_counts_of_own_schools_only(
    world: worlds.World, cast: Cast, client_of: Clients
) -> None:
    own = page(client_of(cast.coordinator), "region").content.decode()
    other = page(client_of(cast.other_coordinator), "region").content.decode()
    assert "Не хватает 15 комплектов" in own
    assert "Школа А" in own
    assert "Школа А" not in other
    assert "Ни одна школа ещё не внесла план" in other
    assert "Ученик 5" not in own  # the names that the fixture gives to pupils
    points = page(client_of(cast.coordinator), "region").context["school_map"]
    assert re.findall(r'<a [^>]*aria-label="(.*?)".*?class="dot-(.)"', points) == [
        ("Школа А: 70,5 %, не хватает 15", "1"),
        ("Школа Б: —, не хватает 0", "0"),
    ]
    assert page(client_of(cast.other_coordinator), "region").context["school_map"].count("<circle") == 1
    silent = page(client_of(cast.coordinator), "region-silent").content.decode()
    assert "Школа Б" in silent


@pytest.mark.parametrize(
    "name", ["municipality-subject", "municipality-grade", "school-grade", "school-subject"]
)
def test_heat_maps(world: worlds.World, cast: Cast, client_of: Clients, name: str) -> None:
    html = page(client_of(cast.operator), "region", map=name).content.decode()
    assert "heat-1" in html
    book = page(client_of(cast.operator), "region-heat", map=name)
    sheet = load_workbook(io.BytesIO(book.content), data_only=True).active
    assert [51, 36, 15] in [[cell.value for cell in row][-3:] for row in sheet.iter_rows()]


def test_table_and_map_are_linked(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    """Choosing works by links alone: the row leads to the map, the point to the row, then to the school."""
    client, key = client_of(cast.operator), cast.municipality.pk
    free = page(client, "region", year=YEAR)
    assert (
        f'<tr id="unit-{key}" data-unit="{key}"><th scope="row"><a class="locate" href="?map='
        in free.context["heat"]
    )
    chosen = page(client, "region", year=YEAR, chosen=key)
    text = chosen.content.decode()
    assert f'<tr id="unit-{key}" data-unit="{key}" class="is-chosen">' in text
    points = re.findall(
        r'<a href="([^"]*)" data-unit="(\d+)"[^>]*?(is-chosen|tabindex="-1")', chosen.context["school_map"]
    )
    own = [address for address, unit, state in points if int(unit) == key and state == "is-chosen"]
    others = [address for address, unit, state in points if state != "is-chosen"]
    assert sorted(own) == sorted(
        f"/provision/schools/{one.uid}/?year={YEAR}" for one in (cast.school_a, cast.school_b)
    )
    other = cast.other_municipality.pk
    assert others == [f"?map=municipality-subject&amp;year={YEAR}&amp;chosen={other}#unit-{other}"]
    assert page(client, "region", year=YEAR, chosen="нет").context["chosen"] == 0
    by_school = page(client, "region", year=YEAR, map="school-grade", chosen=cast.school_a.pk)
    assert by_school.context["chosen_name"] == "Школа А"


def test_the_region_as_it_was(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.operator)
    assert not page(client, "region", year=YEAR).context["moments"]
    assert take_snapshot(cast.region, YEAR, taken_on=date(2026, 9, 15))
    with scope.acting(system_scope([cast.region.pk])):
        PlanLine.objects.all().delete()
        regions.refresh(cast.region, YEAR, wait=True)
    now, then = page(client, "region", year=YEAR), page(client, "region", year=YEAR, on="2026-09-15")
    assert (now.context["total"].lacking, then.context["total"].lacking) == (0, 15)
    text = " ".join(then.content.decode().split())
    assert "Как было на конец дня 15.09.2026." in text
    assert (
        '<option value="2026-09-15" selected>15.09.2026 — обеспеченность по факту на 15 сентября</option>'
        in text
    )
    assert page(client, "region-schools", year=YEAR, on="2026-09-15").status_code == 200
    assert page(client, "region", year=YEAR, on="2026-09-14").status_code == 404
    assert page(client, "region", year=YEAR, on="вчера").context["total"].lacking == 0
    coordinator = page(client_of(cast.coordinator), "region", year=YEAR, on="2026-09-15")
    assert coordinator.context["total"].lacking == 15


def test_a_reason_is_proposed_and_marked(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    with scope.acting(system_scope([cast.region.pk])):
        worlds.put(world, world.editions[-1, 1], 60)
        worlds.put(world, world.editions[-1, 2], 60)
        worlds.post(world)
    client = client_of(cast.librarian_a)
    text = " ".join(page(client, "reason", cast.school_a.uid, world.lines[1].uid).content.decode().split())
    assert "По данным учёта похоже: истечение срока использования" in text
    assert re.search(r'<option value="expired" selected>', text)
    plain = " ".join(page(client, "reason", cast.school_a.uid, world.lines[3].uid).content.decode().split())
    assert "По данным учёта похоже" not in plain
    assert '<option value="" selected>—</option>' in plain


def edit(world: worlds.World) -> dict[str, Any]:
    line = world.lines[3]
    return {
        "sets": [world.sets[2].pk],
        "group_name": line.group_name,
        "learners": 14,
        "per": "pupil",
        "medium": "printed",
        "curriculum_part": "compulsory",
        "version": 1,
    }


def test_a_line_is_edited_on_its_screen(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    client, uid = client_of(cast.librarian_a), world.lines[3].uid
    url = reverse("provision:line", args=[cast.school_a.uid, uid])
    assert client.get(url).status_code == 200
    assert client.post(url, {**edit(world), "sets": []}).status_code == 422
    assert client.post(url, {**edit(world), "version": 7}).status_code == 409
    assert client.post(url, edit(world)).status_code == 303
    assert client.post(url, edit(world)).status_code == 409
    with scope.acting(system_scope([cast.region.pk])):
        stored = PlanLine.objects.get(uid=uid)
    assert (stored.learners, stored.per, stored.version) == (14, "pupil", 2)


@pytest.mark.parametrize(
    ("name", "with_line"),
    [
        ("line", True),
        ("line-delete", True),
        ("reason", True),
        ("copy-year", False),
        ("textbook-line", False),
        ("copy-class", False),
    ],
)
def test_who_may_change_a_plan(
    world: worlds.World, cast: Cast, client_of: Clients, name: str, with_line: bool
) -> None:
    args = [cast.school_a.uid, world.lines[3].uid] if with_line else [cast.school_a.uid]
    url = reverse(f"provision:{name}", args=args)
    for user, expected in ((cast.deputy_a, 403), (cast.coordinator, 403), (cast.librarian_b, 404)):
        assert client_of(user).post(url, edit(world)).status_code == expected
    assert Client().post(url).status_code == 302
    if with_line:
        absent = reverse(f"provision:{name}", args=[cast.school_a.uid, ABSENT])
        assert client_of(cast.librarian_a).post(absent, edit(world)).status_code == 404
    with scope.acting(system_scope([cast.region.pk])):
        stored = PlanLine.objects.get(uid=world.lines[3].uid)
        assert (stored.learners, stored.version, ShortageReason.objects.count()) == (12, 1, 0)


def test_a_new_line_for_the_whole_parallel(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    with scope.acting(system_scope([cast.region.pk])):
        subject = worlds.subject_of("Физика", electronic_allowed=False)
        made = EditionSet.objects.create(title="Физика 5", subject=subject, grade_from=5, grade_to=5)
        Edition.objects.create(edition_set=made, part=1, title="Физика 5")
    client, url = client_of(cast.librarian_a), reverse("provision:line-new", args=[cast.school_a.uid])
    assert "Какой класс" in client.get(url).content.decode() or client.get(url).status_code == 200
    chosen = f"{url}?class={world.classes[1].pk}&subject={subject.pk}"
    assert "Физика 5" in client.get(chosen).content.decode()
    body = {**edit(world), "sets": [made.pk], "group_name": "", "learners": "", "version": 0, "parallel": "1"}
    assert client.post(chosen, body).status_code == 303
    with scope.acting(system_scope([cast.region.pk])):
        lines = PlanLine.objects.filter(subject=subject).values_list("class_group__letter", flat=True)
        assert sorted(lines) == ["А", "Б"]


def test_reason_is_written_and_shown(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.librarian_a)
    url = reverse("provision:reason", args=[cast.school_a.uid, world.lines[1].uid])
    body = {
        "reason": "growth",
        "note": "закупка до сентября",
        "closes_on": "2026-12-15",
        "responsible": "Директор",
    }
    assert client.post(url, {**body, "reason": "нет"}).status_code == 422
    assert client.post(url, body).status_code == 303
    assert "закупка до сентября" in page(client, "lacks", cast.school_a.uid).content.decode()
    assert "закупка до сентября 15.12.2026" in page(client, "checklist", cast.school_a.uid).content.decode()


def test_only_the_head_approves(world: worlds.World, cast: Cast, client_of: Clients) -> None:
    url = reverse("provision:approve", args=[cast.school_a.uid])
    body = {"order_number": "41", "approved_on": "2026-08-25"}
    assert client_of(cast.librarian_a).post(url, body).status_code == 403
    assert client_of(cast.head_a).post(url, {"approved_on": "вчера"}).status_code == 422
    assert client_of(cast.head_a).post(url, body).status_code == 303
    with scope.acting(system_scope([cast.region.pk])):
        assert PlanApproval.objects.get().approved_on == date(2026, 8, 25)
    client = client_of(cast.librarian_a)
    assert (
        client.post(
            reverse("provision:line", args=[cast.school_a.uid, world.lines[3].uid]), edit(world)
        ).status_code
        == 422
    )
    html = page(client, "plan", cast.school_a.uid).content.decode()
    assert "приказом 41" in html
    assert client_of(cast.head_a).post(url, {"reopen": "1"}).status_code == 303


def test_empty_school(cast: Cast, client_of: Clients) -> None:
    client = client_of(cast.librarian_b)
    for name in SCHOOL_SCREENS:
        assert page(client, name, cast.school_b.uid).status_code == 200
    assert "план" in page(client, "school", cast.school_b.uid).content.decode().lower()

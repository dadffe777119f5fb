"""Screens of internal moves and of the drafts of a hand-over, by plain forms."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tomik.fund.models import Copy, Move, PrintedForm, Receipt
from tomik.fund.queries.moves import shelf_lots
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of
from tomik.fund.services.moves import save_move
from tomik.fund.tests.forms import absent, text_of
from tomik.fund.tests.test_moves import lots, moved, stock, whole
from tomik.fund.tests.test_official_movement import settings_of
from tomik.fund.tests.test_receipts import got, line, today
from tomik.fund.tests.world import ISBN_MATHS, World
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry, close_period

pytestmark = pytest.mark.django_db
__all__ = ["stock", "today"]
Stock = dict[str, tuple[int, int]]
INN = "7000000010"
MATHS_1, PHYSICS = "Математика 1", "Физика 1"


@pytest.fixture
def client(world: World, client_of: Any) -> Client:
    return client_of(world.cast.librarian_a)


def url(name: str, world: World, *more: Any) -> str:
    return reverse(f"fund:{name}", args=[world.school.uid, *more])


class Page:
    """An editor as a person without JavaScript has it: every button sends everything that is typed."""

    def __init__(self, client: Client, where: str, **head: Any) -> None:
        self.client, self.where, self.typed = client, where, dict(head)

    def press(self, do: str, **typed: Any) -> Any:
        """Press a button; what the page then holds is typed into the next one."""
        response = self.client.post(self.where, self.typed | typed | {"do": do})
        if response.context and "state" in response.context:
            lines = response.context["state"].shelves.lines
            head = {name: value for name, value in (self.typed | typed).items() if "-" not in name}
            self.typed = head | {"q": "", "add_copies": "", "row": [one.key for one in lines]}
            for one in lines:
                self.typed |= {
                    f"copies-{one.key}": one.typed,
                    f"told-{one.key}": " ".join(str(copy.uid) for copy in one.told),
                }
        return response

    def shown(self, do: str, **typed: Any) -> list[tuple[int, str]]:
        """Lines (lot, copies) after a button."""
        return [(one.key, one.typed) for one in self.press(do, **typed).context["state"].shelves.lines]


@pytest.fixture
def page(world: World, client: Client, stock: Stock) -> Page:
    head: dict[str, Any] = {
        "version": "0", "operation_id": str(uuid7()), "moved_on": "2026-09-14", "from_building": world.main.pk,
        "to_building": world.branch.pk, "basis_name": "приказ директора", "basis_number": "31", "basis_on": "2026-09-10",
        "gave_post": "Библиотекарь", "gave_name": "Иванова И.И.", "took_post": "Учитель", "took_name": "Белова О.О.", "note": "",
    }  # fmt: skip
    return Page(client, url("move-edit", world, uuid7()), **head)


class TestAdding:
    def test_by_isbn_by_words_and_everything(self, page: Page, stock: Stock) -> None:
        maths, physics = stock[MATHS_1][0], stock[PHYSICS][0]
        assert page.shown("add", q=ISBN_MATHS) == [(maths, "1")]
        assert page.shown("add", q=ISBN_MATHS, add_copies="4") == [(maths, "5")]
        assert page.shown("all", q="физика") == [(maths, "5"), (physics, "10")]
        assert page.shown(f"fill:{maths}") == [(maths, "30"), (physics, "10")]
        assert page.press("add", q=ISBN_MATHS).context["answer"].is_problem
        assert page.shown(f"remove:{maths}") == [(physics, "10")]

    def test_never_more_than_stands_there(self, page: Page, stock: Stock) -> None:
        response = page.press("add", q="физика", add_copies="99")
        assert response.context["answer"].is_problem
        assert page.typed[f"copies-{stock[PHYSICS][0]}"] == "10"
        assert page.press("add", q="физика", add_copies="-1").context["answer"].is_problem

    def test_a_title_of_two_parts_asks_which(self, world: World, page: Page, stock: Stock) -> None:
        answer = page.press("add", q="математика").context["answer"]
        assert [(one.there, one.edition) for one in answer.titles] == [
            (30, world.maths[0].uid),
            (25, world.maths[1].uid),
        ]
        assert page.shown(f"choose:{world.maths[1].uid}", add_copies="3") == [(stock["Математика 2"][0], "3")]
        assert page.shown(f"choose-all:{world.maths[1].uid}") == [(stock["Математика 2"][0], "25")]

    def test_the_oldest_lot_goes_first(self, world: World, page: Page, stock: Stock) -> None:
        got(
            world,
            line(world.physics, 5, 400_00),
            received_on=date(2025, 8, 1),
            papers_number="1",
            papers_on=None,
        )
        old, new = [key for key, _there in sorted_lots(world)]
        assert page.shown("add", q="физика", add_copies="7") == [(old, "5"), (new, "2")]

    @pytest.mark.parametrize("text", ["история", "9785090716148", "Неизвестная книга", "100%_"])
    def test_what_is_not_there_is_said(self, page: Page, text: str) -> None:
        response = page.press("add", q=text)
        assert response.context["answer"].is_problem
        assert text in response.content.decode()

    def test_a_label_is_counted_once(self, world: World, page: Page, stock: Stock) -> None:
        codes = codes_of(allot_labels(school=world.school, count=4, actor_id=None))
        bind_codes(school=world.school, edition_id=world.physics.pk, codes=codes[:3], actor_id=None)
        lot = stock[PHYSICS][0]
        assert page.shown("add", q=codes[0]) == [(lot, "1")]
        assert page.press("add", q=codes[0]).context["answer"].is_problem
        assert page.shown("add", q=codes[1]) == [(lot, "2")]
        assert page.press("add", q=codes[3]).context["answer"].is_problem
        page.typed[f"copies-{lot}"] = "1"
        assert page.press("post").status_code == 422
        page.typed[f"copies-{lot}"] = "2"
        assert page.press("post").status_code == 303
        found = Copy.objects.filter(code__in=codes[:2]).values_list("pk", flat=True)
        assert Move.objects.get().lines.get().copy_ids == list(found.order_by("pk"))
        copy = Copy.objects.get(code=codes[0])
        assert (
            url("move", world, Move.objects.get().uid)
            in page.client.get(url("copy", world, copy.uid)).content.decode()
        )

    def test_an_inventory_number(self, world: World, page: Page, stock: Stock) -> None:
        got(world, line(world.history[0], 2, is_individual=True), papers_number="9", papers_on=None)
        page.press("add", q="2")
        assert page.typed[f"told-{lots(world)['История 1'][0]}"] == str(
            Copy.objects.get(inventory_number=2).uid
        )

    def test_htmx_gets_the_form_alone(self, client: Client, page: Page) -> None:
        typed = page.typed | {"do": "add", "q": ISBN_MATHS}
        content = client.post(page.where, typed, headers={"HX-Request": "true"}).content.decode()
        assert content.lstrip().startswith("<form")
        assert "<html" not in content

    @pytest.mark.parametrize("junk", [{"row": "x"}, {"row": "999999999"}, {"row": "1" * 40}])
    def test_a_forged_form_does_no_harm(self, page: Page, junk: dict[str, str]) -> None:
        page.typed |= junk
        assert page.shown("show") == []
        for do in ("choose:1", "choose-all:zz", "remove:x", "fill:x"):
            assert page.press(do).status_code == 200


def sorted_lots(world: World) -> list[tuple[int, int]]:
    """Both lots of physics, the older first."""
    return [
        (lot.lot_id, lot.there)
        for lot in shelf_lots(world.school.pk, world.main.pk, edition=world.physics.uid)
    ]


class TestPosting:
    def test_from_the_editor_to_the_paper(
        self, world: World, client: Client, page: Page, stock: Stock
    ) -> None:
        settings_of(world.school)
        page.press("add", q=ISBN_MATHS, add_copies="12")
        page.press("all", q="физика")
        response = page.press("post")
        move, entry = Move.objects.get(), Entry.objects.get(kind="move")
        assert (response.status_code, response["Location"]) == (303, url("move", world, move.uid))
        content = client.get(response["Location"]).content.decode()
        assert reverse("ledger:entry", args=[world.school.uid, entry.uid]) in content
        assert (
            url("move", world, move.uid)
            in client.get(reverse("ledger:entry", args=[world.school.uid, entry.uid])).content.decode()
        )
        paper = client.get(url("move-paper", world, move.uid))
        assert (
            paper.content
            == client.get(url("move-paper", world, move.uid)).content
            == bytes(PrintedForm.objects.get().pdf)
        )
        assert absent(text_of(paper.content), (
            "Форма по ОКУД 0510450", "Накладная на внутреннее перемещение объектов нефинансовых активов", "№ 1 от «14» сентября 2026 г.",
            world.school.full_name, f"Отправитель (откуда) {world.main.name}", "Получатель (куда) Корпус 2, ул. Лесная, 5",
            "Библиотекарь, Иванова И.И.", "Учитель, Белова О.О.", "приказ директора № 31 от «10» сентября 2026 г.", "Моро М.И. Математика, ч. 1",
            "карт. 1", "450,50", "5 406,00", "Пёрышкин А.В. Физика", "карт. 3", "3 000,00", "22 (двадцать два) экземпляра",
            "8 406 (восемь тысяч четыреста шесть) рублей", "Передал: Библиотекарь", "Принял: Учитель", "Бухгалтерова Б.Б.",
        )) == []  # fmt: skip
        assert "ЧЕРНОВИК" not in text_of(paper.content)
        assert "0510450" in client.get(url("move", world, move.uid)).content.decode()

    def test_before_2025_it_is_0504102(self, world: World, client: Client, page: Page) -> None:
        page.press("add", q=ISBN_MATHS)
        assert page.press("save", moved_on="2024-12-31").status_code == 303
        said = text_of(client.get(url("move-paper", world, Move.objects.get().uid)).content)
        assert absent(said, ("0504102", "ЧЕРНОВИК")) == []
        assert not PrintedForm.objects.exists()

    def test_a_second_click_posts_once(self, page: Page) -> None:
        page.press("all", q="физика")
        first, second = page.press("post"), page.press("post")
        assert (first.status_code, second.status_code, first["Location"]) == (303, 303, second["Location"])
        assert (Move.objects.get().number, Entry.objects.filter(kind="move").count()) == (1, 1)

    def test_every_problem_at_once(self, world: World, page: Page, stock: Stock) -> None:
        page.press("add", q=ISBN_MATHS)
        page.press("add", q="физика")
        maths, physics = stock[MATHS_1][0], stock[PHYSICS][0]
        wrong = {
            f"copies-{maths}": "31",
            f"copies-{physics}": "1,5",
            "moved_on": "2026-11-25",
            "to_building": world.main.pk,
        }
        response = page.press("post", **wrong)
        assert response.status_code == 422
        assert sorted(response.context["head"].errors) == ["moved_on", "to_building"]
        assert [len(one.errors) for one in response.context["lines"]] == [1, 1]
        assert [one.typed for one in response.context["lines"]] == ["31", "1,5"]
        assert 'role="alert"' in response.content.decode()
        assert (Move.objects.count(), Entry.objects.filter(kind="move").count()) == (0, 0)

    @pytest.mark.parametrize(
        ("name", "value"),
        [("moved_on", ""), ("moved_on", "1899-01-01"), ("from_building", "-1"), ("to_building", ""), ("basis_on", "2099-01-01"),
         ("basis_name", "я" * 201), ("took_name", "я" * 161), ("note", "я" * 501)],
    )  # fmt: skip
    def test_a_wrong_head(self, page: Page, name: str, value: str) -> None:
        page.press("add", q=ISBN_MATHS)
        response = page.press("post", **{name: value})
        assert (response.status_code, list(response.context["head"].errors)) == (422, [name])

    def test_no_lines_and_a_wrong_key(self, page: Page) -> None:
        assert page.press("post").status_code == 422
        page.press("add", q=ISBN_MATHS)
        assert page.press("save", operation_id="x").status_code == 422

    def test_a_closed_year_is_named(self, world: World, page: Page) -> None:
        close_period(school_id=world.school.pk, through=date(2026, 9, 30), document_number="акт 4")
        page.press("add", q=ISBN_MATHS)
        response = page.press("post")
        assert (response.status_code, "акт 4" in response.content.decode()) == (409, True)
        assert len(response.context["lines"]) == 1
        assert not Move.objects.exists()

    def test_changed_meanwhile_keeps_what_was_typed(self, world: World, page: Page, stock: Stock) -> None:
        page.press("add", q=ISBN_MATHS, add_copies="3")
        page.press("save")
        page.typed["version"] = "1"
        uid = Move.objects.get().uid
        save_move(whole(world, (stock[PHYSICS][0], 9), uid=uid, version=1), actor_id=None)
        response = page.press("save")
        assert (response.status_code, response.context["state"].theirs.version) == (409, 2)
        assert page.press("over", their_version="2").status_code == 303
        assert Move.objects.get().lines.get().copies == 3

    def test_a_draft_is_shown_again_and_thrown_away(self, world: World, client: Client, page: Page) -> None:
        page.press("add", q=ISBN_MATHS, add_copies="3")
        assert page.press("save").status_code == 303
        uid = Move.objects.get().uid
        shown = client.get(url("move-edit", world, uid)).context
        assert [one.typed for one in shown["lines"]] == ["3"]
        assert shown["head"]["took_name"].value() == "Белова О.О."
        assert client.post(url("move-discard", world, uid), {}).status_code == 422
        assert client.post(url("move-discard", world, uid), {"version": "9"}).status_code == 409
        assert client.post(url("move-discard", world, uid), {"version": "1"}).status_code == 303
        assert not Move.objects.exists()

    def test_it_is_taken_back_on_its_own_screen(self, world: World, client: Client, page: Page) -> None:
        page.press("all", q="физика")
        page.press("post")
        move, entry = Move.objects.get(), Entry.objects.get(kind="move")
        assert client.get(url("move-edit", world, move.uid)).status_code == 302
        ledger = reverse("ledger:reverse", args=[world.school.uid, entry.uid])
        reason = {"operation_id": str(uuid7()), "reason": "Не тот корпус"}
        assert client.post(ledger, reason).status_code == 422
        assert client.post(url("move-reverse", world, move.uid), {}).status_code == 422
        assert client.post(url("move-reverse", world, move.uid), reason).status_code == 303
        assert client.post(url("move-reverse", world, move.uid), reason).status_code == 303
        content = client.get(url("move", world, move.uid)).content.decode()
        assert "Не тот корпус" in content
        assert lots(world)[PHYSICS][1] == 10

    def test_what_has_moved_on_is_named(self, world: World, client: Client, stock: Stock) -> None:
        uid = uuid7()
        moved(world, (stock[PHYSICS][0], 10), uid=uid)
        moved(world, (stock[PHYSICS][0], 4), from_building_id=world.branch.pk, to_building_id=world.main.pk)
        refused = client.post(
            url("move-reverse", world, uid), {"operation_id": str(uuid7()), "reason": "Ошибка"}
        )
        assert (refused.status_code, "Пёрышкин А.В. Физика" in refused.content.decode()) == (422, True)


class TestList:
    def test_filters_and_excel(self, world: World, client: Client, stock: Stock) -> None:
        moved(world, (stock[PHYSICS][0], 10))
        save_move(
            whole(world, (stock[MATHS_1][0], 2), basis_name="Служебная записка", basis_number=""),
            actor_id=None,
        )
        where = url("moves", world)
        for query, count in (
            ("", 2), ("?q=физика", 1), ("?q=записка", 1), ("?q=31", 1), ("?state=draft", 1), (f"?building={world.branch.pk}", 2),
            ("?since=2026-09-15", 0), ("?sort=-kopecks", 2),
        ):  # fmt: skip
            assert client.get(where + query).context["count"] == count, query
        assert client.get(where + "?export=xlsx").content.startswith(b"PK")

    def test_a_school_of_one_building(self, world: World, client_of: Any) -> None:
        client = client_of(world.cast.librarian_b)
        where = reverse("fund:moves", args=[world.cast.school_b.uid])
        assert (
            reverse("fund:move-new", args=[world.cast.school_b.uid]) not in client.get(where).content.decode()
        )
        assert client.get(reverse("fund:move-new", args=[world.cast.school_b.uid])).status_code == 200

    def test_the_fund_leads_here(self, world: World, client: Client, stock: Stock) -> None:
        assert url("moves", world) in client.get(url("school", world)).content.decode()

    def test_another_school_and_a_weak_role(self, world: World, client_of: Any, stock: Stock) -> None:
        uid = uuid7()
        moved(world, (stock[PHYSICS][0], 1), uid=uid)
        stranger, deputy = client_of(world.cast.librarian_b), client_of(world.cast.deputy_a)
        for name, more in (
            ("moves", ()),
            ("move", (uid,)),
            ("move-paper", (uid,)),
            ("move-new", ()),
            ("handover", ()),
        ):
            assert stranger.get(url(name, world, *more)).status_code == 404, name
            assert deputy.get(url(name, world, *more)).status_code == (
                200 if name in {"moves", "move"} else 403
            ), name
        for name in ("move-reverse", "move-discard", "move-edit"):
            assert stranger.post(url(name, world, uid), {}).status_code == 404
            assert deputy.post(url(name, world, uid), {}).status_code == 403
        theirs = reverse("fund:move", args=[world.cast.school_b.uid, uid])
        assert stranger.get(theirs).status_code == 404


@pytest.fixture
def drafts(world: World, client: Client, stock: Stock) -> Page:
    head = {
        "handed_on": "2026-09-14", "from_building": world.main.pk, "receiver_name": "", "receiver_inn": "", "asked": "",
        "basis_name": "распоряжение учредителя", "basis_number": "14-р", "basis_on": "2026-09-10", "attachments": "1",
    }  # fmt: skip
    return Page(client, url("handover", world), **head)


class TestHandover:
    def test_both_drafts(self, world: World, drafts: Page, stock: Stock) -> None:
        settings_of(world.school)
        drafts.press("add", q=ISBN_MATHS, add_copies="12")
        entries = Entry.objects.count()
        who = {"receiver_name": "МБОУ «СОШ № 5»", "receiver_inn": INN}
        act = drafts.press("print:handover", **who)
        assert (act.status_code, act["Content-Type"]) == (200, "application/pdf")
        assert absent(text_of(act.content), (
            "ЧЕРНОВИК", "0510448", "№ ____ от «14» сентября 2026 г.", world.school.full_name, "МБОУ «СОШ № 5»", INN,
            "распоряжение учредителя № 14-р от «10» сентября 2026 г.", "Моро М.И. Математика, ч. 1", "карт. 1", "5 406,00",
            "12 (двенадцать) экземпляров", "Приложения: 1", "Иванова И.И.", "Петров П.П.",
        )) == []  # fmt: skip
        notice = text_of(drafts.press("print:notice", **who).content)
        assert (
            absent(
                notice,
                ("ЧЕРНОВИК", "0504805", "Извещение", "МБОУ «СОШ № 5»", "5 406,00", "Заполняется получателем"),
            )
            == []
        )
        assert (Entry.objects.count(), PrintedForm.objects.count(), Move.objects.count()) == (entries, 0, 0)
        assert lots(world) == stock

    def test_the_receiver_is_found_by_name_and_only_name_and_inn_are_shown(
        self, world: World, drafts: Page, cast: Cast
    ) -> None:
        settings_of(cast.school_b)
        response = drafts.press("find", asked=cast.school_b.short_name)
        assert cast.school_b in response.context["state"].found
        assert world.school not in response.context["state"].found
        content = response.content.decode()
        assert "Петров П.П." not in content
        chosen = drafts.press(f"receiver:{cast.school_b.uid}")
        assert chosen.context["head"]["receiver_name"].value() == cast.school_b.full_name
        assert chosen.context["head"]["receiver_inn"].value() == cast.school_b.inn
        assert drafts.press("find", asked=cast.school_b.inn).context["state"].found == [cast.school_b]
        assert drafts.press("add", asked=cast.school_b.short_name).context["state"].found == [cast.school_b]
        assert drafts.press("find", asked="Школа на Марсе").context["state"].told
        assert drafts.press("find", asked="x").context["state"].told
        assert drafts.press("receiver:zz").status_code == 200

    def test_every_problem_at_once(self, drafts: Page, stock: Stock) -> None:
        drafts.press("add", q=ISBN_MATHS)
        wrong = {
            f"copies-{stock[MATHS_1][0]}": "31",
            "receiver_inn": "123",
            "basis_on": "2099-01-01",
            "handed_on": "",
        }
        response = drafts.press("print:handover", **wrong)
        assert response.status_code == 422
        assert sorted(response.context["head"].errors) == [
            "basis_on",
            "handed_on",
            "receiver_inn",
            "receiver_name",
        ]
        assert [len(one.errors) for one in response.context["lines"]] == [1]
        drafts.typed["row"] = []
        assert drafts.press("print:notice", receiver_name="Школа").status_code == 422
        assert drafts.press("print:x", receiver_name="Школа").status_code == 422


def test_papers_of_the_receiving_side(world: World, client: Client) -> None:
    settings_of(world.school)
    got(
        world,
        line(world.physics, 10, 300_00),
        kind="school",
        supplier_name="МБОУ «СОШ № 5»",
        supplier_inn=INN,
        papers_number="17",
        papers_on=date(2026, 8, 18),
    )
    other = got(world, line(world.physics, 1, 300_00), papers_number="x", papers_on=None)
    receipt = Receipt.objects.get(kind="school")
    content = client.get(url("receipt", world, receipt.uid)).content.decode()
    for name, words in (
        ("handover", ("0510448", "№ 17 от «18» августа 2026 г.", "МБОУ «СОШ № 5»", INN, world.school.full_name, "Пёрышкин А.В. Физика", "3 000,00", "Иванова И.И.")),
        ("notice", ("0504805", "№ 17 от «18» августа 2026 г.", "МБОУ «СОШ № 5»", "3 000,00", "Заполняется получателем")),
    ):  # fmt: skip
        where = url("receipt-paper", world, receipt.uid, name)
        assert where in content
        paper = client.get(where).content
        assert absent(text_of(paper), words) == [], name
        assert client.get(where).content == paper
        assert client.get(url("receipt-paper", world, other.entry.document_uid, name)).status_code == 404

"""Screens of receipts over HTTP: the editor by plain forms, posting, papers, what comes back."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tomik.catalogue.public import CatalogueProposal, Edition
from tomik.fund.models import PrintedForm, Receipt, SummaryRecord
from tomik.fund.services.receipts import save_receipt
from tomik.fund.tests.test_receipts import header, line
from tomik.fund.tests.world import ISBN_MATHS, World
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry, close_period

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today() -> Any:
    """A day of the autumn on which nothing of the tests is in the future."""
    with time_machine.travel("2026-11-24 05:00:00+00:00", tick=True):
        yield


@pytest.fixture
def client(world: World, client_of: Any) -> Client:
    return client_of(world.cast.librarian_a)


def url(name: str, world: World, *more: Any) -> str:
    return reverse(f"fund:{name}", args=[world.school.uid, *more])


class Page:
    """The editor as a person without JavaScript has it: every button sends everything that is typed."""

    def __init__(self, world: World, client: Client, **head: Any) -> None:
        self.world, self.client, self.uid = world, client, uuid7()
        self.operation = str(uuid7())
        self.typed: dict[str, Any] = {
            "version": "0", "operation_id": self.operation, "kind": "supplier", "received_on": "2026-08-20",
            "building": world.main.pk, "source": "regional", "supplier_name": "АО «Издательство»", "supplier_inn": "",
            "papers_kind": "upd", "papers_number": "УПД-17", "papers_on": "2026-08-18", "contract": "", "note": "",
            "q": "", "add_copies": "", "add_price": "", "add_price_of": "part",
        } | head  # fmt: skip

    def press(self, do: str, **typed: Any) -> Any:
        """Press a button; what the page then holds is typed into the next one."""
        response = self.client.post(
            url("receipt-edit", self.world, self.uid), self.typed | typed | {"do": do}
        )
        if response.context and "state" in response.context:
            self.keep(response.context["state"], self.typed | typed)
        return response

    def keep(self, state: Any, typed: dict[str, Any]) -> None:
        head = {name: value for name, value in typed.items() if name in self.typed and "-" not in name}
        self.typed = head | {
            "q": "",
            "add_copies": "",
            "add_price": "",
            "row": [line.key for line in state.lines],
        }
        for one in state.lines:
            self.typed[f"edition-{one.key}"] = str(one.edition.uid)
            for name, value in one.typed.items():
                if value is True:
                    self.typed[f"{name}-{one.key}"] = "1"
                elif value is not False:
                    self.typed[f"{name}-{one.key}"] = value

    def type(self, number: int, **values: Any) -> None:
        """Type into line `number` (from 1)."""
        key = self.typed["row"][number - 1]
        self.typed |= {f"{name}-{key}": value for name, value in values.items()}


@pytest.fixture
def page(world: World, client: Client) -> Page:
    return Page(world, client)


class TestAdding:
    def test_isbn_scanned_and_scanned_again(self, world: World, page: Page) -> None:
        assert page.press("add", q=ISBN_MATHS, add_price="350,50").status_code == 200
        shown = page.press("add", q="978-5-09-071614-7").context["state"]
        assert [(one.edition, one.typed["copies"], one.typed["price"]) for one in shown.lines] == [
            (world.maths[0], "2", "350,50")
        ]
        assert "2" in shown.answer.said
        page.press("add", q=ISBN_MATHS, add_copies="28")
        assert page.typed["copies-1"] == "30"

    def test_a_slip_of_the_isbn_is_told(self, page: Page) -> None:
        shown = page.press("add", q="9785090716148").context["state"]
        assert (shown.lines, shown.answer.is_problem) == ([], True)

    def test_one_title_is_added_several_are_offered(self, world: World, page: Page) -> None:
        page.press("add", q="физика 7", add_copies="25")
        response = page.press("add", q="история")
        shown = response.context["state"]
        assert [one.edition for one in shown.lines] == [world.physics]
        assert len(shown.answer.candidates) == 2
        assert f"choose:{world.history[1].uid}" in response.content.decode()
        shown = page.press(f"choose:{world.history[1].uid}", q="история", add_copies="7").context["state"]
        assert [(one.edition, one.typed["copies"]) for one in shown.lines][1:] == [(world.history[1], "7")]

    @pytest.mark.parametrize(
        ("price_of", "prices"), [("set", ["350,51", "350,50"]), ("part", ["701,01", "701,01"])]
    )
    def test_a_whole_set_adds_its_parts(
        self, world: World, page: Page, price_of: str, prices: list[str]
    ) -> None:
        shown = page.press("add", q="математика").context["state"]
        assert shown.answer.candidates[0].is_set
        chosen = f"set:{world.maths[0].edition_set.uid}"
        shown = page.press(chosen, add_copies="30", add_price="701,01", add_price_of=price_of).context[
            "state"
        ]
        assert [(one.edition, one.typed["price"]) for one in shown.lines] == list(
            zip(world.maths, prices, strict=True)
        )

    def test_an_unknown_title_is_proposed_and_stays(self, world: World, page: Page) -> None:
        shown = page.press("add", q="Родной край Горного района").context["state"]
        assert shown.answer.unknown["title"] == "Родной край Горного района"
        new = {"new-title": "", "new-grade": "97", "new-year": "1066"}
        refused = page.press("propose", **new)
        assert refused.status_code == 422
        assert [one["name"] for one in refused.context["unknown"] if one["problem"]] == [
            "title",
            "grade",
            "year",
        ]
        assert refused.context["unknown"][2]["value"] == "97"
        shown = page.press(
            "propose", **{"new-title": "Родной край", "new-grade": "5", "new-parts": "2"}, add_price="99"
        ).context["state"]
        assert [one.edition.part for one in shown.lines] == [1, 2]
        assert CatalogueProposal.objects.filter(school=world.school).count() >= 1
        page.press("save")
        assert Receipt.objects.get().lines.count() == 2

    def test_a_line_is_taken_out_and_what_is_typed_stays(self, page: Page) -> None:
        page.press("add", q=ISBN_MATHS)
        page.press("add", q="физика 7")
        page.type(2, price="дорого", note="мята обложка")
        shown = page.press("remove:1", supplier_name="ООО", received_on="завтра").context["state"]
        assert [(one.typed["price"], one.typed["note"]) for one in shown.lines] == [
            ("дорого", "мята обложка")
        ]
        assert (shown.head["supplier_name"].value(), shown.head["received_on"].value()) == ("ООО", "завтра")

    def test_htmx_gets_the_form_alone(self, world: World, client: Client, page: Page) -> None:
        response = client.post(
            url("receipt-edit", world, page.uid),
            page.typed | {"do": "add", "q": ISBN_MATHS},
            headers={"HX-Request": "true"},
        )
        content = response.content.decode()
        assert content.lstrip().startswith("<form")
        assert "<html" not in content

    @pytest.mark.parametrize("junk", [{"row": "x"}, {"row": "1", "edition-1": "nonsense"}, {"row": "1" * 40}])
    def test_a_forged_form_does_no_harm(self, page: Page, junk: dict[str, str]) -> None:
        page.typed |= junk
        assert page.press("show").context["state"].lines == []
        for do in ("choose:1", "set:zz", "remove:x", f"choose:{uuid.uuid4()}"):
            assert page.press(do).status_code == 200


WRONG = [
    ("price", "0"), ("price", "1.005"), ("price", "1000000000"), ("price", ""), ("price", "-5"),
    ("copies", "-1"), ("copies", "1.5"), ("copies", "10000000"), ("copies", ""), ("copies_on_paper", "-1"),
    ("copies_damaged", "x"), ("copies_wrong", "10000000"), ("year", "1066"), ("vat_percent", "13"),
    ("condition", "torn"), ("note", "я" * 301),
]  # fmt: skip


class TestRefusals:
    def filled(self, page: Page) -> Page:
        page.press("add", q=ISBN_MATHS, add_copies="30", add_price="350,50")
        page.press("add", q="физика 7", add_copies="10", add_price="400")
        return page

    @pytest.mark.parametrize(("name", "value"), WRONG)
    @pytest.mark.parametrize("do", ["save", "post"])
    def test_wrong_lines(self, page: Page, name: str, value: str, do: str) -> None:
        self.filled(page).type(2, **{name: value})
        response = page.press(do)
        assert response.status_code == 422
        shown = response.context["state"]
        assert [sorted(one.errors) for one in shown.lines] == [[], [name]]
        assert shown.lines[1].typed[name] == value
        assert (Receipt.objects.count(), Entry.objects.count()) == (0, 0)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("received_on", "2026-11-25"), ("received_on", "1899-01-01"), ("received_on", ""), ("building", "-1"),
            ("supplier_name", " "), ("supplier_inn", "7000000009"), ("papers_number", ""), ("papers_on", "2099-01-01"),
            ("kind", "stolen"), ("source", "x"), ("papers_kind", "x"), ("contract", "я" * 201),
        ],
    )  # fmt: skip
    def test_wrong_head(self, page: Page, name: str, value: str) -> None:
        response = self.filled(page).press("post", **{name: value})
        assert response.status_code == 422
        assert list(response.context["head"].errors) == [name]
        assert len(response.context["state"].lines) == 2
        assert (Receipt.objects.count(), Entry.objects.count()) == (0, 0)

    def test_every_problem_at_once(self, page: Page) -> None:
        self.filled(page)
        page.type(1, copies="-1", price="1.005")
        page.type(2, year="1066")
        response = page.press("post", received_on="2026-11-25", supplier_name="")
        assert sorted(response.context["head"].errors) == ["received_on", "supplier_name"]
        assert [sorted(one.errors) for one in response.context["state"].lines] == [
            ["copies", "price"],
            ["year"],
        ]
        assert 'role="alert"' in response.content.decode()

    def test_no_lines(self, page: Page) -> None:
        assert page.press("post").status_code == 422
        assert page.press("save", operation_id="x").status_code == 422

    def test_a_closed_year(self, world: World, page: Page) -> None:
        close_period(school_id=world.school.pk, through=date(2026, 8, 31), document_number="акт 4")
        response = self.filled(page).press("post")
        assert response.status_code in (409, 422)
        assert "акт 4" in response.content.decode()
        assert len(response.context["state"].lines) == 2
        assert not Receipt.objects.exists()

    def test_changed_meanwhile_keeps_what_was_typed(self, world: World, page: Page) -> None:
        self.filled(page).press("save")
        page.typed["version"] = "1"
        other = line(world.physics, 99)
        save_receipt(
            school=world.school, uid=page.uid, header=header(world), lines=[other], version=1, actor_id=None
        )
        response = page.press("save")
        assert response.status_code == 409
        assert [one.typed["copies"] for one in response.context["state"].lines] == ["30", "10"]
        assert response.context["state"].theirs.version == 2
        assert Receipt.objects.get().lines.get().copies == 99
        assert page.press("over", their_version="2").status_code == 303
        assert Receipt.objects.get().lines.count() == 2

    def test_anothers_uid_is_not_told_of(self, world: World, page: Page, client_of: Any) -> None:
        self.filled(page).press("save")
        stranger = client_of(world.cast.librarian_b)
        school_b = world.cast.school_b
        where = reverse("fund:receipt-edit", args=[school_b.uid, page.uid])
        typed = page.typed | {"do": "save", "building": school_b.buildings.get().pk}
        response = stranger.post(where, typed)
        assert response.status_code == 409
        assert response.context["state"].uid != page.uid
        assert Receipt.objects.count() == 1


class TestPosting:
    def posted(self, page: Page, **typed: Any) -> Any:
        page.press("add", q=ISBN_MATHS, add_copies="25", add_price="350,50")
        page.type(1, copies_on_paper="30", copies_damaged="2", **typed)
        return page.press("post")

    def test_a_shortage_from_papers_to_claim(self, world: World, client: Client, page: Page) -> None:
        response = self.posted(page)
        assert (response.status_code, response["Location"]) == (303, url("receipt", world, page.uid))
        shown = client.get(response["Location"])
        content = shown.content.decode()
        receipt, entry = Receipt.objects.get(), Entry.objects.get()
        assert (receipt.number, receipt.discrepancy_number, receipt.claim_due_on) == (1, 1, date(2026, 9, 19))
        assert shown.context["sums"]["short"] == 3
        assert reverse("ledger:entry", args=[world.school.uid, entry.uid]) in content
        assert "19.09.2026" in content
        assert [one.number for one in shown.context["records"]] == [SummaryRecord.objects.get().number]
        assert shown.context["missing"]
        for name in ("acceptance", "discrepancy", "claim"):
            papers = client.get(url("receipt-paper", world, page.uid, name))
            assert papers.content.startswith(b"%PDF"), name
            assert client.get(url("receipt-paper", world, page.uid, name)).content == papers.content
        assert PrintedForm.objects.count() == 3
        assert (
            reverse("fund:receipt", args=[world.school.uid, page.uid])
            in client.get(reverse("ledger:entry", args=[world.school.uid, entry.uid])).content.decode()
        )

    def test_a_double_click_posts_once(self, page: Page) -> None:
        first = self.posted(page)
        second = page.press("post")
        assert (first.status_code, second.status_code, first["Location"]) == (303, 303, second["Location"])
        assert (Entry.objects.count(), Receipt.objects.get().number) == (1, 1)

    def test_a_posted_one_is_not_edited(self, world: World, client: Client, page: Page) -> None:
        self.posted(page)
        assert client.get(url("receipt-edit", world, page.uid)).status_code == 302
        page.typed["operation_id"] = str(uuid7())
        assert page.press("save").status_code == 409
        assert page.press("post").status_code == 409
        discard = client.post(url("receipt-discard", world, page.uid), {"version": "2"})
        assert (discard.status_code, Receipt.objects.count(), Entry.objects.count()) == (409, 1, 1)

    def test_the_same_papers_twice(self, world: World, client: Client, page: Page) -> None:
        self.posted(page)
        again = Page(world, client)
        response = self.posted(again)
        assert response.status_code == 409
        assert str(page.uid) in response.content.decode()
        assert Entry.objects.count() == 1
        assert again.press("post", same_papers="1").status_code == 303
        assert Entry.objects.count() == 2

    def test_a_draft_is_saved_shown_printed_and_thrown_away(
        self, world: World, client: Client, page: Page
    ) -> None:
        page.press("add", q=ISBN_MATHS, add_copies="25", add_price="350,50")
        assert page.press("save").status_code == 303
        shown = client.get(url("receipt-edit", world, page.uid)).context["state"]
        assert [(one.typed["copies"], one.typed["price"]) for one in shown.lines] == [("25", "350,50")]
        assert client.get(url("receipt-paper", world, page.uid, "acceptance")).content.startswith(b"%PDF")
        assert client.get(url("receipt-paper", world, page.uid, "claim")).status_code == 404
        assert client.get(url("receipt-paper", world, page.uid, "x")).status_code == 404
        assert not PrintedForm.objects.exists()
        assert client.post(url("receipt-discard", world, page.uid), {}).status_code == 422
        assert client.post(url("receipt-discard", world, page.uid), {"version": "9"}).status_code == 409
        assert client.post(url("receipt-discard", world, page.uid), {"version": "1"}).status_code == 303
        assert not Receipt.objects.exists()

    def test_four_hundred_lines(self, world: World, client: Client, page: Page) -> None:
        book = world.physics.edition_set
        editions = Edition.objects.bulk_create(
            Edition(edition_set=book, title=f"Физика {n}", part=1) for n in range(400)
        )
        lines = [line(one, 20) for one in editions]
        save_receipt(
            school=world.school, uid=page.uid, header=header(world), lines=lines, version=0, actor_id=None
        )
        shown = client.get(url("receipt-edit", world, page.uid)).context["state"]
        page.keep(shown, page.typed)
        page.typed["version"] = "1"
        assert page.press("post").status_code == 303
        assert Entry.objects.get().copies == 8_000


KINDS = [
    ("gift", {"papers_kind": "act"}, "gift"), ("replacement", {}, ""), ("school", {"papers_kind": "waybill"}, "regional"),
    ("found", {}, ""), ("no_papers", {}, "regional"),
]  # fmt: skip


class TestKinds:
    @pytest.mark.parametrize(("kind", "typed", "source"), KINDS)
    def test_each_asks_what_it_needs(
        self, world: World, client: Client, kind: str, typed: dict[str, Any], source: str
    ) -> None:
        page = Page(world, client, kind=kind, **typed)
        shown = page.press("add", q=ISBN_MATHS, add_price="350,50")
        assert "supplier_inn" in [bound.name for bound in shown.context["head"] if bound.is_hidden]
        assert page.press("post").status_code == 303
        receipt = Receipt.objects.get()
        assert (receipt.kind, receipt.source, receipt.supplier_inn) == (kind, source, "")

    def test_new_of_a_kind(self, world: World, client: Client) -> None:
        assert client.get(url("receipt-new", world) + "?kind=gift").context["head"].asked_kind == "gift"
        assert client.get(url("receipt-new", world) + "?kind=x").context["head"].asked_kind == "supplier"

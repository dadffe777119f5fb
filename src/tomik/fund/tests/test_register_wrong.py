"""Wrong input of the registers over HTTP: a message in Russian beside the field, every problem at once, nothing half done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tomik.fund.models import NumberGap, NumberSeries, Receipt, Reconciliation
from tomik.fund.tests.test_closing import LAST, client, compared, head, stocked, today, url
from tomik.fund.tests.world import World
from tomik.ledger.public import PeriodClosing, close_period
from tomik.paper.tests.books import xlsx

__all__ = ["client", "head", "stocked", "today"]
pytestmark = pytest.mark.django_db
NEVER = ("0001-01-01", "1899-12-31", "2027-01-01", "9999-12-31", "31.02.2026", "вчера", "")
DOCX = b"PK\x03\x04" + b"\x00" * 400
NO_ACT = "01890a5d-ac96-774b-bcce-b302099a8057"


def errors(page: Any, form: str = "form") -> dict[str, list[str]]:
    """Messages of the form by field."""
    return {name: [str(one) for one in told] for name, told in page.context[form].errors.items()}


class TestComparison:
    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("-5", "Это не сумма. Напишите рубли и копейки: 350,50."),
            ("1.005", "Это не сумма. Напишите рубли и копейки: 350,50."),
            ("много", "Это не сумма. Напишите рубли и копейки: 350,50."),
            ("1e30", "Это не сумма. Напишите рубли и копейки: 350,50."),
            ("99999999999999", "Сумма слишком велика."),
        ],
    )
    def test_a_sum(self, stocked: World, client: Client, text: str, told: str) -> None:
        page = client.post(url("closing", stocked), {"as_of": "2025-12-31", "textbooks_sum": text})
        assert (page.status_code, errors(page)) == (422, {"textbooks_sum": [told]})
        assert not Reconciliation.objects.exists()

    @pytest.mark.parametrize("day", NEVER)
    def test_a_day(self, stocked: World, client: Client, day: str) -> None:
        page = client.post(url("closing", stocked), {"as_of": day, "textbooks_sum": "16000"})
        assert (page.status_code, list(errors(page))) == (422, ["as_of"])
        assert not Reconciliation.objects.exists()

    def test_every_problem_at_once(self, stocked: World, client: Client) -> None:
        form = {
            "as_of": "2025-12-31", "textbooks_copies": 40, "textbooks_sum": "15 000", "main_copies": -1, "main_sum": "1.005",
        }  # fmt: skip
        page = client.post(url("closing", stocked), form)
        assert page.status_code == 422
        assert set(errors(page)) == {"textbooks_note", "main_copies", "main_sum"}
        assert not Reconciliation.objects.exists()

    def test_copies_without_a_sum_are_not_passed_over(self, stocked: World, client: Client) -> None:
        form = {"as_of": "2025-12-31", "textbooks_sum": "16000", "main_copies": 3}
        page = client.post(url("closing", stocked), form)
        assert errors(page) == {"main_sum": ["Напишите и сумму: без неё книга не сверяется."]}
        assert not Reconciliation.objects.exists()

    def test_what_a_closing_rests_on_stays(self, stocked: World, client: Client) -> None:
        compared(stocked)
        close_period(school_id=stocked.school.pk, through=LAST, document_number="5")
        changed = {"as_of": "2025-12-31", "textbooks_copies": 40, "textbooks_sum": "1", "textbooks_note": "?"}
        page = client.post(url("closing", stocked), changed)
        told = "Учёт закрыт по 31.12.2025 актом № 5: сверка остаётся как есть."
        assert (page.status_code, errors(page)) == (422, {"__all__": [told]})
        same = {"as_of": "2025-12-31", "textbooks_copies": 40, "textbooks_sum": "16000"}
        assert client.post(url("closing", stocked), same).status_code == 303
        main = {"as_of": "2025-12-31", "main_sum": "0", "main_copies": 0}
        assert client.post(url("closing", stocked), main).status_code == 303
        assert Reconciliation.objects.count() == 2

    @pytest.mark.parametrize(
        ("rows", "told"),
        [
            ([["А", "Б"], [1, 2]], "В файле нет столбца «Счёт», «Сумма»."),
            ([["Счёт", "Количество", "Сумма"]], "Под заголовком файла нет строк с суммами."),
        ],
    )
    def test_a_table_of_another_kind(
        self, stocked: World, client: Client, rows: list[list[Any]], told: str
    ) -> None:
        page = sent(client, stocked, "closing-file", xlsx(rows), as_of="9999-12-31")
        assert (page.status_code, told in page.text) == (422, True)

    def test_every_wrong_cell_of_a_table(self, stocked: World, client: Client) -> None:
        rows = [["Счёт", "Количество", "Сумма"], ["Учебники", "много", -5], ["Прочее", 1.5, "1.005"]]
        page = sent(client, stocked, "closing-file", xlsx(rows), as_of="0001-01-01")
        told = [(one.row, one.column) for one in page.context["problems"]]
        assert (page.status_code, told) == (
            422,
            [(2, "kopecks"), (2, "copies"), (3, "kopecks"), (3, "copies")],
        )


def sent(client: Client, world: World, name: str, content: bytes, file: str = "x.xlsx", **form: Any) -> Any:
    """A file in the form of a screen."""
    return client.post(url(name, world), {"file": SimpleUploadedFile(file, content), **form})


class TestClosing:
    @pytest.mark.parametrize("day", [*NEVER, "2026-11-24"])
    @pytest.mark.parametrize("name", ["fund:closing-close", "ledger:close-period"])
    def test_a_day_that_cannot_be_closed(self, stocked: World, head: Client, day: str, name: str) -> None:
        compared(stocked)
        address = url("closing-close", stocked)
        if name == "ledger:close-period":
            address = address.replace("/fund/", "/ledger/").replace("closing/close/", "periods/close/")
        page = head.post(address, {"as_of": day, "through": day})
        assert page.status_code == 422
        assert not PeriodClosing.objects.exists()

    def test_twice(self, stocked: World, head: Client) -> None:
        compared(stocked)
        form = {"as_of": "2025-12-31", "document_number": "5"}
        for _click in range(2):
            assert head.post(url("closing-close", stocked), form).status_code == 303
        page = head.post(url("closing-close", stocked), form | {"document_number": "6"})
        assert (page.status_code, errors(page, "close_form")) == (
            422,
            {"__all__": ["Учёт уже закрыт по 31.12.2025 включительно."]},
        )
        assert [one.document_number for one in PeriodClosing.objects.all()] == ["5"]

    @pytest.mark.parametrize("reason", ["", "   ", "x" * 1000])
    def test_opening_again_needs_a_reason(self, stocked: World, head: Client, reason: str) -> None:
        closed = close_period(school_id=stocked.school.pk, through=LAST, document_number="5")
        address = url("closing", stocked).replace("/fund/", "/ledger/").replace("closing/", "periods/reopen/")
        page = head.post(address, {"closing": closed.pk, "reason": reason})
        assert (page.status_code, list(errors(page, "reopen_form"))) == (422, ["reason"])
        closed.refresh_from_db()
        assert closed.reopened_at is None


class TestNumbers:
    @pytest.mark.parametrize(
        ("number", "told"),
        [
            ("0", "Убедитесь, что это значение больше либо равно 1."),
            ("1", "Номер 1 уже дан: продолжайте с 2 или больше."),
            ("1.5", "Введите целое число."),
            ("10000001", "Номер слишком велик: не больше 10000000."),
            ("9" * 30, "Номер слишком велик: не больше 10000000."),
        ],
    )
    def test_a_number(self, stocked: World, client: Client, number: str, told: str) -> None:
        page = client.post(
            url("settings-numbers", stocked), {"series": "card", "next_number": number, "reason": "журнал"}
        )
        assert (page.status_code, errors(page, "numbers_form")) == (422, {"next_number": [told]})
        assert not NumberGap.objects.exists()
        assert NumberSeries.objects.get(school=stocked.school, series="card").last == 1

    def test_without_a_reason_and_of_an_unknown_register(self, stocked: World, client: Client) -> None:
        page = client.post(
            url("settings-numbers", stocked), {"series": "x", "next_number": "", "reason": "  "}
        )
        assert (page.status_code, set(errors(page, "numbers_form"))) == (
            422,
            {"series", "next_number", "reason"},
        )


class TestAccounting:
    def test_every_wrong_row_at_once(self, stocked: World, client: Client) -> None:
        known = Receipt.objects.get(papers_number="УПД-3")
        rows = [
            ["Идентификатор акта", "№ в бухгалтерии", "Дата в бухгалтерии"],
            [NO_ACT, "5", None],
            [str(known.uid), "БУ-1", "вчера"],
            ["1", "7", None],
            [str(known.uid), "1" * 61, None],
            [str(known.uid), "8", date(2025, 8, 1)],
            [str(known.uid), "9", date(2026, 11, 26)],
        ]
        page = sent(client, stocked, "accounting-back", xlsx(rows))
        told = [(one.row, one.column) for one in page.context["problems"]]
        assert page.status_code == 422
        assert told == [
            (2, "uid"),
            (3, "noted_on"),
            (4, "uid"),
            (5, "number"),
            (6, "noted_on"),
            (7, "noted_on"),
        ]
        known.refresh_from_db()
        assert (known.accountant_number, known.accountant_on) == ("", None)

    @pytest.mark.parametrize(
        ("content", "file"),
        [(DOCX, "acts.xlsx"), (b"%PDF-1.7", "acts.xlsx"), (b"", "acts.csv"), (b"\x00\x01;\x00", "acts.csv")],
    )
    @pytest.mark.parametrize("name", ["accounting-back", "closing-file"])
    def test_a_file_that_is_no_table(
        self, stocked: World, client: Client, content: bytes, file: str, name: str
    ) -> None:
        assert sent(client, stocked, name, content, file).status_code == 422

    def test_a_cell_left_empty_loses_nothing(self, stocked: World, client: Client) -> None:
        known = Receipt.objects.get(papers_number="УПД-3")
        top = ["Идентификатор акта", "№ в бухгалтерии", "Дата в бухгалтерии"]
        assert (
            sent(client, stocked, "accounting-back", xlsx([top, [str(known.uid), "БУ-1", None]])).status_code
            == 303
        )
        day = date(2025, 9, 1)
        sent(client, stocked, "accounting-back", xlsx([top, [str(known.uid), None, day]]))
        known.refresh_from_db()
        assert (known.accountant_number, known.accountant_on) == ("БУ-1", day)

    def test_a_zero_byte_in_a_csv(self, stocked: World, client: Client) -> None:
        known = Receipt.objects.get(papers_number="УПД-3")
        text = f"Идентификатор акта;№ в бухгалтерии\r\n{known.uid};Б\x00У\r\n"
        assert sent(client, stocked, "accounting-back", text.encode(), "acts.csv").status_code in (303, 422)


@pytest.mark.parametrize(
    "query",
    [
        "year=99999", "year=0", "year=%00", "since=2026-12-31&until=2026-01-01", "since=9999-12-31", "until=0001-01-01",
        "book=x&part=9", "part=-1", "on=9999-12-31", "on=1899-01-01", "on=%00", "q=%00", "numbers=%00",
        "numbers=99999999999999999999", "page=9999999", "sort=x",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "name",
    ["book", "book-xlsx", "cards", "inventory", "given", "as-of", "statistics", "closing", "accounting", "copies", "bind"],
)  # fmt: skip
def test_an_address_typed_by_hand(stocked: World, client: Client, name: str, query: str) -> None:
    assert client.get(f"{url(name, stocked)}?{query}").status_code in (200, 400, 404)

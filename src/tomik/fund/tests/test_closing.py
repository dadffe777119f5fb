"""Settings, numbers of paper registers, comparison with accounting, closing, exchange with the accountant."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tomik.fund.accounting import acts
from tomik.fund.models import FundSettings, NumberGap, Receipt, Reconciliation, ReportDay
from tomik.fund.services.reconciliation import Stated, reconcile
from tomik.fund.tests.test_official import words_of
from tomik.fund.tests.test_receipts import fiction, got, line, today
from tomik.fund.tests.world import World
from tomik.kernel.errors import TomikError
from tomik.ledger.public import latest_closing
from tomik.paper.tests.books import xlsx

pytestmark = pytest.mark.django_db
__all__ = ["today"]
LAST = date(2025, 12, 31)
TEXTBOOKS = 40 * 400_00


@pytest.fixture
def stocked(world: World) -> World:
    """2025: 40 of physics at 400 roubles; 2026: 3 of fiction at 200."""
    got(world, line(world.physics, 40, 400_00), received_on=date(2025, 8, 20), papers_number="УПД-3")
    got(world, line(fiction(), 3, 200_00))
    return world


@pytest.fixture
def client(stocked: World, client_of: Any) -> Client:
    found: Client = client_of(stocked.cast.librarian_a)
    return found


@pytest.fixture
def head(stocked: World, client_of: Any) -> Client:
    found: Client = client_of(stocked.cast.head_a)
    return found


def url(name: str, world: World) -> str:
    return reverse(f"fund:{name}", args=[world.school.uid])


def compared(
    world: World, kopecks: int = TEXTBOOKS, note: str = "", copies: int | None = 40
) -> list[Reconciliation]:
    stated = [Stated(book="textbooks", kopecks=kopecks, copies=copies, note=note)]
    return reconcile(school=world.school, as_of=LAST, stated=stated, actor_id=None)


class TestSettings:
    def values(self, **changed: Any) -> dict[str, Any]:
        return {
            "version": 0,
            "card_by": "price",
            "head_name": "Петров П.П.",
            "kpp": "700001001",
            "label_sheet": "",
        } | changed

    def test_librarian_and_head_save_in_turn(self, stocked: World, client: Client, head: Client) -> None:
        assert client.post(url("settings", stocked), self.values()).status_code == 303
        assert (
            head.post(url("settings", stocked), self.values(version=1, head_name="Иванов И.И.")).status_code
            == 303
        )
        saved = FundSettings.objects.get(school=stocked.school)
        assert (saved.version, saved.head_name, saved.card_by, saved.kpp) == (
            2,
            "Иванов И.И.",
            "price",
            "700001001",
        )

    def test_nobody_writes_over_anothers_change(self, stocked: World, client: Client) -> None:
        client.post(url("settings", stocked), self.values())
        answer = client.post(url("settings", stocked), self.values(head_name="Другой"))
        assert answer.status_code == 409
        assert FundSettings.objects.get().head_name == "Петров П.П."

    @pytest.mark.parametrize(
        ("name", "wrong"), [("kpp", "12345"), ("oktmo", "х"), ("okpo", "123456789"), ("version", "")]
    )
    def test_wrong_input(self, stocked: World, client: Client, name: str, wrong: str) -> None:
        assert client.post(url("settings", stocked), self.values(**{name: wrong})).status_code == 422

    def test_who_may(self, stocked: World, client_of: Any) -> None:
        assert client_of(stocked.cast.deputy_a).get(url("settings", stocked)).status_code == 403
        assert client_of(stocked.cast.librarian_b).get(url("settings", stocked)).status_code == 404

    def test_numbers_go_on_and_the_gap_is_explained(self, stocked: World, client: Client) -> None:
        form = {"series": "card", "next_number": 20, "reason": "бумажный журнал закончен на 19"}
        assert client.post(url("settings-numbers", stocked), form).status_code == 303
        gap = NumberGap.objects.get()
        assert (gap.series, gap.year, gap.first, gap.last) == ("card", 0, 2, 19)
        assert "бумажный журнал закончен на 19" in client.get(url("settings", stocked)).content.decode()
        assert client.post(url("settings-numbers", stocked), form | {"next_number": 19}).status_code == 422
        form = {"series": "in-textbooks", "next_number": 5, "reason": "перенос"}
        client.post(url("settings-numbers", stocked), form)
        assert NumberGap.objects.latest("id").year == 2026


class TestComparison:
    def test_ours_and_theirs_are_kept(self, stocked: World) -> None:
        (row,) = compared(stocked)
        assert (row.our_copies, row.our_kopecks, row.accounting_copies) == (40, TEXTBOOKS, 40)
        assert compared(stocked) == [row]
        assert Reconciliation.objects.count() == 1

    def test_a_difference_needs_an_explanation(self, stocked: World) -> None:
        with pytest.raises(TomikError) as refused:
            compared(stocked, TEXTBOOKS + 1)
        assert [one.column for one in refused.value.problems] == ["textbooks_note"]
        (row,) = compared(stocked, TEXTBOOKS + 1, "копейка округления")
        assert row.accounting_kopecks - row.our_kopecks == 1

    def test_on_screen(self, stocked: World, client: Client, tmp_path: Path) -> None:
        form = {"as_of": "2025-12-31", "textbooks_copies": 40, "textbooks_sum": "16 000,00"}
        assert client.post(url("closing", stocked), form | {"textbooks_sum": "15 999,50"}).status_code == 422
        assert client.post(url("closing", stocked), form | {"as_of": "2027-01-01"}).status_code == 422
        assert client.post(url("closing", stocked), form | {"textbooks_sum": "1.005"}).status_code == 422
        assert client.post(url("closing", stocked), {"as_of": "2025-12-31"}).status_code == 422
        assert Reconciliation.objects.count() == 0
        assert client.post(url("closing", stocked), form).status_code == 303
        act = client.get(url("closing-act", stocked), {"on": "2025-12-31"})
        said = words_of(act.content, tmp_path)
        for expected in (
            "Акт сверки данных библиотечного и бухгалтерского учёта", "«31» декабря 2025 г.", "Фонд учебников", "16 000,00",
            "Расхождений нет", "Главный бухгалтер", "1077", "16 000 (шестнадцать тысяч) рублей",
        ):  # fmt: skip
            assert expected in said, expected
        assert client.get(url("closing-act", stocked), {"on": "2025-12-31"}).content == act.content
        assert client.get(url("closing-act", stocked), {"on": "2024-12-31"}).status_code == 404
        book = client.get(url("book", stocked), {"part": 3, "year": 2025}).content.decode()
        assert "16\u00a0000,00" in book

    def test_from_a_file(self, stocked: World, client: Client) -> None:
        rows = [
            ["Счёт", "Количество", "Сумма"],
            ["101.38 Учебники", 40, 16000],
            ["101.38 Худ. литература", 3, 600.5],
            ["Итого", 43, 16600.5],
        ]
        file = SimpleUploadedFile("сверка.xlsx", xlsx(rows))
        page = client.post(url("closing-file", stocked), {"file": file, "as_of": "2025-12-31"})
        initial = page.context["form"].initial
        assert (
            page.status_code,
            initial["textbooks_sum"],
            initial["textbooks_copies"],
            initial["main_sum"],
        ) == (200, "16000", 40, "600,5")
        bad = SimpleUploadedFile("сверка.xlsx", xlsx([["Счёт", "Сумма"], ["Учебники", "много"]]))
        page = client.post(url("closing-file", stocked), {"file": bad, "as_of": "2025-12-31"})
        assert (page.status_code, [one.row for one in page.context["problems"]]) == (422, [2])
        assert client.post(url("closing-file", stocked), {}).status_code == 422


class TestClosing:
    def test_the_head_closes_what_is_compared(self, stocked: World, client: Client, head: Client) -> None:
        form = {"as_of": "2025-12-31", "document_number": "5"}
        assert client.post(url("closing-close", stocked), form).status_code == 403
        assert head.post(url("closing-close", stocked), form).status_code == 422
        compared(stocked)
        assert head.post(url("closing-close", stocked), form).status_code == 303
        closed = latest_closing(stocked.school.pk)
        assert closed is not None
        assert (closed.through, closed.document_number) == (LAST, "5")
        assert head.get(url("closing", stocked)).context["is_closed"]

    def test_an_old_comparison_does_not_close(self, stocked: World, head: Client) -> None:
        compared(stocked)
        got(stocked, line(stocked.physics, 1, 400_00), received_on=date(2025, 9, 1), papers_number="УПД-9")
        assert head.post(url("closing-close", stocked), {"as_of": "2025-12-31"}).status_code == 422
        assert head.post(url("closing-close", stocked), {"as_of": "2030-12-31"}).status_code == 422
        assert latest_closing(stocked.school.pk) is None


class TestAccounting:
    PERIOD = {"since": "2025-01-01", "until": "2026-12-31"}

    def test_one_line_for_each_act(self, stocked: World) -> None:
        found = acts(stocked.school.pk, first=date(2025, 1, 1), last=date(2026, 12, 31))
        assert [(one.acted_on, one.copies, one.kopecks, one.records) for one in found] == [
            (date(2025, 8, 20), 40, TEXTBOOKS, ["уч. ч. 1 № 1"]),
            (date(2026, 8, 20), 3, 600_00, ["осн. ч. 1 № 1"]),
        ]
        mixed = got(
            stocked, line(stocked.maths[0], 2, 100_00), line(fiction("Ревизор"), 1, 50_00), papers_number="7"
        )
        both = [
            one
            for one in acts(stocked.school.pk, first=date(2026, 1, 1), last=date(2026, 12, 31))
            if one.entry_uid == mixed.entry.uid
        ]
        assert [(one.copies, one.kopecks, one.records) for one in both] == [
            (3, 250_00, ["уч. ч. 1 № 1", "осн. ч. 1 № 2"])
        ]

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
    def test_csv(self, stocked: World, client: Client, encoding: str) -> None:
        answer = client.get(
            url("accounting-file", stocked), self.PERIOD | {"format": "csv", "encoding": encoding}
        )
        text = answer.content.decode("cp1251" if encoding == "cp1251" else "utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert (rows[0][0], len(rows)) == ("Идентификатор акта", 3)
        assert rows[1][1:3] == ["20.08.2025", "поступление"]
        assert rows[1][8:10] == ["40", "16000,00"]

    def test_numbers_come_back_by_the_same_file(self, stocked: World, client: Client) -> None:
        answer = client.get(url("accounting-file", stocked), self.PERIOD)
        found = openpyxl.load_workbook(io.BytesIO(answer.content))
        sheet = found.active
        top = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Идентификатор акта")
        sheet.cell(top + 1, 13).value = "БУ-15"
        sheet.cell(top + 1, 14).value = date(2025, 8, 25)
        assert self.sent(client, stocked, found).status_code == 303
        receipt = Receipt.objects.get(papers_number="УПД-3")
        assert (receipt.accountant_number, receipt.accountant_on) == ("БУ-15", date(2025, 8, 25))
        sheet.cell(top + 2, 13).value = "1" * 61
        sheet.cell(top + 1, 14).value = date(2025, 8, 19)
        page = self.sent(client, stocked, found)
        assert (page.status_code, [one.row for one in page.context["problems"]]) == (422, [top + 1, top + 2])
        sheet.cell(top + 1, 1).value = "не номер"
        assert self.sent(client, stocked, found).status_code == 422
        assert Receipt.objects.get(pk=receipt.pk).accountant_number == "БУ-15"

    def sent(self, client: Client, world: World, found: Any) -> Any:
        content = io.BytesIO()
        found.save(content)
        return client.post(
            url("accounting-back", world), {"file": SimpleUploadedFile("acts.xlsx", content.getvalue())}
        )

    def test_a_file_of_another_kind(self, stocked: World, client: Client) -> None:
        file = SimpleUploadedFile("x.xlsx", xlsx([["А", "Б"], [1, 2]]))
        assert client.post(url("accounting-back", stocked), {"file": file}).status_code == 422
        assert client.post(url("accounting-back", stocked), {}).status_code == 422

    def test_an_act_of_another_school_is_not_known(self, stocked: World, client: Client) -> None:
        rows = [["Идентификатор акта", "№ в бухгалтерии"], ["01890a5d-ac96-774b-bcce-b302099a8057", "5"]]
        page = client.post(
            url("accounting-back", stocked), {"file": SimpleUploadedFile("x.xlsx", xlsx(rows))}
        )
        assert (page.status_code, len(page.context["problems"])) == (422, 1)


def test_days_of_reports() -> None:
    day = ReportDay(month=2, day=29)
    assert day.last_before(date(2026, 11, 24)) == date(2026, 2, 28)
    assert day.last_before(date(2028, 2, 28)) == date(2027, 2, 28)
    assert sorted(ReportDay.objects.values_list("month", "day")) == [(9, 1), (9, 20), (12, 31)]

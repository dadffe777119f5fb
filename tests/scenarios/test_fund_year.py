"""A year of one school, act by act, as `fund/year.md` tells it: the summary book after each, everything sound at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import transaction

from tests.cast import Cast
from tomik.catalogue.public import Edition, EditionSet
from tomik.fund.models import Copy, Receipt, SummaryRecord
from tomik.fund.public import (
    Header,
    ReceiptLineDraft,
    allot_labels,
    bind_codes,
    codes_of,
    movement,
    receive,
    reverse_receipt,
)
from tomik.fund.services import Opened, open_one_title
from tomik.fund.services.reconciliation import Stated, reconcile
from tomik.fund.tests.world import World, build
from tomik.fund.verification import mismatches
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.kernel.scope import acting
from tomik.ledger.models import Transfer
from tomik.ledger.public import (
    Account,
    Balance,
    Draft,
    Entry,
    Line,
    LotDraft,
    PeriodClosed,
    account_for,
    accounts_for,
    close_period,
    post_entry,
)
from tomik.ledger.verification import verify
from tomik.territory.public import system_scope
from tomik.writeoff import public as writeoff

pytestmark = pytest.mark.django_db
STORY = Path(__file__).parent / "fund" / "year.md"
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
RECEIPTS = {
    "от поставщика": "supplier", "дар": "gift", "взамен": "replacement", "из школы": "school", "найдено": "found",
}  # fmt: skip
REASONS = {
    "устарелость": ("obsolete", "expired"), "утрата": ("loss", "loss"), "ветхость": ("wear", "defect"),
    "дефектность": ("defect", "defect"), "непрофильность": ("profile", "other"),
}  # fmt: skip
MEMBERS = (("chair", "Петрова А.А."), ("accountant", "Иванова Б.Б."), ("member", "Сидорова В.В."))
Row = dict[str, str]


def rows() -> list[Row]:
    """The rows of the table; raises for a row of another width."""
    lines = [line for line in STORY.read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(cells[0], row, strict=True)) for row in cells[2:]]


def day(text: str) -> date:
    return date(*map(int, reversed(text.split("."))))


def kopecks(text: str) -> int:
    roubles, _comma, rest = text.partition(",")
    return int(roubles) * 100 + int(rest or 0)


@dataclass
class Year:
    """The school in the course of its year; `done` are the documents by their names in the table."""

    world: World
    editions: dict[str, Edition]
    commission: writeoff.Commission
    clock: Any
    done: dict[str, Any] = field(default_factory=dict)

    @property
    def actor(self) -> int:
        return self.world.cast.librarian_a.pk

    def act(self, document: list[Row]) -> None:
        """Do what the rows of one document say."""
        first = document[0]
        # A reversal is dated by its own day.
        self.clock.move_to(f"{day(first['дата'])} 05:00:00+00:00")
        if first["действие"] in RECEIPTS:
            self.receive(document)
            return
        what: dict[str, Callable[[Row], None]] = {
            "остаток": self.open, "этикетки": self.label, "перемещение": self.move, "снято с полок": self.take_off,
            "списание": self.write_off, "реализация": self.dispose, "сторно": self.reverse, "сверка": self.reconcile,
            "закрытие": self.close,
        }  # fmt: skip
        what[first["действие"]](first)

    def open(self, row: Row) -> None:
        lot = LotDraft(
            edition_id=self.editions[row["название"]].pk,
            price_kopecks=kopecks(row["цена"]),
            received_on=day(row["дата"]),
            receipt_uid=uuid7(),
        )
        opened = Opened(lot=lot, copies=int(row["экз."]), building_id=self.world.main.pk)
        open_one_title(school=self.world.school, opened=opened, actor_id=self.actor)

    def receive(self, document: list[Row]) -> None:
        first, uid = document[0], uuid7()
        papers = re.match(r"УПД (\d+)", first["подробности"])
        header = Header(
            kind=RECEIPTS[first["действие"]],
            received_on=day(first["дата"]),
            building_id=self.world.main.pk,
            source="gift" if first["действие"] == "дар" else "regional",
            supplier_name="" if first["действие"] == "найдено" else "АО «Издательство»",
            papers_kind="upd" if papers else "none",
            papers_number=papers[1] if papers else "",
            papers_on=day(first["дата"]) if papers else None,
        )
        lines = [
            ReceiptLineDraft(
                edition_id=self.editions[row["название"]].pk,
                price_kopecks=kopecks(row["цена"]),
                copies=int(row["экз."]),
                copies_on_paper=int(row["по док."]) if row["по док."] else None,
                copies_damaged=1 if "испорчен" in row["подробности"] else 0,
                is_individual="инвентарный" in row["подробности"],
            )
            for row in document
        ]
        receive(
            school=self.world.school, uid=uid, header=header, lines=lines, operation_uid=uuid7(), actor_id=self.actor
        )  # fmt: skip
        self.done[first["документ"]] = Receipt.objects.get(uid=uid)

    def label(self, row: Row) -> None:
        school = self.world.school
        codes = codes_of(allot_labels(school=school, count=int(row["экз."]), actor_id=self.actor))
        edition = self.editions[row["название"]]
        bound = bind_codes(school=school, edition_id=edition.pk, codes=codes, actor_id=self.actor)
        assert bound.bound == int(row["экз."])

    def move(self, row: Row) -> None:
        target = accounts_for(self.world.school.pk, Account.Kind.FUND, [self.world.branch.pk])
        self._post(row, Entry.Kind.MOVE, target[self.world.branch.pk])

    def take_off(self, row: Row) -> None:
        self._post(row, Entry.Kind.CONDITION, account_for(self.world.school.pk, Account.Kind.UNFIT))

    def _post(self, row: Row, kind: str, target: int) -> None:
        (held,) = self._held(row, int(row["экз."]))
        draft = Draft(
            school_id=self.world.school.pk, kind=kind, occurred_on=day(row["дата"]), actor_id=self.actor
        )
        with transaction.atomic():
            post_entry(draft, [Line(held.lot_id, held.account_id, target, int(row["экз."]))])

    def _held(self, row: Row, copies: int) -> list[Balance]:
        """The oldest lot that has so many in one place: unfit copies first, then the main building."""
        found = Balance.objects.filter(
            school=self.world.school, lot__edition=self.editions[row["название"]], copies__gte=copies
        ).filter(account__kind__in=["unfit", "fund"])
        order = {"unfit": 0, "fund": 1}
        listed = sorted(
            found.select_related("account"),
            key=lambda one: (order[one.account.kind], one.lot_id, one.account.building_id or 0),
        )
        return listed[:1]

    def write_off(self, row: Row) -> None:
        school, copies = self.world.school, int(row["экз."])
        reason, cause = REASONS[row["подробности"]]
        (held,) = self._held(row, copies)
        told = Copy.objects.filter(lot=held.lot_id, removed_by=None, inventory_number__isnull=False)
        codes = [str(copy.inventory_number) for copy in told.order_by("inventory_number")[:copies]]
        line = writeoff.ActLine(lot_id=held.lot_id, account_id=held.account_id, copies=copies, codes=codes)
        head = writeoff.ActHead(
            acted_on=day(row["дата"]), reason=reason, cause=cause, evidence="Протокол осмотра № 3"
        )
        act = writeoff.save_act(
            school=school, uid=uuid7(), head=head, lines=[line], version=0, actor_id=self.actor
        )
        act = writeoff.submit_act(school_id=school.pk, uid=act.uid, version=act.version)
        act = writeoff.decide_act(
            school_id=school.pk, uid=act.uid, version=act.version, commission_uid=self.commission.uid,
            present=[name for _part, name in MEMBERS], decided_on=day(row["дата"]),
        )  # fmt: skip
        act = writeoff.approve_act(school_id=school.pk, uid=act.uid, version=act.version, actor_id=None)
        writeoff.post_act(
            school=school, uid=act.uid, version=act.version, operation_uid=uuid7(), actor_id=self.actor
        )
        self.done[row["документ"]] = act

    def dispose(self, row: Row) -> None:
        found = re.match(r"макулатура (\d+) г, (.+)", row["подробности"])
        assert found is not None
        draft = writeoff.DisposalDraft(
            uid=uuid7(), direction="waste_paper", disposed_on=day(row["дата"]), copies=int(row["экз."]),
            grams=int(found[1]), paper=found[2],
        )  # fmt: skip
        act = self.done[row["документ"]]
        writeoff.dispose(school=self.world.school, act_uid=act.uid, draft=draft, actor_id=self.actor)
        with pytest.raises(TomikError):
            self.reverse(row)

    def reverse(self, row: Row) -> None:
        document = self.done[row["документ"]]
        undo = reverse_receipt if isinstance(document, Receipt) else writeoff.reverse_act
        undo(
            school=self.world.school, uid=document.uid, operation_uid=uuid7(), reason=row["подробности"], actor_id=self.actor
        )  # fmt: skip

    def reconcile(self, row: Row) -> None:
        stated = [Stated(book="textbooks", kopecks=kopecks(row["цена"]))]
        reconcile(school=self.world.school, as_of=day(row["дата"]), stated=stated, actor_id=self.actor)

    def close(self, row: Row) -> None:
        # A day is closed when it has ended.
        self.clock.move_to(f"{day(row['дата']) + timedelta(days=1)} 05:00:00+00:00")
        close_period(school_id=self.world.school.pk, through=day(row["дата"]), actor_id=self.actor)
        late = {"дата": row["дата"], "действие": "дар", "название": "История", "экз.": "1", "цена": "1,00",
                "по док.": "", "подробности": "", "документ": "поздно"}  # fmt: skip
        with pytest.raises(PeriodClosed):
            self.receive([late])


@pytest.fixture
def year(cast: Cast) -> Iterator[Year]:
    with acting(system_scope()), time_machine.travel("2026-01-12 05:00:00+00:00", tick=True) as clock:
        world = build(cast)
        book = EditionSet.objects.create(title="Капитанская дочка", kind="fiction", bbk="84(2Рос)1")
        fiction = Edition.objects.create(edition_set=book, title=book.title, year=2020)
        yield Year(
            world,
            {
                "Математика, ч. 1": world.maths[0],
                "Математика, ч. 2": world.maths[1],
                "История": world.history[0],
                "Физика": world.physics,
                "Капитанская дочка": fiction,
            },
            writeoff.appoint_commission(
                school=world.school,
                uid=uuid7(),
                order_number="1",
                order_on=date(2026, 1, 12),
                quorum=3,
                members=[writeoff.MemberDraft(part, name) for part, name in MEMBERS],
            ),
            clock,
        )


def shown(year: Year) -> Row:
    """What the summary book says now, in the columns of the table."""
    key = year.world.school.pk
    book = movement([key], SummaryRecord.Book.TEXTBOOKS, first=FIRST, last=LAST)[key]
    main = movement([key], SummaryRecord.Book.MAIN, first=FIRST, last=LAST)[key]
    money = f"{book.closing.kopecks // 100},{book.closing.kopecks % 100:02d}"
    return {
        "поступило": str(book.received.copies), "выбыло": str(book.left.copies), "состоит": str(book.closing.copies),
        "сумма": money, "основной фонд": str(main.closing.copies),
    }  # fmt: skip


def recount(school_id: int) -> dict[str, tuple[int, int]]:
    """Part 3 by going through every transfer: opening, received, left, closing of the textbooks in copies and kopecks."""
    copies: Counter[str] = Counter()
    money: Counter[str] = Counter()
    parts = {"opening": "opening", "supplier": "received", "surplus_found": "received", "written_off": "left", "lost": "left"}  # fmt: skip
    for one in Transfer.objects.filter(entry__school_id=school_id).select_related(
        "lot__edition__edition_set", "from_account", "to_account"
    ):
        if one.lot.edition.edition_set.kind != "textbook":
            continue
        for account, sign in ((one.from_account, 1), (one.to_account, -1)):
            part = parts.get(account.kind)
            if part is None:
                continue
            into = sign if part != "left" else -sign
            copies[part] += into * one.copies
            money[part] += into * one.copies * one.lot.price_kopecks
    copies["closing"] = copies["opening"] + copies["received"] - copies["left"]
    money["closing"] = money["opening"] + money["received"] - money["left"]
    return {part: (copies[part], money[part]) for part in ("opening", "received", "left", "closing")}


def test_a_year_of_one_school(year: Year) -> None:
    told: list[str] = []
    for _key, group in groupby(rows(), key=lambda row: (row["документ"], row["дата"], row["действие"])):
        document = list(group)
        if told:
            break  # the first wrong figure makes all that follow wrong
        year.act(document)
        now, last = shown(year), document[-1]
        wrong = {name: (value, last[name]) for name, value in now.items() if value != last[name]}
        if wrong:
            told.append(f"{last['документ']} {last['дата']} {last['действие']}: {wrong}")
    assert told == []
    _ends_well(year)


def _ends_well(year: Year) -> None:
    key = year.world.school.pk
    assert verify().is_sound
    assert mismatches() == []
    book = movement([key], SummaryRecord.Book.TEXTBOOKS, first=FIRST, last=LAST)[key]
    plain = {
        name: (figures.copies, figures.kopecks)
        for name, figures in (
            ("opening", book.opening), ("received", book.received), ("left", book.left), ("closing", book.closing)
        )
    }  # fmt: skip
    assert plain == recount(key)
    # Every month of the year begins where the one before it ended.
    end = movement([key], SummaryRecord.Book.TEXTBOOKS, first=FIRST, last=date(2026, 1, 31))[key].closing
    for month in range(2, 13):
        first = date(2026, month, 1)
        last = date(2026, month + 1, 1) - timedelta(days=1) if month < 12 else LAST
        period = movement([key], SummaryRecord.Book.TEXTBOOKS, first=first, last=last)[key]
        assert (period.opening.copies, period.opening.kopecks) == (end.copies, end.kopecks)
        end = period.closing
    for part, years in ((1, (2026,)), (2, (0,))):
        for book_name in SummaryRecord.Book.values:
            numbers = SummaryRecord.objects.filter(school=key, book=book_name, part=part, year__in=years)
            listed = sorted(numbers.values_list("number", flat=True))
            assert listed == list(range(1, len(listed) + 1))

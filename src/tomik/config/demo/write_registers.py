"""The papers behind the funds: receipts and acts of every school, its cards, its summary book, its commission."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from tomik.config.demo.chance import dice, uid
from tomik.config.demo.copying import bare, copy_rows
from tomik.config.demo.facts import THIS_YEAR, people
from tomik.config.demo.funds import DemoFund, DemoLot
from tomik.config.demo.schools import DemoSchool, demo_inn
from tomik.fund.public import (
    FundSettings,
    NumberSeries,
    Receipt,
    SummaryNote,
    enter_all_in_summary,
    put_all_on_cards,
)
from tomik.ledger.public import Account, Entry, account_for
from tomik.writeoff.public import Commission, CommissionMember, WriteoffAct, WriteoffLine

SUPPLIER: Final = "ООО «Учебная книга (демонстрация)»"
LENDER: Final = "Соседняя школа (демонстрация)"
NOTE: Final = "Придумано для демонстрации"
ORDER_ON: Final = date(THIS_YEAR, 1, 12)
PARTS: Final = (("chair", "заместитель директора"), ("accountant", "бухгалтер"), ("member", "учитель"))
_LINE_COLUMNS = (
    "receipt_id", "school_id", "line_no", "edition_id", "year", "price_kopecks", "copies_on_paper", "copies",
    "copies_damaged", "copies_wrong", "condition", "on_balance", "is_individual", "note",
)  # fmt: skip
ZONE = ZoneInfo("Asia/Tomsk")


@dataclass(frozen=True, slots=True)
class Paper:
    """A receipt that is posted: its entry's key is its own; `copies` of each lot as the entry has them."""

    fund: DemoFund
    key: UUID
    number: int
    day: date
    lots: list[tuple[DemoLot, int]]
    is_loan: bool = False
    reversed_by: UUID | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """A write-off that is posted: lots and copies, all from the account of unfit copies."""

    fund: DemoFund
    key: UUID
    day: date
    lots: list[tuple[DemoLot, int]]


def write_registers(funds: list[DemoFund], papers: list[Paper], acts: list[Act], seed: int) -> dict[str, int]:
    """Write the papers of entries that are posted already, then cards and summary book; counts of both."""
    schools = [fund.school for fund in funds]
    _write_settings(schools, seed)
    commissions = _write_commissions(schools, seed)
    with bare("fund_receiptline", "fund_card", "fund_cardlot"):
        _write_receipts(papers)
        _write_acts(acts, commissions)
        _write_series(papers, acts)
        cards = put_all_on_cards([school.id for school in schools])
    return {
        "receipts": len(papers),
        "writeoff_acts": len(acts),
        "cards": cards,
        "records": _write_records(papers, acts),
    }


def invented_name(seed: int, *key: object) -> str:
    """Surname and initials of somebody who does not exist."""
    rng, lists = dice(seed, "signature", *key), people()
    first, patronymic = rng.choice(lists["boys"]), rng.choice(lists["boys"])
    return f"{rng.choice(lists['surnames'])} {first[0]}.{patronymic[0]}."


def _write_settings(schools: list[DemoSchool], seed: int) -> None:
    FundSettings.objects.bulk_create(
        FundSettings(
            school_id=school.id,
            local_act="Порядок учёта библиотечного фонда (демонстрация)",
            kpp="709901001",
            unit_name="Библиотека",
            founder_name=f"Управление образования (демонстрация), {school.place.name}"[:300],
            head_post="директор",
            head_name=invented_name(seed, school.index, "head"),
            accountant_name=invented_name(seed, school.index, "accountant"),
            librarian_post="педагог-библиотекарь",
            librarian_name=invented_name(seed, school.index, "librarian"),
        )
        for school in schools
    )


def _write_commissions(schools: list[DemoSchool], seed: int) -> dict[int, Commission]:
    made = Commission.objects.bulk_create(
        Commission(
            uid=uid(seed, "commission", school.index),
            school_id=school.id,
            order_number=f"{school.index + 1}-ОД",
            order_on=ORDER_ON,
        )
        for school in schools
    )
    CommissionMember.objects.bulk_create(
        CommissionMember(
            commission=one,
            school_id=school.id,
            part=part,
            name=invented_name(seed, school.index, part),
            post=post,
        )
        for school, one in zip(schools, made, strict=True)
        for part, post in PARTS
    )
    return {one.school_id: one for one in made}


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(11), ZONE)


def _write_receipts(papers: list[Paper]) -> None:
    rows = Receipt.objects.bulk_create(map(_receipt, papers))
    copy_rows("fund_receiptline", _LINE_COLUMNS, _lines(papers, [row.pk for row in rows]))


def _receipt(paper: Paper) -> Receipt:
    school = paper.fund.school
    return Receipt(
        uid=paper.key,
        school_id=school.id,
        kind=Receipt.Kind.SCHOOL if paper.is_loan else Receipt.Kind.SUPPLIER,
        state=Receipt.State.REVERSED if paper.reversed_by else Receipt.State.POSTED,
        number=paper.number,
        year=paper.day.year,
        received_on=paper.day,
        building_id=school.buildings[0].id,
        source="" if paper.is_loan else Receipt.Source.REGIONAL,
        supplier_name=LENDER if paper.is_loan else SUPPLIER,
        supplier_inn="" if paper.is_loan else demo_inn(1),
        papers_kind=Receipt.Papers.CONTRACT if paper.is_loan else Receipt.Papers.UPD,
        papers_number=_papers_number(paper),
        papers_on=paper.day,
        note=NOTE,
        operation_uid=paper.key,
        posted_at=_moment(paper.day),
        reversed_at=_moment(paper.day) if paper.reversed_by else None,
        reverse_reason=MISTAKE if paper.reversed_by else "",
        version=2,
    )


MISTAKE: Final = "Опечатка: по накладной 25 экземпляров, не 250"


def _papers_number(paper: Paper) -> str:
    return f"{paper.fund.school.index + 1:03d}-{paper.number}"


def _lines(papers: list[Paper], receipts: list[int]) -> Iterator[tuple[object, ...]]:
    for paper, receipt in zip(papers, receipts, strict=True):
        for number, (lot, copies) in enumerate(paper.lots, start=1):
            yield (
                receipt, paper.fund.school.id, number, lot.edition, lot.year, lot.price_kopecks, copies, copies, 0, 0,
                lot.condition, not lot.is_borrowed, False, "",
            )  # fmt: skip


def _write_acts(acts: list[Act], commissions: dict[int, Commission]) -> None:
    names: dict[int, list[str]] = {}
    for member in CommissionMember.objects.order_by("pk"):
        names.setdefault(member.commission_id, []).append(member.name)
    rows = WriteoffAct.objects.bulk_create(
        WriteoffAct(
            uid=act.key,
            school_id=act.fund.school.id,
            state=WriteoffAct.State.POSTED,
            number=1,
            acted_on=act.day,
            reason="wear",
            cause="defect",
            direction="waste_paper",
            evidence="Протокол осмотра (демонстрация)",
            commission=commissions[act.fund.school.id],
            present=names[commissions[act.fund.school.id].pk],
            decided_on=act.day,
            approved_at=_moment(act.day),
            operation_uid=act.key,
            posted_at=_moment(act.day),
            version=5,
        )
        for act in acts
    )
    WriteoffLine.objects.bulk_create(
        (
            WriteoffLine(
                act=row,
                school_id=row.school_id,
                line_no=number,
                lot_id=lot.id,
                account_id=account,
                copies=copies,
                why="ветхость",
            )
            for row, act in zip(rows, acts, strict=True)
            for account in [account_for(row.school_id, Account.Kind.UNFIT)]
            for number, (lot, copies) in enumerate(act.lots, start=1)
        ),
        batch_size=5000,
    )


def _write_series(papers: list[Paper], acts: list[Act]) -> None:
    """Numbers go on where these papers end."""
    last: dict[int, int] = {}
    for paper in papers:
        last[paper.fund.school.id] = max(last.get(paper.fund.school.id, 0), paper.number)
    S = NumberSeries.Series
    rows = [
        NumberSeries(school_id=key, series=S.RECEIPT, year=THIS_YEAR, last=number)
        for key, number in last.items()
    ]
    rows += [NumberSeries(school_id=act.fund.school.id, series=S.WRITEOFF, last=1) for act in acts]
    NumberSeries.objects.bulk_create(rows)


def _write_records(papers: Iterable[Paper], acts: Iterable[Act]) -> int:
    papers, acts = list(papers), list(acts)
    keys = [paper.key for paper in papers] + [act.key for act in acts]
    keys += [paper.reversed_by for paper in papers if paper.reversed_by]
    entries = {entry.uid: entry for entry in Entry.objects.filter(uid__in=keys)}
    notes: list[SummaryNote] = []
    for paper in papers:
        kind = "договор" if paper.is_loan else "УПД"
        text = f"{kind} № {_papers_number(paper)}, {paper.day:%d.%m.%Y}"
        source = LENDER if paper.is_loan else SUPPLIER
        for key in filter(None, (paper.key, paper.reversed_by)):
            note = MISTAKE if key == paper.reversed_by else ""
            notes.append(SummaryNote(entry=entries[key], source=source, papers=text, note=note))
    for act in acts:
        papers_text = f"№ 1, {act.day:%d.%m.%Y}"
        notes.append(
            SummaryNote(entry=entries[act.key], papers=papers_text, reason="wear", direction="waste_paper")
        )
    return len(enter_all_in_summary(notes))

"""Writes funds through the ledger: opening balances, receipts, write-offs, and what was handed to the classes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from tomik.config.demo.chance import dice, uid
from tomik.config.demo.facts import THIS_YEAR
from tomik.config.demo.funds import DemoFund, DemoLot
from tomik.config.demo.plans import DemoLine
from tomik.config.demo.pupils import DemoClass
from tomik.config.demo.write_registers import MISTAKE, Act, Paper
from tomik.ledger.public import (
    Account,
    Draft,
    Entry,
    Line,
    LotDraft,
    account_for,
    accounts_for,
    create_lots,
    post_entries,
    reverse_entry,
)

OPENED_ON: Final = date(THIS_YEAR, 1, 15)
TAKEN_OFF_ON: Final = date(THIS_YEAR, 6, 10)
WRITTEN_OFF_ON: Final = date(THIS_YEAR, 6, 25)
RECEIVED_ON: Final = date(THIS_YEAR, 8, 18)
MISTAKE_ON: Final = date(THIS_YEAR, 8, 20)
ISSUED_FROM: Final = date(THIS_YEAR, 9, 1)
BATCH_LINES: Final = 40_000
SHARE_ALL_ISSUED, SHARE_PRIMARY_ISSUED = 0.62, 0.18
MISTAKE_COPIES: Final = (250, 25)
Document = tuple[Draft, list[Line]]
Kind = Account.Kind


@dataclass(frozen=True, slots=True)
class _Accounts:
    """Accounts of a school that its documents need."""

    funds: list[int]
    classes: dict[int, int]
    opening: int
    supplier: int
    unfit: int
    written_off: int


def write_funds(
    funds: Iterable[tuple[DemoFund, list[DemoClass], list[DemoLine]]], seed: int
) -> dict[str, int]:
    """Write lots and post every document of every school; returns counts of lots, documents, lines and copies."""
    counts = {"lots": 0, "documents": 0, "transfers": 0, "copies": 0}
    batch: list[Document] = []
    size = 0
    for fund, classes, lines in funds:
        accounts = _accounts(fund, classes)
        _write_lots(fund, seed)
        counts["lots"] += len(fund.lots)
        counts["copies"] += sum(sum(lot.by_building) for lot in fund.lots)
        documents = list(_documents(fund, classes, lines, accounts=accounts, seed=seed))
        if size + sum(len(document[1]) for document in documents) > BATCH_LINES:
            size = _post(batch, counts)
        batch += documents
        size += sum(len(document[1]) for document in documents)
    _post(batch, counts)
    return counts


def _post(batch: list[Document], counts: dict[str, int]) -> int:
    """Post by day, so that what comes in is there before it goes out; empties the batch."""
    for day in sorted({draft.occurred_on for draft, _ in batch}):
        of_day = [document for document in batch if document[0].occurred_on == day]
        post_entries(of_day)
        counts["documents"] += len(of_day)
        counts["transfers"] += sum(len(lines) for _, lines in of_day)
    batch.clear()
    return 0


def _accounts(fund: DemoFund, classes: list[DemoClass]) -> _Accounts:
    school = fund.school
    buildings = [one.id for one in school.buildings]
    by_building = accounts_for(school.id, Kind.FUND, buildings)
    return _Accounts(
        funds=[by_building[pk] for pk in buildings],
        classes=accounts_for(school.id, Kind.CLASS_GROUP, [one.id for one in classes]),
        opening=account_for(school.id, Kind.OPENING),
        supplier=account_for(school.id, Kind.SUPPLIER),
        unfit=account_for(school.id, Kind.UNFIT),
        written_off=account_for(school.id, Kind.WRITTEN_OFF),
    )


def _write_lots(fund: DemoFund, seed: int) -> None:
    opening, receipt, loan = (_document_uid(fund, name, seed) for name in ("opening", "receipt", "loan"))
    drafts = [
        _lot_draft(
            lot,
            RECEIVED_ON if lot.is_receipt else date(lot.year, 8, 20),
            loan if lot.is_borrowed else receipt if lot.is_receipt else opening,
            number,
        )
        for number, lot in enumerate(fund.lots, start=1)
    ]
    for lot, pk in zip(fund.lots, create_lots(fund.school.id, drafts), strict=True):
        lot.id = pk


def _lot_draft(lot: DemoLot, received_on: date, receipt: UUID, line: int) -> LotDraft:
    return LotDraft(
        edition_id=lot.edition,
        price_kopecks=lot.price_kopecks,
        received_on=received_on,
        receipt_uid=receipt,
        receipt_line=line,
        year=lot.year,
        source=lot.source,
        condition=lot.condition,
        on_balance=not lot.is_borrowed,
        is_borrowed=lot.is_borrowed,
    )


def _document_uid(fund: DemoFund, name: str, seed: int) -> UUID:
    return uid(seed, name, fund.school.index)


def _documents(
    fund: DemoFund, classes: list[DemoClass], lines: list[DemoLine], *, accounts: _Accounts, seed: int
) -> Iterator[Document]:
    opened = [lot for lot in fund.lots if not lot.is_receipt]
    received = [lot for lot in fund.lots if lot.is_receipt and not lot.is_borrowed]
    borrowed = [lot for lot in fund.lots if lot.is_borrowed]
    coming = [line for lot in opened for line in _coming(lot, accounts.opening, accounts)]
    if coming:
        number = f"{fund.school.index:03d}-O{THIS_YEAR}"
        key = _document_uid(fund, "opening", seed)
        yield (
            _draft(fund, Entry.Kind.OPENING, OPENED_ON, key, document_kind="opening", document_number=number),
            coming,
        )
    for paper in _papers(fund, received, borrowed, seed):
        draft = _draft(
            fund,
            Entry.Kind.RECEIPT,
            paper.day,
            paper.key,
            document_kind="receipt",
            document_number=str(paper.number),
        )
        yield draft, [line for lot, _ in paper.lots for line in _coming(lot, accounts.supplier, accounts)]
    yield from _leaving(fund, opened, accounts, seed)
    yield from _issues(fund, classes, lines, accounts=accounts, seed=seed)


def _papers(fund: DemoFund, received: list[DemoLot], borrowed: list[DemoLot], seed: int) -> Iterator[Paper]:
    """The receipts of a school; where one was typed wrong, the numbers after the first are left to `write_mistake`."""
    number = 0
    for name, lots, day in (
        ("receipt", received, RECEIVED_ON),
        ("loan", borrowed, RECEIVED_ON + timedelta(days=9)),
    ):
        own = [(lot, sum(lot.by_building)) for lot in lots if sum(lot.by_building)]
        if own:
            number += 1
            key = _document_uid(fund, name, seed)
            yield Paper(fund, key, number, day, own, is_loan=name == "loan")
            number += 2 if _has_mistake(fund) and name == "receipt" else 0


def papers_of(fund: DemoFund, seed: int) -> list[Paper]:
    """The receipts that were posted for a school."""
    received = [lot for lot in fund.lots if lot.is_receipt and not lot.is_borrowed]
    return list(_papers(fund, received, [lot for lot in fund.lots if lot.is_borrowed], seed))


def acts_of(fund: DemoFund, seed: int) -> list[Act]:
    """The write-off that was posted for a school, if there was one."""
    worn = [(lot, lot.past_use) for lot in fund.lots if not lot.is_receipt and lot.past_use > 0]
    key = uid(seed, "written-off", fund.school.index)
    return [Act(fund, key, WRITTEN_OFF_ON, worn)] if worn and _is_written_off(fund, seed) else []


def _is_written_off(fund: DemoFund, seed: int) -> bool:
    return dice(seed, "written-off", fund.school.index).random() < 0.6


def _has_mistake(fund: DemoFund) -> bool:
    return fund.school.story is not None and fund.school.story.key == "growth"


def _coming(lot: DemoLot, source: int, accounts: _Accounts) -> Iterator[Line]:
    for place, copies in enumerate(lot.by_building):
        more = lot.past_use if place == 0 and not lot.is_receipt else 0
        if copies + more > 0:
            yield Line(lot.id, source, accounts.funds[place], copies + more)


def _leaving(fund: DemoFund, opened: list[DemoLot], accounts: _Accounts, seed: int) -> Iterator[Document]:
    """Worn copies were taken off the shelves in June; most schools have written them off since."""
    worn = [lot for lot in opened if lot.past_use > 0]
    if not worn:
        return
    off = [Line(lot.id, accounts.funds[0], accounts.unfit, lot.past_use) for lot in worn]
    key = uid(seed, "taken-off", fund.school.index)
    yield _draft(fund, Entry.Kind.CONDITION, TAKEN_OFF_ON, key, document_kind="condition"), off
    if _is_written_off(fund, seed):
        gone = [Line(line.lot_id, accounts.unfit, accounts.written_off, line.copies) for line in off]
        key = uid(seed, "written-off", fund.school.index)
        yield (
            _draft(
                fund, Entry.Kind.WRITEOFF, WRITTEN_OFF_ON, key, document_kind="writeoff", document_number="1"
            ),
            gone,
        )


def _issues(
    fund: DemoFund, classes: list[DemoClass], lines: list[DemoLine], *, accounts: _Accounts, seed: int
) -> Iterator[Document]:
    """Sets handed to the classes in the first days of September, class by class while the shelves last."""
    rng = dice(seed, "issued", fund.school.index)
    chance = rng.random()
    grades = range(1, 12) if fund.school.is_story or chance < SHARE_ALL_ISSUED else range(1, 5)
    if not fund.school.is_story and chance > SHARE_ALL_ISSUED + SHARE_PRIMARY_ISSUED:
        return
    shelves = {(lot.id, place): copies for lot in fund.lots for place, copies in enumerate(lot.by_building)}
    by_class: dict[int, list[DemoLine]] = {}
    for line in lines:
        by_class.setdefault(line.one.id, []).append(line)
    for one in classes:
        if one.grade not in grades:
            continue
        target = accounts.classes[one.id]
        taken = [
            Line(lot, accounts.funds[one.building], target, copies)
            for lot, copies in _taken(fund, one, by_class.get(one.id, []), shelves)
        ]
        if taken:
            day = ISSUED_FROM + timedelta(days=rng.randint(0, 3))
            key = uid(seed, "issue", fund.school.index, one.name)
            yield _draft(fund, Entry.Kind.ISSUE, day, key, document_kind="issue", note=one.name), taken


def _taken(
    fund: DemoFund, one: DemoClass, lines: list[DemoLine], shelves: dict[tuple[int, int], int]
) -> Iterator[tuple[int, int]]:
    wanted: dict[tuple[int, int], int] = {}
    for line in lines:
        for book in line.sets:
            for part in range(1, book.book.parts + 1):
                wanted[book.id, part] = wanted.get((book.id, part), 0) + line.need
    replaced = {book.id: [mate.id for mate in book.pool_mates] for line in lines for book in line.sets}
    found: dict[int, int] = {}
    for (set_id, part), copies in wanted.items():
        left = copies
        piles = [lot for source in (set_id, *replaced[set_id]) for lot in fund.piles.get((source, part), ())]
        for lot in piles:
            got = min(left, shelves[lot.id, one.building])
            if got > 0:
                shelves[lot.id, one.building] -= got
                left -= got
                found[lot.id] = found.get(lot.id, 0) + got
    yield from found.items()


def _draft(
    fund: DemoFund,
    kind: str,
    day: date,
    key: UUID,
    *,
    document_kind: str,
    document_number: str = "",
    note: str = "",
) -> Draft:
    return Draft(
        school_id=fund.school.id,
        uid=key,
        kind=kind,
        occurred_on=day,
        document_kind=document_kind,
        document_uid=key,
        document_number=document_number,
        note=note,
    )


def write_mistake(fund: DemoFund, seed: int) -> list[Paper]:
    """A receipt typed with ten times the copies, reversed the next day, then entered right; both papers."""
    pattern = next(lot for lot in fund.lots if not lot.is_receipt)
    school, first = fund.school, papers_of(fund, seed)[0].number
    supplier = account_for(school.id, Kind.SUPPLIER)
    shelf = accounts_for(school.id, Kind.FUND, [school.buildings[0].id])[school.buildings[0].id]
    papers = []
    for place, copies in enumerate(MISTAKE_COPIES):
        key = uid(seed, ("mistake", "mistake-right")[place], school.index)
        lot = replace(
            pattern, year=THIS_YEAR, by_building=[copies], past_use=0, source="own", condition="new", id=0
        )
        day = MISTAKE_ON + timedelta(days=place)
        (lot.id,) = create_lots(school.id, [_lot_draft(lot, day, key, 1)])
        undone = uid(seed, "mistake-reversed", school.index) if place == 0 else None
        paper = Paper(fund, key, first + 1 + place, day, [(lot, copies)], reversed_by=undone)
        draft = _draft(
            fund, Entry.Kind.RECEIPT, day, key, document_kind="receipt", document_number=str(paper.number)
        )
        (posted,) = post_entries([(draft, [Line(lot.id, supplier, shelf, copies)])])
        if undone:
            reverse_entry(
                posted.entry, uid=undone, reason=MISTAKE, actor_id=None, occurred_on=day + timedelta(days=1)
            )
        papers.append(paper)
    return papers

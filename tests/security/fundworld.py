"""A school's registers, receipts, labels and write-off acts: a row in every table of the fund and of the write-off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tomik.accounts.public import User
from tomik.catalogue.models import Edition
from tomik.fund.models import (
    Copy,
    FundSettings,
    LabelRange,
    Move,
    PrintedForm,
    Receipt,
    Reconciliation,
    ReplacedLoss,
)
from tomik.fund.move_rules import MoveHead, MoveLineDraft
from tomik.fund.official.receipts import acceptance
from tomik.fund.public import Header, ReceiptLineDraft, printed, receive
from tomik.fund.services.binding import replace_label
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of
from tomik.fund.services.moves import WholeMove, finish_move, save_move
from tomik.fund.services.numbering import continue_from
from tomik.fund.services.receipts import save_receipt
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Balance
from tomik.territory.models import Building, School
from tomik.writeoff.models import Commission, WriteoffAct
from tomik.writeoff.services import acts
from tomik.writeoff.services.checks import ActHead, ActLine
from tomik.writeoff.services.commissions import MemberDraft, appoint_commission
from tomik.writeoff.services.disposal import DisposalDraft, dispose

RECEIVED_ON = date(2026, 9, 2)
WRITTEN_OFF_ON = date(2026, 9, 3)
MEMBERS = (("chair", "Председательская А.А."), ("accountant", "Счётная Б.Б."), ("member", "Членская В.В."))


@dataclass
class Registers:
    """What the addresses of the fund and of the write-off may name."""

    receipt: Receipt
    draft: Receipt
    move: Move
    move_draft: Move
    labels: LabelRange
    paper: PrintedForm
    commission: Commission
    act: WriteoffAct
    project: WriteoffAct


def keep_registers(school: School, librarian: User, edition: Edition, building: Building) -> Registers:
    """Receive, label, print, write off and dispose, in the scope of the school's librarian."""
    FundSettings.objects.create(school=school, head_name="Директорская Г.Г.")
    continue_from(
        school_id=school.pk, series="receipt", year=2026, next_number=5, reason="Бумажная книга", actor_id=librarian.pk
    )  # fmt: skip
    receipt = _received(school, librarian, edition, building)
    ReplacedLoss.objects.create(school=school, receipt=receipt, notebook="стр. 3")
    labels = _labelled(school, librarian, edition)
    paper = printed(school=school, document_uid=receipt.uid, form=acceptance(receipt), actor_id=librarian.pk)
    Reconciliation.objects.create(
        school=school, book="textbooks", as_of=RECEIVED_ON, our_copies=13, our_kopecks=800_000, accounting_kopecks=800_000
    )  # fmt: skip
    commission = appoint_commission(
        school=school,
        uid=uuid7(),
        order_number="17",
        order_on=date(2026, 1, 12),
        quorum=3,
        members=[MemberDraft(part, name) for part, name in MEMBERS],
    )
    move, move_draft = _moved(school, librarian, building)
    return Registers(
        receipt=receipt,
        move=move,
        move_draft=move_draft,
        draft=save_receipt(
            school=school,
            uid=uuid7(),
            header=_header(building, "УПД-2"),
            lines=[_line(edition)],
            version=0,
            actor_id=librarian.pk,
        ),
        labels=labels,
        paper=paper,
        commission=commission,
        act=_written_off(school, librarian, commission),
        project=_project(school, librarian, reason="obsolete"),
    )


def _header(building: Building, number: str) -> Header:
    return Header(
        kind="supplier",
        received_on=RECEIVED_ON,
        building_id=building.pk,
        source="regional",
        supplier_name="АО «Издательство»",
        papers_number=number,
        papers_on=RECEIVED_ON,
    )


def _line(edition: Edition) -> ReceiptLineDraft:
    return ReceiptLineDraft(edition_id=edition.pk, price_kopecks=50_000, copies=3, copies_on_paper=4)


def _received(school: School, librarian: User, edition: Edition, building: Building) -> Receipt:
    uid = uuid7()
    receive(
        school=school,
        uid=uid,
        header=_header(building, "УПД-1"),
        lines=[_line(edition)],
        operation_uid=uuid7(),
        actor_id=librarian.pk,
    )
    return Receipt.objects.get(school=school, uid=uid)


def _moved(school: School, librarian: User, building: Building) -> tuple[Move, Move]:
    """A copy goes to a branch; another move is a draft."""
    branch = Building.objects.create(school=school, name="Филиал")
    held = Balance.objects.filter(school=school, account__building=building, copies__gt=2).order_by("lot_id")[
        0
    ]
    head = MoveHead(moved_on=RECEIVED_ON, from_building_id=building.pk, to_building_id=branch.pk)
    lines = [MoveLineDraft(lot_id=held.lot_id, copies=1)]
    posted = WholeMove(school=school, uid=uuid7(), head=head, lines=lines)
    finish_move(posted, operation_uid=uuid7(), actor_id=librarian.pk)
    draft = save_move(WholeMove(school=school, uid=uuid7(), head=head, lines=lines), actor_id=librarian.pk)
    return Move.objects.get(school=school, uid=posted.uid), draft


def _labelled(school: School, librarian: User, edition: Edition) -> LabelRange:
    """Three labels printed, two on copies, one of them damaged and replaced by the third."""
    labels = allot_labels(school=school, count=3, actor_id=librarian.pk)
    first, second, third = codes_of(labels)
    bind_codes(school=school, edition_id=edition.pk, codes=[first, second], actor_id=librarian.pk)
    copy = Copy.objects.get(school=school, code=first)
    replace_label(school=school, copy_uid=copy.uid, code=third, reason="Порвана", actor_id=librarian.pk)
    return labels


def _project(school: School, librarian: User, *, reason: str) -> WriteoffAct:
    """A project that takes a copy without a label off the shelves."""
    held = Balance.objects.filter(school=school, account__kind="fund", copies__gt=2).order_by("lot_id")[0]
    return acts.save_act(
        school=school,
        uid=uuid7(),
        head=ActHead(acted_on=WRITTEN_OFF_ON, reason=reason, cause="expired", evidence="Срок истёк"),
        lines=[ActLine(lot_id=held.lot_id, account_id=held.account_id, copies=1)],
        version=0,
        actor_id=librarian.pk,
    )


def _written_off(school: School, librarian: User, commission: Commission) -> WriteoffAct:
    """An act that went the whole way; its copy was burnt."""
    act, key = _project(school, librarian, reason="wear"), school.pk
    act = acts.submit_act(school_id=key, uid=act.uid, version=act.version)
    act = acts.decide_act(
        school_id=key,
        uid=act.uid,
        version=act.version,
        commission_uid=commission.uid,
        present=[name for _part, name in MEMBERS],
        decided_on=WRITTEN_OFF_ON,
    )
    act = acts.approve_act(school_id=key, uid=act.uid, version=act.version, actor_id=librarian.pk)
    acts.post_act(
        school=school, uid=act.uid, version=act.version, operation_uid=uuid7(), actor_id=librarian.pk
    )
    draft = DisposalDraft(uid=uuid7(), direction="disposal", disposed_on=WRITTEN_OFF_ON, copies=1)
    dispose(school=school, act_uid=act.uid, draft=draft, actor_id=librarian.pk)
    act.refresh_from_db()
    return act

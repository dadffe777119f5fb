"""Use cases of a receipt: write a draft, post it, take it back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tomik.fund import receipt_rules
from tomik.fund.models import NumberSeries, Receipt
from tomik.fund.receipt_rules import Header, ReceiptLineDraft
from tomik.fund.services.cards import give_inventory_numbers, put_on_cards
from tomik.fund.services.copies import close_copies
from tomik.fund.services.numbering import take_numbers
from tomik.fund.services.receipt_lines import (
    FIELDS,
    OF_DRAFT,
    Stored,
    insert_lines,
    stored_lines,
    titles_of,
)
from tomik.fund.services.summary import SummaryNote, enter_in_summary
from tomik.kernel import clock, locks
from tomik.kernel.errors import Conflict, LineProblem, NotVisible, TomikError
from tomik.kernel.ids import uuid7
from tomik.ledger.public import (
    Account,
    Draft,
    Entry,
    Line,
    Lot,
    LotDraft,
    PeriodClosed,
    Posted,
    account_for,
    accounts_for,
    create_lots,
    entry_by_uid,
    latest_closing,
    post_entry,
    reverse_entry,
)
from tomik.territory.public import Building, School

DOCUMENT_KIND = "receipt"
_HEADER_FIELDS = tuple(Header.__dataclass_fields__)


def save_receipt(
    *,
    school: School,
    uid: UUID,
    header: Header,
    lines: Sequence[ReceiptLineDraft],
    version: int,
    actor_id: int | None,
) -> Receipt:
    """Write a draft, or write over it; the receipt. Nothing moves yet.

    Raises TomikError with every problem of head and lines, `Conflict` when somebody has changed the draft meanwhile
    (`version` is the one that was shown; 0 for a new draft) or it is posted already.
    """
    try:
        with transaction.atomic(durable=True):
            return _save(school, uid, header, lines, version=version, actor_id=actor_id)[0]
    except IntegrityError as error:
        # The same new draft sent twice at one moment, or the uid of a receipt that is not ours.
        raise Conflict(_("Somebody else has changed this draft meanwhile. Look at it again.")) from error


def write_draft(
    *, school: School, uid: UUID, header: Header, lines: Sequence[ReceiptLineDraft], actor_id: int | None
) -> Receipt:
    """A new draft, inside the caller's transaction (an import). Raises as `save_receipt`."""
    return _save(school, uid, header, lines, version=0, actor_id=actor_id)[0]


def drop_draft(*, school_id: int, uid: UUID) -> int:
    """Throw a draft away, inside the caller's transaction: how many there were. Raises `Conflict` for a posted one."""
    receipt = Receipt.objects.select_for_update().filter(school_id=school_id, uid=uid).first()
    if receipt is None:
        return 0
    _locked(school_id, uid, version=receipt.version).delete()
    return 1


def post_receipt(
    *,
    school: School,
    uid: UUID,
    version: int,
    operation_uid: UUID,
    actor_id: int | None,
    same_papers: bool = False,
) -> Posted:
    """Post a draft: lots, entry, cards, inventory numbers, records of the summary book, numbers: all or nothing.

    `operation_uid` is the key: a repeat gives the first result. Raises `Conflict` for a changed or posted draft and,
    unless `same_papers` is set, when a receipt by the same papers is posted already; what `post_entry` raises.
    """
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk], shared=True)
        if _visible(school.pk, uid).operation_uid == operation_uid:
            known = entry_by_uid([school.pk], operation_uid)
            assert known is not None  # noqa: S101 - a posted receipt has its entry
            return Posted(known, created=False)
        receipt = _locked(school.pk, uid, version=version)
        lines = stored_lines(receipt)
        return _post(receipt, lines, operation_uid=operation_uid, actor_id=actor_id, same_papers=same_papers)


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeReceipt:
    """A receipt as it stands on a screen: head, lines, and the version of the draft that was shown (0: there is none)."""

    school: School
    uid: UUID
    header: Header
    lines: Sequence[ReceiptLineDraft]
    version: int = 0


def receive(
    *,
    school: School,
    uid: UUID,
    header: Header,
    lines: Sequence[ReceiptLineDraft],
    operation_uid: UUID,
    actor_id: int | None,
    same_papers: bool = False,
) -> Posted:
    """Write and post in one step, for the API and for other rooms. Idempotent by `operation_uid`; see both above."""
    whole = WholeReceipt(school=school, uid=uid, header=header, lines=lines)
    return finish_receipt(whole, operation_uid=operation_uid, actor_id=actor_id, same_papers=same_papers)


def finish_receipt(
    whole: WholeReceipt, *, operation_uid: UUID, actor_id: int | None, same_papers: bool = False
) -> Posted:
    """Write over the draft and post it in one step: what is shown is what is posted. Idempotent by `operation_uid`."""
    once = partial(_finish, whole, operation_uid=operation_uid, actor_id=actor_id, same_papers=same_papers)
    try:
        return once()
    except (IntegrityError, Conflict):
        # The same request at the same moment was quicker: its result is there now. A true conflict stays one.
        pass
    try:
        return once()
    except IntegrityError as error:
        # The uid of a receipt of another school: it is not told that there is one.
        raise Conflict(_("Somebody else has changed this draft meanwhile. Look at it again.")) from error


def _finish(whole: WholeReceipt, *, operation_uid: UUID, actor_id: int | None, same_papers: bool) -> Posted:
    school, uid = whole.school, whole.uid
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk], shared=True)
        known = entry_by_uid([school.pk], operation_uid)
        if known is not None:
            _same_or_conflict(known, uid, whole.header, whole.lines)
            return Posted(known, created=False)
        try:
            receipt, lines = _save(
                school, uid, whole.header, whole.lines, version=whole.version, actor_id=actor_id
            )
        except TomikError as error:
            if error.problems and (closed := closed_problem(school.pk, whole.header.received_on)):
                error.problems.append(closed)
            raise
        return _post(receipt, lines, operation_uid=operation_uid, actor_id=actor_id, same_papers=same_papers)


def _same_or_conflict(known: Entry, uid: UUID, header: Header, lines: Sequence[ReceiptLineDraft]) -> None:
    """Raises `Conflict` when the operation was carried out before with other content; names the first field."""
    receipt = Receipt.objects.filter(school_id=known.school_id, uid=uid, operation_uid=known.uid).first()
    differing = ["uid"] if receipt is None else _differing(receipt, header, lines)
    if differing:
        text = _("This operation was carried out before with other content: %s.")
        raise Conflict(text % differing[0], field=differing[0])


def _differing(receipt: Receipt, header: Header, lines: Sequence[ReceiptLineDraft]) -> list[str]:
    names = [name for name in _HEADER_FIELDS if getattr(receipt, name) != getattr(header, name)]
    written = [tuple(row) for row in receipt.lines.order_by("line_no").values_list(*FIELDS)]
    given = [tuple(getattr(line, OF_DRAFT.get(name, name)) for name in FIELDS) for line in lines]
    return names if written == given else [*names, "lines"]


def discard_receipt(*, school_id: int, uid: UUID, version: int) -> None:
    """Throw a draft away. A posted receipt is reversed instead."""
    with transaction.atomic(durable=True):
        _locked(school_id, uid, version=version).delete()


def reverse_receipt(
    *, school: School, uid: UUID, operation_uid: UUID, reason: str, actor_id: int | None
) -> Posted:
    """Take a posted receipt back: the mirror entry, its records in the summary book, the copies' rows closed.

    Idempotent by `operation_uid`. Raises `InsufficientCopies` when copies have moved on, `PeriodClosed`, `AlreadyReversed`.
    """
    if not reason.strip():
        raise TomikError(_("Write the reason."))
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school.pk], shared=True)
        receipt = _visible(school.pk, uid)
        entry = entry_by_uid([school.pk], receipt.operation_uid) if receipt.operation_uid else None
        if entry is None:
            raise TomikError(_("Only a posted receipt can be reversed."))
        posted = reverse_entry(entry, uid=operation_uid, reason=reason.strip()[:300], actor_id=actor_id)
        if posted.created:
            _mark_reversed(receipt, posted.entry, reason.strip()[:300], actor_id)
        return posted


def note_accounting(
    *,
    school_id: int,
    uid: UUID,
    number: str,
    day: date | None,
    claim_outcome: str,
) -> Receipt:
    """What comes back later: the accountant's number and date, how the claim ended. The receipt itself stays as it is."""
    with transaction.atomic(durable=True):
        receipt = _visible(school_id, uid)
        if receipt.state == Receipt.State.DRAFT:
            raise TomikError(_("A draft has nothing to do with accounting yet: post it first."))
        receipt.accountant_number, receipt.accountant_on, receipt.claim_outcome = number, day, claim_outcome
        receipt.save(update_fields=["accountant_number", "accountant_on", "claim_outcome"])
        return receipt


def _visible(school_id: int, uid: UUID) -> Receipt:
    receipt = Receipt.objects.select_for_update().filter(school_id=school_id, uid=uid).first()
    if receipt is None:
        raise NotVisible
    return receipt


def _locked(school_id: int, uid: UUID, *, version: int) -> Receipt:
    receipt = _visible(school_id, uid)
    if receipt.state != Receipt.State.DRAFT:
        raise Conflict(_("This receipt is posted already."))
    if receipt.version != version:
        raise Conflict(_("Somebody else has changed this draft meanwhile. Look at it again."))
    return receipt


def _save(
    school: School,
    uid: UUID,
    header: Header,
    lines: Sequence[ReceiptLineDraft],
    *,
    version: int,
    actor_id: int | None,
) -> tuple[Receipt, list[Stored]]:
    titles = titles_of(line.edition_id for line in lines)
    problems = _problems(school, header, lines, known=titles)
    if problems:
        raise TomikError(_("The receipt has mistakes."), problems=problems)
    values = {name: getattr(header, name) for name in _HEADER_FIELDS}
    if version:
        receipt = _locked(school.pk, uid, version=version)
        for name, value in values.items():
            setattr(receipt, name, value)
        receipt.version += 1
        receipt.save(update_fields=[*_HEADER_FIELDS, "version"])
        receipt.lines.all().delete()
    else:
        if Receipt.objects.filter(school_id=school.pk, uid=uid).exists():
            raise Conflict(_("Somebody else has changed this draft meanwhile. Look at it again."))
        receipt = Receipt.objects.create(uid=uid, school=school, created_by=actor_id, **values)
    return receipt, insert_lines(receipt, lines, titles)


def closed_problem(school_id: int, day: date) -> LineProblem | None:
    """What is wrong with posting on a day whose books are closed, naming the closing act; None when they are open."""
    last = latest_closing(school_id)
    if last is None or last.through < day:
        return None
    through = f"{last.through:%d.%m.%Y}"
    refusal = PeriodClosed(through=through, document_number=last.document_number, closing_id=last.pk)
    return LineProblem(None, "received_on", str(refusal), f"{day:%d.%m.%Y}", code=refusal.code)


def _problems(
    school: School, header: Header, lines: Sequence[ReceiptLineDraft], *, known: Collection[int]
) -> list[LineProblem]:
    today = clock.today(school.timezone)
    problems = receipt_rules.header_problems(header, today=today)
    problems += receipt_rules.line_problems(lines, kind=header.kind, today=today)
    if not Building.objects.filter(school=school, pk=header.building_id).exists():
        problems.append(LineProblem(None, "building", _("Choose a building of the school.")))
    problems += [
        LineProblem(row, "edition", _("The catalogue does not have this title."))
        for row, line in enumerate(lines, start=1)
        if line.edition_id not in known
    ]
    return problems


def _post(
    receipt: Receipt, lines: Sequence[Stored], *, operation_uid: UUID, actor_id: int | None, same_papers: bool
) -> Posted:
    """Post a draft whose row this transaction holds, the posting lock too."""
    year = receipt.received_on.year
    (receipt.number,) = take_numbers(receipt.school_id, NumberSeries.Series.RECEIPT, year=year)
    if not same_papers:
        # After the lock of the series: of two librarians with one delivery the second sees the first.
        _refuse_same_papers(receipt)
    if any(line.differs for line in lines):
        (receipt.discrepancy_number,) = take_numbers(
            receipt.school_id, NumberSeries.Series.DISCREPANCY, year=year
        )
        if receipt.kind == Receipt.Kind.SUPPLIER:
            receipt.claim_due_on = receipt_rules.claim_due(receipt.received_on)
    receipt.state, receipt.year, receipt.operation_uid = Receipt.State.POSTED, year, operation_uid
    receipt.posted_at, receipt.posted_by = clock.now(), actor_id
    receipt.version += 1
    posted = _enter(receipt, lines)
    receipt.save(
        update_fields=[
            "number", "year", "state", "operation_uid", "posted_at", "posted_by", "version", "discrepancy_number",
            "claim_due_on",
        ]
    )  # fmt: skip
    return posted


def _refuse_same_papers(receipt: Receipt) -> None:
    if not receipt.papers_number:
        return
    same = Receipt.objects.filter(
        school_id=receipt.school_id,
        state=Receipt.State.POSTED,
        papers_number=receipt.papers_number,
        papers_on=receipt.papers_on,
        supplier_name__iexact=receipt.supplier_name,
    ).first()
    if same is not None:
        text = _("A receipt by the same papers is posted already: number %(number)d of %(day)s.")
        raise Conflict(
            text % {"number": same.number, "day": f"{same.received_on:%d.%m.%Y}"},
            field="papers_number",
            uid=same.uid,
        )


def _enter(receipt: Receipt, lines: Sequence[Stored]) -> Posted:
    """The ledger's part of a posting, then the registers."""
    school_id = receipt.school_id
    accepted = [line for line in lines if line.copies]
    if not accepted:
        raise TomikError(_("Nothing is accepted: there is nothing to post."))
    lots = create_lots(school_id, [_lot(receipt, line) for line in accepted])
    outside = account_for(
        school_id, Account.Kind.SURPLUS_FOUND if receipt.kind == Receipt.Kind.FOUND else Account.Kind.SUPPLIER
    )
    shelves = accounts_for(school_id, Account.Kind.FUND, [receipt.building_id])[receipt.building_id]
    unfit = account_for(school_id, Account.Kind.UNFIT)
    draft = Draft(
        school_id=school_id,
        kind=Entry.Kind.RECEIPT,
        occurred_on=receipt.received_on,
        uid=receipt.operation_uid or uuid7(),
        actor_id=receipt.posted_by,
        document_kind=DOCUMENT_KIND,
        document_uid=receipt.uid,
        document_number=str(receipt.number),
        note=receipt.note,
    )
    moves = [
        Line(lot, outside, unfit if line.condition == Lot.Condition.UNFIT else shelves, line.copies)
        for lot, line in zip(lots, accepted, strict=True)
    ]
    posted = post_entry(draft, moves)
    # An inventory number is instead of a card.
    put_on_cards(school_id, [lot for lot, line in zip(lots, accepted, strict=True) if not line.is_individual])
    numbered = [(lot, line.copies) for lot, line in zip(lots, accepted, strict=True) if line.is_individual]
    if numbered:
        give_inventory_numbers(school_id, numbered)
    enter_in_summary(
        school_id, [SummaryNote(entry=posted.entry, source=source_text(receipt), papers=papers_text(receipt))]
    )
    return posted


def _lot(receipt: Receipt, line: Stored) -> LotDraft:
    return LotDraft(
        edition_id=line.edition_id,
        price_kopecks=line.price_kopecks,
        received_on=receipt.received_on,
        receipt_uid=receipt.uid,
        receipt_line=line.line_no,
        year=line.year,
        source=receipt.source,
        condition=line.condition,
        on_balance=line.on_balance and not line.is_consumable,
    )


def source_text(receipt: Receipt) -> str:
    """Where the copies came from, as the summary book writes it."""
    return receipt.supplier_name or receipt.get_kind_display()


def papers_text(receipt: Receipt) -> str:
    """The papers, as the summary book writes them: kind, number, date."""
    parts = [receipt.get_papers_kind_display()]
    if receipt.papers_number:
        parts.append(f"№ {receipt.papers_number}")
    if receipt.papers_on:
        parts.append(f"{receipt.papers_on:%d.%m.%Y}")
    return " ".join(parts)[:200]


def _mark_reversed(receipt: Receipt, entry: Entry, reason: str, actor_id: int | None) -> None:
    receipt.state, receipt.reversed_at = Receipt.State.REVERSED, clock.now()
    receipt.reversed_by, receipt.reverse_reason = actor_id, reason
    receipt.save(update_fields=["state", "reversed_at", "reversed_by", "reverse_reason"])
    close_copies(receipt.school_id, entry=entry, lots_of_receipt=receipt.uid)
    enter_in_summary(
        receipt.school_id,
        [SummaryNote(entry=entry, source=source_text(receipt), papers=papers_text(receipt), note=reason)],
    )

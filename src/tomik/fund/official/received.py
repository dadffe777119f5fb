"""Papers of the receiving side: what another school has handed over, from the receipt that took it in."""

from __future__ import annotations

from tomik.fund.models import Receipt
from tomik.fund.official.moved import Party, moved_lines, party_of
from tomik.fund.official.movement import Handover, handover, notice
from tomik.fund.official.parts import Form
from tomik.ledger.public import entry_by_uid


def received(receipt: Receipt) -> Handover:
    """The hand-over that a posted receipt stands on: number and day of its papers, the sender by name and INN alone.

    Raises ValueError for a draft: its copies are not taken in yet.
    """
    entry = entry_by_uid([receipt.school_id], receipt.operation_uid) if receipt.operation_uid else None
    if entry is None:
        raise ValueError("the papers of the receiving side are those of a posted receipt")
    return Handover(
        number=receipt.papers_number,
        day=receipt.papers_on or receipt.received_on,
        sender=Party(name=receipt.supplier_name, inn=receipt.supplier_inn, head_post="Руководитель"),
        receiver=party_of(receipt.school),
        lines=moved_lines(entry),
    )


def received_act(receipt: Receipt) -> Form:
    """0510448 as the receiver prints it."""
    return handover(received(receipt))


def received_notice(receipt: Receipt) -> Form:
    """0504805 as the receiver prints it."""
    return notice(received(receipt))

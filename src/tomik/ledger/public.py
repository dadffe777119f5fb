"""What other rooms may use of the ledger."""

from tomik.ledger.errors import AlreadyReversed, BrokenRule, InsufficientCopies, PeriodClosed, Shortage
from tomik.ledger.models import Account, Balance, Entry, Lot, PeriodClosing, Transfer
from tomik.ledger.rules import Draft, Line
from tomik.ledger.services import (
    LotDraft,
    Posted,
    account_for,
    accounts_for,
    close_period,
    create_lots,
    post_entries,
    post_entry,
    reopen_period,
    reverse_entry,
)

__all__ = [
    "Account",
    "AlreadyReversed",
    "Balance",
    "BrokenRule",
    "Draft",
    "Entry",
    "InsufficientCopies",
    "Line",
    "Lot",
    "LotDraft",
    "PeriodClosed",
    "PeriodClosing",
    "Posted",
    "Shortage",
    "Transfer",
    "account_for",
    "accounts_for",
    "close_period",
    "create_lots",
    "post_entries",
    "post_entry",
    "reopen_period",
    "reverse_entry",
]

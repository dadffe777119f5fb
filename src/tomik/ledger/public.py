"""What other rooms may use of the ledger."""

from tomik.ledger.errors import AlreadyReversed, BrokenRule, InsufficientCopies, PeriodClosed, Shortage
from tomik.ledger.labels import account_label, kind_label
from tomik.ledger.models import Account, Balance, Entry, Lot, PeriodClosing, Transfer
from tomik.ledger.owners import own_documents
from tomik.ledger.queries import (
    Movement,
    accounts_of,
    balances,
    balances_as_of,
    entries_of_document,
    entry_by_uid,
    entry_lines,
    reversal_of,
    statement,
    transfers_of_lots,
)
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
from tomik.ledger.services.documents import record_entry, reverse_recorded
from tomik.ledger.services.periods import latest_closing

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
    "Movement",
    "PeriodClosed",
    "PeriodClosing",
    "Posted",
    "Shortage",
    "Transfer",
    "account_for",
    "account_label",
    "accounts_for",
    "accounts_of",
    "balances",
    "balances_as_of",
    "close_period",
    "create_lots",
    "entries_of_document",
    "entry_by_uid",
    "entry_lines",
    "kind_label",
    "latest_closing",
    "own_documents",
    "post_entries",
    "post_entry",
    "record_entry",
    "reopen_period",
    "reversal_of",
    "reverse_entry",
    "reverse_recorded",
    "statement",
    "transfers_of_lots",
]

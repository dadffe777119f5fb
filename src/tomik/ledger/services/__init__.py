"""Use cases of the ledger."""

from tomik.ledger.services.holding import LotDraft, account_for, accounts_for, create_lots
from tomik.ledger.services.periods import close_period, reopen_period
from tomik.ledger.services.posting import Posted, post_entries, post_entry
from tomik.ledger.services.reversal import reverse_entry

__all__ = [
    "LotDraft",
    "Posted",
    "account_for",
    "accounts_for",
    "close_period",
    "create_lots",
    "post_entries",
    "post_entry",
    "reopen_period",
    "reverse_entry",
]

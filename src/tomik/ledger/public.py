"""What other rooms may use of the ledger."""

from tomik.ledger.models import Account, Balance, Entry, Lot, PeriodClosing, Transfer

__all__ = ["Account", "Balance", "Entry", "Lot", "PeriodClosing", "Transfer"]

"""Use cases of the fund."""

from tomik.fund.services.opening import Document, Opened, open_balance, open_one_title

__all__ = ["Document", "Opened", "open_balance", "open_one_title"]

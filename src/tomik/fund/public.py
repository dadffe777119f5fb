"""What other rooms may use of the fund."""

from tomik.fund.imports.kind import FundImport
from tomik.fund.services import Document, Opened, open_balance, open_one_title

__all__ = ["Document", "FundImport", "Opened", "open_balance", "open_one_title"]

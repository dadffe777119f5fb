"""What other rooms may use of the fund."""

from tomik.fund.imports.kind import FundImport
from tomik.fund.models import Copy, FundSettings, NumberSeries, SummaryRecord
from tomik.fund.services import Document, Opened, open_balance, open_one_title
from tomik.fund.services.copies import remove_copies, return_copies
from tomik.fund.services.numbering import take_numbers
from tomik.fund.services.summary import SummaryNote, enter_in_summary

__all__ = [
    "Copy",
    "Document",
    "FundImport",
    "FundSettings",
    "NumberSeries",
    "Opened",
    "SummaryNote",
    "SummaryRecord",
    "enter_in_summary",
    "open_balance",
    "open_one_title",
    "remove_copies",
    "return_copies",
    "take_numbers",
]

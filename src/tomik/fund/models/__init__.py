"""Tables of the fund: receipts, moves, cards, labelled copies, the summary book, printed papers, numbering."""

from tomik.fund.models.cards import Card, CardLot, Copy, LabelRange
from tomik.fund.models.days import ReportDay
from tomik.fund.models.labels import LabelEvent
from tomik.fund.models.losses import ReplacedLoss
from tomik.fund.models.moves import Move, MoveLine
from tomik.fund.models.numbering import FundSettings, NumberGap, NumberSeries
from tomik.fund.models.papers import FormCode, PrintedForm
from tomik.fund.models.receipts import Receipt, ReceiptLine
from tomik.fund.models.summary import Reconciliation, SummaryRecord

__all__ = [
    "Card",
    "CardLot",
    "Copy",
    "FormCode",
    "FundSettings",
    "LabelEvent",
    "LabelRange",
    "Move",
    "MoveLine",
    "NumberGap",
    "NumberSeries",
    "PrintedForm",
    "Receipt",
    "ReceiptLine",
    "Reconciliation",
    "ReplacedLoss",
    "ReportDay",
    "SummaryRecord",
]

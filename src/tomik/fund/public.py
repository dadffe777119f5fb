"""What other rooms may use of the fund."""

from tomik.fund.accounting import acts_without_number, keep_numbers
from tomik.fund.codes import CodeKind, kind_of, read_code
from tomik.fund.imports.kind import FundImport
from tomik.fund.imports.receipt_kind import ReceiptImport
from tomik.fund.models import Copy, FundSettings, Move, NumberSeries, Receipt, ReceiptLine, SummaryRecord
from tomik.fund.move_rules import MoveHead, MoveLineDraft
from tomik.fund.official.parts import (
    NEW_PAGE,
    Column,
    Form,
    Institution,
    approval,
    basis,
    day_in_words,
    heading,
    in_russian,
    institution_of,
    local_day,
    signatures,
    table,
    text,
)
from tomik.fund.official.printing import draft_pdf, form_in_force, paper_of, printed, printings_of
from tomik.fund.official.region import region_workbook
from tomik.fund.queries.copies import Scan, ScanKind, copies_numbered, recognise
from tomik.fund.queries.statistics import years_of
from tomik.fund.queries.summary import movement, movements, stock
from tomik.fund.queries.summary import records as summary_records
from tomik.fund.receipt_rules import Header, ReceiptLineDraft
from tomik.fund.receipt_sources import (
    OfferedReceipt,
    ReceiptOffer,
    ReceiptSource,
    receipt_sources,
    register_receipt_source,
)
from tomik.fund.services import Document, Opened, open_balance, open_one_title
from tomik.fund.services.cards import put_all_on_cards, put_on_cards
from tomik.fund.services.copies import allot_labels, bind_codes, codes_of, remove_copies, return_copies
from tomik.fund.services.losses import register_commission
from tomik.fund.services.moves import WholeMove, finish_move
from tomik.fund.services.numbering import take_numbers
from tomik.fund.services.receipts import receive, reverse_receipt, save_receipt
from tomik.fund.services.reconciliation import books_to_compare
from tomik.fund.services.summary import SummaryNote, enter_all_in_summary, enter_in_summary

__all__ = [
    "NEW_PAGE",
    "CodeKind",
    "Column",
    "Copy",
    "Document",
    "Form",
    "FundImport",
    "FundSettings",
    "Header",
    "Institution",
    "Move",
    "MoveHead",
    "MoveLineDraft",
    "NumberSeries",
    "OfferedReceipt",
    "Opened",
    "Receipt",
    "ReceiptImport",
    "ReceiptLine",
    "ReceiptLineDraft",
    "ReceiptOffer",
    "ReceiptSource",
    "Scan",
    "ScanKind",
    "SummaryNote",
    "SummaryRecord",
    "WholeMove",
    "acts_without_number",
    "allot_labels",
    "approval",
    "basis",
    "bind_codes",
    "books_to_compare",
    "codes_of",
    "copies_numbered",
    "day_in_words",
    "draft_pdf",
    "enter_all_in_summary",
    "enter_in_summary",
    "finish_move",
    "form_in_force",
    "heading",
    "in_russian",
    "institution_of",
    "keep_numbers",
    "kind_of",
    "local_day",
    "movement",
    "movements",
    "open_balance",
    "open_one_title",
    "paper_of",
    "printed",
    "printings_of",
    "put_all_on_cards",
    "put_on_cards",
    "read_code",
    "receipt_sources",
    "receive",
    "recognise",
    "region_workbook",
    "register_commission",
    "register_receipt_source",
    "remove_copies",
    "return_copies",
    "reverse_receipt",
    "save_receipt",
    "signatures",
    "stock",
    "summary_records",
    "table",
    "take_numbers",
    "text",
    "years_of",
]

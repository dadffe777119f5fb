"""Reads of the fund."""

from tomik.fund.queries.titles import (
    PLACES,
    FundTotals,
    LotRow,
    edition_in_catalogue,
    edition_of,
    fund_titles,
    fund_totals,
    lots_of,
    movements_of,
    span,
    subjects_held,
)

__all__ = [
    "PLACES",
    "FundTotals",
    "LotRow",
    "edition_in_catalogue",
    "edition_of",
    "fund_titles",
    "fund_totals",
    "lots_of",
    "movements_of",
    "span",
    "subjects_held",
]

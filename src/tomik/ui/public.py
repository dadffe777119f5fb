"""What other rooms may use of ui."""

from tomik.ui.errors import error_page
from tomik.ui.filters import Choice, RowFilter, day_filter, state_words
from tomik.ui.lists import List, list_response
from tomik.ui.numbers import money_text, number_text, russian_form, share_text
from tomik.ui.responses import is_fragment, render_screen
from tomik.ui.tables import (
    ONLY_EXPORTED,
    Column,
    DateColumn,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    ShareColumn,
    StateColumn,
    Table,
)
from tomik.ui.views import SeeOther, safe_next
from tomik.ui.years import chosen_school_year, current_school_year

__all__ = [
    "ONLY_EXPORTED",
    "Choice",
    "Column",
    "DateColumn",
    "LinkColumn",
    "List",
    "MoneyColumn",
    "NumberColumn",
    "RowFilter",
    "SeeOther",
    "ShareColumn",
    "StateColumn",
    "Table",
    "chosen_school_year",
    "current_school_year",
    "day_filter",
    "error_page",
    "is_fragment",
    "list_response",
    "money_text",
    "number_text",
    "render_screen",
    "russian_form",
    "safe_next",
    "share_text",
    "state_words",
]

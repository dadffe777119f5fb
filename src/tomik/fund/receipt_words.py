"""Words and choices of a line of the editor, made once for a page: with hundreds of lines they would take seconds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tomik.fund.receipt_rules import VAT_PERCENTS
from tomik.ledger.public import Lot


def line_words() -> dict[str, Any]:
    """What the template of a line needs besides the line."""
    rates = [("", "—"), *((str(rate), str(rate)) for rate in VAT_PERCENTS)]
    conditions = [(value, str(label)) for value, label in Lot.Condition.choices]
    return {
        "w": {
            "accepted": _("Accepted"),
            "papers": _("By the papers"),
            "damaged": _("Damaged"),
            "wrong": _("Wrong book"),
            "price": _("Price"),
            "sum": _("Sum"),
            "year": _("Year"),
            "vat": _("VAT"),
            "condition": _("Condition"),
            "note": _("Note"),
            "on_balance": _("on balance"),
            "individual": _("inventory number for each copy"),
            "numbers": _("inventory numbers"),
            "off_balance": _("off balance"),
            "more": _("year, VAT, condition, note"),
            "new_title": _("new title"),
            "consumable": _("handed out for good"),
            "line": _("line"),
            "take_out": _("Take out line"),
            "short": _("short"),
        },
        "vat_options": {value: _options(rates, value) for value, _label in rates},
        "vat_blank": _options(rates, ""),
        "condition_options": {value: _options(conditions, value) for value, _label in conditions},
        "condition_blank": _options(conditions, Lot.Condition.NEW),
    }


def _options(choices: Iterable[tuple[str, str]], chosen: str) -> SafeString:
    """The options of a select, one of them chosen."""
    mark = SafeString(" selected")
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark if value == chosen else "", label) for value, label in choices),
    )

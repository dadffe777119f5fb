"""Tables of lists: columns that write numbers, sums and dates alike on the screen and in Excel."""

from __future__ import annotations

from typing import Any

import django_tables2
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from tomik.ui.templatetags import ui

ONLY_EXPORTED = {"th": {"class": "d-none"}, "td": {"class": "d-none"}, "tf": {"class": "d-none"}}
"""`attrs` of a column that the screen shows under another one, and Excel apart."""
NUMERIC = {"th": {"class": "num"}, "td": {"class": "num"}, "tf": {"class": "num"}}


class Column(django_tables2.Column):  # type: ignore[misc]
    """A column of text. `kind` is how Excel sees the value: text, whole, decimal, money, percent, date, instant."""

    kind = "text"


class NumberColumn(Column):
    """Whole numbers, to the right, grouped; the sum stands in the foot when `total` is set."""

    kind = "whole"

    def __init__(self, *args: Any, total: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", NUMERIC)
        super().__init__(*args, **kwargs)
        self.total = total

    def render(self, value: Any) -> str:
        """«12 345»."""
        return ui.ru_number(value)

    def value(self, **kwargs: Any) -> Any:
        """The number itself, for Excel."""
        return kwargs["value"]


class MoneyColumn(NumberColumn):
    """Kopecks shown as roubles."""

    kind = "money"

    def render(self, value: Any) -> str:
        """«1 234,50 ₽»."""
        return ui.money(value)


class ShareColumn(NumberColumn):
    """A share from 0 to 1 shown in per cent, rounded down."""

    kind = "percent"

    def render(self, value: Any) -> str:
        """«87,5 %»."""
        return ui.share(value)


class DateColumn(Column):
    """Dates and instants."""

    kind = "date"

    def __init__(self, *args: Any, instant: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = "instant" if instant else "date"

    def render(self, value: Any) -> str:
        """«24.11.2026»."""
        return ui.ru_date(value)

    def value(self, **kwargs: Any) -> Any:
        """The date itself, for Excel."""
        return kwargs["value"]


class LinkColumn(Column):
    """Text that leads to the row's own page: `linkify` as in django-tables2 (a callable of the record)."""

    def __init__(self, linkify: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, linkify=linkify, **kwargs)


class StateColumn(Column):
    """A state of `templatetags.ui.STATES`: sign, words and colour."""

    def render(self, value: Any) -> SafeString:
        """The badge."""
        sign, words = ui.STATES[value]
        return format_html(
            '<span class="state state-{}"><span class="sign" aria-hidden="true">{}</span>{}</span>',
            value,
            sign,
            words,
        )

    def value(self, **kwargs: Any) -> Any:
        """The words, for Excel."""
        return str(ui.STATES[kwargs["value"]][1])


class Table(django_tables2.Table):  # type: ignore[misc]
    """A list of the product. Give `caption`; describe columns with the classes above."""

    caption: str | Promise = ""

    class Meta:
        template_name = "ui/table.html"
        attrs = {"class": "table table-vcenter"}
        empty_text = _("Nothing found. Change the filter or the search.")

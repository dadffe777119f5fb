"""Lists of labels and of copies that are told apart."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.fund.codes import read_code, short_number
from tomik.fund.models import Copy, LabelRange
from tomik.fund.queries.copies import RangeRow
from tomik.territory.public import School
from tomik.ui.public import Column, DateColumn, NumberColumn, Table

WHOLE = {"td": {"class": "text-nowrap"}}
"""A code is not broken across lines."""


class RangeTable(Table):
    """Labels that were printed or adopted together."""

    caption = _("Labels of the school")
    made_at = DateColumn(verbose_name=_("Made"), instant=True)
    kind = Column(verbose_name=_("Kind"))
    first = Column(verbose_name=_("First code of the labels"), orderable=False, attrs=WHOLE)
    last = Column(verbose_name=_("Last code of the labels"), orderable=False, attrs=WHOLE)
    count = NumberColumn(verbose_name=_("Labels"), total=True)
    used = NumberColumn(verbose_name=_("Used labels"), total=True)
    note = Column(verbose_name=_("Note"))
    again = Column(verbose_name=_("Print again"), accessor="uid", orderable=False, exclude_from_export=True)

    class Meta(Table.Meta):
        order_by = ("-made_at",)
        empty_text = _("No labels yet: print the first ones.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def render_kind(self, value: str) -> Any:
        """The kind in words."""
        return LabelRange.Kind(value).label

    def value_kind(self, value: str) -> str:
        """The same for Excel."""
        return str(LabelRange.Kind(value).label)

    def render_first(self, value: str) -> str:
        """As it is printed beside the bars."""
        return short_number(value)

    def render_last(self, value: str) -> str:
        """As it is printed beside the bars."""
        return short_number(value)

    def value_first(self, value: str) -> str:
        """The code itself."""
        return value

    def value_last(self, value: str) -> str:
        """The code itself."""
        return value

    def render_again(self, record: RangeRow) -> Any:
        """Leads to the choice of the sheet."""
        url = reverse("fund:labels", args=[self.school.uid])
        return format_html(
            '<a href="{}?range={}#sheet" aria-label="{}">{}</a>',
            url,
            record.uid,
            _("Print again: %(code)s") % {"code": short_number(record.first)},
            _("Print again"),
        )


class CopyTable(Table):
    """Copies with a label or an inventory number."""

    caption = _("Copies with labels or numbers")
    code = Column(verbose_name=_("Label"), attrs=WHOLE)
    inventory_number = NumberColumn(verbose_name=_("Inventory number"))
    title = Column(
        verbose_name=_("Title"),
        accessor="lot__edition__title",
        order_by=("lot__edition__title", "lot__edition__part", "pk"),
    )
    year = Column(verbose_name=_("Year"), accessor="lot__year")
    received_on = DateColumn(verbose_name=_("Received on"), accessor="lot__received_on")
    bound_at = DateColumn(verbose_name=_("Labelled"), instant=True)
    removed_on = DateColumn(verbose_name=_("Left the fund"))

    class Meta(Table.Meta):
        empty_text = _("No copy has a label or a number yet. Bind labels to a pile of books.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def render_code(self, value: str) -> str:
        """As it is printed beside the bars."""
        return short_number(value)

    def value_code(self, value: str) -> str:
        """The code itself."""
        return value

    def render_inventory_number(self, value: int) -> str:
        """A number of a register is not grouped."""
        return str(value)

    def render_year(self, value: int) -> str:
        """A year is not grouped."""
        return str(value)

    def render_title(self, value: str, record: Copy) -> Any:
        """The title leads to the page of the copy."""
        url = reverse("fund:copy", args=[self.school.uid, record.uid])
        return format_html('<a href="{}">{}</a>', url, value)

    def value_title(self, value: str) -> str:
        """The title alone, for Excel."""
        return value


class CopyFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Copies by label, number or words of the title."""

    q = django_filters.CharFilter(
        label=_("Label, inventory number or title"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[
            ("here", _("in the fund")),
            ("left", _("left the fund")),
            ("bare", _("without a label")),
        ],
        empty_label=_("all"),
    )

    def by_text(self, queryset: QuerySet[Copy], name: str, value: str) -> QuerySet[Copy]:
        """A label by its code or the beginning of it, an inventory number, or every word in the title."""
        code = read_code(value)
        plain = code.lstrip("№ ")
        if plain.isascii() and plain.isdigit():
            wanted = Q(code__startswith=plain)
            if len(plain) <= 9:
                wanted |= Q(inventory_number=int(plain))
            return queryset.filter(wanted)
        words = Q()
        for word in value.lower().replace("ё", "е").split():
            words &= Q(lot__edition__search_text__icontains=word)
        return queryset.filter(words | Q(code__iexact=code))

    def by_state(self, queryset: QuerySet[Copy], name: str, value: str) -> QuerySet[Copy]:
        """Whether the copy is there, has left, or waits for its label."""
        if value == "left":
            return queryset.filter(removed_by__isnull=False)
        found = queryset.filter(removed_by=None)
        return found.filter(code=None) if value == "bare" else found

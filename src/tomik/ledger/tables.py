"""Lists of the ledger: documents, and the lines of one."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomik.kernel.normalise import comparable
from tomik.ledger.labels import account_label
from tomik.ledger.models import Entry, Transfer
from tomik.ui.public import Column, DateColumn, LinkColumn, MoneyColumn, NumberColumn, Table, day_filter


def entry_url(record: Entry) -> str:
    """The page of a document."""
    return reverse("ledger:entry", args=[record.school.uid, record.uid])


class EntryTable(Table):
    """Documents of a school."""

    caption = _("Documents")
    occurred_on = DateColumn(verbose_name=_("Date"), order_by=("occurred_on", "id"))
    kind = LinkColumn(entry_url, verbose_name=_("Document"), accessor="get_kind_display", order_by="kind")
    document_number = Column(verbose_name=_("Number"))
    note = Column(verbose_name=_("Note"))
    lines = NumberColumn(verbose_name=_("Lines"))
    copies = NumberColumn(verbose_name=_("Number of copies"))
    state = Column(verbose_name=_("State"), accessor="pk", orderable=False)
    recorded_at = DateColumn(verbose_name=_("Recorded"), instant=True)

    class Meta(Table.Meta):
        order_by = ("-occurred_on",)

    def render_state(self, record: Entry) -> str:
        """Whether the entry counts."""
        if record.reverses_id is not None:
            return str(_("reverses another"))
        return str(_("reversed")) if getattr(record, "is_reversed", False) else str(_("posted"))

    def value_state(self, record: Entry) -> str:
        """The same words for Excel."""
        return self.render_state(record)


class EntryFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Documents of a kind and time, by number or note."""

    q = django_filters.CharFilter(
        label=_("Number or note"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(label=_("Document"), choices=Entry.Kind.choices, empty_label=_("all"))
    since = day_filter(_("Dated since"), "occurred_on", "gte")
    until = day_filter(_("Dated until"), "occurred_on", "lte")

    def by_text(self, queryset: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Any part of the number or the note."""
        return queryset.filter(document_number__icontains=value) | queryset.filter(note__icontains=value)


class LineTable(Table):
    """What a document moved from where to where."""

    caption = _("Lines of the document")
    line_no = NumberColumn(verbose_name="№")
    title = Column(verbose_name=_("Title"), accessor="lot__edition__title")
    authors = Column(verbose_name=_("Authors"), accessor="lot__edition__edition_set__authors")
    from_account = Column(verbose_name=_("From where"), orderable=False)
    to_account = Column(verbose_name=_("Where to"), orderable=False)
    copies = NumberColumn(verbose_name=_("Number of copies"))
    price = MoneyColumn(verbose_name=_("Price"), accessor="lot__price_kopecks")
    worth = MoneyColumn(verbose_name=_("Sum"), accessor="worth")

    class Meta(Table.Meta):
        order_by = ("line_no",)

    def render_from_account(self, record: Transfer) -> str:
        """The account in words."""
        return account_label(record.from_account)

    def render_to_account(self, record: Transfer) -> str:
        """The account in words."""
        return account_label(record.to_account)

    def value_from_account(self, record: Transfer) -> str:
        """The same for Excel."""
        return account_label(record.from_account)

    def value_to_account(self, record: Transfer) -> Any:
        """The same for Excel."""
        return account_label(record.to_account)


class LineFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Lines of a document by title or authors."""

    q = django_filters.CharFilter(
        label=_("Title or author"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def by_text(self, queryset: QuerySet[Transfer], name: str, value: str) -> QuerySet[Transfer]:
        """Every word in the title or the authors, ё = е."""
        for word in comparable(value).split():
            queryset = queryset.filter(lot__edition__search_text__icontains=word)
        return queryset

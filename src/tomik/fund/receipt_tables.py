"""The list of receipts."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import Receipt
from tomik.fund.services.receipts import papers_text
from tomik.territory.public import School
from tomik.ui.public import Column, DateColumn, MoneyColumn, NumberColumn, Table


class ReceiptTable(Table):
    """Receipts of a school, newest first; drafts have no number yet."""

    caption = _("Receipts")
    number = Column(
        verbose_name=_("No."),
        order_by=("year", "number", "id"),
        empty_values=(),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    received_on = DateColumn(verbose_name=_("Date"), order_by=("received_on", "id"))
    kind = Column(verbose_name=_("Kind of receipt"))
    supplier_name = Column(verbose_name=_("Supplier or giver"))
    papers = Column(
        verbose_name=_("Papers of the delivery"),
        accessor="papers_number",
        order_by="papers_number",
        empty_values=(),
    )
    accepted = NumberColumn(verbose_name=_("Number of copies"), total=True)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True)
    state = Column(verbose_name=_("State"))
    claim_due_on = DateColumn(verbose_name=_("Claim until"))

    class Meta(Table.Meta):
        order_by = ("-received_on",)
        empty_text = _("No receipts yet.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def render_number(self, record: Receipt) -> Any:
        """The number leads to the receipt; a draft is named so."""
        url = reverse("fund:receipt", args=[self.school.uid, record.uid])
        return format_html('<a href="{}">{}</a>', url, record.number or _("draft"))

    def value_number(self, record: Receipt) -> Any:
        """The number alone, for Excel."""
        return record.number or ""

    def render_papers(self, record: Receipt) -> str:
        """«УПД № 17 18.08.2026»."""
        return papers_text(record)

    def value_papers(self, record: Receipt) -> str:
        """The same for Excel."""
        return papers_text(record)


class ReceiptFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Receipts by words, kind, state, open claims and time."""

    q = django_filters.CharFilter(
        label=_("Supplier or number of the papers"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Kind of receipt"), choices=Receipt.Kind.choices, empty_label=_("all")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Receipt.State.choices, empty_label=_("all"))
    claim = django_filters.ChoiceFilter(
        label=_("Claim"), method="by_claim", choices=[("open", _("without outcome"))], empty_label=_("all")
    )
    since = django_filters.DateFilter(
        label=_("Dated since"),
        field_name="received_on",
        lookup_expr="gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label=_("Dated until"),
        field_name="received_on",
        lookup_expr="lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def by_text(self, queryset: QuerySet[Receipt], name: str, value: str) -> QuerySet[Receipt]:
        """The supplier's name or a number: of the papers, of the receipt, at the accountant's."""
        found = Q(supplier_name__icontains=value) | Q(papers_number__icontains=value)
        found |= Q(accountant_number__icontains=value)
        if value.isdecimal() and len(value) < 9:
            found |= Q(number=int(value))
        return queryset.filter(found)

    def by_claim(self, queryset: QuerySet[Receipt], name: str, value: str) -> QuerySet[Receipt]:
        """Claims whose outcome is not written yet."""
        return queryset.filter(state=Receipt.State.POSTED, discrepancy_number__isnull=False, claim_outcome="")

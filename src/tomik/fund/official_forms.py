"""Lists and the form of official papers: what was printed, which codes are in force."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import FormCode, PrintedForm
from tomik.territory.public import School
from tomik.ui.public import Column, DateColumn, NumberColumn, Table


class PrintedTable(Table):
    """Papers as they were printed: the link gives the stored bytes."""

    caption = _("Printed papers")
    printed_at = DateColumn(verbose_name=_("Printed on"), instant=True, order_by=("printed_at", "id"))
    title = Column(verbose_name=_("Paper"))
    code = Column(verbose_name=_("Form code"))
    number = NumberColumn(verbose_name=_("Printing"))
    who = Column(verbose_name=_("Who"), accessor="printed_by", orderable=False, empty_values=())
    sha256 = Column(verbose_name="SHA-256", orderable=False)

    class Meta(Table.Meta):
        order_by = ("-printed_at",)
        empty_text = _("Nothing has been printed yet.")

    def __init__(self, *args: Any, school: School, people: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.people = school, people

    def render_title(self, record: PrintedForm) -> Any:
        """The name leads to the stored file."""
        url = reverse("fund:printing", args=[self.school.uid, record.uid])
        return format_html('<a href="{}">{}</a>', url, record.title)

    def value_title(self, value: str) -> str:
        """The name alone, for Excel."""
        return value

    def render_who(self, record: PrintedForm) -> str:
        """Who printed it."""
        return self.people.get(record.printed_by or 0, "")

    def value_who(self, record: PrintedForm) -> str:
        """The same for Excel."""
        return self.render_who(record)

    def render_sha256(self, value: str) -> Any:
        """Its beginning; the whole in Excel."""
        return format_html("<code>{}…</code>", value[:12])

    def value_sha256(self, value: str) -> str:
        """The whole sum."""
        return value


class PrintedFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Papers by name or code, day of printing, document."""

    q = django_filters.CharFilter(
        label=_("Paper or code"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    document = django_filters.UUIDFilter(field_name="document_uid", widget=forms.HiddenInput)
    since = django_filters.DateFilter(
        label=_("Printed since"),
        field_name="printed_at",
        lookup_expr="date__gte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        label=_("Printed until"),
        field_name="printed_at",
        lookup_expr="date__lte",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def by_text(self, queryset: QuerySet[PrintedForm], name: str, value: str) -> QuerySet[PrintedForm]:
        """Any part of the name or the beginning of the code."""
        return queryset.filter(Q(title__icontains=value) | Q(code__startswith=value))


class FormCodeTable(Table):
    """Every form with the days that it is in force."""

    caption = _("Codes of forms")
    title = Column(verbose_name=_("Paper"))
    code = Column(verbose_name=_("Form code"))
    order = Column(verbose_name=_("Order"))
    valid_from = DateColumn(verbose_name=_("Valid from"))
    valid_to = DateColumn(verbose_name=_("Valid to"))

    class Meta(Table.Meta):
        order_by = ("title",)


class FormCodeFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Forms by name or code."""

    q = django_filters.CharFilter(
        label=_("Paper or code"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def by_text(self, queryset: QuerySet[FormCode], name: str, value: str) -> QuerySet[FormCode]:
        """Any part of the name or the beginning of the code."""
        return queryset.filter(Q(title__icontains=value) | Q(code__startswith=value))


class FormCodeForm(forms.Form):
    """A new code of a form from a day on."""

    operation = forms.ChoiceField(label=_("Instead of"))
    code = forms.RegexField(r"^(\d{7})?$", label=_("Form code"), required=False, help_text="0510448")
    title = forms.CharField(label=_("Name of the form"), max_length=300)
    order = forms.CharField(label=_("Order"), max_length=200, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        latest = FormCode.objects.order_by("operation", F("valid_from").desc()).distinct("operation")
        field = self.fields["operation"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(one.operation, f"{one.title} {one.code}".strip()) for one in latest]

"""The list and the forms of days of reports."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import ReportDay
from tomik.fund.official.parts import MONTHS
from tomik.fund.services.report_days import is_a_day
from tomik.kernel import clock
from tomik.ui.public import Column, DateColumn, Table

YEAR_MIN, YEAR_MAX = 1990, 2200


class ReportDayTable(Table):
    """Days of reports with the time that each is in force; former ones stay in the list."""

    caption = _("Days of reports")
    name = Column(verbose_name=_("Name of the day"))
    month = Column(verbose_name=_("Day of the year"), order_by=("month", "day"))
    basis = Column(verbose_name=_("Why that day"))
    valid_from = DateColumn(verbose_name=_("Valid from"))
    valid_to = DateColumn(verbose_name=_("Valid to"))

    class Meta(Table.Meta):
        order_by = ("month",)
        empty_text = _("No days of reports yet.")

    def render_month(self, record: ReportDay) -> str:
        """«20 сентября»: the paper's words, whatever the language of the screen."""
        return f"{record.day} {MONTHS[record.month - 1]}"

    def value_month(self, record: ReportDay) -> str:
        """The same for Excel."""
        return self.render_month(record)


class ReportDayFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Days by name, in use or former."""

    q = django_filters.CharFilter(
        label=_("Name of the day"),
        field_name="name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    used = django_filters.ChoiceFilter(
        label=_("In use"),
        method="by_use",
        choices=[("yes", _("in use")), ("no", _("former"))],
        empty_label=_("all"),
    )

    def by_use(self, queryset: QuerySet[ReportDay], name: str, value: str) -> QuerySet[ReportDay]:
        """In use today, or not any more."""
        past = Q(valid_to__lt=clock.today())
        return queryset.filter(past) if value == "no" else queryset.exclude(past)


class _Dated(forms.Form):
    def _sensible(self, name: str) -> date:
        day: date = self.cleaned_data[name]
        if not YEAR_MIN <= day.year <= YEAR_MAX:
            raise forms.ValidationError(
                _("Write a year from %(first)d to %(last)d."), params={"first": YEAR_MIN, "last": YEAR_MAX}
            )
        return day


class ReportDayForm(_Dated):
    """A new day, or the change of one in use, from a date on."""

    changes = forms.ChoiceField(label=_("Which day changes"), required=False)
    name = forms.CharField(label=_("Name of the day"), max_length=120, required=False)
    month = forms.TypedChoiceField(
        label=_("Month"),
        choices=[(str(number), name) for number, name in enumerate(MONTHS, start=1)],
        coerce=int,
    )
    day = forms.IntegerField(label=_("Day"), min_value=1, max_value=31)
    basis = forms.CharField(label=_("Why that day"), max_length=200, required=False)
    valid_from = forms.DateField(label=_("Valid from"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = _in_use()
        field = self.fields["changes"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [("", _("a new day")), *((name, name) for name in names)]

    def clean_valid_from(self) -> date:
        """A sensible date."""
        return self._sensible("valid_from")

    def clean(self) -> dict[str, Any]:
        """A new day has a name of its own; the day is in the calendar."""
        given = super().clean() or self.cleaned_data
        name = (given.get("name") or "").strip()
        changed = given.get("changes") or ""
        if not changed and not name:
            self.add_error("name", _("Name the new day."))
        if not changed and name and ReportDay.objects.filter(name__iexact=name, valid_to=None).exists():
            self.add_error("name", _("There is such a day: choose it above to change it."))
        month, day = given.get("month"), given.get("day")
        if month and day and not is_a_day(int(month), day):
            self.add_error("day", _("There is no such day in a year."))
        return given

    def said(self) -> dict[str, Any]:
        """What the service asks for. Only of a valid form."""
        given = self.cleaned_data
        names = {"month", "day", "basis", "valid_from"}
        return {"name": given["changes"] or given["name"].strip(), **{name: given[name] for name in names}}


class EndReportDayForm(_Dated):
    """The last date of a day in use."""

    name = forms.ChoiceField(label=_("Which day ends"))
    valid_to = forms.DateField(label=_("Last date"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["name"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(name, name) for name in _in_use()]

    def clean_valid_to(self) -> date:
        """A sensible date."""
        return self._sensible("valid_to")


def _in_use() -> list[str]:
    days = ReportDay.objects.filter(valid_to=None).order_by("month", "day", "name")
    return list(days.values_list("name", flat=True))

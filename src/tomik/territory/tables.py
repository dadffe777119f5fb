"""Lists of territory."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomik.kernel.normalise import comparable
from tomik.territory.models import Municipality, School
from tomik.ui.public import Column, LinkColumn, Table


class SchoolTable(Table):
    """Schools of a municipality or a region."""

    caption = _("Schools")
    short_name = LinkColumn(
        lambda record: reverse("territory:school", args=[record.uid]),
        verbose_name=_("School"),
        order_by="name_order",
    )
    municipality = Column(verbose_name=_("Municipality"), accessor="municipality__name")
    kind = Column(verbose_name=_("Kind"), accessor="get_kind_display", order_by="kind")
    founder = Column(verbose_name=_("Founder"), accessor="get_founder_display", order_by="founder")
    place = Column(verbose_name=_("Place"), accessor="is_rural", order_by=("is_rural", "is_small"))
    inn = Column(verbose_name=_("INN"))

    class Meta(Table.Meta):
        order_by = "short_name"

    def render_place(self, record: School) -> str:
        """«rural, small»."""
        words = [_("rural") if record.is_rural else _("urban")]
        if record.is_small:
            words.append(_("small"))
        return ", ".join(str(word) for word in words)

    def value_place(self, record: School) -> str:
        """The same words for Excel."""
        return self.render_place(record)


class SchoolFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Find a school by its name or INN, narrow by municipality and kind."""

    q = django_filters.CharFilter(
        label=_("Name or INN"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    municipality = django_filters.ModelChoiceFilter(
        label=_("Municipality"), queryset=Municipality.objects.none(), empty_label=_("all")
    )
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=School.Kind.choices, empty_label=_("all"))
    founder = django_filters.ChoiceFilter(
        label=_("Founder"), choices=School.Founder.choices, empty_label=_("all")
    )

    def __init__(self, data: Any, queryset: QuerySet[School], *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        known = Municipality.objects.filter(id__in=queryset.order_by().values("municipality_id")).order_by(
            "name"
        )
        self.filters["municipality"].queryset = known

    def by_text(self, queryset: QuerySet[School], name: str, value: str) -> QuerySet[School]:
        """Any part of the name, whatever its case and spelling of ё; or the INN."""
        return queryset.filter(
            Q(name_key__contains=comparable(value))
            | Q(full_name__icontains=value)
            | Q(inn__startswith=value.strip())
        )

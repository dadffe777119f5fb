"""The list of internal moves."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import Move
from tomik.fund.official.moved import Basis
from tomik.territory.public import Building, School
from tomik.ui.public import Column, DateColumn, MoneyColumn, NumberColumn, Table, day_filter


class MoveTable(Table):
    """Moves of a school, newest first; drafts have no number yet."""

    caption = _("Internal moves")
    number = Column(
        verbose_name=_("No."),
        order_by=("year", "number", "id"),
        empty_values=(),
        attrs={"th": {"class": "num"}, "td": {"class": "num"}},
    )
    moved_on = DateColumn(verbose_name=_("Date"), order_by=("moved_on", "id"))
    from_building = Column(verbose_name=_("From building"), order_by="from_building__name")
    to_building = Column(verbose_name=_("To building"), order_by="to_building__name")
    basis = Column(
        verbose_name=_("Basis"),
        accessor="basis_name",
        order_by=("basis_name", "basis_number"),
        empty_values=(),
    )
    titles = NumberColumn(verbose_name=_("Titles"))
    copies = NumberColumn(verbose_name=_("Number of copies"), total=True)
    kopecks = MoneyColumn(verbose_name=_("Sum"), total=True)
    state = Column(verbose_name=_("State"))

    class Meta(Table.Meta):
        order_by = ("-moved_on",)
        empty_text = _("No moves yet.")

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school = school

    def render_number(self, record: Move) -> Any:
        """The number leads to the move; a draft is named so."""
        url = reverse("fund:move", args=[self.school.uid, record.uid])
        return format_html('<a href="{}">{}</a>', url, record.number or _("draft"))

    def value_number(self, record: Move) -> Any:
        """The number alone, for Excel."""
        return record.number or ""

    def render_basis(self, record: Move) -> str:
        """«приказ директора № 31 от «30» августа 2026 г.»"""
        return basis_of(record).words

    def value_basis(self, record: Move) -> str:
        """The same for Excel."""
        return basis_of(record).words


def basis_of(move: Move) -> Basis:
    """What a move stands on, as its paper says it."""
    return Basis(name=move.basis_name, number=move.basis_number, day=move.basis_on)


class MoveFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Moves by words, building, state and time."""

    q = django_filters.CharFilter(
        label=_("Basis, number or title"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    building = django_filters.ModelChoiceFilter(
        label=_("Building"), method="by_building", queryset=Building.objects.none(), empty_label=_("all")
    )
    state = django_filters.ChoiceFilter(label=_("State"), choices=Move.State.choices, empty_label=_("all"))
    since = day_filter(_("Dated since"), "moved_on", "gte")
    until = day_filter(_("Dated until"), "moved_on", "lte")

    def __init__(self, data: Any, queryset: QuerySet[Move], *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        moves = queryset.order_by()
        named = Q(pk__in=moves.values("from_building_id")) | Q(pk__in=moves.values("to_building_id"))
        self.filters["building"].queryset = Building.objects.filter(named).order_by("name")

    def by_text(self, queryset: QuerySet[Move], name: str, value: str) -> QuerySet[Move]:
        """The basis, who hands over or takes, a number, or a title that moves."""
        found = Q(basis_name__icontains=value) | Q(basis_number__icontains=value)
        found |= Q(gave_name__icontains=value) | Q(took_name__icontains=value)
        found |= Q(lines__lot__edition__title__icontains=value)
        if value.isdecimal() and len(value) < 9:
            found |= Q(number=int(value))
        return queryset.filter(pk__in=queryset.filter(found).order_by().values("pk"))

    def by_building(self, queryset: QuerySet[Move], name: str, value: Building) -> QuerySet[Move]:
        """Moves from or to a building."""
        return queryset.filter(Q(from_building=value) | Q(to_building=value))

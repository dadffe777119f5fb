"""The list of classes."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from tomik.people.models import ClassGroup
from tomik.territory.public import Building
from tomik.ui.public import Column, NumberColumn, Table


class ClassTable(Table):
    """Classes of a school in one year."""

    caption = _("Classes")
    name = Column(verbose_name=_("Class"), order_by=("grade", "letter"))
    grade = NumberColumn(verbose_name=_("Parallel"), order_by=("grade", "letter"))
    building = Column(verbose_name=_("Building"), accessor="building__name", default="—")
    pupils = NumberColumn(verbose_name=_("Pupils"), total=True)
    pupils_forecast = NumberColumn(verbose_name=_("Expected"), total=True)
    state = Column(verbose_name=_("State"), accessor="pupils", orderable=False)

    class Meta(Table.Meta):
        order_by = ("grade",)

    def __init__(self, *args: Any, with_links: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_links = with_links

    def render_name(self, value: str, record: ClassGroup) -> Any:
        """The class leads to its pupils for those who may see names."""
        if not self.with_links:
            return value
        return format_html('<a href="{}">{}</a>', reverse("people:class", args=[record.uid]), value)

    def value_name(self, value: str) -> str:
        """The name alone, for Excel."""
        return value

    def render_state(self, record: ClassGroup) -> str:
        """What is known of the class."""
        if getattr(record, "pupils", 0):
            return str(_("list entered"))
        return str(_("expected number only") if record.pupils_forecast else _("no list yet"))

    def value_state(self, record: ClassGroup) -> str:
        """The same words for Excel."""
        return self.render_state(record)


class ClassFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Classes of a parallel or a building."""

    grade = django_filters.ChoiceFilter(label=_("Parallel"), empty_label=_("all"))
    building = django_filters.ModelChoiceFilter(
        label=_("Building"), queryset=Building.objects.none(), empty_label=_("all")
    )

    def __init__(self, data: Any, queryset: QuerySet[ClassGroup], *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        grades = queryset.order_by("grade").values_list("grade", flat=True).distinct()
        self.filters["grade"].extra["choices"] = [(str(grade), str(grade)) for grade in grades]
        used = queryset.order_by().values("building_id")
        self.filters["building"].queryset = Building.objects.filter(pk__in=used).order_by("name")

"""The journal of imports."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tomik.intake.models import ImportRun
from tomik.intake.queries import kinds_for
from tomik.territory.public import actor_of
from tomik.ui.public import Column, DateColumn, LinkColumn, Table, day_filter


def run_url(record: ImportRun) -> str:
    """The page of an import."""
    return reverse("intake:run", args=[record.uid])


class RunTable(Table):
    """Who brought which file and what became of it."""

    caption = _("What was imported")
    created_at = DateColumn(verbose_name=_("When"), instant=True)
    kind = Column(verbose_name=_("What"))
    file_name = LinkColumn(run_url, verbose_name=_("File"))
    created_by = Column(verbose_name=_("Who"), order_by=("created_by__full_name", "created_by__username"))
    state = Column(verbose_name=_("State"), accessor="get_state_display", order_by="state")

    class Meta(Table.Meta):
        order_by = ("-created_at",)
        empty_text = _("Nothing yet.")

    def __init__(self, *args: Any, titles: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.titles = titles

    def render_kind(self, value: str) -> str:
        """The kind of import in words."""
        return str(self.titles.get(value, value))

    def value_kind(self, value: str) -> str:
        """The same for Excel."""
        return self.render_kind(value)

    def value_created_by(self, value: Any) -> str:
        """The person's name, for Excel."""
        return str(value)


class RunFilter(django_filters.FilterSet):  # type: ignore[misc]
    """Imports by file, kind, state and time."""

    q = django_filters.CharFilter(
        label=_("File"),
        field_name="file_name",
        lookup_expr="icontains",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    kind = django_filters.ChoiceFilter(label=_("What"), empty_label=_("all"))
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=ImportRun.State.choices, empty_label=_("all")
    )
    since = day_filter(_("Dated since"), "created_at", "date__gte")
    until = day_filter(_("Dated until"), "created_at", "date__lte")

    def __init__(self, data: Any, queryset: QuerySet[ImportRun], *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queryset, request=request)
        offered = kinds_for(actor_of(request))
        self.filters["kind"].extra["choices"] = [(kind.name, kind.title) for kind in offered]

"""Filters of lists that are computed in Python: the same face as a FilterSet of django-filter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tomik.kernel.normalise import comparable, natural_key
from tomik.ui.templatetags.ui import STATES


def day_filter(label: Any, field_name: str, lookup: str) -> django_filters.DateFilter:
    """A day in a filter of rows: `lookup` is «gte» (since), «lte» (until), or the same of an instant's date."""
    return django_filters.DateFilter(
        label=label,
        field_name=field_name,
        lookup_expr=lookup,
        widget=forms.DateInput(attrs={"type": "date"}),
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the values that an attribute of the rows has; `words` says a value in words."""

    label: Any
    attribute: str
    words: Callable[[Any], str] = str


def state_words(value: str) -> str:
    """A state of provision in words."""
    return str(STATES[value][1])


class RowFilter:
    """Rows (objects or dicts) by words in `searched` attributes and by `choices`: parameter → Choice.

    Every word asked for must occur, whatever its case and ё. A value that no row has is left out of account.
    """

    label: Any = _("Search")
    searched: Sequence[str] = ()
    choices: Mapping[str, Choice] = {}

    def __init__(self, data: Mapping[str, Any], *, queryset: Iterable[Any], request: HttpRequest) -> None:
        self.rows = list(queryset)
        self.form = forms.Form(data)
        if self.searched:
            box = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
            self.form.fields["q"] = forms.CharField(label=self.label, required=False, widget=box)
        for name, choice in self.choices.items():
            self.form.fields[name] = forms.ChoiceField(
                label=choice.label, required=False, choices=[("", _("all")), *self._options(choice)]
            )

    @property
    def filters(self) -> Mapping[str, forms.Field]:
        """The parameters that filter."""
        return self.form.fields

    @property
    def qs(self) -> list[Any]:
        """The rows that are left."""
        self.form.is_valid()
        asked: dict[str, str] = getattr(self.form, "cleaned_data", {})
        words = comparable(asked.get("q", "")).split()
        wanted = [(choice.attribute, asked[name]) for name, choice in self.choices.items() if asked.get(name)]
        return [
            row
            for row in self.rows
            if all(str(_value(row, attribute)) == value for attribute, value in wanted)
            and (not words or self._holds(row, words))
        ]

    def _holds(self, row: Any, words: list[str]) -> bool:
        text = comparable(" ".join(str(_value(row, attribute)) for attribute in self.searched))
        return all(word in text for word in words)

    def _options(self, choice: Choice) -> list[tuple[str, str]]:
        values = {str(_value(row, choice.attribute)) for row in self.rows} - {""}
        return sorted(
            ((value, choice.words(value)) for value in values), key=lambda option: natural_key(option[1])
        )


def _value(row: Any, attribute: str) -> Any:
    return row[attribute] if isinstance(row, dict) else getattr(row, attribute)

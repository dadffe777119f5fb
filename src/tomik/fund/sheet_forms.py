"""Forms of papers that are asked for on a screen: the issue sheet of a class, the inscription of a bound register."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import SummaryRecord
from tomik.fund.official.book import BOOK_NAMES
from tomik.people.public import ClassGroup
from tomik.territory.public import School

YEAR_MIN, PAGES_MAX = 1950, 9999
REGISTERS = {
    SummaryRecord.Book.TEXTBOOKS.value: BOOK_NAMES[SummaryRecord.Book.TEXTBOOKS],
    SummaryRecord.Book.MAIN.value: BOOK_NAMES[SummaryRecord.Book.MAIN],
    "inventory": "Инвентарная книга",
    "journal": "Журнал регистрации учётных карточек",
    "cards": "Карточки группового учёта учебников",
}
"""Registers that are bound, by what the address calls them; their names are Russian as on the paper."""
BOUND = tuple(REGISTERS)
BY_YEAR = frozenset(BOUND[:2])
"""Registers of which a year is a volume."""


class DayField(forms.DateField):
    """A day that a paper may have: neither long past nor far ahead."""

    def __init__(self, *, label: Any) -> None:
        super().__init__(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _sensible(day: date, today: date) -> None:
    if not date(YEAR_MIN, 1, 1) <= day <= date(today.year + 1, 12, 31):
        raise forms.ValidationError(
            _("Write a day from %(first)d to the end of the next year.") % {"first": YEAR_MIN}
        )


class IssueSheetForm(forms.Form):
    """Which class, the day of the sheet, who signs for the class."""

    group = forms.ModelChoiceField(
        label=_("Class"), queryset=ClassGroup.objects.none(), to_field_name="uid", empty_label="—"
    )
    day = DayField(label=_("Day of the sheet"))
    teacher = forms.CharField(label=_("Class teacher, name and initials"), max_length=160, required=False)

    def __init__(self, *args: Any, school: School, year: int, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        classes = ClassGroup.objects.filter(school=school, school_year=year).select_related("school")
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = classes.order_by("grade", "letter")
        self.fields["day"].initial = today

    @property
    def has_classes(self) -> bool:
        """Whether there is a class to choose."""
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        return field.queryset is not None and field.queryset.exists()

    def clean_day(self) -> date:
        """A sensible day."""
        day: date = self.cleaned_data["day"]
        _sensible(day, self.today)
        return day


class LossForm(forms.Form):
    """What a receipt replaces and who signs the act."""

    lost = forms.CharField(
        label=_("Lost books"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A book in each line: its inventory number, its label, or the card: “карт. 12 × 2”."),
    )
    commission = forms.CharField(
        label=_("Commission"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("A member in each line, the chair first: post; name and initials."),
    )
    notebook = forms.CharField(
        label=_("Notebook of replaced books: pages, numbers"), max_length=200, required=False
    )
    record_out = forms.CharField(
        label=_("Record of the exclusion in the summary book"), max_length=40, required=False
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**9)


class CertificateForm(forms.Form):
    """Which register, how many pages it has when it is bound."""

    register = forms.ChoiceField(label=_("Register"), choices=list(REGISTERS.items()))
    year = forms.IntegerField(
        label=_("Year of the volume"),
        min_value=YEAR_MIN,
        max_value=2200,
        required=False,
        help_text=_("For a summary book."),
    )
    pages = forms.IntegerField(
        label=_("Number of pages"),
        min_value=1,
        max_value=PAGES_MAX,
        help_text=_("As many as were counted in the bound volume."),
    )
    day = DayField(label=_("Day of the inscription"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_day(self) -> date:
        """A sensible day."""
        day: date = self.cleaned_data["day"]
        _sensible(day, self.today)
        return day

    @property
    def register_name(self) -> str:
        """«Книга суммарного учёта фонда учебников, 2026 год». Only of a valid form."""
        register, year = self.cleaned_data["register"], self.cleaned_data["year"]
        return f"{REGISTERS[register]}, {year} год" if register in BY_YEAR and year else REGISTERS[register]

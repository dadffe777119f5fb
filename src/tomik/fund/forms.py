"""The opening balance of one title, made by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import Edition
from tomik.fund.rules import (
    COPIES_MAX,
    PRICE_MAX,
    YEAR_MIN,
    YEARS_AHEAD,
    not_a_price,
    price_too_high,
    source_of,
)
from tomik.fund.services import Opened
from tomik.kernel import clock
from tomik.kernel.ids import uuid7
from tomik.kernel.money import kopecks_from
from tomik.ledger.public import Entry, Lot, LotDraft
from tomik.territory.public import Building, School


class OpeningForm(forms.Form):
    """Copies of one edition that the school had before. `operation_id`: a second click changes nothing."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    copies = forms.IntegerField(label=_("Number of copies"), min_value=1, max_value=COPIES_MAX)
    price = forms.CharField(
        label=_("Price of one copy, roubles"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text="350,50",
    )
    day = forms.DateField(
        label=_("Date of the balance"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    building = forms.ModelChoiceField(label=_("Building"), queryset=Building.objects.none(), empty_label=None)
    condition = forms.ChoiceField(
        label=_("Condition"), choices=Lot.Condition.choices, initial=Lot.Condition.GOOD
    )
    year = forms.IntegerField(label=_("Year of edition"), min_value=YEAR_MIN, required=False)
    source = forms.CharField(label=_("Source of money"), max_length=40, required=False)
    number = forms.CharField(
        label=_("Number of the act or inventory"),
        max_length=Entry._meta.get_field("document_number").max_length,
        required=False,
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(school.timezone)
        buildings = Building.objects.filter(school=school).order_by("-is_main", "name")
        field = self.fields["building"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = buildings
        field.initial = buildings.first()
        self.fields["day"].initial = self.today

    def clean_price(self) -> int:
        """Kopecks."""
        try:
            kopecks = kopecks_from(self.cleaned_data["price"])
        except ValueError as error:
            raise forms.ValidationError(not_a_price(error)) from error
        if kopecks > PRICE_MAX:
            raise forms.ValidationError(price_too_high())
        return kopecks

    def clean_day(self) -> Any:
        """Not later than today."""
        if self.cleaned_data["day"] > self.today:
            raise forms.ValidationError(_("The date of a document can't be in the future."))
        return self.cleaned_data["day"]

    def clean_year(self) -> int | None:
        """Not after the next year."""
        year: int | None = self.cleaned_data["year"]
        if year is not None and year > self.today.year + YEARS_AHEAD:
            raise forms.ValidationError(_("This year has not come yet."))
        return year

    def opened(self, edition: Edition) -> Opened:
        """What the form describes."""
        values = self.cleaned_data
        lot = LotDraft(
            edition_id=edition.pk,
            price_kopecks=values["price"],
            received_on=values["day"],
            receipt_uid=values["operation_id"],
            receipt_line=1,
            year=values["year"],
            source=source_of(values["source"]),
            condition=values["condition"],
        )
        return Opened(lot=lot, copies=values["copies"], building_id=values["building"].pk)

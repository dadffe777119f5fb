"""Forms of the register: a school's passport and a building."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tomik.territory.models import Building, School

INN_WEIGHTS = (2, 4, 10, 3, 5, 9, 4, 6, 8)


def inn_is_sound(inn: str) -> bool:
    """Whether the INN of a legal entity (10 digits) has its check digit (order of the tax service)."""
    if len(inn) != 10 or not inn.isascii() or not inn.isdigit():
        return False
    total = sum(int(digit) * weight for digit, weight in zip(inn, INN_WEIGHTS, strict=False))
    return total % 11 % 10 == int(inn[9])


class SchoolForm(forms.ModelForm[School]):
    """The passport of a school."""

    on = forms.DateField(
        label=_("Changes count from"),
        help_text=_("The day of the order that renames or closes the school."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    class Meta:
        model = School
        fields = (
            "short_name",
            "full_name",
            "municipality",
            "kind",
            "founder",
            "inn",
            "is_rural",
            "is_small",
            "timezone",
            "latitude",
            "longitude",
            "status",
        )
        labels = {"municipality": _("Municipality")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        municipalities: Any = self.fields["municipality"]
        municipalities.queryset = municipalities.queryset.filter(region_id=self.instance.region_id)

    def clean_inn(self) -> str:
        """Ten digits with a sound check digit, of no other school of the region; or empty."""
        inn: str = self.cleaned_data["inn"].strip()
        if not inn or inn == self.initial.get("inn"):
            return inn
        if not inn_is_sound(inn):
            raise ValidationError(_("This INN cannot be: ten digits, the last one checks the others."))
        if (
            School.objects.filter(region_id=self.instance.region_id, inn=inn)
            .exclude(pk=self.instance.pk)
            .exists()
        ):
            raise ValidationError(_("Another school of the region has this INN."))
        return inn


class BuildingForm(forms.ModelForm[Building]):
    """A building or branch of a school."""

    class Meta:
        model = Building
        fields = ("name", "is_main", "is_branch", "address", "latitude", "longitude")

    def clean_name(self) -> str:
        """One name once in a school."""
        name: str = self.cleaned_data["name"].strip()
        same = Building.objects.filter(school_id=self.instance.school_id, name__iexact=name)
        if same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("The school has a building of this name."))
        return name

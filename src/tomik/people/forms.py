"""Forms of classes and pupils."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.kernel import clock
from tomik.kernel.school_year import first_day, last_day
from tomik.people.models import ClassGroup
from tomik.people.queries import buildings_of, classes_of
from tomik.people.rules.class_names import ClassName, ClassNameRefused, parse_class
from tomik.people.rules.names import NameRefused, full_name
from tomik.territory.public import Building, School


class ClassForm(forms.Form):
    """Name, building and forecast of a class."""

    name = forms.CharField(label=_("Class"), max_length=40, help_text=_("As “5А” or “1 доп.”."))
    building = forms.ModelChoiceField(Building.objects.none(), label=_("Building"), required=False)
    forecast = forms.IntegerField(
        label=_("Pupils expected"),
        required=False,
        min_value=0,
        max_value=60,
        help_text=_("For a class without a list yet; a list, once entered, counts instead."),
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["building"].queryset = buildings_of(school)  # type: ignore[attr-defined]

    def clean_name(self) -> ClassName:
        """Any spelling that names one class."""
        try:
            return parse_class(self.cleaned_data["name"])
        except ClassNameRefused as error:
            raise forms.ValidationError(error.message) from error


class NameForm(forms.Form):
    """The name of a pupil."""

    name = forms.CharField(label=_("Surname, first name, patronymic"), max_length=250)

    def clean_name(self) -> str:
        """The name in one spelling."""
        try:
            return full_name(self.cleaned_data["name"])
        except NameRefused as error:
            raise forms.ValidationError(error.message) from error


class DayMixin(forms.Form):
    """A day inside the school year."""

    on = forms.DateField(
        label=_("From which day"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y"],
    )

    def __init__(self, *args: Any, school_year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school_year = school_year
        self.initial.setdefault("on", min(max(clock.today(), first_day(school_year)), last_day(school_year)))

    def clean_on(self) -> Any:
        """Inside the school year of the class."""
        day = self.cleaned_data["on"]
        if not first_day(self.school_year) <= day <= last_day(self.school_year):
            raise forms.ValidationError(_("The day is outside the school year of the class."))
        return day


class NewPupilForm(NameForm, DayMixin):
    """A pupil who came."""

    another = forms.BooleanField(
        label=_("This is another pupil, although one of this name is already in the school"), required=False
    )
    field_order = ("name", "on", "another")


class MoveForm(DayMixin):
    """Into which class."""

    group = forms.ModelChoiceField(ClassGroup.objects.none(), label=_("Into the class"))
    field_order = ("group", "on")

    def __init__(self, *args: Any, school: School, school_year: int, **kwargs: Any) -> None:
        super().__init__(*args, school_year=school_year, **kwargs)
        choices = classes_of(school, school_year=school_year)
        self.fields["group"].queryset = choices  # type: ignore[attr-defined]


class LeaveForm(DayMixin):
    """From which day the pupil is gone."""

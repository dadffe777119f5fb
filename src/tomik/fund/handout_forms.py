"""The form of consumables that a class gets for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from tomik.fund.services.handout import OnShelf
from tomik.kernel import clock
from tomik.kernel.ids import uuid7
from tomik.people.public import ClassGroup
from tomik.territory.public import School

_COPIES = "copies_"


def _no_more_than(copies: int) -> MaxValueValidator:
    words = ngettext_lazy(
        "There is only %(limit_value)d copy on the shelves.",
        "There are only %(limit_value)d copies on the shelves.",
        "limit_value",
    )
    return MaxValueValidator(copies, words)


class HandoutForm(forms.Form):
    """Which class, when, how many of each title. `operation_id`: a second click changes nothing."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    group = forms.ModelChoiceField(
        label=_("Class"), queryset=ClassGroup.objects.none(), to_field_name="uid", empty_label="—"
    )
    day = forms.DateField(
        label=_("Handed out on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(
        self, *args: Any, school: School, year: int, shelves: Sequence[OnShelf], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(school.timezone)
        field = self.fields["group"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        classes = ClassGroup.objects.filter(school=school, school_year=year)
        field.queryset = classes.order_by("grade", "letter")
        self.fields["day"].initial = self.today
        for one in shelves:
            there = ngettext(
                "%(copies)d copy on the shelves", "%(copies)d copies on the shelves", one.copies
            ) % {"copies": one.copies}
            self.fields[f"{_COPIES}{one.uid}"] = forms.IntegerField(
                label=one.title,
                min_value=0,
                required=False,
                validators=[_no_more_than(one.copies)],
                widget=forms.NumberInput(attrs={"max": one.copies}),
                help_text=f"{one.authors} · {there}" if one.authors else there,
            )

    def clean(self) -> dict[str, Any]:
        """A day that has come, at least one copy."""
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day is not None and day > self.today:
            self.add_error("day", _("The date of a document can't be in the future."))
        if not self.errors and not any(self.copies().values()):
            self.add_error(None, _("Write how many copies are handed out."))
        return cleaned

    def copies(self) -> dict[UUID, int]:
        """Copies asked for, by the uid of the edition."""
        return {
            UUID(name.removeprefix(_COPIES)): value or 0
            for name, value in self.cleaned_data.items()
            if name.startswith(_COPIES)
        }

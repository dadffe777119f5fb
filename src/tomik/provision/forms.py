"""Forms of the plan editor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import EditionSet
from tomik.kernel import clock
from tomik.people.public import ClassGroup
from tomik.provision.imports.reading import GROUP_MAX, LEARNERS_MAX
from tomik.provision.models import PlanLine, ShortageReason
from tomik.provision.services.lines import LineDraft


class LineForm(forms.Form):
    """One plan line of a class and subject; the sets are ticked among the candidates."""

    sets = forms.TypedMultipleChoiceField(
        label=_("Textbooks"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick all that every learner needs."),
        error_messages={"required": _("Tick at least one textbook.")},
    )
    group_name = forms.CharField(
        label=_("Group"), max_length=GROUP_MAX, required=False, help_text=_("Empty for the whole class.")
    )
    learners = forms.IntegerField(
        label=_("Learners"),
        min_value=0,
        max_value=LEARNERS_MAX,
        required=False,
        help_text=_("Empty: counted from the class list."),
    )
    per = forms.ChoiceField(label=_("Norm"), choices=PlanLine.Per.choices, initial=PlanLine.Per.PUPIL)
    count = forms.IntegerField(
        label=_("Sets for the class"),
        min_value=1,
        max_value=LEARNERS_MAX,
        required=False,
        help_text=_("Only for a set for the class."),
    )
    medium = forms.ChoiceField(
        label=_("Medium"), choices=PlanLine.Medium.choices, initial=PlanLine.Medium.PRINTED
    )
    licences = forms.IntegerField(
        label=_("Licences of the electronic form"), min_value=0, max_value=100_000, required=False
    )
    curriculum_part = forms.ChoiceField(
        label=_("Part of the curriculum"), choices=PlanLine.Part.choices, initial=PlanLine.Part.COMPULSORY
    )
    is_adapted = forms.BooleanField(label=_("Adapted programme"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)

    def __init__(self, *args: Any, candidates: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sets"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101 - tells the type checker
        field.choices = list(candidates)

    def clean(self) -> dict[str, Any]:
        """A set for the class needs its count, other norms have none."""
        values = super().clean() or {}
        if values.get("per") == PlanLine.Per.CLASS_SET:
            if not values.get("count"):
                self.add_error("count", _("Say how many sets the class has."))
        else:
            values["count"] = None
        return values

    def draft(self, class_id: int, subject_id: int) -> LineDraft:
        """The line that the form describes."""
        values = self.cleaned_data
        return LineDraft(
            class_id=class_id,
            subject_id=subject_id,
            set_ids=tuple(sorted(values["sets"])),
            group_name=values["group_name"].strip(),
            is_adapted=values["is_adapted"],
            learners=values["learners"],
            per=values["per"],
            count=values["count"],
            medium=values["medium"],
            curriculum_part=values["curriculum_part"],
            licences=values["licences"] or 0,
        )


class TextbookLineForm(forms.Form):
    """Apply a textbook line (УМК) to all its grades."""

    textbook_line = forms.ChoiceField(label=_("Textbook line"))
    overwrite = forms.BooleanField(label=_("Replace lines that are there already"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = (
            EditionSet.objects.exclude(line="")
            .filter(is_provisional=False, replaced_by=None)
            .order_by("line")
        )
        field = self.fields["textbook_line"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [
            ("", "—"),
            *((name, name) for name in lines.values_list("line", flat=True).distinct()),
        ]


class CopyClassForm(forms.Form):
    """Give the plan of one class to its whole parallel."""

    source = forms.TypedChoiceField(label=_("Class"), coerce=int)
    overwrite = forms.BooleanField(label=_("Replace lines that are there already"), required=False)

    def __init__(self, *args: Any, classes: Sequence[ClassGroup], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 - tells the type checker
        field.choices = [(group.pk, group.name) for group in classes]


class ReasonForm(forms.Form):
    """Why a class lacks a textbook, and what is planned."""

    reason = forms.ChoiceField(label=_("Reason"), choices=[("", "—"), *ShortageReason.Reason.choices])
    note = forms.CharField(label=_("What is planned"), max_length=300, required=False)
    closes_on = forms.DateField(
        label=_("By"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    responsible = forms.CharField(label=_("Responsible"), max_length=120, required=False)


class ApproveForm(forms.Form):
    """The head's order that approves the plan."""

    order_number = forms.CharField(label=_("Order number"), max_length=40, required=False)
    approved_on = forms.DateField(
        label=_("Date"),
        initial=clock.today,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

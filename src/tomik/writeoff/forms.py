"""Forms of the write-off. Each carries the version that was shown, and where it posts, the key of the operation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.fund.public import SummaryRecord
from tomik.kernel import clock
from tomik.kernel.ids import uuid7
from tomik.kernel.money import kopecks_from
from tomik.territory.public import School
from tomik.writeoff.models import Commission, CommissionMember, Disposal, WriteoffAct
from tomik.writeoff.rules import CAUSE_OF
from tomik.writeoff.services.checks import ActHead
from tomik.writeoff.services.commissions import MemberDraft
from tomik.writeoff.services.disposal import DisposalDraft

MEMBERS_MAX = 9
REASONS = [(value, label) for value, label in SummaryRecord.Reason.choices if value != "handover"]


def day_widget() -> forms.DateInput:
    """A date as browsers pick it."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class Marked(forms.Form):
    """A form beside others on one page: `mark` keeps the ids of its fields apart."""

    mark = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("auto_id", f"id_{self.mark}_%s" if self.mark else False)
        super().__init__(*args, **kwargs)


class StepForm(Marked):
    """A step of an act: the version that the person has seen, the key that a second click repeats."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)


class ReasonForm(StepForm):
    """A step that says why."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


class BackForm(ReasonForm):
    """Why the act is a project again."""

    mark = "back"


class ReverseForm(ReasonForm):
    """Why the write-off is taken back."""

    mark = "reverse"


class HeadForm(forms.Form):
    """The head of an act. `version` 0 is a new one, `operation_id` is its uid then."""

    version = forms.IntegerField(widget=forms.HiddenInput, initial=0)
    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reason = forms.ChoiceField(label=_("Reason of exclusion"), choices=REASONS)
    cause = forms.ChoiceField(
        label=_("Reason for the monitoring"),
        choices=[("", _("as the reason says")), *WriteoffAct.Cause.choices],
        required=False,
    )
    acted_on = forms.DateField(label=_("Date of the act"), widget=day_widget())
    direction = forms.ChoiceField(label=_("Where the copies go"), choices=SummaryRecord.Direction.choices)
    evidence = forms.CharField(
        label=_("Evidence"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["acted_on"].initial = clock.today(school.timezone)
        self.fields["direction"].initial = SummaryRecord.Direction.WASTE_PAPER

    def head(self) -> ActHead:
        """What the form says."""
        values = self.cleaned_data
        return ActHead(
            acted_on=values["acted_on"],
            reason=values["reason"],
            cause=values["cause"] or CAUSE_OF[values["reason"]],
            direction=values["direction"],
            evidence=values["evidence"],
        )


class DecideForm(StepForm):
    """Who of the commission was there, and when."""

    mark = "decide"

    commission = forms.UUIDField(widget=forms.HiddenInput)
    decided_on = forms.DateField(label=_("Decided on"), widget=day_widget())
    present = forms.MultipleChoiceField(
        label=_("Who was there"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(
        self, *args: Any, commission: Commission | None, today: Any, version: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - tells the type checker
        members = list(commission.members.order_by("pk")) if commission else []
        field.choices = [(one.name, f"{one.name}, {one.get_part_display()}") for one in members]
        # Who answers for the fund is not ticked: the librarian should not decide on it.
        field.initial = [one.name for one in members if one.part != CommissionMember.Part.KEEPER]
        self.fields["decided_on"].initial = today
        self.fields["version"].initial = version
        self.fields["commission"].initial = commission.uid if commission else None


class CodesForm(Marked):
    """Codes of copies that leave, scanned or pasted one to a line, or in a file."""

    mark = "codes"
    version = forms.IntegerField(widget=forms.HiddenInput)
    codes = forms.CharField(
        label=_("Labels, inventory numbers or ISBN"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("One to a line: a scanner writes them so itself. An ISBN counts one copy of its title."),
    )
    file = forms.FileField(
        label=_("Or a file of codes"),
        required=False,
        help_text=_("Excel, CSV or text: the codes stand in the first column."),
    )
    stay = forms.BooleanField(
        label=_("These copies stay: take them out of the act"),
        required=False,
        help_text=_("Scan the labels of copies that stay; each makes its line one copy less."),
    )


class DisposalForm(Marked):
    """Where copies of a posted act went."""

    mark = "disposal"
    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    direction = forms.ChoiceField(label=_("Where the copies went"), choices=SummaryRecord.Direction.choices)
    disposed_on = forms.DateField(label=_("Date of the transfer"), widget=day_widget())
    copies = forms.IntegerField(label=_("Number of copies"), min_value=1)
    kilograms = forms.DecimalField(
        label=_("Weight, kg"), max_digits=8, decimal_places=3, min_value=0, required=False, localize=True
    )
    money = forms.CharField(
        label=_("Sum received, roubles"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    recipient = forms.CharField(label=_("Who took them"), max_length=300, required=False)
    paper = forms.CharField(
        label=_("Receipt or other paper"),
        max_length=Disposal._meta.get_field("paper").max_length,
        required=False,
    )

    def clean_money(self) -> int:
        """Kopecks; nothing is 0."""
        text = self.cleaned_data["money"].strip()
        try:
            return kopecks_from(text) if text else 0
        except ValueError as error:
            raise forms.ValidationError(
                _("This is not a price. Write roubles and kopecks: 350,50.")
            ) from error

    def draft(self) -> DisposalDraft:
        """What the form says."""
        values = self.cleaned_data
        weight = values["kilograms"]
        return DisposalDraft(
            uid=values["operation_id"],
            direction=values["direction"],
            disposed_on=values["disposed_on"],
            copies=values["copies"],
            kopecks=values["money"],
            grams=None if weight is None else int(weight * 1000),
            recipient=values["recipient"],
            paper=values["paper"],
        )


class AccountingForm(Marked):
    """Number and date that accounting gave the act."""

    mark = "accounting"
    version = forms.IntegerField(widget=forms.HiddenInput)
    accountant_number = forms.CharField(label=_("Number at the accountant"), max_length=60)
    accountant_on = forms.DateField(label=_("Date at the accountant"), widget=day_widget())


class CommissionForm(forms.Form):
    """The order and its members, in as many rows as a commission may have. Empty rows are passed over."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    order_number = forms.CharField(label=_("Number of the order"), max_length=60)
    order_on = forms.DateField(label=_("Date of the order"), widget=day_widget())
    quorum = forms.IntegerField(label=_("Quorum"), min_value=1, max_value=MEMBERS_MAX, initial=3)
    valid_to = forms.DateField(label=_("In force until"), widget=day_widget(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parts = [CommissionMember.Part.CHAIR, CommissionMember.Part.ACCOUNTANT]
        for number in range(1, MEMBERS_MAX + 1):
            initial = parts[number - 1] if number <= len(parts) else CommissionMember.Part.MEMBER
            self.fields[f"part_{number}"] = forms.ChoiceField(
                label=_("Part in the commission"),
                choices=CommissionMember.Part.choices,
                initial=initial,
                required=False,
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Name and initials"), max_length=160, required=False
            )
            self.fields[f"post_{number}"] = forms.CharField(label=_("Post"), max_length=160, required=False)

    @property
    def head_fields(self) -> list[forms.BoundField]:
        """Fields of the order."""
        return [self[name] for name in ("order_number", "order_on", "quorum", "valid_to")]

    @property
    def rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        """Fields of the members, a row each."""
        return [
            (number, self[f"part_{number}"], self[f"name_{number}"], self[f"post_{number}"])
            for number in range(1, MEMBERS_MAX + 1)
        ]

    def members(self) -> list[MemberDraft]:
        """The members named."""
        values = self.cleaned_data
        return [
            MemberDraft(
                part=values[f"part_{number}"] or CommissionMember.Part.MEMBER,
                name=values[f"name_{number}"].strip(),
                post=values[f"post_{number}"].strip(),
            )
            for number in range(1, MEMBERS_MAX + 1)
            if values[f"name_{number}"].strip()
        ]


class EndForm(forms.Form):
    """The last day of a commission."""

    valid_to = forms.DateField(label=_("In force until"), widget=day_widget())

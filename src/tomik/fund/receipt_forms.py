"""Forms of a receipt: its head, what comes back from accounting, its reversal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import Receipt
from tomik.fund.receipt_rules import Header
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem
from tomik.kernel.ids import uuid7
from tomik.territory.public import Building, School

K = Receipt.Kind
_PAPERS = {"papers_kind", "papers_number", "papers_on"}
_ALWAYS = {"kind", "received_on", "building", "note"}
FIELDS_OF_KIND: dict[str, set[str]] = {
    K.SUPPLIER: _ALWAYS | _PAPERS | {"supplier_name", "supplier_inn", "contract", "source"},
    K.GIFT: _ALWAYS | _PAPERS | {"supplier_name"},
    K.REPLACEMENT: _ALWAYS | {"supplier_name"},
    K.SCHOOL: _ALWAYS | _PAPERS | {"supplier_name", "source"},
    K.FOUND: _ALWAYS | {"papers_number", "papers_on"},
    K.NO_PAPERS: _ALWAYS | {"supplier_name", "source"},
}
"""What each kind asks; the other fields keep what was typed, but are not shown and do not count."""
_PAPERS_OF_KIND = {
    K.FOUND: Receipt.Papers.ACT,
    K.REPLACEMENT: Receipt.Papers.ACT,
    K.NO_PAPERS: Receipt.Papers.NONE,
}
_SOURCE_OF_KIND = {K.GIFT: Receipt.Source.SPONSOR}
_GIVER = {
    K.SUPPLIER: _("Supplier"),
    K.GIFT: _("Who gives"),
    K.REPLACEMENT: _("Who replaces"),
    K.SCHOOL: _("Which school sends"),
    K.NO_PAPERS: _("Who brought"),
}

_NEEDED = {
    "supplier_name": ({K.SUPPLIER}, _("Write the supplier.")),
    "papers_number": (
        {K.SUPPLIER, K.SCHOOL},
        _("Write the number of the papers, or choose “without papers”."),
    ),
}
"""What a kind can't do without, and the words for it: the same as in `receipt_rules`."""


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _longest(name: str) -> int | None:
    length: int | None = getattr(Receipt._meta.get_field(name), "max_length", None)
    return length


class HeadForm(forms.Form):
    """The head of a receipt; asks only what its kind needs."""

    kind = forms.ChoiceField(label=_("Kind of receipt"), choices=K.choices)
    received_on = forms.DateField(label=_("Received on"), widget=_day())
    building = forms.ModelChoiceField(label=_("Building"), queryset=Building.objects.none(), empty_label=None)
    source = forms.ChoiceField(
        label=_("Source of money"), choices=[("", "—"), *Receipt.Source.choices], required=False
    )
    supplier_name = forms.CharField(max_length=_longest("supplier_name"), required=False)
    supplier_inn = forms.CharField(
        label=_("INN of the supplier"),
        max_length=_longest("supplier_inn"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    papers_kind = forms.ChoiceField(label=_("Papers of the delivery"), choices=Receipt.Papers.choices)
    papers_number = forms.CharField(
        label=_("Number of the papers"), max_length=_longest("papers_number"), required=False
    )
    papers_on = forms.DateField(label=_("Date of the papers"), required=False, widget=_day())
    contract = forms.CharField(label=_("Contract"), max_length=_longest("contract"), required=False)
    note = forms.CharField(label=_("Note"), max_length=_longest("note"), required=False)

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.today = school, clock.today(school.timezone)
        building = self.fields["building"]
        assert isinstance(building, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        building.queryset = Building.objects.filter(school=school).order_by("-is_main", "name")
        self._ask_what_the_kind_needs()

    @property
    def asked_kind(self) -> str:
        """The kind that is chosen, as typed; a supplier's delivery when it is not one of ours."""
        kind = str((self.data.get("kind") if self.is_bound else self.initial.get("kind")) or "")
        return kind if kind in FIELDS_OF_KIND else K.SUPPLIER.value

    def _ask_what_the_kind_needs(self) -> None:
        kind = self.asked_kind
        self.fields["supplier_name"].label = _GIVER.get(K(kind), _("Supplier"))
        for name, field in self.fields.items():
            if name not in FIELDS_OF_KIND[kind]:
                field.required = False
                field.widget = forms.HiddenInput()
        for name, (kinds, told) in _NEEDED.items():
            self.fields[name].required = kind in kinds
            self.fields[name].error_messages["required"] = told

    def problem(self, found: LineProblem) -> None:
        """Show a problem of the head beside its field."""
        name = found.column if found.column in self.fields else None
        if name is None or self.fields[name].widget.is_hidden:
            self.add_error(None, found.message)
        elif name not in self.errors:
            self.add_error(name, found.message)

    def header(self) -> Header:
        """The head as far as it can be read: harmless values stand in place of the rest, whose errors the form holds."""
        self.is_valid()
        kind, read = self.asked_kind, self.cleaned_data
        values = {name: read[name] for name in FIELDS_OF_KIND[kind] - {"kind", "building"} if name in read}
        values.setdefault("received_on", self.today)
        values.setdefault("papers_kind", _PAPERS_OF_KIND.get(K(kind), Receipt.Papers.NONE))
        values.setdefault("source", _SOURCE_OF_KIND.get(K(kind), ""))
        building = read.get("building")
        return Header(kind=kind, building_id=building.pk if building else 0, **values)


def head_values(receipt: Receipt) -> dict[str, Any]:
    """The head of a stored draft, as the form begins with it."""
    names = [name for name in HeadForm.base_fields if name != "building"]
    return {name: getattr(receipt, name) for name in names} | {"building": receipt.building_id}


class AccountingForm(forms.Form):
    """What comes back later: number and date at the accountant's, how the claim ended."""

    number = forms.CharField(
        label=_("Number at the accountant's"), max_length=_longest("accountant_number"), required=False
    )
    day = forms.DateField(label=_("Date at the accountant's"), required=False, widget=_day())
    claim_outcome = forms.CharField(
        label=_("Outcome of the claim"), max_length=_longest("claim_outcome"), required=False
    )

    def __init__(self, *args: Any, receipt: Receipt, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["number"].initial = receipt.accountant_number
        self.fields["day"].initial = receipt.accountant_on
        self.fields["claim_outcome"].initial = receipt.claim_outcome
        if receipt.discrepancy_number is None:
            del self.fields["claim_outcome"]

    def clean_day(self) -> date | None:
        """Not later than today."""
        day: date | None = self.cleaned_data["day"]
        if day is not None and day > self.today:
            raise forms.ValidationError(_("The date of a document can't be in the future."))
        return day


class ReverseReceiptForm(forms.Form):
    """Why a receipt is taken back. `operation_id`: a second click changes nothing."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=_longest("reverse_reason"),
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A new document takes everything back; both stay in the books."),
    )

"""Forms of labels: printing, a bought roll, a new label of a copy, taking a pile back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.fund.labels import DEFAULT_STOCK, STOCKS
from tomik.fund.models import LabelEvent, LabelRange
from tomik.fund.services.copies import LABELS_MAX
from tomik.kernel.ids import uuid7

BARS, QR = "bars", "qr"
PLACES_MAX = max(stock.per_page for stock in STOCKS.values())
_NOTE_MAX = LabelRange._meta.get_field("note").max_length
_REASON_MAX = LabelEvent._meta.get_field("reason").max_length
_SCANNED = {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}


class SheetForm(forms.Form):
    """On what the labels are printed, and how."""

    stock = forms.ChoiceField(
        label=_("Sheet or roll"),
        choices=[(stock.key, stock.name) for stock in STOCKS.values()],
        initial=DEFAULT_STOCK,
    )
    look = forms.ChoiceField(
        label=_("Code"),
        choices=[(BARS, _("bar code (Code 128)")), (QR, _("QR code"))],
        initial=BARS,
    )
    place = forms.IntegerField(
        label=_("Start at place"),
        min_value=1,
        max_value=PLACES_MAX,
        initial=1,
        help_text=_("On a begun sheet: the first free label, counted along the rows."),
    )

    def clean(self) -> dict[str, Any]:
        """The place is on the sheet."""
        values: dict[str, Any] = self.cleaned_data
        stock = STOCKS.get(values.get("stock", ""))
        if stock is not None and values.get("place", 1) > stock.per_page:
            self.add_error("place", _("This sheet has %(count)d labels.") % {"count": stock.per_page})
        return values


class PrintForm(SheetForm):
    """New labels. `operation_id` becomes their range: a second click makes no more of them."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    count = forms.IntegerField(label=_("How many labels"), min_value=1, max_value=LABELS_MAX)
    note = forms.CharField(label=_("Note"), max_length=_NOTE_MAX, required=False)
    field_order = ("operation_id", "count", "stock", "look", "place", "note")


class RollForm(forms.Form):
    """A bought roll: its first and its last code."""

    first = forms.CharField(
        label=_("First code of the roll"), max_length=40, widget=forms.TextInput(attrs=_SCANNED)
    )
    last = forms.CharField(
        label=_("Last code of the roll"), max_length=40, widget=forms.TextInput(attrs=_SCANNED)
    )
    note = forms.CharField(label=_("Note"), max_length=_NOTE_MAX, required=False)


class CodesForm(forms.Form):
    """A pile of codes, one a line. `pile` is the key of the scanning."""

    pile = forms.UUIDField(widget=forms.HiddenInput)
    codes = forms.CharField(
        label=_("Codes, one a line"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 6, **_SCANNED}),
    )


class UndoForm(forms.Form):
    """Why the labels of a pile are taken off."""

    reason = forms.CharField(label=_("Reason"), max_length=_REASON_MAX)


class ReplaceForm(forms.Form):
    """A new label for a copy."""

    code = forms.CharField(
        label=_("Code of the new label"), max_length=40, widget=forms.TextInput(attrs=_SCANNED)
    )
    reason = forms.CharField(label=_("Reason"), max_length=_REASON_MAX, initial=_("the label is damaged"))

"""Forms of the ledger: reversal, closing and reopening of a period."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.kernel.ids import uuid7
from tomik.ledger.models import Entry, PeriodClosing


class ReverseForm(forms.Form):
    """Why a document is reversed. `operation_id` is made when the form is shown: a second click changes nothing."""

    operation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid7)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=Entry._meta.get_field("note").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A new document takes everything back; both stay in the books."),
    )


class ClosePeriodForm(forms.Form):
    """The last day of the books that are closed."""

    through = forms.DateField(
        label=_("Close through"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    document_number = forms.CharField(
        label=_("Number of the act"),
        max_length=PeriodClosing._meta.get_field("document_number").max_length,
        required=False,
    )


class ReopenPeriodForm(forms.Form):
    """Why the last closed period is opened again."""

    closing = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"), max_length=PeriodClosing._meta.get_field("reopen_reason").max_length
    )

    def __init__(self, *args: Any, closing_id: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closing"].initial = closing_id

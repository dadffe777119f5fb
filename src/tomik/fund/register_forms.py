"""Forms of the registers: settings of accounting, numbers of paper registers, comparison with accounting, closing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from tomik.fund.labels import STOCKS
from tomik.fund.models import FundSettings, NumberGap, NumberSeries, SummaryRecord
from tomik.fund.services.reconciliation import Stated
from tomik.kernel import clock
from tomik.kernel.money import kopecks_from
from tomik.ledger.public import PeriodClosing
from tomik.territory.public import School

DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FILE_ACCEPT = ".xlsx,.xls,.ods,.csv"
COPIES_MAX, KOPECKS_MAX = 10**9, 10**15
YEAR_MIN = 1990
YEARLY = frozenset(
    {
        NumberSeries.Series.RECEIPT,
        NumberSeries.Series.DISCREPANCY,
        NumberSeries.Series.SUMMARY_IN_TEXTBOOKS,
        NumberSeries.Series.SUMMARY_IN_MAIN,
        NumberSeries.Series.MOVE,
    }
)
"""Series whose numbers start anew every calendar year."""


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """Ways of accounting and names for forms. `version` is the one that was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    class Meta:
        model = FundSettings
        fields = (
            "card_by", "local_act", "names_order_2488", "kpp", "okpo", "oktmo", "unit_name", "founder_name", "budget_name",
            "head_post", "head_name", "accountant_name", "librarian_post", "librarian_name", "label_sheet",
        )  # fmt: skip
        widgets = {"label_sheet": forms.Select}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stocks = [("", _("not chosen")), *((key, stock.name) for key, stock in STOCKS.items())]
        self.fields["label_sheet"] = forms.ChoiceField(label=_("Label stock"), choices=stocks, required=False)
        self.fields["card_by"].help_text = _(
            "A later delivery of the same textbook goes on the same card when these are the same."
        )
        self.fields["version"].initial = self.instance.version

    def clean_kpp(self) -> str:
        """9 digits or nothing."""
        return self._digits("kpp", (9,))

    def clean_okpo(self) -> str:
        """8 or 10 digits or nothing."""
        return self._digits("okpo", (8, 10))

    def clean_oktmo(self) -> str:
        """8 or 11 digits or nothing."""
        return self._digits("oktmo", (8, 11))

    def _digits(self, name: str, lengths: tuple[int, ...]) -> str:
        value = str(self.cleaned_data[name]).replace(" ", "")
        if value and not (value.isascii() and value.isdigit() and len(value) in lengths):
            raise ValidationError(
                _("Digits are expected here: %(lengths)s.")
                % {"lengths": " / ".join(str(length) for length in lengths)}
            )
        return value

    def said(self) -> dict[str, Any]:
        """The values without the version."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class NumbersForm(forms.Form):
    """From which number a register goes on, and why."""

    series = forms.ChoiceField(label=_("Register"), choices=NumberSeries.Series.choices)
    next_number = forms.IntegerField(label=_("Go on from number"), min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=NumberGap._meta.get_field("reason").max_length,
        help_text=_("For example: the paper book ends with record 12."),
    )

    def year(self, today: date) -> int:
        """The year of the series, 0 where numbers go on from year to year."""
        return today.year if self.cleaned_data["series"] in YEARLY else 0


def past_day(day: date, today: date) -> date:
    """A day of the books: not before the first of them, not later than today. Raises ValidationError."""
    if day > today:
        raise ValidationError(_("The date of a document can't be in the future."))
    if day.year < YEAR_MIN:
        raise ValidationError(_("This day is too long ago."))
    return day


class ReconciliationForm(forms.Form):
    """What accounting says of both books on a day. A book without a sum is not compared."""

    as_of = forms.DateField(label=_("As of"), widget=DATE)
    textbooks_copies = forms.IntegerField(
        label=_("Textbooks, copies"), min_value=0, max_value=COPIES_MAX, required=False
    )
    textbooks_sum = forms.CharField(label=_("Textbooks, roubles"), max_length=30, required=False)
    textbooks_note = forms.CharField(
        label=_("Textbooks, why the figures differ"), max_length=500, required=False
    )
    main_copies = forms.IntegerField(
        label=_("Main fund, copies"), min_value=0, max_value=COPIES_MAX, required=False
    )
    main_sum = forms.CharField(label=_("Main fund, roubles"), max_length=30, required=False)
    main_note = forms.CharField(label=_("Main fund, why the figures differ"), max_length=500, required=False)  # fmt: skip

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(school.timezone)
        for book in SummaryRecord.Book.values:
            self.fields[f"{book}_sum"].widget.attrs["inputmode"] = "decimal"

    def clean_as_of(self) -> date:
        """Not later than today."""
        return past_day(self.cleaned_data["as_of"], self.today)

    def clean(self) -> dict[str, Any]:
        """Sums as kopecks; at least one of them."""
        values = dict(self.cleaned_data)
        for book in SummaryRecord.Book.values:
            values[f"{book}_sum"] = self._kopecks(book)
        if not self.errors and all(values[f"{book}_sum"] is None for book in SummaryRecord.Book.values):
            raise ValidationError(_("Write what accounting says."))
        return values

    def _kopecks(self, book: str) -> int | None:
        name = f"{book}_sum"
        text = self.cleaned_data.get(name)
        if name in self.errors:
            return None
        if not text:
            said = [self.cleaned_data.get(f"{book}_{other}") for other in ("copies", "note")]
            if any(one not in (None, "") for one in said):
                self.add_error(name, _("Write the sum too: without it the book is not compared."))
            return None
        try:
            kopecks = kopecks_from(text)
        except ValueError:
            self.add_error(name, _("This is not a sum. Write roubles and kopecks: 350,50."))
        else:
            if kopecks <= KOPECKS_MAX:
                return kopecks
            self.add_error(name, _("The sum is too high."))
        return None

    def stated(self) -> list[Stated]:
        """What the form says, by book: of a form with mistakes, what can be compared all the same."""
        values = self.cleaned_data
        return [
            Stated(
                book=book, kopecks=values[f"{book}_sum"], copies=values[f"{book}_copies"], note=values[f"{book}_note"]
            )
            for book in SummaryRecord.Book.values
            if isinstance(values.get(f"{book}_sum"), int) and {f"{book}_copies", f"{book}_note"} <= values.keys()
        ]  # fmt: skip


class FileForm(forms.Form):
    """A table of the accountant."""

    file = forms.FileField(
        label=_("File: xlsx, xls, ods or csv"),
        widget=forms.ClearableFileInput(attrs={"accept": FILE_ACCEPT}),
    )


class CloseForm(forms.Form):
    """The act that closes the books."""

    as_of = forms.DateField(label=_("Close through"), widget=DATE)
    document_number = forms.CharField(
        label=_("Number of the act"),
        max_length=PeriodClosing._meta.get_field("document_number").max_length,
        required=False,
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = clock.today(school.timezone)

    def clean_as_of(self) -> date:
        """A day that has come."""
        return past_day(self.cleaned_data["as_of"], self.today)

"""Forms of the Import screen: the file, the columns, the answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from tomik.intake.errors import UploadCut
from tomik.intake.recognition import Recognised
from tomik.intake.services import ALL_SHEETS
from tomik.kernel.importing import Column, Option
from tomik.paper.public import DEFAULT_LIMITS, Table, Title

ACCEPTED = ".xlsx,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """One file. The hidden field stands after it in the request: when it is missing, the upload was cut."""

    file = forms.FileField(
        label=_("File"),
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=_("Excel (.xlsx, .xls), .ods or .csv, up to 25 MB. Nothing is changed before you confirm."),
        error_messages={"required": _("Choose a file.")},
    )
    complete = forms.CharField(widget=forms.HiddenInput, required=False, initial="1")

    def clean_file(self) -> UploadedFile[Any]:
        """Refuse a huge file before it is read into memory."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > DEFAULT_LIMITS.bytes_max:
            megabytes = DEFAULT_LIMITS.bytes_max >> 20
            raise forms.ValidationError(
                _("The file is larger than %(megabytes)s MB. Split it into parts or delete pictures from it.")
                % {"megabytes": megabytes}
            )
        return file

    def clean(self) -> dict[str, Any]:
        """The last field must have arrived."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_bound and cleaned.get("complete") != "1":
            raise forms.ValidationError(str(UploadCut.default_message))
        return cleaned


class SheetForm(forms.Form):
    """Another sheet of the file, another row of titles."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    row = forms.IntegerField(label=_("Row with the titles"), min_value=1, max_value=100_000)

    def __init__(
        self, *args: Any, table: Table, found: Recognised, several: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(s.name, s.name) for s in table.sheets]
        if len(found.alike) > 1 and several:
            every = ngettext(
                "%(count)s sheet with the same titles",
                "all %(count)s sheets with the same titles",
                len(found.alike),
            )
            choices.insert(0, (ALL_SHEETS, every % {"count": len(found.alike)}))
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]
        chosen = ALL_SHEETS if found.is_several else found.sheet.name
        self.initial = {"sheet": chosen, "row": found.heading.first_row}


class ColumnsForm(forms.Form):
    """A select for each column of the file; a key is chosen at most once."""

    def __init__(
        self,
        *args: Any,
        found: Recognised,
        mapping: Mapping[int, str],
        columns: Sequence[Column],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        self.titles = found.titles
        choices = [("", _("— not taken —")), *((c.key, c.title) for c in columns if not c.refused)]
        self.refused = {c.key: c.title for c in columns if c.refused}
        self.refused_numbers = {number for number, key in found.mapping.items() if key in self.refused}
        for title in self.titles:
            if title.number in self.refused_numbers:
                continue
            self.fields[f"column_{title.number}"] = forms.ChoiceField(
                label=_label(title),
                choices=choices,
                required=False,
                initial=mapping.get(title.number, ""),
                widget=forms.Select(attrs={"aria-label": _label(title)}),
            )

    def lines(self) -> list[dict[str, Any]]:
        """Rows of the screen: letter, title, examples, the select or «refused»."""
        return [
            {
                "title": title,
                "field": None if title.number in self.refused_numbers else self[f"column_{title.number}"],
            }
            for title in self.titles
        ]

    def clean(self) -> dict[str, Any]:
        """No meaning twice."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        seen: dict[str, str] = {}
        for name, key in list(cleaned.items()):
            if key and key in seen:
                self.add_error(name, _("This meaning is already chosen for another column."))
            elif key:
                seen[key] = name
        return cleaned

    def mapping(self) -> dict[int, str]:
        """Column number → key."""
        return {int(name.removeprefix("column_")): key for name, key in self.cleaned_data.items() if key}


def _label(title: Title) -> str:
    return f"{title.letter} · {title.text}" if title.letter else title.text


class OptionsForm(forms.Form):
    """The questions of the kind."""

    prefix = "option"

    def __init__(
        self, *args: Any, options: Sequence[Option], answered: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for option in options:
            self.fields[option.key] = _field_of(option, answered.get(option.key, option.default))


def _field_of(option: Option, initial: Any) -> forms.Field:
    common: dict[str, Any] = {"label": option.title, "help_text": option.help, "initial": initial}
    if option.kind == "date":
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(
            widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"], required=option.is_needed, **common
        )
    if option.kind == "integer":
        return forms.IntegerField(required=option.is_needed, **common)
    if option.kind == "boolean":
        return forms.BooleanField(required=False, **common)
    if option.kind == "choice":
        widget_of = forms.RadioSelect if len(option.choices) <= 4 else forms.Select
        return forms.ChoiceField(choices=option.choices, widget=widget_of, **common)
    return forms.CharField(required=False, max_length=500, **common)

"""Forms of the catalogue."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.isbn import check_digit, digits_of, read_isbn, shown
from tomik.catalogue.models import Edition, EditionSet, FederalList, Subject, Work
from tomik.catalogue.services.editions import NewPart, NewSet
from tomik.catalogue.services.lists import ListOrder

GRADES = [("", _("all"))] + [(str(grade), str(grade)) for grade in range(1, 13)]


class SearchForm(forms.Form):
    """The one search field and two ways to narrow."""

    q = forms.CharField(
        label=_("Title, author, ISBN or code of the list"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off", "autofocus": True}),
    )
    subject = forms.ModelChoiceField(
        label=_("Subject"), queryset=Subject.objects.all(), required=False, empty_label=_("all")
    )
    grade = forms.TypedChoiceField(
        label=_("Grade"), choices=GRADES, required=False, coerce=int, empty_value=None
    )


class LoadListForm(forms.Form):
    """A file of the federal list and the order that it prints."""

    file = forms.FileField(
        label=_("File"), help_text=_("xlsx, xls or ods in one of the layouts that circulate.")
    )
    order_number = forms.CharField(
        label=_("Number of the order"), max_length=20, help_text=_("For example 858.")
    )
    dated = forms.DateField(
        label=_("Day of the order"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    amended_by = forms.CharField(
        label=_("Amended by order"),
        max_length=20,
        required=False,
        help_text=_("For example 119; may be empty."),
    )
    in_force_from = forms.DateField(
        label=_("In force from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day of the order when empty."),
    )
    is_complete = forms.BooleanField(
        label=_("The file holds the whole list"),
        required=False,
        help_text=_("Textbooks that are not in it then count as not listed. Leave empty for an extract."),
    )

    def order(self) -> ListOrder:
        """The order that the form names."""
        given = self.cleaned_data
        return ListOrder(
            number=given["order_number"].strip(),
            dated=given["dated"],
            amended_by=given["amended_by"].strip(),
            in_force_from=given["in_force_from"],
            is_complete=given["is_complete"],
        )


class CompareForm(forms.Form):
    """Two snapshots."""

    old = forms.ModelChoiceField(
        label=_("Older list"), queryset=FederalList.objects.none(), to_field_name="uid"
    )
    new = forms.ModelChoiceField(
        label=_("Newer list"), queryset=FederalList.objects.none(), to_field_name="uid"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = FederalList.objects.order_by("-in_force_from", "-loaded_at")
        for name in ("old", "new"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
            field.queryset = lists


class SetForm(forms.ModelForm[EditionSet]):
    """What the operator may say of a set."""

    class Meta:
        model = EditionSet
        fields = ["title", "authors", "publisher", "subject", "grade_from", "grade_to", "level", "language",
                  "line", "kind", "is_consumable", "is_adapted", "is_unified"]  # fmt: skip
        labels = {"subject": _("Subject")}

    def clean(self) -> dict[str, Any]:
        """Both grades or none, in order."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("grade_from"), given.get("grade_to")
        if first is not None and last is None:
            given["grade_to"] = first
        elif (first is None) != (last is None) or (first is not None and last < first):
            self.add_error("grade_to", _("The last grade must not be lower than the first."))
        return given

    def new_set(self) -> NewSet:
        """The form as the services take it."""
        given = self.cleaned_data
        return NewSet(
            title=given["title"],
            authors=given["authors"],
            publisher=given["publisher"],
            subject_name=given["subject"].name if given["subject"] else "",
            grade_from=given["grade_from"],
            grade_to=given["grade_to"],
            level=given["level"],
            language=given["language"],
            line=given["line"],
            kind=given["kind"],
            is_adapted=given["is_adapted"],
            is_unified=given["is_unified"],
        )


PARTS_MAX = 20
YEAR_FIRST, YEAR_LAST = 1900, 2100


class NewSetForm(SetForm):
    """A textbook that no list brought: its description, its parts with their ISBN, the year."""

    parts = forms.IntegerField(label=_("Parts"), min_value=1, max_value=PARTS_MAX, initial=1)
    isbns = forms.CharField(
        label=_("ISBN of the parts"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One line for a part, in their order; an empty line for a part whose ISBN is not known."),
    )
    year = forms.IntegerField(label=_("Year"), min_value=YEAR_FIRST, max_value=YEAR_LAST, required=False)

    def clean_isbns(self) -> list[str]:
        """13 digits for each line; every wrong one is named with its line and the digit that fits."""
        lines = [line.strip() for line in str(self.cleaned_data["isbns"]).splitlines()]
        problems = [
            gettext("Line %(line)s: %(what)s") % {"line": number, "what": what}
            for number, line in enumerate(lines, start=1)
            if (what := isbn_problem(line))
        ]
        if problems:
            raise ValidationError(problems)
        isbns = [read_isbn(line) for line in lines]
        known = Edition.objects.filter(isbn__in=[isbn for isbn in isbns if isbn]).first()
        if known is not None:
            told = {"isbn": shown(known.isbn), "title": known.title}
            raise ValidationError(gettext("ISBN %(isbn)s is in the catalogue already: «%(title)s».") % told)
        return isbns

    def clean(self) -> dict[str, Any]:
        """Not more ISBN than parts."""
        given = super().clean()
        parts, isbns = given.get("parts"), given.get("isbns") or []
        while isbns and not isbns[-1]:
            isbns.pop()
        if parts is not None and len(isbns) > parts:
            self.add_error("isbns", _("The set has %(parts)s parts.") % {"parts": parts})
        return given

    def new_set(self) -> NewSet:
        """The form as the services take it."""
        given = self.cleaned_data
        isbns = [*given["isbns"], *[""] * given["parts"]][: given["parts"]]
        parts = [NewPart(isbn=isbn, year=given["year"]) for isbn in isbns]
        return replace(super().new_set(), parts=given["parts"], new_parts=parts)


class WorkForm(forms.ModelForm[Work]):
    """A work: title and authors."""

    class Meta:
        model = Work
        fields = ["title", "authors"]


class ForceForm(forms.ModelForm[FederalList]):
    """From when until when a list is in force, and whether it is whole."""

    in_force_from = forms.DateField(
        label=_("In force from"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    in_force_to = forms.DateField(
        label=_("In force to"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day; empty while no other order has replaced it."),
    )

    class Meta:
        model = FederalList
        fields = ["in_force_from", "in_force_to", "is_complete"]

    def clean(self) -> dict[str, Any]:
        """The days in their order."""
        given: dict[str, Any] = super().clean() or {}
        first, last = given.get("in_force_from"), given.get("in_force_to")
        if first and last and last < first:
            self.add_error("in_force_to", _("The last day is before the first."))
        return given


def isbn_problem(text: str) -> str:
    """What is wrong with an ISBN as typed, empty when nothing is; for a wrong check digit also the right one."""
    if not text.strip() or read_isbn(text):
        return ""
    digits = digits_of(text)
    if len(digits) == 13 and digits.startswith(("978", "979")):
        return gettext(
            "the check digit is wrong: %(typed)s, by the others it is %(right)s. Compare with the book."
        ) % {
            "typed": digits[12],
            "right": check_digit(digits[:12]),
        }
    return gettext("an ISBN has 13 digits (or 10 in old books); “%(typed)s” has not.") % {
        "typed": text.strip()
    }


class EditionForm(forms.ModelForm[Edition]):
    """A part of a set: ISBN, year, edition."""

    isbn = forms.CharField(label=_("ISBN"), max_length=20, required=False)

    class Meta:
        model = Edition
        fields = ["part", "isbn", "year", "edition_note"]

    def clean_isbn(self) -> str:
        """13 digits; a wrong check digit is refused."""
        typed = str(self.cleaned_data["isbn"])
        if problem := isbn_problem(typed):
            raise ValidationError(problem[0].upper() + problem[1:])
        return read_isbn(typed)

    def clean_part(self) -> int:
        """A part within the set."""
        part = int(self.cleaned_data["part"])
        parts = self.instance.edition_set.parts
        if not 1 <= part <= parts:
            raise ValidationError(_("The set has %(parts)s parts.") % {"parts": parts})
        return part


class RefuseForm(forms.Form):
    """Why a proposal is refused; the school reads it."""

    reason = forms.CharField(label=_("Reason"), max_length=300)

"""Forms of movement: the head of an internal move, the head of the drafts of a hand-over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.fund.models import Move
from tomik.fund.move_rules import MoveHead
from tomik.fund.official.moved import Basis
from tomik.fund.receipt_rules import DAY_MIN, is_inn
from tomik.kernel import clock
from tomik.kernel.errors import LineProblem
from tomik.territory.public import Building, School


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _text(name: str, label: Any, **options: Any) -> forms.CharField:
    """A field of the model `Move` that may stay empty."""
    length: int | None = getattr(Move._meta.get_field(name), "max_length", None)
    return forms.CharField(label=label, max_length=length, required=False, **options)


class BuildingField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A building of the school, by its name."""

    def __init__(self, label: Any) -> None:
        super().__init__(label=label, queryset=Building.objects.none(), empty_label=None)


class _HeadForm(forms.Form):
    """What both heads share: buildings of the school, problems beside their fields."""

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.school, self.today = school, clock.today(school.timezone)
        for field in self.fields.values():
            if isinstance(field, BuildingField):
                field.queryset = Building.objects.filter(school=school).order_by("-is_main", "name")

    def problem(self, found: LineProblem) -> None:
        """Show a problem of the head beside its field."""
        name = found.column if found.column in self.fields else None
        if name is None:
            self.add_error(None, found.message)
        elif name not in self.errors:
            self.add_error(name, found.message)

    def building(self, name: str) -> int:
        """The building that is chosen now; 0 when it is none of the school's."""
        self.is_valid()
        found: Building | None = self.cleaned_data.get(name)
        return found.pk if found else 0


class MoveHeadForm(_HeadForm):
    """The head of an internal move."""

    moved_on = forms.DateField(label=_("Date of the move"), widget=_day())
    from_building = BuildingField(_("From building"))
    to_building = BuildingField(_("To building"))
    basis_name = _text(
        "basis_name", _("Basis"), widget=forms.TextInput(attrs={"placeholder": _("order of the head")})
    )
    basis_number = _text("basis_number", _("Number of the basis"))
    basis_on = forms.DateField(label=_("Date of the basis"), required=False, widget=_day())
    gave_post = _text("gave_post", _("Hands over: post"))
    gave_name = _text("gave_name", _("Hands over: name"))
    took_post = _text("took_post", _("Takes: post"))
    took_name = _text("took_name", _("Takes: name"))
    note = _text("note", _("Note"))

    def head(self) -> MoveHead:
        """The head as far as it can be read: harmless values stand in place of the rest, whose errors the form holds."""
        self.is_valid()
        read = self.cleaned_data
        words = {name: read.get(name, "") for name in self.fields if name not in _NOT_WORDS}
        return MoveHead(
            moved_on=read.get("moved_on") or self.today,
            from_building_id=self.building("from_building"),
            to_building_id=self.building("to_building"),
            basis_on=read.get("basis_on"),
            **words,
        )


_NOT_WORDS = {"moved_on", "from_building", "to_building", "basis_on"}


def move_values(move: Move) -> dict[str, Any]:
    """The head of a stored draft, as the form begins with it."""
    names = [name for name in MoveHeadForm.base_fields if not name.endswith("_building")]
    buildings = {"from_building": move.from_building_id, "to_building": move.to_building_id}
    return {name: getattr(move, name) for name in names} | buildings


class HandoverForm(_HeadForm):
    """The head of the drafts of a hand-over: nothing of it is kept."""

    handed_on = forms.DateField(label=_("Date of the hand-over"), widget=_day())
    from_building = BuildingField(_("From building"))
    receiver_name = forms.CharField(label=_("Receiving institution"), max_length=500)
    receiver_inn = forms.CharField(
        label=_("INN of the receiver"), max_length=12, required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )  # fmt: skip
    basis_name = _text(
        "basis_name", _("Basis"), widget=forms.TextInput(attrs={"placeholder": _("disposal of the founder")})
    )
    basis_number = _text("basis_number", _("Number of the basis"))
    basis_on = forms.DateField(label=_("Date of the basis"), required=False, widget=_day())
    attachments = forms.CharField(label=_("Attachments"), max_length=200, required=False)

    def clean_receiver_inn(self) -> str:
        """An INN whose check digits are right, or nothing."""
        inn = str(self.cleaned_data["receiver_inn"]).strip()
        if inn and not is_inn(inn):
            raise forms.ValidationError(_("This INN has a slip: its check digits are wrong."))
        return inn

    def clean(self) -> dict[str, Any]:
        """Days that can be: papers are drawn up beforehand, so the day may be to come, within a year."""
        read: dict[str, Any] = super().clean() or {}
        day, basis_on = read.get("handed_on"), read.get("basis_on")
        if day is not None and (day < DAY_MIN or (day - self.today).days > 366):
            self.add_error("handed_on", _("This date can't be."))
        if basis_on is not None and not DAY_MIN <= basis_on <= self.today:
            self.add_error("basis_on", _("The date of the basis can't be in the future or that long ago."))
        return read

    @property
    def basis(self) -> Basis:
        """What the hand-over stands on."""
        read = self.cleaned_data
        return Basis(
            name=read.get("basis_name", ""), number=read.get("basis_number", ""), day=read.get("basis_on")
        )

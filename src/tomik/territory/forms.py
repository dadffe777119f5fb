"""Forms of territory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tomik.accounts.public import Role


class InviteForm(forms.Form):
    """Whom to invite and as what."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The link is for this person; the address becomes the user name."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, roles: Sequence[Role], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]  # type: ignore[attr-defined]

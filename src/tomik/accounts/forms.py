"""Forms of a person's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from tomik.accounts.models import User

_password_rules = lazy(password_validators_help_text_html, str)


class SignInForm(LoginForm):  # type: ignore[misc]
    """Signing in. The way to a new password stands under the button, once: not in the help of the password too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""


class ProfileForm(forms.ModelForm[User]):
    """How the person is named."""

    class Meta:
        model = User
        fields = ("full_name",)
        labels = {"full_name": _("Full name")}
        help_texts = {"full_name": _("As it stands on acts and sheets.")}
        widgets = {"full_name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["full_name"].required = True


class EmailForm(forms.Form):
    """The address for signing in and for a new password."""

    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("For signing in and for a new password."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class NewPersonForm(forms.Form):
    """What an invited person tells: a name and a password."""

    full_name = forms.CharField(
        label=_("Full name"),
        max_length=200,
        help_text=_("As it stands on acts and sheets."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=_("Password"),
        strip=False,
        help_text=_password_rules(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """Both passwords agree and satisfy the rules; all reasons at once."""
        data = super().clean() or self.cleaned_data
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("The two passwords differ."), code="differ"))
        if first:
            person = User(username=self.email, email=self.email, full_name=data.get("full_name", ""))
            try:
                validate_password(first, person)
            except ValidationError as error:
                self.add_error("password1", error)
        return data

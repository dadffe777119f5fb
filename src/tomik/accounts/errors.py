"""Refusals of accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import TomikError


class AccountExists(TomikError):
    """The user name or the e-mail belongs to someone already."""

    code = "account_exists"
    default_message = _("There is an account with this user name or e-mail already.")

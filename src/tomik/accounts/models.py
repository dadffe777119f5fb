"""Accounts: people who sign in. What a person may do where is `territory.Membership`."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """One person who signs in by user name or e-mail. Names are as the person wants them shown."""

    full_name = models.CharField(_("full name"), max_length=200, blank=True)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    def get_full_name(self) -> str:
        """The name shown on screens: the full name, otherwise the user name."""
        return self.full_name or self.username

    def get_short_name(self) -> str:
        """The same as the full name."""
        return self.get_full_name()

    def __str__(self) -> str:
        return self.get_full_name()

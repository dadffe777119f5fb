"""A school's ways of accounting: changed by its librarian or head, never over somebody else's change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tomik.fund.models import FundSettings
from tomik.kernel.errors import Conflict
from tomik.territory.public import School


def settings_of(school: School) -> FundSettings:
    """The settings, or the defaults with version 0."""
    found = FundSettings.objects.filter(school=school).first()
    return found or FundSettings(school=school, version=0)


def save_settings(*, school: School, values: Mapping[str, Any], version: int) -> FundSettings:
    """Write the settings. Raises `Conflict` when somebody has changed them since `version` was shown (0: none yet)."""
    with transaction.atomic(durable=True):
        row = FundSettings.objects.select_for_update().filter(school=school).first()
        if (row.version if row else 0) != version:
            raise Conflict(_("Somebody else has changed the settings meanwhile. Look at them again."))
        row = row or FundSettings(school=school, version=0)
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError as error:
            raise Conflict(
                _("Somebody else has changed the settings meanwhile. Look at them again.")
            ) from error
        return row

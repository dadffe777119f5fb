"""Refusals of the demo builder."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import TomikError


class NotEmpty(TomikError):
    """The database holds a region already; nothing was changed."""

    code = "database_not_empty"
    status = 409
    default_message = _("The database is not empty: the demo region is loaded into an empty one only.")

"""Refusals of the demo builder."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import TomikError


class NotEmpty(TomikError):
    """The database holds a region already; nothing was changed."""

    code = "database_not_empty"
    status = 409
    default_message = _("The database is not empty: the demo region is loaded into an empty one only.")


class TooFewSchools(TomikError):
    """Fewer schools than the stories need; nothing was changed."""

    code = "too_few_schools"
    status = 422

    def __init__(self, least: int) -> None:
        super().__init__(_("A demo region has at least %d schools.") % least, least=least)

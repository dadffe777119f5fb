"""Refusals of provision, each one clear message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import Conflict, TomikError


class PlanApproved(TomikError):
    """The head has approved the plan of the year: it is reopened first."""

    code = "plan_approved"
    default_message = _("The plan of this year is approved. Reopen it first.")


class PlanChanged(Conflict):
    """Someone else saved the line meanwhile."""

    code = "plan_changed"
    default_message = _("Someone else has changed this line meanwhile. Look at it again, nothing was saved.")


class LineExists(TomikError):
    """The class already has a line of this subject and group."""

    code = "line_exists"
    default_message = _("This class already has a line of this subject and group.")


class NothingToCopy(TomikError):
    """There is nothing from which the plan could be filled."""

    code = "nothing_to_copy"
    default_message = _("There is nothing to copy.")

"""Refusals of territory."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.errors import Conflict, NotAllowed, NotVisible, TomikError


class MayNotGrant(NotAllowed):
    """The person may manage members here, but not give this role."""

    code = "may_not_grant"
    default_message = _("You cannot give this role here.")


class InvitationGone(NotVisible):
    """There is no such invitation: mistyped, used, taken back or expired. Deliberately not told apart."""

    code = "invitation_gone"
    default_message = _("The invitation has been used, taken back or has expired. Ask for a new one.")


class RoleHeld(Conflict):
    """The person has the role in the unit already."""

    code = "role_held"
    default_message = _("This person has the role already.")


class LastManager(TomikError):
    """Taking the role away would leave the unit without anyone who manages its members."""

    code = "last_manager"
    default_message = _(
        "This is the last person who may invite others here. Give the role to someone else first."
    )

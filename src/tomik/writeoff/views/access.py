"""The act that a screen is of, and what the person may do with it now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from tomik.accounts.public import Permission
from tomik.territory.public import Actor, School, require_school
from tomik.writeoff.models import WriteoffAct
from tomik.writeoff.queries.acts import act_of
from tomik.writeoff.rules import Action, may

P = Permission
WHO: dict[Action, tuple[Permission, ...]] = {
    Action.EDIT: (P.POST_FUND,),
    Action.SUBMIT: (P.POST_FUND,),
    Action.DECIDE: (P.POST_FUND, P.APPROVE_WRITEOFF),
    Action.APPROVE: (P.APPROVE_WRITEOFF,),
    Action.SEND_BACK: (P.POST_FUND, P.APPROVE_WRITEOFF),
    Action.POST: (P.POST_FUND,),
    Action.DISPOSE: (P.POST_FUND,),
    Action.REVERSE: (P.REVERSE,),
}
"""Any of the permissions is enough."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An act of a school as this person has it before them."""

    actor: Actor
    school: School
    act: WriteoffAct

    def may(self, action: Action) -> bool:
        """Whether the person may do it and the state allows it."""
        return may(self.act.state, action) and allowed(self.actor, self.school, *WHO[action])


def allowed(actor: Actor, school: School, *permissions: Permission) -> bool:
    """Whether the person has any of the permissions in the school."""
    return any(actor.may(permission, school_id=school.pk) for permission in permissions)


def entered(request: HttpRequest, school_uid: UUID | None, *permissions: Permission) -> tuple[Actor, School]:
    """The actor and the school: 404 for another's school, 403 without any of the permissions."""
    actor, school = require_school(request, Permission.SEE_REGISTERS, school_uid)
    if permissions and not allowed(actor, school, *permissions):
        raise PermissionDenied
    return actor, school


def opened(request: HttpRequest, school_uid: UUID, uid: UUID, *permissions: Permission) -> Opened:
    """The act; 404 when the school has none such."""
    actor, school = entered(request, school_uid, *permissions)
    found = act_of(school.pk, uid)
    if found is None:
        raise Http404
    return Opened(actor, school, found)

"""Screens of territory: schools, the switcher, members and invitations."""

from __future__ import annotations

import smtplib
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import (
    AccountExists,
    NewPersonForm,
    Permission,
    Role,
    UnitKind,
    User,
    user_by_email,
)
from tomik.territory import members
from tomik.territory.access import Unit, actor_of, require
from tomik.territory.errors import LastManager, MayNotGrant, RoleHeld
from tomik.territory.forms import InviteForm
from tomik.territory.middleware import UNIT_SESSION_KEY
from tomik.territory.models import Invitation, Membership
from tomik.territory.queries import (
    inner_units,
    may_see_history,
    members_history,
    school_history,
    school_or_404,
    schools_of,
    unit_by_key,
    unit_details,
)
from tomik.territory.register_views import may_edit_buildings
from tomik.territory.tables import SchoolFilter, SchoolTable
from tomik.ui.public import List, SeeOther, list_response

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SILENT_MAIL = ("console", "dummy")


@login_required
@require_GET
def schools(request: HttpRequest) -> HttpResponse:
    """Schools of the chosen unit."""
    actor = require(request, Permission.SEE_FIGURES)
    name = actor.unit.name if actor.unit else ""
    screen = List(
        table=SchoolTable,
        filters=SchoolFilter,
        title=_("Schools: %(unit)s") % {"unit": name},
        file_name="schools",
        table_options={
            "exclude": [] if actor.unit and actor.unit.kind is UnitKind.REGION else ["municipality"]
        },
    )
    return list_response(request, schools_of(actor, actor.unit), screen)


@login_required
@require_GET
def school(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One school: what it is, its buildings and earlier names."""
    actor = actor_of(request)
    found = school_or_404(actor, uid)
    unit = Unit(UnitKind.SCHOOL, found.pk, found.short_name)
    context = {
        "school": found,
        "one_unit": unit,
        "may_manage": bool(members.roles_to_grant(actor, unit)),
        "may_edit": actor.may(Permission.EDIT_TERRITORY, school_id=found.pk),
        "may_edit_buildings": may_edit_buildings(actor, found),
        "may_see_history": may_see_history(actor, found),
    }
    if context["may_see_history"]:
        context["history"] = school_history(found)
    return render(request, "territory/school.html", context | unit_details(found))


@login_required
@require_POST
def choose_unit(request: HttpRequest) -> HttpResponse:
    """Remember the unit of the switcher."""
    actor = actor_of(request)
    key = request.POST.get("unit", "")
    if key not in {unit.key for unit in actor.units}:
        raise Http404
    request.session[UNIT_SESSION_KEY] = key
    return SeeOther("/")


def _unit_of_screen(request: HttpRequest) -> Unit:
    """The unit named in the address (`?unit=school:12`), otherwise the chosen one."""
    actor = actor_of(request)
    key = request.GET.get("unit", "")
    unit = unit_by_key(actor, key) if key else actor.unit
    if unit is None:
        raise Http404
    return unit


def _members_url(unit: Unit) -> str:
    return reverse("territory:members") + f"?unit={unit.key}"


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def unit_members(request: HttpRequest) -> HttpResponse:
    """Who has which role in the unit; a form that invites."""
    actor, unit = actor_of(request), _unit_of_screen(request)
    roles = members.roles_to_grant(actor, unit)
    if not roles and (request.method == "POST" or not members.may_see_members(actor, unit)):
        raise MayNotGrant
    form = InviteForm(request.POST or None, roles=roles) if roles else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            invited = members.invite(
                actor=actor, unit=unit, role=Role(form.cleaned_data["role"]), email=form.cleaned_data["email"]
            )
        except RoleHeld as error:
            form.add_error("email", str(error))
        else:
            return _invited(request, unit, invited)
    context = {
        "one_unit": unit,
        "form": form,
        "members": members.members_of(unit),
        "grantable": set(roles),
        "invitations": members.open_invitations(unit),
        "inner_units": inner_units(unit),
        "history": members_history(unit),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "territory/members.html", context, status=status)


def _invited(request: HttpRequest, unit: Unit, invited: members.Invited) -> HttpResponse:
    """Show the link, this one time, and send it when letters are set up. Not a redirect: the secret is kept nowhere."""
    link = request.build_absolute_uri(reverse("territory:accept", args=[invited.secret]))
    sent = _send(invited.invitation, unit, link)
    context = {"one_unit": unit, "invitation": invited.invitation, "link": link, "sent": sent}
    return render(request, "territory/invited.html", context, status=201)


def _send(invitation: Invitation, unit: Unit, link: str) -> bool:
    """Whether the letter left. A console backend would write the secret into the log, so it is left out."""
    if any(name in settings.EMAIL_BACKEND for name in SILENT_MAIL):
        return False
    text = render_to_string(
        "territory/invitation_letter.txt", {"invitation": invitation, "unit": unit, "link": link}
    )
    try:
        return bool(send_mail(_("Invitation to Tomik"), text, None, [invitation.email]))
    except (OSError, smtplib.SMTPException):
        return False


@login_required
@require_POST
def revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an invitation back."""
    unit = _unit_of_screen(request)
    members.revoke_invitation(actor=actor_of(request), unit=unit, uid=uid)
    messages.success(request, _("The invitation has been taken back; its link no longer works."))
    return SeeOther(_members_url(unit))


@login_required
@require_POST
def end(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take a role away."""
    unit = _unit_of_screen(request)
    try:
        ended = members.end_membership(actor=actor_of(request), unit=unit, membership_id=membership_id)
    except Membership.DoesNotExist as error:
        raise Http404 from error
    except LastManager as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(person)s no longer has this role.") % {"person": ended.user})
    return SeeOther(_members_url(unit))


@never_cache
@sensitive_post_parameters("password1", "password2")
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """The page of an invitation: a new person makes an account, a known one takes the role."""
    invitation = members.find_invitation(secret)
    if request.user.is_authenticated:
        return _accept_signed_in(request, request.user, invitation, secret)
    known = user_by_email(invitation.email) is not None
    form = NewPersonForm(request.POST or None, email=invitation.email)
    if request.method == "POST" and not known and form.is_valid():
        try:
            user = members.accept_as_new_person(
                secret=secret,
                full_name=form.cleaned_data["full_name"],
                password=form.cleaned_data["password1"],
            )
        except AccountExists as error:
            form.add_error(None, str(error))
        except ValidationError as error:
            form.add_error("password1", error)
        else:
            login(request, user, backend=BACKEND)
            messages.success(request, _("Welcome! Your account is ready."))
            return SeeOther("/")
    context = {"invitation": invitation, "form": form, "known": known, "here": request.path}
    return render(request, "territory/accept.html", context, status=422 if form.is_bound else 200)


def _accept_signed_in(request: HttpRequest, user: User, invitation: Invitation, secret: str) -> HttpResponse:
    if request.method == "POST":
        membership = members.accept_as(secret=secret, user=user)
        request.session[UNIT_SESSION_KEY] = _key_of(membership)
        messages.success(request, _("The role is yours now."))
        return SeeOther("/")
    return render(request, "territory/accept.html", {"invitation": invitation, "signed_in": user})


def _key_of(membership: Membership) -> str:
    if membership.school_id:
        return f"school:{membership.school_id}"
    if membership.municipality_id:
        return f"municipality:{membership.municipality_id}"
    return f"region:{membership.region_id}"

"""Screens that change the register: the operator a school's passport, the school its own buildings."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.kernel import clock
from tomik.territory import registry
from tomik.territory.access import Actor, actor_of, require
from tomik.territory.models import Building, School
from tomik.territory.queries import school_or_404
from tomik.territory.school_forms import BuildingForm, SchoolForm
from tomik.ui.public import SeeOther


def may_edit_buildings(actor: Actor, school: School) -> bool:
    """The operator, and those who keep the classes of the school itself."""
    return actor.may(Permission.EDIT_TERRITORY, school_id=school.pk) or actor.may(
        Permission.EDIT_CLASSES, school_id=school.pk
    )


@login_required
@require_http_methods(["GET", "POST"])
def edit_school(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The passport of a school."""
    found = school_or_404(actor_of(request), uid)
    require(request, Permission.EDIT_TERRITORY, school=found)
    form = SchoolForm(request.POST or None, instance=found, initial={"on": clock.today(found.timezone)})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        registry.change_school(school_id=found.pk, on=values.pop("on"), values=values)
        messages.success(request, _("The passport of the school is saved."))
        return SeeOther(reverse("territory:school", args=[uid]))
    return _form(request, found, form, _("Passport of the school"))


@login_required
@require_http_methods(["GET", "POST"])
def edit_building(request: HttpRequest, uid: UUID, building_id: int | None = None) -> HttpResponse:
    """A new building of a school, or one of its own."""
    actor = actor_of(request)
    found = school_or_404(actor, uid)
    if not may_edit_buildings(actor, found):
        raise PermissionDenied
    building = Building(school=found)
    if building_id is not None:
        known = Building.objects.filter(school=found, pk=building_id).first()
        if known is None:
            raise Http404
        building = known
    form = BuildingForm(request.POST or None, instance=building)
    if request.method == "POST" and form.is_valid():
        registry.save_building(school_id=found.pk, building=form.instance)
        messages.success(request, _("The building is saved."))
        return SeeOther(reverse("territory:school", args=[uid]))
    return _form(request, found, form, _("Building or branch"))


def _form(
    request: HttpRequest, school: School, form: SchoolForm | BuildingForm, heading: str
) -> HttpResponse:
    context = {"school": school, "form": form, "heading": heading}
    return render(request, "territory/register_form.html", context, status=422 if form.is_bound else 200)

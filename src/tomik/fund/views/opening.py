"""The opening balance of one title, made by hand: find the title, write the copies."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tomik.accounts.public import Permission
from tomik.catalogue.public import Edition, search
from tomik.fund.forms import OpeningForm
from tomik.fund.queries import edition_in_catalogue
from tomik.fund.services import open_one_title
from tomik.kernel.errors import TomikError
from tomik.territory.public import School, require_school
from tomik.ui.public import SeeOther


@login_required
@require_http_methods(["GET", "POST"])
def opening(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """First the title, then its copies."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    found = _chosen(request)
    if found is None:
        return _find(request, school)
    form = OpeningForm(request.POST or None, school=school)
    if request.method != "POST" or not form.is_valid():
        return _form(request, school, found, form, status=422 if request.method == "POST" else 200)
    try:
        entry = open_one_title(
            school=school,
            opened=form.opened(found),
            actor_id=actor.user.pk,
            document_number=form.cleaned_data["number"],
        )
    except TomikError as error:
        form.add_error(None, str(error))
        return _form(request, school, found, form, status=error.status)
    messages.success(request, _("The copies are entered."))
    return SeeOther(reverse("ledger:entry", args=[school.uid, entry.uid]))


def _chosen(request: HttpRequest) -> Edition | None:
    try:
        return edition_in_catalogue(UUID(request.GET.get("edition", "")))
    except ValueError:
        return None


def _find(request: HttpRequest, school: School) -> HttpResponse:
    asked = request.GET.get("q", "").strip()
    found = search(asked, with_provisional=True) if asked else None
    return render(request, "fund/find.html", {"school": school, "q": asked, "found": found})


def _form(
    request: HttpRequest, school: School, found: Edition, form: OpeningForm, *, status: int
) -> HttpResponse:
    return render(
        request, "fund/opening.html", {"school": school, "edition": found, "form": form}, status=status
    )

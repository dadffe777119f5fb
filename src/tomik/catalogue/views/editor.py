"""What the operator makes and puts right: textbooks, works, duplicates, in-force dates of a list."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.catalogue.forms import ForceForm, NewSetForm, WorkForm
from tomik.catalogue.models import Edition, EditionSet, FederalList, Work
from tomik.catalogue.queries.search import search, with_parts
from tomik.catalogue.services.duplicates import Merged, drop_edition, merge_sets, separate
from tomik.catalogue.services.editions import create_set
from tomik.catalogue.services.lists import change_force
from tomik.catalogue.services.works import put_into_work, save_work
from tomik.catalogue.views.access import may_edit, posted, require_operator
from tomik.kernel.errors import TomikError
from tomik.ui.public import SeeOther

OFFERED_MAX = 20


@login_required
@require_http_methods(["GET", "POST"])
def new_set(request: HttpRequest) -> HttpResponse:
    """A textbook that no list brought, with all its parts."""
    require_operator(request)
    form = NewSetForm(posted(request))
    if request.method == "POST" and form.is_valid():
        made = create_set(form.new_set())
        messages.success(request, _("The textbook is in the catalogue."))
        return SeeOther(reverse("catalogue:set", args=[made.uid]))
    return render(request, "catalogue/new_set.html", {"form": form}, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """This set was entered twice: find the one that stays."""
    actor, region_id = require_operator(request)
    one = get_object_or_404(EditionSet, uid=uid, replaced_by=None, is_provisional=False)
    status = 200
    if request.method == "POST":
        into = EditionSet.objects.filter(uid=_uid(request), replaced_by=None, is_provisional=False).first()
        try:
            if into is None:
                raise Http404
            done = merge_sets(duplicate_id=one.pk, into_id=into.pk, region_id=region_id, actor=actor.user)
        except TomikError as error:
            messages.error(request, str(error))
            status = error.status
        else:
            messages.success(request, _told(done))
            return SeeOther(reverse("catalogue:set", args=[into.uid]))
    text = request.GET.get("q", "") or one.title
    near = [found for found in search(text, limit=OFFERED_MAX).sets if found.pk != one.pk]
    return render(request, "catalogue/merge.html", {"set": one, "near": near, "q": text}, status=status)


def _uid(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("into", ""))
    except ValueError:
        raise Http404 from None


def _told(done: Merged) -> str:
    if done is Merged.DISSOLVED:
        return _("The duplicate is gone: its editions and rows of the lists belong to this textbook now.")
    return _(
        "Plans name the duplicate, so it stays: it is counted together with this textbook and offered to nobody."
    )


@login_required
@require_POST
def undo_merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The set is no duplicate after all."""
    require_operator(request)
    one = get_object_or_404(EditionSet, uid=uid)
    separate(edition_set_id=one.pk)
    messages.success(request, _("The textbook is offered again."))
    return SeeOther(reverse("catalogue:set", args=[uid]))


@login_required
@require_POST
def delete_edition(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take an edition out that nothing names."""
    require_operator(request)
    edition = get_object_or_404(Edition.objects.select_related("edition_set"), uid=uid)
    try:
        drop_edition(edition_id=edition.pk)
    except TomikError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The edition is deleted."))
    return SeeOther(reverse("catalogue:set", args=[edition.edition_set.uid]))


@login_required
@require_GET
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """A work and its textbooks."""
    found = get_object_or_404(Work, pk=pk)
    sets = with_parts(EditionSet.objects.filter(work=found)).order_by("grade_from", "title", "pk")
    context = {"work": found, "sets": sets, "may_edit": may_edit(request)}
    return render(request, "catalogue/work.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit_work(request: HttpRequest, pk: int) -> HttpResponse:
    """Title and authors of a work."""
    require_operator(request)
    found = get_object_or_404(Work, pk=pk)
    form = WorkForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        save_work(work_id=pk, **form.cleaned_data)
        messages.success(request, _("The work was changed."))
        return SeeOther(reverse("catalogue:work", args=[pk]))
    context = {"form": form, "work": found}
    return render(request, "catalogue/edit_work.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def work_of_set(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To which work a set belongs: one that is there, a new one, or none."""
    require_operator(request)
    one = get_object_or_404(EditionSet.objects.select_related("work"), uid=uid)
    form = WorkForm(
        request.POST if "new" in request.POST else None, initial={"title": one.title, "authors": one.authors}
    )
    if request.method == "POST":
        chosen = request.POST.get("work", "")
        if "new" in request.POST:
            if form.is_valid():
                made = save_work(work_id=None, **form.cleaned_data)
                put_into_work(edition_set_id=one.pk, work_id=made.pk)
                return SeeOther(reverse("catalogue:set", args=[uid]))
        else:
            key = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 18 else None
            if key is not None and not Work.objects.filter(pk=key).exists():
                raise Http404
            put_into_work(edition_set_id=one.pk, work_id=key)
            return SeeOther(reverse("catalogue:set", args=[uid]))
    text = request.GET.get("q", "") or one.title
    works = Work.objects.filter(title__icontains=text).order_by("title")[:OFFERED_MAX]
    context = {"form": form, "set": one, "works": works, "q": text}
    return render(request, "catalogue/work_of_set.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "POST"])
def force(request: HttpRequest, uid: UUID) -> HttpResponse:
    """From when until when a list is in force."""
    require_operator(request)
    found = get_object_or_404(FederalList, uid=uid)
    form = ForceForm(posted(request), instance=found)
    if request.method == "POST" and form.is_valid():
        change_force(federal_list_uid=uid, **form.cleaned_data)
        messages.success(request, _("The dates were changed; what may be used is counted anew."))
        return SeeOther(reverse("catalogue:list", args=[uid]))
    context = {"form": form, "federal_list": found}
    return render(request, "catalogue/force.html", context, status=422 if form.is_bound else 200)

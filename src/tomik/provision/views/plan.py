"""The plan editor: a parallel at a time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import Permission
from tomik.catalogue.public import StatusOfSet, Subject, set_statuses
from tomik.kernel.errors import TomikError
from tomik.people.public import ClassGroup
from tomik.provision import tables
from tomik.provision.forms import ApproveForm, CopyClassForm, LineForm, ReasonForm, TextbookLineForm
from tomik.provision.models import PlanLine, ShortageReason
from tomik.provision.queries import plan as queries
from tomik.provision.queries.school import school_provision
from tomik.provision.rules import State
from tomik.provision.services import plans
from tomik.provision.services.doubles import doubles_among
from tomik.provision.services.lines import Written
from tomik.provision.terms import count_warned, planned_sets
from tomik.provision.views.common import opened, school_context
from tomik.provision.views.said import say, warn_of_doubles
from tomik.territory.public import Actor, School
from tomik.ui.public import List, SeeOther, list_response


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The plan of one parallel, and what fills many classes at once."""
    actor, school, year = opened(request, uid)
    return _page(request, actor, school, year)


def _page(
    request: HttpRequest,
    actor: Actor,
    school: School,
    year: int,
    *,
    forms: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    classes = queries.classes_of(school, year)
    grades = sorted({group.grade for group in classes})
    asked = request.GET.get("grade", "")
    grade = int(asked) if asked.isdigit() and int(asked) in grades else (grades[0] if grades else 0)
    planned = planned_sets(school, year)
    context = {
        **school_context(actor, school, year, "plan"),
        "grades": grades,
        "grade": grade,
        "plan": queries.grade_plan(school, year, grade),
        "approval": queries.approval_of(school, year),
        "planned": bool(planned),
        "warned": count_warned(set_statuses(planned, year).values()),
        "last_year": year - 1,
        "line_form": TextbookLineForm(),
        "copy_form": CopyClassForm(classes=[group for group in classes if group.grade == grade]),
        "approve_form": ApproveForm(),
        **(forms or {}),
    }
    return render(request, "provision/plan.html", context, status=status)


@login_required
@require_GET
def export(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The whole plan as a list; its Excel is what the import reads back."""
    actor, school, year = opened(request, uid)
    screen = List(
        table=tables.PlanTable,
        filters=tables.PlanFilter,
        title=_("Textbook plan: %(school)s") % {"school": school.short_name},
        file_name="plan",
        page="provision/list.html",
        context=school_context(actor, school, year, "plan"),
    )
    return list_response(request, queries.plan_rows(school, year), screen)


@login_required
@require_http_methods(["GET", "POST"])
def line(request: HttpRequest, uid: UUID, line_uid: UUID | None = None) -> HttpResponse:
    """One line: class and subject first, then the textbooks."""
    actor, school, year = opened(request, uid, Permission.EDIT_PLANS)
    present = None
    if line_uid is not None:
        lines = PlanLine.objects.select_related("class_group", "subject").prefetch_related("sets")
        present = get_object_or_404(lines, school=school, school_year=year, uid=line_uid)
    group = present.class_group if present else _class(request, school, year)
    subject = present.subject if present else _subject(request)
    context = {
        **school_context(actor, school, year, "plan"),
        "line": present,
        "group": group,
        "subject": subject,
        "classes": queries.classes_of(school, year),
        "subjects": Subject.objects.all(),
        "q": request.GET.get("q", ""),
        "history": queries.line_history(present) if present else [],
        "years_path": reverse("provision:plan", args=[uid]),
    }
    if group is None or subject is None:
        return render(request, "provision/line_start.html", context)
    form = _line_form(request, present, group, subject, year=year)
    context["form"] = form
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "provision/line.html", context, status=422 if request.method == "POST" else 200
        )
    try:
        _save(request, form, school=school, year=year, present=present, key=(group.pk, subject.pk))
    except TomikError as error:
        form.add_error(None, str(error))
        return render(request, "provision/line.html", context, status=error.status)
    return SeeOther(f"{reverse('provision:plan', args=[uid])}?year={year}&grade={group.grade}")


def _class(request: HttpRequest, school: School, year: int) -> ClassGroup | None:
    key = request.GET.get("class", "")
    if not (key.isascii() and key.isdigit() and len(key) < 18):
        return None
    return ClassGroup.objects.filter(school=school, school_year=year, pk=int(key)).first()


def _subject(request: HttpRequest) -> Subject | None:
    key = request.GET.get("subject", "")
    return (
        Subject.objects.filter(pk=int(key)).first()
        if key.isascii() and key.isdigit() and len(key) < 18
        else None
    )


def _line_form(
    request: HttpRequest, present: PlanLine | None, group: ClassGroup, subject: Subject, *, year: int
) -> LineForm:
    chosen = [item.edition_set_id for item in present.sets.all()] if present else []
    posted = [
        int(key) for key in request.POST.getlist("sets") if key.isascii() and key.isdigit() and len(key) < 18
    ]
    offered = queries.candidates(
        subject_id=subject.pk,
        grade=group.grade,
        school_year=year,
        also=[*chosen, *posted],
        text=request.GET.get("q", ""),
    )
    choices = [(item.pk, _choice_text(queries.describe(item), status)) for item, status in offered]
    initial: dict[str, Any] = {"sets": chosen, "version": 0}
    if present is not None:
        initial |= {name: getattr(present, name) for name in LineForm.base_fields if hasattr(present, name)}
        initial["sets"] = chosen
    return LineForm(request.POST if request.method == "POST" else None, candidates=choices, initial=initial)


def _choice_text(text: str, status: StatusOfSet) -> str:
    words = {
        "use_until": _("may be used until %(day)s"),
        "expires": _("the term ends within the year: %(day)s"),
        "expired": _("the term ended: %(day)s"),
        "not_listed": _("not found in the federal list"),
    }.get(status.status)
    if words is None:
        return text
    return f"{text} — {words % {'day': f'{status.until:%d.%m.%Y}' if status.until else '?'}}"


def _save(
    request: HttpRequest,
    form: LineForm,
    *,
    school: School,
    year: int,
    present: PlanLine | None,
    key: tuple[int, int],
) -> None:
    draft = form.draft(*key)
    if request.POST.get("parallel"):
        written = plans.fill_parallel(
            school=school, school_year=year, draft=draft, overwrite=bool(request.POST.get("overwrite"))
        )
        say(request, school, year, written)
        return
    plans.save_line(
        school=school,
        school_year=year,
        draft=draft,
        uid=present.uid if present else None,
        version=form.cleaned_data["version"],
    )
    messages.success(request, _("The line is saved."))
    warn_of_doubles(request, doubles_among(school, year, [draft]))


@login_required
@require_POST
def delete(request: HttpRequest, uid: UUID, line_uid: UUID) -> HttpResponse:
    """Take a line out of the plan."""
    _actor, school, year = opened(request, uid, Permission.EDIT_PLANS)
    version = request.POST.get("version", "")
    return _done(
        request,
        school,
        lambda: plans.delete_line(
            school=school, school_year=year, uid=line_uid, version=int(version) if version.isdigit() else -1
        ),
        _("The line is taken out of the plan."),
    )


def _done(
    request: HttpRequest, school: School, action: Any, text: str = "", *, year: int | None = None
) -> HttpResponse:
    """Run a use case, say what happened, go back to the plan. A refusal becomes a message; nothing was changed."""
    try:
        result = action()
    except TomikError as error:
        if error.status == 404:
            raise Http404 from error
        messages.error(request, str(error))
    else:
        if isinstance(result, Written) and year is not None:
            say(request, school, year, result)
        else:
            messages.success(request, text)
    grade = request.POST.get("grade", "")
    return SeeOther(
        reverse("provision:plan", args=[school.uid]) + (f"?grade={grade}" if grade.isdigit() else "")
    )


@login_required
@require_POST
def copy_year(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Fill the year from the year before."""
    _actor, school, year = opened(request, uid, Permission.EDIT_PLANS)
    return _done(
        request,
        school,
        lambda: plans.copy_year(school=school, source_year=year - 1, target_year=year),
        year=year,
    )


@login_required
@require_POST
def copy_class(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give the plan of one class to its parallel."""
    actor, school, year = opened(request, uid, Permission.EDIT_PLANS)
    form = CopyClassForm(request.POST, classes=queries.classes_of(school, year))
    if not form.is_valid():
        return _page(request, actor, school, year, forms={"copy_form": form}, status=422)
    values = form.cleaned_data
    return _done(
        request,
        school,
        lambda: plans.copy_class(
            school=school, school_year=year, source_id=values["source"], overwrite=values["overwrite"]
        ),
        year=year,
    )


@login_required
@require_POST
def textbook_line(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Apply a textbook line to all its grades."""
    actor, school, year = opened(request, uid, Permission.EDIT_PLANS)
    form = TextbookLineForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, school, year, forms={"line_form": form}, status=422)
    values = form.cleaned_data
    return _done(
        request,
        school,
        lambda: plans.apply_textbook_line(
            school=school,
            school_year=year,
            textbook_line=values["textbook_line"],
            overwrite=values["overwrite"],
        ),
        year=year,
    )


@login_required
@require_POST
def approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The head approves the plan, or opens it again."""
    actor, school, year = opened(request, uid, Permission.APPROVE_PLANS)
    if request.POST.get("reopen"):
        return _done(
            request,
            school,
            lambda: plans.reopen_plan(school=school, school_year=year),
            _("The plan is open."),
        )
    form = ApproveForm(request.POST)
    if not form.is_valid():
        return _page(request, actor, school, year, forms={"approve_form": form}, status=422)
    return _done(
        request,
        school,
        lambda: plans.approve_plan(
            school=school, school_year=year, user_id=actor.user.pk, **form.cleaned_data
        ),
        _("The plan is approved."),
    )


@login_required
@require_http_methods(["GET", "POST"])
def reason(request: HttpRequest, uid: UUID, line_uid: UUID) -> HttpResponse:
    """Why a line lacks textbooks, and what is planned."""
    actor, school, year = opened(request, uid, Permission.EDIT_PLANS)
    lines = PlanLine.objects.select_related("class_group", "subject")
    shown = get_object_or_404(lines, school=school, uid=line_uid)
    present = ShortageReason.objects.filter(line=shown).first()
    names = ("reason", "note", "closes_on", "responsible")
    proposed = "" if present else _proposed_reason(school, shown)
    initial = {name: getattr(present, name) for name in names} if present else {"reason": proposed}
    form = ReasonForm(request.POST if request.method == "POST" else None, initial=initial)
    back = f"{reverse('provision:lacks', args=[uid])}?year={shown.school_year}"
    if request.method == "POST" and request.POST.get("remove"):
        plans.write_reason(school=school, line_uid=line_uid, draft=None)
        return SeeOther(back)
    if request.method == "POST" and form.is_valid():
        plans.write_reason(school=school, line_uid=line_uid, draft=plans.ReasonDraft(**form.cleaned_data))
        messages.success(request, _("The reason is saved."))
        return SeeOther(back)
    context = {
        **school_context(actor, school, year, "lacks"),
        "line": shown,
        "form": form,
        "present": present,
        "proposed": ShortageReason.Reason(proposed).label if proposed else "",
        "back": back,
    }
    return render(request, "provision/reason.html", context, status=422 if request.method == "POST" else 200)


def _proposed_reason(school: School, line: PlanLine) -> str:
    """What the figures suggest: the term has ended where only expired copies lie on the shelf; nothing otherwise."""
    rows = school_provision(school, line.school_year).demands
    is_ended = any(row.line_id == line.pk and row.state is State.EXPIRED for row in rows)
    return ShortageReason.Reason.EXPIRED if is_ended else ""

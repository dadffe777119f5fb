"""One import: columns, preview, apply, progress, undo, list of problems."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import User
from tomik.intake import plans, queries, services
from tomik.intake.exports import problems_workbook
from tomik.intake.extras import reads_many_sheets
from tomik.intake.forms import ColumnsForm, OptionsForm, SheetForm
from tomik.intake.models import ImportRun
from tomik.intake.screens import row_lines
from tomik.kernel.errors import TomikError
from tomik.kernel.importing import ImportKind
from tomik.ui.views import SeeOther

ROWS_PER_PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
State = ImportRun.State


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which column is which, with examples from the file; the questions of the import."""
    run, kind, actor = queries.run_or_404(request, uid)
    if run.state not in (State.UPLOADED, State.CHECKED, State.FAILED):
        return SeeOther(reverse("intake:run", args=[uid]))
    if not run.content:
        return SeeOther(reverse("intake:run", args=[uid]))
    table = services.table_of(run)
    found = services.recognised_in(run, kind, table)
    bare = services.context_of(run, kind, actor.user)
    posted = request.POST if request.method == "POST" else None
    form = ColumnsForm(posted, found=found, mapping=services.mapping_of(run), columns=kind.columns())
    questions = OptionsForm(posted, options=kind.options(bare), answered=run.options)
    problem = ""
    if posted is not None and form.is_valid() & questions.is_valid():
        try:
            services.choose_columns(
                run=run,
                kind=kind,
                user=actor.user,
                mapping=form.mapping(),
                chosen_options=questions.cleaned_data,
            )
        except TomikError as error:
            problem = str(error)
        else:
            return SeeOther(reverse("intake:run", args=[uid]))
    context = {
        "run": run,
        "kind": kind,
        "found": found,
        "form": form,
        "questions": questions,
        "problem": problem,
        "sheet_form": SheetForm(table=table, found=found, several=reads_many_sheets(kind)),
        "many_sheets": len(table.sheets) > 1,
    }
    return render(request, "intake/columns.html", context, status=422 if posted is not None else 200)


@login_required
@require_POST
def sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Point at another sheet or row of titles."""
    run, kind, _actor = queries.run_or_404(request, uid)
    if not run.content:
        return SeeOther(reverse("intake:run", args=[uid]))
    table = services.table_of(run)
    found = services.recognised_in(run, kind, table)
    form = SheetForm(request.POST, table=table, found=found, several=reads_many_sheets(kind))
    if form.is_valid():
        try:
            services.choose_sheet(
                run=run, kind=kind, sheet_name=form.cleaned_data["sheet"], row=form.cleaned_data["row"]
            )
        except TomikError as error:
            messages.error(request, str(error))
    else:
        messages.error(request, _("There is no such row or sheet in the file."))
    return SeeOther(reverse("intake:columns", args=[uid]))


@login_required
@require_GET
def show(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What will change, problems beside the values; after applying, what was done."""
    run, kind, actor = queries.run_or_404(request, uid)
    if run.state == State.UPLOADED and run.content:
        return SeeOther(reverse("intake:columns", args=[uid]))
    return page_of(request, run, kind, actor.user)


@login_required
@require_GET
def progress(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The progress of a run at the worker, for htmx."""
    run, _kind, _actor = queries.run_or_404(request, uid, light=True)
    return render(request, "intake/_progress.html", _progress(run))


@login_required
@require_POST
def apply(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Apply at once, or hand a big file to the worker."""
    run, kind, actor = queries.run_or_404(request, uid)
    shown = request.POST.get("shown", "")
    if run.state in (State.QUEUED, State.APPLYING):
        return SeeOther(reverse("intake:run", args=[uid]))
    try:
        if run.preview.get("rows", 0) > services.INLINE_ROWS_MAX and run.state in (
            State.CHECKED,
            State.FAILED,
        ):
            services.queue_run(run=run, user=actor.user, shown=shown)
        else:
            done = services.apply_run(run_uid=run.uid, user=actor.user, shown=shown)
            if done.state == State.APPLIED:
                messages.success(request, _("The import is applied. It can be taken back on this page."))
    except TomikError as error:
        fresh, _kind, _again = queries.run_or_404(request, uid)
        return page_of(request, fresh, kind, actor.user, problem=str(error), status=error.status)
    return SeeOther(reverse("intake:run", args=[uid]))


@login_required
@require_POST
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the person says of the questions of the preview."""
    run, kind, actor = queries.run_or_404(request, uid)
    given = {key: str(value) for key, value in request.POST.items()}
    try:
        services.answer_questions(run=run, kind=kind, user=actor.user, given=given)
    except TomikError as error:
        return page_of(request, run, kind, actor.user, problem=str(error), status=error.status)
    return SeeOther(reverse("intake:run", args=[uid]))


@login_required
@require_POST
def undo(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the import back."""
    run, kind, actor = queries.run_or_404(request, uid)
    try:
        services.undo_run(run_uid=run.uid, user=actor.user)
    except TomikError as error:
        fresh, _kind, _again = queries.run_or_404(request, uid)
        return page_of(request, fresh, kind, actor.user, refusal=error, status=error.status)
    messages.success(request, _("The import is taken back: everything is as it was before it."))
    return SeeOther(reverse("intake:run", args=[uid]))


@login_required
@require_GET
def problems(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The problems as a workbook, to be corrected by the one who made the list."""
    run, kind, actor = queries.run_or_404(request, uid)
    services.tell_viewed(run, kind, actor.user, rows=len(_plan_of(run).get("problems", ())), what="xlsx")
    response = HttpResponse(problems_workbook(run, _plan_of(run)), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="problems-{run.uid}.xlsx"'
    return response


def _plan_of(run: ImportRun) -> dict[str, Any]:
    done = run.state in (State.APPLIED, State.UNDONE)
    plan: dict[str, Any] = run.outcome if done else run.preview
    return plan


def page_of(
    request: HttpRequest,
    run: ImportRun,
    kind: ImportKind,
    user: User,
    *,
    problem: str = "",
    refusal: TomikError | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a run, whatever its state; after a refusal with the reason and its status."""
    plan = _plan_of(run)
    found_problems = plans.problems_of(plan)
    waiting = run.state in (State.QUEUED, State.APPLYING)
    only_problems = request.GET.get("rows", "problems" if found_problems else "all") == "problems"
    context = {
        "run": run,
        "kind": kind,
        "plan": plan,
        "changes": plans.changes_of(plan),
        "problems": found_problems,
        "file_problems": [one for one in found_problems if one.row is None],
        "only_problems": only_problems,
        "problem": problem or ("" if run.state in (State.APPLIED, State.UNDONE) else run.message),
        "refusal": refusal,
        "may_delete": bool(run.content) and run.created_by_id == user.pk and not waiting,
        "days_kept": settings.IMPORT_FILE_DAYS,
        "waiting": waiting,
        **_decision(run, plan),
        **_progress(run),
    }
    if not waiting and run.content:
        context.update(_rows(request, run, kind, only_problems=only_problems))
        services.tell_viewed(run, kind, user, rows=len(context["row_page"].object_list), what="view")
    if waiting:
        context["refresh_seconds"] = 3
    return render(request, "intake/run.html", context, status=status)


def _decision(run: ImportRun, plan: dict[str, Any]) -> dict[str, Any]:
    """What the person may still decide of a run: columns, questions, whether to apply it."""
    undecided = run.state in (State.CHECKED, State.FAILED)
    open_to_change = undecided and bool(run.content)
    questions = plan.get("questions", ()) if open_to_change else ()
    unanswered = sum(not question["answer"] for question in questions)
    return {
        "before": queries.applied_before(run) if undecided else None,
        "can_choose": open_to_change,
        "questions": questions,
        "open_questions": unanswered,
        "can_apply": open_to_change and not plan.get("empty", True) and not unanswered,
        "undecided": open_to_change and not unanswered,
        "big": plan.get("rows", 0) > services.INLINE_ROWS_MAX,
    }


def _rows(request: HttpRequest, run: ImportRun, kind: ImportKind, *, only_problems: bool) -> dict[str, Any]:
    """Rows of the file with problems beside the values, a page at a time."""
    titles, lines = row_lines(run, kind, plans.problems_of(_plan_of(run)), only_problems=only_problems)
    page: Page[Any] = Paginator(lines, ROWS_PER_PAGE).get_page(request.GET.get("page"))
    return {"row_titles": titles, "row_page": page}


def _progress(run: ImportRun) -> dict[str, Any]:
    state = {State.QUEUED: "waiting", State.APPLYING: "running", State.FAILED: "failed"}.get(
        State(run.state), "done"
    )
    return {"run": run, "job_state": state, "poll_url": reverse("intake:progress", args=[run.uid])}

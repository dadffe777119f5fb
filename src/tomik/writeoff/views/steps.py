"""Steps of an act: each checks who asks, does one thing and answers with the act's page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tomik.accounts.public import Permission
from tomik.kernel.errors import LineProblem, TomikError
from tomik.ui.public import SeeOther
from tomik.writeoff.forms import AccountingForm, BackForm, ReverseForm, StepForm
from tomik.writeoff.rules import Action
from tomik.writeoff.services import acts
from tomik.writeoff.services.accounting import note_accounting
from tomik.writeoff.views.access import WHO, Opened, opened
from tomik.writeoff.views.page import act_page, decide_form

FIELD_OF = {"grams": "kilograms", "kopecks": "money"}
"""What a service calls otherwise than its form."""
Do = Callable[[Opened, dict[str, Any]], Any]


def taken(
    request: HttpRequest, one: Opened, form: forms.Form, do: Do, *, name: str, done: str
) -> HttpResponse:
    """Do a step by a bound form; a refusal is shown on the act's page with every problem."""
    if not form.is_valid():
        return act_page(request, one, forms={name: form}, status=422)
    try:
        do(one, form.cleaned_data)
    except TomikError as error:
        error.problems = _beside_fields(form, error.problems)
        return act_page(request, one, forms={name: form}, refusal=error, status=error.status)
    messages.success(request, done)
    return SeeOther(reverse("writeoff:act", args=[one.school.uid, one.act.uid]))


def _beside_fields(form: forms.Form, problems: Sequence[LineProblem]) -> list[LineProblem]:
    """Put problems beside the fields they are of; the others."""
    rest = []
    for problem in problems:
        column = FIELD_OF.get(problem.column, problem.column)
        if column in form.fields:
            form.add_error(column, str(problem.message))
        else:
            rest.append(problem)
    return rest


def _known(one: Opened, values: dict[str, Any]) -> dict[str, Any]:
    return {"school_id": one.school.pk, "uid": one.act.uid, "version": values["version"]}


@login_required
@require_POST
def submit(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Hand the project to the commission."""
    one = opened(request, school_uid, uid, *WHO[Action.SUBMIT])
    return taken(
        request, one, StepForm(request.POST), lambda act, values: acts.submit_act(**_known(act, values)),
        name="step", done=_("The project is with the commission."),
    )  # fmt: skip


@login_required
@require_POST
def decide(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Write down what the commission has decided."""
    one = opened(request, school_uid, uid, *WHO[Action.DECIDE])

    def do(act: Opened, values: dict[str, Any]) -> Any:
        return acts.decide_act(
            **_known(act, values),
            commission_uid=values["commission"],
            present=values["present"],
            decided_on=values["decided_on"],
        )

    form = decide_form(one, request.POST.get("commission", ""), data=request.POST)
    return taken(request, one, form, do, name="decide", done=_("The decision is written down."))


@login_required
@require_POST
def approve(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """The head approves."""
    one = opened(request, school_uid, uid, *WHO[Action.APPROVE])

    def do(act: Opened, values: dict[str, Any]) -> Any:
        return acts.approve_act(**_known(act, values), actor_id=act.actor.user.pk)

    return taken(request, one, StepForm(request.POST), do, name="step", done=_("The act is approved."))


@login_required
@require_POST
def back(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Back to a project, with the reason."""
    one = opened(request, school_uid, uid, *WHO[Action.SEND_BACK])

    def do(act: Opened, values: dict[str, Any]) -> Any:
        return acts.send_back(**_known(act, values), reason=values["reason"])

    return taken(request, one, BackForm(request.POST), do, name="back", done=_("The act is a project again."))


@login_required
@require_POST
def post(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Write the copies off."""
    one = opened(request, school_uid, uid, *WHO[Action.POST])

    def do(act: Opened, values: dict[str, Any]) -> Any:
        return acts.post_act(
            school=act.school,
            uid=act.act.uid,
            version=values["version"],
            operation_uid=values["operation_id"],
            actor_id=act.actor.user.pk,
        )

    return taken(request, one, StepForm(request.POST), do, name="step", done=_("The copies are written off."))


@login_required
@require_POST
def reverse_posted(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Take the write-off back."""
    one = opened(request, school_uid, uid, *WHO[Action.REVERSE])

    def do(act: Opened, values: dict[str, Any]) -> Any:
        return acts.reverse_act(
            school=act.school,
            uid=act.act.uid,
            operation_uid=values["operation_id"],
            reason=values["reason"],
            actor_id=act.actor.user.pk,
        )

    return taken(
        request, one, ReverseForm(request.POST), do, name="reverse", done=_("The write-off is taken back.")
    )


@login_required
@require_POST
def discard(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Throw a project away."""
    one = opened(request, school_uid, uid, *WHO[Action.EDIT])
    form = StepForm(request.POST)
    if not form.is_valid():
        return act_page(request, one, forms={"step": form}, status=422)
    try:
        acts.discard_act(**_known(one, form.cleaned_data))
    except TomikError as error:
        return act_page(request, one, refusal=error, status=error.status)
    messages.success(request, _("The project is thrown away."))
    return SeeOther(reverse("writeoff:acts", args=[one.school.uid]))


@login_required
@require_POST
def accounting(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """Number and date that accounting gave the act."""
    one = opened(request, school_uid, uid, Permission.NOTE_ACCOUNTING)

    def do(act: Opened, values: dict[str, Any]) -> Any:
        return note_accounting(
            school_id=act.school.pk,
            uid=act.act.uid,
            number=values["accountant_number"],
            day=values["accountant_on"],
        )

    return taken(request, one, AccountingForm(request.POST), do, name="accounting", done=_("Written down."))

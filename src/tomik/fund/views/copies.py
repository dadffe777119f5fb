"""Copies: binding a pile of labels, taking it back, the page of a copy, its new label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomik.accounts.public import Permission, User
from tomik.catalogue.public import Edition
from tomik.fund import queries
from tomik.fund.codes import CodeKind, kind_of, read_code, short_number
from tomik.fund.label_forms import CodesForm, ReplaceForm, UndoForm
from tomik.fund.label_tables import CopyFilter, CopyTable
from tomik.fund.models import Copy, LabelEvent
from tomik.fund.queries import copies as reads
from tomik.fund.services.binding import Answer, State, bind_scanned, replace_label, unbind_pile
from tomik.kernel.errors import TomikError
from tomik.kernel.ids import uuid7
from tomik.territory.public import Actor, School, require_school
from tomik.ui.public import List, SeeOther, list_response

CODES_SHOWN = 200


@login_required
@require_http_methods(["GET", "POST"])
def bind(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """First the title («what is it?»), then code after code of the pile."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    edition = _edition(request, school)
    if edition is None:
        return _what_is_it(request, actor, school)
    if request.method != "POST":
        code = request.GET.get("code", "")
        form = CodesForm(initial={"pile": _uuid(request.GET.get("pile")) or uuid7(), "codes": code})
        return _scanning(request, school, edition, form)
    form = CodesForm(request.POST)
    wants_json = request.accepts("application/json") and not request.accepts("text/html")
    if not form.is_valid():
        if wants_json:
            return JsonResponse({"error": " ".join(map(str, form.errors.values()))}, status=422)
        return _scanning(request, school, edition, form, status=422)
    pile, codes = form.cleaned_data["pile"], form.cleaned_data["codes"].splitlines()
    try:
        answers = bind_scanned(
            school=school, edition_id=edition.pk, codes=codes, actor_id=actor.user.pk, pile=pile
        )
    except TomikError as error:
        if wants_json:
            return JsonResponse({"error": str(error)}, status=error.status)
        form.add_error(None, str(error))
        return _scanning(request, school, edition, form, status=error.status)
    if wants_json:
        return _answered(school, edition, pile=pile, answers=answers)
    return _told(request, school, edition, pile=pile, answers=answers)


def _edition(request: HttpRequest, school: School) -> Edition | None:
    """The chosen title; Http404 for one that the school never had."""
    uid = _uuid(request.GET.get("edition"))
    if uid is None:
        return None
    edition = queries.edition_of(school.pk, uid)
    if edition is None:
        raise Http404
    return edition


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None


def _what_is_it(request: HttpRequest, actor: Actor, school: School) -> HttpResponse:
    """The choice of the title: by ISBN at once, by words, or one of those that wait."""
    asked, code = request.GET.get("q", "").strip()[:200], read_code(request.GET.get("code", ""))
    scanned = read_code(asked)
    if kind_of(scanned) is CodeKind.ISBN:
        edition = reads.edition_with_isbn(school.pk, scanned)
        if edition is not None:
            return SeeOther(bind_url(school, edition=edition.uid, code=code))
    elif kind_of(scanned) is CodeKind.LABEL:
        asked, code = "", scanned
    titles = reads.waiting_titles(school.pk, asked)
    context = {
        "school": school,
        "q": asked,
        "code": code,
        "code_shown": short_number(code),
        "titles": titles,
        "misread": not titles and reads.recognise(school.pk, asked).kind is reads.ScanKind.MISREAD,
        "piles": reads.recent_piles(school.pk, actor.user.pk) if not asked else [],
    }
    return render(request, "fund/bind_title.html", context, status=200 if request.method == "GET" else 422)


def bind_url(school: School, **query: Any) -> str:
    """The address of binding with what is known already."""
    known = {name: value for name, value in query.items() if value}
    url = reverse("fund:bind", args=[school.uid])
    return f"{url}?{urlencode(known)}" if known else url


def _scanning(
    request: HttpRequest,
    school: School,
    edition: Edition,
    form: CodesForm,
    *,
    answers: list[Answer] | None = None,
    undo: UndoForm | None = None,
    status: int = 200,
) -> HttpResponse:
    pile = _uuid(str(form["pile"].value())) or uuid7()
    codes = reads.pile_codes(school.pk, pile)
    context = {
        "school": school,
        "edition": edition,
        "form": form,
        "undo": undo or UndoForm(auto_id="id_undo_%s"),
        "pile": pile,
        "bound": len(codes),
        "codes": [(code, short_number(code)) for code in codes[:CODES_SHOWN]],
        "left": reads.copies_without_label(school.pk, edition.pk),
        "problems": [answer for answer in answers or [] if not answer.is_good],
        "first": request.GET.get("code", "") if request.method == "GET" else "",
        "scan_words": _words_of_scanning(),
    }
    return render(request, "fund/bind.html", context, status=status)


def _words_of_scanning() -> dict[str, str]:
    """What the module of the page says by itself."""
    return {
        "waiting": _("waits to be sent"),
        "offline": _("No connection. The codes are kept here and sent as soon as it is back."),
        "other": _("Another book is chosen."),
    }


def _answered(school: School, edition: Edition, *, pile: UUID, answers: list[Answer]) -> JsonResponse:
    told = [
        {
            "code": answer.code,
            "shown": short_number(answer.code),
            "state": answer.state,
            "good": answer.is_good,
            "text": answer.text,
            "url": _other_title(school, edition, answer),
        }
        for answer in answers
    ]
    bound, left = reads.pile_count(school.pk, pile), reads.copies_without_label(school.pk, edition.pk)
    return JsonResponse({"answers": told, "bound": bound, "left": left})


def _other_title(school: School, edition: Edition, answer: Answer) -> str:
    """An ISBN in the pile chooses another title of the school."""
    if answer.state is not State.ISBN:
        return ""
    other = reads.edition_with_isbn(school.pk, answer.code)
    return bind_url(school, edition=other.uid) if other is not None and other.pk != edition.pk else ""


def _told(
    request: HttpRequest, school: School, edition: Edition, *, pile: UUID, answers: list[Answer]
) -> HttpResponse:
    """Without the module: the page again, with the codes that were refused."""
    good = sum(answer.is_good for answer in answers)
    refused = [answer.code for answer in answers if not answer.is_good]
    if good:
        text = ngettext("%(count)d label is on this book.", "%(count)d labels are on this book.", good)
        messages.success(request, text % {"count": good})
    if not refused:
        return SeeOther(bind_url(school, edition=edition.uid, pile=pile))
    form = CodesForm(initial={"pile": pile, "codes": "\n".join(refused)})
    return _scanning(request, school, edition, form, answers=answers, status=422)


@login_required
@require_POST
def undo(request: HttpRequest, school_uid: UUID, pile: UUID) -> HttpResponse:
    """Take the labels of a pile off again."""
    actor, school = require_school(request, Permission.POST_FUND, school_uid)
    edition = _edition(request, school)
    form = UndoForm(request.POST, auto_id="id_undo_%s")
    if not form.is_valid():
        if edition is None:
            raise Http404
        codes = CodesForm(initial={"pile": pile})
        return _scanning(request, school, edition, codes, undo=form, status=422)
    count = unbind_pile(school=school, pile=pile, reason=form.cleaned_data["reason"], actor_id=actor.user.pk)
    text = ngettext("%(count)d label is taken off.", "%(count)d labels are taken off.", count)
    messages.success(request, text % {"count": count})
    return SeeOther(bind_url(school, edition=edition.uid if edition else None))


@login_required
@require_GET
def copies(request: HttpRequest, school_uid: UUID) -> HttpResponse:
    """Copies that are told apart."""
    actor, school = require_school(request, Permission.SEE_FIGURES, school_uid)
    screen = List(
        table=CopyTable,
        title=_("Separate copies"),
        file_name="copies",
        filters=CopyFilter,
        page="fund/copies.html",
        table_options={"school": school},
        context={"school": school, "may_post": actor.may(Permission.POST_FUND, school_id=school.pk)},
    )
    return list_response(request, reads.copy_list(school.pk), screen)


@login_required
@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, school_uid: UUID, uid: UUID) -> HttpResponse:
    """One copy: what it is, where it came from, its labels; a POST gives it a new label."""
    permission = Permission.POST_FUND if request.method == "POST" else Permission.SEE_FIGURES
    actor, school = require_school(request, permission, school_uid)
    found = reads.copy_of(school.pk, uid)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _copy_page(request, actor, school, found, form=ReplaceForm())
    form = ReplaceForm(request.POST)
    if not form.is_valid():
        return _copy_page(request, actor, school, found, form=form, status=422)
    values = form.cleaned_data
    try:
        replace_label(
            school=school,
            copy_uid=uid,
            code=values["code"],
            reason=values["reason"],
            actor_id=actor.user.pk,
        )
    except TomikError as error:
        form.add_error("code", str(error))
        return _copy_page(request, actor, school, found, form=form, status=error.status)
    messages.success(request, _("The copy has its new label."))
    return SeeOther(reverse("fund:copy", args=[school.uid, uid]))


def _copy_page(
    request: HttpRequest, actor: Actor, school: School, found: Copy, *, form: ReplaceForm, status: int = 200
) -> HttpResponse:
    file = reads.file_of(found)
    people = [found.bound_by, *(one for event in file.events for one in (event.recorded_by, event.bound_by))]
    known = User.objects.filter(pk__in=[one for one in people if one is not None])
    names: dict[int | None, str] = {user.pk: user.get_full_name() for user in known}
    may_post = actor.may(Permission.POST_FUND, school_id=school.pk)
    context = {
        "school": school,
        "copy": found,
        "file": file,
        "edition": found.lot.edition,
        "label": short_number(found.code) if found.code else "",
        "events": [
            (event, short_number(event.code), short_number(event.new_code), names.get(event.recorded_by))
            for event in file.events
        ],
        "bound": _first_label(found, file.events, names),
        "form": form if may_post and found.removed_by is None else None,
        "may_see_registers": actor.may(Permission.SEE_REGISTERS, school_id=school.pk),
    }
    return render(request, "fund/copy.html", context, status=status)


def _first_label(
    copy: Copy, events: Sequence[LabelEvent], names: Mapping[int | None, str]
) -> tuple[datetime | None, str, str] | None:
    """When the copy got its first label, which one, and from whom."""
    if events:
        return events[0].bound_at, short_number(events[0].code), names.get(events[0].bound_by, "")
    if copy.code is None:
        return None
    return copy.bound_at, short_number(copy.code), names.get(copy.bound_by, "")

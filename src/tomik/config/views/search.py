"""The one search field: textbooks for everyone; classes, pupils and documents of the chosen school."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tomik.accounts.public import Permission
from tomik.catalogue.public import search as search_catalogue
from tomik.fund.public import ScanKind, copies_numbered, recognise
from tomik.kernel.normalise import comparable, squeeze
from tomik.ledger.public import Entry
from tomik.people.public import ClassGroup, ClassNameRefused, Pupil, PupilListAccess, parse_class
from tomik.territory.public import Actor, School, actor_of
from tomik.ui.public import SeeOther, chosen_school_year

QUERY_MOST = 200
SHOWN_MOST = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, a word of explanation, where it leads (nowhere when empty)."""

    title: str
    note: str
    url: str


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Everything that the words find, kind by kind."""
    actor, text = actor_of(request), squeeze(request.GET.get("q", ""))[:QUERY_MOST]
    context: dict[str, Any] = {"query": text}
    scanned = _scanned(actor, text) if text else None
    if scanned is not None and scanned.url:
        return SeeOther(scanned.url)
    context["scanned"] = scanned
    if text:
        found = search_catalogue(text, limit=SHOWN_MOST)
        context["sets"] = found.sets
        context["sets_cut"] = found.is_cut
        if actor.school is not None:
            context |= _in_school(actor, actor.school, text, chosen_school_year(request))
    return render(request, "config/search.html", context)


def _scanned(actor: Actor, text: str) -> Hit | None:
    """A label that was scanned into the search field: its copy, the question what it is, or what is wrong with it."""
    school = actor.school
    if school is None or not actor.may(Permission.SEE_FIGURES, school_id=school.pk):
        return None
    scan = recognise(school.pk, text)
    if scan.kind == ScanKind.COPY and scan.copy is not None:
        return Hit(scan.code, "", _address("fund:copy", school.uid, scan.copy.uid))
    if scan.kind == ScanKind.UNBOUND:
        if actor.may(Permission.POST_FUND, school_id=school.pk):
            return Hit(scan.code, "", f"{_address('fund:bind', school.uid)}?{urlencode({'code': scan.code})}")
        return Hit(scan.code, _("This label is on no book yet."), "")
    if scan.kind == ScanKind.FOREIGN:
        return Hit(scan.code, _("This label is not of your school's labels."), "")
    if scan.kind == ScanKind.MISREAD:
        return Hit(scan.code, _("The code was misread: its check digits are wrong. Scan it again."), "")
    return None


def _copies(actor: Actor, school: School, text: str) -> list[Hit]:
    """A copy by its inventory number."""
    if not actor.may(Permission.SEE_FIGURES, school_id=school.pk):
        return []
    return [
        Hit(
            str(copy.lot.edition),
            _("inventory number %(number)d") % {"number": copy.inventory_number},
            _address("fund:copy", school.uid, copy.uid),
        )
        for copy in copies_numbered(school.pk, text)
    ]


def _in_school(actor: Actor, school: School, text: str, year: int) -> dict[str, Any]:
    return {
        "classes": _classes(actor, school, text, year),
        "pupils": _pupils(actor, school, text, year),
        "documents": _documents(actor, school, text),
        "copies": _copies(actor, school, text),
    }


def _classes(actor: Actor, school: School, text: str, year: int) -> list[Hit]:
    try:
        name = parse_class(text)
    except ClassNameRefused:
        return []
    groups = ClassGroup.objects.filter(school=school, school_year=year, grade=name.grade)
    if name.letter:
        groups = groups.filter(letter=name.letter)
    may_open = actor.may(Permission.SEE_PUPILS, school_id=school.pk)
    return [
        Hit(group.name, "", _address("people:class", group.uid) if may_open else "")
        for group in groups.order_by("letter")[:SHOWN_MOST]
    ]


def _pupils(actor: Actor, school: School, text: str, year: int) -> list[Hit]:
    """Pupils by any part of the name or by reader number; what is shown is written to the journal."""
    if not actor.may(Permission.SEE_PUPILS, school_id=school.pk):
        return []
    pupils = Pupil.objects.filter(school=school)
    if text.isdecimal():
        pupils = pupils.filter(reader_number=int(text)) if len(text) < 10 else pupils.none()
    else:
        words = comparable(text).split()
        if not words or max(map(len, words)) < 2:
            return []
        for word in words:
            pupils = pupils.filter(name_key__contains=word)
    found = list(pupils.order_by("name_key", "reader_number")[:SHOWN_MOST])
    if not found:
        return []
    PupilListAccess.objects.create(school=school, user_id=actor.user.pk, what="search", pupils=len(found))
    present = ClassGroup.objects.filter(
        school=school, school_year=year, enrolments__pupil__in=found, enrolments__until__isnull=True
    )
    groups = {pk: group for group in present for pk in group.enrolments.values_list("pupil_id", flat=True)}
    return [_pupil_hit(pupil, groups.get(pupil.pk)) for pupil in found]


def _pupil_hit(pupil: Pupil, group: ClassGroup | None) -> Hit:
    note = f"{group.name if group else '—'}, № {pupil.reader_number}"
    return Hit(pupil.full_name, note, _address("people:pupil", pupil.uid))


def _documents(actor: Actor, school: School, text: str) -> list[Hit]:
    if not actor.may(Permission.SEE_REGISTERS, school_id=school.pk):
        return []
    entries = Entry.objects.filter(school=school, document_number__iexact=text).order_by(
        "-occurred_on", "-pk"
    )
    return [
        Hit(
            f"{entry.get_kind_display()} № {entry.document_number}",
            f"{entry.occurred_on:%d.%m.%Y}",
            _address("ledger:entry", school.uid, entry.uid),
        )
        for entry in entries[:SHOWN_MOST]
    ]


def _address(name: str, *arguments: object) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""

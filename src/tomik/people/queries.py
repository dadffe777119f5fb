"""Reads of classes and pupils, scope inside."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest

from tomik.accounts.public import Permission
from tomik.people.models import ClassGroup, Enrolment, Pupil
from tomik.territory.public import Actor, Building, School, require


def classes_of(school: School, *, school_year: int) -> QuerySet[ClassGroup]:
    """Classes of the year by grade and letter, with `pupils`: how many are in the class now."""
    return (
        ClassGroup.objects.filter(school=school, school_year=school_year)
        .select_related("building")
        .annotate(pupils=Count("enrolments", filter=Q(enrolments__until__isnull=True)))
        .order_by("grade", "letter")
    )


def pupils_in(school: School, *, school_year: int) -> int:
    """How many pupils are in the classes of the year now."""
    return Enrolment.objects.filter(
        school=school, class_group__school_year=school_year, until__isnull=True
    ).count()


def class_or_404(request: HttpRequest, uid: Any, permission: Permission) -> tuple[ClassGroup, Actor]:
    """A class of a school that the person sees; PermissionDenied when the role is too weak."""
    found = ClassGroup.objects.select_related("school", "building").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found, require(request, permission, school=found.school)


def pupil_or_404(request: HttpRequest, uid: Any, permission: Permission) -> tuple[Pupil, Actor]:
    """A pupil of a school where the person may see names. Elsewhere he does not exist."""
    found = Pupil.objects.select_related("school").filter(uid=uid).first()
    if found is None:
        raise Http404
    return found, require(request, permission, school=found.school)


def pupils_of(group: ClassGroup) -> list[Enrolment]:
    """Who is in the class now, by name. Names: log it with `services.log_access`."""
    return list(
        Enrolment.objects.filter(class_group=group, until__isnull=True)
        .select_related("pupil")
        .order_by("pupil__name_key", "pupil__reader_number")
    )


def present_enrolment(pupil: Pupil, *, school_year: int) -> Enrolment | None:
    """The class of the pupil in the year, None when he is in none."""
    return (
        Enrolment.objects.filter(pupil=pupil, class_group__school_year=school_year, until__isnull=True)
        .select_related("class_group")
        .order_by("id")
        .first()
    )


def history_of(pupil: Pupil) -> QuerySet[Enrolment]:
    """All classes of the pupil, newest first."""
    return Enrolment.objects.filter(pupil=pupil).select_related("class_group").order_by("-since", "-id")


def buildings_of(school: School) -> QuerySet[Building]:
    """Buildings of the school, the main one first."""
    return Building.objects.filter(school=school).order_by("-is_main", "name")

"""Use cases of classes and pupils by hand. Each takes the import lock of the school, so it never meets an import."""

from __future__ import annotations

from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Max

from tomik.accounts.public import User
from tomik.kernel import locks
from tomik.people.errors import AlreadyLeft, ClassExists, NamesakeInSchool
from tomik.people.models import ClassGroup, Enrolment, Pupil, PupilListAccess
from tomik.people.rules.class_names import ClassName
from tomik.people.rules.names import full_name, name_key
from tomik.territory.public import Building, School


def _lock(school_id: int) -> None:
    locks.take(locks.LockSpace.IMPORT, [school_id])


def add_class(
    *, school: School, school_year: int, named: ClassName, building: Building | None, forecast: int | None
) -> ClassGroup:
    """A new class of the year. Raises ClassExists, Busy."""
    with transaction.atomic(durable=True):
        _lock(school.pk)
        try:
            with transaction.atomic():
                return ClassGroup.objects.create(
                    school=school,
                    school_year=school_year,
                    grade=named.grade,
                    letter=named.letter,
                    building=building,
                    pupils_forecast=forecast,
                )
        except IntegrityError as error:
            raise ClassExists from error


def change_class(
    *, group: ClassGroup, named: ClassName, building: Building | None, forecast: int | None
) -> ClassGroup:
    """Another name, building or forecast. Raises ClassExists, Busy."""
    with transaction.atomic(durable=True):
        _lock(group.school_id)
        group.grade, group.letter = named.grade, named.letter
        group.building, group.pupils_forecast = building, forecast
        try:
            with transaction.atomic():
                group.save(update_fields=["grade", "letter", "building", "pupils_forecast"])
        except IntegrityError as error:
            raise ClassExists from error
    return group


def add_pupil(*, group: ClassGroup, name: str, on: date, another: bool) -> Pupil:
    """A new pupil with the next reader number, in the class from `on`.

    Raises NamesakeInSchool unless `another` says that this is a different pupil; NameRefused; Busy.
    """
    spelled = full_name(name)
    key = name_key(spelled)
    with transaction.atomic(durable=True):
        _lock(group.school_id)
        if not another and Pupil.objects.filter(school_id=group.school_id, name_key=key).exists():
            raise NamesakeInSchool
        last = Pupil.objects.filter(school_id=group.school_id).aggregate(last=Max("reader_number"))["last"]
        pupil = Pupil.objects.create(
            school_id=group.school_id, reader_number=(last or 0) + 1, full_name=spelled, name_key=key
        )
        Enrolment.objects.create(school_id=group.school_id, pupil=pupil, class_group=group, since=on)
    return pupil


def rename_pupil(*, pupil: Pupil, name: str) -> Pupil:
    """Another spelling or surname; the reader number and the books stay. Raises NameRefused, Busy."""
    spelled = full_name(name)
    with transaction.atomic(durable=True):
        _lock(pupil.school_id)
        pupil.full_name, pupil.name_key = spelled, name_key(spelled)
        pupil.save(update_fields=["full_name", "name_key"])
    return pupil


def place_pupil(*, pupil: Pupil, group: ClassGroup, on: date) -> None:
    """Move the pupil into a class of his school from `on`; out of his present class of that year, if any.

    Does nothing when he is there already. Raises AlreadyLeft when the class is of another school; Busy.
    """
    with transaction.atomic(durable=True):
        _lock(pupil.school_id)
        if group.school_id != pupil.school_id:
            raise AlreadyLeft
        present = Enrolment.objects.select_for_update().filter(
            pupil=pupil, class_group__school_year=group.school_year, until__isnull=True
        )
        if any(one.class_group_id == group.pk for one in present):
            return
        for one in present:
            one.until = max(on, one.since)
            one.save(update_fields=["until"])
        Enrolment.objects.create(school_id=pupil.school_id, pupil=pupil, class_group=group, since=on)


def leave(*, pupil: Pupil, school_year: int, on: date) -> None:
    """Take the pupil off the lists of the year; his books stay on his name. Raises AlreadyLeft, Busy."""
    with transaction.atomic(durable=True):
        _lock(pupil.school_id)
        present = Enrolment.objects.select_for_update().filter(
            pupil=pupil, class_group__school_year=school_year, until__isnull=True
        )
        closed = 0
        for one in present:
            one.until = max(on, one.since)
            one.save(update_fields=["until"])
            closed += 1
        if not closed:
            raise AlreadyLeft


def log_access(*, user: User, group: ClassGroup, what: str, pupils: int) -> None:
    """Journal of personal data: who saw (view), took out (xlsx) or printed (print) a list of names."""
    PupilListAccess.objects.create(
        school_id=group.school_id, user_id=user.pk, what=what, class_group=group, pupils=pupils
    )

"""People of a school: classes and pupils. Of a pupil only the name, the class and an internal number are kept (152-ФЗ)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomik.kernel.ids import uuid7
from tomik.territory.public import Building, School


class ClassGroup(models.Model):
    """A class of one school year: «5А» of 2026/27. `grade` 1–11 (12 for evening schools), letter may be empty."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    building = models.ForeignKey(Building, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school_year = models.PositiveSmallIntegerField(_("school year"))
    grade = models.PositiveSmallIntegerField(_("grade"))
    letter = models.CharField(_("letter"), max_length=12, blank=True)
    pupils_forecast = models.PositiveSmallIntegerField(_("pupils expected"), null=True, blank=True)
    """Expected pupils of a class without lists yet (next year's plan); null: counted from enrolments."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "grade", "letter"], name="people_class_name"
            ),
            models.CheckConstraint(condition=Q(grade__gte=1, grade__lte=12), name="people_class_grade"),
        ]

    @property
    def name(self) -> str:
        """«5А», «1 доп.»."""
        separator = " " if len(self.letter) > 1 else ""
        return f"{self.grade}{separator}{self.letter}"

    def __str__(self) -> str:
        return self.name


class Pupil(models.Model):
    """A pupil of one school: name and the internal reader number, nothing else."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    reader_number = models.PositiveIntegerField(_("reader number"))
    full_name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200)
    name_key = models.CharField(max_length=200, editable=False)
    """kernel.normalise.comparable(full_name): finds the same pupil in the next file."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "reader_number"], name="people_pupil_number"),
        ]
        indexes = [models.Index(fields=["school", "name_key"], name="people_pupil_name")]

    def __str__(self) -> str:
        return self.full_name


class Enrolment(models.Model):
    """A pupil in a class from one day to another; `until` is null while the pupil is there."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.CASCADE, related_name="enrolments")
    class_group = models.ForeignKey(ClassGroup, on_delete=models.PROTECT, related_name="enrolments")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pupil", "class_group"], condition=Q(until__isnull=True), name="people_enrolment_once"
            ),
        ]
        indexes = [models.Index(fields=["school", "class_group"], name="people_enrolment_class")]


class PupilListAccess(models.Model):
    """The journal of who saw or took out a list of pupils (152-ФЗ; facts 6.3)."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    user_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=40)
    """view | xlsx | print | import"""
    class_group = models.ForeignKey(ClassGroup, on_delete=models.SET_NULL, null=True)
    pupils = models.PositiveIntegerField()

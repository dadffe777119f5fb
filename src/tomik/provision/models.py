"""Provision: norms, textbook plans (УМК per class and group), reasons of shortage, and the region's stored result."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import EditionSet, Subject
from tomik.kernel.ids import uuid7
from tomik.people.public import ClassGroup
from tomik.territory.public import Region, School


class SubjectNorm(models.Model):
    """What the standard asks for a subject at a level: printed only, or an electronic textbook will do (facts 4.1)."""

    class Medium(models.TextChoices):
        PRINTED = "printed", _("printed only")
        ANY = "any", _("printed or electronic")

    class Stage(models.TextChoices):
        PRIMARY = "primary", _("grades 1–4")
        BASIC = "basic", _("grades 5–9")
        SECONDARY = "secondary", _("grades 10–11")

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=10, choices=Stage)
    medium = models.CharField(max_length=8, choices=Medium, default=Medium.ANY)
    is_compulsory = models.BooleanField(default=True)
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "stage"], name="provision_norm_once")]


class PlanLine(models.Model):
    """A line of the textbook plan: this class (or a group of it) learns this subject by these sets.

    `learners` is null for the whole class (counted from the lists or the forecast). `count` is the number of sets
    when they are given per class (`per` = class_set), null otherwise.
    """

    class Per(models.TextChoices):
        PUPIL = "pupil", _("one for each")
        TWO = "two", _("one for two")
        CLASS_SET = "class_set", _("a set for the class")

    class Medium(models.TextChoices):
        PRINTED = "printed", _("printed")
        ELECTRONIC = "electronic", _("electronic")

    class Part(models.TextChoices):
        COMPULSORY = "compulsory", _("compulsory part")
        FORMED = "formed", _("part formed by participants")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    class_group = models.ForeignKey(ClassGroup, on_delete=models.CASCADE, related_name="plan_lines")
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    group_name = models.CharField(_("group"), max_length=80, blank=True)
    """Empty for the whole class; «английский, гр. 1», «профиль», «АООП вариант 7.1» (counts, never diagnoses)."""
    is_adapted = models.BooleanField(_("adapted programme"), default=False)
    learners = models.PositiveSmallIntegerField(_("learners"), null=True, blank=True)
    per = models.CharField(max_length=10, choices=Per, default=Per.PUPIL)
    count = models.PositiveSmallIntegerField(_("sets for the class"), null=True, blank=True)
    medium = models.CharField(max_length=10, choices=Medium, default=Medium.PRINTED)
    curriculum_part = models.CharField(max_length=10, choices=Part, default=Part.COMPULSORY)
    licences = models.PositiveIntegerField(_("licences of the electronic form"), default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "subject", "group_name"], name="provision_planline_once"
            ),
            models.CheckConstraint(
                condition=Q(per="class_set", count__isnull=False)
                | (~Q(per="class_set") & Q(count__isnull=True)),
                name="provision_planline_count",
            ),
        ]
        indexes = [models.Index(fields=["school", "school_year"], name="provision_planline_year")]


class PlanLineSet(models.Model):
    """A set that the line uses; a line may need several (two volumes, a textbook and an atlas), each for every learner."""

    line = models.ForeignKey(PlanLine, on_delete=models.CASCADE, related_name="sets")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    edition_set = models.ForeignKey(EditionSet, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "edition_set"], name="provision_planlineset_once")
        ]
        indexes = [models.Index(fields=["school", "edition_set"], name="provision_planlineset_set")]


class PlanApproval(models.Model):
    """The head's approval of a school's plan for a year (order number and day); withdrawn when the plan is reopened."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    order_number = models.CharField(max_length=40, blank=True)
    approved_on = models.DateField()
    approved_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year"],
                condition=Q(withdrawn_at__isnull=True),
                name="provision_planapproval_once",
            ),
        ]


class ShortageReason(models.Model):
    """Why a class lacks a subject's textbooks and what is planned; written by the school, asked once (facts 4.4, 27–32)."""

    class Reason(models.TextChoices):
        GROWTH = "growth", _("more pupils")
        LOSS = "loss", _("loss")
        DEFECT = "defect", _("defect")
        EXPIRED = "expired", _("term of use ended")
        LINE_CHANGED = "line_changed", _("the textbook line changed")
        OTHER = "other", _("another reason")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    line = models.OneToOneField(PlanLine, on_delete=models.CASCADE, related_name="shortage_reason")
    reason = models.CharField(max_length=12, choices=Reason)
    note = models.CharField(max_length=300, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    responsible = models.CharField(max_length=120, blank=True)


class RegionResult(models.Model):
    """The stored result of a region's year: computed from nothing in one query, kept until its watermark changes."""

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    watermark = models.CharField(max_length=200)
    computed_at = models.DateTimeField(auto_now=True)
    payload = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "school_year"], name="provision_regionresult_once")
        ]


class Snapshot(models.Model):
    """A region's stored sums as they stood on a day: at most one a day, and only when a figure has changed.

    `payload` is that of `RegionResult`; `digest` tells two days apart without reading it.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    taken_on = models.DateField()
    digest = models.CharField(max_length=64)
    payload = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "school_year", "taken_on"], name="provision_snapshot_once"
            )
        ]


class SchoolSnapshot(models.Model):
    """The four figures of a school on the day of a snapshot: from them the trends are drawn."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    taken_on = models.DateField()
    pupils = models.PositiveIntegerField()
    pupils_full = models.PositiveIntegerField()
    need = models.PositiveIntegerField()
    covered = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "school_year", "taken_on"], name="provision_schoolsnapshot_once"
            )
        ]


class SurplusNotice(models.Model):
    """What the region tells every school of it: this school holds so many complete sets beyond its own need.

    A count of textbooks and nothing else. Counted on the day of a snapshot, for schools whose classes all have a plan:
    without one the need is unknown and everything would look superfluous. `pool` is numbered as in `demands.sql`.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    holder = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    pool = models.BigIntegerField()
    sets = models.PositiveIntegerField()
    counted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "school_year", "pool", "holder"], name="provision_surplusnotice_once"
            )
        ]


class ShortageNotice(models.Model):
    """What the region tells every school of it: this school lacks so many complete sets of a textbook.

    The other side of `SurplusNotice`: a count of textbooks and nothing else, on the same day, for the same schools. It is
    asked before a school throws books away.
    """

    region = models.ForeignKey(Region, on_delete=models.CASCADE, related_name="+")
    seeker = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    school_year = models.PositiveSmallIntegerField()
    pool = models.BigIntegerField()
    sets = models.PositiveIntegerField()
    counted_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "school_year", "pool", "seeker"], name="provision_shortagenotice_once"
            )
        ]

"""Territory: region → municipality → school (legal entity) → building; who serves where."""

from __future__ import annotations

from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

from tomik.accounts.public import Role, User
from tomik.kernel.ids import uuid7
from tomik.territory.changes import Change


class WithPaddedNumbers(Func):
    """A text whose numbers are all nine digits long, so that it sorts as people count (2 before 10).

    Not a collation: the embedded PostgreSQL is built without ICU.
    """

    template = (
        r"regexp_replace(regexp_replace(%(expressions)s, '(\d+)', '00000000\1', 'g'), "
        r"'\d*(\d{9})(?!\d)', '\1', 'g')"
    )
    arity = 1


class Region(models.Model):
    """A region of the federation served by this installation."""

    code = models.CharField(_("code"), max_length=8, unique=True)
    name = models.CharField(_("name"), max_length=200)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Tomsk")

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality of the region; its kind and name may change, so both are dated by the reform that did it."""

    class Kind(models.TextChoices):
        URBAN = "urban", _("urban okrug")
        CLOSED = "closed", _("closed territory (ZATO)")
        DISTRICT = "district", _("municipal district")
        OKRUG = "okrug", _("municipal okrug")

    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="municipalities")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    centre = models.CharField(_("administrative centre"), max_length=120)
    oktmo = models.CharField(_("OKTMO code"), max_length=11, blank=True)
    latitude = models.FloatField(_("latitude"), null=True)
    longitude = models.FloatField(_("longitude"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "name"], name="territory_municipality_name"),
        ]

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """A school as a legal entity (ОО). Names and status of today; earlier ones are in SchoolVersion."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary school")
        BASIC = "basic", _("basic school")
        SECONDARY = "secondary", _("secondary school")
        GYMNASIUM = "gymnasium", _("gymnasium")
        LYCEUM = "lyceum", _("lyceum")
        SPECIAL = "special", _("special school")
        OTHER = "other", _("other")

    class Founder(models.TextChoices):
        MUNICIPAL = "municipal", _("municipal")
        REGIONAL = "regional", _("regional")
        PRIVATE = "private", _("private")
        FEDERAL = "federal", _("federal")

    class Status(models.TextChoices):
        ACTIVE = "active", _("works")
        CLOSED = "closed", _("closed")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="schools")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="schools")
    short_name = models.CharField(_("short name"), max_length=200)
    full_name = models.CharField(_("full name of the school"), max_length=500)
    name_key = models.CharField(max_length=500, editable=False, db_index=True)
    """kernel.normalise.comparable(short_name): for look-alikes."""
    name_order = models.GeneratedField(
        expression=WithPaddedNumbers("name_key"), output_field=models.TextField(), db_persist=True
    )
    """Schools are listed by it: «Школа № 2» before «Школа № 10»; kernel.normalise.natural_key sorts alike."""
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.SECONDARY)
    founder = models.CharField(_("founder"), max_length=16, choices=Founder, default=Founder.MUNICIPAL)
    inn = models.CharField(_("INN"), max_length=12, blank=True)
    is_rural = models.BooleanField(_("rural"), default=False)
    is_small = models.BooleanField(_("small (few pupils in a class)"), default=False)
    timezone = models.CharField(_("time zone"), max_length=40, default="Asia/Tomsk")
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.ACTIVE)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "inn"], condition=~Q(inn=""), name="territory_school_inn"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name


class SchoolVersion(models.Model):
    """A name or status that a school had from one day to another (valid_to is null for the present one)."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="versions")
    short_name = models.CharField(max_length=200)
    full_name = models.CharField(max_length=500)
    status = models.CharField(max_length=16, choices=School.Status)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "valid_from"], name="territory_schoolversion_from"),
            models.UniqueConstraint(
                fields=["school"], condition=Q(valid_to__isnull=True), name="territory_schoolversion_present"
            ),
        ]


class Building(models.Model):
    """A building or branch of a school; the main one always exists."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="buildings")
    name = models.CharField(_("name"), max_length=200)
    is_main = models.BooleanField(_("main building"), default=False)
    is_branch = models.BooleanField(_("branch"), default=False)
    address = models.CharField(_("address"), max_length=300, blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="territory_building_name"),
            models.UniqueConstraint(
                fields=["school"], condition=Q(is_main=True), name="territory_building_main"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A role that a person has in one unit: exactly one of region, municipality, school is set.

    `ended_at` is set when the role is taken away; the row stays.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True, blank=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True, blank=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)
    granted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(region__isnull=False, municipality__isnull=True, school__isnull=True)
                    | Q(region__isnull=True, municipality__isnull=False, school__isnull=True)
                    | Q(region__isnull=True, municipality__isnull=True, school__isnull=False)
                ),
                name="territory_membership_one_unit",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "region", "municipality", "school"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="territory_membership_once",
            ),
        ]


class Invitation(models.Model):
    """A link that lets one person in with one role in one unit; only the hash of its secret is kept.

    accepted_at and revoked_at are null while it is open.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    email = models.EmailField()
    role = models.CharField(max_length=24, choices=Role)
    region = models.ForeignKey(Region, on_delete=models.CASCADE, null=True)
    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, null=True)
    school = models.ForeignKey(School, on_delete=models.CASCADE, null=True)
    secret_hash = models.CharField(max_length=64, unique=True)
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)


__all__ = [
    "Building",
    "Change",
    "Invitation",
    "Membership",
    "Municipality",
    "Region",
    "School",
    "SchoolVersion",
]

"""Imports: the uploaded file, what was recognised, what was done and how to take it back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomik.accounts.public import User
from tomik.kernel.ids import uuid7
from tomik.territory.public import Region, School


class ImportRun(models.Model):
    """One file brought by one person for one school (or, without a school, for the region)."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("columns to confirm")
        CHECKED = "checked", _("ready to apply")
        QUEUED = "queued", _("waiting")
        APPLYING = "applying", _("being applied")
        APPLIED = "applied", _("applied")
        FAILED = "failed", _("failed, nothing changed")
        UNDONE = "undone", _("taken back")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: an import of the region (schools, federal list)."""
    file_name = models.CharField(max_length=255)
    file_sha256 = models.CharField(max_length=64)
    file_size = models.PositiveIntegerField()
    content = models.BinaryField()
    """Empty once the file is deleted, and where it was never kept (files of a region with names)."""
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    mapping = models.JSONField(default=dict)
    """Column index of the file → column key."""
    options = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)
    """The plan that the person saw: changes and problems."""
    outcome = models.JSONField(default=dict)
    undo_token = models.JSONField(default=dict)
    message = models.TextField(blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    applied_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    file_deleted_at = models.DateTimeField(null=True)
    file_deleted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Null with a time: its days were over."""
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["school", "kind", "-created_at"], name="intake_run_recent")]


class ColumnMapping(models.Model):
    """How a school's columns were recognised last time, per kind and header."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    header_key = models.CharField(max_length=64)
    mapping = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "kind", "header_key"], name="intake_mapping_header"),
        ]

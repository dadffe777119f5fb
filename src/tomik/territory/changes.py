"""The history of mutable rows of every room (written by the database, `kernel.history`)."""

from __future__ import annotations

from django.db import models
from django.db.models.expressions import RawSQL

from tomik.kernel.origin import LENGTH_MAX, SETTING


class Change(models.Model):
    """One row of some table made, changed or deleted. Only the database writes it; the application reads.

    `user_id` is null for the program itself (jobs, commands); `why` is empty for work on a screen, otherwise
    «import:<uid of the run>» or «command:<name>». The three units say who may read it; all null: everybody signed in.
    before and after hold the changed columns; of an inserted row only links are copied, a deleted one is kept whole.
    """

    class Action(models.TextChoices):
        INSERT = "insert"
        UPDATE = "update"
        DELETE = "delete"

    at = models.DateTimeField()
    user_id = models.BigIntegerField(null=True)
    why = models.CharField(max_length=120)
    origin = models.CharField(max_length=LENGTH_MAX, db_default=RawSQL(SETTING, []))  # noqa: S611 (a constant)
    """Where it came from, see `kernel.origin`."""
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    of_id = models.BigIntegerField()
    """The object that the row is a part of: of a plan line's set the line; otherwise the row itself."""
    action = models.CharField(max_length=6, choices=Action)
    school_id = models.BigIntegerField(null=True)
    municipality_id = models.BigIntegerField(null=True)
    region_id = models.BigIntegerField(null=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        app_label = "territory"
        indexes = [models.Index(fields=["table_name", "of_id", "row_id"], name="territory_change_of")]

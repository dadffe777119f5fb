"""What was taken off copies: labels are remembered for good."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomik.kernel.ids import uuid7
from tomik.ledger.public import Lot
from tomik.territory.public import School


class LabelEvent(models.Model):
    """A label that was taken off a copy: its binding was undone, or a damaged label gave way to a new one.

    `copy_uid` names the copy; after an undo of a copy without an inventory number its row is gone, because such a copy
    can't be told from others any more. `new_code` is empty for an undo. `is_free`: the label may go onto any title
    again (the binding was undone on its own day by the person who made it).
    """

    class Kind(models.TextChoices):
        UNBOUND = "unbound", _("binding undone")
        REPLACED = "replaced", _("label replaced")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(_("code of the label"), max_length=40)
    new_code = models.CharField(max_length=40, blank=True)
    copy_uid = models.UUIDField(db_index=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", db_index=False)
    bound_at = models.DateTimeField(null=True)
    bound_by = models.BigIntegerField(null=True)
    is_free = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["school", "code"], name="fund_labelevent_of_school"),
            models.Index(fields=["code"], condition=models.Q(is_free=False), name="fund_labelevent_kept"),
        ]

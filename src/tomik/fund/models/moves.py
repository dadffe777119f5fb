"""Internal moves: copies that pass from one building of the school to another."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tomik.kernel.ids import uuid7
from tomik.ledger.public import Lot
from tomik.territory.public import Building, School


class Move(models.Model):
    """An internal move (внутреннее перемещение): a draft until it is posted; then its entry stands in the ledger.

    Only the place of copies changes: no record of the summary book, no card. `number` is null for a draft.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        POSTED = "posted", _("posted")
        REVERSED = "reversed", _("reversed")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(_("number"), null=True)
    year = models.PositiveSmallIntegerField(null=True)
    moved_on = models.DateField(_("moved on"))
    from_building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+")
    to_building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+")
    basis_name = models.CharField(_("basis"), max_length=200, blank=True)
    basis_number = models.CharField(_("number of the basis"), max_length=60, blank=True)
    basis_on = models.DateField(_("date of the basis"), null=True, blank=True)
    gave_post = models.CharField(_("post of who hands over"), max_length=120, blank=True)
    gave_name = models.CharField(_("name of who hands over"), max_length=160, blank=True)
    took_post = models.CharField(_("post of who takes"), max_length=120, blank=True)
    took_name = models.CharField(_("name of who takes"), max_length=160, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    operation_uid = models.UUIDField(null=True)
    """The key of the posting: the entry's uid. A repeat of it gives the first result."""
    posted_at = models.DateTimeField(null=True)
    posted_by = models.BigIntegerField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.BigIntegerField(null=True)
    reverse_reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="fund_move_number"),
            models.UniqueConstraint(fields=["school", "operation_uid"], name="fund_move_operation"),
            models.CheckConstraint(
                condition=~Q(from_building=F("to_building")), name="fund_move_between_buildings"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True, operation_uid__isnull=True)
                | (
                    ~Q(state="draft")
                    & Q(number__isnull=False, year__isnull=False, operation_uid__isnull=False)
                ),
                name="fund_move_numbered_when_posted",
            ),
        ]
        indexes = [models.Index(fields=["school", "-moved_on"], name="fund_move_recent")]


class MoveLine(models.Model):
    """So many copies of a lot. `copy_ids` are those of them that were told apart by a label or an inventory number."""

    move = models.ForeignKey(Move, on_delete=models.CASCADE, related_name="lines", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    line_no = models.PositiveIntegerField()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveIntegerField(_("copies"))
    copy_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["move", "line_no"], name="fund_moveline_no"),
            models.UniqueConstraint(fields=["move", "lot"], name="fund_moveline_lot"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="fund_moveline_copies"),
        ]

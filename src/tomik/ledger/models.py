"""The ledger: every copy is in exactly one account; an entry moves copies; nothing else changes quantities.

The rules live in the database (`ledger/migrations/sql/`): rows of entries and transfers are only ever added, the
balances are written by the database itself from the transfers, and the application role cannot write them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import Edition
from tomik.kernel.ids import uuid7
from tomik.kernel.origin import LENGTH_MAX, SETTING
from tomik.people.public import ClassGroup, Pupil
from tomik.territory.public import Building, School


class Lot(models.Model):
    """A lot (партия): edition × school × price × receipt, the unit of fund accounting. Never changed, never deleted."""

    class Condition(models.TextChoices):
        NEW = "new", _("as new")
        GOOD = "good", _("good")
        WORN = "worn", _("worn, usable")
        UNFIT = "unfit", _("unfit")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    price_kopecks = models.PositiveBigIntegerField(_("price"))
    received_on = models.DateField(_("received on"))
    year = models.PositiveSmallIntegerField(_("year of edition"), null=True)
    """The year printed in the copies when it differs from the edition's or the edition has none."""
    source = models.CharField(_("source"), max_length=40, blank=True)
    """federal | regional | municipal | own | gift | … (facts: fin_sources)."""
    condition = models.CharField(
        _("condition at receipt"), max_length=6, choices=Condition, default=Condition.GOOD
    )
    on_balance = models.BooleanField(_("on balance"), default=True)
    is_borrowed = models.BooleanField(_("borrowed from another school"), default=False)
    receipt_uid = models.UUIDField()
    """The document that brought the copies in: an import run, a receipt."""
    receipt_line = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "edition", "receipt_uid", "receipt_line"], name="ledger_lot_receipt"
            ),
            models.CheckConstraint(
                condition=Q(condition__in=["new", "good", "worn", "unfit"]), name="ledger_lot_condition"
            ),
        ]


class Account(models.Model):
    """A place or state that holds copies of one school's fund. Only the outer kinds may go negative.

    fund: a building's shelves; class_group: handed to a class or its teacher; reader: a pupil; staff: a grown-up;
    in_transit: on the way to `peer_school`; lent: with `peer_school` for a time; exchange: offered to others;
    unfit: taken off the shelves, waits for write-off. Outer: supplier, opening, written_off, lost, surplus_found.
    """

    class Kind(models.TextChoices):
        FUND = "fund", _("fund")
        CLASS_GROUP = "class_group", _("class")
        READER = "reader", _("reader")
        STAFF = "staff", _("staff")
        IN_TRANSIT = "in_transit", _("in transit")
        LENT = "lent", _("lent to another school")
        EXCHANGE = "exchange", _("exchange fund")
        UNFIT = "unfit", _("unfit, waits for write-off")
        SUPPLIER = "supplier", _("supplier")
        OPENING = "opening", _("opening balance")
        WRITTEN_OFF = "written_off", _("written off")
        LOST = "lost", _("lost")
        SURPLUS_FOUND = "surplus_found", _("surplus found")

    OUTER_KINDS = (Kind.SUPPLIER, Kind.OPENING, Kind.WRITTEN_OFF, Kind.LOST, Kind.SURPLUS_FOUND)
    USABLE_KINDS = (Kind.FUND, Kind.CLASS_GROUP, Kind.READER, Kind.STAFF, Kind.EXCHANGE)
    """Kinds whose copies count as available to the school's own pupils."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=16, choices=Kind)
    building = models.ForeignKey(
        Building, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    class_group = models.ForeignKey(
        ClassGroup, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    staff_id = models.BigIntegerField(null=True)
    peer_school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    may_go_negative = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "building", "class_group", "pupil", "staff_id", "peer_school"],
                nulls_distinct=False,
                name="ledger_account_once",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        kind__in=["supplier", "opening", "written_off", "lost", "surplus_found"],
                        may_go_negative=True,
                    )
                    | (
                        Q(may_go_negative=False)
                        & ~Q(kind__in=["supplier", "opening", "written_off", "lost", "surplus_found"])
                    )
                ),
                name="ledger_account_only_outer_negative",
            ),
            models.CheckConstraint(
                condition=(
                    Q(kind="class_group", class_group__isnull=False)
                    | Q(kind="reader", pupil__isnull=False)
                    | Q(kind="staff", staff_id__isnull=False)
                    | Q(kind__in=["in_transit", "lent"], peer_school__isnull=False)
                    | Q(kind="fund", building__isnull=False)
                    | ~Q(kind__in=["class_group", "reader", "staff", "in_transit", "lent", "fund"])
                ),
                name="ledger_account_has_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["pupil"], condition=Q(pupil__isnull=False), name="ledger_account_pupil"),
            models.Index(
                fields=["class_group"], condition=Q(class_group__isnull=False), name="ledger_account_class"
            ),
            models.Index(
                fields=["peer_school"], condition=Q(peer_school__isnull=False), name="ledger_account_peer"
            ),
        ]

    @property
    def holder(self) -> Building | ClassGroup | Pupil | School | None:
        """Who or what holds the copies; None for the kinds that exist once per school, and for staff."""
        return self.building or self.class_group or self.pupil or self.peer_school


class Entry(models.Model):
    """One business act. `uid` comes from the client, so a repeated request finds the first result.

    `reverses` is set on a reversal and is unique: an entry is reversed at most once. `lines` and `copies` are the
    totals that the database compares with the transfers, so that no line can be added later.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("opening balance")
        RECEIPT = "receipt", _("receipt")
        ISSUE = "issue", _("issue")
        RETURN = "return", _("return")
        MOVE = "move", _("move")
        STOCKTAKE = "stocktake", _("stocktake difference")
        WRITEOFF = "writeoff", _("write-off")
        CONDITION = "condition", _("taken off the shelves")
        REVERSAL = "reversal", _("reversal")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    uid = models.UUIDField(default=uuid7)
    kind = models.CharField(max_length=16, choices=Kind)
    occurred_on = models.DateField(_("document date"))
    recorded_at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    origin = models.CharField(_("from where"), max_length=LENGTH_MAX, db_default=RawSQL(SETTING, []))  # noqa: S611 (a constant)
    """Where the act came from, see `kernel.origin`."""
    document_kind = models.CharField(max_length=40, blank=True)
    document_uid = models.UUIDField(null=True)
    document_number = models.CharField(max_length=60, blank=True)
    note = models.CharField(max_length=500, blank=True)
    fingerprint = models.BinaryField(max_length=32)
    reverses = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reversal")
    lines = models.PositiveIntegerField()
    copies = models.PositiveBigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "uid"], name="ledger_entry_uid"),
            models.CheckConstraint(condition=Q(lines__gt=0, copies__gt=0), name="ledger_entry_not_empty"),
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "opening",
                        "receipt",
                        "issue",
                        "return",
                        "move",
                        "stocktake",
                        "writeoff",
                        "condition",
                        "reversal",
                    ]
                ),
                name="ledger_entry_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False)
                | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="ledger_entry_reversal",
            ),
        ]
        indexes = [
            models.Index(fields=["school", "-occurred_on"], name="ledger_entry_recent"),
            models.Index(
                fields=["document_uid"], condition=Q(document_uid__isnull=False), name="ledger_entry_doc"
            ),
        ]


class Transfer(models.Model):
    """One line of an entry: so many copies of a lot from one account to another. Balanced by its shape."""

    pk = models.CompositePrimaryKey("entry_id", "line_no")
    entry = models.ForeignKey(
        Entry, on_delete=models.PROTECT, related_name="transfers", db_index=False, db_constraint=False
    )
    line_no = models.PositiveIntegerField()
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    from_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    to_account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    copies = models.PositiveIntegerField()
    occurred_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(copies__gt=0), name="ledger_transfer_copies"),
            models.CheckConstraint(condition=~Q(from_account=F("to_account")), name="ledger_transfer_moves"),
        ]
        indexes = [
            models.Index(fields=["from_account", "occurred_on"], name="ledger_transfer_from"),
            models.Index(fields=["to_account", "occurred_on"], name="ledger_transfer_to"),
        ]


class Balance(models.Model):
    """Copies of a lot in an account now. Written by the database from transfers only; rebuildable from them."""

    pk = models.CompositePrimaryKey("account_id", "lot_id")
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    lot = models.ForeignKey(
        Lot, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    school = models.ForeignKey(
        School, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    copies = models.IntegerField()
    may_go_negative = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(may_go_negative=True) | Q(copies__gte=0), name="ledger_balance_not_negative"
            ),
        ]
        indexes = [models.Index(fields=["school", "lot"], name="ledger_balance_school")]


class LotStock(models.Model):
    """Copies of a lot in the usable accounts of its school now, whoever holds them: one row a lot for sums of a region.

    Written by the database from transfers only; rebuildable from the balances.
    """

    lot = models.OneToOneField(
        Lot, on_delete=models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    copies = models.IntegerField()


class PeriodClosing(models.Model):
    """A school's books are closed through a day: entries dated then or earlier are refused.

    `reopened_at` is set when a head opens the period again, with the reason; the row stays.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    through = models.DateField(_("closed through"))
    document_number = models.CharField(max_length=60, blank=True)
    closed_by = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(auto_now_add=True)
    reopened_by = models.BigIntegerField(null=True)
    reopened_at = models.DateTimeField(null=True)
    reopen_reason = models.CharField(max_length=300, blank=True)

"""The summary book (КСУ): which record an entry is; the figures are read from the ledger."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tomik.kernel.ids import uuid7
from tomik.ledger.public import Entry
from tomik.territory.public import School


class SummaryRecord(models.Model):
    """A record of the summary book: an entry, or the part of it that belongs to one of the two books.

    Numbers of part 1 start anew every calendar year, those of part 2 go on (`year` is 0). `reason` and `direction` are
    set in part 2 only; `source` names where the copies came from, in part 1.
    """

    class Book(models.TextChoices):
        TEXTBOOKS = "textbooks", _("textbooks")
        MAIN = "main", _("main fund")

    class Part(models.IntegerChoices):
        RECEIVED = 1, _("received")
        LEFT = 2, _("left")

    class Reason(models.TextChoices):
        OBSOLETE = "obsolete", _("obsolete content")
        LOSS = "loss", _("loss of the copy")
        WEAR = "wear", _("wear")
        DEFECT = "defect", _("defect of the copy")
        PROFILE = "profile", _("outside the profile")
        HANDOVER = "handover", _("handed over to another organisation")

    class Direction(models.TextChoices):
        EXCHANGE = "exchange", _("exchange fund")
        WASTE_PAPER = "waste_paper", _("waste paper")
        DISPOSAL = "disposal", _("destruction")
        SALE = "sale", _("sale")
        HANDOVER = "handover", _("handed over free of charge")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    book = models.CharField(max_length=10, choices=Book)
    part = models.PositiveSmallIntegerField(choices=Part)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    recorded_on = models.DateField()
    source = models.CharField(max_length=300, blank=True)
    papers = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=10, choices=Reason, blank=True)
    direction = models.CharField(max_length=12, choices=Direction, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "book", "part", "year", "number"], name="fund_summaryrecord_number"
            ),
            models.UniqueConstraint(fields=["entry", "book", "part"], name="fund_summaryrecord_entry"),
            models.CheckConstraint(
                condition=Q(part=1, reason="") | Q(part=2), name="fund_summaryrecord_reason_of_part_2"
            ),
        ]


class Reconciliation(models.Model):
    """Once a year the book is compared with the accounts: what accounting says, what the ledger said at that moment."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    book = models.CharField(max_length=10, choices=SummaryRecord.Book)
    as_of = models.DateField(_("as of"))
    our_copies = models.BigIntegerField()
    our_kopecks = models.BigIntegerField()
    accounting_copies = models.BigIntegerField(_("copies by accounting"), null=True)
    """Accounting may keep money only."""
    accounting_kopecks = models.BigIntegerField(_("sum by accounting"))
    note = models.CharField(_("explanation"), max_length=500, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index(fields=["school", "-as_of"], name="fund_reconciliation_recent")]

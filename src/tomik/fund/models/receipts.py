"""Receipts: what arrived, by which papers, and what the papers said."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import Edition
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Lot
from tomik.territory.public import Building, School


class Receipt(models.Model):
    """A receipt (поступление): a draft until it is posted; then its entry stands in the ledger and its numbers are given.

    `number` is null for a draft. `supplier_name` is the giver's name for a gift, the sender's for another school, empty
    for what was found. `discrepancy_number` is null while the papers agree; `claim_due_on` is the last day of the claim.
    `accountant_number` and `accountant_on` come back from the accountant.
    """

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", _("from a supplier")
        GIFT = "gift", _("a gift")
        REPLACEMENT = "replacement", _("in place of a lost book")
        SCHOOL = "school", _("from another school")
        FOUND = "found", _("found at stocktake")
        NO_PAPERS = "no_papers", _("without papers")

    class Papers(models.TextChoices):
        UPD = "upd", _("universal transfer document")
        WAYBILL = "waybill", _("waybill")
        INVOICE = "invoice", _("invoice")
        ACT = "act", _("act of papers")
        CONTRACT = "contract", _("contract")
        NONE = "none", _("no papers")

    class Source(models.TextChoices):
        FEDERAL = "federal", _("federal budget")
        REGIONAL = "regional", _("regional budget")
        MUNICIPAL = "municipal", _("municipal budget")
        OWN = "own", _("own means of the school")
        SPONSOR = "gift", _("sponsors, gifts")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        POSTED = "posted", _("posted")
        REVERSED = "reversed", _("reversed")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind of receipt"), max_length=12, choices=Kind, default=Kind.SUPPLIER)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(_("number"), null=True)
    year = models.PositiveSmallIntegerField(null=True)
    received_on = models.DateField(_("received on"))
    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(_("source of money"), max_length=10, choices=Source, blank=True)
    supplier_name = models.CharField(_("supplier or giver"), max_length=300, blank=True)
    supplier_inn = models.CharField(_("INN of the supplier"), max_length=12, blank=True)
    papers_kind = models.CharField(_("papers"), max_length=10, choices=Papers, default=Papers.UPD)
    papers_number = models.CharField(_("number of the papers"), max_length=60, blank=True)
    papers_on = models.DateField(_("date of the papers"), null=True, blank=True)
    contract = models.CharField(_("contract"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    operation_uid = models.UUIDField(null=True)
    """The key of the posting: the entry's uid. A repeat of it gives the first result."""
    posted_at = models.DateTimeField(null=True)
    posted_by = models.BigIntegerField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.BigIntegerField(null=True)
    reverse_reason = models.CharField(max_length=300, blank=True)
    discrepancy_number = models.PositiveIntegerField(null=True)
    claim_due_on = models.DateField(null=True)
    claim_outcome = models.CharField(_("outcome of the claim"), max_length=300, blank=True)
    accountant_number = models.CharField(_("number at the accountant"), max_length=60, blank=True)
    accountant_on = models.DateField(_("date at the accountant"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "year", "number"], name="fund_receipt_number"),
            models.UniqueConstraint(fields=["school", "operation_uid"], name="fund_receipt_operation"),
            models.CheckConstraint(
                condition=Q(state="draft", number__isnull=True, operation_uid__isnull=True)
                | (
                    ~Q(state="draft")
                    & Q(number__isnull=False, year__isnull=False, operation_uid__isnull=False)
                ),
                name="fund_receipt_numbered_when_posted",
            ),
        ]
        indexes = [models.Index(fields=["school", "-received_on"], name="fund_receipt_recent")]


class ReceiptLine(models.Model):
    """One title of a receipt. What is posted is `copies`; the rest is told to the supplier.

    Short of the papers = by papers − accepted − damaged − wrong, when above zero. `copies_wrong` are other books in its
    place; a line of nothing else is a book that the papers do not name.
    `price_kopecks` is the price of one copy with VAT; `vat_percent` is null when the papers name none.
    """

    receipt = models.ForeignKey(Receipt, on_delete=models.CASCADE, related_name="lines", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    line_no = models.PositiveIntegerField()
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year of edition"), null=True)
    price_kopecks = models.PositiveBigIntegerField(_("price"))
    vat_percent = models.PositiveSmallIntegerField(_("VAT, %"), null=True)
    copies_on_paper = models.PositiveIntegerField(_("by the papers"))
    copies = models.PositiveIntegerField(_("accepted"))
    copies_damaged = models.PositiveIntegerField(_("damaged"), default=0)
    copies_wrong = models.PositiveIntegerField(_("wrong book"), default=0)
    condition = models.CharField(
        _("condition"), max_length=6, choices=Lot.Condition, default=Lot.Condition.NEW
    )
    on_balance = models.BooleanField(_("on balance"), default=True)
    is_individual = models.BooleanField(_("inventory number for each copy"), default=False)
    note = models.CharField(_("note of the line"), max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["receipt", "line_no"], name="fund_receiptline_no"),
            models.CheckConstraint(
                condition=Q(copies__gt=0) | Q(copies_on_paper__gt=0) | Q(copies_wrong__gt=0),
                name="fund_receiptline_not_empty",
            ),
        ]

    @property
    def copies_short(self) -> int:
        """Copies that the papers name and nobody brought."""
        return max(self.copies_on_paper - self.copies - self.copies_damaged - self.copies_wrong, 0)

    @property
    def copies_excess(self) -> int:
        """Copies of the title itself above those of the papers."""
        return max(self.copies + self.copies_damaged - self.copies_on_paper, 0)

    @property
    def copies_owed(self) -> int:
        """Copies that are paid for by the papers and not accepted."""
        return max(self.copies_on_paper - self.copies, 0)

    @property
    def kopecks(self) -> int:
        """The sum of what is accepted."""
        return self.copies * self.price_kopecks


DIFFERS = ~Q(copies_on_paper=F("copies")) | Q(copies_damaged__gt=0) | Q(copies_wrong__gt=0)
"""Lines in which the delivery is not what the papers say."""

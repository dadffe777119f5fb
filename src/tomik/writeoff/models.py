"""Write-off: the commission, the act with its lines, where the copies went."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tomik.fund.public import SummaryRecord
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Account, Lot
from tomik.territory.public import School


class Commission(models.Model):
    """A commission of a school, appointed by an order; `valid_to` is null while it is in force."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(_("number of the order"), max_length=60)
    order_on = models.DateField(_("date of the order"))
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=3)
    """So many members decide, the chair among them."""
    valid_to = models.DateField(_("in force until"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "order_number", "order_on"], name="writeoff_commission_order"
            ),
            models.CheckConstraint(condition=Q(quorum__gte=1), name="writeoff_commission_quorum"),
        ]

    def __str__(self) -> str:
        return f"№ {self.order_number}, {self.order_on:%d.%m.%Y}"


class CommissionMember(models.Model):
    """A person in a commission. Accounting must be represented; who answers for the fund should not decide on it."""

    class Part(models.TextChoices):
        CHAIR = "chair", _("chair")
        MEMBER = "member", _("member of the commission")
        ACCOUNTANT = "accountant", _("member, from accounting")
        KEEPER = "keeper", _("member, answers for the fund")

    commission = models.ForeignKey(Commission, on_delete=models.CASCADE, related_name="members")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(_("part in the commission"), max_length=12, choices=Part, default=Part.MEMBER)
    name = models.CharField(_("name and initials"), max_length=160)
    post = models.CharField(_("post"), max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["commission", "name"], name="writeoff_commissionmember_once"),
            models.UniqueConstraint(
                fields=["commission"], condition=Q(part="chair"), name="writeoff_commissionmember_chair"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WriteoffAct(models.Model):
    """An act of write-off: one reason. A project until the head approves it; posted, it stands in the ledger.

    `number` is null until it is posted. `commission`, `decided_on` are null before the commission has decided;
    `approved_at` before the head has; `operation_uid` is the key of the posting, the uid of its entry.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("project")
        COMMISSION = "commission", _("at the commission")
        DECIDED = "decided", _("decided by the commission")
        APPROVED = "approved", _("approved by the head")
        POSTED = "posted", _("written off")
        DISPOSED = "disposed", _("disposed of")
        REVERSED = "reversed", _("write-off reversed")

    class Cause(models.TextChoices):
        """Reasons of the federal monitoring."""

        LOSS = "loss", _("loss (monitoring)")
        DEFECT = "defect", _("defect (monitoring)")
        EXPIRED = "expired", _("use-until date has passed (monitoring)")
        OTHER = "other", _("other (monitoring)")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    number = models.PositiveIntegerField(_("number"), null=True)
    acted_on = models.DateField(_("date of the act"))
    reason = models.CharField(_("reason of exclusion"), max_length=10, choices=SummaryRecord.Reason)
    cause = models.CharField(_("reason for the monitoring"), max_length=8, choices=Cause)
    evidence = models.CharField(_("evidence"), max_length=500, blank=True)
    direction = models.CharField(
        _("where the copies go"),
        max_length=12,
        choices=SummaryRecord.Direction,
        default=SummaryRecord.Direction.WASTE_PAPER,
    )
    commission = models.ForeignKey(Commission, on_delete=models.PROTECT, null=True, related_name="+")
    present = models.JSONField(default=list)
    """Names of the members who decided, as they signed."""
    decided_on = models.DateField(null=True)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    operation_uid = models.UUIDField(null=True)
    posted_at = models.DateTimeField(null=True)
    posted_by = models.BigIntegerField(null=True)
    reversed_at = models.DateTimeField(null=True)
    reversed_by = models.BigIntegerField(null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    """Why it was sent back or reversed."""
    accountant_number = models.CharField(_("number at the accountant"), max_length=60, blank=True)
    accountant_on = models.DateField(_("date at the accountant"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="writeoff_writeoffact_number"),
            models.UniqueConstraint(
                fields=["school", "operation_uid"], name="writeoff_writeoffact_operation"
            ),
            models.CheckConstraint(condition=~Q(reason="handover"), name="writeoff_writeoffact_five_reasons"),
            models.CheckConstraint(
                condition=Q(
                    state__in=["posted", "disposed", "reversed"],
                    number__isnull=False,
                    operation_uid__isnull=False,
                )
                | Q(
                    state__in=["draft", "commission", "decided", "approved"],
                    number__isnull=True,
                    operation_uid__isnull=True,
                ),
                name="writeoff_writeoffact_numbered_when_posted",
            ),
        ]
        indexes = [models.Index(fields=["school", "-acted_on"], name="writeoff_act_recent")]


class WriteoffLine(models.Model):
    """Copies of a lot in one place that the act excludes."""

    act = models.ForeignKey(WriteoffAct, on_delete=models.CASCADE, related_name="lines", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    line_no = models.PositiveIntegerField()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    copies = models.PositiveIntegerField(_("copies"))
    codes = models.JSONField(default=list)
    """Labels or inventory numbers of the copies that leave, where copies are told apart."""
    why = models.CharField(max_length=300, blank=True)
    """The fact that proposed the line: «срок использования истёк 31.08.2026»."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "line_no"], name="writeoff_writeoffline_no"),
            models.UniqueConstraint(fields=["act", "lot", "account"], name="writeoff_writeoffline_once"),
            models.CheckConstraint(condition=Q(copies__gt=0), name="writeoff_writeoffline_copies"),
        ]


class Disposal(models.Model):
    """Where copies of a posted act went: waste paper by weight and receipt, a sale, destruction."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    act = models.ForeignKey(WriteoffAct, on_delete=models.PROTECT, related_name="disposals")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(_("where the copies went"), max_length=12, choices=SummaryRecord.Direction)
    disposed_on = models.DateField(_("disposed on"))
    copies = models.PositiveIntegerField(_("copies"))
    kopecks = models.PositiveBigIntegerField(_("sum received"), default=0)
    grams = models.PositiveBigIntegerField(_("weight"), null=True, blank=True)
    recipient = models.CharField(_("recipient"), max_length=300, blank=True)
    paper = models.CharField(_("receipt or other paper"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(copies__gt=0), name="writeoff_disposal_copies")]

    @property
    def kilograms(self) -> str:
        """The weight as people write it: «12,5»."""
        whole, rest = divmod(self.grams or 0, 1000)
        return f"{whole},{rest:03d}".rstrip("0").rstrip(",")

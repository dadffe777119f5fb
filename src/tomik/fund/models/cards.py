"""Registers of titles and copies: group cards, inventory numbers, labels."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tomik.catalogue.public import Edition
from tomik.fund.codes import label_code
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Lot
from tomik.territory.public import Region, School


class Card(models.Model):
    """A group card (карточка учёта учебника). `year` and `price_kopecks` are null where the school's card does not tell them apart."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.PositiveIntegerField(_("card number"))
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField(_("year of edition"), null=True)
    price_kopecks = models.PositiveBigIntegerField(_("price"), null=True)
    opened_on = models.DateField(_("opened on"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "number"], name="fund_card_number"),
            models.UniqueConstraint(
                fields=["school", "edition", "year", "price_kopecks"],
                nulls_distinct=False,
                name="fund_card_once",
            ),
        ]


class CardLot(models.Model):
    """A lot stands on one card for good, also after the school changes its way of making cards."""

    lot = models.OneToOneField(Lot, on_delete=models.PROTECT, primary_key=True, related_name="+")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    card = models.ForeignKey(Card, on_delete=models.PROTECT, related_name="lots")


class LabelRange(models.Model):
    """Labels of a school: printed from the program (`prefix` empty, serials of the region), or a bought roll adopted.

    A label outside the school's ranges is of another school or a misreading.
    """

    class Kind(models.TextChoices):
        PRINTED = "printed", _("printed labels")
        ADOPTED = "adopted", _("bought roll")

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    prefix = models.CharField(max_length=28, blank=True)
    digits = models.PositiveSmallIntegerField()
    first = models.PositiveBigIntegerField()
    last = models.PositiveBigIntegerField()
    note = models.CharField(_("note on the labels"), max_length=200, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    made_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="fund_labelrange_order"),
        ]

    @property
    def count(self) -> int:
        """How many labels."""
        return self.last - self.first + 1

    @property
    def ends(self) -> tuple[str, str]:
        """The first and the last code."""
        if self.kind == self.Kind.PRINTED:
            return label_code(self.first), label_code(self.last)
        return f"{self.prefix}{self.first:0{self.digits}d}", f"{self.prefix}{self.last:0{self.digits}d}"


class Copy(models.Model):
    """One physical copy that can be told from others: by a label, an inventory number or both. Others have no row.

    `code` is null for a copy of the inventory book without a label; `inventory_number` is null for a labelled copy of
    group accounting. `removed_by` is the entry that took it out of the fund (null while it is there). `pile` names the
    scanning in which the label was bound: it can be taken back as a whole.
    """

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+", db_index=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(_("code of the label"), max_length=40, null=True)
    inventory_number = models.PositiveIntegerField(_("inventory number"), null=True)
    bound_at = models.DateTimeField(null=True)
    bound_by = models.BigIntegerField(null=True)
    pile = models.UUIDField(null=True)
    removed_by = models.BigIntegerField(null=True)
    removed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "code"], name="fund_copy_code"),
            models.UniqueConstraint(fields=["school", "inventory_number"], name="fund_copy_inventory"),
            models.CheckConstraint(
                condition=Q(code__isnull=False) | Q(inventory_number__isnull=False),
                name="fund_copy_told_apart",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school", "pile"], condition=Q(pile__isnull=False), name="fund_copy_of_pile"
            ),
        ]

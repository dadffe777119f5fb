"""What a receipt in place of lost books says of the lost ones: for the act that takes both in one paper."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tomik.fund.models.receipts import Receipt
from tomik.territory.public import School


class ReplacedLoss(models.Model):
    """The lost copies that a receipt replaces, and the commission that signs the act, as they were written down.

    The copies leave the fund by an act of write-off; here they are named only, so they are kept as words and sums.
    """

    receipt = models.OneToOneField(Receipt, on_delete=models.CASCADE, related_name="replaced_loss")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    lost = models.JSONField(default=list)
    """Of each lot: `named`, `register`, `copies`, `price_kopecks`, and `typed`: what a person wrote for it."""
    commission = models.JSONField(default=list)
    """Pairs of post and name, the chair first."""
    notebook = models.CharField(_("notebook of replaced books"), max_length=200, blank=True)
    record_out = models.CharField(_("record of the exclusion"), max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

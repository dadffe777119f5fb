"""How a school numbers its papers, and what its official forms say of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tomik.kernel.ids import uuid7
from tomik.territory.public import School


class FundSettings(models.Model):
    """A school's ways of accounting and the names printed on its forms. No row: the defaults, and forms say what lacks."""

    class CardBy(models.TextChoices):
        EDITION = "edition", _("edition")
        YEAR = "year", _("edition and year")
        PRICE = "price", _("edition, year and price")

    school = models.OneToOneField(School, on_delete=models.PROTECT, related_name="+")
    card_by = models.CharField(_("one card per"), max_length=8, choices=CardBy, default=CardBy.YEAR)
    """A later delivery goes on the same card when these are the same (practice of schools differs)."""
    local_act = models.CharField(_("local act on the accounting of the fund"), max_length=300, blank=True)
    names_order_2488 = models.BooleanField(_("mention order 2488 (no longer in force)"), default=False)
    kpp = models.CharField(_("KPP"), max_length=9, blank=True)
    okpo = models.CharField(_("OKPO"), max_length=10, blank=True)
    oktmo = models.CharField(_("OKTMO"), max_length=11, blank=True)
    unit_name = models.CharField(_("structural unit"), max_length=200, blank=True)
    founder_name = models.CharField(_("name of the founder"), max_length=300, blank=True)
    budget_name = models.CharField(_("name of the budget"), max_length=200, blank=True)
    head_post = models.CharField(_("post of the head"), max_length=120, blank=True)
    head_name = models.CharField(_("name of the head"), max_length=160, blank=True)
    accountant_name = models.CharField(_("name of the chief accountant"), max_length=160, blank=True)
    librarian_post = models.CharField(_("post of the librarian"), max_length=120, blank=True)
    librarian_name = models.CharField(_("name of the librarian"), max_length=160, blank=True)
    label_sheet = models.CharField(_("label stock"), max_length=20, blank=True)
    version = models.PositiveIntegerField(default=1)


class NumberSeries(models.Model):
    """The last number given in a series of a school. `year` is 0 where numbers go on from year to year.

    Numbers are given under the lock of this row, together with what they number, and never again.
    """

    class Series(models.TextChoices):
        RECEIPT = "receipt", _("receipts")
        DISCREPANCY = "discrepancy", _("discrepancy acts")
        CARD = "card", _("cards")
        INVENTORY = "inventory", _("inventory numbers")
        SUMMARY_IN_TEXTBOOKS = "in-textbooks", _("summary book of textbooks, part 1")
        SUMMARY_OUT_TEXTBOOKS = "out-textbooks", _("summary book of textbooks, part 2")
        SUMMARY_IN_MAIN = "in-main", _("summary book of the main fund, part 1")
        SUMMARY_OUT_MAIN = "out-main", _("summary book of the main fund, part 2")
        WRITEOFF = "writeoff", _("write-off acts")
        MOVE = "move", _("internal moves")

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+", db_index=False)
    series = models.CharField(max_length=16, choices=Series)
    year = models.PositiveSmallIntegerField(default=0)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "series", "year"], name="fund_numberseries_once"),
        ]


class NumberGap(models.Model):
    """Numbers that were left out on purpose, with the reason: the register explains its gaps."""

    uid = models.UUIDField(unique=True, default=uuid7, editable=False)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=16, choices=NumberSeries.Series)
    year = models.PositiveSmallIntegerField(default=0)
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    reason = models.CharField(_("reason"), max_length=300)
    recorded_at = models.DateTimeField(auto_now_add=True)
    recorded_by = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(last__gte=F("first"), first__gt=0), name="fund_numbergap_order"
            ),
        ]

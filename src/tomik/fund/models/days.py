"""Days that reports are asked for: a reference list with terms, so that a new order changes data and not the program."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ReportDay(models.Model):
    """A day of the year that reports of the fund are made for. `valid_to` is null while it is in use."""

    name = models.CharField(_("name of the day"), max_length=120)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    basis = models.CharField(_("why that day"), max_length=200, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "valid_from"], name="fund_reportday_from"),
            models.CheckConstraint(
                condition=Q(month__range=(1, 12), day__range=(1, 31)), name="fund_reportday_day"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="fund_reportday_term",
            ),
        ]

    def last_before(self, today: date) -> date:
        """The latest such day that has come; the last day of a month that is shorter."""
        found = self._of(today.year)
        return found if found <= today else self._of(today.year - 1)

    def _of(self, year: int) -> date:
        return date(year, self.month, min(self.day, monthrange(year, self.month)[1]))

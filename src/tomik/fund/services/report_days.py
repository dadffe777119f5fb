"""Days of reports: a new one, a change from a day on, the end of one. What was in force stays in the list."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tomik.fund.models import ReportDay
from tomik.kernel.errors import Conflict, TomikError

LEAP = 2024
"""A year that has 29 February: a day of reports may stand on it."""


def is_a_day(month: int, day: int) -> bool:
    """Whether a year may have this day."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(LEAP, month)[1]


def set_report_day(*, name: str, month: int, day: int, basis: str, valid_from: date) -> ReportDay:
    """A day of reports from a date on: a new one, or the change of the one of this name, which ends the day before.

    Locks the days of the name. Raises TomikError for what is no day of a year, and when the day of this name begins at the
    same time or later; `Conflict` when somebody has just written the same. What came into force is never changed.
    """
    if not is_a_day(month, day):
        raise TomikError(_("There is no such day in a year."))
    try:
        with transaction.atomic(durable=True):
            return _set(name, valid_from, month=month, day=day, basis=basis)
    except IntegrityError as error:
        raise Conflict(
            _("Somebody else has written down such a day meanwhile. Look at the list again.")
        ) from error


def _set(name: str, valid_from: date, **values: Any) -> ReportDay:
    last = ReportDay.objects.select_for_update().filter(name=name).order_by("-valid_from").first()
    if last is not None and valid_from <= last.valid_from:
        text = _("This day is valid from %s already: the change must begin later.")
        raise TomikError(text % f"{last.valid_from:%d.%m.%Y}")
    if last is not None and (last.valid_to is None or last.valid_to >= valid_from):
        last.valid_to = valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])
    return ReportDay.objects.create(name=name, valid_from=valid_from, **values)


def end_report_day(*, name: str, valid_to: date) -> ReportDay:
    """Reports are not asked for this day after a date. Raises TomikError when it is not in force on that date."""
    with transaction.atomic(durable=True):
        last = ReportDay.objects.select_for_update().filter(name=name, valid_to=None).first()
        if last is None:
            raise TomikError(_("This day is not in use any more."))
        if valid_to < last.valid_from:
            text = _("This day is valid from %s: it can't end before.")
            raise TomikError(text % f"{last.valid_from:%d.%m.%Y}")
        last.valid_to = valid_to
        last.save(update_fields=["valid_to"])
        return last

"""Closing and reopening a school's books."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.kernel import clock, locks
from tomik.kernel.errors import TomikError
from tomik.ledger.models import PeriodClosing
from tomik.territory.public import School

YEAR_MIN = 1990
"""No book of a school is older: a day before it is a slip of the hand."""


def close_period(
    *, school_id: int, through: date, document_number: str = "", actor_id: int | None = None
) -> PeriodClosing:
    """Close the books through a day: entries dated then or earlier are refused from now on.

    Idempotent: a closing of the same day and act in force is returned. Raises TomikError when the books are closed
    further already, the day has not ended (nothing could be posted today) or is absurdly early. Takes the
    posting lock exclusively: postings under way finish first.
    """
    if through >= clock.today(School.objects.values_list("timezone", flat=True).get(pk=school_id)):
        raise TomikError(_("Only days that have ended can be closed: yesterday at the latest."))
    if through.year < YEAR_MIN:
        raise TomikError(_("This day is too long ago."))
    with transaction.atomic():
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school_id])
        last = latest_closing(school_id)
        if last is not None and (last.through, last.document_number) == (through, document_number):
            return last
        if last is not None and last.through >= through:
            raise TomikError(_("The books are closed through %s already.") % f"{last.through:%d.%m.%Y}")
        return PeriodClosing.objects.create(
            school_id=school_id, through=through, document_number=document_number, closed_by=actor_id
        )


def reopen_period(*, closing_id: int, school_id: int, reason: str, actor_id: int | None) -> PeriodClosing:
    """Open the last closed period again; the closing stays with who and why. Refuses an earlier one and a second time.

    Who may do it (the head) is checked by the caller.
    """
    with transaction.atomic():
        locks.take(locks.LockSpace.SCHOOL_POSTING, [school_id])
        last = latest_closing(school_id)
        if last is None or last.pk != closing_id:
            raise TomikError(_("Only the last closing in force can be reopened."))
        if not reason.strip():
            raise TomikError(_("Write the reason."))
        last.reopened_by = actor_id
        last.reopened_at = clock.now()
        last.reopen_reason = reason.strip()
        last.save(update_fields=["reopened_by", "reopened_at", "reopen_reason"])
        return last


def latest_closing(school_id: int) -> PeriodClosing | None:
    """The closing in force, or None when the books are open."""
    closings = PeriodClosing.objects.filter(school_id=school_id, reopened_at=None)
    return closings.order_by("-through", "-id").first()

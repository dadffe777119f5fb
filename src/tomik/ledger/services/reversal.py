"""Correction: an entry is undone by its mirror, once."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from tomik.kernel import clock
from tomik.ledger.models import Entry
from tomik.ledger.rules import Draft, mirrored
from tomik.ledger.services.posting import Posted, lines_of, post_entry


def reverse_entry(
    entry: Entry, *, uid: UUID, reason: str, actor_id: int | None, occurred_on: date | None = None
) -> Posted:
    """Post the mirror of `entry`, inside the caller's transaction; dated today, never before the entry itself.

    Idempotent by `uid` (on the same day). Raises `AlreadyReversed`, `InsufficientCopies` when the copies have moved
    on, `PeriodClosed`, `BrokenRule` when `entry` is itself a reversal.
    """
    day = occurred_on or max(clock.today(entry.school.timezone), entry.occurred_on)
    draft = Draft(
        school_id=entry.school_id,
        kind=Entry.Kind.REVERSAL,
        occurred_on=day,
        uid=uid,
        actor_id=actor_id,
        document_kind=entry.document_kind,
        document_uid=entry.document_uid,
        document_number=entry.document_number,
        note=reason,
        reverses_id=entry.pk,
    )
    return post_entry(draft, mirrored(lines_of(entry.pk)))

"""Whole use cases of one document: their own transaction, for screens and the API."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.kernel import clock
from tomik.kernel.errors import NotVisible, TomikError
from tomik.ledger.models import Entry
from tomik.ledger.owners import is_owned
from tomik.ledger.queries import entry_by_uid
from tomik.ledger.rules import Draft, Line
from tomik.ledger.services.posting import Posted, post_entry
from tomik.ledger.services.reversal import reverse_entry


def record_entry(draft: Draft, lines: Sequence[Line], *, zone: str) -> Posted:
    """Post one entry and commit; refuses a date later than today in the school's time zone. See `post_entry`."""
    if draft.occurred_on > clock.today(zone):
        raise TomikError(_("The date of a document can't be in the future."))
    with transaction.atomic(durable=True):
        return post_entry(draft, lines)


def reverse_recorded(
    *, school_id: int, entry_uid: UUID, uid: UUID, reason: str, actor_id: int | None
) -> Posted:
    """Reverse an entry of the school and commit. Raises `NotVisible` when there is none; see `reverse_entry`."""
    if not reason.strip():
        raise TomikError(_("Write the reason."))
    with transaction.atomic(durable=True):
        entry = entry_by_uid([school_id], entry_uid)
        if entry is None:
            raise NotVisible
        if is_owned(entry):
            raise TomikError(_("This document has registers of its own: reverse it on its own screen."))
        return reverse_entry(entry, uid=uid, reason=_shortened(reason), actor_id=actor_id)


def _shortened(reason: str) -> str:
    longest = Entry._meta.get_field("note").max_length
    return reason.strip()[:longest]

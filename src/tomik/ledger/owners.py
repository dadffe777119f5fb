"""Documents that a room keeps: they are opened and reversed there, because the room has registers of its own to write."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse

from tomik.ledger.models import Entry

_SCREENS: dict[str, str] = {}


def own_documents(document_kind: str, screen: str) -> None:
    """Declare that documents of a kind belong to a room; `screen` is an address of (school uid, document uid)."""
    _SCREENS[document_kind] = screen


def is_owned(entry: Entry) -> bool:
    """Whether a room keeps the document of this entry, so that the ledger alone must not reverse it."""
    return entry.document_kind in _SCREENS and entry.document_uid is not None


def screen_of(entry: Entry, school_uid: UUID) -> str:
    """The address of the document's own screen, or nothing."""
    if not is_owned(entry):
        return ""
    return reverse(_SCREENS[entry.document_kind], args=[school_uid, entry.document_uid])

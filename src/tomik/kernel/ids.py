"""Public identifiers: UUID version 7, ordered by time."""

from __future__ import annotations

import uuid

from uuid_utils import compat


def uuid7() -> uuid.UUID:
    """A new UUIDv7 (RFC 9562)."""
    return compat.uuid7()

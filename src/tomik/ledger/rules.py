"""What an entry is before it is written, and its canonical content. Pure: no database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from tomik.kernel.ids import uuid7

FIELD, LINE = "\x1f", "\n"


class Line(NamedTuple):
    """So many copies of a lot from one account to another."""

    lot_id: int
    from_account_id: int
    to_account_id: int
    copies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An entry to be written. `uid` is the client's key: the same uid is the same business act."""

    school_id: int
    kind: str
    occurred_on: date
    uid: uuid.UUID = field(default_factory=uuid7)
    actor_id: int | None = None
    document_kind: str = ""
    document_uid: uuid.UUID | None = None
    document_number: str = ""
    note: str = ""
    reverses_id: int | None = None
    """Set by `reverse_entry` only."""


CONTENT_FIELDS = (
    "kind",
    "occurred_on",
    "document_kind",
    "document_uid",
    "document_number",
    "note",
    "reverses_id",
)
"""What makes two requests with one uid the same; the actor and the order of lines do not."""


def fingerprint(draft: Draft, lines: Sequence[Line]) -> bytes:
    """SHA-256 of the canonical content: the fields, then the lines sorted. SQL twin: `queries/verify.sql`."""
    head = [str(draft.school_id)]
    for name in CONTENT_FIELDS:
        value = getattr(draft, name)
        head.append("" if value is None else str(value))
    body = LINE.join(f"{line[0]}:{line[1]}:{line[2]}:{line[3]}" for line in sorted(lines))
    return sha256((FIELD.join(head) + FIELD + body).encode()).digest()


def problem_of(lines: Sequence[Line]) -> str:
    """The name of the first rule that the lines break by themselves, or an empty string."""
    if not lines:
        return "no_lines"
    if any(line.copies <= 0 for line in lines):
        return "copies"
    if any(line.from_account_id == line.to_account_id for line in lines):
        return "same_account"
    return ""


def mirrored(lines: Sequence[Line]) -> list[Line]:
    """The lines that undo these, in the same order."""
    return [Line(line.lot_id, line.to_account_id, line.from_account_id, line.copies) for line in lines]

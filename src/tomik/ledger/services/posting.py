"""Posting: entries and their lines written as one statement each, idempotent by (school, uid)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from tomik.kernel import locks
from tomik.kernel.errors import Conflict
from tomik.ledger.errors import BrokenRule, refusals
from tomik.ledger.models import Entry, Transfer
from tomik.ledger.rules import CONTENT_FIELDS, Draft, Line, fingerprint, problem_of

CHUNK_LINES = 50_000
"""Lines per statement: bounds the memory of the transition table; documents are never split."""

_INSERT_ENTRIES = """
INSERT INTO ledger_entry (school_id, uid, kind, occurred_on, actor_id, document_kind, document_uid, document_number,
                          note, reverses_id, fingerprint, lines, copies)
SELECT * FROM unnest(%s::bigint[], %s::uuid[], %s::text[], %s::date[], %s::bigint[], %s::text[], %s::uuid[],
                     %s::text[], %s::text[], %s::bigint[], %s::bytea[], %s::integer[], %s::bigint[])
ON CONFLICT (school_id, uid) DO NOTHING
RETURNING *
"""
_INSERT_LINES = """
INSERT INTO ledger_transfer (entry_id, line_no, school_id, occurred_on, lot_id, from_account_id, to_account_id, copies)
SELECT d.entry_id, l.line_no, d.school_id, d.occurred_on, l.lot_id, l.from_account_id, l.to_account_id, l.copies
  FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::text[], %s::text[], %s::text[], %s::text[])
       AS d(entry_id, school_id, occurred_on, lots, sources, targets, copies),
       unnest(d.lots::bigint[], d.sources::bigint[], d.targets::bigint[], d.copies::integer[]) WITH ORDINALITY
       AS l(lot_id, from_account_id, to_account_id, copies, line_no)
"""


@dataclass(frozen=True, slots=True)
class Posted:
    """The entry of a request; `created` is false when an earlier request has written it."""

    entry: Entry
    created: bool


_Key = tuple[int, UUID]


@dataclass(frozen=True, slots=True)
class _Document:
    draft: Draft
    lines: Sequence[Line]
    fingerprint: bytes

    @property
    def key(self) -> _Key:
        return self.draft.school_id, self.draft.uid


def post_entry(draft: Draft, lines: Sequence[Line]) -> Posted:
    """Write one entry; see `post_entries`. Once per transaction: for several documents use `post_entries`."""
    return post_entries([(draft, lines)])[0]


def post_entries(documents: Sequence[tuple[Draft, Sequence[Line]]]) -> list[Posted]:
    """Write many entries, all or none, inside the caller's transaction; results in the order given.

    The same (school, uid) with the same content gives the first result; with other content raises `Conflict`
    whose context names the field. Raises `InsufficientCopies` with every short account, `PeriodClosed`,
    `AlreadyReversed`, `BrokenRule`, `Busy`; after a refusal the transaction stays usable and nothing is written.
    Takes the posting lock of every school, shared (exclusively when the lines need several statements, whose
    row locks would not be in one order), then balances in (account, lot) order. RuntimeError outside a transaction.
    Once per transaction, or after taking the posting lock of the schools exclusively: docs/ledger.md says why.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("entries are posted inside a transaction")
    batch = [_Document(draft, lines, _checked(draft, lines)) for draft, lines in documents]
    if not batch:
        return []
    many = sum(len(document.lines) for document in batch) > CHUNK_LINES
    schools = {document.draft.school_id for document in batch}
    locks.take(locks.LockSpace.SCHOOL_POSTING, schools, shared=not many)
    with refusals(), transaction.atomic():
        written, created = _write(batch)
    return [Posted(written[document.key], document.key in created) for document in batch]


def _checked(draft: Draft, lines: Sequence[Line]) -> bytes:
    if rule := problem_of(lines):
        raise BrokenRule(rule=rule)
    return fingerprint(draft, lines)


def _write(batch: list[_Document]) -> tuple[dict[_Key, Entry], set[_Key]]:
    """Write what is not there yet; returns the entry of every key and the keys of the new ones."""
    first: dict[_Key, _Document] = {}
    for document in sorted(batch, key=lambda one: one.key):
        first.setdefault(document.key, document)
    # No look before the leap: the unique index decides, and only what it has refused is read.
    made = _insert_entries(list(first.values()))
    written = made | _existing(key for key in first if key not in made)
    for document in batch:
        _same_or_conflict(document, written[document.key])
    for chunk in _chunks([document for key, document in first.items() if key in made]):
        _insert_lines(chunk, written)
    return written, set(made)


def _existing(keys: Iterable[_Key]) -> dict[_Key, Entry]:
    wanted = list(keys)
    if not wanted:
        return {}
    found = Entry.objects.filter(school_id__in={key[0] for key in wanted}, uid__in=[key[1] for key in wanted])
    return {(entry.school_id, entry.uid): entry for entry in found}


def _same_or_conflict(document: _Document, entry: Entry) -> None:
    if document.fingerprint == bytes(entry.fingerprint):
        return
    differing = [name for name in CONTENT_FIELDS if getattr(entry, name) != getattr(document.draft, name)]
    field = differing[0] if differing else "lines"
    raise Conflict(_("This operation was carried out before with other content: %s.") % field, field=field)


def _insert_entries(documents: list[_Document]) -> dict[_Key, Entry]:
    rows = [_entry_row(document) for document in documents]
    made = Entry.objects.raw(_INSERT_ENTRIES, [list(column) for column in zip(*rows, strict=True)])
    return {(entry.school_id, entry.uid): entry for entry in made}


def _entry_row(document: _Document) -> tuple[Any, ...]:
    draft = document.draft
    return (
        draft.school_id,
        draft.uid,
        str(draft.kind),
        draft.occurred_on,
        draft.actor_id,
        draft.document_kind,
        draft.document_uid,
        draft.document_number,
        draft.note,
        draft.reverses_id,
        document.fingerprint,
        len(document.lines),
        sum(line[3] for line in document.lines),
    )


def _chunks(documents: list[_Document]) -> Iterator[list[_Document]]:
    chunk: list[_Document] = []
    size = 0
    for document in documents:
        if chunk and size + len(document.lines) > CHUNK_LINES:
            yield chunk
            chunk, size = [], 0
        chunk.append(document)
        size += len(document.lines)
    if chunk:
        yield chunk


def _insert_lines(documents: list[_Document], entries: dict[_Key, Entry]) -> None:
    rows = [
        (
            entries[document.key].pk,
            document.draft.school_id,
            document.draft.occurred_on,
            *_line_columns(document.lines),
        )
        for document in documents
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT_LINES, [list(column) for column in zip(*rows, strict=True)])


def _line_columns(lines: Sequence[Line]) -> list[str]:
    """Lot, source, target and copies as array literals: ten times faster than the driver's adaptation of lists."""
    return ["{" + ",".join(map(str, column)) + "}" for column in zip(*lines, strict=True)]


def lines_of(entry_id: int) -> list[Line]:
    """The lines of an entry in their order."""
    rows = Transfer.objects.filter(entry_id=entry_id).order_by("line_no")
    return [Line(*row) for row in rows.values_list("lot_id", "from_account_id", "to_account_id", "copies")]

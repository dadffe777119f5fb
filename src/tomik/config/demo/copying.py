"""Rows written by COPY with identifiers reserved beforehand: tens of thousands of rows in a second."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

CHUNK_ROWS = 20_000
_FOREIGN_KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint
 WHERE contype = 'f' AND conrelid = ANY(%s::text[]::regclass[]) ORDER BY 1, 2
"""
_INDEXES = """
SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i
 WHERE indrelid = ANY(%s::text[]::regclass[])
   AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
 ORDER BY 1
"""


def reserve(table: str, count: int) -> range:
    """Take `count` identifiers of a table from its sequence. The caller is the only writer of the table."""
    if count == 0:
        return range(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
        first = int(cursor.fetchone()[0])
        cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count - 1])
    return range(first, first + count)


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Write the rows and return how many. Values are numbers, dates, identifiers, plain text, booleans or None.

    Text must not hold tabs, line ends or backslashes: ours is invented and does not.
    """
    written = 0
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        chunk: list[str] = []
        for row in rows:
            chunk.append("\t".join(["\\N" if value is None else str(value) for value in row]))
            if len(chunk) >= CHUNK_ROWS:
                written += len(chunk)
                copy.write("\n".join(chunk) + "\n")
                chunk = []
        if chunk:
            written += len(chunk)
            copy.write("\n".join(chunk) + "\n")
    return written


@contextmanager
def bare(*tables: str) -> Iterator[None]:
    """Take foreign keys and plain indexes off the tables while they are filled, and put them back afterwards.

    Checked and built once over the whole table they cost a third of row by row. Needs the owner and a transaction;
    the tables are locked until it ends. A row that breaks a key makes putting it back fail, so nothing slips through.
    """
    with connection.cursor() as cursor:
        # Events that still wait on these tables would forbid altering them.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(_FOREIGN_KEYS, [list(tables)])
        keys = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for table, name, _ in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _ in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '128MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")

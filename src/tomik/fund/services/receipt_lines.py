"""Lines of a receipt in the database: written and read all at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from tomik.fund.models import Receipt
from tomik.fund.receipt_rules import ReceiptLineDraft
from tomik.kernel.arrays import array

FIELDS = tuple(ReceiptLineDraft.__dataclass_fields__)
OF_DRAFT = {"copies_on_paper": "by_papers"}
"""Fields of a stored line → what a draft calls them."""

_INSERT = """
INSERT INTO fund_receiptline (receipt_id, school_id, line_no, edition_id, price_kopecks, copies, copies_on_paper,
                              copies_damaged, copies_wrong, year, vat_percent, condition, on_balance, is_individual, note)
SELECT %s, %s, l.* FROM unnest(%s::integer[], %s::bigint[], %s::bigint[], %s::integer[], %s::integer[], %s::integer[],
                               %s::integer[], %s::smallint[], %s::smallint[], %s::text[], %s::boolean[], %s::boolean[],
                               %s::text[]) AS l
"""
_TITLES = """
SELECT e.id, s.is_consumable
  FROM catalogue_edition e JOIN catalogue_editionset s ON s.id = e.edition_set_id
 WHERE e.id = ANY(%s::bigint[])
"""


class Stored(NamedTuple):
    """What a posting needs of a line: of hundreds of lines nothing more is read."""

    line_no: int
    edition_id: int
    year: int | None
    price_kopecks: int
    copies_on_paper: int
    copies: int
    copies_damaged: int
    copies_wrong: int
    condition: str
    on_balance: bool
    is_individual: bool
    is_consumable: bool

    @property
    def differs(self) -> bool:
        """Whether the delivery is not what the papers say."""
        return self.copies_on_paper != self.copies or self.copies_damaged > 0 or self.copies_wrong > 0


def titles_of(edition_ids: Iterable[int]) -> dict[int, bool]:
    """Those of the editions that the catalogue has: whether they are handed out for good."""
    with connection.cursor() as cursor:
        cursor.execute(_TITLES, [array(set(edition_ids))])
        return dict(cursor.fetchall())


def editions_by_uid(uids: Iterable[UUID]) -> dict[UUID, int]:
    """Keys of those of the editions that the catalogue has."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT uid, id FROM catalogue_edition WHERE uid = ANY(%s::uuid[])", [array(set(uids))]
        )
        return dict(cursor.fetchall())


def insert_lines(
    receipt: Receipt, lines: Sequence[ReceiptLineDraft], consumable: dict[int, bool]
) -> list[Stored]:
    """Write all lines in one statement; the lines as a posting needs them. `consumable`: by edition."""
    columns = [array(getattr(line, OF_DRAFT.get(name, name)) for line in lines) for name in FIELDS]
    numbers = array(range(1, len(lines) + 1))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [receipt.pk, receipt.school_id, numbers, *columns])
    return [
        Stored(
            line_no=number,
            edition_id=line.edition_id,
            year=line.year,
            price_kopecks=line.price_kopecks,
            copies_on_paper=line.by_papers,
            copies=line.copies,
            copies_damaged=line.copies_damaged,
            copies_wrong=line.copies_wrong,
            condition=line.condition,
            on_balance=line.on_balance,
            is_individual=line.is_individual,
            is_consumable=consumable[line.edition_id],
        )
        for number, line in enumerate(lines, start=1)
    ]


def stored_lines(receipt: Receipt) -> list[Stored]:
    """The lines of a draft, in order."""
    names = [*Stored._fields[:-1], "edition__edition_set__is_consumable"]
    return [Stored(*row) for row in receipt.lines.order_by("line_no").values_list(*names)]

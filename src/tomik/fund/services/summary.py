"""Entering an act in the summary book: its record numbers, one per book and part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tomik.fund.models import NumberSeries, SummaryRecord
from tomik.fund.services.numbering import take_numbers
from tomik.ledger.public import Entry

_PLACES = """
SELECT DISTINCT t.entry_id, CASE WHEN s.kind IN ('textbook', 'aid', 'workbook') THEN 'textbooks' ELSE 'main' END,
       CASE WHEN a.kind IN ('supplier', 'surplus_found') THEN 1 ELSE 2 END
  FROM ledger_account a
  JOIN ledger_transfer t ON a.id IN (t.from_account_id, t.to_account_id)
  JOIN ledger_lot l ON l.id = t.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
 WHERE a.school_id = %s AND a.kind IN ('supplier', 'surplus_found', 'written_off', 'lost') AND t.entry_id = ANY(%s::bigint[])
"""
_SERIES = {
    ("textbooks", 1): NumberSeries.Series.SUMMARY_IN_TEXTBOOKS,
    ("textbooks", 2): NumberSeries.Series.SUMMARY_OUT_TEXTBOOKS,
    ("main", 1): NumberSeries.Series.SUMMARY_IN_MAIN,
    ("main", 2): NumberSeries.Series.SUMMARY_OUT_MAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryNote:
    """What the record says beside the figures. `reason` and `direction`: part 2 only."""

    entry: Entry
    source: str = ""
    papers: str = ""
    reason: str = ""
    direction: str = ""
    note: str = ""


def enter_in_summary(school_id: int, notes: Sequence[SummaryNote]) -> list[SummaryRecord]:
    """Give the entries their records, inside the transaction that posts them; those that move nothing in or out get none.

    Repeating gives the same records. Call it after the posting: the series of numbers are locked last.
    """
    by_entry = {note.entry.pk: note for note in notes}
    known = {
        (record.entry_id, record.book, record.part): record
        for record in SummaryRecord.objects.filter(entry_id__in=by_entry)
    }
    wanted: dict[tuple[str, int, int], list[SummaryNote]] = defaultdict(list)
    for entry_id, book, part in sorted(_places(school_id, list(by_entry))):
        if (entry_id, book, part) not in known:
            note = by_entry[entry_id]
            wanted[book, part, _year(note.entry.occurred_on, part)].append(note)
    made = [
        record
        for (book, part, year), group in sorted(wanted.items())
        for record in _records(school_id, SummaryRecord.Book(book), part, year=year, notes=group)
    ]
    return [*known.values(), *SummaryRecord.objects.bulk_create(made)]


def _year(day: date, part: int) -> int:
    """Numbers of part 1 start anew every calendar year, those of part 2 go on."""
    return day.year if part == SummaryRecord.Part.RECEIVED else 0


def _places(school_id: int, entry_ids: list[int]) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, [school_id, entry_ids])
        return [(entry_id, book, part) for entry_id, book, part in cursor.fetchall()]


def _records(
    school_id: int, book: SummaryRecord.Book, part: int, *, year: int, notes: Sequence[SummaryNote]
) -> list[SummaryRecord]:
    ordered = sorted(notes, key=lambda note: (note.entry.occurred_on, note.entry.pk))
    numbers = take_numbers(school_id, _SERIES[book.value, part], len(ordered), year=year)
    is_departure = part == SummaryRecord.Part.LEFT
    return [
        SummaryRecord(
            school_id=school_id,
            book=book,
            part=part,
            year=year,
            number=number,
            entry=note.entry,
            recorded_on=note.entry.occurred_on,
            source=note.source,
            papers=note.papers,
            reason=note.reason if is_departure else "",
            direction=note.direction if is_departure else "",
            note=note.note,
        )
        for number, note in zip(numbers, ordered, strict=True)
    ]

"""Entering an act in the summary book: its record numbers, one per book and part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from tomik.fund.models import NumberSeries, SummaryRecord
from tomik.fund.services.numbering import take_numbers
from tomik.kernel.arrays import array
from tomik.ledger.public import Entry

_PLACES = """
WITH moved AS (
  SELECT t.entry_id, t.lot_id, a.kind FROM ledger_transfer t JOIN ledger_account a ON a.id = t.from_account_id
   WHERE t.entry_id = ANY(%(entries)s::bigint[]) AND a.school_id = t.school_id AND a.kind = ANY(%(kinds)s::text[])
  UNION ALL
  SELECT t.entry_id, t.lot_id, a.kind FROM ledger_transfer t JOIN ledger_account a ON a.id = t.to_account_id
   WHERE t.entry_id = ANY(%(entries)s::bigint[]) AND a.school_id = t.school_id AND a.kind = ANY(%(kinds)s::text[])
)
SELECT DISTINCT m.entry_id, CASE WHEN s.kind IN ('textbook', 'aid', 'workbook', 'ebook') THEN 'textbooks' ELSE 'main' END,
       CASE WHEN m.kind IN ('supplier', 'surplus_found') THEN 1 ELSE 2 END
  FROM moved m
  JOIN ledger_lot l ON l.id = m.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
"""
_KINDS = ("supplier", "surplus_found", "written_off", "lost")
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
    """Give the entries of a school their records, inside the transaction that posts them; those that move nothing in or
    out get none.

    Repeating gives the same records. Call it after the posting: the series of numbers are locked last.
    """
    return enter_all_in_summary([note for note in notes if note.entry.school_id == school_id])


def enter_all_in_summary(notes: Sequence[SummaryNote]) -> list[SummaryRecord]:
    """The same for entries of many schools. Locks series school by school: for a sole writer (the demo)."""
    by_entry = {note.entry.pk: note for note in notes}
    known = {
        (record.entry_id, record.book, record.part): record
        for record in SummaryRecord.objects.filter(entry_id__in=by_entry)
    }
    wanted: dict[tuple[int, str, int, int], list[SummaryNote]] = defaultdict(list)
    for entry_id, book, part in sorted(_places(list(by_entry))):
        if (entry_id, book, part) not in known:
            note = by_entry[entry_id]
            wanted[note.entry.school_id, book, part, _year(note.entry.occurred_on, part)].append(note)
    made = [
        record
        for (school_id, book, part, year), group in sorted(wanted.items())
        for record in _records(school_id, SummaryRecord.Book(book), part, year=year, notes=group)
    ]
    return [*known.values(), *SummaryRecord.objects.bulk_create(made)]


def _year(day: date, part: int) -> int:
    """Numbers of part 1 start anew every calendar year, those of part 2 go on."""
    return day.year if part == SummaryRecord.Part.RECEIVED else 0


def _places(entry_ids: list[int]) -> list[tuple[int, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PLACES, {"entries": array(entry_ids), "kinds": array(_KINDS)})
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

"""The summary book (КСУ) as of any day: read from the ledger, never counted separately.

What came from or went to an outer account (supplier, surplus found; written off, lost) is a movement of the book; the
opening balance is its beginning. A reversal counts below zero in the part of what it reverses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from typing import Any

from django.db import connection

from tomik.fund.models import SummaryRecord

DAWN = date(1900, 1, 1)

_MOVED = """
WITH outside AS MATERIALIZED (
  SELECT id, kind FROM ledger_account WHERE school_id = ANY(%(schools)s::bigint[]) AND may_go_negative
), moved AS (
  SELECT t.school_id, t.entry_id, t.lot_id, o.kind, t.copies::bigint AS copies
    FROM outside o JOIN ledger_transfer t ON t.from_account_id = o.id
   WHERE t.occurred_on BETWEEN %(first)s AND %(last)s
  UNION ALL
  SELECT t.school_id, t.entry_id, t.lot_id, o.kind, -t.copies::bigint
    FROM outside o JOIN ledger_transfer t ON t.to_account_id = o.id
   WHERE t.occurred_on BETWEEN %(first)s AND %(last)s
), line AS (
  SELECT m.school_id, m.entry_id, s.id AS set_id, s.parts, s.kind, s.grade_from, s.bbk,
         CASE WHEN s.kind IN ('textbook', 'aid', 'workbook') THEN 'textbooks' ELSE 'main' END AS book,
         CASE m.kind WHEN 'opening' THEN 0 WHEN 'supplier' THEN 1 WHEN 'surplus_found' THEN 1 ELSE 2 END AS part,
         CASE WHEN {counts_departures} AND m.kind IN ('written_off', 'lost') THEN -m.copies ELSE m.copies END AS copies,
         l.price_kopecks, l.on_balance
    FROM moved m
    JOIN ledger_lot l ON l.id = m.lot_id
    JOIN catalogue_edition e ON e.id = l.edition_id
    JOIN catalogue_editionset s ON s.id = e.edition_set_id
), by_set AS (
  SELECT {key}, set_id, min(kind) AS kind, min(grade_from) AS grade_from, min(bbk) AS bbk,
         sum(copies) AS copies, sum(copies) / min(parts) AS sets, sum(copies * price_kopecks) AS kopecks,
         coalesce(sum(copies) FILTER (WHERE on_balance), 0) AS balance_copies,
         coalesce(sum(copies * price_kopecks) FILTER (WHERE on_balance), 0) AS balance_kopecks
    FROM line
   GROUP BY {key}, set_id
), figure AS (
  SELECT {key}, {figures}
    FROM by_set
   GROUP BY {key}
)
"""
_CLASSES = {
    "bbk_nature": "bbk LIKE '2%%'",
    "bbk_applied": "bbk ~ '^[345]'",
    "bbk_humanities": "bbk ~ '^[68]' AND bbk !~ '^8[45]'",
    "bbk_general": "bbk LIKE '9%%'",
    "bbk_teaching": "bbk LIKE '74%%'",
    "bbk_arts": "bbk ~ '^(75|85)'",
    "bbk_fiction": "bbk LIKE '84%%' OR (bbk = '' AND kind = 'fiction')",
}
"""Classes of the summary book of the main fund → condition over a set (ББК, classes of Prikaz 1077 practice)."""
_KINDS = {"textbooks": "textbook", "aids": "aid", "workbooks": "workbook"}
_GRADES = {"primary": "<= 4", "basic": "BETWEEN 5 AND 9", "secondary": ">= 10"}
_FIGURES = ", ".join(
    [
        "sum(copies)::bigint AS copies",
        "sum(sets)::bigint AS sets",
        "count(*) FILTER (WHERE copies <> 0)::bigint AS titles",
        "sum(kopecks)::bigint AS kopecks",
        "sum(balance_copies)::bigint AS balance_copies",
        "sum(balance_kopecks)::bigint AS balance_kopecks",
        *(
            f"coalesce(sum(copies) FILTER (WHERE grade_from {rule}), 0)::bigint AS {name}"
            for name, rule in _GRADES.items()
        ),
        *(
            f"coalesce(sum(copies) FILTER (WHERE kind = '{kind}'), 0)::bigint AS {name}"
            for name, kind in _KINDS.items()
        ),
        *(
            f"coalesce(sum(copies) FILTER (WHERE {rule}), 0)::bigint AS {name}"
            for name, rule in _CLASSES.items()
        ),
    ]
)


@dataclass(slots=True)
class Figures:
    """What a line of the book counts: copies, sets, titles, kopecks, and copies by balance, grades, kind and class.

    `sets` counts a textbook of n parts once per n copies. `titles` of a sum of records is a sum of their titles.
    """

    copies: int = 0
    sets: int = 0
    titles: int = 0
    kopecks: int = 0
    balance_copies: int = 0
    balance_kopecks: int = 0
    primary: int = 0
    basic: int = 0
    secondary: int = 0
    textbooks: int = 0
    aids: int = 0
    workbooks: int = 0
    bbk_nature: int = 0
    bbk_applied: int = 0
    bbk_humanities: int = 0
    bbk_general: int = 0
    bbk_teaching: int = 0
    bbk_arts: int = 0
    bbk_fiction: int = 0

    @property
    def off_balance(self) -> int:
        """Copies that are not on balance."""
        return self.copies - self.balance_copies

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) + getattr(other, name) for name in FIGURE_NAMES))

    def __sub__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, name) - getattr(other, name) for name in FIGURE_NAMES))


FIGURE_NAMES = tuple(one.name for one in fields(Figures))


@dataclass(slots=True)
class Record:
    """A line of part 1 or 2. Without a number it was never entered in the book: `fund_problems` tells of it."""

    entry_id: int
    entry_uid: object
    number: int | None
    recorded_on: date
    document_number: str
    document_uid: object
    document_kind: str
    source: str
    papers: str
    reason: str
    direction: str
    note: str
    is_reversal: bool
    figures: Figures = field(default_factory=Figures)


def _figures_by(key: str, *, counts_departures: bool) -> str:
    """The beginning of a query: `figure` by the columns of `key`. Departures are counted, or subtracted from the stock."""
    return _MOVED.format(key=key, figures=_FIGURES, counts_departures=str(counts_departures).upper())


_NAMES = ", ".join(f"f.{name}" for name in FIGURE_NAMES)
_RECORDS = (
    _figures_by("entry_id, book, part", counts_departures=True)
    + f"""
SELECT e.id, e.uid, r.number, e.occurred_on, e.document_number, e.document_uid, e.document_kind,
       coalesce(r.source, ''), coalesce(r.papers, ''), coalesce(r.reason, ''), coalesce(r.direction, ''),
       coalesce(r.note, e.note), e.reverses_id IS NOT NULL, {_NAMES}
  FROM figure f
  JOIN ledger_entry e ON e.id = f.entry_id
  LEFT JOIN fund_summaryrecord r ON r.entry_id = e.id AND r.book = f.book AND r.part = f.part
 WHERE f.book = %(book)s AND f.part = %(part)s
 ORDER BY e.occurred_on, r.number NULLS LAST, e.id
"""
)
_MOVEMENT = (
    _figures_by("school_id, book, part", counts_departures=True)
    + f"SELECT school_id, part, {_NAMES} FROM figure f WHERE book = %(book)s"
)
_STOCK = (
    _figures_by("school_id, book", counts_departures=False)
    + f"SELECT school_id, 0, {_NAMES} FROM figure f WHERE book = %(book)s"
)


def records(school_id: int, book: str, part: int, *, first: date, last: date) -> list[Record]:
    """Lines of a part of the book from one day to another, both inclusive, in the order of the book."""
    values: dict[str, Any] = {
        "schools": [school_id],
        "book": book,
        "part": int(part),
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORDS, values)
        return [_record(row) for row in cursor.fetchall()]


def _record(row: tuple[Any, ...]) -> Record:
    said = len(fields(Record)) - 1
    return Record(*[*row[:said], Figures(*row[said:])])


@dataclass(slots=True)
class Period:
    """Part 3 of the book: at the beginning + received − left = at the end.

    That holds for copies, sums and their breakdowns; titles and sets at both ends are those that are there.
    """

    first: date
    last: date
    opening: Figures = field(default_factory=Figures)
    received: Figures = field(default_factory=Figures)
    left: Figures = field(default_factory=Figures)
    closing: Figures = field(default_factory=Figures)


def movement(school_ids: Iterable[int], book: str, *, first: date, last: date) -> dict[int, Period]:
    """Part 3 of many schools at once. Opening balances entered within the period count as its beginning."""
    schools = sorted(set(school_ids))
    periods = {school: Period(first, last) for school in schools}
    for school, _part, figures in _sums(_STOCK, schools, book, (DAWN, first - timedelta(days=1))):
        periods[school].opening = figures
    for school, _part, figures in _sums(_STOCK, schools, book, (DAWN, last)):
        periods[school].closing = figures
    for school, part, figures in _sums(_MOVEMENT, schools, book, (first, last)):
        period = periods[school]
        if part == 0:
            period.opening += figures
        elif part == SummaryRecord.Part.RECEIVED:
            period.received = figures
        else:
            period.left = figures
    return periods


def stock(school_ids: Iterable[int], book: str, *, as_of: date) -> dict[int, Figures]:
    """What each school has at the end of a day."""
    schools = sorted(set(school_ids))
    found = {school: Figures() for school in schools}
    found.update({school: figures for school, _part, figures in _sums(_STOCK, schools, book, (DAWN, as_of))})
    return found


def _sums(
    query: str, schools: Sequence[int], book: str, days: tuple[date, date]
) -> Iterable[tuple[int, int, Figures]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"schools": list(schools), "book": book, "first": days[0], "last": days[1]})
        for school, part, *figures in cursor.fetchall():
            yield school, part, Figures(*figures)

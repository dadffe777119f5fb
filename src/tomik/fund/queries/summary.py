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

_LINES = """
WITH outside AS MATERIALIZED (
  SELECT id, kind FROM ledger_account
   WHERE school_id = ANY(%(schools)s::bigint[]) AND may_go_negative AND kind = ANY(%(kinds)s::text[])
), moved AS (
  SELECT t.school_id, t.entry_id, t.lot_id, t.occurred_on, o.kind, t.copies::bigint AS copies
    FROM outside o JOIN ledger_transfer t ON t.from_account_id = o.id
   WHERE t.occurred_on BETWEEN %(first)s AND %(last)s
  UNION ALL
  SELECT t.school_id, t.entry_id, t.lot_id, t.occurred_on, o.kind, -t.copies::bigint
    FROM outside o JOIN ledger_transfer t ON t.to_account_id = o.id
   WHERE t.occurred_on BETWEEN %(first)s AND %(last)s
), shape AS NOT MATERIALIZED (
  SELECT s.id AS set_id, s.parts, s.grade_from,
         CASE WHEN s.kind IN ('aid', 'workbook') AND s.title_key ~ 'атлас|контурн' THEN 'map' ELSE s.kind END AS kind,
         CASE WHEN s.kind IN ('textbook', 'aid', 'workbook', 'ebook') THEN NULL
              WHEN s.bbk LIKE 'Д%%' OR s.grade_to <= 2 THEN 'early'
              WHEN s.bbk LIKE '2%%' THEN 'nature'
              WHEN s.bbk ~ '^[345]' THEN 'applied'
              WHEN s.bbk LIKE '74%%' THEN 'teaching'
              WHEN s.bbk ~ '^(75|85)' THEN 'arts'
              WHEN s.bbk LIKE '84%%' OR (s.bbk = '' AND s.kind = 'fiction') THEN 'fiction'
              WHEN s.bbk ~ '^[678]' THEN 'humanities'
              WHEN s.bbk LIKE '9%%' THEN 'general' ELSE 'other' END AS class
    FROM catalogue_editionset s
   WHERE (s.kind IN ('textbook', 'aid', 'workbook', 'ebook')) = (%(book)s = 'textbooks')
), line AS (
  SELECT m.school_id, m.entry_id, m.occurred_on, e.edition_set_id AS set_id, m.copies AS net,
         CASE m.kind WHEN 'opening' THEN 0 WHEN 'supplier' THEN 1 WHEN 'surplus_found' THEN 1 ELSE 2 END AS part,
         CASE WHEN m.kind IN ('written_off', 'lost') THEN -m.copies ELSE m.copies END AS copies,
         l.price_kopecks, l.on_balance, l.source AS money, shape.parts, shape.kind, shape.grade_from, shape.class
    FROM moved m
    JOIN ledger_lot l ON l.id = m.lot_id
    JOIN catalogue_edition e ON e.id = l.edition_id
    JOIN shape ON shape.set_id = e.edition_set_id
)"""
# A textbook of several parts is one title: the figures of a record are sums over its titles.
_BY_SET = """,
by_set AS (
  SELECT {key}, set_id, kind, grade_from, class, sum(copies)::bigint AS copies, sum(copies)::bigint / parts AS sets,
         sum(copies * price_kopecks)::bigint AS kopecks,
         coalesce(sum(copies) FILTER (WHERE on_balance), 0)::bigint AS balance_copies,
         coalesce(sum(copies * price_kopecks) FILTER (WHERE on_balance), 0)::bigint AS balance_kopecks
    FROM line
   GROUP BY {key}, set_id, parts, kind, grade_from, class
), figure AS (SELECT {key}, {figures} FROM by_set GROUP BY {key})
"""
# The stock at the end of several days: what each title gained between them, then running sums.
_STOCK_BY_SET = """,
gain AS (
  SELECT school_id, set_id, width_bucket(occurred_on, %(after)s::date[]) AS slot,
         sum(net)::bigint AS copies, sum(net * price_kopecks)::bigint AS kopecks,
         coalesce(sum(net) FILTER (WHERE on_balance), 0)::bigint AS balance_copies,
         coalesce(sum(net * price_kopecks) FILTER (WHERE on_balance), 0)::bigint AS balance_kopecks
    FROM line
   GROUP BY school_id, set_id, slot
), title AS (
  SELECT DISTINCT school_id, set_id, parts, kind, grade_from, class FROM line
), held AS (
  SELECT t.*, place, coalesce(sum(g.copies) OVER w, 0)::bigint AS copies, coalesce(sum(g.kopecks) OVER w, 0)::bigint AS kopecks,
         coalesce(sum(g.balance_copies) OVER w, 0)::bigint AS balance_copies,
         coalesce(sum(g.balance_kopecks) OVER w, 0)::bigint AS balance_kopecks
    FROM title t
   CROSS JOIN generate_series(1, cardinality(%(after)s::date[])) AS place
    LEFT JOIN gain g ON g.school_id = t.school_id AND g.set_id = t.set_id AND g.slot = place - 1
  WINDOW w AS (PARTITION BY t.school_id, t.set_id ORDER BY place)
), by_set AS (
  SELECT held.*, copies / parts AS sets FROM held
),
figure AS (SELECT school_id, place, {figures} FROM by_set GROUP BY school_id, place)
"""
_CLASSES = ("early", "nature", "applied", "humanities", "general", "teaching", "arts", "fiction", "other")
"""Sections of the main fund by ББК; each copy is in one: 2; 3, 4, 5; 6–8 without the next; 9; 74; 75 and 85; 84; none.

`early` is what is for children before school and grades 1–2."""
_KINDS = {
    "textbooks": "textbook",
    "aids": "aid",
    "workbooks": "workbook",
    "maps": "map",
    "ebooks": "ebook",
    "audiovisual": "audiovisual",
    "fiction": "fiction",
    "reference": "reference",
}
_GRADES = {"primary": "<= 4", "basic": "BETWEEN 5 AND 9", "secondary": ">= 10"}
_FIGURES = ", ".join(
    [
        "sum(copies)::bigint AS copies",
        "sum(sets)::bigint AS sets",
        "sum(sign(copies))::bigint AS titles",
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
            f"coalesce(sum(copies) FILTER (WHERE class = '{name}'), 0)::bigint AS bbk_{name}"
            for name in _CLASSES
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
    maps: int = 0
    ebooks: int = 0
    audiovisual: int = 0
    fiction: int = 0
    reference: int = 0
    bbk_early: int = 0
    bbk_nature: int = 0
    bbk_applied: int = 0
    bbk_humanities: int = 0
    bbk_general: int = 0
    bbk_teaching: int = 0
    bbk_arts: int = 0
    bbk_fiction: int = 0
    bbk_other: int = 0

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
    money: str
    """Sources of money of its lots, through commas."""
    figures: Figures = field(default_factory=Figures)


_NAMES = ", ".join(f"f.{name}" for name in FIGURE_NAMES)
_RECORDS = (
    _LINES
    + _BY_SET.format(key="entry_id", figures=_FIGURES)
    + f"""
SELECT e.id, e.uid, r.number, e.occurred_on, e.document_number, e.document_uid, e.document_kind,
       coalesce(r.source, ''), coalesce(r.papers, ''), coalesce(r.reason, ''), coalesce(r.direction, ''),
       coalesce(r.note, e.note), e.reverses_id IS NOT NULL, m.money, {_NAMES}
  FROM figure f
  JOIN (SELECT entry_id, coalesce(string_agg(DISTINCT nullif(money, ''), ','), '') AS money FROM line GROUP BY entry_id) m
    ON m.entry_id = f.entry_id
  JOIN ledger_entry e ON e.id = f.entry_id
  LEFT JOIN fund_summaryrecord r ON r.entry_id = e.id AND r.book = %(book)s AND r.part = %(part)s
 ORDER BY e.occurred_on, r.number NULLS LAST, e.id
"""
)
_MOVEMENT = (
    _LINES
    + """, period AS (
  SELECT * FROM unnest(%(firsts)s::date[], %(lasts)s::date[]) WITH ORDINALITY AS p(first, last, place)
), timed AS (SELECT l.*, p.place FROM line l JOIN period p ON l.occurred_on BETWEEN p.first AND p.last)"""
    + _BY_SET.format(key="school_id, place, part", figures=_FIGURES).replace("FROM line\n", "FROM timed\n")
    + f"SELECT school_id, place, part, {_NAMES} FROM figure f"
)
_STOCK = _LINES + _STOCK_BY_SET.format(figures=_FIGURES) + f"SELECT school_id, place, {_NAMES} FROM figure f"
_KINDS_OF = {
    SummaryRecord.Part.RECEIVED: ["supplier", "surplus_found"],
    SummaryRecord.Part.LEFT: ["written_off", "lost"],
}
_ALL_KINDS = ["opening", *(kind for kinds in _KINDS_OF.values() for kind in kinds)]


def records(school_id: int, book: str, part: int, *, first: date, last: date) -> list[Record]:
    """Lines of a part of the book from one day to another, both inclusive, in the order of the book."""
    values = {
        "schools": [school_id],
        "book": str(book),
        "part": int(part),
        "kinds": _KINDS_OF[SummaryRecord.Part(part)],
        "first": first,
        "last": last,
    }
    return [_record(row) for row in _rows(_RECORDS, values)]


def _rows(query: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


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
    return {school: periods[0] for school, periods in movements(school_ids, book, [(first, last)]).items()}


def movements(
    school_ids: Iterable[int], book: str, days: Sequence[tuple[date, date]]
) -> dict[int, list[Period]]:
    """Part 3 of many schools for many periods (the years of a book), in two readings of the ledger."""
    schools = sorted(set(school_ids))
    found = {school: [Period(first, last) for first, last in days] for school in schools}
    ends = sorted({first - timedelta(days=1) for first, _last in days} | {last for _first, last in days})
    held = stocks(schools, book, ends)
    for school, periods in found.items():
        for period in periods:
            period.opening = held[school][period.first - timedelta(days=1)]
            period.closing = held[school][period.last]
    values = _values(
        schools, book, first=min(first for first, _last in days), last=max(last for _first, last in days)
    )
    values |= {"firsts": [first for first, _last in days], "lasts": [last for _first, last in days]}
    for school, place, part, *figures in _rows(_MOVEMENT, values):
        period = found[school][place - 1]
        if part == 0:
            period.opening += Figures(*figures)
        elif part == SummaryRecord.Part.RECEIVED:
            period.received = Figures(*figures)
        else:
            period.left = Figures(*figures)
    return found


def _values(schools: Sequence[int], book: str, *, first: date, last: date) -> dict[str, Any]:
    return {"schools": list(schools), "book": str(book), "kinds": _ALL_KINDS, "first": first, "last": last}


def stocks(school_ids: Iterable[int], book: str, ends: Sequence[date]) -> dict[int, dict[date, Figures]]:
    """What each school has at the end of each of these days."""
    schools, days = sorted(set(school_ids)), sorted(set(ends))
    found = {school: {day: Figures() for day in days} for school in schools}
    values = _values(schools, book, first=DAWN, last=days[-1])
    values["after"] = [day + timedelta(days=1) for day in days]
    for school, place, *figures in _rows(_STOCK, values):
        found[school][days[place - 1]] = Figures(*figures)
    return found


def stock(school_ids: Iterable[int], book: str, *, as_of: date) -> dict[int, Figures]:
    """What each school has at the end of a day."""
    return {school: held[as_of] for school, held in stocks(school_ids, book, [as_of]).items()}

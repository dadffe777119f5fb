"""Registers of titles and copies, read from the ledger: cards and their journal, inventory book, what was given out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, OuterRef, QuerySet, Subquery

from tomik.catalogue.public import SetStatus
from tomik.fund.models import Card, Copy, SummaryRecord
from tomik.ledger.public import Entry

Row = dict[str, Any]

# The first receipt of a card is its first movement from outside that is no reversal.
_JOURNAL = """
SELECT c.uid, c.number, c.opened_on, c.edition_id, e.uid AS edition_uid, e.title, s.authors, s.publisher, s.grade_from, s.grade_to,
       coalesce(subject.name, '') AS subject, coalesce(c.year, e.year) AS year, coalesce(c.price_kopecks, first.price_kopecks) AS price_kopecks,
       first.copies AS first_copies, first.entry_uid, r.number AS record_number, coalesce(held.copies, 0)::bigint AS copies
  FROM fund_card c
  JOIN catalogue_edition e ON e.id = c.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN catalogue_subject subject ON subject.id = s.subject_id
  LEFT JOIN (
    SELECT DISTINCT ON (k.card_id) k.card_id, t.entry_id, n.uid AS entry_uid, l.price_kopecks,
           sum(t.copies) OVER (PARTITION BY k.card_id, t.entry_id)::bigint AS copies
      FROM fund_cardlot k
      JOIN ledger_lot l ON l.id = k.lot_id
      JOIN ledger_transfer t ON t.lot_id = k.lot_id
      JOIN ledger_account a ON a.id = t.from_account_id AND a.may_go_negative
      JOIN ledger_entry n ON n.id = t.entry_id AND n.reverses_id IS NULL
     WHERE k.school_id = %(school)s
     ORDER BY k.card_id, t.occurred_on, t.entry_id, t.line_no
  ) first ON first.card_id = c.id
  LEFT JOIN fund_summaryrecord r ON r.entry_id = first.entry_id AND r.part = 1
       AND r.book = CASE WHEN s.kind IN ('textbook', 'aid', 'workbook', 'ebook') THEN 'textbooks' ELSE 'main' END
  LEFT JOIN (
    SELECT k.card_id, sum(b.copies) AS copies
      FROM fund_cardlot k JOIN ledger_balance b ON b.lot_id = k.lot_id AND NOT b.may_go_negative
     WHERE k.school_id = %(school)s GROUP BY k.card_id
  ) held ON held.card_id = c.id
 WHERE c.school_id = %(school)s
 ORDER BY c.number
"""
_CARD_LINES = """
SELECT m.card_id, m.occurred_on, n.uid, n.document_number, n.kind, n.reverses_id IS NOT NULL, r.number,
       coalesce(r.papers, ''), coalesce(r.reason, ''), m.price_kopecks, m.part = 1, sum(m.copies)::bigint
  FROM (
    SELECT k.card_id, t.entry_id, t.occurred_on, l.price_kopecks,
           CASE WHEN a.kind IN ('written_off', 'lost') THEN 2 ELSE 1 END AS part,
           CASE WHEN (a.id = t.from_account_id) = (a.kind IN ('written_off', 'lost')) THEN -t.copies ELSE t.copies END AS copies
      FROM fund_cardlot k
      JOIN ledger_lot l ON l.id = k.lot_id
      JOIN ledger_transfer t ON t.lot_id = k.lot_id
      JOIN ledger_account a ON a.id IN (t.from_account_id, t.to_account_id) AND a.may_go_negative
     WHERE k.school_id = %(school)s AND k.card_id = ANY(%(cards)s::bigint[])
  ) m
  JOIN ledger_entry n ON n.id = m.entry_id
  JOIN fund_card c ON c.id = m.card_id
  JOIN catalogue_edition e ON e.id = c.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN fund_summaryrecord r ON r.entry_id = n.id AND r.part = m.part
       AND r.book = CASE WHEN s.kind IN ('textbook', 'aid', 'workbook', 'ebook') THEN 'textbooks' ELSE 'main' END
 GROUP BY m.card_id, m.occurred_on, n.id, n.uid, n.document_number, n.kind, n.reverses_id, r.number, r.papers, r.reason,
          m.price_kopecks, m.part
 ORDER BY m.card_id, m.occurred_on, n.id, m.part, m.price_kopecks
"""
# Copies of consumables that went from the shelves to people, or came back (below zero); nobody is named.
_GIVEN = """
SELECT n.uid AS entry_uid, t.occurred_on, n.document_number, e.title, s.authors, s.grade_from, s.grade_to, l.price_kopecks, a.kind AS who,
       coalesce(g.grade || g.letter, '') AS class_name,
       sum(CASE WHEN a.id = t.to_account_id THEN t.copies ELSE -t.copies END)::bigint AS copies,
       sum(CASE WHEN a.id = t.to_account_id THEN t.copies ELSE -t.copies END * l.price_kopecks)::bigint AS kopecks
  FROM ledger_lot l
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  JOIN ledger_transfer t ON t.lot_id = l.id
  JOIN ledger_account a ON a.id IN (t.from_account_id, t.to_account_id) AND a.kind IN ('class_group', 'reader', 'staff')
  LEFT JOIN people_classgroup g ON g.id = a.class_group_id
  JOIN ledger_entry n ON n.id = t.entry_id
 WHERE l.school_id = %(school)s AND (s.is_consumable OR s.kind = 'workbook') AND t.occurred_on BETWEEN %(first)s AND %(last)s
 GROUP BY n.id, n.uid, t.occurred_on, n.document_number, e.title, s.authors, s.grade_from, s.grade_to, l.price_kopecks, a.kind, g.grade, g.letter
HAVING sum(CASE WHEN a.id = t.to_account_id THEN t.copies ELSE -t.copies END) <> 0
 ORDER BY t.occurred_on DESC, n.id DESC, e.title
"""
_HELD = """
SELECT e.uid AS edition_uid, e.title, s.authors, s.publisher, coalesce(subject.name, '') AS subject, s.grade_from, s.grade_to, s.kind,
       coalesce(e.year, 0) AS year, held.copies, held.kopecks, held.balance_copies, held.balance_kopecks
  FROM (
    SELECT l.edition_id, sum(m.copies)::bigint AS copies, sum(m.copies * l.price_kopecks)::bigint AS kopecks,
           coalesce(sum(m.copies) FILTER (WHERE l.on_balance), 0)::bigint AS balance_copies,
           coalesce(sum(m.copies * l.price_kopecks) FILTER (WHERE l.on_balance), 0)::bigint AS balance_kopecks
      FROM (
        SELECT t.lot_id, t.copies::bigint AS copies FROM ledger_account a JOIN ledger_transfer t ON t.from_account_id = a.id
         WHERE a.school_id = %(school)s AND a.may_go_negative AND t.occurred_on <= %(as_of)s
         UNION ALL
        SELECT t.lot_id, -t.copies::bigint FROM ledger_account a JOIN ledger_transfer t ON t.to_account_id = a.id
         WHERE a.school_id = %(school)s AND a.may_go_negative AND t.occurred_on <= %(as_of)s
      ) m
      JOIN ledger_lot l ON l.id = m.lot_id
     GROUP BY l.edition_id
    HAVING sum(m.copies) <> 0
  ) held
  JOIN catalogue_edition e ON e.id = held.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN catalogue_subject subject ON subject.id = s.subject_id
 ORDER BY e.title, e.id
"""


def _dicts(query: str, values: dict[str, Any]) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def journal(school_id: int) -> list[Row]:
    """Cards as their journal lists them: the copies and the record of the first receipt, and what there is now."""
    return _dicts(_JOURNAL, {"school": school_id})


def given_out(school_id: int, *, first: date, last: date) -> list[Row]:
    """Consumables that were given to classes and readers, newest first; nobody is named."""
    return _dicts(_GIVEN, {"school": school_id, "first": first, "last": last})


def titles_as_of(school_id: int, as_of: date) -> list[Row]:
    """The fund by titles at the end of a day: copies and kopecks, of them on balance."""
    return _dicts(_HELD, {"school": school_id, "as_of": as_of})


@dataclass(frozen=True, slots=True)
class CardLine:
    """A line of a card's body: copies of one price that an act brought or took; `there` are left after it."""

    occurred_on: date
    entry_uid: UUID
    document_number: str
    kind: str
    is_reversal: bool
    record_number: int | None
    papers: str
    reason: str
    price_kopecks: int
    received: int
    left: int
    there: int

    @property
    def kopecks(self) -> int:
        """The sum of what was received."""
        return self.received * self.price_kopecks


@dataclass(slots=True)
class CardPage:
    """A card with its body."""

    card: Card
    lines: list[CardLine] = field(default_factory=list)
    list_code: str = ""
    """Its number in the federal list of textbooks and the order of the list; empty for what is not listed."""

    @property
    def there(self) -> int:
        """Copies that are left."""
        return self.lines[-1].there if self.lines else 0

    @property
    def year(self) -> int | None:
        """The year of edition that the card is for."""
        return self.card.year or self.card.edition.year

    @property
    def price_kopecks(self) -> int | None:
        """The price of the card, or of its last receipt."""
        if self.card.price_kopecks is not None:
            return self.card.price_kopecks
        received: dict[int, int] = defaultdict(int)
        for line in self.lines:
            received[line.price_kopecks] += line.received
        return next((price for price, copies in reversed(received.items()) if copies > 0), None)


def card_pages(school_id: int, cards: Iterable[Card]) -> list[CardPage]:
    """Cards with their bodies, in the order given, in one reading of the ledger."""
    pages = {card.pk: CardPage(card) for card in cards}
    with connection.cursor() as cursor:
        cursor.execute(_CARD_LINES, {"school": school_id, "cards": list(pages)})
        for row in cursor.fetchall():
            page, copies = pages[row[0]], row[-1]
            received, left = (copies, 0) if row[-2] else (0, copies)
            said: tuple[Any, ...] = (*row[1:-2], received, left, page.there + received - left)
            page.lines.append(CardLine(*said))
    _add_list_codes(pages.values())
    return list(pages.values())


def _add_list_codes(pages: Iterable[CardPage]) -> None:
    """The newest number of each set in the federal lists."""
    of_set = {page.card.edition.edition_set_id: "" for page in pages}
    newest = SetStatus.objects.filter(edition_set__in=list(of_set)).order_by("edition_set", "-school_year")
    told = newest.distinct("edition_set").values_list(
        "edition_set_id", "row__code", "row__federal_list__order_number"
    )
    of_set |= {pk: f"{code} (приказ № {order})" for pk, code, order in told if code}
    for page in pages:
        page.list_code = of_set[page.card.edition.edition_set_id]


def cards_of(school_id: int, numbers: Sequence[int] = ()) -> QuerySet[Card]:
    """Cards of a school by number (all without numbers), with what their header names."""
    cards = Card.objects.filter(school_id=school_id).select_related("edition__edition_set__subject")
    cards = cards.defer("edition__search", "edition__search_text").order_by("number")
    return cards.filter(number__in=numbers) if numbers else cards


def inventory(school_id: int) -> QuerySet[Any, Any]:
    """Copies with inventory numbers as the inventory book has them; `record_number` is that of the receipt."""
    record = SummaryRecord.objects.filter(
        entry__school_id=school_id, entry__document_uid=OuterRef("lot__receipt_uid"), part=1
    ).exclude(entry__kind=Entry.Kind.REVERSAL)
    removed = Entry.objects.filter(pk=OuterRef("removed_by"))
    book = "lot__edition__edition_set"
    return (
        Copy.objects.filter(school_id=school_id, inventory_number__isnull=False)
        .annotate(
            title=F("lot__edition__title"),
            authors=F(f"{book}__authors"),
            edition_uid=F("lot__edition__uid"),
            received_on=F("lot__received_on"),
            year=F("lot__year"),
            edition_year=F("lot__edition__year"),
            price_kopecks=F("lot__price_kopecks"),
            bbk=F(f"{book}__bbk"),
            record_number=Subquery(record.order_by("id").values("number")[:1]),
            act_number=Subquery(removed.values("document_number")[:1]),
            act_uid=Subquery(removed.values("uid")[:1]),
        )
        .order_by("inventory_number")
    )

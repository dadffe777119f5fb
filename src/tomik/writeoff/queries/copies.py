"""Which copies a scanned code, an ISBN or a search means, and where they may be taken from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from tomik.catalogue.public import read_isbn
from tomik.fund.public import CodeKind, Copy, ScanKind, kind_of, read_code, recognise
from tomik.kernel.errors import LineProblem
from tomik.kernel.normalise import comparable
from tomik.writeoff.services.checks import WRITABLE_KINDS, ActLine

FOUND_MAX = 60
CODES_MAX = 20_000
ASKED_MAX = 50
"""So many unknown codes of a pile are looked up one by one, to say what they are."""

_HOLDINGS = """
SELECT b.account_id, b.lot_id, b.copies, a.kind, coalesce(g.name, c.grade || CASE WHEN length(c.letter) > 1 THEN ' ' ELSE '' END || c.letter, ''), s.authors, e.title, s.publisher, coalesce(l.year, e.year),
       l.price_kopecks, l.condition, l.received_on, e.isbn, l.edition_id
  FROM ledger_balance b
  JOIN ledger_account a ON a.id = b.account_id AND a.kind = ANY(%(kinds)s)
  JOIN ledger_lot l ON l.id = b.lot_id
  JOIN catalogue_edition e ON e.id = l.edition_id
  JOIN catalogue_editionset s ON s.id = e.edition_set_id
  LEFT JOIN territory_building g ON g.id = a.building_id
  LEFT JOIN people_classgroup c ON c.id = a.class_group_id
 WHERE b.school_id = %(school)s AND b.copies > 0 AND {where}
 ORDER BY array_position(%(kinds)s, a.kind::text), l.received_on, l.id, b.account_id
 LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Holding:
    """Copies of a lot in one place of the school, as a search shows them."""

    account_id: int
    lot_id: int
    copies: int
    place: str
    building: str
    authors: str
    title: str
    publisher: str
    year: int | None
    price_kopecks: int
    condition: str
    received_on: Any
    isbn: str
    edition_id: int

    @property
    def key(self) -> str:
        """Names the field of its quantity."""
        return f"{self.account_id}-{self.lot_id}"


def found_holdings(school_id: int, asked: str) -> list[Holding]:
    """Copies that may be written off, by an ISBN or by words of the title, the authors or the publisher."""
    isbn = read_isbn(asked)
    if isbn:
        return _holdings(school_id, "e.isbn = %(isbn)s", isbn=isbn)
    words = [f"%{word}%" for word in comparable(asked.replace("\x00", " ")).split()]
    return _holdings(school_id, "e.search_text ILIKE ALL(%(words)s)", words=words) if words else []


def holdings_of(school_id: int, lots: Collection[int]) -> dict[tuple[int, int], Holding]:
    """(account, lot) → what of these lots may be written off, and where it stands."""
    rows = _holdings(school_id, "l.id = ANY(%(lots)s)", limit=100_000, lots=list(lots)) if lots else []
    return {(row.account_id, row.lot_id): row for row in rows}


def _holdings(school_id: int, where: str, *, limit: int = FOUND_MAX, **values: Any) -> list[Holding]:
    kinds = [str(kind.value) for kind in WRITABLE_KINDS]
    with connection.cursor() as cursor:
        cursor.execute(
            _HOLDINGS.format(where=where), values | {"school": school_id, "kinds": kinds, "limit": limit}
        )
        return [Holding(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Pile:
    """What a pile of scanned codes means; `problems` name each code that means nothing here."""

    lines: list[ActLine]
    problems: list[LineProblem]


@dataclass(frozen=True, slots=True)
class _Told:
    """A copy that is told apart: its key, its lot, the code that an act keeps of it, whether it has left."""

    pk: int
    lot: int
    code: str
    gone: bool


def codes_in(text: str) -> list[str]:
    """The codes of a pasted text: one to a line, a label may be written with its spaces; otherwise what spaces part."""
    found: list[str] = []
    for line in text.splitlines():
        one = read_code(line)
        whole = kind_of(one) in {CodeKind.LABEL, CodeKind.ISBN}
        found += [one] if whole and one else line.split()
    return found


def lines_by_codes(school_id: int, codes: Sequence[str], *, present: Iterable[ActLine] = ()) -> Pile:
    """Lines for a pile of labels, inventory numbers and ISBN, whatever their order.

    Unfit copies are taken before those on the shelves, old lots before new ones. A copy twice in the pile counts once, an
    ISBN as often as it was scanned. `present` are the lines of the act: their labelled copies add nothing and are not there
    for others. Three queries, whatever the pile.
    """
    pile = [read_code(code) for code in codes if code.strip()][:CODES_MAX]
    copies = _copies(school_id, pile)
    isbns = {code: digits for code in set(pile) - set(copies) if (digits := read_isbn(code))}
    lots = {copy.lot for copy in copies.values()}
    places = _Places(school_id, lots, set(isbns.values()), present)
    problems: list[LineProblem] = []
    asked = 0
    for row, code in enumerate(pile, start=1):
        if code not in copies and code not in isbns:
            asked += 1
            refusal = _unknown(school_id, code, ask=asked <= ASKED_MAX)
        else:
            refusal = _taken(places, code, copies, isbns)
        if refusal:
            problems.append(LineProblem(row, "code", refusal, value=code[:60], code="unknown"))
    return Pile(places.lines(), problems)


def kept_codes(school_id: int, codes: Sequence[str]) -> list[str]:
    """The codes as acts keep them: an inventory number or a label of a copy of the school, whichever the act names."""
    pile = [read_code(code) for code in codes if code.strip()][:CODES_MAX]
    copies = _copies(school_id, pile)
    return [copies[code].code if code in copies else code for code in pile]


def _unknown(school_id: int, code: str, *, ask: bool) -> str:
    """Why a code is on no copy of the school. The first of a pile are looked up among the printed labels."""
    found = recognise(school_id, code).kind if ask and "\x00" not in code else None
    if kind_of(code) is CodeKind.MISREAD:
        return _("The code was misread: its check digits are wrong. Scan it again.")
    if found is ScanKind.UNBOUND:
        return _("This label of the school is on no book yet.")
    if found is ScanKind.FOREIGN:
        return _("This label is not of your school's labels.")
    return _("No copy of the school has this label or number.")


def _taken(places: _Places, code: str, copies: dict[str, _Told], isbns: dict[str, str]) -> str:
    """Take the copy of a code from its place; why it can't be taken, or nothing."""
    if code in isbns:
        return "" if places.take_title(isbns[code]) else _("No more copies of this title are on the shelves.")
    if copies[code].gone:
        return _("This copy has left the fund already.")
    if places.take_copy(copies[code]):
        return ""
    return _("The copy isn't on the shelves: take it back from its reader first.")


def _copies(school_id: int, pile: Iterable[str]) -> dict[str, _Told]:
    """Code or inventory number → the copy that has it; one that is still there before one that has left."""
    # The database keeps no zero byte in a text: such a code is on no copy.
    codes = {code for code in pile if "\x00" not in code}
    numbers = [int(code) for code in codes if code.isascii() and code.isdigit() and len(code) < 10]
    names = ("pk", "code", "inventory_number", "lot_id", "removed_by")
    mine = Copy.objects.filter(school_id=school_id)
    rows = [
        *mine.filter(inventory_number__in=numbers).values_list(*names),
        *mine.filter(code__in=codes).values_list(*names),
    ]
    found: dict[str, _Told] = {}
    for pk, code, number, lot, removed in rows:
        for text in (code, str(number) if number else ""):
            if text in codes and (text not in found or removed is None):
                found[text] = _Told(pk, lot, code or str(number), removed is not None)
    return found


class _Places:
    """Where the copies of lots and titles stand; what is taken is counted off."""

    def __init__(self, school_id: int, lots: set[int], isbns: set[str], present: Iterable[ActLine]) -> None:
        where = "(l.id = ANY(%(lots)s) OR e.isbn = ANY(%(isbns)s))"
        rows = (
            _holdings(school_id, where, limit=100_000, lots=list(lots), isbns=list(isbns))
            if lots or isbns
            else []
        )
        self.left = {(row.account_id, row.lot_id): row.copies for row in rows}
        self.by_lot: dict[int, list[Holding]] = defaultdict(list)
        self.by_isbn: dict[str, list[Holding]] = defaultdict(list)
        for row in rows:
            self.by_lot[row.lot_id].append(row)
            self.by_isbn[row.isbn].append(row)
        self.codes: dict[tuple[int, int], list[str]] = defaultdict(list)
        self.counted: dict[tuple[int, int], int] = defaultdict(int)
        self.known: set[str] = set()
        for line in present:
            place = line.account_id, line.lot_id
            if place in self.left:
                self.left[place] -= len(line.codes)
            self.known.update(line.codes)

    def take_copy(self, copy: _Told) -> bool:
        """One copy that is told apart."""
        if copy.code in self.known:
            return True
        place = self._free(self.by_lot[copy.lot])
        if place:
            self.known.add(copy.code)
            self.codes[place].append(copy.code)
        return place is not None

    def take_title(self, isbn: str) -> bool:
        """One copy of a title, whichever."""
        place = self._free(self.by_isbn[isbn])
        if place:
            self.counted[place] += 1
        return place is not None

    def _free(self, rows: Iterable[Holding]) -> tuple[int, int] | None:
        for row in rows:
            place = row.account_id, row.lot_id
            if self.left[place] > 0:
                self.left[place] -= 1
                return place
        return None

    def lines(self) -> list[ActLine]:
        """What was taken."""
        return [
            ActLine(
                account_id=account,
                lot_id=lot,
                copies=len(self.codes.get((account, lot), ())) + self.counted.get((account, lot), 0),
                codes=self.codes.get((account, lot), []),
            )
            for account, lot in dict.fromkeys([*self.codes, *self.counted])
        ]

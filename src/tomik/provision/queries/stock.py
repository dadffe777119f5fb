"""What a school holds of given textbooks, lot by lot and place by place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from tomik.catalogue.public import EquivalenceMember
from tomik.ledger.public import Account, Lot
from tomik.territory.public import School

USABLE = frozenset(str(kind) for kind in Account.USABLE_KINDS)


@dataclass(frozen=True, slots=True)
class Holding:
    """Copies of one lot in one kind of account."""

    set_id: int
    part: int
    parts: int
    lot_id: int
    edition_uid: UUID
    edition_title: str
    isbn: str
    year: int | None
    price_kopecks: int
    received_on: date
    is_borrowed: bool
    on_balance: bool
    condition: str
    kind: str
    copies: int

    @property
    def is_usable(self) -> bool:
        """Whether pupils of the school can have the copies (the term of use apart)."""
        return self.kind in USABLE and self.condition != Lot.Condition.UNFIT


def holdings(school: School, set_ids: Iterable[int] | None = None) -> list[Holding]:
    """Copies of the sets (all when None) by lot and kind of account, without the outer accounts."""
    chosen = None if set_ids is None else sorted(set(set_ids))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.edition_set_id, e.part, s.parts, lot.id, e.uid, e.title, e.isbn, coalesce(lot.year, e.year),"
            " lot.price_kopecks, lot.received_on, lot.is_borrowed, lot.on_balance, lot.condition, a.kind,"
            " sum(b.copies)::int"
            " FROM ledger_balance b"
            " JOIN ledger_account a ON a.id = b.account_id"
            " JOIN ledger_lot lot ON lot.id = b.lot_id"
            " JOIN catalogue_edition e ON e.id = lot.edition_id"
            " JOIN catalogue_editionset s ON s.id = e.edition_set_id"
            " WHERE b.school_id = %(school)s AND b.copies > 0 AND NOT b.may_go_negative"
            " AND (%(sets)s::bigint[] IS NULL OR e.edition_set_id = ANY(%(sets)s))"
            " GROUP BY e.id, s.parts, lot.id, a.kind ORDER BY e.edition_set_id, e.part, lot.received_on, lot.id, a.kind",
            {"school": school.pk, "sets": chosen},
        )
        return [Holding(*row) for row in cursor.fetchall()]


def pools_of(region_id: int, set_ids: Iterable[int]) -> dict[int, int]:
    """The pool of each set as `demands.sql` numbers them: the equivalence, or minus the set itself."""
    wanted = set(set_ids)
    found = dict(
        EquivalenceMember.objects.filter(region_id=region_id, edition_set__in=wanted).values_list(
            "edition_set_id", "equivalence_id"
        )
    )
    return {key: found.get(key, -key) for key in wanted}


def sets_of_pools(region_id: int, pools: Sequence[int]) -> dict[int, list[int]]:
    """All sets of each pool."""
    found: dict[int, list[int]] = {pool: [-pool] for pool in pools if pool < 0}
    members = EquivalenceMember.objects.filter(
        region_id=region_id, equivalence__in=[pool for pool in pools if pool > 0]
    ).order_by("edition_set_id")
    for pool, set_id in members.values_list("equivalence_id", "edition_set_id"):
        found.setdefault(pool, []).append(set_id)
    return found


@dataclass
class PoolStock:
    """Copies of one pool in complete sets and by parts, for the checklist and the drawer."""

    holdings: list[Holding] = field(default_factory=list)

    def sets(self, chosen: Any) -> int:
        """Complete sets among the holdings that `chosen` accepts; each number of parts by itself."""
        by_shape: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        for item in self.holdings:
            if chosen(item):
                by_shape[item.parts][item.part] += item.copies
        return sum(
            min(parts.get(number, 0) for number in range(1, shape + 1)) for shape, parts in by_shape.items()
        )

    def copies(self, chosen: Any) -> int:
        """Copies among the holdings that `chosen` accepts."""
        return sum(item.copies for item in self.holdings if chosen(item))

    @property
    def on_balance(self) -> int:
        """Complete sets of the school's own, wherever they are."""
        return self.sets(lambda item: not item.is_borrowed)

    @property
    def by_parts(self) -> str:
        """«62/60»: the school's own copies of each part; one number for a textbook of one part."""
        parts: dict[int, int] = defaultdict(int)
        for item in self.holdings:
            if not item.is_borrowed:
                parts[item.part] += item.copies
        last = max((item.parts for item in self.holdings), default=1)
        return "/".join(str(parts.get(number, 0)) for number in range(1, last + 1))

    @property
    def years(self) -> str:
        """«2019-2023»: from the oldest to the newest year of edition."""
        years = sorted({item.year for item in self.holdings if item.year})
        if not years:
            return ""
        return str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"

    @property
    def unfit(self) -> int:
        """Copies taken off the shelves or unfit since receipt."""
        return self.copies(
            lambda item: item.kind == Account.Kind.UNFIT or item.condition == Lot.Condition.UNFIT
        )

    @property
    def lent(self) -> int:
        """Copies with other schools for a time."""
        return self.copies(lambda item: item.kind == Account.Kind.LENT)

    @property
    def borrowed(self) -> int:
        """Copies of other schools."""
        return self.copies(lambda item: item.is_borrowed)


def stock_by_pool(rows: Iterable[Holding], pools: dict[int, int]) -> dict[int, PoolStock]:
    """Holdings by pool."""
    found: dict[int, PoolStock] = defaultdict(PoolStock)
    for item in rows:
        found[pools.get(item.set_id, -item.set_id)].holdings.append(item)
    return found


@dataclass(frozen=True, slots=True)
class Movement:
    """One line of an entry that moved copies of a lot."""

    lot_id: int
    occurred_on: date
    kind: str
    document_number: str
    from_kind: str
    to_kind: str
    copies: int
    entry_uid: Any


def movements(school: School, lot_ids: Sequence[int], limit: int = 40) -> list[Movement]:
    """The latest entries that moved copies of the lots, newest first; places, no names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.lot_id, t.occurred_on, e.kind, e.document_number, f.kind, g.kind, sum(t.copies)::int, e.uid"
            " FROM ledger_transfer t JOIN ledger_entry e ON e.id = t.entry_id"
            " JOIN ledger_account f ON f.id = t.from_account_id JOIN ledger_account g ON g.id = t.to_account_id"
            " WHERE t.lot_id = ANY(%s) AND t.school_id = %s"
            " GROUP BY t.lot_id, t.occurred_on, e.id, f.kind, g.kind ORDER BY e.id DESC, t.lot_id LIMIT %s",
            [list(lot_ids), school.pk, limit],
        )
        return [Movement(*row) for row in cursor.fetchall()]

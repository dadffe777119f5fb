"""Reads of the fund: titles of a school with their copies by place, the card of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tomik.catalogue.public import Edition, Subject
from tomik.ledger.public import Account, Balance, Entry, Lot, Transfer, transfers_of_lots

K = Account.Kind
PLACES: dict[str, tuple[str, ...]] = {
    "shelves": (K.FUND,),
    "classes": (K.CLASS_GROUP,),
    "readers": (K.READER, K.STAFF),
    "elsewhere": (K.EXCHANGE, K.IN_TRANSIT, K.LENT),
    "unfit": (K.UNFIT,),
}
"""Columns of the fund → kinds of accounts whose copies stand there."""


def _held(school_id: int) -> QuerySet[Balance]:
    """Balances of copies that the school has: those of outer accounts are not its own."""
    return Balance.objects.filter(school_id=school_id, may_go_negative=False, copies__gt=0)


def _sum(kinds: tuple[str, ...] | None = None) -> Any:
    where = Q(account__kind__in=kinds) if kinds else None
    return Coalesce(Sum("copies", filter=where), 0, output_field=BigIntegerField())


def fund_titles(school_id: int) -> QuerySet[Any, Any]:
    """One row per edition that the school has: title, subject, grades, copies by place, sum in kopecks."""
    book, edition = "lot__edition__edition_set", "lot__edition"
    return (
        _held(school_id)
        .values(
            edition_uid=F(f"{edition}__uid"),
            title=F(f"{edition}__title"),
            authors=F(f"{book}__authors"),
            publisher=F(f"{book}__publisher"),
            subject=F(f"{book}__subject__name"),
            grade_from=F(f"{book}__grade_from"),
            grade_to=F(f"{book}__grade_to"),
            isbn=F(f"{edition}__isbn"),
            is_provisional=F(f"{book}__is_provisional"),
        )
        .annotate(
            **{place: _sum(kinds) for place, kinds in PLACES.items()},
            total=_sum(),
            kopecks=Sum(F("copies") * F("lot__price_kopecks"), output_field=BigIntegerField()),
        )
        .order_by("title", "edition_uid")
    )


@dataclass(frozen=True, slots=True)
class FundTotals:
    """Sums of a school's fund."""

    titles: int
    copies: int
    kopecks: int
    by_place: dict[str, int]


def fund_totals(school_id: int) -> FundTotals:
    """Sums of everything that the school has."""
    sums = _held(school_id).aggregate(
        **{place: _sum(kinds) for place, kinds in PLACES.items()},
        total=_sum(),
        kopecks=Sum(F("copies") * F("lot__price_kopecks"), output_field=BigIntegerField()),
    )
    titles = _held(school_id).values("lot__edition_id").distinct().count()
    return FundTotals(titles, sums["total"], sums["kopecks"] or 0, {place: sums[place] for place in PLACES})


def subjects_held(school_id: int) -> QuerySet[Subject]:
    """Subjects of the titles that the school has."""
    return Subject.objects.filter(id__in=_held(school_id).values("lot__edition__edition_set__subject_id"))


def edition_of(school_id: int, uid: UUID) -> Edition | None:
    """An edition that the school has or had."""
    owned = Lot.objects.filter(school_id=school_id).values("edition_id")
    editions = Edition.objects.filter(uid=uid, id__in=owned)
    return editions.select_related("edition_set__subject").defer("search", "search_text").first()


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot of an edition with its copies by place."""

    lot: Lot
    entry: Entry | None
    """The document that brought it in."""
    by_place: dict[str, int]

    @property
    def total(self) -> int:
        """All copies that are left."""
        return sum(self.by_place.values())

    @property
    def kopecks(self) -> int:
        """Their sum."""
        return self.total * self.lot.price_kopecks


def lots_of(school_id: int, edition: Edition) -> list[LotRow]:
    """The lots of an edition, newest first."""
    lots = list(Lot.objects.filter(school_id=school_id, edition=edition).order_by("-received_on", "-id"))
    sums = (
        _held(school_id)
        .filter(lot__in=lots)
        .values("lot_id")
        .annotate(**{place: _sum(kinds) for place, kinds in PLACES.items()})
    )
    by_lot = {row[0]: dict(zip(PLACES, row[1:], strict=True)) for row in sums.values_list("lot_id", *PLACES)}
    receipts = Entry.objects.filter(school_id=school_id, uid__in={lot.receipt_uid for lot in lots})
    entries = {entry.uid: entry for entry in receipts}
    nothing = dict.fromkeys(PLACES, 0)
    return [LotRow(lot, entries.get(lot.receipt_uid), by_lot.get(lot.pk, nothing)) for lot in lots]


def movements_of(school_id: int, edition: Edition) -> QuerySet[Transfer]:
    """Every line that moved copies of an edition, newest document first."""
    lots = Lot.objects.filter(school_id=school_id, edition=edition).values_list("id", flat=True)
    return transfers_of_lots(school_id, list(lots))


def edition_in_catalogue(uid: UUID) -> Edition | None:
    """An edition of the catalogue, whoever has it."""
    return (
        Edition.objects.select_related("edition_set").defer("search", "search_text").filter(uid=uid).first()
    )


def span(first: int | None, last: int | None) -> str:
    """«5», «10–11» or nothing."""
    if first is None:
        return ""
    return str(first) if last in (None, first) else f"{first}–{last}"

"""Reads of receipts."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, IntegerField, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from tomik.fund.models import Receipt, ReceiptLine, SummaryRecord
from tomik.ledger.public import Entry


def receipts_of(school_id: int) -> QuerySet[Receipt]:
    """Receipts of a school with the copies and kopecks that are accepted."""
    lines = ReceiptLine.objects.filter(receipt=OuterRef("pk")).order_by().values("receipt")
    copies = lines.annotate(all=Sum("copies")).values("all")
    kopecks = lines.annotate(all=Sum(F("copies") * F("price_kopecks"))).values("all")
    return Receipt.objects.filter(school_id=school_id).annotate(
        accepted=Coalesce(Subquery(copies, output_field=IntegerField()), 0),
        kopecks=Coalesce(Subquery(kopecks), 0),
    )


def receipt_of(school_id: int, uid: UUID) -> Receipt | None:
    """A receipt of the school, or None."""
    return Receipt.objects.select_related("school", "building").filter(school_id=school_id, uid=uid).first()


def records_of_entry(school_id: int, entry: Entry) -> list[SummaryRecord]:
    """Records of the summary book that an entry made: one in each book that it touches."""
    return list(SummaryRecord.objects.filter(school_id=school_id, entry=entry).order_by("book", "part"))

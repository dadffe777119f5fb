"""Reads of the federal list: snapshots, rows with filters, comparison of two."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from tomik.catalogue.federal_list.compare import Difference, RowFacts, differences
from tomik.catalogue.federal_list.likeness import publisher_keys, surnames
from tomik.catalogue.models import EditionSet, FederalList, FederalListLink, FederalListRow
from tomik.catalogue.queries.search import search
from tomik.catalogue.search_rules import fold

SETS_LIKE_AT_MOST = 10


@dataclass(frozen=True, slots=True)
class RowFilter:
    """What rows are asked for; empty fields ask for nothing."""

    appendix: str = ""
    level: str = ""
    subject: str = ""
    grade: int | None = None
    words: str = ""
    link: str = ""
    """linked | proposed | open"""


def lists() -> QuerySet[FederalList]:
    """All snapshots, newest first, with the number of textbooks and of linked rows."""
    books = Q(rows__is_heading=False)
    confirmed = FederalListLink.objects.filter(row=OuterRef("rows"), confirmed_at__isnull=False)
    return FederalList.objects.annotate(
        textbooks=Count("rows", filter=books),
        linked=Count("rows", filter=books & Q(Exists(confirmed))),
    ).order_by("-in_force_from", "-loaded_at")


def rows_of(federal_list: FederalList, wanted: RowFilter) -> QuerySet[FederalListRow]:
    """Textbooks of a snapshot in the order of the file, with their open and confirmed links."""
    rows = federal_list.rows.filter(is_heading=False)
    if wanted.appendix:
        rows = rows.filter(appendix=wanted.appendix)
    if wanted.level:
        rows = rows.filter(level_name=wanted.level)
    if wanted.subject:
        rows = rows.filter(subject_name=wanted.subject)
    if wanted.grade:
        rows = rows.filter(grade_from__lte=wanted.grade, grade_to__gte=wanted.grade)
    for word in fold(wanted.words).split():
        rows = rows.filter(_holds(word))
    return (
        _by_link(rows, wanted.link)
        .select_related("federal_list")
        .prefetch_related(open_links())
        .order_by("row_no")
    )


def open_links() -> Prefetch[str, QuerySet[FederalListLink], str]:
    """Links that are not refused, confirmed first, then by likeness."""
    links = (
        FederalListLink.objects.filter(refused_at__isnull=True)
        .select_related("edition_set")
        .order_by("confirmed_at", "-score", "pk")
    )
    return Prefetch("links", links, to_attr="open_links")


def subjects_of(federal_list: FederalList) -> list[str]:
    """Subjects of a snapshot in alphabetical order, for the filter."""
    names = federal_list.rows.filter(is_heading=False).exclude(subject_name="")
    return list(names.order_by("subject_name").values_list("subject_name", flat=True).distinct())


def compare_lists(old: FederalList, new: FederalList) -> list[Difference]:
    """Differences of two snapshots, as the rule finds them."""
    return differences(_facts(old), _facts(new))


def _holds(word: str) -> Q:
    """A word in title, authors, publisher or code; е also finds ё."""
    either = word.replace("е", "[её]") if word.isalpha() else ""
    if either:
        return Q(title__iregex=either) | Q(authors__iregex=either) | Q(publisher__iregex=either)
    return Q(title__icontains=word) | Q(authors__icontains=word) | Q(code__startswith=word.rstrip("."))


def _by_link(rows: QuerySet[FederalListRow], link: str) -> QuerySet[FederalListRow]:
    confirmed = FederalListLink.objects.filter(row=OuterRef("pk"), confirmed_at__isnull=False)
    proposed = FederalListLink.objects.filter(
        row=OuterRef("pk"), confirmed_at__isnull=True, refused_at__isnull=True
    )
    if link == "linked":
        return rows.filter(Exists(confirmed))
    if link == "proposed":
        return rows.filter(~Exists(confirmed) & Exists(proposed))
    if link == "open":
        return rows.filter(~Exists(confirmed))
    return rows


def _facts(federal_list: FederalList) -> list[RowFacts]:
    return [
        RowFacts(
            id=row.pk,
            appendix=row.appendix,
            code=row.code,
            title=row.title,
            name_key=row.name_key,
            surnames=surnames(row.authors),
            authors=row.authors,
            publisher=row.publisher,
            publisher_key=publisher_keys(row.publisher),
            grade_from=row.grade_from,
            grade_to=row.grade_to,
            level=row.level,
            language=row.language,
            parts=row.parts,
            until=row.expert_until or row.use_until,
            is_unlimited=row.is_unlimited,
        )
        for row in federal_list.rows.filter(is_heading=False).order_by("row_no")
    ]


def sets_like(row: FederalListRow, query: str) -> list[EditionSet]:
    """Sets that a row may be: what the operator asks for, otherwise by its title, grade and first author."""
    if not query:
        names = surnames(row.authors)
        query = " ".join(filter(None, (row.name, str(row.grade_from or ""), names[0] if names else "")))
    return search(query, limit=SETS_LIKE_AT_MOST).sets

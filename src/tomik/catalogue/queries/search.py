"""Search over the catalogue: word forms, prefix while typing, ISBN, code of the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Prefetch, QuerySet

from tomik.catalogue import search_rules
from tomik.catalogue.models import Edition, EditionSet
from tomik.catalogue.search_rules import Asked, prefix_of, understand

# A broad word («учебник») hits everything: only so many hits are ranked, and the person types on.
RANKED_AT_MOST = 300
DEFAULT_LIMIT = 30


@dataclass(frozen=True, slots=True)
class Found:
    """Sets in the order of likeness. ``is_cut``: there are more than were ranked, type more words."""

    sets: list[EditionSet]
    is_cut: bool
    asked: Asked


def search(
    query: str, *, limit: int = DEFAULT_LIMIT, offset: int = 0, with_provisional: bool = False
) -> Found:
    """Sets that a query finds, each with its parts prefetched."""
    asked = understand(query)
    ids = search_ids(asked, with_provisional=with_provisional)
    page = ids[offset : offset + limit]
    return Found(sets_in_order(page), len(ids) > offset + limit, asked)


def search_ids(asked: Asked, *, with_provisional: bool = False) -> list[int]:
    """Ids of the sets that are asked for, best first, at most ``RANKED_AT_MOST``."""
    if asked.kind == search_rules.WORDS:
        return _by_words(asked.words, with_provisional=with_provisional)
    if asked.kind == search_rules.ISBN:
        return _by_isbn(asked.text, with_provisional=with_provisional)
    if asked.kind == search_rules.CODE:
        return _by_code(asked.text)
    return []


def sets_in_order(ids: Sequence[int]) -> list[EditionSet]:
    """Sets with their parts and subject, in the order of the ids; two queries."""
    found = {one.pk: one for one in with_parts(EditionSet.objects.filter(pk__in=ids))}
    return [found[pk] for pk in ids if pk in found]


def with_parts(sets: QuerySet[EditionSet]) -> QuerySet[EditionSet]:
    """Sets with subject and editions in the order of parts."""
    return sets.select_related("subject").prefetch_related(
        Prefetch("editions", Edition.objects.defer("search_text", "search").order_by("part", "-year", "pk"))
    )


def _by_words(words: Sequence[str], *, with_provisional: bool) -> list[int]:
    conditions, parameters = [], []
    for word in words:
        prefix = prefix_of(word)
        if prefix is None:
            conditions.append("to_tsquery('simple', %s)")
            parameters.append(word)
        else:
            conditions.append("(plainto_tsquery('russian', %s) || to_tsquery('simple', %s))")
            parameters += [word, f"{prefix}:*"]
    sql = f"""
        WITH q AS MATERIALIZED (SELECT {" && ".join(conditions)} AS query),
        hits AS MATERIALIZED (
            SELECT e.edition_set_id, e.part, e.title, e.search
            FROM catalogue_edition e, q
            WHERE e.search @@ q.query LIMIT {RANKED_AT_MOST}
        ),
        ranked AS (
            SELECT h.edition_set_id, max(ts_rank(h.search, q.query)) AS rank, min(h.title) AS title
            FROM hits h, q GROUP BY h.edition_set_id
        )
        SELECT r.edition_set_id FROM ranked r JOIN catalogue_editionset s ON s.id = r.edition_set_id
        WHERE s.replaced_by_id IS NULL AND (%s OR NOT s.is_provisional)
        ORDER BY r.rank DESC, r.title, s.grade_from, r.edition_set_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, with_provisional])
        return [row[0] for row in cursor.fetchall()]


def _by_isbn(isbn: str, *, with_provisional: bool) -> list[int]:
    with connection.cursor() as cursor:
        # The index of the pattern operators gives the order only to the operators of the same family.
        cursor.execute(
            """
            SELECT e.edition_set_id
            FROM (SELECT edition_set_id, isbn FROM catalogue_edition
                  WHERE isbn LIKE %s ORDER BY isbn USING ~<~ LIMIT %s) e
            JOIN catalogue_editionset s ON s.id = e.edition_set_id
            WHERE s.replaced_by_id IS NULL AND (%s OR NOT s.is_provisional)
            ORDER BY e.isbn, e.edition_set_id
            """,
            [f"{isbn}%", RANKED_AT_MOST, with_provisional],
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _by_code(code: str) -> list[int]:
    """Sets of confirmed rows whose code is this or lies under it, in the order of the list, newest list first."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT l.edition_set_id
            FROM catalogue_federallistrow r
            JOIN catalogue_federallistlink l ON l.row_id = r.id AND l.confirmed_at IS NOT NULL
            JOIN catalogue_federallist f ON f.id = r.federal_list_id
            WHERE (r.code = %s OR r.code LIKE %s) AND NOT r.is_heading
            ORDER BY f.in_force_from DESC NULLS LAST, f.id DESC, r.appendix, r.code_parts, r.id
            LIMIT %s
            """,
            [code, f"{code}.%", RANKED_AT_MOST],
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))

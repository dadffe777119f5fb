"""Differences of two lists in words, for the screen and the workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.catalogue.federal_list import compare
from tomik.catalogue.federal_list.compare import Difference, RowFacts

LABELS: Final[dict[str, Any]] = {
    compare.NEW: gettext_lazy("new"),
    compare.EXCLUDED: gettext_lazy("excluded, may be used until a date"),
    compare.VANISHED: gettext_lazy("no longer in the list"),
    compare.RETURNED: gettext_lazy("returned to the list"),
    compare.TERM_CHANGED: gettext_lazy("term changed"),
    compare.RENAMED: gettext_lazy("title, authors or publisher changed"),
    compare.RECODED: gettext_lazy("code changed"),
}


def counted(found: Sequence[Difference]) -> list[tuple[str, Any, int]]:
    """Kinds with their labels and numbers, in a fixed order; kinds without a difference are left out."""
    counts = Counter(one.kind for one in found)
    return [(kind, LABELS[kind], counts[kind]) for kind in compare.KINDS if counts[kind]]


def described(found: Sequence[Difference], kind: str = "") -> list[dict[str, str]]:
    """Rows of the table: what changed, of which book, before and after."""
    return [_described(one) for one in found if not kind or one.kind == kind]


def _described(one: Difference) -> dict[str, str]:
    row = one.new or one.old
    assert row is not None  # noqa: S101 - a difference has at least one side
    return {
        "kind": str(LABELS[one.kind]),
        "code": row.code,
        "title": row.title,
        "authors": row.authors,
        "grades": _grades(row),
        "before": _side(one.kind, one.old, one.new),
        "after": _side(one.kind, one.new, one.old),
    }


def _side(kind: str, row: RowFacts | None, other: RowFacts | None) -> str:
    if row is None:
        return ""
    if kind == compare.RENAMED and other is not None:
        return "; ".join(_changed(row, other))
    if kind == compare.RECODED:
        return row.code
    return _("app. %(number)s, %(term)s") % {"number": row.appendix, "term": _term(row)}


def _changed(row: RowFacts, other: RowFacts) -> list[str]:
    pairs = ((row.title, other.title), (row.authors, other.authors), (row.publisher, other.publisher))
    return [mine for mine, theirs in pairs if mine != theirs]


def _term(row: RowFacts) -> str:
    if row.until is not None:
        return _("until %(day)s") % {"day": row.until.strftime("%d.%m.%Y")}
    return _("without end") if row.is_unlimited else _("term not read")


def _grades(row: RowFacts) -> str:
    if row.grade_from is None:
        return ""
    return (
        str(row.grade_from) if row.grade_to in {None, row.grade_from} else f"{row.grade_from}–{row.grade_to}"
    )

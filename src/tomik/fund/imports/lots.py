"""From rows of the fund to lots: which editions they are, what is proposed to the catalogue."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tomik.catalogue.public import AMBIGUOUS, FOUND, LineMatch, find_editions
from tomik.fund import rules
from tomik.fund.imports.reading import FundRow, Reading
from tomik.kernel.errors import Problems

CANDIDATES_SHOWN = 5
_CONTENT = uuid.UUID("6f3a4f0e-6b0c-4e53-9f0e-0a5a3a1d1f10")
"""Namespace of documents named by what a file says."""


@dataclass(frozen=True, slots=True)
class Holding:
    """Copies of one edition out of one row."""

    row: FundRow
    edition_id: int
    price_kopecks: int


@dataclass(slots=True)
class Matched:
    """Rows by what the catalogue says of them."""

    found: list[tuple[FundRow, tuple[int, ...]]] = field(default_factory=list)
    unknown: list[FundRow] = field(default_factory=list)
    ambiguous: list[FundRow] = field(default_factory=list)

    @property
    def rows_bad(self) -> int:
        """Rows that are left out: several editions fit them."""
        return len(self.ambiguous)


def match_rows(reading: Reading) -> Matched:
    """Ask the catalogue about all rows at once; what is unclear is reported."""
    result = Matched()
    matches = find_editions([row.line for row in reading.rows])
    for row in reading.rows:
        match = matches[row.number]
        _report(row, match, reading.problems)
        if match.kind == FOUND:
            result.found.append((row, match.edition_ids))
        elif match.kind == AMBIGUOUS:
            result.ambiguous.append(row)
        else:
            result.unknown.append(row)
    return result


def _report(row: FundRow, match: LineMatch, problems: Problems) -> None:
    title, value = str(_("Title")), row.line.title or row.line.isbn or row.line.list_code
    near = "; ".join(_named(one) for one in match.candidates[:CANDIDATES_SHOWN])
    if match.isbn_invalid:
        text = _("The ISBN has a slip (its check digit is wrong); it was not used.")
        problems.add(row.number, "ISBN", text, value=row.line.isbn, code="isbn_invalid", severity="warning")
    if match.kind == AMBIGUOUS:
        text = _(
            "Several textbooks fit. Add the ISBN, the part or the code of the federal list. They are: %(near)s"
        )
        problems.add(row.number, title, text % {"near": near}, value=value, code="ambiguous")
    elif match.kind != FOUND:
        text = _("The catalogue does not have this title: it is accounted for and proposed to the catalogue.")
        problems.add(row.number, title, text, value=value, code="proposed", severity="warning")
    elif match.is_whole_set:
        text = _("Counted as %(copies)s sets of %(parts)s parts; the price is divided among the parts.")
        numbers = {"copies": row.copies, "parts": len(match.edition_ids)}
        problems.add(row.number, title, text % numbers, value=value, code="whole_set", severity="warning")


def _named(one: object) -> str:
    authors, publisher = getattr(one, "authors", ""), getattr(one, "publisher", "")
    return ", ".join(part for part in (str(one), authors, publisher) if part)


def holdings_of(pairs: Sequence[tuple[FundRow, tuple[int, ...]]]) -> list[Holding]:
    """Holdings of rows and their editions: a row of a whole set gives every part, its price divided."""
    return [
        Holding(row, edition_id, price)
        for row, editions in pairs
        for edition_id, price in zip(editions, rules.shares(row.price_kopecks, len(editions)), strict=True)
    ]


def document_uid_of(school_id: int, rows: Sequence[FundRow]) -> uuid.UUID:
    """The name of the document that these rows are: the same content in any order gives the same name."""
    content = sorted(json.dumps([*row.content, row.copies], ensure_ascii=False) for row in rows)
    digest = hashlib.sha256("\n".join(content).encode()).hexdigest()
    return uuid.uuid5(_CONTENT, f"{school_id}:{digest}")

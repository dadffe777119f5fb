"""Finds the heading of a table that starts with titles, blank rows, stamps and two-storey headings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from tomik.kernel.importing import CellValue, Column
from tomik.kernel.normalise import header_key
from tomik.paper.reading.cells import as_text
from tomik.paper.reading.table import Cells, Sheet, column_letter, is_blank

SEARCH_ROWS = 20
_EXACT, _PART, _WORDS = 4, 3, 1
_TOTALS = ("итого", "всего")
_TOTAL_TEXTS_MAX = 2
_SPACES_AND_QUOTES = " \t\r\n\u00a0«\"'"
_NUMBERING_TEXTS_MAX = 2
_STOREYS_MAX = 2


@dataclass(frozen=True, slots=True)
class Title:
    """A column of the file as it names itself."""

    number: int
    letter: str
    text: str
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the heading is and what it says. `mapping`: column number → key of a known column."""

    first_row: int
    last_row: int
    data_row: int
    titles: tuple[Title, ...]
    mapping: dict[int, str]

    @property
    def fingerprint(self) -> str:
        """The same for every file with these titles in this order; a remembered mapping hangs on it."""
        return "|".join(header_key(title.text) for title in self.titles)


def find_heading(sheet: Sheet, columns: Sequence[Column], *, examples: int = 3) -> Heading | None:
    """The heading among the first rows that names most of `columns`; None when the sheet has no two titles.

    A row of column numbers under it («1 2 3 …») is skipped. When no title is known, the first row with two
    texts is taken, so that a person can say which column is which.
    """
    best: tuple[int, int, int, dict[int, str]] | None = None
    for top in range(1, min(SEARCH_ROWS, len(sheet.rows)) + 1):
        if any(merge.top < top <= merge.bottom for merge in sheet.merges):
            continue  # the lower storey of a heading that began above
        bottom = _bottom(sheet, top)
        mapping, score = match_columns(_titles(sheet, top, bottom), columns)
        if score and (best is None or score > best[0]):
            best = (score, top, bottom, mapping)
    if best is None:
        return _unknown_heading(sheet, examples)
    _score, top, bottom, mapping = best
    return _heading(sheet, (top, bottom), mapping, examples=examples)


def heading_at(sheet: Sheet, row: int, columns: Sequence[Column], *, examples: int = 3) -> Heading:
    """The heading that a person pointed at: row `row` (its merged cells decide whether it has a second row)."""
    bottom = _bottom(sheet, row)
    mapping, _score = match_columns(_titles(sheet, row, bottom), columns)
    return _heading(sheet, (row, bottom), mapping, examples=examples)


def is_subtotal(cells: Cells) -> bool:
    """Whether the row is a sum and not data: its first text is «Итого …» or «Всего …» and texts are few."""
    first = next((value for value in cells if isinstance(value, str) and not is_blank(value)), None)
    if first is None or not first.lstrip(_SPACES_AND_QUOTES)[:5].lower().startswith(_TOTALS):
        return False
    texts = sum(isinstance(value, str) and not is_blank(value) for value in cells)
    return texts <= _TOTAL_TEXTS_MAX and header_key(first).split(" ")[0] in _TOTALS


def is_numbering(cells: Cells) -> bool:
    """Whether the row only numbers the columns: 1, 2, 3 … (at most two texts, such as «А», «Б», before)."""
    filled = [value for value in cells if not is_blank(value)]
    texts = 0
    while filled and not _is_number(filled[0], 1):
        filled = filled[1:]
        texts += 1
        if texts > _NUMBERING_TEXTS_MAX:
            return False
    return len(filled) >= 2 and all(_is_number(value, number) for number, value in enumerate(filled, start=1))


def _is_number(value: CellValue, number: int) -> bool:
    return not isinstance(value, bool) and as_text(value) == str(number)


_key = lru_cache(maxsize=20_000)(header_key)
"""Titles and aliases come again and again: on every row that may be a heading, on every sheet."""


def match_columns(titles: Sequence[Title], columns: Sequence[Column]) -> tuple[dict[int, str], int]:
    """Which title is which known column, and how sure: each column once, the best match first."""
    found: list[tuple[int, int, int, str]] = []
    for order, column in enumerate(columns):
        keys = {_key(alias) for alias in (*column.aliases, str(column.title))} - {""}
        for title in titles:
            score = max((_closeness(title.text, key, refused=column.refused) for key in keys), default=0)
            if score:
                found.append((-score, order, title.number, column.key))
    mapping: dict[int, str] = {}
    refused = {column.key for column in columns if column.refused}
    total = 0
    for negative, _order, number, key in sorted(found):
        if number in mapping or (key in mapping.values() and key not in refused):
            continue
        mapping[number] = key
        total -= negative
    return mapping, total


def _closeness(text: str, key: str, *, refused: bool) -> int:
    title = _key(text)
    if title == key:
        return _EXACT
    parts = [_key(part) for part in text.split(" / ")]
    if len(parts) > 1 and key in parts:
        return _PART
    padded = f" {title} "
    if any(f"{part} ".startswith(f"{key} ") for part in parts) or (refused and f" {key} " in padded):
        return _WORDS
    return 0


def _bottom(sheet: Sheet, top: int) -> int:
    """The last row of a heading that starts at `top`: merged cells say whether it has more than one storey."""
    below = max(
        (m.bottom for m in sheet.merges if m.top == top and m.bottom - top <= _STOREYS_MAX), default=top
    )
    if below == top and _has_second_storey(sheet, top):
        below = top + 1
    return min(below, len(sheet.rows))


def _has_second_storey(sheet: Sheet, top: int) -> bool:
    """A group title over several columns, with texts under it and nothing under the columns beside it."""
    groups = [m for m in sheet.merges if m.top == m.bottom == top and m.right > m.left]
    if not groups or top >= len(sheet.rows):
        return False
    grouped = {number for m in groups for number in range(m.left, m.right + 1)}
    beside = [
        n for n, value in enumerate(sheet.rows[top - 1], start=1) if not is_blank(value) and n not in grouped
    ]
    under = [sheet.value(top + 1, number) for number in grouped]
    return (
        bool(beside)
        and all(is_blank(sheet.value(top + 1, number)) for number in beside)
        and any(isinstance(value, str) and not is_blank(value) for value in under)
    )


def _titles(sheet: Sheet, top: int, bottom: int) -> list[Title]:
    """Titles of the columns: texts of the heading's rows joined, values of merged cells spread."""
    width = max((len(sheet.rows[row - 1]) for row in range(top, bottom + 1)), default=0)
    titles = []
    for number in range(1, width + 1):
        parts: list[str] = []
        for row in range(top, bottom + 1):
            text = as_text(_spread(sheet, row, number))
            if text and text not in parts:
                parts.append(text)
        if parts:
            titles.append(Title(number, column_letter(number), " / ".join(parts)))
    return titles


def _spread(sheet: Sheet, row: int, column: int) -> CellValue:
    value = sheet.value(row, column)
    if not is_blank(value):
        return value
    for merge in sheet.merges:
        if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
            return sheet.value(merge.top, merge.left)
    return value


def _heading(sheet: Sheet, storeys: tuple[int, int], mapping: dict[int, str], *, examples: int) -> Heading:
    top, bottom = storeys
    data_row = bottom + 1
    while data_row <= min(len(sheet.rows), bottom + 3) and (
        is_numbering(sheet.rows[data_row - 1])
        or not any(not is_blank(value) for value in sheet.rows[data_row - 1])
    ):
        data_row += 1
    titles = tuple(
        Title(title.number, title.letter, title.text, _examples(sheet, title.number, data_row, examples))
        for title in _titles(sheet, top, bottom)
    )
    return Heading(top, bottom, data_row, titles, mapping)


def _examples(sheet: Sheet, column: int, data_row: int, count: int) -> tuple[str, ...]:
    found: list[str] = []
    for row in range(data_row, min(len(sheet.rows), data_row + 50) + 1):
        text = as_text(sheet.value(row, column))
        if text and text not in found:
            found.append(text[:60])
        if len(found) == count:
            break
    return tuple(found)


def _unknown_heading(sheet: Sheet, examples: int) -> Heading | None:
    """No title is known: the row with most texts, the first of equals."""

    def texts(row: int) -> int:
        return sum(isinstance(value, str) and not is_blank(value) for value in sheet.rows[row - 1])

    row = max(range(1, min(SEARCH_ROWS, len(sheet.rows)) + 1), key=lambda number: (texts(number), -number))
    return _heading(sheet, (row, _bottom(sheet, row)), {}, examples=examples) if texts(row) >= 2 else None

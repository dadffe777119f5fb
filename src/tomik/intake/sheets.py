"""Several sheets with the same titles read as one list («5А», «5Б», …): which sheets, and rows that tell theirs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tomik.kernel.importing import Column
from tomik.kernel.normalise import header_key
from tomik.paper.public import Heading, Sheet, Table, Title, find_heading, heading_at

SHEET_NAME = 0
"""The number under which the name of the sheet stands among the columns."""
_ROWS_MAX = 10_000_000


@dataclass(frozen=True, slots=True)
class Part:
    """A sheet of the list with its heading."""

    sheet: Sheet
    heading: Heading


class RowNumber(int):
    """A row of one of several sheets: ordered by sheet and row, for people «7, sheet “5Б”»."""

    sheet: str

    @classmethod
    def of(cls, index: int, row: int, sheet: str) -> RowNumber:
        """Row `row` of the sheet that stands at `index` among those that are read."""
        return cls.placed(index * _ROWS_MAX + row, sheet)

    @classmethod
    def placed(cls, value: int, sheet: str) -> RowNumber:
        """The same number with its sheet, as it was stored."""
        number = cls(value)
        number.sheet = sheet
        return number

    def __str__(self) -> str:
        return _("%(row)s, sheet “%(sheet)s”") % {"row": int(self) % _ROWS_MAX, "sheet": self.sheet}


def row_number(parts: Sequence[Part], index: int, row: int) -> int:
    """How a kind is told the row: plainly when one sheet is read."""
    return RowNumber.of(index, row, parts[index].sheet.name) if len(parts) > 1 else row


def place_of_row(number: int) -> tuple[int, int]:
    """Index of the sheet among those that are read, and the row that a person sees there."""
    return divmod(int(number), _ROWS_MAX)


def parts_like(table: Table, first: Part, columns: Sequence[Column]) -> tuple[Part, ...]:
    """The sheets with the titles of `first`, itself among them, in the order of the file; hidden ones are not read."""
    parts = []
    for sheet in table.sheets:
        if sheet is first.sheet:
            parts.append(first)
        elif not sheet.hidden:
            heading = _same_heading(sheet, first.heading, columns)
            if heading is not None:
                parts.append(Part(sheet, heading))
    return tuple(parts)


def _same_heading(sheet: Sheet, wanted: Heading, columns: Sequence[Column]) -> Heading | None:
    if wanted.first_row <= len(sheet.rows):
        there = heading_at(sheet, wanted.first_row, columns)
        if _are_same(there, wanted):
            return there
    found = find_heading(sheet, columns)
    return found if found is not None and _are_same(found, wanted) else None


def _are_same(heading: Heading, wanted: Heading) -> bool:
    """The same columns under the same titles; columns that nobody knows may differ."""
    if not wanted.mapping:
        return heading.fingerprint == wanted.fingerprint and bool(wanted.titles)
    return heading.mapping == wanted.mapping and _known_titles(heading) == _known_titles(wanted)


def _known_titles(heading: Heading) -> dict[int, str]:
    return {
        title.number: header_key(title.text) for title in heading.titles if title.number in heading.mapping
    }


def sheet_title(parts: Sequence[Part]) -> Title:
    """The name of the sheet as a column of its own, with the names as examples."""
    names = tuple(part.sheet.name for part in parts)
    shown = names if len(names) <= 4 else (*names[:3], "…", names[-1])
    return Title(SHEET_NAME, "", _("Name of the sheet"), shown)

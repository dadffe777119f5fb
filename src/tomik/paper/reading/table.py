"""What was read from a file: sheets of rows with the numbers and letters a person sees."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tomik.kernel.importing import CellValue

Cells = list[CellValue]


@dataclass(frozen=True, slots=True)
class Limits:
    """What an import takes at most."""

    bytes_max: int = 25 * 1024 * 1024
    unpacked_bytes_max: int = 200 * 1024 * 1024
    ratio_max: int = 100
    """A big part of an archive that is packed closer than this is no table (sheets reach 20)."""
    rows_max: int = 200_000
    columns_max: int = 208
    """208 columns end at «GZ»."""
    cells_max: int = 5_000_000
    """Rows to the last filled one × columns to the last filled one: the reader holds them all, empty or not."""


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged area, rows and columns from 1, both ends inside."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet. `rows[0]` is row 1 of the sheet, also when it is empty; ragged rows are allowed."""

    name: str
    rows: Sequence[Cells]
    merges: tuple[Merge, ...] = ()
    uncomputed: frozenset[tuple[int, int]] = frozenset()
    """(row, column) of formulas saved without a value: the program that wrote the file did not compute them."""
    hidden: bool = False

    def value(self, row: int, column: int) -> CellValue:
        """The cell at row and column, both from 1; None outside the sheet."""
        if not 1 <= row <= len(self.rows):
            return None
        cells = self.rows[row - 1]
        return cells[column - 1] if 1 <= column <= len(cells) else None

    def numbered(self, first: int = 1) -> Iterator[tuple[int, Cells]]:
        """Rows with their numbers, from row `first`."""
        for index in range(first - 1, len(self.rows)):
            yield index + 1, self.rows[index]

    @property
    def width(self) -> int:
        """Number of columns of the widest row."""
        return max((len(cells) for cells in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read. `kind` is what the content is (xlsx, xls, ods, csv), not what the name says."""

    filename: str
    kind: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    delimiter: str = ""
    details: dict[str, str] = field(default_factory=dict)

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of that name."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def column_letter(number: int) -> str:
    """1 → A, 27 → AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A → 1, AA → 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def is_blank(value: CellValue) -> bool:
    """Whether a person sees nothing in the cell."""
    if value is None:
        return True
    return isinstance(value, str) and not value.strip(" \t\r\n\u00a0\u200b\ufeff\u202f")

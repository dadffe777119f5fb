"""Rows of a file as the preview shows them: the value, and beside it what is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from tomik.intake import services
from tomik.intake.models import ImportRun
from tomik.intake.recognition import place_of
from tomik.intake.sheets import SHEET_NAME, row_number
from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import ImportKind
from tomik.paper.public import as_text, is_blank


@dataclass(frozen=True, slots=True)
class ShownCell:
    """A value with its problems."""

    text: str
    problems: tuple[LineProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the file; `problems` are those of no single cell. `sheet` when several are read and no column says it."""

    sheet: str
    number: int
    cells: tuple[ShownCell, ...]
    problems: tuple[LineProblem, ...]

    @property
    def severity(self) -> str:
        """The worst of its problems: error, warning or nothing."""
        every = [*self.problems, *(problem for cell in self.cells for problem in cell.problems)]
        if any(problem.severity == "error" for problem in every):
            return "error"
        return "warning" if every else ""


def row_lines(
    run: ImportRun, kind: ImportKind, problems: Sequence[LineProblem], *, only_problems: bool
) -> tuple[list[str], list[ShownRow]]:
    """Titles of the chosen columns and the rows of the file, all or only those with problems."""
    found = services.recognised_in(run, kind)
    numbers = sorted(services.mapping_of(run))
    places = {number: place_of(number, found.heading) for number in numbers}
    by_row: dict[int, list[LineProblem]] = defaultdict(list)
    for problem in problems:
        if problem.row is not None:
            by_row[problem.row].append(problem)
    lines = []
    named = found.is_several and SHEET_NAME not in places
    for index, part in enumerate(found.parts):
        for number, cells in part.sheet.numbered(part.heading.data_row):
            mine = by_row.get(row_number(found.parts, index, number), [])
            if not mine and (only_problems or all(is_blank(value) for value in cells)):
                continue
            shown = tuple(
                ShownCell(
                    part.sheet.name if column == SHEET_NAME else as_text(part.sheet.value(number, column)),
                    tuple(problem for problem in mine if problem.column == places[column]),
                )
                for column in numbers
            )
            rest = tuple(problem for problem in mine if problem.column not in places.values())
            lines.append(ShownRow(part.sheet.name if named else "", number, shown, rest))
    return list(places.values()), lines

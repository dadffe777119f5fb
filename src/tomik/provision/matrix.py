"""Rows and columns of the matrices, ready for the templates (which hold no arithmetic)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tomik.provision.queries.school import Cell, SchoolProvision, total_of
from tomik.provision.rules import State, Totals, worst


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell: state, text «covered/need», address of the details, what it is about."""

    state: str
    text: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row with its sum."""

    title: str
    cells: list[Shown]
    total: Totals
    state: str
    url: str = ""
    unit: int = 0
    """What the row is about, where rows and points of the map are linked."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Columns, rows and the sums at the foot."""

    corner: str
    columns: list[str]
    rows: list[MatrixRow]
    foot: list[Totals]
    total: Totals


NOT_NEEDED = Shown("none")


def cell_text(totals: Totals) -> str:
    """«24/25»; where only electronic textbooks are used, their figures."""
    if totals.need == 0 and totals.need_electronic:
        return f"{totals.covered_electronic}/{totals.need_electronic}"
    return f"{totals.covered}/{totals.need}"


def build(
    corner: str,
    rows: Sequence[tuple[int, str]],
    columns: Sequence[tuple[int, str]],
    *,
    cells: dict[tuple[int, int], Cell],
    address: Callable[[int, int], str],
) -> Matrix:
    """Lay cells (row, column) out; `address` gives the details of one."""
    made = []
    for row_id, title in rows:
        shown = []
        for column_id, heading in columns:
            cell = cells.get((row_id, column_id))
            if cell is None:
                shown.append(NOT_NEEDED)
                continue
            about = f"{title}, {heading}"
            shown.append(Shown(str(cell.state), cell_text(cell.totals), address(row_id, column_id), about))
        own = [cell for (key, _), cell in cells.items() if key == row_id]
        made.append(MatrixRow(title, shown, _sum(own), str(worst(cell.state for cell in own))))
    foot = [_sum(cell for (_, key), cell in cells.items() if key == column_id) for column_id, _ in columns]
    return Matrix(corner, [heading for _, heading in columns], made, foot, _sum(cells.values()))


def _sum(cells: Iterable[Cell]) -> Totals:
    total = Totals()
    for cell in cells:
        total += cell.totals
    return total


def query(base: str, **parameters: Any) -> str:
    """An address with parameters."""
    return f"{base}?{urlencode(parameters)}"


def headline(provision: SchoolProvision) -> dict[str, Any]:
    """The figures over a school's matrix."""
    totals = provision.totals
    return {
        "totals": totals,
        "short": totals.short,
        "short_electronic": max(
            totals.need_electronic
            - total_of(r for r in provision.demands if r.need_electronic).covered_electronic,
            0,
        ),
        "lacking_positions": sum(row.state in {State.SHORT, State.EXPIRED} for row in provision.demands),
        "pupils": provision.pupils,
        "pupils_full": provision.pupils_full,
        "pupils_unplanned": provision.pupils_unplanned,
        "surplus": provision.surplus,
    }

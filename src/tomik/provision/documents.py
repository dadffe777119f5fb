"""The checklist on paper: .xlsx with live formulas, PDF of A4 landscape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from tomik.kernel.school_year import label
from tomik.paper.public import (
    ExportCell,
    ExportColumn,
    ExportSheet,
    Formula,
    Toned,
    column_name,
    render_pdf,
    write_workbook,
)
from tomik.provision.checklist import COLUMNS, Checklist, ChecklistColumn
from tomik.provision.queries.lists import surplus_rows

_TONES = {"short": "bad", "expired": "bad", "loaned": "warn", "full": "good", "empty": ""}
_WIDTHS = {"title": 44, "subject": 18, "list_code": 18, "plan": 22, "reason": 16, "responsible": 16}
_LETTER = {column.key: column_name(index) for index, column in enumerate(COLUMNS)}
TITLE_LINES = 3


def titles_of(checklist: Checklist) -> list[str]:
    """The lines over the table."""
    return [
        _("Checklist of provision with textbooks, %(year)s school year")
        % {"year": label(checklist.school_year)},
        f"{checklist.school.full_name}, {checklist.school.municipality.name}",
        _("Provision %(percent)s; pupils with a full set: %(full)s of %(pupils)s; as of %(day)s")
        % {
            "percent": percent_text(checklist.percent_tenths),
            "full": checklist.provision.pupils_full,
            "pupils": checklist.provision.pupils,
            "day": f"{checklist.made_on:%d.%m.%Y}",
        },
    ]


def percent_text(tenths: int | None) -> str:
    """Tenths of a percent as «87,5 %»."""
    if tenths is None:
        return "—"
    return f"{tenths // 10},{tenths % 10} %" if tenths % 10 else f"{tenths // 10} %"


def checklist_workbook(checklist: Checklist) -> bytes:
    """The .xlsx: percent, shortage, surplus and all sums stay formulas over what a person may correct."""
    rows: list[list[ExportCell]] = [[_cell(column, row) for column in COLUMNS] for row in checklist.rows]
    if rows:
        rows.append(_total_row(checklist))
    matrix = ExportSheet(
        name=_("Checklist"),
        titles=titles_of(checklist),
        columns=[
            ExportColumn(f"{column.number}. {column.title}", column.kind, width=_WIDTHS.get(column.key))
            for column in COLUMNS
        ],
        rows=rows,
        notes=[by_hand(), *_signatures()],
        frozen_columns=3,
    )
    return write_workbook([matrix, _surplus_sheet(checklist)])


def _cell(column: ChecklistColumn, row: dict[str, Any]) -> ExportCell:
    need, available = f"{_LETTER['need']}{{row}}", f"{_LETTER['available']}{{row}}"
    value = row.get(column.key)
    if column.key == "percent":
        tone = _TONES[row["state"]]
        share = min(row["available"], row["need"]) / row["need"] if row["need"] else ""
        return Formula(f'=IF({need}=0,"",MIN({available},{need})/{need})', share, tone)
    if column.key == "deficit":
        return Formula(f"=MAX({need}-{available},0)", row["deficit"], "bad" if row["deficit"] else "")
    if column.key == "surplus":
        return Formula(f"=MAX({available}-{need},0)", row["surplus"])
    return value


def _total_row(checklist: Checklist) -> list[ExportCell]:
    """Sums and the percentage of sums: what is covered is need less shortage, never an average of percentages."""
    first = TITLE_LINES + 1 + 1 + 1  # titles, an empty row, the heading; Excel counts from 1
    last = first + len(checklist.rows) - 1
    cells: list[ExportCell] = []
    for column in COLUMNS:
        letter = _LETTER[column.key]
        if column.total:
            value = sum(row.get(column.key) or 0 for row in checklist.rows)
            cells.append(Formula(f"=SUM({letter}{first}:{letter}{last})", value, "group"))
        elif column.key == "percent":
            need, deficit = f"{_LETTER['need']}{{row}}", f"{_LETTER['deficit']}{{row}}"
            share = checklist.covered / checklist.need if checklist.need else ""
            cells.append(Formula(f'=IF({need}=0,"",({need}-{deficit})/{need})', share, "group"))
        else:
            cells.append(Toned(_("Total") if column.number == 1 else "", "group"))
    return cells


def by_hand() -> str:
    """What the program does not know yet, said in the document itself."""
    return _(
        "Columns 28–30 are empty in every row: orders, deliveries and exchange between schools are not kept in the"
        " program yet. Fill them in by hand."
    )


def _signatures() -> list[str]:
    return [
        _("Head of the school") + " ____________________ / ____________________ /",
        _("Librarian") + " ____________________ / ____________________ /",
    ]


def _surplus_sheet(checklist: Checklist) -> ExportSheet:
    return ExportSheet(
        name=_("Surplus"),
        titles=[_("Textbooks beyond the need of the school"), checklist.school.short_name],
        columns=[
            ExportColumn(_("Title"), width=50),
            ExportColumn(_("Authors"), width=26),
            ExportColumn(_("Publisher"), width=24),
            ExportColumn(_("Subject"), width=22),
            ExportColumn(_("Grades")),
            ExportColumn(_("Available, sets"), "whole"),
            ExportColumn(_("Needed, sets"), "whole"),
            ExportColumn(_("Surplus, sets"), "whole", total=True),
        ],
        rows=[
            [
                row.title,
                row.authors,
                row.publisher,
                row.subject,
                row.grades,
                row.available,
                row.need,
                Formula("=MAX(F{row}-G{row},0)", row.surplus),
            ]
            for row in surplus_rows(checklist.provision, checklist.school)
        ],
    )


def checklist_pdf(checklist: Checklist) -> bytes:
    """The PDF: A4 landscape, the heading on every page, page numbers, place for signatures."""
    data = {
        "titles": titles_of(checklist),
        "columns": [
            {"number": column.number, "title": str(column.title), "key": column.key} for column in COLUMNS
        ],
        "rows": _printed_rows(checklist.rows),
        "total": printed_total(checklist),
        "total_label": _("Total"),
        "empty": _("The textbook plan of this year is empty."),
        "notes": [by_hand()],
        "signatures": [_("Head of the school"), _("Librarian")],
        "mark": f"{checklist.school.short_name}, {label(checklist.school_year)}",
    }
    return render_pdf("provision/typst/checklist.typ", data)


# What belongs to a textbook in a grade, whichever class learns by it: printed once beside its classes.
_SHARED = frozenset(
    {"grade", "subject", "curriculum_part", "level", "programme", "list_code", "title", "parts", "medium", "on_balance",
     "by_parts", "years", "expert_until", "use_until", "unfit", "lent", "borrowed"}
)  # fmt: skip


def _printed_rows(rows: Sequence[dict[str, Any]]) -> list[list[dict[str, Any] | None]]:
    """Rows of the PDF, the classes of a textbook one under another; None where a cell above reaches down."""
    blocks: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        key = tuple(_text(column, row.get(column.key)) for column in COLUMNS if column.key in _SHARED)
        blocks.setdefault(key, []).append(row)
    return [
        [_printed_cell(column, row, place, len(block)) for column in COLUMNS]
        for block in blocks.values()
        for place, row in enumerate(block)
    ]


def _printed_cell(
    column: ChecklistColumn, row: dict[str, Any], place: int, span: int
) -> dict[str, Any] | None:
    is_shared = column.key in _SHARED
    if is_shared and place:
        return None
    tone = {"short": "bad", "expired": "bad", "loaned": "warn"}.get(row["state"], "")
    return {"text": _text(column, row.get(column.key)), "tone": tone, "span": span if is_shared else 1}


def printed_total(checklist: Checklist) -> list[str]:
    """The sums under the columns, as texts."""
    return [
        str(sum(row.get(column.key) or 0 for row in checklist.rows))
        if column.total
        else percent_text(checklist.percent_tenths)
        if column.key == "percent"
        else ""
        for column in COLUMNS
    ]


def screen_rows(checklist: Checklist) -> list[dict[str, Any]]:
    """Rows for the screen: (column, text) pairs with the state."""
    return [
        {"state": row["state"], "cells": [(column, _text(column, row.get(column.key))) for column in COLUMNS]}
        for row in checklist.rows
    ]


def _text(column: ChecklistColumn, value: Any) -> str:
    if value is None or value == "":
        return ""
    if column.kind == "date":
        return f"{value:%d.%m.%y}"
    if column.kind == "percent":
        return percent_text(int(value * 1000 + 1e-9))
    return str(value)


def rows_as_json(checklist: Checklist) -> Sequence[dict[str, Any]]:
    """The matrix as plain values, for the command line."""
    return [
        {column.key: _plain(row.get(column.key)) for column in COLUMNS} | {"state": row["state"]}
        for row in checklist.rows
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value

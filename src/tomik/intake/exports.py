"""Problems of an import as a workbook."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tomik.intake.models import ImportRun
from tomik.intake.plans import problems_of
from tomik.intake.sheets import RowNumber, place_of_row
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, write_workbook


def problems_workbook(run: ImportRun, plan: dict[str, Any]) -> bytes:
    """Row, column, value, what is wrong and what to do."""
    problems = problems_of(plan)
    several = any(isinstance(problem.row, RowNumber) for problem in problems)
    columns = [
        *([ExportColumn(_("Sheet"), width=12)] if several else []),
        ExportColumn(_("Row"), "whole", width=8),
        ExportColumn(_("Column"), width=28),
        ExportColumn(_("In the file"), width=34),
        ExportColumn(_("What is wrong and what to do"), width=70),
        ExportColumn(_("Taken"), width=12),
    ]
    rows: list[list[ExportCell]] = [
        [
            *([getattr(p.row, "sheet", "")] if several else []),
            place_of_row(p.row)[1] if p.row is not None else None,
            p.column,
            p.value,
            p.message,
            _("yes") if p.severity == "warning" else _("no"),
        ]
        for p in problems
    ]
    titles = [_("Problems of the file “%(name)s”") % {"name": run.file_name}]
    return write_workbook([ExportSheet(_("Problems"), columns, rows, titles=titles)])

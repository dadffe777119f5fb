"""Problems of an import as a workbook."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from tomik.intake.models import ImportRun
from tomik.intake.plans import problems_of
from tomik.paper.public import ExportColumn, ExportSheet, write_workbook


def problems_workbook(run: ImportRun, plan: dict[str, Any]) -> bytes:
    """Row, column, value, what is wrong and what to do."""
    columns = [
        ExportColumn(_("Row"), "whole", width=8),
        ExportColumn(_("Column"), width=28),
        ExportColumn(_("In the file"), width=34),
        ExportColumn(_("What is wrong and what to do"), width=70),
        ExportColumn(_("Taken"), width=12),
    ]
    rows = [
        [p.row, p.column, p.value, p.message, _("yes") if p.severity == "warning" else _("no")]
        for p in problems_of(plan)
    ]
    titles = [_("Problems of the file “%(name)s”") % {"name": run.file_name}]
    return write_workbook([ExportSheet(_("Problems"), columns, rows, titles=titles)])

"""Lists to Excel: ties the list screen of `ui` to the workbooks of `paper`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tomik.paper.public import ExportColumn, ExportSheet, write_workbook


def workbook(title: str, columns: Sequence[tuple[str, str, bool]], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with the title, the columns as (title, kind, total) and the rows; see settings.UI_WORKBOOK."""
    described = [ExportColumn(title=heading, kind=kind, total=total) for heading, kind, total in columns]
    return write_workbook([ExportSheet(name=title, columns=described, rows=rows, titles=[title])])

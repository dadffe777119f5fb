"""The list of a class on paper and in Excel."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from tomik.kernel import clock
from tomik.kernel.school_year import label
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, render_pdf, write_workbook
from tomik.people.models import ClassGroup, Enrolment

TICK_COLUMNS = 6


def _title(group: ClassGroup) -> str:
    return _("Class %(name)s, %(year)s") % {"name": group.name, "year": label(group.school_year)}


def class_workbook(group: ClassGroup, pupils: Sequence[Enrolment]) -> bytes:
    """Number, name, reader number, since when."""
    columns = [
        ExportColumn(_("No."), "whole", width=6),
        ExportColumn(_("Surname, first name, patronymic"), width=44),
        ExportColumn(_("Reader number"), "whole", width=16),
        ExportColumn(_("In the class since"), "date", width=18),
    ]
    rows: list[list[ExportCell]] = [
        [number, one.pupil.full_name, one.pupil.reader_number, one.since]
        for number, one in enumerate(pupils, start=1)
    ]
    titles = [group.school.short_name, _title(group)]
    return write_workbook([ExportSheet(group.name, columns, rows, titles=titles, portrait=True)])


def class_pdf(group: ClassGroup, pupils: Sequence[Enrolment]) -> bytes:
    """A sheet with empty columns for what is handed out."""
    narrow = {"width": "18mm", "align": "center"}
    columns = [
        {"title": _("No."), "width": "9mm", "align": "right"},
        {"title": _("Surname, first name, patronymic"), "width": "1fr"},
        {"title": _("Reader number"), "width": "22mm", "align": "right"},
        *({"title": "", **narrow} for _number in range(TICK_COLUMNS)),
    ]
    empty = [""] * TICK_COLUMNS
    rows = [
        [number, one.pupil.full_name, one.pupil.reader_number, *empty]
        for number, one in enumerate(pupils, start=1)
    ]
    data = {
        "title": _title(group),
        "subtitle": group.school.short_name,
        "mark": _("Printed on %(day)s") % {"day": clock.today().strftime("%d.%m.%Y")},
        "columns": columns,
        "rows": rows,
        "signatures": [{"role": _("Librarian"), "name": ""}, {"role": _("Class teacher"), "name": ""}],
    }
    return render_pdf("paper/typst/table.typ", data)

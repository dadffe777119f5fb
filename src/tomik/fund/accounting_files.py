"""Files of the accountant: acts out as a workbook or CSV, numbers and dates back from the same file, sums of accounts in."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from tomik.fund.accounting import Act, NumberRow
from tomik.fund.models import SummaryRecord
from tomik.fund.services.reconciliation import Stated
from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.importing import Column
from tomik.kernel.money import kopecks_from
from tomik.paper.public import (
    CellRefused,
    ExportCell,
    ExportColumn,
    ExportSheet,
    Heading,
    Sheet,
    as_date,
    as_text,
    as_whole,
    find_heading,
    is_blank,
    is_subtotal,
    read_table,
    write_workbook,
)

COLUMNS = (
    ExportColumn("Идентификатор акта", width=38),
    ExportColumn("Дата", "date"),
    ExportColumn("Операция", width=14),
    ExportColumn("№ документа", width=14),
    ExportColumn("№ записи КСУ", width=18),
    ExportColumn("Основание", width=30),
    ExportColumn("Контрагент", width=30),
    ExportColumn("Причина", width=22),
    ExportColumn("Экземпляров", "whole", total=True),
    ExportColumn("Сумма, руб.", "money", total=True),
    ExportColumn("На балансе, экз.", "whole", total=True),
    ExportColumn("На балансе, руб.", "money", total=True),
    ExportColumn("№ в бухгалтерии", width=18),
    ExportColumn("Дата в бухгалтерии", "date"),
)
"""Receipts are above zero, what leaves the fund below it, so that a column sums up to the change."""
ENCODINGS = {"utf-8": "utf-8-sig", "cp1251": "cp1251"}
_RETURNED = (
    Column("uid", "Идентификатор акта", aliases=("идентификатор",), required=True),
    Column("number", "№ в бухгалтерии", aliases=("номер в бухгалтерии",), required=True),
    Column("noted_on", "Дата в бухгалтерии"),
)
_ACCOUNTS = (
    Column("account", "Счёт", aliases=("счет учета", "счёт учёта", "номер счета", "наименование"), required=True),
    Column("copies", "Количество", aliases=("кол-во", "экземпляров", "экз", "количество, экз")),
    Column("kopecks", "Сумма", aliases=("сумма, руб", "балансовая стоимость", "стоимость", "остаток, руб"), required=True),
)  # fmt: skip


def _row(act: Act) -> list[ExportCell]:
    operation = "поступление" if act.sign > 0 else "выбытие"
    with translation.override("ru"):
        reason = str(SummaryRecord.Reason(act.reason).label) if act.reason else ""
    return [
        str(act.uid), act.acted_on, f"сторно ({operation})" if act.is_reversal else operation, act.document_number,
        ", ".join(act.records), act.papers, act.source, reason, act.sign * act.copies, act.sign * act.kopecks,
        act.sign * act.balance_copies, act.sign * act.balance_kopecks, act.number, act.noted_on,
    ]  # fmt: skip


def acts_workbook(titles: Sequence[str], acts: Iterable[Act]) -> bytes:
    """One line for each act."""
    return write_workbook([ExportSheet("Акты", COLUMNS, [_row(act) for act in acts], titles=titles)])


def acts_csv(acts: Iterable[Act], *, encoding: str = "utf-8") -> bytes:
    """The same as CSV with semicolons, decimal commas and dates as 01.09.2026; `encoding`: a key of ENCODINGS.

    What the old encoding has no letter for is written as «?».
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([column.title for column in COLUMNS])
    for act in acts:
        cells = zip(_row(act), COLUMNS, strict=True)
        writer.writerow([_csv_cell(cell, column.kind) for cell, column in cells])
    return out.getvalue().encode(ENCODINGS[encoding], errors="replace")


def _csv_cell(cell: ExportCell, kind: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, int) and kind == "money":
        return f"{'-' if cell < 0 else ''}{abs(cell) // 100},{abs(cell) % 100:02d}"
    text = str(cell)
    # A spreadsheet must not run what a librarian typed.
    return f"'{text}" if kind == "text" and text[:1] in ("=", "+", "-", "@") else text


def read_numbers(content: bytes, file_name: str) -> tuple[list[NumberRow], list[LineProblem]]:
    """Rows of the file that came back, and the cells that cannot be read. Raises UnreadableFile, TomikError without columns."""
    sheet, heading = _heading(content, file_name, _RETURNED)
    at = {key: number for number, key in heading.mapping.items()}
    rows, problems = [], []
    for place in range(heading.data_row, len(sheet.rows) + 1):
        uid = as_text(sheet.value(place, at["uid"]))
        if not uid or is_subtotal(sheet.rows[place - 1]):
            continue
        value = sheet.value(place, at["noted_on"]) if "noted_on" in at else None
        try:
            day = None if is_blank(value) else as_date(value)
        except CellRefused:
            problems.append(LineProblem(place, "noted_on", _("This is not a date."), value=as_text(value)))
            continue
        number = as_text(sheet.value(place, at["number"])).removeprefix("'")
        rows.append(NumberRow(row=place, uid=uid, number=number, noted_on=day))
    return rows, problems


def _heading(content: bytes, file_name: str, columns: Sequence[Column]) -> tuple[Sheet, Heading]:
    required = {column.key: str(column.title) for column in columns if column.required}
    lacking = list(required.values())
    for sheet in read_table(content, file_name).sheets:
        heading = find_heading(sheet, columns)
        if heading is None:
            continue
        lacking = [title for key, title in required.items() if key not in heading.mapping.values()]
        if not lacking:
            return sheet, heading
    raise TomikError(_("The file has no column «%s».") % "», «".join(lacking))


@dataclass(slots=True)
class _Sums:
    kopecks: int = 0
    copies: int | None = None


def read_accounts(content: bytes, file_name: str) -> list[Stated]:
    """What accounting says, out of its sheet (account, copies, sum): a row that names textbooks, and the others.

    Raises UnreadableFile, or TomikError with every cell that cannot be read.
    """
    sheet, heading = _heading(content, file_name, _ACCOUNTS)
    at = {key: number for number, key in heading.mapping.items()}
    sums: dict[str, _Sums] = {}
    problems: list[LineProblem] = []
    for place in range(heading.data_row, len(sheet.rows) + 1):
        cells = sheet.rows[place - 1]
        if is_subtotal(cells) or all(is_blank(cell) for cell in cells):
            continue
        said = " ".join(as_text(cell) for cell in cells if isinstance(cell, str)).lower()
        total = sums.setdefault("textbooks" if "учебн" in said else "main", _Sums())
        try:
            total.kopecks += kopecks_from(sheet.value(place, at["kopecks"]))
        except ValueError:
            problems.append(LineProblem(place, "kopecks", _("This is not a sum.")))
        value = sheet.value(place, at["copies"]) if "copies" in at else None
        try:
            total.copies = total.copies if is_blank(value) else (total.copies or 0) + as_whole(value)
        except CellRefused:
            problems.append(LineProblem(place, "copies", _("This is not a number of copies.")))
    if problems:
        raise TomikError(_("The file has mistakes; nothing is taken from it."), problems=problems)
    if not sums:
        raise TomikError(_("The file has no rows with sums under its heading."))
    return [Stated(book=book, kopecks=one.kopecks, copies=one.copies) for book, one in sorted(sums.items())]

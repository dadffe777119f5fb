"""Summary books and subsection 2.6 of ОО-2 of many schools in one workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from tomik.fund.models import SummaryRecord
from tomik.fund.official.book import BOOK_NAMES, FIGURES
from tomik.fund.queries.statistics import LINES, FormLine, form_26
from tomik.fund.queries.summary import Figures, Period
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, Formula, write_workbook
from tomik.territory.public import School

FORM_TITLE = "ОО-2, подраздел 2.6. Формирование и использование библиотечного (книжного) фонда, единица"
YearOf = Mapping[int, Mapping[str, Period]]
_COLUMNS_26 = ("Поступило экземпляров за отчётный год", "Выбыло экземпляров за отчётный год", "Состоит экземпляров на конец отчётного года")  # fmt: skip
_STATES = ("состояло на начало", "поступило", "выбыло", "состоит на конец")


def form_sheet(lines: Sequence[FormLine], titles: Sequence[str], *, name: str = "ОО-2 2.6") -> ExportSheet:
    """The table of the form, word for word; the total of line 01 is a live sum of 06–09."""
    columns = [
        ExportColumn("Показатель", width=48),
        ExportColumn("№ строки", width=9),
        *(ExportColumn(title, "whole", width=20) for title in _COLUMNS_26),
    ]
    rows: list[list[ExportCell]] = []
    for line in lines:
        values: list[ExportCell] = [line.received, line.left, line.there]
        if line.number == "01":
            # Rows 06–09 stand five to eight rows below.
            base = len(titles) + (1 if titles else 0) + 2
            values = [
                Formula(f"=SUM({letter}{base + 5}:{letter}{base + 8})", value)
                for letter, value in zip("CDE", (line.received, line.left, line.there), strict=True)
            ]
        rows.append([line.name, line.number, *values])
    return ExportSheet(name, columns, rows, titles=titles, autofilter=False)


def region_workbook(
    unit_name: str, year: int, schools: Sequence[School], found: YearOf, *, created: datetime | None = None
) -> bytes:
    """Sheets: 2.6 of all schools together, 2.6 by schools, part 3 of each book by schools."""
    everything = [period for school in schools for period in found[school.pk].values()]
    titles = [unit_name, f"{FORM_TITLE}, {year} год"]
    sheets = [form_sheet(form_26(everything), titles), _forms_by_school(titles, schools, found)]
    sheets += [
        _book(
            book, schools, found, titles=[unit_name, f"{BOOK_NAMES[book]}. Итоги движения фонда, {year} год"]
        )
        for book in SummaryRecord.Book
    ]
    return write_workbook(sheets, created=created)


def _school_columns() -> list[ExportColumn]:
    return [
        ExportColumn("Муниципалитет", width=26),
        ExportColumn("Школа", width=30),
        ExportColumn("ИНН", width=13),
    ]


def _school_cells(school: School) -> list[ExportCell]:
    return [school.municipality.name, school.short_name, school.inn]


def _forms_by_school(titles: Sequence[str], schools: Sequence[School], found: YearOf) -> ExportSheet:
    words = ("поступило", "выбыло", "состоит")
    columns = [
        *_school_columns(),
        *(
            ExportColumn(word, "whole", group=f"{number} {name}", total=True)
            for number, name in LINES
            for word in words
        ),
    ]
    rows: list[list[ExportCell]] = []
    for school in schools:
        cells = _school_cells(school)
        for line in form_26(found[school.pk].values()):
            cells += [line.received, line.left, line.there]
        rows.append(cells)
    return ExportSheet("ОО-2 по школам", columns, rows, titles=titles, frozen_columns=2, autofilter=False)


def _book(
    book: SummaryRecord.Book, schools: Sequence[School], found: YearOf, *, titles: Sequence[str]
) -> ExportSheet:
    """Part 3 of a book: a line for each school, the four states side by side."""
    figures = FIGURES[book, 3]
    columns = _school_columns()
    columns += [
        ExportColumn(f"{column.group + ': ' if column.group else ''}{column.title}", column.kind, group=state, total=True)
        for state in _STATES
        for column, _of in figures
    ]  # fmt: skip
    rows: list[list[ExportCell]] = []
    for school in schools:
        period = found[school.pk][book]
        states: tuple[Figures, ...] = (period.opening, period.received, period.left, period.closing)
        cells = _school_cells(school)
        for state in states:
            cells += [of(state) for _column, of in figures]
        rows.append(cells)
    name = "КСУ учебники" if book == SummaryRecord.Book.TEXTBOOKS else "КСУ основной фонд"
    return ExportSheet(name, columns, rows, titles=titles, frozen_columns=2, autofilter=False)

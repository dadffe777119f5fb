"""The summary book (КСУ) as its pages have it: one description of columns for the screen, the workbook and the print.

Headings are Russian whatever the language of the screen: the book is a paper of law (order 1077 and the local act).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone, translation

from tomik.fund.models import Receipt, Reconciliation, SummaryRecord
from tomik.fund.queries.summary import Figures, Period, Record
from tomik.kernel.words import amount, grouped
from tomik.paper.public import ExportCell, ExportColumn, ExportSheet, Formula, Toned

TEXTBOOKS, MAIN = SummaryRecord.Book.TEXTBOOKS, SummaryRecord.Book.MAIN
BOOK_NAMES = {
    TEXTBOOKS: "Книга суммарного учёта фонда учебников",
    MAIN: "Книга суммарного учёта основного фонда",
}
PART_NAMES = {
    1: "Часть 1. Поступление в фонд",
    2: "Часть 2. Выбытие из фонда",
    3: "Часть 3. Итоги движения фонда",
}
WITHOUT_NUMBER = "б/н"
_REASONS = {
    "wear": "ветхость",
    "obsolete": "устарелость по содержанию",
    "loss": "утрата",
    "defect": "дефектность",
    "profile": "непрофильность",
    "handover": "передача",
}


@dataclass(frozen=True, slots=True)
class RegisterColumn:
    """A column of a register. `kind` as in ExportColumn; `width` is for print; `group` stands over its neighbours."""

    title: str
    kind: str = "whole"
    group: str = ""
    width: str = "10mm"

    @property
    def is_number(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in ("whole", "money")


@dataclass(slots=True)
class RegisterRow:
    """A line: its cells (money in kopecks) and the record that it comes from."""

    cells: list[ExportCell]
    record: Record | None = None
    is_sum: bool = False

    @property
    def is_unnumbered(self) -> bool:
        """A movement of the ledger that nobody has entered in the book."""
        return self.record is not None and self.record.number is None


@dataclass(slots=True)
class Register:
    """A page of a register as it is shown, saved and printed."""

    name: str
    title: str
    columns: Sequence[RegisterColumn]
    rows: list[RegisterRow]
    total: list[ExportCell] = field(default_factory=list)
    """Sums under the lines, or nothing."""

    def header(self) -> list[list[dict[str, Any]]]:
        """One or two storeys of headings with their spans, as HTML and print need them."""
        grouped_columns = any(column.group for column in self.columns)
        upper: list[dict[str, Any]] = []
        lower: list[dict[str, Any]] = []
        for column in self.columns:
            if not column.group:
                upper.append({"title": column.title, "columns": 1, "rows": 2 if grouped_columns else 1})
                continue
            if upper and upper[-1]["title"] == column.group and upper[-1]["rows"] == 1:
                upper[-1]["columns"] += 1
            else:
                upper.append({"title": column.group, "columns": 1, "rows": 1})
            lower.append({"title": column.title, "columns": 1, "rows": 1})
        return [upper, lower] if grouped_columns else [upper]

    def sheet(self, titles: Sequence[str], notes: Sequence[str] = ()) -> ExportSheet:
        """The same page for a workbook."""
        summed = bool(self.total)
        columns = [
            ExportColumn(one.title, one.kind, group=one.group, total=summed and _is_summed(one))
            for one in self.columns
        ]
        return ExportSheet(
            self.name,
            columns,
            [_toned(row) for row in self.rows],
            titles=[*titles, self.title],
            notes=notes,
            frozen_columns=2,
            autofilter=False,
        )


def _is_summed(column: RegisterColumn) -> bool:
    return column.is_number and column.title != "№ записи"


def _toned(row: RegisterRow) -> list[ExportCell]:
    tone = "bad" if row.is_unnumbered else "group" if row.is_sum else ""
    if not tone:
        return row.cells
    return [cell if isinstance(cell, Toned | Formula) else Toned(cell, tone) for cell in row.cells]


def shown(cell: ExportCell, kind: str) -> str:
    """A cell in words of a Russian paper: «1 234», «−5», «450,50», «20.08.2026»; nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    if isinstance(cell, int) and kind == "money":
        return amount(cell)
    if isinstance(cell, int) and kind == "whole":
        return grouped(cell).replace("-", "−")
    return str(cell)


Of = Callable[[Figures], int]
FigureColumn = tuple[RegisterColumn, Of]


def _figure(
    title: str, name: str, *, kind: str = "whole", group: str = "", width: str = "10mm"
) -> FigureColumn:
    return RegisterColumn(title, kind, group, width), lambda figures: getattr(figures, name)


_COPIES = _figure("всего, экз.", "copies", width="12mm")
_SETS = _figure("комплектов", "sets", width="13mm")
_TITLES = _figure("названий", "titles", width="12mm")
_SUM = _figure("на сумму, руб.", "kopecks", kind="money", width="17mm")
_GRADES = [
    _figure("1–4 кл.", "primary", group="По классам, экз.", width="11mm"),
    _figure("5–9 кл.", "basic", group="По классам, экз.", width="11mm"),
    _figure("10–11 кл.", "secondary", group="По классам, экз.", width="11mm"),
]
_BALANCE = [
    _figure("экз.", "balance_copies", group="Принято на баланс", width="12mm"),
    _figure("руб.", "balance_kopecks", kind="money", group="Принято на баланс", width="17mm"),
    _figure("не принято на баланс, экз.", "off_balance", width="12mm"),
]
_BY_KIND = "По видам, экз."
_KINDS = [
    _figure("учебники", "textbooks", group=_BY_KIND, width="11mm"),
    _figure("учебные пособия", "aids", group=_BY_KIND, width="12mm"),
    _figure("рабочие тетради", "workbooks", group=_BY_KIND, width="11mm"),
    _figure("ЭФУ", "ebooks", group=_BY_KIND, width="8mm"),
    _figure("атласы, карты", "maps", group=_BY_KIND, width="10mm"),
]
_BY_CLASS = "По содержанию (ББК), экз."
_CLASSES: list[FigureColumn] = [
    _figure("естеств. науки (2)", "bbk_nature", group=_BY_CLASS, width="11mm"),
    _figure("прикладные науки (3, 4, 5)", "bbk_applied", group=_BY_CLASS, width="13mm"),
    (
        RegisterColumn("обществ., гуманит. (6/8), универс. (9)", "whole", _BY_CLASS, "14mm"),
        lambda one: one.bbk_humanities + one.bbk_teaching + one.bbk_general,
    ),
    _figure("из них педагог. (74)", "bbk_teaching", group=_BY_CLASS, width="12mm"),
    _figure("искусство, спорт (75, 85)", "bbk_arts", group=_BY_CLASS, width="12mm"),
    _figure("худож. лит. (84)", "bbk_fiction", group=_BY_CLASS, width="11mm"),
    _figure("дошк., 1–2 кл.", "bbk_early", group=_BY_CLASS, width="10mm"),
    _figure("без раздела", "bbk_other", group=_BY_CLASS, width="11mm"),
]
_BY_FORM: list[FigureColumn] = [
    (RegisterColumn("печатные", "whole", _BY_KIND, "12mm"), lambda one: one.copies - one.audiovisual),
    _figure("АВД", "audiovisual", group=_BY_KIND, width="8mm"),
]
FIGURES: dict[tuple[str, int], list[FigureColumn]] = {
    (TEXTBOOKS, 1): [_COPIES, _SETS, _TITLES, _SUM, *_GRADES, *_KINDS, *_BALANCE],
    (TEXTBOOKS, 2): [_COPIES, _SETS, _SUM, *_GRADES],
    (TEXTBOOKS, 3): [_COPIES, _SETS, _TITLES, _SUM, *_GRADES, *_KINDS, *_BALANCE],
    (MAIN, 1): [_COPIES, *_BY_FORM, *_BALANCE, *_CLASSES],
    (MAIN, 2): [_COPIES, _TITLES, _SUM, *_BALANCE, *_CLASSES],
    (MAIN, 3): [_COPIES, _TITLES, _SUM, *_BALANCE, *_CLASSES],
}
"""Figures of each part, in the order of its columns."""
_DATE = RegisterColumn("Дата записи", "date", width="15mm")
_NUMBER = RegisterColumn("№ записи", "whole", width="10mm")
_NOTE = RegisterColumn("Примечание", "text", width="15mm")


def part_1(book: str, records: Iterable[Record]) -> Register:
    """Receipts into the fund: a line for each record, a reversal below zero."""
    figures = FIGURES[SummaryRecord.Book(book), 1]
    columns = [
        _DATE,
        _NUMBER,
        RegisterColumn("Источник поступления", "text", width="1fr"),
        RegisterColumn("№ и дата сопроводительного документа", "text", width="24mm"),
        *(column for column, _of in figures),
    ]
    if book == TEXTBOOKS:
        columns.append(RegisterColumn("Источник финансирования", "text", width="17mm"))
    columns.append(_NOTE)
    register = Register("1 Поступление", PART_NAMES[1], columns, [])
    total = Figures()
    with translation.override("ru"):
        for one in records:
            total += one.figures
            cells: list[ExportCell] = [one.recorded_on, _number(one), one.source, one.papers or _act(one)]
            cells += [of(one.figures) for _column, of in figures]
            if book == TEXTBOOKS:
                cells.append(_money(one.money))
            register.rows.append(RegisterRow([*cells, _note(one)], one))
    register.total = _total("Итого поступило", columns, [of(total) for _column, of in figures], before=4)
    return register


def part_2(book: str, records: Iterable[Record]) -> Register:
    """What left the fund: by reasons and where it went."""
    figures = FIGURES[SummaryRecord.Book(book), 2]
    group = "По причинам, экз."
    columns = [
        _DATE,
        _NUMBER,
        RegisterColumn("№ и дата акта", "text", width="1fr"),
        *(column for column, _of in figures),
        *(RegisterColumn(word, "whole", group, "16mm") for word in _REASONS.values()),
        RegisterColumn("Направление выбытия", "text", width="22mm"),
        _NOTE,
    ]
    register = Register("2 Выбытие", PART_NAMES[2], columns, [])
    total, by_reason = Figures(), dict.fromkeys(_REASONS, 0)
    with translation.override("ru"):
        for one in records:
            total += one.figures
            if one.reason in by_reason:
                by_reason[one.reason] += one.figures.copies
            direction = str(SummaryRecord.Direction(one.direction).label) if one.direction else ""
            cells: list[ExportCell] = [one.recorded_on, _number(one), one.papers or _act(one)]
            cells += [of(one.figures) for _column, of in figures]
            cells += [one.figures.copies if one.reason == reason else None for reason in _REASONS]
            register.rows.append(RegisterRow([*cells, direction, _note(one)], one))
    sums = [of(total) for _column, of in figures] + list(by_reason.values())
    register.total = _total("Итого выбыло", columns, sums, before=3)
    return register


def part_3(book: str, periods: Iterable[Period], reconciled: Iterable[Reconciliation]) -> Register:
    """Results of the movement: four lines for each period; the last one is compared with the accounts."""
    figures = FIGURES[SummaryRecord.Book(book), 3]
    group = "Сверка с бухгалтерией"
    columns = [
        RegisterColumn("Период", "text", width="15mm"),
        RegisterColumn("Показатель", "text", width="1fr"),
        *(column for column, _of in figures),
        RegisterColumn("дата", "date", group, "13mm"),
        RegisterColumn("сумма по бухучёту, руб.", "money", group, "18mm"),
        RegisterColumn("расхождение, руб.", "money", group, "15mm"),
        RegisterColumn("подписи", "text", group, "14mm"),
    ]
    register = Register("3 Итоги", PART_NAMES[3], columns, [])
    by_day = {one.as_of: one for one in reconciled if one.book == book}
    for period in periods:
        rows = [
            (f"состояло на {period.first:%d.%m.%Y}", period.opening),
            ("поступило", period.received),
            ("выбыло", period.left),
            (f"состоит на {period.last:%d.%m.%Y}", period.closing),
        ]
        for place, (words, of_row) in enumerate(rows):
            compared = by_day.get(period.last) if place == len(rows) - 1 else None
            cells: list[ExportCell] = [_period_name(period) if place == 0 else "", words]
            cells += [of(of_row) for _column, of in figures]
            cells += _compared(compared)
            register.rows.append(RegisterRow(cells, is_sum=place == len(rows) - 1))
    return register


def _period_name(period: Period) -> str:
    first, last = period.first, period.last
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and first.year == last.year:
        return f"{first.year} год"
    return f"{first:%d.%m.%Y} – {last:%d.%m.%Y}"


def _compared(one: Reconciliation | None) -> list[ExportCell]:
    if one is None:
        return [None, None, None, ""]
    difference = one.our_kopecks - one.accounting_kopecks
    return [timezone.localdate(one.recorded_at), one.accounting_kopecks, difference, ""]


def _total(words: str, columns: Sequence[Any], sums: Sequence[int], *, before: int) -> list[ExportCell]:
    after = len(columns) - before - len(sums)
    return [words, *[""] * (before - 1), *sums, *[""] * after]


def _number(one: Record) -> ExportCell:
    return WITHOUT_NUMBER if one.number is None else one.number


def _act(one: Record) -> str:
    number = f"№ {one.document_number} " if one.document_number else ""
    return f"{number}от {one.recorded_on:%d.%m.%Y}"


def _note(one: Record) -> str:
    words = ["сторно"] if one.is_reversal else []
    if one.number is None:
        words.append("не внесено в книгу")
    return ", ".join([*words, *([one.note] if one.note else [])])


def _money(sources: str) -> str:
    """Sources of money in words; a source that the program does not know stands as it was written."""
    known = {"loan": "временное пользование", **dict(Receipt.Source.choices)}
    return ", ".join(str(known.get(source, source)) for source in sources.split(",") if source)

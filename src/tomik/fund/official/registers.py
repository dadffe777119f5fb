"""Registers in print: summary book, card journal, group cards, inventory book, consumables given out, act of reconciliation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import translation

from tomik.fund.models import Reconciliation, SummaryRecord
from tomik.fund.official.book import BOOK_NAMES, Register, RegisterColumn, RegisterRow, shown
from tomik.fund.official.parts import (
    NEW_PAGE,
    Column,
    Form,
    Institution,
    approval,
    basis,
    day_in_words,
    in_russian,
    institution_of,
    signatures,
    table,
    text,
)
from tomik.fund.official.printing import form_in_force
from tomik.fund.queries.registers import CardLine, CardPage, Row
from tomik.kernel import clock
from tomik.kernel.words import amount, grouped, sum_in_words
from tomik.paper.public import ExportCell, render_pdf
from tomik.territory.public import School

TEMPLATE = "fund/typst/register.typ"
RECONCILIATION = "reconciliation"
_CERTIFIED = (
    "В настоящей книге пронумеровано, прошнуровано и скреплено печатью {pages} стр. "
    "Руководитель учреждения ____________________ {head}     М. П.     «____» ______________ 20___ г."
)
C = RegisterColumn
JOURNAL = (
    C("№ карточки", "whole", width="14mm"), C("Дата", "date", width="17mm"), C("Автор, заглавие", "text", width="1fr"),
    C("Класс", "text", width="12mm"), C("Год издания", "text", width="13mm"), C("Издательство", "text", width="34mm"),
    C("Цена, руб.", "money", width="18mm"), C("Кол-во экз. (первое поступление)", "whole", width="22mm"),
    C("№ записи КСУ", "whole", width="15mm"), C("Примечание", "text", width="30mm"),
)  # fmt: skip
INVENTORY = (
    C("Дата записи", "date", width="17mm"), C("№ записи в КСУ", "whole", width="13mm"), C("Инвентарный №", "text", width="20mm"),
    C("Автор и заглавие", "text", width="1fr"), C("Год издания", "text", width="13mm"), C("Цена, руб.", "money", width="18mm"),
    C("Отдел (ББК)", "text", width="18mm"), C("20__", "text", "Отметки о проверке фонда", "9mm"),
    C("20__", "text", "Отметки о проверке фонда", "9mm"), C("20__", "text", "Отметки о проверке фонда", "9mm"),
    C("20__", "text", "Отметки о проверке фонда", "9mm"), C("№ и дата акта выбытия", "text", width="28mm"),
    C("Примечание", "text", width="24mm"),
)  # fmt: skip
GIVEN = (
    C("Дата", "date", width="18mm"), C("Автор, заглавие", "text", width="1fr"), C("Класс издания", "text", width="16mm"),
    C("Кому выдано", "text", width="40mm"), C("Экз.", "whole", width="14mm"), C("Цена, руб.", "money", width="20mm"),
    C("Сумма, руб.", "money", width="24mm"), C("Подпись", "text", width="34mm"),
)  # fmt: skip
_CARD = (
    C("Дата", "date", width="17mm"), C("№ записи в КСУ", "whole", "Поступление", "14mm"),
    C("№ и дата документа", "text", "Поступление", "1fr"), C("экз.", "whole", "Поступление", "13mm"),
    C("цена, руб.", "money", "Поступление", "18mm"), C("сумма, руб.", "money", "Поступление", "22mm"),
    C("№ и дата акта", "text", "Выбытие", "1fr"), C("причина", "text", "Выбытие", "26mm"), C("экз.", "whole", "Выбытие", "13mm"),
    C("Состоит, экз.", "whole", width="16mm"), C("Отметка о проверке", "text", width="22mm"),
)  # fmt: skip
_WHO = {"reader": "ученики", "staff": "работники", "class_group": "класс"}


def author_title(row: Mapping[str, Any]) -> str:
    """«Моро М.И. Математика. 1 класс»."""
    return ". ".join(part.rstrip(".") for part in (row["authors"] or "", row["title"] or "") if part)


def grades_text(first: int | None, last: int | None) -> str:
    """«5», «10–11» or nothing."""
    return "" if first is None else str(first) if last in (None, first) else f"{first}–{last}"


def part_of(register: Register, *, size: float = 6.6) -> dict[str, Any]:
    """A register as the template of print takes it."""
    rows: list[dict[str, Any]] = []
    for row in register.rows:
        rows.append(
            {
                "cells": _shown(row.cells, register.columns),
                "tone": "bad" if row.is_unnumbered else "group" if row.is_sum else "",
                "strong": row.is_sum,
            }
        )
    if register.total:
        rows.append({"cells": _shown(register.total, register.columns), "tone": "group", "strong": True})
    columns = [
        {"width": one.width, "align": "right" if one.is_number else "left"} for one in register.columns
    ]
    return {
        "kind": "register",
        "header": register.header(),
        "columns": columns,
        "rows": rows,
        "size": size,
    }


def _shown(cells: Sequence[ExportCell], columns: Sequence[RegisterColumn]) -> list[str]:
    return [shown(cell, column.kind) for cell, column in zip(cells, columns, strict=True)]


def _requisites(place: Institution) -> dict[str, Any]:
    rows = [
        ["Учреждение", place.name],
        ["ИНН / КПП", place.inn_kpp],
        ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
    ]
    return {"kind": "requisites", "rows": rows}


def _signed(place: Institution) -> dict[str, Any]:
    return signatures(
        [(place.head_post, place.settings.head_name), place.librarian, ("Бухгалтер", place.accountant[1])]
    )


def _pdf(place: Institution, title: str, body: list[dict[str, Any]], *, number: str = "") -> bytes:
    said = {
        "title": title,
        "number": number,
        "mark": f"{place.school.short_name} · {title} · сформировано {clock.today(place.school.timezone):%d.%m.%Y}",
        "body": [_requisites(place), *body],
    }
    with translation.override("ru"):
        return render_pdf(TEMPLATE, said)


def book_pdf(school: School, book: str, parts: Sequence[Register], *, first: date, last: date) -> bytes:
    """The summary book: its parts, signatures and the certifying inscription."""
    place = institution_of(school)
    body: list[dict[str, Any]] = [text(basis(place))]
    for place_no, register in enumerate(parts):
        if place_no:
            body.append(NEW_PAGE)
        body += [{"kind": "title", "text": register.title}, part_of(register)]
        if any(row.is_unnumbered for row in register.rows):
            body.append(text("б/н – движение, которое есть в учёте, но не внесено в книгу под номером."))
    certified = {"kind": "certify", "text": _CERTIFIED.replace("{head}", place.head)}
    body += [_signed(place), certified]
    period = f"за период с {first:%d.%m.%Y} по {last:%d.%m.%Y}"
    return _pdf(place, BOOK_NAMES[SummaryRecord.Book(book)], body, number=period)


def journal_register(rows: Iterable[Row]) -> Register:
    """Журнал регистрации учётных карточек."""
    lines = [
        RegisterRow(
            [
                row["number"], row["opened_on"], author_title(row), grades_text(row["grade_from"], row["grade_to"]),
                str(row["year"] or ""), row["publisher"], row["price_kopecks"], row["first_copies"], row["record_number"], "",
            ]
        )
        for row in rows
    ]  # fmt: skip
    return Register("Журнал карточек", "Журнал регистрации учётных карточек", JOURNAL, lines)


def inventory_register(rows: Iterable[Any]) -> Register:
    """Инвентарная книга: one copy, one line, one number that is never given again."""
    lines = [
        RegisterRow(
            [
                one.received_on, one.record_number, str(one.inventory_number), author_title({"authors": one.authors, "title": one.title}),
                str(one.year or one.edition_year or ""), one.price_kopecks, one.bbk, "", "", "", "", removal_text(one), "",
            ]
        )
        for one in rows
    ]  # fmt: skip
    return Register("Инвентарная книга", "Инвентарная книга", INVENTORY, lines)


def removal_text(one: Any) -> str:
    """Number and date of the act by which a copy left, or nothing."""
    if one.removed_on is None:
        return ""
    number = f"№ {one.act_number} " if one.act_number else ""
    return f"{number}от {one.removed_on:%d.%m.%Y}"


def given_register(rows: Sequence[Row]) -> Register:
    """Ведомость выдачи изданий, которые не возвращаются и не стоят на балансе."""
    lines = [
        RegisterRow(
            [
                row["occurred_on"], author_title(row), grades_text(row["grade_from"], row["grade_to"]),
                row["class_name"] or _WHO.get(row["who"], ""), row["copies"], row["price_kopecks"], row["kopecks"], "",
            ]
        )
        for row in rows
    ]  # fmt: skip
    copies, kopecks = sum(row["copies"] for row in rows), sum(row["kopecks"] for row in rows)
    total: list[ExportCell] = ["Итого", "", "", "", copies, "", kopecks, ""]
    return Register("Выдано", "Учёт изданий, не подлежащих возврату (вне баланса)", GIVEN, lines, total)


def list_pdf(school: School, register: Register, *, size: float = 8) -> bytes:
    """A register of one table, signed and certified."""
    place = institution_of(school)
    certified = {"kind": "certify", "text": _CERTIFIED.replace("{head}", place.head)}
    body = [text(basis(place)), part_of(register, size=size), _signed(place), certified]
    return _pdf(place, register.title, body)


def card_register(page: CardPage) -> Register:
    """The body of a group card."""
    rows = [RegisterRow(_card_cells(line)) for line in page.lines]
    return Register("Карточка", f"Карточка учёта учебника № {page.card.number}", _CARD, rows)


def _card_cells(line: CardLine) -> list[ExportCell]:
    paper = (
        line.papers
        or (f"№ {line.document_number} " if line.document_number else "") + f"от {line.occurred_on:%d.%m.%Y}"
    )
    if line.kind == "opening":
        paper = "начальный остаток"
    if line.is_reversal:
        paper = f"сторно, {paper}"
    with translation.override("ru"):
        reason = str(SummaryRecord.Reason(line.reason).label) if line.reason else ""
    if line.received:
        came: list[ExportCell] = [line.record_number, paper, line.received, line.price_kopecks, line.kopecks]
        return [line.occurred_on, *came, "", "", None, line.there, ""]
    return [line.occurred_on, None, "", None, None, None, paper, reason, line.left, line.there, ""]


def card_header(page: CardPage) -> list[list[str]]:
    """Name and value of what stands at the head of a card."""
    edition, book = page.card.edition, page.card.edition.edition_set
    price = page.price_kopecks
    return [
        ["Предмет", book.subject.name if book.subject else ""],
        ["Класс", grades_text(book.grade_from, book.grade_to)],
        ["Автор", book.authors],
        ["Заглавие", edition.title],
        ["Часть", f"{edition.part} из {book.parts}" if book.parts > 1 else ""],
        ["Издательство, год", ", ".join(part for part in (book.publisher, str(page.year or "")) if part)],
        ["Серия / УМК", book.line],
        ["№ в федеральном перечне", page.list_code],
        ["ISBN", edition.isbn],
        ["Цена, руб.", "" if price is None else amount(price)],
    ]


def cards_pdf(school: School, pages: Sequence[CardPage]) -> bytes:
    """Group cards, each on a sheet of its own."""
    place = institution_of(school)
    body: list[dict[str, Any]] = []
    for number, page in enumerate(pages):
        if number:
            body.append(NEW_PAGE)
        register = card_register(page)
        body += [
            {"kind": "title", "text": register.title},
            {"kind": "requisites", "rows": card_header(page)},
            part_of(register, size=8),
            text(f"Состоит: {grouped(page.there)} экз."),
        ]
    return _pdf(place, "Карточки группового учёта учебников", [*body, _signed(place)])


@in_russian
def reconciliation_act(school: School, rows: Sequence[Reconciliation], number: str) -> Form:
    """«Акт сверки» of a day: what the books of the library and the accounts say, the difference and its explanation."""
    place, day = institution_of(school), rows[0].as_of
    ours, theirs = sum(one.our_kopecks for one in rows), sum(one.accounting_kopecks for one in rows)
    code = form_in_force(RECONCILIATION, day)
    said = {
        "title": "Акт сверки данных библиотечного и бухгалтерского учёта",
        "number": f"№ {number or '____'} по состоянию на {day_in_words(day)}",
        "code": code.code if code else "",
        "landscape": True,
        "approve": approval(place, None),
        "requisites": [["Учреждение", place.name], ["ИНН / КПП", place.inn_kpp]],
        "body": [
            text("Настоящий акт составлен о том, что данные книг суммарного учёта библиотечного фонда сверены с данными бухгалтерского учёта."),
            table(_ACT_COLUMNS, [*(_act_row(one) for one in rows), _act_total(rows)], total=True),
            text(f"По данным библиотеки: {sum_in_words(ours)}. По данным бухгалтерии: {sum_in_words(theirs)}."),
            text("Расхождений нет." if ours == theirs else f"Расхождение: {amount(ours - theirs)} руб."),
            text(basis(place)),
            signatures([(place.head_post, place.settings.head_name), place.accountant, place.librarian]),
        ],
    }  # fmt: skip
    return Form(operation=RECONCILIATION, code=code, said=said)


_ACT_COLUMNS = [
    Column("Фонд", "1fr"),
    Column("По данным библиотеки, экз.", "24mm", "right"),
    Column("По данным библиотеки, руб.", "30mm", "right"),
    Column("По данным бухгалтерии, экз.", "24mm", "right"),
    Column("По данным бухгалтерии, руб.", "30mm", "right"),
    Column("Расхождение, руб.", "26mm", "right"),
    Column("Пояснение", "60mm"),
]
_FUND_NAMES = {"textbooks": "Фонд учебников", "main": "Основной фонд"}


def _act_row(one: Reconciliation) -> list[str]:
    copies = "" if one.accounting_copies is None else grouped(one.accounting_copies)
    return [
        _FUND_NAMES[one.book],
        grouped(one.our_copies),
        amount(one.our_kopecks),
        copies,
        amount(one.accounting_kopecks),
        amount(one.our_kopecks - one.accounting_kopecks),
        one.note,
    ]


def _act_total(rows: Sequence[Reconciliation]) -> list[str]:
    ours, theirs = sum(one.our_kopecks for one in rows), sum(one.accounting_kopecks for one in rows)
    copies = sum(one.our_copies for one in rows)
    return ["Итого", grouped(copies), amount(ours), "", amount(theirs), amount(ours - theirs), ""]

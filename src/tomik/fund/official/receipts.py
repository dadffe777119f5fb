"""Papers of a receipt: act of acceptance, act of discrepancy, claim to the supplier."""

from __future__ import annotations

from collections.abc import Sequence

from tomik.fund.models import Receipt, ReceiptLine
from tomik.fund.official.parts import (
    BLANK,
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
from tomik.kernel.names import Case, inclined
from tomik.kernel.words import amount, copies_in_words, grouped, sum_in_words

ACCEPTANCE, DISCREPANCY, CLAIM = "acceptance", "discrepancy", "claim"
_FROM = {
    Receipt.Kind.SUPPLIER: "от поставщика",
    Receipt.Kind.GIFT: "в дар",
    Receipt.Kind.REPLACEMENT: "взамен утерянных",
    Receipt.Kind.SCHOOL: "из образовательной организации",
    Receipt.Kind.FOUND: "выявленных при инвентаризации",
    Receipt.Kind.NO_PAPERS: "без сопроводительных документов",
}
_FROM_PERSONS = frozenset({Receipt.Kind.GIFT, Receipt.Kind.REPLACEMENT, Receipt.Kind.NO_PAPERS})
"""Kinds whose giver may be a person, who hands over and signs himself."""


def lines_of(receipt: Receipt) -> list[ReceiptLine]:
    """The lines in order, with what the forms name of the edition."""
    return list(receipt.lines.select_related("edition__edition_set").order_by("line_no"))


def named(line: ReceiptLine) -> str:
    """Author and title, part, publisher, as lists of acts write them."""
    book = line.edition.edition_set
    part = f", ч. {line.edition.part}" if book.parts > 1 else ""
    words = [book.authors, f"{book.title}{part}", book.publisher]
    return ". ".join(word.rstrip(".") for word in words if word)


def year_of(line: ReceiptLine) -> str:
    """Year of edition, or nothing."""
    return str(line.year or line.edition.year or "")


def document_of(receipt: Receipt) -> str:
    """The papers as forms name them: «УПД № 17 от 18.08.2026»."""
    parts = [receipt.get_papers_kind_display()]
    if receipt.papers_number:
        parts.append(f"№ {receipt.papers_number}")
    if receipt.papers_on:
        parts.append(f"от {receipt.papers_on:%d.%m.%Y}")
    return " ".join(parts)


def giver_of(receipt: Receipt) -> str:
    """«АО «Издательство», ИНН 7700000009»."""
    return receipt.supplier_name + (f", ИНН {receipt.supplier_inn}" if receipt.supplier_inn else "")


def hands_over(receipt: Receipt) -> tuple[str, str]:
    """Who signs for the giver: a person himself, of an organisation its representative."""
    if receipt.kind in _FROM_PERSONS:
        return "Сдал", receipt.supplier_name
    return ("Сдал: представитель " + receipt.supplier_name).strip(), ""


def _from(receipt: Receipt) -> str:
    """From where it came, in the middle of a sentence; a name that can't be inclined stands in brackets."""
    words, giver = _FROM[Receipt.Kind(receipt.kind)], receipt.supplier_name
    if receipt.kind == Receipt.Kind.FOUND:
        return words
    if receipt.kind not in _FROM_PERSONS:
        return f"{words} {giver or BLANK}"
    of_whom = inclined(giver, Case.GENITIVE)
    if not giver or (of_whom != giver and "," not in giver):
        return f"{words} от {of_whom or BLANK}"
    return f"{words} (от кого: {giver})"


@in_russian
def acceptance(receipt: Receipt) -> Form:
    """«Акт о приёме документов в библиотеку», with its list."""
    place, lines = institution_of(receipt.school), [line for line in lines_of(receipt) if line.copies]
    code = form_in_force(ACCEPTANCE, receipt.received_on)
    copies, kopecks = sum(line.copies for line in lines), sum(line.kopecks for line in lines)
    head = (place.head_post, place.settings.head_name)
    givers = [] if receipt.kind == Receipt.Kind.FOUND else [hands_over(receipt)]
    said = {
        **_head(receipt, place, code.title if code else "Акт о приёме документов в библиотеку", receipt.number),
        "code": code.code if code else "",
        "approve": approval(place, None),
        "body": [
            text(f"Мы, нижеподписавшиеся: {_people([head, place.librarian])}, составили настоящий акт о приёме в библиотеку "
                 f"документов ({_kinds(lines)}), поступивших {_from(receipt)}, в количестве {copies_in_words(copies)} "
                 f"на общую сумму {sum_in_words(kopecks)}. Список прилагается."),
            _accepted_table(lines, copies, kopecks),
            text(basis(place)),
            signatures([head, place.librarian, *givers]),
        ],
    }  # fmt: skip
    return Form(operation=ACCEPTANCE, code=code, said=said)


def _people(people: Sequence[tuple[str, str]]) -> str:
    """«директор Петров П.П., библиотекарь Иванова И.И.», with places to write names in."""
    return ", ".join(f"{post[:1].lower()}{post[1:]} {name or BLANK}" for post, name in people)


def _kinds(lines: Sequence[ReceiptLine]) -> str:
    """Kinds of the editions in the order of the list: «учебник, рабочая тетрадь»."""
    kinds = dict.fromkeys(str(line.edition.edition_set.get_kind_display()).lower() for line in lines)
    return "вид: " + (", ".join(kinds) or BLANK)


def _accepted_table(lines: Sequence[ReceiptLine], copies: int, kopecks: int) -> dict[str, object]:
    columns = [
        Column("№ п/п", "9mm", "right"),
        Column("Автор, заглавие", "1fr"),
        Column("Год", "11mm", "center"),
        Column("Кол-во, экз.", "15mm", "right"),
        Column("Цена, руб.", "20mm", "right"),
        Column("Сумма, руб.", "24mm", "right"),
    ]
    rows: list[list[object]] = [
        [
            number,
            named(line),
            year_of(line),
            grouped(line.copies),
            amount(line.price_kopecks),
            amount(line.kopecks),
        ]
        for number, line in enumerate(lines, start=1)
    ]
    return table(columns, [*rows, ["", "Итого", "", grouped(copies), "", amount(kopecks)]], total=True)


@in_russian
def discrepancy(receipt: Receipt) -> Form:
    """«Акт о расхождении», for a delivery that is not what the papers say."""
    place = institution_of(receipt.school)
    code = form_in_force(DISCREPANCY, receipt.received_on)
    lines = _differing(lines_of(receipt))
    said = {
        **_head(receipt, place, code.title if code else "Акт о расхождении при приёмке документов", receipt.discrepancy_number),
        "code": code.code if code else "",
        "landscape": True,
        "approve": approval(place, None),
        "body": [
            text(f"Комиссия в составе: {BLANK * 4}"),
            text(
                f"при приёмке {day_in_words(receipt.received_on)} документов, поступивших {_from(receipt)}, установила расхождение "
                f"с сопроводительным документом ({document_of(receipt)}):"
            ),
            _difference_table(lines),
            text(_counted(lines)),
            *_until(receipt),
            signatures([
                ("Председатель комиссии", ""), ("Член комиссии", ""), place.librarian,
                (_SENDER.get(Receipt.Kind(receipt.kind), "Сдал"), ""),
            ]),
        ],
    }  # fmt: skip
    return Form(operation=DISCREPANCY, code=code, said=said)


_SENDER = {
    Receipt.Kind.SUPPLIER: "Представитель поставщика",
    Receipt.Kind.SCHOOL: "Представитель передающей организации",
}


def _until(receipt: Receipt) -> list[dict[str, object]]:
    """The last day of the claim, where there is one to make."""
    if receipt.kind != Receipt.Kind.SUPPLIER:
        return []
    return [text(f"Претензия поставщику направляется не позднее {day_in_words(receipt.claim_due_on)}")]


def _counted(lines: Sequence[ReceiptLine]) -> str:
    """What is short, over, damaged, wrong: in copies, each with its sum; nothing of what there is none of."""
    kinds = {
        "Недостача": [line.copies_short for line in lines],
        "Излишек": [line.copies_excess for line in lines],
        "Брак": [line.copies_damaged for line in lines],
        "Пересорт": [line.copies_wrong for line in lines],
    }
    words = []
    for name, copies in kinds.items():
        if sum(copies):
            kopecks = sum(one * line.price_kopecks for one, line in zip(copies, lines, strict=True))
            words.append(f"{name}: {copies_in_words(sum(copies))} на сумму {sum_in_words(kopecks)}.")
    return " ".join(words)


@in_russian
def claim(receipt: Receipt) -> Form:
    """The letter of claim, with the last day of an answer."""
    place, lines = institution_of(receipt.school), _differing(lines_of(receipt))
    owed = sum(line.copies_owed * line.price_kopecks for line in lines)
    act = f"акт о расхождении № {receipt.discrepancy_number or '____'} от {day_in_words(receipt.received_on)}"
    said = {
        "title": "Претензия",
        "number": f"Исх. № ________ от {day_in_words(None)}",
        "code": "",
        "requisites": [
            ["Кому", giver_of(receipt)],
            ["От кого", place.name],
            ["ИНН / КПП", place.inn_kpp],
            ["Договор (контракт)", receipt.contract],
        ],
        "body": [
            text(
                f"{day_in_words(receipt.received_on)} по документу {document_of(receipt)} нами получены учебные издания. "
                f"При приёмке выявлено расхождение, о чём составлен {act}:"
            ),
            _claim_table(lines, owed),
            text(
                f"Просим допоставить недостающие и заменить бракованные и ошибочно вложенные экземпляры либо возвратить "
                f"{sum_in_words(owed)} и сообщить о принятом решении. Последний день предъявления претензии: "
                f"{day_in_words(receipt.claim_due_on)}"
            ),
            text(f"Приложение: {act}"),
            signatures([(place.head_post, place.settings.head_name)]),
        ],
    }  # fmt: skip
    return Form(operation=CLAIM, code=None, said=said)


def _claim_table(lines: Sequence[ReceiptLine], owed: int) -> dict[str, object]:
    columns = [
        Column("№ п/п", "9mm", "right"),
        Column("Автор, заглавие", "1fr"),
        Column("По документу", "19mm", "right"),
        Column("Недостача", "18mm", "right"),
        Column("Брак", "11mm", "right"),
        Column("Пересорт", "16mm", "right"),
        Column("Цена, руб.", "18mm", "right"),
        Column("Сумма, руб.", "22mm", "right"),
    ]
    rows: list[list[object]] = [
        [
            number, named(line), grouped(line.copies_on_paper), grouped(line.copies_short), grouped(line.copies_damaged),
            grouped(line.copies_wrong), amount(line.price_kopecks), amount(line.copies_owed * line.price_kopecks),
        ]
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    return table(columns, [*rows, ["", "Итого", "", "", "", "", "", amount(owed)]], total=True)


def _head(receipt: Receipt, place: Institution, title: str, number: int | None) -> dict[str, object]:
    return {
        "title": title,
        "number": f"№ {number if number is not None else '____'} от {day_in_words(receipt.received_on)}",
        "codes": [["по ОКПО", place.settings.okpo]],
        "requisites": [
            ["Учреждение", place.name],
            ["ИНН / КПП", place.inn_kpp],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["Поставщик (сдатчик)", giver_of(receipt)],
            ["Договор (контракт)", receipt.contract],
            ["Сопроводительный документ", document_of(receipt)],
            ["Источник финансирования", receipt.get_source_display()],
        ],
    }


def differs(line: ReceiptLine) -> bool:
    """Whether the delivery of a line is not what the papers say."""
    return line.copies_on_paper != line.copies or line.copies_damaged > 0 or line.copies_wrong > 0


def _differing(lines: Sequence[ReceiptLine]) -> list[ReceiptLine]:
    return [line for line in lines if differs(line)]


def _difference_table(lines: Sequence[ReceiptLine]) -> dict[str, object]:
    return table(
        [
            Column("№ п/п", "9mm", "right"),
            Column("Автор, заглавие", "1fr"),
            Column("Цена, руб.", "20mm", "right"),
            Column("По документу", "20mm", "right"),
            Column("Принято", "16mm", "right"),
            Column("Недостача", "18mm", "right"),
            Column("Излишек", "16mm", "right"),
            Column("Брак", "13mm", "right"),
            Column("Пересорт", "18mm", "right"),
            Column("Примечание", "30mm"),
        ],
        [
            *(
                [
                    number,
                    named(line),
                    amount(line.price_kopecks),
                    grouped(line.copies_on_paper),
                    grouped(line.copies),
                    grouped(line.copies_short),
                    grouped(line.copies_excess),
                    grouped(line.copies_damaged),
                    grouped(line.copies_wrong),
                    line.note,
                ]
                for number, line in enumerate(lines, start=1)
            ),
            _differences(lines),
        ],
        total=True,
    )


def _differences(lines: Sequence[ReceiptLine]) -> list[object]:
    sums = (
        sum(line.copies_on_paper for line in lines), sum(line.copies for line in lines), sum(line.copies_short for line in lines),
        sum(line.copies_excess for line in lines), sum(line.copies_damaged for line in lines), sum(line.copies_wrong for line in lines),
    )  # fmt: skip
    return ["", "Итого", "", *(grouped(one) for one in sums), ""]

"""Papers of a receipt: act of acceptance, act of discrepancy, claim to the supplier."""

from __future__ import annotations

from collections.abc import Sequence

from tomik.fund.models import Receipt, ReceiptLine
from tomik.fund.official.parts import (
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
from tomik.fund.services.receipts import papers_text
from tomik.kernel.words import amount, copies_in_words, grouped, sum_in_words

ACCEPTANCE, DISCREPANCY, CLAIM = "acceptance", "discrepancy", "claim"
_FROM = {
    Receipt.Kind.SUPPLIER: "от поставщика",
    Receipt.Kind.GIFT: "в дар от",
    Receipt.Kind.REPLACEMENT: "взамен утерянных от",
    Receipt.Kind.SCHOOL: "из образовательной организации",
    Receipt.Kind.FOUND: "выявленных при инвентаризации",
    Receipt.Kind.NO_PAPERS: "без сопроводительных документов от",
}


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


@in_russian
def acceptance(receipt: Receipt) -> Form:
    """«Акт о приёме документов в библиотеку», with its list."""
    place, lines = institution_of(receipt.school), [line for line in lines_of(receipt) if line.copies]
    code = form_in_force(ACCEPTANCE, receipt.received_on)
    copies, kopecks = sum(line.copies for line in lines), sum(line.kopecks for line in lines)
    giver = receipt.supplier_name or ("" if receipt.kind == Receipt.Kind.FOUND else "____________________")
    said = {
        **_head(
            receipt, place, code.title if code else "Акт о приёме документов в библиотеку", receipt.number
        ),
        "approve": approval(place, None),
        "body": [
            text(
                f"Настоящий акт составлен о приёме в библиотеку документов {_FROM[Receipt.Kind(receipt.kind)]} {giver}".strip()
                + f" в количестве {copies_in_words(copies)} на общую сумму {sum_in_words(kopecks)}."
            ),
            table(
                [
                    Column("№ п/п", "9mm", "right"),
                    Column("Автор, заглавие", "1fr"),
                    Column("Год", "11mm", "center"),
                    Column("Кол-во, экз.", "15mm", "right"),
                    Column("Цена, руб.", "20mm", "right"),
                    Column("Сумма, руб.", "24mm", "right"),
                ],
                [
                    *(
                        [
                            number,
                            named(line),
                            year_of(line),
                            grouped(line.copies),
                            amount(line.price_kopecks),
                            amount(line.kopecks),
                        ]
                        for number, line in enumerate(lines, start=1)
                    ),
                    ["", "Итого", "", grouped(copies), "", amount(kopecks)],
                ],
            ),
            text(basis(place)),
            signatures(
                [
                    (place.head_post, place.settings.head_name),
                    place.librarian,
                    ("Сдал", giver if receipt.supplier_name else ""),
                ]
            ),
        ],
    }
    return Form(operation=ACCEPTANCE, code=code, said=said)


@in_russian
def discrepancy(receipt: Receipt) -> Form:
    """«Акт о расхождении», for a delivery that is not what the papers say."""
    place = institution_of(receipt.school)
    code = form_in_force(DISCREPANCY, receipt.received_on)
    lines = _differing(lines_of(receipt))
    said = {
        **_head(receipt, place, code.title if code else "Акт о расхождении при приёмке документов", receipt.discrepancy_number),
        "landscape": True,
        "approve": approval(place, None),
        "body": [
            text(
                f"При приёмке документов, поступивших {_FROM[Receipt.Kind(receipt.kind)]} {receipt.supplier_name} по документу "
                f"{papers_text(receipt)}, установлено расхождение с сопроводительным документом:"
            ),
            _difference_table(lines),
            text(
                "Недостача: " + copies_in_words(sum(max(line.copies_short, 0) for line in lines))
                + f" на сумму {sum_in_words(sum(max(line.copies_short, 0) * line.price_kopecks for line in lines))}. "
                + "Брак: " + copies_in_words(sum(line.copies_damaged for line in lines)) + ". "
                + "Пересорт: " + copies_in_words(sum(line.copies_wrong for line in lines)) + "."
            ),
            text(f"Претензия поставщику направляется не позднее {day_in_words(receipt.claim_due_on)}"),
            signatures([place.librarian, ("Член комиссии", ""), ("Представитель поставщика", "")]),
        ],
    }  # fmt: skip
    return Form(operation=DISCREPANCY, code=code, said=said)


@in_russian
def claim(receipt: Receipt) -> Form:
    """The letter of claim, with the last day of an answer."""
    place, lines = institution_of(receipt.school), _differing(lines_of(receipt))
    owed = sum(
        (max(line.copies_short, 0) + line.copies_damaged + line.copies_wrong) * line.price_kopecks
        for line in lines
    )
    said = {
        **_head(receipt, place, "Претензия", receipt.discrepancy_number),
        "body": [
            text(f"Кому: {receipt.supplier_name}" + (f", ИНН {receipt.supplier_inn}" if receipt.supplier_inn else "")),
            text(
                f"По документу {papers_text(receipt)}" + (f" (договор {receipt.contract})" if receipt.contract else "")
                + f" {day_in_words(receipt.received_on)} нами получены учебные издания. При приёмке выявлено расхождение, о чём "
                f"составлен акт № {receipt.discrepancy_number or '____'}:"
            ),
            _difference_table(lines),
            text(
                f"Просим допоставить недостающие и заменить бракованные и ошибочно вложенные экземпляры либо возвратить "
                f"{sum_in_words(owed)} и сообщить о принятом решении. Последний день предъявления претензии: "
                f"{day_in_words(receipt.claim_due_on)}"
            ),
            signatures([(place.head_post, place.settings.head_name)]),
        ],
    }  # fmt: skip
    return Form(operation=CLAIM, code=None, said=said)


def _head(receipt: Receipt, place: Institution, title: str, number: int | None) -> dict[str, object]:
    code = form_in_force(ACCEPTANCE, receipt.received_on) if number == receipt.number else None
    return {
        "title": title,
        "number": f"№ {number if number is not None else '____'} от {day_in_words(receipt.received_on)}",
        "code": code.code if code else "",
        "codes": [["по ОКПО", place.settings.okpo]],
        "requisites": [
            ["Учреждение", place.name],
            ["ИНН / КПП", place.inn_kpp],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["Сопроводительный документ", papers_text(receipt)],
            ["Источник финансирования", receipt.get_source_display()],
        ],
    }


def differs(line: ReceiptLine) -> bool:
    """Whether the delivery of a line is not what the papers say."""
    return bool(line.copies_short or line.copies_damaged or line.copies_wrong)


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
            [
                number,
                named(line),
                amount(line.price_kopecks),
                grouped(line.copies_on_paper),
                grouped(line.copies),
                grouped(max(line.copies_short, 0)),
                grouped(max(-line.copies_short, 0)),
                grouped(line.copies_damaged),
                grouped(line.copies_wrong),
                line.note,
            ]
            for number, line in enumerate(lines, start=1)
        ],
    )

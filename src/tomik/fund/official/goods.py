"""The accountant's paper of a receipt: draft of the act of acceptance 0510452, before 2025 the receipt order 0504207."""

from __future__ import annotations

from typing import Any

from tomik.fund.models import Receipt, ReceiptLine
from tomik.fund.official.parts import (
    Column,
    Form,
    Institution,
    approval,
    day_in_words,
    in_russian,
    institution_of,
    signatures,
    table,
    text,
)
from tomik.fund.official.printing import form_in_force
from tomik.fund.official.receipts import document_of, giver_of, hands_over, lines_of, named, year_of
from tomik.kernel.words import amount, copies_in_words, grouped, sum_in_words

GOODS = "goods_acceptance"
ORDER_CODE = "0504207"


@in_russian
def goods_acceptance(receipt: Receipt) -> Form:
    """0510452 for a day from 2025 on, 0504207 for a day before; the form in force on the day of the receipt."""
    place, lines = institution_of(receipt.school), lines_of(receipt)
    code = form_in_force(GOODS, receipt.received_on)
    is_order = code is not None and code.code == ORDER_CODE
    said = {
        "title": code.title if code else "Акт приемки товаров, работ, услуг",
        "number": f"№ {receipt.number if receipt.number is not None else '____'} от {day_in_words(receipt.received_on)}",
        "code": code.code if code else "",
        "codes": [
            ["Дата", f"{receipt.received_on:%d.%m.%Y}"],
            ["по ОКПО", place.settings.okpo],
            ["по ОКЕИ", "383"],
        ],
        "landscape": True,
        **({} if is_order else {"approve": approval(place, None)}),
        "requisites": _requisites(receipt, place, is_order=is_order),
        "body": [*_table(lines, is_order=is_order), *_end(receipt, place, lines, is_order=is_order)],
    }
    return Form(operation=GOODS, code=code, said=said)


def _requisites(receipt: Receipt, place: Institution, *, is_order: bool) -> list[list[str]]:
    responsible = ", ".join(part for part in place.librarian if part)
    return [
        ["Учреждение" if is_order else "Заказчик", place.name],
        ["ИНН / КПП", place.inn_kpp],
        ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
        ["Поставщик", giver_of(receipt)],
        ["Контракт (договор)", receipt.contract],
        ["Документ поставщика", document_of(receipt)],
        ["Источник финансирования", receipt.get_source_display()],
        ["Место приёмки", receipt.building.name],
        ["Ответственное лицо", responsible],
    ]


def _table(lines: list[ReceiptLine], *, is_order: bool) -> list[dict[str, Any]]:
    columns = [
        Column("№ п/п", "9mm", "right"),
        Column("Наименование", "1fr"),
        Column("Год", "11mm", "center"),
        Column("Ед.", "10mm", "center"),
        Column("По документу", "20mm", "right"),
        Column("Принято", "17mm", "right"),
        *([] if is_order else [Column("Не принято", "17mm", "right")]),
        Column("Цена, руб.", "20mm", "right"),
        Column("НДС, %", "13mm", "right"),
        Column("Сумма принятого, руб.", "27mm", "right"),
        *([Column("Дебет счёта", "22mm", "center"), Column("Кредит счёта", "22mm", "center")] if is_order else []),
    ]  # fmt: skip
    rows = []
    for number, line in enumerate(lines, start=1):
        refused = [] if is_order else [grouped(max(line.copies_on_paper - line.copies, 0))]
        rows.append([
            number, named(line), year_of(line), "экз.", grouped(line.copies_on_paper), grouped(line.copies), *refused,
            amount(line.price_kopecks), "без НДС" if line.vat_percent in (None, 0) else line.vat_percent, amount(line.kopecks),
            *(["0 106 31 310" if line.on_balance else "", ""] if is_order else []),
        ])  # fmt: skip
    refused = [] if is_order else [grouped(sum(max(one.copies_on_paper - one.copies, 0) for one in lines))]
    rows.append([
        "", "Итого", "", "", grouped(sum(one.copies_on_paper for one in lines)), grouped(sum(one.copies for one in lines)),
        *refused, "", "", amount(sum(one.kopecks for one in lines)), *(["", ""] if is_order else []),
    ])  # fmt: skip
    return [table(columns, rows, size=8, numbered=True, total=True)]


def _end(
    receipt: Receipt, place: Institution, lines: list[ReceiptLine], *, is_order: bool
) -> list[dict[str, Any]]:
    copies, kopecks = sum(one.copies for one in lines), sum(one.kopecks for one in lines)
    accepted = text(f"Принято {copies_in_words(copies)} на сумму {sum_in_words(kopecks)}.")
    giver = hands_over(receipt)
    if is_order:
        return [accepted, signatures([place.librarian, giver, place.accountant])]
    agreed = "соответствуют" if receipt.discrepancy_number is None else "не соответствуют"
    act = (
        ""
        if receipt.discrepancy_number is None
        else f", составлен акт о расхождении № {receipt.discrepancy_number}"
    )
    conclusion = text(
        f"Заключение: количество и качество товара условиям контракта и документам поставщика {agreed}{act}."
    )
    members = [("Председатель комиссии", ""), ("Член комиссии", ""), ("Член комиссии", "")]
    return [accepted, conclusion, signatures([*members, place.librarian, giver])]  # fmt: skip

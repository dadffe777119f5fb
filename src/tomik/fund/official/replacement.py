"""Act of acceptance in place of lost books: a double act, exclusion and acceptance of equivalents (appendix 10 of order 2488)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tomik.fund.models import CardLot, Copy, Receipt, ReplacedLoss, SummaryRecord
from tomik.fund.official.moved import MovedLine, number_ranges, total_copies, total_kopecks
from tomik.fund.official.parts import (
    Column,
    Form,
    approval,
    basis,
    day_in_words,
    heading,
    in_russian,
    institution_of,
    signatures,
    table,
    text,
)
from tomik.fund.official.printing import form_in_force
from tomik.fund.official.receipts import lines_of, named, year_of
from tomik.fund.services.losses import Member, losses_of
from tomik.kernel.names import Case, inclined, inclined_post
from tomik.kernel.words import amount, copies_in_words, grouped, sum_in_words
from tomik.ledger.public import Lot
from tomik.territory.public import School

REPLACEMENT = "replacement"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """Books that readers lost and the equal ones that came in place of them."""

    number: str
    day: date
    school: School
    lost: list[MovedLine]
    accepted: list[MovedLine]
    giver: str = ""
    commission: list[Member] | None = None
    """The chair first; None: places to write the members in."""
    notebook: str = ""
    """Pages and numbers of the notebook of replaced books; it stands in place of a list."""
    summary_in: str = ""
    summary_out: str = ""


def replacement_of(receipt: Receipt) -> Replacement:
    """The act of a receipt in place of lost books. What was lost and the commission are places to write in until somebody
    has written them down (`services.losses`)."""
    known = ReplacedLoss.objects.filter(receipt=receipt).first()
    return Replacement(
        number=str(receipt.number) if receipt.number is not None else "",
        day=receipt.received_on,
        school=receipt.school,
        lost=[one.line for one in losses_of(known)],
        accepted=_accepted(receipt),
        giver=receipt.supplier_name,
        commission=[(post, name) for post, name in known.commission] if known else None,
        notebook=known.notebook if known else "",
        summary_in=_records(receipt),
        summary_out=known.record_out if known else "",
    )


def _records(receipt: Receipt) -> str:
    """Numbers of the records of the summary books that the posting made."""
    if receipt.operation_uid is None:
        return ""
    records = SummaryRecord.objects.filter(school=receipt.school, entry__uid=receipt.operation_uid, part=1)
    return ", ".join(f"{one.number} ({_BOOKS[one.book]})" for one in records.order_by("-book"))


_BOOKS = {SummaryRecord.Book.TEXTBOOKS.value: "учебники", SummaryRecord.Book.MAIN.value: "основной фонд"}


@in_russian
def replacement(paper: Replacement) -> Form:
    """«Акт о приёме документов взамен утерянных»."""
    place, code = institution_of(paper.school), form_in_force(REPLACEMENT, paper.day)
    taken = f"{copies_in_words(total_copies(paper.accepted))} на сумму {sum_in_words(total_kopecks(paper.accepted))}"
    gone = (
        f"{copies_in_words(total_copies(paper.lost))} на сумму {sum_in_words(total_kopecks(paper.lost))}"
        if paper.lost
        else "______ экземпляров на сумму ____________________ рублей"
    )
    said = {
        "title": code.title if code else "Акт о приёме документов взамен утерянных",
        "number": f"№ {paper.number or '____'} от {day_in_words(paper.day)}",
        "code": code.code if code else "",
        "codes": [],
        "approve": approval(place, None),
        "requisites": [
            ["Учреждение", place.name],
            ["ИНН / КПП", place.inn_kpp],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["Принято от", paper.giver],
        ],
        "body": [
            text(_composition(paper) + " составила настоящий акт в том, что:"),
            text(f"1. Исключаются из фонда документы, утерянные читателями, — {gone}."),
            _listing(paper.lost or _EMPTY),
            text(f"2. Взамен приняты равноценные документы — {taken}."),
            _listing(paper.accepted),
            *([text(f"Список принятых документов заменён ссылкой: {paper.notebook}.")] if paper.notebook else []),
            text(f"Записи в книге суммарного учёта: поступление № {paper.summary_in or '______'}, выбытие № {paper.summary_out or '______'}."),
            text(basis(place)),
            heading("Подписи"),
            _signed(paper),
        ],
    }  # fmt: skip
    return Form(operation=REPLACEMENT, code=code, said=said)


_EMPTY = [MovedLine(named="", register="", copies=0, price_kopecks=0) for _line in range(3)]


def _accepted(receipt: Receipt) -> list[MovedLine]:
    lots = Lot.objects.filter(school_id=receipt.school_id, receipt_uid=receipt.uid)
    by_line = {lot.receipt_line: lot.pk for lot in lots}
    cards = dict(CardLot.objects.filter(lot_id__in=by_line.values()).values_list("lot_id", "card__number"))
    numbers: dict[int, list[int]] = {}
    copies = Copy.objects.filter(lot_id__in=by_line.values(), inventory_number__isnull=False)
    for lot, number in copies.values_list("lot_id", "inventory_number"):
        numbers.setdefault(lot, []).append(number or 0)
    return [
        MovedLine(
            named=f"{named(line)}, {year_of(line)}".rstrip(", "),
            register=_register(by_line.get(line.line_no), cards, numbers),
            copies=line.copies,
            price_kopecks=line.price_kopecks,
        )
        for line in lines_of(receipt)
        if line.copies
    ]


def _register(lot: int | None, cards: dict[int, int], numbers: dict[int, list[int]]) -> str:
    if lot in numbers:
        return number_ranges(numbers[lot])
    return f"карт. {cards[lot]}" if lot in cards else ""


def _composition(paper: Replacement) -> str:
    if not paper.commission:
        return "Комиссия в составе: ________________________________________________________________"
    people = [_in_genitive(member) for member in paper.commission]
    chair, members = people[0], people[1:]
    return f"Комиссия в составе: председателя — {chair}" + (
        f", членов — {', '.join(members)}," if members else ","
    )


def _in_genitive(member: Member) -> str:
    post, name = member
    words = (inclined_post(post[:1].lower() + post[1:], Case.GENITIVE), inclined(name, Case.GENITIVE))
    return " ".join(word for word in words if word)


def _signed(paper: Replacement) -> dict[str, Any]:
    if not paper.commission:
        return signatures([("Председатель комиссии", ""), ("Член комиссии", ""), ("Член комиссии", "")])
    roles = ["Председатель комиссии", *["Член комиссии"] * (len(paper.commission) - 1)]
    return signatures((role, name) for role, (_post, name) in zip(roles, paper.commission, strict=True))


def _listing(lines: list[MovedLine]) -> dict[str, Any]:
    columns = [
        Column("№ п/п", "9mm", "right"),
        Column("Автор, заглавие, год издания", "1fr"),
        Column("Инв. № с № по № (№ карточки)", "32mm"),
        Column("Кол-во, экз.", "16mm", "right"),
        Column("Цена, руб.", "20mm", "right"),
        Column("Сумма, руб.", "24mm", "right"),
    ]
    rows: list[list[object]] = [
        [
            number, line.named, line.register, grouped(line.copies) if line.copies else " ",
            amount(line.price_kopecks) if line.copies else "", amount(line.kopecks) if line.copies else "",
        ]
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    copies, kopecks = total_copies(lines), total_kopecks(lines)
    total = ["", "Итого", "", grouped(copies) if copies else "", "", amount(kopecks) if kopecks else ""]
    return table(columns, [*rows, total], numbered=True, total=True)

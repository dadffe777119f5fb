"""Papers of movement: hand-over to another institution (0510448, before 2025 0504101), notice (0504805), move inside one (0510450)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tomik.fund.official.moved import NO_BASIS, Basis, MovedLine, Party, total_copies, total_kopecks
from tomik.fund.official.parts import (
    Column,
    Form,
    day_in_words,
    heading,
    in_russian,
    institution_of,
    sides,
    signatures,
    signed_by_sides,
    table,
    text,
)
from tomik.fund.official.printing import form_in_force
from tomik.kernel.words import amount, copies_in_words, grouped, sum_in_words
from tomik.territory.public import School

HANDOVER, NOTICE, INTERNAL_MOVE = "handover", "notice", "internal_move"
ACCOUNT = "101 38"
"""«Прочие основные средства — иное движимое имущество»: the account of a library's fund."""
OFF_BALANCE_PRICE = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Copies that pass from one institution to another, with the property in them."""

    number: str
    day: date
    sender: Party
    receiver: Party
    lines: list[MovedLine]
    basis: Basis = NO_BASIS
    attachments: str = ""
    conclusion: str = ""
    """What the receiver's commission found; empty: a place to write it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalMove:
    """Copies that pass from one building of an institution to another."""

    number: str
    day: date
    school: School
    source: str
    target: str
    lines: list[MovedLine]
    basis: Basis = NO_BASIS
    gave: tuple[str, str] = ("", "")
    """Post and name of who hands the copies over; empty: the librarian."""
    took: tuple[str, str] = ("", "")


@in_russian
def handover(paper: Handover) -> Form:
    """«Акт о приеме-передаче объектов нефинансовых активов»: 0510448, or 0504101 for a day before 2025."""
    code = form_in_force(HANDOVER, paper.day)
    said = {
        "title": code.title if code else "Акт о приеме-передаче объектов нефинансовых активов",
        "number": _number(paper.number, paper.day),
        "code": code.code if code else "",
        "codes": [
            ["Дата", f"{paper.day:%d.%m.%Y}"],
            ["по ОКПО отправителя", paper.sender.okpo],
            ["по ОКПО получателя", paper.receiver.okpo],
            ["по ОКЕИ", "383"],
        ],
        "landscape": True,
        "body": [
            sides(("Отправитель", _requisites(paper.sender)), ("Получатель", _requisites(paper.receiver))),
            text(f"Основание: {paper.basis.words or _LONG_BLANK}"),
            text(f"Дата операции: {day_in_words(paper.day)} Единица измерения: руб."),
            _assets(paper.lines),
            text(_passed(paper.lines)),
            text(f"Приложения: {paper.attachments or _LONG_BLANK}"),
            text(f"Заключение комиссии получателя: {paper.conclusion or _LONG_BLANK}"),
            signed_by_sides(
                ("Сдал (отправитель)", _signers(paper.sender, "Сдал")),
                ("Принял (получатель)", _signers(paper.receiver, "Принял")),
            ),
            text("Отметка бухгалтерии получателя о принятии к учёту: журнал операций № ______ "
                 "«____» ______________ 20___ г. Исполнитель ____________________"),
        ],
    }  # fmt: skip
    return Form(operation=HANDOVER, code=code, said=said)


@in_russian
def notice(paper: Handover) -> Form:
    """«Извещение» (0504805): the sender's part filled in, the receiver's left to be filled and sent back."""
    code = form_in_force(NOTICE, paper.day)
    kopecks = sum(line.kopecks for line in paper.lines if line.on_balance)
    said = {
        "title": code.title if code else "Извещение",
        "number": _number(paper.number, paper.day),
        "code": code.code if code else "",
        "codes": [
            ["Дата", f"{paper.day:%d.%m.%Y}"],
            ["по ОКПО отправителя", paper.sender.okpo],
            ["по ОКПО получателя", paper.receiver.okpo],
            ["по ОКЕИ", "383"],
        ],
        "body": [
            sides(
                ("Отправитель", _short(paper.sender)),
                ("Получатель", _short(paper.receiver)),
            ),
            text(f"Основание: {paper.basis.words or _LONG_BLANK}"),
            text(
                f"Документ: акт о приеме-передаче объектов нефинансовых активов {_number(paper.number, paper.day)} "
                f"Количество документов-приложений: {paper.attachments or '____'}"
            ),
            _sums(paper.lines, kopecks),
            text(f"Сумма: {sum_in_words(kopecks)}."),
            signatures(
                [
                    (paper.sender.head_post, paper.sender.head_name),
                    ("Главный бухгалтер отправителя", paper.sender.accountant_name),
                ]
            ),
            heading("Заполняется получателем"),
            text("Объекты приняты к учёту «____» ______________ 20___ г. на сумму ____________________ руб."),
            _TO_FILL,
            signatures(
                [
                    (paper.receiver.head_post, paper.receiver.head_name),
                    ("Главный бухгалтер получателя", paper.receiver.accountant_name),
                ]
            ),
        ],
    }
    return Form(operation=NOTICE, code=code, said=said)


@in_russian
def internal_move(paper: InternalMove) -> Form:
    """«Накладная на внутреннее перемещение объектов нефинансовых активов»: 0510450, before 2025 0504102."""
    place, code = institution_of(paper.school), form_in_force(INTERNAL_MOVE, paper.day)
    copies, kopecks = total_copies(paper.lines), total_kopecks(paper.lines)
    gave, took = (paper.gave if any(paper.gave) else place.librarian), paper.took
    said = {
        "title": code.title if code else "Накладная на внутреннее перемещение объектов нефинансовых активов",
        "number": _number(paper.number, paper.day),
        "code": code.code if code else "",
        "codes": [
            ["Дата", f"{paper.day:%d.%m.%Y}"],
            ["по ОКПО", place.settings.okpo],
            ["по ОКЕИ", "383"],
        ],
        "requisites": [
            ["Учреждение", place.name],
            ["ИНН / КПП", place.inn_kpp],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["Отправитель (откуда)", paper.source],
            ["Ответственное лицо отправителя", ", ".join(part for part in gave if part)],
            ["Получатель (куда)", paper.target],
            ["Ответственное лицо получателя", ", ".join(part for part in took if part)],
            ["Основание", paper.basis.words],
        ],
        "body": [
            _moved(paper.lines),
            text(f"Всего перемещено {copies_in_words(copies)} на сумму {sum_in_words(kopecks)}."),
            signatures(
                [
                    ("Передал: " + (gave[0] or "____________"), gave[1]),
                    ("Принял: " + (took[0] or "____________"), took[1]),
                    ("Отметка бухгалтерии: главный бухгалтер", place.settings.accountant_name),
                ]
            ),
        ],
    }
    return Form(operation=INTERNAL_MOVE, code=code, said=said)


_LONG_BLANK = "_" * 60
_TO_FILL = table(
    [
        Column("Дебет счёта", "1fr", "center"),
        Column("Кредит счёта", "1fr", "center"),
        Column("Сумма, руб.", "34mm", "right"),
    ],
    [["", "", " "], ["", "", " "]],
)


def _passed(lines: list[MovedLine]) -> str:
    """What passes in words; what stands off the balance is named apart, so that the sum is the sum of the table."""
    kept, loose = [one for one in lines if one.on_balance], [one for one in lines if not one.on_balance]
    words = f"Всего передано {copies_in_words(total_copies(lines))}"
    if loose:
        words += f", из них на балансе {copies_in_words(total_copies(kept))}"
    words += f" на сумму {sum_in_words(total_kopecks(kept))}"
    if loose:
        words += f"; за балансом {copies_in_words(total_copies(loose))} на сумму {sum_in_words(total_kopecks(loose))}"
    return f"{words}."


def _number(number: str, day: date) -> str:
    return f"№ {number or '____'} от {day_in_words(day)}"


def _requisites(side: Party) -> list[tuple[str, str]]:
    return [
        *_short(side),
        ("Код по Сводному реестру", side.registry_code),
        ("Учредитель", side.founder),
        ("Глава по БК", side.chapter),
        ("Наименование бюджета", side.budget),
        ("ОКТМО", side.oktmo),
    ]


def _sums(lines: list[MovedLine], kopecks: int) -> dict[str, Any]:
    copies = copies_in_words(total_copies(lines))
    return table(
        [
            Column("Наименование показателя", "1fr"),
            Column("Дебет счёта", "34mm", "center"),
            Column("Кредит счёта", "34mm", "center"),
            Column("Сумма, руб.", "28mm", "right"),
        ],
        [
            [
                f"Библиотечный фонд, {copies}: балансовая стоимость",
                "",
                f"0 {ACCOUNT} 410",
                amount(kopecks),
            ],
            ["Начисленная амортизация", "0 104 38 411", "", amount(kopecks)],
            ["Итого", "", "", amount(kopecks)],
        ],
        numbered=True,
        total=True,
    )


def _short(side: Party) -> list[tuple[str, str]]:
    responsible = ", ".join(part for part in (side.responsible_post, side.responsible_name) if part)
    return [
        ("Учреждение", side.name),
        ("ИНН / КПП", side.inn_kpp),
        ("Подразделение", side.unit),
        ("Ответственное лицо", responsible),
    ]


def _signers(side: Party, verb: str) -> list[tuple[str, str]]:
    return [
        (side.head_post, side.head_name),
        (f"{verb}: {side.responsible_post.lower()}", side.responsible_name),
        ("Главный бухгалтер", side.accountant_name),
    ]


def _assets(lines: list[MovedLine]) -> dict[str, Any]:
    """Library objects up to 100 000 roubles are wholly amortised when put into use: nothing is left of the value."""
    columns = [
        Column("№ п/п", "8mm", "right"),
        Column("Наименование объекта", "1fr"),
        Column("Инв. № (№ карточки)", "22mm"),
        Column("Код ОКОФ", "16mm"),
        Column("Ед.", "9mm", "center"),
        Column("Кол-во", "14mm", "right"),
        Column("Балансовая стоимость, руб.", "25mm", "right"),
        Column("Начислено амортизации, руб.", "25mm", "right"),
        Column("Остаточная стоимость, руб.", "21mm", "right"),
        Column("Срок полезн. использ.", "17mm"),
        Column("КФО", "10mm", "center"),
        Column("Счёт", "16mm", "center"),
    ]
    rows: list[list[object]] = [
        [
            number, line.named, line.register, "", "экз.", grouped(line.copies),
            *(_worth(line) if line.on_balance else (OFF_BALANCE_PRICE,) * 3), "", "", ACCOUNT if line.on_balance else "забаланс",
        ]
        for number, line in enumerate(lines, start=1)
    ]  # fmt: skip
    kopecks = sum(line.kopecks for line in lines if line.on_balance)
    total = [
        "",
        "Итого",
        "",
        "",
        "",
        grouped(total_copies(lines)),
        amount(kopecks),
        amount(kopecks),
        amount(0),
    ]
    return table(columns, [*rows, [*total, "", "", ""]], size=7.5, numbered=True, total=True)


def _worth(line: MovedLine) -> tuple[str, str, str]:
    return amount(line.kopecks), amount(line.kopecks), amount(0)


def _moved(lines: list[MovedLine]) -> dict[str, Any]:
    columns = [
        Column("№ п/п", "9mm", "right"),
        Column("Наименование объекта", "1fr"),
        Column("Инв. № (№ карточки)", "26mm"),
        Column("Ед.", "10mm", "center"),
        Column("Кол-во", "15mm", "right"),
        Column("Цена, руб.", "20mm", "right"),
        Column("Сумма, руб.", "24mm", "right"),
    ]
    rows: list[list[object]] = [
        [
            number,
            line.named,
            line.register,
            "экз.",
            grouped(line.copies),
            amount(line.price_kopecks),
            amount(line.kopecks),
        ]
        for number, line in enumerate(lines, start=1)
    ]
    total = ["", "Итого", "", "", grouped(total_copies(lines)), "", amount(total_kopecks(lines))]
    return table(columns, [*rows, total], numbered=True, total=True)

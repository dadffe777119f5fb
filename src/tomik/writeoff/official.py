"""Papers of a write-off: 0504144 with its list (order 52n), 0510440 (order 61n)."""

from __future__ import annotations

from collections.abc import Sequence

from tomik.fund.public import (
    NEW_PAGE,
    Column,
    Form,
    SummaryRecord,
    approval,
    basis,
    day_in_words,
    form_in_force,
    heading,
    in_russian,
    institution_of,
    signatures,
    table,
    text,
)
from tomik.kernel.words import amount, copies_in_words, grouped, sum_in_words
from tomik.writeoff.models import CommissionMember, WriteoffAct
from tomik.writeoff.queries.acts import ListedLine, listed_lines

WRITEOFF, DECISION = "writeoff", "stop_recognition"
_DIRECTIONS = (
    (SummaryRecord.Direction.EXCHANGE, "Обменный фонд"),
    (SummaryRecord.Direction.WASTE_PAPER, "Пункт вторичного сырья (макулатура)"),
    (SummaryRecord.Direction.DISPOSAL, "Утилизация (уничтожение)"),
    (SummaryRecord.Direction.SALE, "Продажа юридическим и физическим лицам"),
    (SummaryRecord.Direction.HANDOVER, "Безвозмездная передача"),
)
LEGAL = {
    SummaryRecord.Reason.OBSOLETE: "устарелость по содержанию",
    SummaryRecord.Reason.LOSS: "утрата",
    SummaryRecord.Reason.WEAR: "ветхость (физический износ)",
    SummaryRecord.Reason.DEFECT: "дефектность",
    SummaryRecord.Reason.PROFILE: "непрофильность",
}


@in_russian
def act(writeoff: WriteoffAct) -> Form:
    """«Акт о списании исключенных объектов библиотечного фонда» (0504144) and its list."""
    place, lines = institution_of(writeoff.school), listed_lines(writeoff)
    code = form_in_force(WRITEOFF, writeoff.acted_on)
    said = {
        "title": code.title if code else "Акт о списании исключенных объектов библиотечного фонда",
        "number": number_of(writeoff),
        "code": code.code if code else "",
        "codes": [["по ОКПО", place.settings.okpo], ["Дата", f"{writeoff.acted_on:%d.%m.%Y}"]],
        "approve": approval(place, writeoff.approved_at.date() if writeoff.approved_at else None),
        "requisites": [
            ["Учреждение", place.name],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["ИНН / КПП", place.inn_kpp],
            ["Причина исключения", LEGAL[SummaryRecord.Reason(writeoff.reason)]],
            ["Дебет счёта", "0 104 38 411"],
            ["Кредит счёта", "0 101 38 410"],
        ],
        "body": [
            text(composition(writeoff)),
            text(
                f"составила настоящий акт о том, что из библиотечного фонда исключено {copies_in_words(copies_of(lines))} "
                f"на сумму {sum_in_words(kopecks_of(lines))} по причине: {LEGAL[SummaryRecord.Reason(writeoff.reason)]}."
            ),
            *([text(f"Подтверждение: {writeoff.evidence}")] if writeoff.evidence else []),
            text(basis(place)),
            signed(writeoff),
            heading("Направление выбытия исключённых объектов"),
            _directions(writeoff, lines),
            text("Исключённые объекты переданы (уничтожены), штампы погашены:"),
            signatures([place.librarian, ("Отметка бухгалтерии", place.settings.accountant_name)]),
            NEW_PAGE,
            heading(f"Приложение. Список на исключение из библиотечного фонда к акту {number_of(writeoff)}"),
            _listing(lines),
            signed(writeoff),
        ],
    }
    return Form(operation=WRITEOFF, code=code, said=said)


@in_russian
def decision(writeoff: WriteoffAct) -> Form:
    """«Решение о прекращении признания активами объектов нефинансовых активов» (0510440): the draft for accounting."""
    place, lines = institution_of(writeoff.school), listed_lines(writeoff)
    code = form_in_force(DECISION, writeoff.acted_on)
    said = {
        "title": code.title
        if code
        else "Решение о прекращении признания активами объектов нефинансовых активов",
        "number": number_of(writeoff),
        "code": code.code if code else "",
        "codes": [
            ["Дата", f"{writeoff.acted_on:%d.%m.%Y}"],
            ["по ОКПО", place.settings.okpo],
            ["по ОКТМО", place.settings.oktmo],
            ["по ОКЕИ", "383"],
        ],
        "landscape": True,
        "approve": approval(place, writeoff.approved_at.date() if writeoff.approved_at else None),
        "requisites": [
            ["Учреждение", place.name],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["Учредитель", place.settings.founder_name],
            ["Наименование бюджета", place.settings.budget_name],
            ["Единица измерения", "руб."],
            ["Документ о создании комиссии", f"приказ {writeoff.commission}" if writeoff.commission else ""],
            ["Порядок установлен", place.settings.local_act],
        ],
        "body": [
            _assets(lines),
            text(
                f"Причина: {LEGAL[SummaryRecord.Reason(writeoff.reason)]}. Решение комиссии: прекратить признание активами "
                f"{copies_in_words(copies_of(lines))} на сумму {sum_in_words(kopecks_of(lines))}; направить: "
                f"{direction_words(writeoff.direction)}."
            ),
            signed(writeoff),
        ],
    }
    return Form(operation=DECISION, code=code, said=said)


def number_of(writeoff: WriteoffAct) -> str:
    """«№ 5 от «05» октября 2026 г.»; a project has no number yet."""
    number = writeoff.number if writeoff.number is not None else "____"
    return f"№ {number} от {day_in_words(writeoff.acted_on)}"


def members_of(writeoff: WriteoffAct) -> list[CommissionMember]:
    """Members who decided, the chair first."""
    if writeoff.commission is None:
        return []
    here = set(writeoff.present)
    members = [one for one in writeoff.commission.members.order_by("pk") if one.name in here]
    return sorted(members, key=lambda one: one.part != CommissionMember.Part.CHAIR)


def composition(writeoff: WriteoffAct) -> str:
    """Who the commission is and by which order."""
    if writeoff.commission is None:
        return "Комиссия в составе: ______________________________, назначенная приказом от ____________ № ______,"
    people = "; ".join(
        ", ".join(word for word in (one.post, one.name) if word) for one in members_of(writeoff)
    )
    order = writeoff.commission
    return f"Комиссия в составе: {people}, назначенная приказом от {day_in_words(order.order_on)} № {order.order_number},"


def signed(writeoff: WriteoffAct) -> dict[str, object]:
    """Places to sign of those who decided."""
    members = members_of(writeoff)
    if not members:
        return signatures([("Председатель комиссии", ""), ("Члены комиссии", ""), ("", "")])
    words = {CommissionMember.Part.CHAIR.value: "Председатель комиссии"}
    return signatures([(words.get(one.part, "Член комиссии"), one.name) for one in members])


def copies_of(lines: Sequence[ListedLine]) -> int:
    """Copies of lines."""
    return sum(line.copies for line in lines)


def kopecks_of(lines: Sequence[ListedLine]) -> int:
    """Their sum."""
    return sum(line.kopecks for line in lines)


def direction_words(direction: str) -> str:
    """Where the copies go, as papers say it."""
    return dict(_DIRECTIONS)[SummaryRecord.Direction(direction)].lower()


def _directions(writeoff: WriteoffAct, lines: Sequence[ListedLine]) -> dict[str, object]:
    """What went where: by the disposals when there are any, otherwise as the commission has decided."""
    gone = list(writeoff.disposals.all())
    rows = []
    for direction, words in _DIRECTIONS:
        copies = sum(one.copies for one in gone if one.direction == direction)
        papers = "; ".join(one.paper for one in gone if one.direction == direction and one.paper)
        received = sum(one.kopecks for one in gone if one.direction == direction)
        if not gone and direction == writeoff.direction:
            copies = copies_of(lines)
        rows.append([words, grouped(copies) if copies else "", amount(received) if received else "", papers])
    columns = [
        Column("Направление", "1fr"),
        Column("Кол-во, экз.", "24mm", "right"),
        Column("Получено, руб.", "26mm", "right"),
        Column("Документ", "50mm"),
    ]
    return table(columns, rows)


def _listing(lines: Sequence[ListedLine]) -> dict[str, object]:
    columns = [
        Column("№ п/п", "10mm", "right"),
        Column("Инв. № (№ карточки)", "22mm"),
        Column("Автор и заглавие, год издания", "1fr"),
        Column("Кол-во, экз.", "14mm", "right"),
        Column("Цена, руб.", "20mm", "right"),
        Column("Коэф.", "11mm", "right"),
        Column("Сумма, руб.", "24mm", "right"),
    ]
    rows = [
        [
            number,
            line.register,
            line.named,
            grouped(line.copies),
            amount(line.price_kopecks),
            "1",
            amount(line.kopecks),
        ]
        for number, line in enumerate(lines, start=1)
    ]
    total = ["", "", "Итого", grouped(copies_of(lines)), "", "", amount(kopecks_of(lines))]
    return table(columns, [*rows, total], size=8)


def _assets(lines: Sequence[ListedLine]) -> dict[str, object]:
    columns = [
        Column("№ п/п", "10mm", "right"),
        Column("Наименование объекта", "1fr"),
        Column("Инв. № (№ карточки)", "26mm"),
        Column("Кол-во", "16mm", "right"),
        Column("Балансовая стоимость, руб.", "30mm", "right"),
        Column("Амортизация, руб.", "28mm", "right"),
        Column("Остаточная стоимость, руб.", "28mm", "right"),
    ]
    rows = [
        [
            number,
            line.named,
            line.register,
            grouped(line.copies),
            amount(line.kopecks),
            amount(line.kopecks),
            amount(0),
        ]
        for number, line in enumerate(lines, start=1)
    ]
    total = [
        "",
        "Итого",
        "",
        grouped(copies_of(lines)),
        amount(kopecks_of(lines)),
        amount(kopecks_of(lines)),
        amount(0),
    ]
    return table(columns, [*rows, total], size=8)


__all__ = ["DECISION", "WRITEOFF", "act", "decision"]

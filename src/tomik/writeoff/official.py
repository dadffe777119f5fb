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
    local_day,
    signatures,
    table,
    text,
)
from tomik.kernel.names import Case, inclined, inclined_post
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
        "approve": approval(place, local_day(writeoff.approved_at, writeoff.school)),
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
            ["по Сводному реестру", ""],
            ["по ОКПО", place.settings.okpo],
            ["Глава по БК", ""],
            ["по ОКТМО", place.settings.oktmo],
            ["по ОКЕИ", "383"],
        ],
        "landscape": True,
        "approve": approval(place, local_day(writeoff.approved_at, writeoff.school)),
        "requisites": [
            ["Учреждение", place.name],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["ИНН / КПП", place.inn_kpp],
            ["Учредитель", place.settings.founder_name],
            ["Наименование бюджета", place.settings.budget_name],
            ["Единица измерения", "руб."],
            ["Документ о создании комиссии", _order(writeoff)],
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


def _order(writeoff: WriteoffAct) -> str:
    """«приказ № 15 от «01» сентября 2026 г.», or nothing before there is a commission."""
    order = writeoff.commission
    return f"приказ № {order.order_number} от {day_in_words(order.order_on)}" if order else ""


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
    people = [_in_genitive(one) for one in members_of(writeoff)] or ["______________________________"]
    chair, members = f"председателя — {people[0]}", people[1:]
    listed = f"{chair}, членов — {', '.join(members)}" if members else chair
    order = writeoff.commission
    return f"Комиссия в составе: {listed}, назначенная приказом от {day_in_words(order.order_on)} № {order.order_number},"


def _in_genitive(member: CommissionMember) -> str:
    """«заместителя директора Петровой А.А.»; a word whose form is not sure stays as it is written."""
    post = inclined_post(member.post[:1].lower() + member.post[1:], Case.GENITIVE)
    return " ".join(word for word in (post, inclined(member.name, Case.GENITIVE)) if word)


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
        # Copies of an act are not told apart by where they go: a sum is known for all of them only.
        worth = amount(kopecks_of(lines)) if copies == copies_of(lines) else ""
        rows.append(
            [words, grouped(copies) if copies else "", worth, amount(received) if received else "", papers]
        )
    columns = [
        Column("Направление", "1fr"),
        Column("Кол-во, экз.", "20mm", "right"),
        Column("На сумму, руб.", "26mm", "right"),
        Column("Получено, руб.", "24mm", "right"),
        Column("Документ", "42mm"),
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
    return table(columns, [*rows, total], size=8, numbered=True, total=True)


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
    return table(columns, [*rows, total], size=8, numbered=True, total=True)


__all__ = ["DECISION", "WRITEOFF", "act", "decision"]

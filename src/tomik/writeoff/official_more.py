"""Further papers of a write-off: the commission's minutes, the list of cancelled stamps, the act of destruction (0510435)."""

from __future__ import annotations

from collections.abc import Sequence

from tomik.fund.public import (
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
from tomik.writeoff.evidence import EVIDENCE
from tomik.writeoff.models import Disposal, WriteoffAct
from tomik.writeoff.official import (
    LEGAL,
    composition,
    copies_of,
    direction_words,
    kopecks_of,
    members_of,
    number_of,
    signed,
)
from tomik.writeoff.queries.acts import ListedLine, listed_lines

MINUTES, STAMPS, DESTRUCTION = "commission_minutes", "cancelled_stamps", "destruction"
GONE = (SummaryRecord.Direction.DISPOSAL, SummaryRecord.Direction.WASTE_PAPER)


@in_russian
def minutes(writeoff: WriteoffAct) -> Form:
    """«Протокол заседания комиссии»: who was there, what was examined, what was decided."""
    place, lines = institution_of(writeoff.school), listed_lines(writeoff)
    reason = SummaryRecord.Reason(writeoff.reason)
    listed = f"{copies_in_words(copies_of(lines))} на сумму {sum_in_words(kopecks_of(lines))}"
    said = {
        "title": "Протокол заседания комиссии по списанию объектов библиотечного фонда",
        "number": f"от {day_in_words(writeoff.decided_on)}",
        "code": "",
        "requisites": [["Учреждение", place.name]],
        "body": [
            text(composition(writeoff).removesuffix(",") + "."),
            text(_sentence(f"Присутствовали: {_present(writeoff)}") + f" {_quorum(writeoff)}"),
            heading("Повестка дня"),
            text(f"Исключение документов из библиотечного фонда по причине: {LEGAL[reason]}."),
            heading("Рассмотрели"),
            text(
                f"Комиссия осмотрела представленные документы: {listed} (список — приложение к акту {number_of(writeoff)})."
            ),
            text(f"Представлены: {writeoff.evidence or str(EVIDENCE[reason])}"),
            heading("Решили"),
            text(
                f"1. Признать документы подлежащими исключению из библиотечного фонда по причине: {LEGAL[reason]}."
            ),
            text(f"2. Исключить {listed}."),
            text(f"3. Направление выбытия исключённых документов: {direction_words(writeoff.direction)}."),
            text("4. Представить акт о списании на утверждение руководителю."),
            text(basis(place)),
            signed(writeoff),
        ],
    }
    return Form(operation=MINUTES, code=form_in_force(MINUTES, writeoff.acted_on), said=said)


def _sentence(words: str) -> str:
    """Ends with one full stop, also after «г.» and initials."""
    return words if words.endswith(".") else f"{words}."


def _present(writeoff: WriteoffAct) -> str:
    people = ", ".join(one.name for one in members_of(writeoff))
    return people or "______________________________"


def _quorum(writeoff: WriteoffAct) -> str:
    if writeoff.commission is None:
        return ""
    return f"Из {writeoff.commission.members.count()} членов присутствуют {len(members_of(writeoff))}, кворум ({writeoff.commission.quorum}) есть."


@in_russian
def stamps(writeoff: WriteoffAct) -> Form:
    """«Список документов с погашенными штампами»: every copy that gets the stamp «Исключено» with the act's number."""
    place, lines = institution_of(writeoff.school), listed_lines(writeoff)
    columns = [
        Column("№ п/п", "10mm", "right"),
        Column("Автор и заглавие, год издания", "1fr"),
        Column("Инв. № (№ карточки)", "34mm"),
        Column("Погашено штампов", "24mm", "right"),
        Column("Отметка", "24mm"),
    ]
    rows: list[list[object]] = [
        [number, line.named, line.register, grouped(line.copies), ""]
        for number, line in enumerate(lines, start=1)
    ]
    total = ["", "Итого", "", grouped(copies_of(lines)), ""]
    said = {
        "title": "Список документов с погашенными штампами библиотеки",
        "number": f"к акту {number_of(writeoff)}",
        "code": "",
        "requisites": [["Учреждение", place.name]],
        "body": [
            text(
                _sentence(
                    f"На каждом экземпляре штамп библиотеки погашен штампом «Исключено», акт {number_of(writeoff)}"
                )
                + _for_sale(writeoff)
            ),
            table(columns, [*rows, total], size=8, total=True),
            text(basis(place)),
            signatures([place.librarian, ("Член комиссии", "")]),
        ],
    }
    return Form(operation=STAMPS, code=form_in_force(STAMPS, writeoff.acted_on), said=said)


def _for_sale(writeoff: WriteoffAct) -> str:
    if writeoff.direction != SummaryRecord.Direction.SALE:
        return ""
    return " " + _sentence(
        f"На экземплярах для продажи — штамп «Разрешено к продаже», акт {number_of(writeoff)}"
    )


@in_russian
def destruction(writeoff: WriteoffAct) -> Form:
    """«Акт об утилизации (уничтожении) материальных ценностей» (0510435)."""
    place, lines = institution_of(writeoff.school), listed_lines(writeoff)
    code = form_in_force(DESTRUCTION, writeoff.acted_on)
    gone = [one for one in writeoff.disposals.order_by("disposed_on", "pk") if one.direction in GONE]
    said = {
        "title": code.title if code else "Акт об утилизации (уничтожении) материальных ценностей",
        "number": f"к акту о списании {number_of(writeoff)}",
        "code": code.code if code else "",
        "codes": [
            ["Дата", f"{gone[-1].disposed_on:%d.%m.%Y}" if gone else ""],
            ["по ОКПО", place.settings.okpo],
        ],
        "approve": approval(place, None),
        "requisites": [
            ["Учреждение", place.name],
            ["Структурное подразделение", place.settings.unit_name or "Библиотека"],
            ["ИНН / КПП", place.inn_kpp],
        ],
        "body": [
            text(composition(writeoff)),
            text(
                f"составила настоящий акт о том, что исключённые из библиотечного фонда документы "
                f"(акт {number_of(writeoff)}) в количестве {copies_in_words(_gone_copies(gone, lines))} утилизированы (уничтожены):"
            ),
            _disposals(gone),
            signed(writeoff),
            text("Документы сданы, штампы погашены:"),
            signatures([place.librarian]),
        ],
    }
    return Form(operation=DESTRUCTION, code=code, said=said)


def _gone_copies(gone: Sequence[Disposal], lines: Sequence[ListedLine]) -> int:
    return sum(one.copies for one in gone) if gone else copies_of(lines)


def _disposals(gone: Sequence[Disposal]) -> dict[str, object]:
    columns = [
        Column("Дата", "20mm"),
        Column("Способ", "1fr"),
        Column("Кол-во, экз.", "20mm", "right"),
        Column("Вес, кг", "20mm", "right"),
        Column("Получено, руб.", "24mm", "right"),
        Column("Кому сдано", "1fr"),
        Column("Документ", "34mm"),
    ]
    rows: list[list[object]] = [
        [
            f"{one.disposed_on:%d.%m.%Y}",
            direction_words(one.direction),
            grouped(one.copies),
            f"{one.grams / 1000:.3f}".rstrip("0").rstrip(".").replace(".", ",") if one.grams else "",
            amount(one.kopecks) if one.kopecks else "",
            one.recipient,
            one.paper,
        ]
        for one in gone
    ]
    return table(columns, rows or [[""] * len(columns)])


__all__ = ["destruction", "minutes", "stamps"]

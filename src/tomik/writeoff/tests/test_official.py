"""Papers of a write-off, field by field, as the orders ask for them; the pictures are in var/test-forms/."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tomik.fund.public import FundSettings, draft_pdf, printed
from tomik.fund.tests.forms import absent, pages_of, pictured, text_of
from tomik.fund.tests.test_receipts import fiction, got, line, today
from tomik.fund.tests.world import World
from tomik.ledger.public import Balance
from tomik.writeoff import official, official_more
from tomik.writeoff.models import CommissionMember, WriteoffAct
from tomik.writeoff.services.checks import ActLine
from tomik.writeoff.tests.test_acts import approved, gone, physics_line, posted, written

pytestmark = [pytest.mark.django_db, pytest.mark.forms]
__all__ = ["today"]
POSTS = {"Петрова А.А.": "Заместитель директора", "Иванова Б.Б.": "Главный бухгалтер", "Сидорова В.В.": "Учитель"}  # fmt: skip
COMPOSITION = (
    "Комиссия в составе: председателя — заместителя директора Петровой А.А., членов — главного бухгалтера Ивановой Б.Б., "
    "учителя Сидоровой В.В., назначенная приказом от «01» сентября 2026 г. № 15,"
)


def act_of(world: World) -> WriteoffAct:
    """A posted act of four copies of physics and two of fiction."""
    FundSettings.objects.create(
        school=world.school,
        head_name="Кузнецов П.П.",
        okpo="12345678",
        oktmo="69701000",
        accountant_name="Бух Б.Б.",
        librarian_post="Библиотекарь",
        librarian_name="Читалова Ч.Ч.",
        kpp="700001001",
        founder_name="Управление образования",
        budget_name="бюджет муниципального района",
        local_act="Положение об учёте фонда от 01.09.2025",
    )
    got(world, line(world.physics, 10), line(fiction(), 3, 200_00))
    story = Balance.objects.get(school=world.school, lot__price_kopecks=200_00, account__kind="fund")
    act = approved(
        world, physics_line(world), ActLine(lot_id=story.lot_id, account_id=story.account_id, copies=2)
    )
    posted(world, act)
    for member in CommissionMember.objects.all():
        member.post = POSTS[member.name]
        member.save()
    return again(act)


def again(act: WriteoffAct) -> WriteoffAct:
    """The act as a view reads it."""
    return WriteoffAct.objects.select_related("school", "commission").get(pk=act.pk)


def test_0504144(world: World) -> None:
    said = pictured(official.act(act_of(world)), "0504144", is_draft=False)
    assert absent(said, (
        "Форма по ОКУД 0504144", "по ОКПО 12345678", "Дата 05.10.2026", "УТВЕРЖДАЮ", "Кузнецов П.П.",
        "Акт о списании исключенных объектов библиотечного фонда", "№ 1 от «05» октября 2026 г.", world.school.full_name,
        "Структурное подразделение Библиотека", "ИНН / КПП 7000000001 / 700001001", "Причина исключения ветхость (физический износ)",
        "Дебет счёта 0 104 38 411", "Кредит счёта 0 101 38 410", COMPOSITION,
        "исключено 6 (шесть) экземпляров на сумму 2 202 (две тысячи двести два) рубля 00 копеек", "Подтверждение: Протокол осмотра 3", "1077",
        "Председатель комиссии", "Петрова А.А.", "Член комиссии", "Иванова Б.Б.", "Сидорова В.В.",
        "Направление выбытия исключённых объектов", "Обменный фонд", "Пункт вторичного сырья (макулатура) 6 2 202,00", "Утилизация (уничтожение)",
        "Продажа юридическим и физическим лицам", "Безвозмездная передача", "переданы (уничтожены), штампы погашены",
        "Читалова Ч.Ч.", "Отметка бухгалтерии", "Бух Б.Б.",
        "Приложение. Список на исключение из библиотечного фонда к акту № 1 от «05» октября 2026 г.", "№ п/п", "Инв. № (№ карточки)",
        "Автор и заглавие, год издания", "Кол-во, экз.", "Цена, руб.", "Коэф.", "Сумма, руб.", "карт. 1", "450,50", "1 802,00", "Капитанская дочка",
        "400,00", "Итого 6 2 202,00", "Стр. 1 из 2", "Стр. 2 из 2",
    )) == []  # fmt: skip
    assert "ЧЕРНОВИК" not in said


def test_a_project_is_marked_and_leaves_places_to_write(world: World) -> None:
    got(world, line(world.physics, 10))
    act = written(world, physics_line(world))
    said = pictured(official.act(again(act)), "0504144-project")
    assert absent(said, (
        "ЧЕРНОВИК", "№ ____ от «05» октября 2026 г.", "Комиссия в составе: ______", "назначенная приказом от ____________ № ______",
        "4 (четыре) экземпляра", "Председатель комиссии", "Члены комиссии",
    )) == []  # fmt: skip


def test_a_long_list_repeats_its_heading(world: World) -> None:
    form = official.act(act_of(world))
    (listing,) = [part for part in form.said["body"] if part["kind"] == "table" and len(part["columns"]) == 7]
    first, *_others = listing["rows"]
    listing["rows"] = [[number, *first[1:]] for number in range(1, 91)] + listing["rows"][-1:]
    pictured(form, "0504144-long", is_draft=False)
    pages = [page for page in pages_of(draft_pdf(form)) if "карт. 1" in page]
    assert len(pages) == 2
    assert all("Автор и заглавие" in page for page in pages)


def test_0510440(world: World) -> None:
    said = pictured(official.decision(act_of(world)), "0510440", is_draft=False)
    assert absent(said, (
        "Форма по ОКУД 0510440", "Решение о прекращении признания активами объектов нефинансовых активов", "№ 1 от «05» октября 2026 г.",
        "УТВЕРЖДАЮ", "Кузнецов П.П.", "Дата 05.10.2026", "по Сводному реестру", "по ОКПО 12345678", "Глава по БК", "по ОКТМО 69701000",
        "по ОКЕИ 383", world.school.full_name, "7000000001 / 700001001", "Структурное подразделение Библиотека", "Учредитель Управление образования",
        "Наименование бюджета бюджет муниципального района", "Единица измерения руб.",
        "Документ о создании комиссии приказ № 15 от «01» сентября 2026 г.", "Порядок установлен Положение об учёте фонда от 01.09.2025",
        "Наименование объекта", "Инв. № (№ карточки)", "Балансовая стоимость, руб.", "Амортизация, руб.", "Остаточная стоимость, руб.",
        "1 802,00", "0,00", "Итого 6 2 202,00 2 202,00 0,00", "Причина: ветхость (физический износ)",
        "прекратить признание активами 6 (шесть) экземпляров на сумму 2 202 (две тысячи двести два) рубля 00 копеек",
        "направить: пункт вторичного сырья (макулатура)", "Председатель комиссии", "Петрова А.А.", "Иванова Б.Б.", "Сидорова В.В.",
    )) == []  # fmt: skip


def test_minutes_of_the_commission(world: World) -> None:
    said = pictured(official_more.minutes(act_of(world)), "commission-minutes", is_draft=False)
    assert absent(said, (
        "Протокол заседания комиссии по списанию объектов библиотечного фонда", "от «05» октября 2026 г.", world.school.full_name,
        COMPOSITION.removesuffix(","), "Присутствовали: Петрова А.А., Иванова Б.Б., Сидорова В.В.", "Из 3 членов присутствуют 3, кворум (3) есть.",
        "Повестка дня", "Рассмотрели", "6 (шесть) экземпляров на сумму 2 202", "Представлены: Протокол осмотра 3", "Решили",
        "по причине: ветхость (физический износ)", "Направление выбытия", "макулатура", "на утверждение руководителю", "Председатель комиссии",
    )) == []  # fmt: skip


def test_list_of_cancelled_stamps(world: World) -> None:
    said = pictured(official_more.stamps(act_of(world)), "cancelled-stamps", is_draft=False)
    assert absent(said, (
        "Список документов с погашенными штампами библиотеки", "к акту № 1 от «05» октября 2026 г.", "погашен штампом «Исключено», акт № 1",
        "Автор и заглавие, год издания", "Инв. № (№ карточки)", "Погашено штампов", "карт. 1", "Капитанская дочка", "Итого 6", "Читалова Ч.Ч.",
    )) == []  # fmt: skip


def test_0510435(world: World) -> None:
    act = act_of(world)
    gone(world, act, copies=4, grams=1600, kopecks=12_00, paper="квитанция 8", recipient="ООО «Вторсырьё»")
    said = pictured(official_more.destruction(again(act)), "0510435", is_draft=False)
    assert absent(said, (
        "Форма по ОКУД 0510435", "Акт об утилизации (уничтожении) материальных ценностей", "к акту о списании № 1 от «05» октября 2026 г.",
        "УТВЕРЖДАЮ", "Кузнецов П.П.", "Дата 05.10.2026", "по ОКПО 12345678", "7000000001 / 700001001", COMPOSITION,
        "в количестве 4 (четыре) экземпляра", "Способ", "Вес, кг", "1,6", "Получено, руб.", "12,00", "ООО «Вторсырьё»", "квитанция 8",
        "Председатель комиссии", "Петрова А.А.", "штампы погашены", "Читалова Ч.Ч.",
    )) == []  # fmt: skip


def test_what_went_where(world: World) -> None:
    act = act_of(world)
    gone(world, act, copies=4, grams=1600, kopecks=12_00, paper="квитанция 8")
    paper = printed(school=world.school, document_uid=act.uid, form=official.act(again(act)), actor_id=None)
    said = text_of(bytes(paper.pdf))
    assert absent(said, ("Пункт вторичного сырья (макулатура) 4 12,00 квитанция 8",)) == []
    assert "ЧЕРНОВИК" not in said


def test_the_day_of_the_approval_is_the_schools_day(world: World) -> None:
    act = act_of(world)
    act.approved_at = datetime(2026, 10, 5, 19, 30, tzinfo=UTC)  # the small hours of the sixth in Tomsk
    for form in (official.act(act), official.decision(act)):
        assert form.said["approve"]["day"] == "«06» октября 2026 г."

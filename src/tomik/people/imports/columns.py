"""The columns of a class list, with the titles under which they circulate, and those that are refused (152-ФЗ)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.importing import Column


def _refused(key: str, title: object, *aliases: str) -> Column:
    return Column(key, title, aliases=aliases, refused=True)


# Refused ones stand first: of two equally good guesses the careful one is taken («ФИО родителя»).
REFUSED = (
    _refused("born", _("Date of birth"), "Дата рождения", "Год рождения", "Д.р.", "ДР", "Рождение", "Возраст"),
    _refused("sex", _("Sex"), "Пол"),
    _refused("snils", _("SNILS"), "СНИЛС", "Страховой номер"),
    _refused("document", _("Identity document"), "Паспорт", "Свидетельство", "Свидетельство о рождении", "Документ"),
    _refused("address", _("Address"), "Адрес", "Адреса", "Место жительства", "Прописка", "Регистрация"),
    _refused("phone", _("Telephone"), "Телефон", "Телефоны", "Тел", "Контакты", "Мобильный"),
    _refused("email", _("E-mail"), "E-mail", "Email", "Электронная почта", "Почта", "Логин", "Пароль"),
    _refused(
        "parents", _("Parents"), "Родитель", "Родителя", "Родители", "Родителей", "Мать", "Матери", "Отец", "Отца",
        "Законный представитель", "Законного представителя", "Опекун",
    ),
    _refused("nation", _("Nationality"), "Национальность", "Гражданство"),
    _refused(
        "health", _("Health and benefits"), "Группа здоровья", "Здоровье", "Полис", "Медицинский полис", "ОВЗ",
        "Инвалидность", "Льгота", "Льготы", "Социальный статус", "Многодетная", "Диагноз", "ПМПК",
    ),
    _refused("file", _("Personal file"), "Личное дело", "Личного дела", "Номер личного дела"),
)  # fmt: skip

TAKEN = (
    Column(
        "full_name", _("Surname, first name, patronymic in one column"),
        aliases=(
            "ФИО", "Ф.И.О.", "Фамилия Имя Отчество", "Фамилия, имя, отчество", "Фамилия Имя", "Фамилия, имя",
            "ФИО ученика", "ФИО обучающегося", "ФИО учащегося", "Ученик", "Обучающийся", "Учащийся", "Фамилия И.О.",
            "Список учащихся", "Список обучающихся",
        ),
        help=_("Or three columns: surname, first name, patronymic."),
    ),
    Column("surname", _("Surname"), aliases=("Фамилия", "Фамилия ученика", "Фамилия обучающегося")),
    Column("given", _("First name"), aliases=("Имя", "Имя ученика", "Имя обучающегося")),
    Column("patronymic", _("Patronymic"), aliases=("Отчество", "Отчество (при наличии)", "Отчество ученика")),
    Column(
        "group", _("Class"),
        aliases=("Класс", "Наименование класса", "Название класса", "Класс обучения", "Класс/группа", "Группа"),
        help=_("As “5А”. Or two columns: parallel and letter. Or the class alone in a row above its pupils."),
    ),
    Column("grade", _("Parallel"), aliases=("Параллель", "Номер класса", "Год обучения", "Класс (номер)")),
    Column("letter", _("Letter"), aliases=("Литера", "Литер", "Литера класса", "Буква", "Буква класса", "Индекс класса")),
    Column(
        "building", _("Building"),
        aliases=("Корпус", "Здание", "Корпус/Здание", "Здание (корпус)", "Филиал", "Адрес корпуса", "Площадка"),
        help=_("Name of a building or branch of the school, when there are several."),
    ),
)  # fmt: skip

SCHOOL = (
    Column(
        "school", _("School"), required=True,
        aliases=(
            "Школа", "ОО", "Образовательная организация", "Наименование ОО", "Краткое наименование", "Организация",
            "Краткое наименование ОО", "Наименование школы", "Учреждение", "Образовательное учреждение",
        ),
    ),
    Column("inn", _("INN"), aliases=("ИНН", "ИНН школы", "ИНН организации")),
)  # fmt: skip

SCHOOL_COLUMNS = (*REFUSED, *TAKEN)
REGION_COLUMNS = (*REFUSED, *SCHOOL, *TAKEN)

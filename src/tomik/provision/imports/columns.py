"""Columns of a textbook plan as schools keep it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tomik.kernel.importing import Column

COLUMNS = (
    Column(
        "class", _("Class"), ("Класс", "Классы", "Класс/группа", "Параллель"), required=True,
        help=_("«5А», or «5» for the whole parallel."),
    ),
    Column("letter", _("Letter"), ("Литера", "Буква", "Литера класса")),
    Column(
        "subject", _("Subject"), ("Предмет", "Учебный предмет", "Учебный предмет (курс)", "Дисциплина"), required=True
    ),
    Column("group", _("Group"), ("Группа", "Подгруппа", "Модуль", "Профиль")),
    Column(
        "title", _("Textbook"),
        ("Учебник", "Название", "Наименование", "Наименование учебника", "Название учебника", "Учебники", "УМК"),
        required=True,
    ),
    Column("authors", _("Authors"), ("Автор", "Авторы", "Автор/авторский коллектив", "Авторский коллектив")),
    Column("publisher", _("Publisher"), ("Издательство", "Издатель", "Наименование издателя")),
    Column("isbn", "ISBN", ("ISBN", "ISBN издания")),
    Column(
        "list_code", _("Federal list code"),
        ("Номер ФПУ", "Код ФПУ", "№ ФПУ", "№ по ФПУ", "Порядковый номер учебника", "Номер в ФПУ", "ФПУ"),
    ),
    Column(
        "learners", _("Learners"),
        ("Учеников", "Кол-во учеников", "Количество учащихся", "Количество обучающихся", "Контингент", "Обучающихся"),
        help=_("Empty for the whole class."),
    ),
    Column("per", _("Norm"), ("Норма", "На кого", "Норма обеспечения"), help=_("pupil, one for two, or set 15")),
    Column("medium", _("Medium"), ("Носитель", "Форма", "Форма учебника")),
    Column("licences", _("Licences"), ("Лицензий", "Лицензии", "Кол-во лицензий")),
)  # fmt: skip

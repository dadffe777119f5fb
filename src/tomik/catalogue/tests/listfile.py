"""Small files of the federal list in the two layouts that circulate, for tests."""

from __future__ import annotations

HEADERS_12 = (
    "Приложение",
    "Порядковый номер строки федерального перечня учебника",
    "Порядковый номер учебника и разработанных в комплекте с ним учебных пособий",
    "Наименование учебника (для учебника, находящегося на апробации, дополняется словами)",
    "Автор (авторский коллектив) учебника",
    "Наименование издателя (издателей) учебника",
    "Наименования разработанных в комплекте с учебником учебных пособий",
    "Класс, для которого учебник и разработанные в комплекте с ним учебные пособия разработаны",
    "Реквизиты приказов Министерства просвещения, утвердивших федеральный государственный"
    " образовательный стандарт",
    "Правообладатель (наименование федерального органа исполнительной власти)",
    "Реквизиты приказа, на основании которого учебник включен в федеральный перечень",
    "Приложение 1: Срок действия экспертного заключения // Приложение 2: Предельный срок",
)
HEADERS_8 = (
    HEADERS_12[2],
    HEADERS_12[3],
    HEADERS_12[4],
    HEADERS_12[5],
    HEADERS_12[6],
    HEADERS_12[7],
    "Язык издания учебника",
    HEADERS_12[11],
)
NUMBER_ROW = ("Приложение", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11")
PUBLISHER = "Акционерное общество «Издательство «Просвещение»"
TERM = "До 25 апреля 2027 года"
TITLE = "Математика: 5-й класс: базовый уровень: учебник: в 2 частях; 3-е издание, переработанное"


def heading(number: int | str, code: str, title: str, *, appendix: int = 1) -> list[object]:
    """A heading as the file has it."""
    return [f"Приложение {appendix}", f"\xa0\xa0{number}\xa0", code, title, *[""] * 8]


def book(
    number: int | str,
    code: object,
    *,
    title: str = TITLE,
    grades: object = "5",
    term: object = TERM,
    appendix: int = 1,
    authors: str = "Виленкин Н.Я., Жохов В.И.",
) -> list[object]:
    """A textbook as the file has it."""
    return [
        f"Приложение {appendix}",
        f"\xa0\xa0{number}\xa0",
        code,
        title,
        authors,
        PUBLISHER,
        "",
        grades,
        "Приказ №\xa0287",
        PUBLISHER,
        "От 21 сентября 2022\xa0г. №\xa0858",
        term,
    ]


def sheet(*rows: list[object]) -> list[list[object]]:
    """Headers, the row of numbers, the level and subject headings, then the rows (numbered from 4)."""
    return [
        list(HEADERS_12),
        list(NUMBER_ROW),
        heading(1, "1.1.2.", "Основное общее образование (уровень образования)"),
        heading(2, "1.1.2.4.", "Математика и информатика (предметная область)"),
        heading(3, "1.1.2.4.1.", "Математика (учебный предмет)"),
        *rows,
    ]

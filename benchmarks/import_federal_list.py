"""Import of a whole federal list: 2,160 textbooks from an .xlsx to stored, linked rows, in one process."""

from __future__ import annotations

import io
import time
from datetime import date

import psycopg
import python_calamine
import xlsxwriter

from benchmarks import Bench, Measurement, benchmark

TEXTBOOKS = 2_160
SUBJECTS = ("Русский язык", "Математика", "История", "Физика", "Химия", "Биология", "География", "Музыка")
HEADERS = (
    "Приложение",
    "Порядковый номер строки федерального перечня",
    "Порядковый номер учебника и разработанных в комплекте с ним учебных пособий",
    "Наименование учебника",
    "Автор (авторский коллектив) учебника",
    "Наименование издателя (издателей) учебника",
    "Наименования разработанных в комплекте с учебником учебных пособий",
    "Класс, для которого учебник разработан",
    "Реквизиты приказов, утвердивших федеральный государственный образовательный стандарт",
    "Правообладатель",
    "Реквизиты приказа, на основании которого учебник включен в федеральный перечень",
    "Приложение 1: Срок действия экспертного заключения // Приложение 2: Предельный срок использования",
)
PUBLISHER = "Акционерное общество «Издательство «Просвещение»"


def surname(number: int) -> str:
    """A surname of three syllables; another number gives another one."""
    letters = "бвгдзклмнпрст"
    first, rest = divmod(number, len(letters) ** 2)
    second, third = divmod(rest, len(letters))
    return f"{letters[first % len(letters)].upper()}а{letters[second]}о{letters[third]}ин"


def workbook() -> bytes:
    """A list of the real size in the layout in which it circulates."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    rows: list[list[object]] = [list(HEADERS), ["Приложение", *map(str, range(1, 12))]]
    for number in range(TEXTBOOKS):
        appendix = 1 if number < TEXTBOOKS * 2 // 3 else 2
        subject = SUBJECTS[number // 30 % len(SUBJECTS)]
        prefix = f"1.1.2.{number // 240 + 1}.{number // 30 % 8 + 1}"
        if number % 30 == 0:
            rows.append([f"Приложение {appendix}", "", f"{prefix}.", f"{subject} (учебный предмет)"])
        grade = number % 7 + 5
        rows.append(
            [
                f"Приложение {appendix}",
                f"\xa0\xa0{len(rows)}\xa0",
                f"{prefix}.{number // 6 % 5 + 1}.{number % 6 + 1}.",
                f"{subject}: {grade}-й класс: учебник: в 2 частях; {number % 16 + 1}-е издание, переработанное",
                f"{surname(number // 4)} А.А., {surname(number // 8 + 1000)} Б.Б. и\xa0другие",
                PUBLISHER,
                "",
                str(grade),
                "Приказ №\xa0287",
                PUBLISHER,
                "От 21 сентября 2022\xa0г. №\xa0858",
                "До 25 апреля 2027 года",
            ]
        )
    for number, cells in enumerate(rows):
        page.write_row(number, 0, cells)
    book.close()
    return out.getvalue()


@benchmark(name="import_federal_list_s", unit="s", target=3, data="empty")
def import_list(bench: Bench) -> Measurement:
    """Read, store, compare with 2,000 known sets, propose links, keep statuses."""
    from django.db import transaction

    from tomik.catalogue.public import (
        FederalListRow,
        ListOrder,
        adopt,
        import_federal_list,
    )

    content = workbook()
    older = ListOrder(number="254", dated=date(2020, 5, 20))
    import_federal_list(content=content, file_name="list.xlsx", order=older)
    with transaction.atomic():
        adopt(FederalListRow.objects.filter(is_heading=False).order_by("pk")[:2000])
    start = time.perf_counter()
    loaded = import_federal_list(
        content=content, file_name="list.xlsx", order=ListOrder(number="858", dated=date(2022, 9, 21))
    )
    seconds = time.perf_counter() - start
    assert sum(loaded.parsed.textbooks_in(number) for number in (1, 2)) == TEXTBOOKS
    return Measurement(
        value=seconds,
        limit=read_and_copy(content, bench.owner_dsn),
        limit_name="reading the workbook and COPY of its cells into an unindexed table",
        note=f"{TEXTBOOKS} textbooks against 2000 known sets, {len(loaded.problems)} problems reported",
    )


def read_and_copy(content: bytes, dsn: str) -> float:
    """The machine's own limit: the same cells read and copied, nothing understood."""
    start = time.perf_counter()
    rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    )
    columns = ", ".join(f"c{place} text" for place in range(len(HEADERS)))
    with psycopg.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE raw_list ({columns})")
        with cursor.copy("COPY raw_list FROM STDIN") as copy:
            for row in rows:
                copy.write_row([str(cell) for cell in row])
    return time.perf_counter() - start

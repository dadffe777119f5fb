"""Sheets that a class signs: textbooks by pupil, and the teacher's summary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tomik.fund.models import CardLot
from tomik.fund.official.parts import (
    NEW_PAGE,
    Column,
    Form,
    day_in_words,
    heading,
    in_russian,
    institution_of,
    signatures,
    table,
    text,
)
from tomik.fund.official.printing import form_in_force
from tomik.kernel import school_year
from tomik.kernel.words import copies_in_words, grouped
from tomik.ledger.public import Account, Balance
from tomik.people.public import ClassGroup, Enrolment
from tomik.territory.public import School

ISSUE_SHEET = "issue_sheet"
TITLES_A_PAGE = 11
"""Columns of titles that one landscape page holds, each wide enough for a mark."""
BLANK_COLUMNS = 8
"""Columns to write titles in when nothing stands on the class yet."""
BLANK_ROWS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A title of the sheet: `register` is its card, `copies` how many copies the class has or shall get."""

    named: str
    register: str
    copies: int
    short: str = ""
    """What stands over a narrow column: the first author's surname and the title."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSheet:
    """A class, its pupils in the order of the list, the titles that they get."""

    school: School
    class_name: str
    years: str
    day: date | None
    pupils: Sequence[str]
    titles: Sequence[Handed]
    teacher: str = ""


def issue_sheet_of(group: ClassGroup, *, day: date, teacher: str = "") -> IssueSheet:
    """The sheet of a class from its list and from what stands on its account now. Names of pupils are inside: log it."""
    listed = Enrolment.objects.filter(class_group=group, until__isnull=True)
    pupils = listed.order_by("pupil__name_key", "pupil_id").values_list("pupil__full_name", flat=True)
    return IssueSheet(
        school=group.school,
        class_name=group.name,
        years=school_year.label(group.school_year),
        day=day,
        pupils=list(pupils),
        titles=_titles(group),
        teacher=teacher,
    )


@in_russian
def issue_sheet(paper: IssueSheet) -> Form:
    """«Лист выдачи учебников»: pupils by titles, a column of signatures, then the teacher's summary."""
    place, code = institution_of(paper.school), form_in_force(ISSUE_SHEET, paper.day or date.max)
    titles = list(paper.titles)
    columns = titles or [Handed(named="", register="", copies=0)] * BLANK_COLUMNS
    pages = [columns[at : at + TITLES_A_PAGE] for at in range(0, len(columns), TITLES_A_PAGE)]
    body: list[dict[str, Any]] = []
    for at, page in enumerate(pages):
        body += [NEW_PAGE] if at else []
        body += [_signing(paper.pupils, page, first=at * TITLES_A_PAGE + 1)]
    given = sum(title.copies for title in titles)
    body += [
        NEW_PAGE,
        heading(f"Сводный лист: учебники, выданные на {paper.class_name} класс"),
        _summary(titles, len(paper.pupils)),
        text(f"Всего выдано {copies_in_words(given) if given else '______ экземпляров'}."),
        signatures([("Выдал: " + place.librarian[0].lower(), place.librarian[1]), ("Принял: классный руководитель", paper.teacher)]),
        text("Отметка о возврате: «____» ______________ 20___ г."),
        signatures([("Сдал: классный руководитель", paper.teacher), ("Принял: " + place.librarian[0].lower(), place.librarian[1])]),
    ]  # fmt: skip
    said = {
        "title": f"Лист выдачи учебников. {paper.class_name} класс",
        "number": f"{paper.years} учебный год" + (f", {day_in_words(paper.day)}" if paper.day else ""),
        "code": code.code if code else "",
        "landscape": True,
        "requisites": [
            ["Учреждение", place.name],
            ["Классный руководитель", paper.teacher],
            ["Учеников", str(len(paper.pupils))],
        ],
        "body": body,
    }
    return Form(operation=ISSUE_SHEET, code=code, said=said)


def _titles(group: ClassGroup) -> list[Handed]:
    held = Balance.objects.filter(
        school_id=group.school_id,
        account__kind=Account.Kind.CLASS_GROUP,
        account__class_group=group,
        copies__gt=0,
    ).select_related("lot__edition__edition_set")
    rows = sorted(held, key=lambda row: (row.lot.edition.title, row.lot.edition.part, row.lot_id))
    cards = dict(
        CardLot.objects.filter(lot__in=[row.lot_id for row in rows]).values_list("lot_id", "card__number")
    )
    found: dict[int, Handed] = {}
    for row in rows:
        edition = row.lot.edition
        book = edition.edition_set
        before = found.get(edition.pk)
        title = f"{book.title}, ч. {edition.part}" if book.parts > 1 else book.title
        found[edition.pk] = Handed(
            named=". ".join(word.rstrip(".") for word in (book.authors, title) if word),
            register=before.register
            if before
            else f"карт. {cards[row.lot_id]}"
            if row.lot_id in cards
            else "",
            copies=row.copies + (before.copies if before else 0),
            short=". ".join(word for word in (_surname(book.authors), title) if word),
        )
    return list(found.values())


def _surname(authors: str) -> str:
    """«Быкова» of «Быкова Н.И., Дули Д. и другие»."""
    return authors.split(",")[0].split()[0].rstrip(".;") if authors.strip() else ""


def _signing(pupils: Sequence[str], titles: Sequence[Handed], *, first: int) -> dict[str, Any]:
    columns = [Column("№", "8mm", "right"), Column("Фамилия, имя ученика", "46mm")]
    columns += [
        Column(f"{number}. {one.short or one.named}", "1fr") for number, one in enumerate(titles, start=first)
    ]
    columns += [Column("Подпись ученика (родителя)", "28mm")]
    rows: list[list[object]] = [
        [number, name, *[""] * (len(titles) + 1)] for number, name in enumerate(pupils, start=1)
    ]
    if not pupils:
        rows = [[number, "", *[""] * (len(titles) + 1)] for number in range(1, BLANK_ROWS + 1)]
    return table(columns, rows, size=7.5, roomy=True)


def _summary(titles: Sequence[Handed], pupils: int) -> dict[str, Any]:
    columns = [
        Column("№", "9mm", "right"),
        Column("Автор, заглавие", "1fr"),
        Column("№ карточки", "24mm"),
        Column("Учеников", "20mm", "right"),
        Column("Выдано, экз.", "22mm", "right"),
        Column("Возвращено, экз.", "26mm", "right"),
        Column("Примечание", "46mm"),
    ]
    rows: list[list[object]] = [
        [number, one.named, one.register, grouped(pupils), grouped(one.copies), "", ""]
        for number, one in enumerate(titles, start=1)
    ]
    if not titles:
        rows = [[number, "", "", "", "", "", ""] for number in range(1, BLANK_COLUMNS + 1)]
    total = ["", "Итого", "", "", grouped(sum(one.copies for one in titles)) if titles else "", "", ""]
    return table(columns, [*rows, total], total=True, roomy=not titles)

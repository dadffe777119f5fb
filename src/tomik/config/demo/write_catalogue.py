"""Writes the catalogue: the real extract of the federal list, a demonstration list, sets, editions, equivalences."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from tomik.accounts.public import Role
from tomik.catalogue.public import (
    Edition,
    EditionSet,
    Equivalence,
    EquivalenceMember,
    FederalList,
    FederalListLink,
    FederalListRow,
    ListOrder,
    Subject,
    Work,
    ensure_subjects,
    import_federal_list,
    rebuild_statuses,
    refresh_search,
)
from tomik.config.demo.chance import dice, uid
from tomik.config.demo.facts import DATA, Textbook, curriculum, stage_of, textbooks
from tomik.kernel import clock
from tomik.kernel.normalise import comparable
from tomik.provision.public import SubjectNorm
from tomik.territory.public import Membership, Region

EXTRACT: Final = "federal_list_858_119.csv"
EXTRACT_ORDER: Final = ListOrder(
    number="858", dated=date(2022, 9, 21), amended_by="119", in_force_from=date(2024, 3, 22)
)
DEMO_FILE: Final = "demo_list.csv"
DEMO_ORDER: Final = ListOrder(number="ДЕМО", dated=date(2026, 3, 2), in_force_from=date(2026, 3, 2))
"""Not an order of the ministry: it only gives the further textbooks of the demo region a status."""
ISBN_PREFIX: Final = "97850000"
SHARE_WITHOUT_ISBN: Final = 0.05
SHARE_CONFIRMED: Final = 0.6
STAGES: Final = (("primary", "Начальное"), ("basic", "Основное"), ("secondary", "Среднее"))
PRINTED: Final = {
    "primary": {"russian", "reading", "mathematics", "world", "foreign"},
    "basic": {
        "russian",
        "literature",
        "foreign",
        "mathematics",
        "algebra",
        "geometry",
        "probability",
        "informatics",
        "history",
        "social-studies",
        "geography",
        "physics",
        "chemistry",
        "biology",
    },
    "secondary": set(),
}
NORM_SOURCES: Final = {
    "primary": "ФГОС НОО (286), п. 36.1",
    "basic": "ФГОС ООО (287), п. 37.3",
    "secondary": "ФГОС СОО (413)",
}


@dataclass(slots=True)
class DemoSet:
    """A textbook with the identifiers under which it was written; `editions` by part, from 1."""

    book: Textbook
    id: int
    editions: list[int]
    pool_mates: list[DemoSet] = field(default_factory=list)
    """Older sets that replace it by the operator's word."""
    unconfirmed: list[DemoSet] = field(default_factory=list)
    """Older sets of which nobody has said yet that they replace it."""


@dataclass(slots=True)
class Shelf:
    """The written catalogue as the plans and funds use it."""

    sets: dict[str, DemoSet]
    subjects: dict[str, Subject]
    by_variant: dict[tuple[str, str, int], list[DemoSet]]

    def serving(self, subject: str, variant: str, grade: int) -> list[DemoSet]:
        """The sets of a line for a grade: none, one, or several volumes."""
        return self.by_variant.get((subject, variant, grade), [])


def load_lists(seed: int) -> None:
    """Load both lists; a second call changes nothing. A transaction of its own, before the region exists."""
    for name, order, content in (
        (EXTRACT, EXTRACT_ORDER, (DATA / EXTRACT).read_bytes()),
        (DEMO_FILE, DEMO_ORDER, _demo_list().encode()),
    ):
        loaded = import_federal_list(content=content, file_name=name, order=order).federal_list
        if loaded is not None:
            FederalList.objects.filter(pk=loaded.pk).update(uid=uid(seed, "list", name))


def _demo_list() -> str:
    """The demonstration list in the layout of the real one: headings, then textbooks, appendix by appendix."""
    with (DATA / EXTRACT).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[:2]
    names = {known.code: known.name for known in ensure_subjects().values()}
    for appendix in ("1", "2"):
        for place, (stage, words) in enumerate(STAGES, start=1):
            title = f"{words} общее образование (уровень образования)"
            rows.append(_heading(appendix, len(rows) - 1, f"9.1.{place}.", title))
            books = [one for one in _listed(appendix) if stage_of(one.grade_from) == stage]
            for order, code in enumerate(sorted({one.subject for one in books}), start=1):
                line = f"9.1.{place}.1.{order}."
                rows.append(_heading(appendix, len(rows) - 1, line, f"{names[code]} (учебный предмет)"))
                own = [one for one in books if one.subject == code]
                rows += _list_rows(appendix, len(rows) - 1, line, own)
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _listed(appendix: str) -> list[Textbook]:
    return [one for one in textbooks() if one.list == "demo" and one.appendix == appendix]


def _heading(appendix: str, number: int, code: str, title: str) -> list[str]:
    return [f"Приложение {appendix}", str(number), code, title, *[""] * 8]


def _list_rows(appendix: str, first: int, line: str, books: list[Textbook]) -> list[list[str]]:
    return [
        _list_row(appendix, first + place, f"{line}1.{place + 1}.", one) for place, one in enumerate(books)
    ]


def _list_row(appendix: str, number: int, code: str, one: Textbook) -> list[str]:
    parts = f": учебник: в {one.parts} частях" if one.parts > 1 else ": учебник"
    level = "; углубленное обучение" if one.level == "advanced" else ""
    grades = str(one.grade_from) if one.grade_from == one.grade_to else f"{one.grade_from} - {one.grade_to}"
    return [
        f"Приложение {appendix}", str(number), code, one.title + parts + level, one.authors, one.publisher, "", grades,
        "", one.publisher, "Демонстрационный перечень", one.term,
    ]  # fmt: skip


def write_catalogue(region: Region, seed: int) -> Shelf:
    """Write sets and editions, link them to the rows of the lists, confirm some equivalences, set the norms."""
    subjects = ensure_subjects()
    sets = _write_sets(subjects, seed)
    _link(sets)
    _pair_editions(region, sets, seed)
    refresh_search([one.id for one in sets.values()])
    rebuild_statuses()
    _write_norms(subjects)
    by_variant: dict[tuple[str, str, int], list[DemoSet]] = {}
    for one in sets.values():
        for grade in range(one.book.grade_from, one.book.grade_to + 1):
            by_variant.setdefault((one.book.subject, one.book.variant, grade), []).append(one)
    return Shelf(sets, subjects, by_variant)


def _write_sets(subjects: dict[str, Subject], seed: int) -> dict[str, DemoSet]:
    books = textbooks()
    works = _write_works(books)
    rows = EditionSet.objects.bulk_create(
        EditionSet(
            uid=uid(seed, "set", book.key),
            work=works.get(book.equivalent_to or book.key),
            title=book.title,
            authors=book.authors,
            publisher=book.publisher,
            subject=subjects[book.subject],
            grade_from=book.grade_from,
            grade_to=book.grade_to,
            level=book.level,
            line=book.line,
            is_unified=book.is_unified,
            parts=book.parts,
            title_key=comparable(book.title),
        )
        for book in books
    )
    found = {book.key: DemoSet(book, row.pk, []) for book, row in zip(books, rows, strict=True)}
    editions = Edition.objects.bulk_create(
        edition for number, one in enumerate(found.values()) for edition in _editions(one, number, seed)
    )
    owners = {one.id: one for one in found.values()}
    for edition in editions:
        owners[edition.edition_set_id].editions.append(edition.pk)
    return found


def _write_works(books: Iterable[Textbook]) -> dict[str, Work]:
    """A work for every textbook that has an older edition."""
    known = {book.key: book for book in books}
    keys = sorted({book.equivalent_to for book in known.values() if book.equivalent_to})
    rows = Work.objects.bulk_create(
        Work(title=known[key].title, authors=known[key].authors[:500], title_key=comparable(known[key].title))
        for key in keys
    )
    return dict(zip(keys, rows, strict=True))


def _editions(one: DemoSet, number: int, seed: int) -> list[Edition]:
    rng = dice(seed, "edition", one.book.key)
    is_old = bool(one.book.equivalent_to) or one.book.appendix == "2"
    year = rng.randint(2016, 2020) if is_old else rng.randint(2021, 2024)
    if one.book.is_unified:
        year = 2026 if one.book.grade_from in {8, 9} or one.book.subject == "social-studies" else 2025
    with_isbn = rng.random() > SHARE_WITHOUT_ISBN
    return [
        Edition(
            uid=uid(seed, "edition", one.book.key, part),
            edition_set_id=one.id,
            part=part,
            title=f"{one.book.title}. Часть {part}" if one.book.parts > 1 else one.book.title,
            isbn=demo_isbn(number * 4 + part) if with_isbn else "",
            year=year,
        )
        for part in range(1, one.book.parts + 1)
    ]


def demo_isbn(number: int) -> str:
    """Thirteen digits with a valid check digit in the range kept for the demo region."""
    twelve = f"{ISBN_PREFIX}{number:04d}"
    total = sum((3 if place % 2 else 1) * int(digit) for place, digit in enumerate(twelve))
    return f"{twelve}{-total % 10}"


def _link(sets: dict[str, DemoSet]) -> None:
    """Link every listed set to its row: by the printed number in the extract, by title in the demonstration list."""
    rows = FederalListRow.objects.filter(
        is_heading=False, federal_list__order_number__in=[EXTRACT_ORDER.number, DEMO_ORDER.number]
    )
    by_number: dict[tuple[str, int | None], int] = {}
    by_book: dict[tuple[str, ...], int] = {}
    for pk, order, appendix, number, title, authors, grade in rows.values_list(
        "id", "federal_list__order_number", "appendix", "number", "title", "authors", "grade_from"
    ):
        if order == EXTRACT_ORDER.number:
            by_number[appendix, number] = pk
        else:
            by_book[appendix, title.split(": учебник")[0], authors, str(grade)] = pk
    links = []
    for one in sets.values():
        book = one.book
        if book.list == "858":
            row = by_number[book.appendix, book.number]
        elif book.list == "demo":
            row = by_book[book.appendix, book.title, book.authors, str(book.grade_from)]
        else:
            continue
        links.append(FederalListLink(row_id=row, edition_set_id=one.id, confirmed_at=clock.now(), score=100))
    FederalListLink.objects.bulk_create(links, batch_size=1000)


def _pair_editions(region: Region, sets: dict[str, DemoSet], seed: int) -> None:
    """Some older editions are confirmed to replace the present ones, the others still wait for a word."""
    operator = (
        Membership.objects.filter(role=Role.OPERATOR, region=region).values_list("user_id", flat=True).first()
    )
    members = []
    for one in sets.values():
        newer = sets.get(one.book.equivalent_to)
        if newer is None:
            continue
        if dice(seed, "equivalent", one.book.key).random() >= SHARE_CONFIRMED:
            newer.unconfirmed.append(one)
            continue
        newer.pool_mates.append(one)
        equivalence = Equivalence.objects.create(
            uid=uid(seed, "equivalence", one.book.key),
            region=region,
            note="Переиздание без изменений содержания",
            confirmed_by_id=operator,
        )
        members += [
            EquivalenceMember(region=region, equivalence=equivalence, edition_set_id=pk)
            for pk in (newer.id, one.id)
        ]
    EquivalenceMember.objects.bulk_create(members)


def _write_norms(subjects: dict[str, Subject]) -> None:
    SubjectNorm.objects.bulk_create(
        [
            SubjectNorm(
                subject=subjects[code],
                stage=stage,
                medium=SubjectNorm.Medium.PRINTED if code in PRINTED[stage] else SubjectNorm.Medium.ANY,
                source=NORM_SOURCES[stage],
            )
            for code, grades in curriculum().items()
            for stage in sorted({stage_of(grade) for grade in grades})
        ],
        ignore_conflicts=True,
    )

"""Sets and their parts: creation in bulk, and the text by which they are found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from tomik.catalogue.federal_list.likeness import title_key
from tomik.catalogue.models import Edition, EditionSet, Subject
from tomik.catalogue.search_rules import Searchable, search_text
from tomik.catalogue.services.subjects import subjects_by_name

LONGEST_AUTHORS = 500
LONGEST_PUBLISHER = 300
LONGEST_TITLE = 1000

# What people type beside a title; searched, never shown.
WORD_OF_KIND: Final[dict[str, str]] = {
    "textbook": "учебник",
    "aid": "учебное пособие",
    "workbook": "рабочая тетрадь",
    "fiction": "художественная литература",
    "reference": "справочник словарь",
    "method": "методическое пособие",
    "ebook": "ЭФУ электронная форма учебника",
    "audiovisual": "АВД аудиовизуальный документ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """A part to be made: its ISBN and year where they are known."""

    isbn: str = ""
    year: int | None = None
    edition_note: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSet:
    """A set to be made with all its parts.

    ``new_parts`` None: as many parts as ``parts`` says, without ISBN and year yet; empty: no parts.
    """

    title: str
    authors: str = ""
    publisher: str = ""
    subject_name: str = ""
    area_name: str = ""
    grade_from: int | None = None
    grade_to: int | None = None
    level: str = ""
    language: str = ""
    line: str = ""
    kind: str = EditionSet.Kind.TEXTBOOK
    parts: int = 1
    edition_note: str = ""
    is_adapted: bool = False
    is_unified: bool = False
    is_provisional: bool = False
    new_parts: Sequence[NewPart] | None = None


def create_set(new: NewSet) -> EditionSet:
    """Make one set with its parts, as a use case of its own."""
    with transaction.atomic(durable=True):
        return create_sets([new])[0]


def create_sets(news: Sequence[NewSet]) -> list[EditionSet]:
    """Make sets with their parts, in two statements for any number; inside the caller's transaction."""
    subjects = subjects_by_name((new.subject_name, new.area_name) for new in news)
    sets = EditionSet.objects.bulk_create([_set(new, subjects) for new in news], batch_size=1000)
    editions = [edition for new, one in zip(news, sets, strict=True) for edition in _editions(new, one)]
    Edition.objects.bulk_create(editions, batch_size=1000)
    return sets


def describe_set(*, edition_set_id: int, changed: Mapping[str, Any]) -> None:
    """Change what is said of a set. The search text of its parts follows. Locks the row."""
    with transaction.atomic(durable=True):
        one = EditionSet.objects.select_for_update().get(pk=edition_set_id)
        for name, value in changed.items():
            setattr(one, name, value)
        one.title_key = title_key(one.title)[:LONGEST_TITLE]
        one.save(update_fields=[*changed, "title_key"])
        if "title" in changed:
            for edition in one.editions.all():
                edition.title = part_title(one.title, edition.part, one.parts)
                edition.save(update_fields=["title"])
        refresh_search([one.pk])


def describe_edition(
    *, edition_id: int, part: int, isbn: str, year: int | None, edition_note: str
) -> Edition:
    """Change ISBN, year, part and note of an edition. Locks the row."""
    with transaction.atomic(durable=True):
        edition = (
            Edition.objects.select_for_update(of=("self",)).select_related("edition_set").get(pk=edition_id)
        )
        edition.part, edition.isbn, edition.year, edition.edition_note = part, isbn, year, edition_note
        edition.title = part_title(edition.edition_set.title, part, edition.edition_set.parts)
        edition.search_text = searchable(edition, edition.edition_set)
        edition.save(update_fields=["part", "isbn", "year", "edition_note", "title", "search_text"])
    return edition


def add_edition(*, edition_set_id: int, part: int, isbn: str, year: int | None, edition_note: str) -> Edition:
    """Add an edition of another year or with another ISBN to a part of a set."""
    with transaction.atomic(durable=True):
        one = EditionSet.objects.select_related("subject").get(pk=edition_set_id)
        edition = Edition(
            edition_set=one,
            part=part,
            title=part_title(one.title, part, one.parts),
            isbn=isbn,
            year=year,
            edition_note=edition_note,
        )
        edition.search_text = searchable(edition, one)
        edition.save()
    return edition


def refresh_search(set_ids: Iterable[int]) -> None:
    """Write anew the text by which the editions of these sets are found."""
    editions = Edition.objects.filter(edition_set_id__in=list(set_ids)).select_related(
        "edition_set", "edition_set__subject"
    )
    changed = []
    for edition in editions:
        edition.search_text = searchable(edition, edition.edition_set)
        changed.append(edition)
    Edition.objects.bulk_update(changed, ["search_text"], batch_size=500)


def searchable(edition: Edition, one: EditionSet) -> str:
    """Everything by which an edition is found."""
    return search_text(
        Searchable(
            title=edition.title,
            set_title=one.title,
            authors=one.authors,
            publisher=one.publisher,
            subject=one.subject.name if one.subject else "",
            line=one.line,
            language=one.language,
            kind=WORD_OF_KIND.get(one.kind, ""),
            grade_from=one.grade_from,
            grade_to=one.grade_to,
            isbn=edition.isbn,
            year=edition.year,
        )
    )


def part_title(title: str, part: int, parts: int) -> str:
    """Title of a physical part: «Математика. Часть 2» (the interface's word is the publisher's own)."""
    return f"{title}. Часть {part}" if parts > 1 else title


def _set(new: NewSet, subjects: dict[str, Subject]) -> EditionSet:
    return EditionSet(
        title=new.title[:LONGEST_TITLE],
        authors=new.authors[:LONGEST_AUTHORS],
        publisher=new.publisher[:LONGEST_PUBLISHER],
        subject=subjects.get(new.subject_name),
        grade_from=new.grade_from,
        grade_to=new.grade_to,
        level=new.level,
        language=(new.language or "русский")[:60],
        line=new.line,
        kind=new.kind,
        parts=new.parts,
        is_adapted=new.is_adapted,
        is_unified=new.is_unified,
        is_provisional=new.is_provisional,
        title_key=title_key(new.title)[:LONGEST_TITLE],
    )


def _editions(new: NewSet, one: EditionSet) -> list[Edition]:
    parts = [NewPart()] * new.parts if new.new_parts is None else new.new_parts
    editions = []
    for number, part in enumerate(parts, start=1):
        edition = Edition(
            edition_set=one,
            part=number,
            title=(part.title or part_title(one.title, number, len(parts)))[:LONGEST_TITLE],
            isbn=part.isbn,
            year=part.year,
            edition_note=(part.edition_note or new.edition_note)[:120],
        )
        edition.search_text = searchable(edition, one)
        editions.append(edition)
    return editions

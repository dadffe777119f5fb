"""The same title twice for one class and subject: the need would be counted twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from tomik.catalogue.public import EditionSet
from tomik.provision.services.lines import Key, LineDraft, Written, drafts_of, lines_of
from tomik.provision.services.selection import Book, book_of
from tomik.territory.public import School


@dataclass(frozen=True, slots=True)
class Double:
    """A title that stands twice; `key` is that of the line in which it was met the second time."""

    key: Key
    title: str


def doubles_in(drafts: Sequence[LineDraft]) -> list[Double]:
    """Titles met twice in one line, or in a line of the whole class and one of its groups.

    Two groups of a class may well work by one title: these are other pupils.
    """
    ids = {key for draft in drafts for key in draft.set_ids}
    sets = {item.pk: item for item in EditionSet.objects.filter(pk__in=ids)}
    books = {key: book_of(item) for key, item in sets.items()}
    by_place: dict[tuple[int, int], list[LineDraft]] = defaultdict(list)
    for draft in drafts:
        by_place[draft.class_id, draft.subject_id].append(draft)
    found = [(draft.key, key) for draft in drafts for key in _within(draft, books)]
    for lines in by_place.values():
        whole = next((line for line in lines if not line.group_name), None)
        groups = [line for line in lines if line.group_name]
        found += [(line.key, key) for line in groups if whole for key in _common(whole, line, books)]
    return list(dict.fromkeys(Double(place, sets[key].title) for place, key in found))


def _within(draft: LineDraft, books: dict[int, Book]) -> list[int]:
    pairs = combinations(draft.set_ids, 2)
    return [second for first, second in pairs if books[first] == books[second]]


def _common(one: LineDraft, other: LineDraft, books: dict[int, Book]) -> list[int]:
    known = {books[key] for key in one.set_ids}
    return [key for key in other.set_ids if books[key] in known]


def doubles_among(school: School, school_year: int, drafts: Sequence[LineDraft]) -> list[Double]:
    """Doubles of the places of these drafts once they are written beside the lines that are there."""
    places = {(draft.class_id, draft.subject_id) for draft in drafts}
    present = {
        draft.key: draft
        for draft in drafts_of(lines_of(school, school_year))
        if (draft.class_id, draft.subject_id) in places
    }
    return doubles_in([*(present | {draft.key: draft for draft in drafts}).values()])


def doubles_written(school: School, school_year: int, written: Written) -> list[Double]:
    """Doubles in the places that were just written."""
    touched = {line.pk for line in (*written.created, *written.changed)}
    if not touched:
        return []
    lines = [line for line in lines_of(school, school_year) if line.pk in touched]
    return doubles_among(school, school_year, drafts_of(lines))

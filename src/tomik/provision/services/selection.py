"""Which textbooks of a line (УМК) a class takes: one of each title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from tomik.catalogue.public import EXPIRED, MAIN_APPENDIX, EditionSet, StatusOfSet, book_key, set_statuses
from tomik.people.public import ClassGroup
from tomik.provision.queries.stock import pools_of
from tomik.provision.services.lines import LineDraft
from tomik.territory.public import School

Book = tuple[str, str, str, bool]


@dataclass(slots=True)
class Selection:
    """Textbooks of a line in the order in which they are preferred."""

    sets: list[EditionSet]
    picked: dict[str, None] = field(default_factory=dict)
    """Titles of which several textbooks were there and one was taken, in the order met."""

    def drafts_for(self, group: ClassGroup) -> Iterator[LineDraft]:
        """The lines of a class: of every subject each title once, the basic level where there is one."""
        by_subject: dict[int, list[EditionSet]] = defaultdict(list)
        for item in self.sets:
            first, last = item.grade_from or 0, item.grade_to or item.grade_from or 0
            if item.subject_id and first <= group.grade <= last:
                by_subject[item.subject_id].append(item)
        for subject_id, found in sorted(by_subject.items()):
            basic = [item for item in found if item.level != EditionSet.Level.ADVANCED] or found
            yield LineDraft(group.pk, subject_id, tuple(sorted(self._each_title_once(basic, group.grade))))

    def _each_title_once(self, sets: Sequence[EditionSet], grade: int) -> Iterator[int]:
        seen: set[Book] = set()
        for item in sets:
            book = book_of(item)
            if book in seen:
                self.picked[f"{item.title} ({grade})"] = None
                continue
            seen.add(book)
            yield item.pk


def book_of(item: EditionSet) -> Book:
    """What two printings of one book share; a title of another kind or language, or an adapted one, is another book."""
    return book_key(item.title_key or item.title.lower()), item.kind, item.language, item.is_adapted


def select(sets: Iterable[EditionSet], school: School, school_year: int) -> Selection:
    """Sets that may be used in the year, one of each equivalence; best first.

    Best is what stands in appendix 1 of the list, then what may be used longest.
    """
    found = [item for item in sets if not item.is_provisional and item.replaced_by_id is None]
    ids = [item.pk for item in found]
    statuses, pools = set_statuses(ids, school_year), pools_of(school.region_id, ids)
    usable = [item for item in found if statuses[item.pk].status != EXPIRED]
    usable.sort(key=lambda item: _preference(statuses[item.pk]))
    return Selection(list({pools[item.pk]: item for item in reversed(usable)}.values())[::-1])


def _preference(status: StatusOfSet) -> tuple[bool, bool, int, int]:
    """Appendix 1 first, then listed at all, then the later day, then the earlier row of the catalogue."""
    is_main = status.row is not None and status.row.appendix == MAIN_APPENDIX
    until = status.until.toordinal() if status.until else 0
    return not is_main, status.row is None, -until, status.edition_set_id

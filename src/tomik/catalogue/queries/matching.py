"""Which editions the lines of a file are: many lines at once, by ISBN, code of the list, or title."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import QuerySet

from tomik.catalogue.federal_list.codes import read_code
from tomik.catalogue.federal_list.likeness import (
    core_key,
    keys_with_grades,
    list_keys,
    publisher_keys,
    surnames,
    title_key,
)
from tomik.catalogue.isbn import read_isbn
from tomik.catalogue.line_rules import Line, ReadLine, read_line
from tomik.catalogue.models import Edition, EditionSet, FederalListLink
from tomik.catalogue.queries.search import with_parts
from tomik.kernel.normalise import comparable

FOUND = "found"
AMBIGUOUS = "ambiguous"
UNKNOWN = "unknown"

BY_ISBN = "isbn"
BY_CODE = "code"
BY_TITLE = "title"

KEYS_PER_QUERY = 5000


@dataclass(frozen=True, slots=True)
class LineMatch:
    """What was found for a line.

    ``FOUND``: ``edition_ids`` holds the part that the line names, or all parts when it names the
    whole set (``is_whole_set``: so many sets, each of all these parts). ``AMBIGUOUS``: the sets
    in ``candidates`` fit equally. ``UNKNOWN``: nothing fits; ``candidates`` are only near.
    ``year_differs``: the catalogue knows this part, but of other years.
    ``isbn_invalid``: the line's ISBN has a wrong check digit; it was not used.
    """

    key: int
    kind: str
    how: str = ""
    edition_set_id: int | None = None
    edition_ids: tuple[int, ...] = ()
    is_whole_set: bool = False
    year_differs: bool = False
    isbn_invalid: bool = False
    candidates: tuple[EditionSet, ...] = ()


@dataclass(slots=True)
class _Known:
    """What the catalogue knows of all lines, read at once."""

    by_isbn: dict[str, list[Edition]] = field(default_factory=lambda: defaultdict(list))
    by_code: dict[str, list[EditionSet]] = field(default_factory=lambda: defaultdict(list))
    by_title: dict[str, list[EditionSet]] = field(default_factory=lambda: defaultdict(list))


def find_editions(lines: Iterable[Line]) -> dict[int, LineMatch]:
    """What every line is, by the line's key, in the order given. A fixed number of queries for any number.

    ISBN goes first, then the code of the list, then title with grade, authors, publisher, level.
    A step that gives one set ends the search; several sets are narrowed by what else the line says.
    """
    read = [read_line(line) for line in lines]
    known = _read_known(read)
    return {one.line.key: _match(one, known) for one in read}


def _read_known(lines: Sequence[ReadLine]) -> _Known:
    known = _Known()
    isbns = {isbn for one in lines if (isbn := read_isbn(one.line.isbn))}
    for piece in _pieces(isbns):
        for edition in Edition.objects.filter(isbn__in=piece).select_related("edition_set"):
            known.by_isbn[edition.isbn].append(edition)
    codes = {code.text for one in lines if (code := read_code(one.line.list_code))}
    for piece in _pieces(codes):
        for text, one_set in _sets_by_code(piece):
            if one_set not in known.by_code[text]:
                known.by_code[text].append(one_set)
    cores = {core for one in lines for core in _cores(one)}
    cores |= {core for one in lines for end in one.endings for core in _graded(one, end.title_key)}
    titles = {key for core in cores for key in list_keys(core)}
    for piece in _pieces(titles):
        for one_set in with_parts(_accepted().filter(title_key__in=piece).order_by("pk")):
            known.by_title[core_key(one_set.title_key)].append(one_set)
    return known


def _cores(one: ReadLine) -> list[str]:
    """The comparable titles a set may have to be the line's: as the line says it whole, bare, and with its grades."""
    if not one.title_key:
        return []
    whole = core_key(title_key(one.line.title))
    return list(dict.fromkeys([whole, *_graded(one, one.title_key)]))


def _graded(one: ReadLine, core: str) -> list[str]:
    return [core, *keys_with_grades(core, one.line.grade_from, one.line.grade_to)]


def _by_ending(one: ReadLine, known: _Known) -> tuple[ReadLine, list[EditionSet]]:
    """Sets whose title is the line's without its last words and whose authors have all these words as surnames.

    The line comes back with what was left of its title; unchanged when the words are nobody's.
    """
    for ending in one.endings:
        sets = [found for core in _graded(one, ending.title_key) for found in known.by_title.get(core, ())]
        written = [item for item in _same_book(one, sets) if ending.names <= _author_words(item)]
        if written:
            return replace(one, title_key=ending.title_key), written
    return one, []


def _author_words(one_set: EditionSet) -> set[str]:
    return {comparable(name) for name in surnames(one_set.authors)}


def _by_title(one: ReadLine, known: _Known) -> list[EditionSet]:
    return [found for core in _cores(one) for found in known.by_title.get(core, ())]


def _accepted() -> QuerySet[EditionSet]:
    return EditionSet.objects.filter(is_provisional=False, replaced_by=None)


def _pieces(keys: set[str]) -> Iterator[list[str]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), KEYS_PER_QUERY):
        yield ordered[start : start + KEYS_PER_QUERY]


def _sets_by_code(codes: list[str]) -> Iterator[tuple[str, EditionSet]]:
    """Sets of confirmed rows with these codes, newest list first."""
    pairs = list(
        FederalListLink.objects.filter(row__code__in=codes, confirmed_at__isnull=False)
        .order_by("-row__federal_list__in_force_from", "-row__federal_list_id", "row__row_no")
        .values_list("row__code", "edition_set_id")
    )
    named = EditionSet.objects.filter(pk__in={pk for _code, pk in pairs}, replaced_by=None)
    sets = {one.pk: one for one in with_parts(named)}
    for code, pk in pairs:
        if pk in sets:
            yield code, sets[pk]


def _match(one: ReadLine, known: _Known) -> LineMatch:
    line = one.line
    isbn = read_isbn(line.isbn)
    match = _by_isbn(line, known.by_isbn.get(isbn, []))
    if match is None and (code := read_code(line.list_code)):
        match = _by_sets(one, known.by_code.get(code.text, []), BY_CODE)
    if match is None:
        match = _by_sets(*_by_ending(one, known), BY_TITLE)
    if match is None:
        match = _by_sets(one, _same_book(one, _by_title(one, known)), BY_TITLE)
    if match is None:
        match = LineMatch(line.key, UNKNOWN, candidates=tuple(_by_title(one, known)[:5]))
    return replace(match, isbn_invalid=True) if line.isbn.strip() and not isbn else match


def _by_isbn(line: Line, editions: list[Edition]) -> LineMatch | None:
    """The edition of an ISBN; one ISBN of several parts or years is narrowed by part, then by year."""
    if not editions:
        return None
    fitting = [one for one in editions if line.part in {None, one.part}] or editions
    exact = [one for one in fitting if line.year in {None, one.year}] or [
        one for one in fitting if one.year is None
    ]
    chosen = exact or fitting
    sets = {one.edition_set_id: one.edition_set for one in chosen}
    if len(sets) > 1:
        return LineMatch(line.key, AMBIGUOUS, BY_ISBN, candidates=tuple(sets.values()))
    parts = {one.part: one for one in reversed(chosen)}
    return LineMatch(
        line.key,
        FOUND,
        BY_ISBN,
        edition_set_id=next(iter(sets)),
        edition_ids=tuple(parts[part].pk for part in sorted(parts)),
        is_whole_set=len(parts) > 1,
        year_differs=not exact,
    )


def _by_sets(one: ReadLine, sets: Sequence[EditionSet], how: str) -> LineMatch | None:
    if not sets:
        return None
    chosen = _narrow(one, sets)
    if len(chosen) > 1:
        return LineMatch(one.line.key, AMBIGUOUS, how, candidates=tuple(chosen))
    return _in_set(one.line, chosen[0], how)


def _in_set(line: Line, one_set: EditionSet, how: str) -> LineMatch:
    """The part that the line names within a set, or all its parts; of several years the line's own."""
    by_part: dict[int, list[Edition]] = defaultdict(list)
    for edition in one_set.editions.all():
        by_part[edition.part].append(edition)
    if line.part is not None and line.part not in by_part:
        return LineMatch(line.key, AMBIGUOUS, how, candidates=(one_set,))
    wanted = [line.part] if line.part is not None else sorted(by_part)
    chosen = [_of_year(by_part[part], line.year) for part in wanted]
    return LineMatch(
        line.key,
        FOUND,
        how,
        edition_set_id=one_set.pk,
        edition_ids=tuple(edition.pk for edition in chosen),
        is_whole_set=line.part is None and len(chosen) > 1,
        year_differs=any(edition.year not in {None, line.year} for edition in chosen)
        and line.year is not None,
    )


def _of_year(editions: list[Edition], year: int | None) -> Edition:
    """The edition of this year, otherwise one without a year, otherwise the newest."""
    for wanted in (year, None):
        for edition in editions:
            if edition.year == wanted:
                return edition
    return editions[0]


def _same_book(one: ReadLine, sets: Iterable[EditionSet]) -> list[EditionSet]:
    """Sets of the same title whose grades and authors do not contradict the line."""
    line = one.line
    names = set(surnames(line.authors))
    return [
        candidate
        for candidate in sets
        if (line.grade_from is None or _overlap(line, candidate))
        and (not names or not candidate.authors or names & set(surnames(candidate.authors)))
    ]


def _overlap(line: Line, one_set: EditionSet) -> bool:
    if one_set.grade_from is None or line.grade_from is None:
        return True
    last = line.grade_to or line.grade_from
    return line.grade_from <= (one_set.grade_to or one_set.grade_from) and one_set.grade_from <= last


def _narrow(one: ReadLine, sets: Sequence[EditionSet]) -> list[EditionSet]:
    """Fewer candidates by what else the line says; a test that nothing passes is left out."""
    line, chosen = one.line, list(sets)
    names, publishers = set(surnames(line.authors)), publisher_keys(line.publisher)
    cores = set(_cores(one))
    tests: list[Callable[[EditionSet], bool]] = [
        lambda s: core_key(s.title_key) in cores,
        lambda s: (s.grade_from, s.grade_to) == (line.grade_from, line.grade_to),
        lambda s: line.grade_from is not None and _overlap(line, s),
        lambda s: bool(names & set(surnames(s.authors))),
        lambda s: bool(names) and names == set(surnames(s.authors)),
        lambda s: bool(line.level) and s.level == line.level,
        lambda s: bool(publishers & publisher_keys(s.publisher)),
        lambda s: line.parts is not None and s.parts == line.parts,
        lambda s: line.part is not None and s.parts >= line.part and s.parts > 1,
        lambda s: line.year is not None and any(e.year == line.year for e in s.editions.all()),
    ]
    for test in tests:
        if len(chosen) == 1:
            break
        chosen = [candidate for candidate in chosen if test(candidate)] or chosen
    return chosen

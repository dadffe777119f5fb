"""The one field of a receipt: an ISBN, a code of the list or words become lines, a choice, or a proposal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tomik.catalogue.public import Edition, EditionSet, Line, propose, read_isbn, search
from tomik.fund import receipt_editor
from tomik.fund.receipt_editor import Adding, EditorLine
from tomik.fund.rules import grades_of

CHOICES_SHOWN = 12
_ISBN_LENGTHS = (10, 13)


@dataclass(slots=True)
class Candidate:
    """A set that fits: its parts one by one, or all at once."""

    book: EditionSet
    editions: list[Edition] = field(default_factory=list)

    @property
    def is_set(self) -> bool:
        """Whether it has parts that may come together."""
        return len({edition.part for edition in self.editions}) > 1


@dataclass(slots=True)
class Answer:
    """What the field answers: words to say, sets to choose from, or a title to propose (fields by name)."""

    said: str = ""
    is_problem: bool = False
    candidates: list[Candidate] = field(default_factory=list)
    is_cut: bool = False
    unknown: dict[str, str] | None = None


def answer(text: str, lines: list[EditorLine], adding: Adding) -> Answer:
    """Add what the text names, count a known line again, or say what is to be decided."""
    text = text.strip()
    if not text:
        return Answer()
    if isbn := read_isbn(text):
        again = next((line for line in reversed(lines) if line.edition.isbn == isbn), None)
        if again is not None and sum(line.edition.isbn == isbn for line in lines) == 1:
            receipt_editor.count_again(again, adding)
            return Answer(
                _("%(title)s: %(copies)s copies.")
                % {"title": again.edition.title, "copies": again.typed["copies"]}
            )
    elif _looks_like_isbn(text):
        return Answer(_("The ISBN “%s” has a slip: its check digit is wrong. Scan it again.") % text, True)
    return _found(text, isbn, lines, adding)


def _looks_like_isbn(text: str) -> bool:
    digits = "".join(sign for sign in text if sign.isalnum())
    return len(digits) in _ISBN_LENGTHS and digits[:-1].isdigit() and "." not in text


def _found(text: str, isbn: str, lines: list[EditorLine], adding: Adding) -> Answer:
    found = search(text, limit=CHOICES_SHOWN, with_provisional=True)
    if isbn:
        exact = list(
            Edition.objects.filter(isbn=isbn, edition_set__replaced_by=None).select_related("edition_set")
        )
        if len(exact) == 1:
            return _added(lines, exact, adding)
    candidates = [Candidate(book, list(book.editions.all())) for book in found.sets]
    if len(candidates) == 1 and len(candidates[0].editions) == 1:
        return _added(lines, candidates[0].editions, adding)
    if candidates:
        said = _("Several titles fit “%s”: choose one.") % text
        return Answer(said, candidates=candidates, is_cut=found.is_cut)
    said = _("The catalogue does not have “%s”. Describe it: it is proposed to the catalogue and stays here.")
    return Answer(
        said % text, True, unknown={"title": "" if isbn else text, "isbn": isbn, "authors": "", "grade": "", "publisher": "", "year": "", "parts": ""}
    )  # fmt: skip


def _added(lines: list[EditorLine], editions: Sequence[Edition], adding: Adding) -> Answer:
    added = receipt_editor.append(lines, editions, adding)
    return Answer(_("Added: %s.") % "; ".join(line.edition.title for line in added))


def choose_edition(uid: str, lines: list[EditorLine], adding: Adding) -> Answer:
    """Add one edition."""
    edition = _by_uid(uid)
    if edition is None:
        return Answer(_("The catalogue does not have this title."), True)
    return _added(lines, [edition], adding)


def choose_set(uid: str, lines: list[EditorLine], adding: Adding) -> Answer:
    """Add every part of a set; the price of the set is divided when it is told to be one."""
    try:
        book = EditionSet.objects.filter(uid=UUID(uid), replaced_by=None).first()
    except ValueError:
        book = None
    if book is None:
        return Answer(_("The catalogue does not have this title."), True)
    return _added(lines, receipt_editor.parts_of(book), adding)


def _by_uid(uid: str) -> Edition | None:
    try:
        return (
            Edition.objects.filter(uid=UUID(uid), edition_set__replaced_by=None)
            .select_related("edition_set")
            .first()
        )
    except ValueError:
        return None


def propose_title(
    school_id: int, told: dict[str, str], lines: list[EditorLine], adding: Adding
) -> tuple[Answer, dict[str, str]]:
    """Propose a title to the catalogue and add it; the problems by field when it can't be."""
    told = {name: value.strip() for name, value in told.items()}
    problems = _problems(told)
    if problems:
        return Answer(_("Please correct the description of the new title."), True, unknown=told), problems
    grades = grades_of(told["grade"]) if told["grade"] else None
    parts = int(told["parts"] or 1)
    line = Line(
        key=1,
        title=told["title"],
        authors=told["authors"],
        publisher=told["publisher"],
        isbn=told["isbn"],
        grade_from=grades[0] if grades else None,
        grade_to=grades[1] if grades else None,
        year=int(told["year"]) if told["year"] else None,
        parts=parts if parts > 1 else None,
    )
    with transaction.atomic(durable=True):
        proposed = propose(school_id=school_id, lines=[line])[1]
        editions = list(
            Edition.objects.filter(pk__in=proposed.edition_ids).select_related("edition_set").order_by("part")
        )
    added = receipt_editor.append(lines, editions, adding)
    said = _("Proposed to the catalogue and added: %s.") % "; ".join(one.edition.title for one in added)
    return Answer(said), {}


TITLE_MAX, WORDS_MAX = 1_000, 300


def _problems(told: dict[str, str]) -> dict[str, str]:
    found = {}
    if not told["title"]:
        found["title"] = _("Write the title.")
    elif len(told["title"]) > TITLE_MAX:
        found["title"] = _("The title is too long.")
    for name in ("authors", "publisher"):
        if len(told[name]) > WORDS_MAX:
            found[name] = _("This is too long.")
    if told["isbn"] and not read_isbn(told["isbn"]):
        found["isbn"] = _("The ISBN has a slip (its check digit is wrong); correct it or leave it out.")
    if told["grade"] and grades_of(told["grade"]) is None:
        found["grade"] = _("Write the grade: “5” or “10–11”.")
    if told["year"] and not (told["year"].isdecimal() and 1900 <= int(told["year"]) <= 2200):
        found["year"] = _("This year of edition can't be.")
    if told["parts"] and not (told["parts"].isdecimal() and 1 <= int(told["parts"]) <= 9):
        found["parts"] = _("Write how many parts the book has, from 1 to 9.")
    return found

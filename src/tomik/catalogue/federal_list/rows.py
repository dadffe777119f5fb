"""What a parsed snapshot consists of; pure values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tomik.catalogue.federal_list.grades import EMPTY, Grades
from tomik.catalogue.federal_list.problems import ListProblem

TEXTBOOK = "textbook"
HEADING = "heading"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands under the headings: level, area, subject, and for whom it is adapted."""

    path: tuple[str, ...] = ()
    level: str = ""
    area: str = ""
    subject: str = ""
    adapted_for: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One row of the list: a textbook, or a heading (then only code, title and place are filled).

    ``row`` is the row of the file, ``row_no`` the number that the list itself prints.
    ``code`` has no final dot and is empty for a row without a code. ``term_on`` is the end of
    the expert opinion in appendix 1 and the use-until date in appendix 2.
    """

    row: int
    appendix: int
    kind: str
    row_no: int | None
    code: str
    code_as_printed: str
    code_numbers: tuple[int, ...]
    title: str
    title_as_printed: str
    place: Place
    parts: int = 1
    edition_note: str = ""
    language: str = ""
    profile: str = ""
    is_on_trial: bool = False
    authors: str = ""
    publisher: str = ""
    aids: str = ""
    grades_as_printed: str = ""
    grades: Grades = EMPTY
    standard: str = ""
    rights_holder: str = ""
    inclusion: str = ""
    exclusion: str = ""
    term_as_printed: str = ""
    term_on: date | None = None
    is_unlimited: bool = False


@dataclass(frozen=True, slots=True)
class ParsedList:
    """A whole file: every row of it is a textbook, a heading or one of the counted others."""

    textbooks: list[ListRow]
    headings: list[ListRow]
    problems: list[ListProblem]
    rows_in_file: int
    header_rows: int
    blank_rows: int
    caption_rows: int
    unrecognised_rows: int
    appendices: tuple[int, ...] = field(default=(1,))

    def textbooks_in(self, appendix: int) -> int:
        return sum(1 for row in self.textbooks if row.appendix == appendix)

    @property
    def rows_accounted_for(self) -> int:
        """Must equal ``rows_in_file``: nothing is dropped silently."""
        return (
            len(self.textbooks)
            + len(self.headings)
            + self.header_rows
            + self.blank_rows
            + self.caption_rows
            + self.unrecognised_rows
        )

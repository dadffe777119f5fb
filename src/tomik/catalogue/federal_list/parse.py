"""Reading a file of the federal list into rows and problems; pure, nothing is dropped silently."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tomik.catalogue.federal_list import columns as col
from tomik.catalogue.federal_list import dates, problems
from tomik.catalogue.federal_list.cells import cell_text
from tomik.catalogue.federal_list.codes import (
    MAX_TEXTBOOK_DEPTH,
    MIN_TEXTBOOK_DEPTH,
    Code,
    read_code,
    split_heading,
)
from tomik.catalogue.federal_list.columns import Layout, find_layout, header_places, is_number_row
from tomik.catalogue.federal_list.grades import Grades, grades_in_title, read_grades
from tomik.catalogue.federal_list.headings import Headings
from tomik.catalogue.federal_list.problems import NO_ROWS, ListProblem, UnusableFile
from tomik.catalogue.federal_list.rows import HEADING, TEXTBOOK, ListRow, ParsedList
from tomik.catalogue.federal_list.titles import read_profile, split_title

_CAPTION = re.compile(r"^приложение\s*(?:№\s*)?(\d)\b", re.IGNORECASE)
LONGEST_CODE = 30
_LOOKS_LIKE_BOOK = re.compile(
    r"\bиздание\b|:\s*учебник|язык издания|в \d+ частях|учебник для \d", re.IGNORECASE
)


def parse_list(rows: Sequence[Sequence[object]]) -> ParsedList:
    """Read all rows of a sheet. Raises UnusableFile when it holds no table of the list.

    Problems come in the order of the file. ``rows_accounted_for`` of the answer
    always equals the number of rows given.
    """
    reader = _Reader(find_layout(rows))
    for number, cells in enumerate(rows, start=1):
        reader.read(number, cells)
    if not reader.textbooks:
        raise UnusableFile(NO_ROWS)
    reader.look_over_all()
    return reader.result(len(rows))


class _Reader:
    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.appendix = 1
        self.headings_open = Headings()
        self.textbooks: list[ListRow] = []
        self.headings: list[ListRow] = []
        self.found: list[ListProblem] = []
        self.counts: Counter[str] = Counter()
        self.last_row_no: int | None = None
        self.first_rows: dict[tuple[str, int, str], int] = {}

    # -- one row ---------------------------------------------------------------------------

    def read(self, number: int, cells: Sequence[object]) -> None:
        texts = [cell_text(cell) for cell in cells]
        if not any(texts):
            self.counts["blank"] += 1
        elif number <= self.layout.header_row + 1 or self._is_repeated_header(texts):
            self._read_header(texts)
        elif not self._read_caption(texts):
            self._read_content(number, texts)

    def _is_repeated_header(self, cells: Sequence[str]) -> bool:
        """A header again after a page break, or the row that numbers the columns."""
        if is_number_row(cells):
            return True
        names_itself = len(self.layout.text(cells, col.CODE)) > LONGEST_CODE
        return names_itself and len(header_places(cells)) >= 4

    def _read_header(self, texts: list[str]) -> None:
        self.counts["header"] += 1
        for text in texts:
            match = _CAPTION.match(text)
            if match and len(text) < 60 and not self.layout.has(col.APPENDIX):
                self.appendix = int(match.group(1))

    def _read_caption(self, texts: list[str]) -> bool:
        """A line «Приложение № 2» between the rows opens that appendix."""
        filled = [text for text in texts if text]
        match = _CAPTION.match(filled[0])
        if len(filled) != 1 or match is None:
            return False
        self._enter_appendix(int(match.group(1)))
        self.counts["caption"] += 1
        return True

    def _read_content(self, number: int, cells: Sequence[str]) -> None:
        self._read_appendix(number, cells)
        row_no = self._read_row_no(number, cells)
        code_text = self.layout.text(cells, col.CODE)
        title = self.layout.text(cells, col.TITLE)
        joined = split_heading(code_text) if not title else None
        code, title = joined or (read_code(code_text), title)
        if self._is_heading(cells, title):
            self._read_heading(number, row_no, code=code, code_text=code_text, title=title)
        elif title or code:
            self._read_textbook(number, row_no, code=code, cells=cells)
        else:
            self.counts["unrecognised"] += 1
            self._report(number, "", problems.UNRECOGNISED_ROW, _joined(cells))

    def _is_heading(self, cells: Sequence[str], title: str) -> bool:
        if not title or any(self.layout.text(cells, key) for key in col.BOOK_FIELDS):
            return False
        return not _LOOKS_LIKE_BOOK.search(title)

    # -- appendix and number of the row ----------------------------------------------------

    def _read_appendix(self, number: int, cells: Sequence[str]) -> None:
        text = self.layout.text(cells, col.APPENDIX)
        if not self.layout.has(col.APPENDIX) or not text:
            return
        match = re.search(r"\d+", text)
        if match is None or int(match.group()) not in {1, 2, 3}:
            self._report(number, col.APPENDIX, problems.UNKNOWN_APPENDIX, text)
        else:
            self._enter_appendix(int(match.group()))

    def _enter_appendix(self, appendix: int) -> None:
        if appendix != self.appendix:
            self.appendix = appendix
            self.headings_open.clear()
            self.last_row_no = None

    def _read_row_no(self, number: int, cells: Sequence[str]) -> int | None:
        if not self.layout.has(col.ROW_NO):
            return None
        text = self.layout.text(cells, col.ROW_NO)
        match = re.search(r"\d+", text)
        if match is None:
            self._report(number, col.ROW_NO, problems.MISSING_ROW_NO, text)
            return None
        if not re.fullmatch(r"\d+\.?", text):
            self._report(number, col.ROW_NO, problems.MISTYPED_ROW_NO, text)
        row_no = int(match.group())
        self._check_row_no(number, row_no, text)
        self.last_row_no = row_no
        return row_no

    def _check_row_no(self, number: int, row_no: int, text: str) -> None:
        key = ("row_no", self.appendix, str(row_no))
        if key in self.first_rows:
            self._report(number, col.ROW_NO, problems.REPEATED_ROW_NO, text, detail=str(self.first_rows[key]))
        else:
            self.first_rows[key] = number
            expected = (self.last_row_no or 0) + 1
            if row_no != expected:
                self._report(number, col.ROW_NO, problems.ROW_NO_GAP, text, detail=str(expected))

    # -- headings --------------------------------------------------------------------------

    def _read_heading(
        self, number: int, row_no: int | None, *, code: Code | None, code_text: str, title: str
    ) -> None:
        self._check_code(number, code, code_text, repeated=problems.REPEATED_HEADING)
        self.headings_open.enter(code, title)
        self.headings.append(
            ListRow(
                row=number,
                appendix=self.appendix,
                kind=HEADING,
                row_no=row_no,
                code=code.text if code else "",
                code_as_printed=code_text,
                code_numbers=code.numbers if code else (),
                title=title,
                title_as_printed=title,
                place=self.headings_open.place(),
            )
        )

    def _check_code(self, number: int, code: Code | None, text: str, *, repeated: str) -> None:
        if code is None:
            kind = problems.MISTYPED_CODE if text else problems.MISSING_CODE
            self._report(number, col.CODE, kind, text)
            return
        if code.is_mended:
            self._report(number, col.CODE, problems.MISTYPED_CODE, text, detail=code.text)
        key = (repeated, self.appendix, code.text)
        if key in self.first_rows:
            self._report(number, col.CODE, repeated, text, detail=str(self.first_rows[key]))
        else:
            self.first_rows[key] = number

    # -- textbooks -------------------------------------------------------------------------

    def _read_textbook(
        self, number: int, row_no: int | None, *, code: Code | None, cells: Sequence[str]
    ) -> None:
        def text(key: str) -> str:
            return self.layout.text(cells, key)

        self._check_code(number, code, text(col.CODE), repeated=problems.REPEATED_CODE)
        self._check_place(number, code, text(col.CODE))
        self._check_present(number, cells)
        title = split_title(text(col.TITLE))
        term = self._read_term(number, text(col.TERM))
        self.textbooks.append(
            ListRow(
                row=number,
                appendix=self.appendix,
                kind=TEXTBOOK,
                row_no=row_no,
                code=code.text if code else "",
                code_as_printed=text(col.CODE),
                code_numbers=code.numbers if code else (),
                title=title.title,
                title_as_printed=text(col.TITLE),
                place=self.headings_open.place(),
                parts=title.parts,
                edition_note=title.edition_note,
                language=text(col.LANGUAGE).lower() or title.language,
                profile=read_profile(text(col.LEVEL)) or title.profile,
                is_on_trial=title.is_on_trial,
                authors=text(col.AUTHORS),
                publisher=text(col.PUBLISHER),
                aids=text(col.AIDS),
                grades_as_printed=text(col.GRADES),
                grades=self._read_grades(number, text(col.GRADES), text(col.TITLE)),
                standard=text(col.STANDARD),
                rights_holder=text(col.RIGHTS_HOLDER),
                inclusion=text(col.INCLUSION),
                exclusion=text(col.EXCLUSION),
                term_as_printed=text(col.TERM),
                term_on=term.on,
                is_unlimited=term.is_unlimited,
            )
        )

    def _check_place(self, number: int, code: Code | None, text: str) -> None:
        if code is None:
            return
        heading = self.headings_open.nearest
        if heading is not None and not code.is_under(heading):
            self._report(number, col.CODE, problems.CODE_OUTSIDE_HEADING, text, detail=heading.text)
        if not MIN_TEXTBOOK_DEPTH <= len(code.numbers) <= MAX_TEXTBOOK_DEPTH:
            self._report(number, col.CODE, problems.CODE_DEPTH, text, detail=str(len(code.numbers)))

    def _check_present(self, number: int, cells: Sequence[str]) -> None:
        for key, problem in (
            (col.TITLE, problems.MISSING_TITLE),
            (col.AUTHORS, problems.MISSING_AUTHORS),
            (col.PUBLISHER, problems.MISSING_PUBLISHER),
        ):
            if self.layout.has(key) and not self.layout.text(cells, key):
                self._report(number, key, problem, "")

    def _read_grades(self, number: int, text: str, title: str) -> Grades:
        grades = read_grades(text)
        named = grades_in_title(title)
        if not text:
            self._report(number, col.GRADES, problems.EMPTY_GRADES, "")
        elif not grades.is_known or grades.first is None:
            self._report(number, col.GRADES, problems.UNKNOWN_GRADES, text)
        elif grades.has_hole:
            self._report(number, col.GRADES, problems.GRADES_WITH_HOLE, text)
        elif named.first and (named.first, named.last) != (grades.first, grades.last):
            self._report(
                number, col.GRADES, problems.GRADES_DIFFER, text, detail=_span(named.first, named.last)
            )
        return grades

    def _read_term(self, number: int, text: str) -> dates.Term:
        term = dates.read_term(text)
        problem = {
            dates.ABSENT: problems.MISSING_TERM,
            dates.MENDED: problems.MISTYPED_DATE,
            dates.IMPOSSIBLE: problems.IMPOSSIBLE_DATE,
            dates.UNREADABLE: problems.UNKNOWN_DATE,
        }.get(term.how)
        if problem:
            self._report(
                number, col.TERM, problem, text, detail=term.on.strftime("%d.%m.%Y") if term.on else ""
            )
        return term

    # -- the whole file --------------------------------------------------------------------

    def look_over_all(self) -> None:
        """What only the whole file can tell: codes without the final dot that the others have."""
        rows = [row for row in (*self.headings, *self.textbooks) if _is_plain_code(row)]
        bare = [row for row in rows if not row.code_as_printed.endswith(".")]
        if len(bare) * 2 < len(rows):
            for row in bare:
                self._report(
                    row.row, col.CODE, problems.MISTYPED_CODE, row.code_as_printed, detail=row.code + "."
                )
        if not self.layout.has(col.APPENDIX) and not self.counts["caption"]:
            self._report(
                self.layout.header_row + 1, "", problems.NO_APPENDIX_COLUMN, "", detail=str(self.appendix)
            )

    def result(self, rows_in_file: int) -> ParsedList:
        order = {id(problem): place for place, problem in enumerate(self.found)}
        self.found.sort(key=lambda problem: (problem.row, order[id(problem)]))
        appendices = {row.appendix for row in (*self.textbooks, *self.headings)}
        return ParsedList(
            self.textbooks,
            self.headings,
            self.found,
            rows_in_file,
            header_rows=self.counts["header"],
            blank_rows=self.counts["blank"],
            caption_rows=self.counts["caption"],
            unrecognised_rows=self.counts["unrecognised"],
            appendices=tuple(sorted(appendices)),
        )

    def _report(self, number: int, key: str, kind: str, value: str, *, detail: str = "") -> None:
        self.found.append(ListProblem(number, self.layout.letter(key), kind, value, detail))


def _is_plain_code(row: ListRow) -> bool:
    return re.fullmatch(r"\d+(?:\.\d+)+\.?", row.code_as_printed) is not None


def _span(first: int, last: int | None) -> str:
    return str(first) if last in {None, first} else f"{first}–{last}"


def _joined(cells: Sequence[str]) -> str:
    return " | ".join(text for text in cells if text)[:200]

"""What can be wrong in a file of the federal list; pure values, worded in ``messages``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MISTYPED_CODE: Final = "mistyped_code"
REPEATED_CODE: Final = "repeated_code"
REPEATED_HEADING: Final = "repeated_heading"
MISSING_CODE: Final = "missing_code"
CODE_OUTSIDE_HEADING: Final = "code_outside_heading"
CODE_DEPTH: Final = "code_depth"
MISSING_TITLE: Final = "missing_title"
MISSING_AUTHORS: Final = "missing_authors"
MISSING_PUBLISHER: Final = "missing_publisher"
EMPTY_GRADES: Final = "empty_grades"
UNKNOWN_GRADES: Final = "unknown_grades"
GRADES_WITH_HOLE: Final = "grades_with_hole"
GRADES_DIFFER: Final = "grades_differ_from_title"
MISSING_TERM: Final = "missing_term"
MISTYPED_DATE: Final = "mistyped_date"
IMPOSSIBLE_DATE: Final = "impossible_date"
UNKNOWN_DATE: Final = "unknown_date"
MISSING_ROW_NO: Final = "missing_row_number"
MISTYPED_ROW_NO: Final = "mistyped_row_number"
REPEATED_ROW_NO: Final = "repeated_row_number"
ROW_NO_GAP: Final = "row_number_gap"
UNKNOWN_APPENDIX: Final = "unknown_appendix"
NO_APPENDIX_COLUMN: Final = "no_appendix_column"
UNRECOGNISED_ROW: Final = "unrecognised_row"
SHEET_NOT_READ: Final = "sheet_not_read"
FORMULA_WITHOUT_VALUE: Final = "formula_without_value"

ALL: Final = frozenset(
    {
        MISTYPED_CODE,
        REPEATED_CODE,
        REPEATED_HEADING,
        MISSING_CODE,
        CODE_OUTSIDE_HEADING,
        CODE_DEPTH,
        MISSING_TITLE,
        MISSING_AUTHORS,
        MISSING_PUBLISHER,
        EMPTY_GRADES,
        UNKNOWN_GRADES,
        GRADES_WITH_HOLE,
        GRADES_DIFFER,
        MISSING_TERM,
        MISTYPED_DATE,
        IMPOSSIBLE_DATE,
        UNKNOWN_DATE,
        MISSING_ROW_NO,
        MISTYPED_ROW_NO,
        REPEATED_ROW_NO,
        ROW_NO_GAP,
        UNKNOWN_APPENDIX,
        NO_APPENDIX_COLUMN,
        UNRECOGNISED_ROW,
        SHEET_NOT_READ,
        FORMULA_WITHOUT_VALUE,
    }
)


@dataclass(frozen=True, slots=True)
class ListProblem:
    """One oddity: the row and column of the file, what kind, the cell's text.

    ``detail`` is what the message needs beyond the value: the row of the first
    occurrence, the heading's code, the date as it was read.
    """

    row: int
    column: str
    code: str
    value: str
    detail: str = ""


class UnusableFile(ValueError):
    """The workbook holds no table of the federal list; nothing was read."""

    def __init__(self, code: str, value: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.value = value


NO_HEADER: Final = "no_header"
NO_ROWS: Final = "no_rows"
UNUSABLE: Final = frozenset({NO_HEADER, NO_ROWS})

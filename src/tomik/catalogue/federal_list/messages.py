"""Problems of a federal list file in words: what is wrong, how it was read, what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from django.utils.translation import gettext as _

from tomik.catalogue.federal_list import problems
from tomik.catalogue.federal_list.problems import ListProblem
from tomik.kernel.errors import LineProblem


def _mistyped_code(problem: ListProblem) -> str:
    if not problem.detail:
        return _("The code can't be read; the row is kept without a code. Compare it with the order.")
    if problem.detail.rstrip(".") == problem.value:
        return _("The code has no final dot although the other codes have it; it is read as %(code)s") % {
            "code": problem.detail
        }
    return _("The code is mistyped; it is read as %(code)s. Compare it with the order.") % {
        "code": problem.detail
    }


def _mistyped_date(problem: ListProblem) -> str:
    return _("The month is mistyped; the date is read as %(date)s.") % {"date": problem.detail}


def _gap(problem: ListProblem) -> str:
    return _("Number %(expected)s was expected, this is %(value)s: rows are missing or out of order.") % {
        "expected": problem.detail,
        "value": problem.value,
    }


_WORDS: Final[Mapping[str, Callable[[ListProblem], str]]] = {
    problems.MISTYPED_CODE: _mistyped_code,
    problems.MISTYPED_DATE: _mistyped_date,
    problems.ROW_NO_GAP: _gap,
    problems.REPEATED_CODE: lambda p: (
        _("The code repeats the code of row %(row)s; both rows are kept.") % {"row": p.detail}
    ),
    problems.REPEATED_HEADING: lambda p: (
        _("The heading's code repeats the code of row %(row)s; both rows are kept.") % {"row": p.detail}
    ),
    problems.MISSING_CODE: lambda p: _("The row has no code; it is kept without one."),
    problems.CODE_OUTSIDE_HEADING: lambda p: (
        _("The code does not begin with the code of its heading %(code)s; the row stays under this heading.")
        % {"code": p.detail}
    ),
    problems.CODE_DEPTH: lambda p: (
        _("The code has %(depth)s numbers, a textbook's code has five to nine: a dot may be missing.")
        % {"depth": p.detail}
    ),
    problems.MISSING_TITLE: lambda p: _("The textbook has no title."),
    problems.MISSING_AUTHORS: lambda p: _("The textbook has no author."),
    problems.MISSING_PUBLISHER: lambda p: _("The textbook has no publisher."),
    problems.EMPTY_GRADES: lambda p: _(
        "The grade is empty; the textbook belongs to no grade until it is given."
    ),
    problems.UNKNOWN_GRADES: lambda p: _("The grade can't be read; write it as «5» or «10–11»."),
    problems.GRADES_WITH_HOLE: lambda p: _(
        "The grades do not follow one another; look whether all are meant."
    ),
    problems.GRADES_DIFFER: lambda p: (
        _("The title names grade %(grades)s; the column is trusted.") % {"grades": p.detail}
    ),
    problems.MISSING_TERM: lambda p: _("The term is empty; nothing is concluded about it."),
    problems.IMPOSSIBLE_DATE: lambda p: _("There is no such day; the textbook is kept without a term."),
    problems.UNKNOWN_DATE: lambda p: _("The term can't be read; the textbook is kept without a term."),
    problems.MISSING_ROW_NO: lambda p: _("The number of the row in the list is missing."),
    problems.MISTYPED_ROW_NO: lambda p: _(
        "The number of the row in the list is mistyped; its digits are used."
    ),
    problems.REPEATED_ROW_NO: lambda p: (
        _("The number in the list repeats that of row %(row)s.") % {"row": p.detail}
    ),
    problems.UNKNOWN_APPENDIX: lambda p: _(
        "The appendix can't be read; the row is counted to the appendix of the row above."
    ),
    problems.NO_APPENDIX_COLUMN: lambda p: (
        _("The file has no column «Приложение»; all rows are counted to appendix %(appendix)s.")
        % {"appendix": p.detail}
    ),
    problems.UNRECOGNISED_ROW: lambda p: _("The row is neither a textbook nor a heading; it is left out."),
    problems.FORMULA_WITHOUT_VALUE: lambda p: _(
        "The cell holds a formula without a saved value: open the file in a spreadsheet program and save it."
    ),
    problems.SHEET_NOT_READ: lambda p: (
        _("The sheet «%(sheet)s» was not read: import it as a file of its own.") % {"sheet": p.value}
    ),
}


def worded(problem: ListProblem) -> LineProblem:
    """The problem as a person sees it; every one is a warning except a row that was left out."""
    left_out = problem.code in {problems.UNRECOGNISED_ROW, problems.SHEET_NOT_READ}
    return LineProblem(
        row=problem.row,
        column=problem.column,
        message=_WORDS[problem.code](problem),
        value=problem.value,
        code=problem.code,
        severity="error" if left_out else "warning",
    )

"""Rows of a class list → pupils and classes, with every problem told by row and column. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from tomik.kernel.errors import LineProblem
from tomik.kernel.importing import CellValue, Row
from tomik.kernel.normalise import comparable
from tomik.paper.public import as_text
from tomik.people.rules.class_bands import class_band
from tomik.people.rules.class_names import ClassName, ClassNameRefused, parse_class
from tomik.people.rules.names import NameRefused, full_name, name_key
from tomik.people.rules.pupils import ClassKey, Listed

NAME_COLUMNS = ("full_name", "surname", "given", "patronymic")
CLASS_COLUMNS = ("group", "grade", "letter")


@dataclass(slots=True)
class SchoolList:
    """The good rows of one school."""

    listed: list[Listed] = field(default_factory=list)
    spared: set[str] = field(default_factory=set)
    """Names of rows with problems: these pupils must not be taken for gone."""
    buildings: dict[ClassKey, int] = field(default_factory=dict)
    """Building of a class, where the list names one that is known."""
    first_rows: dict[tuple[str, ClassKey], int] = field(default_factory=dict)


@dataclass(slots=True)
class Parsed:
    """The list by schools, with its problems."""

    schools: dict[int, SchoolList] = field(default_factory=dict)
    problems: list[LineProblem] = field(default_factory=list)
    rows_bad: int = 0
    name_column: str = "full_name"
    """The column that stands for the name when a problem is told."""

    @property
    def rows_good(self) -> int:
        """Rows that are taken."""
        return sum(len(one.listed) for one in self.schools.values())

    def refuse(self, row: Row, column: str, message: str, *, value: CellValue, code: str) -> None:
        """Report an error of a row and leave the row out."""
        self.problems.append(LineProblem(row.number, column, message, as_text(value)[:200], code))
        self.rows_bad += 1

    def warn(self, number: int, column: str, message: str, *, value: str, code: str) -> None:
        """Report something to look at; the row is taken."""
        self.problems.append(LineProblem(number, column, message, value, code, "warning"))


def with_class_headings(rows: Sequence[Row]) -> Sequence[Row]:
    """Lists without a column of the class: «5А» stands alone in a row above its pupils.

    Such rows are taken out and their class is given to the rows below, as far as the sheet goes. A row that speaks of
    classes but names no single one is given too, so that its pupils are reported and not counted to the class above.
    Other lists come back as they are.
    """
    if not rows or any(key in rows[0].values for key in ("group", "grade")):
        return rows
    found: list[Row] = []
    present: CellValue = None
    bands = 0
    sheet = ""
    for row in rows:
        if (own := getattr(row.number, "sheet", "")) != sheet:
            sheet, present = own, None
        filled = [value for value in row.values.values() if as_text(value)]
        band = class_band(filled[0]) if len(filled) == 1 else None
        if band is not None:
            present = band
            bands += 1
        else:
            found.append(Row(row.number, {**row.values, "group": present}))
    return found if bands else rows


def missing_columns(rows: Iterable[Row]) -> LineProblem | None:
    """A list needs a name (one column or surname and first name) and a class (class or parallel)."""
    keys = {key for row in rows for key in row.values}
    if "full_name" not in keys and not {"surname", "given"} <= keys:
        message = _("Choose the column with the names: either one, or surname and first name.")
        return LineProblem(None, "", message, code="no_name_column")
    if not keys & {"group", "grade"}:
        return LineProblem(None, "", _("Choose the column with the class."), code="no_class_column")
    return None


def parse_row(row: Row, school: SchoolList, parsed: Parsed, buildings: Mapping[str, int]) -> None:
    """Put a row into the list of its school, or report what is wrong with it."""
    values = row.values
    parts = [as_text(values.get(key)) for key in NAME_COLUMNS]
    parsed.name_column = next((key for key in NAME_COLUMNS if key in values), parsed.name_column)
    try:
        name = full_name(*([parts[0]] if parts[0] else parts[1:]))
    except NameRefused as error:
        value = values.get(parsed.name_column)
        parsed.refuse(row, parsed.name_column, error.message, value=value, code=error.code)
        return
    try:
        named = parse_class(values.get("group"), values.get("letter"), values.get("grade"))
    except ClassNameRefused as error:
        column = next((key for key in CLASS_COLUMNS if key in values), "group")
        parsed.refuse(row, column, error.message, value=values.get(column), code=error.code)
        school.spared.add(name_key(name))
        return
    _add(row, name, named, school=school, parsed=parsed)
    _note_class(row, named, school=school, parsed=parsed, buildings=buildings)


def _add(row: Row, name: str, named: ClassName, *, school: SchoolList, parsed: Parsed) -> None:
    key = name_key(name)
    class_key = (named.grade, named.letter)
    first = school.first_rows.setdefault((key, class_key), row.number)
    if first != row.number:
        message = _(
            "The same pupil is already in row %(row)s in the same class. This row is left out;"
            " if these are two pupils of one name, add the patronymic."
        ) % {"row": first}
        parsed.refuse(row, parsed.name_column, message, value=name, code="repeated")
        return
    school.listed.append(Listed(row.number, name, key, class_key))


def _note_class(
    row: Row, named: ClassName, *, school: SchoolList, parsed: Parsed, buildings: Mapping[str, int]
) -> None:
    if named.note_dropped:
        message = _("The words in brackets are left out: the class is %(name)s.") % {"name": named}
        parsed.warn(row.number, "group", message, value=as_text(row.values.get("group")), code="note_dropped")
    told = as_text(row.values.get("building"))
    if not told:
        return
    building = buildings.get(comparable(told))
    if building is None:
        message = _(
            "The school has no such building in the register. The pupil is taken, the class stays without it."
        )
        parsed.warn(row.number, "building", message, value=told, code="unknown_building")
    else:
        school.buildings.setdefault((named.grade, named.letter), building)


def warn_of_namesakes(parsed: Parsed, namesakes: Iterable[Listed]) -> None:
    """The same name in two classes is taken as two pupils and shown, never guessed."""
    by_name: dict[str, list[Listed]] = {}
    for one in namesakes:
        by_name.setdefault(one.name_key, []).append(one)
    for rows in by_name.values():
        for one in rows:
            others = ", ".join(
                _("%(name)s (row %(row)s)") % {"name": ClassName(*other.class_key), "row": other.row}
                for other in rows
                if other is not one
            )
            message = _(
                "The same name stands in %(others)s. Taken as two different pupils;"
                " if it is one pupil, delete the row that is wrong and upload the file again."
            ) % {"others": others}
            parsed.warn(one.row, parsed.name_column, message, value=one.name, code="namesake")

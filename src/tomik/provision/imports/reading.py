"""From rows of a table to plan lines: all problems at once, good rows taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from tomik.catalogue.public import (
    AMBIGUOUS,
    FOUND,
    NOT_LISTED,
    Line,
    StatusOfSet,
    Subject,
    find_editions,
    set_statuses,
    subject_key,
)
from tomik.kernel.errors import Problems
from tomik.kernel.importing import CellValue, Row
from tomik.kernel.normalise import comparable, squeeze
from tomik.paper.public import CellRefused, as_text, as_whole
from tomik.people.public import ClassGroup, ClassNameRefused, parse_class
from tomik.provision.models import PlanLine
from tomik.provision.services.doubles import doubles_among
from tomik.provision.services.lines import LineDraft
from tomik.provision.terms import is_list_known, warning_of
from tomik.territory.public import School

GROUP_MAX = 80
LEARNERS_MAX = 2000
_CLASS_SET = re.compile(r"(?:комплект\D*|на класс\D*|set\D*)(\d+)")


@dataclass(slots=True)
class Reading:
    """What a file says: drafts by key, problems, rows by fate."""

    problems: Problems = field(default_factory=Problems)
    drafts: dict[tuple[int, int, str], LineDraft] = field(default_factory=dict)
    last_rows: dict[tuple[int, int, str], Row] = field(default_factory=dict)
    """The last row that spoke of a line."""
    rows_good: int = 0
    rows_bad: int = 0


@dataclass(frozen=True, slots=True)
class _Named:
    """A row of which everything but the textbook is understood."""

    row: Row
    classes: tuple[ClassGroup, ...]
    subject: Subject
    base: LineDraft


def read_plan(rows: Sequence[Row], school: School, school_year: int) -> Reading:
    """Read rows against the classes, subjects and the catalogue; a fixed number of queries."""
    reading = Reading()
    groups = list(
        ClassGroup.objects.filter(school=school, school_year=school_year).order_by("grade", "letter")
    )
    subjects = {subject_key(item.name): item for item in Subject.objects.all()}
    named = [found for row in rows if (found := _named(row, groups, subjects, reading)) is not None]
    matches = find_editions([_asked(item) for item in named])
    found_ids = {match.edition_set_id for match in matches.values() if match.edition_set_id}
    statuses = set_statuses(found_ids, school_year)
    silent = "" if is_list_known() else NOT_LISTED
    for item in named:
        match = matches[item.row.number]
        if match.kind != FOUND or match.edition_set_id is None:
            _not_found(item.row, match.kind, match.candidates, reading)
            continue
        reading.rows_good += 1
        status = statuses[match.edition_set_id]
        if status.status != silent:
            _warn_of_term(item.row, status, reading)
        for group in item.classes:
            _add(reading, item, group, match.edition_set_id)
    reading.rows_bad = len(rows) - reading.rows_good
    _warn_of_doubles(school, school_year, reading)
    return reading


def _warn_of_doubles(school: School, school_year: int, reading: Reading) -> None:
    """The rows are taken; the person sees that one title stands twice for a class and subject."""
    groups = ClassGroup.objects.in_bulk({class_id for class_id, _subject, _group in reading.last_rows})
    for double in doubles_among(school, school_year, list(reading.drafts.values())):
        row = reading.last_rows.get(double.key)
        if row is not None:
            reading.problems.add(
                row.number,
                str(_("Textbook")),
                _(
                    "The row is taken, but %(group)s has this title twice for the subject: the need is counted twice."
                )
                % {"group": groups[double.key[0]].name},
                value=double.title,
                code="double",
                severity="warning",
            )


def _warn_of_term(row: Row, status: StatusOfSet, reading: Reading) -> None:
    """The row is taken; the person sees before applying that the textbook has ended, ends, or is not in the list."""
    text = warning_of(status)
    if text:
        reading.problems.add(
            row.number,
            str(_("Textbook")),
            _("The row is taken, but: %(what)s.") % {"what": text},
            value=_string(row.values.get("title")),
            code=f"term_{status.status}",
            severity="warning",
        )


def _add(reading: Reading, item: _Named, group: ClassGroup, set_id: int) -> None:
    """Rows of one class, subject and group are one line with several textbooks."""
    draft = item.base.for_class(group.pk)
    reading.last_rows[draft.key] = item.row
    before = reading.drafts.get(draft.key)
    if before is None:
        reading.drafts[draft.key] = replace(draft, set_ids=(set_id,))
        return
    if replace(before, set_ids=()) != draft:
        reading.problems.add(
            item.row.number,
            str(_("Norm")),
            _("Another row of this class, subject and group gives other numbers; the first one is taken."),
            value=str(group),
            code="contradiction",
            severity="warning",
        )
    if set_id not in before.set_ids:
        reading.drafts[draft.key] = replace(before, set_ids=(*before.set_ids, set_id))


def _asked(item: _Named) -> Line:
    values = item.row.values
    grades = [group.grade for group in item.classes]
    return Line(
        key=item.row.number,
        title=_string(values.get("title")),
        authors=_string(values.get("authors")),
        publisher=_string(values.get("publisher")),
        isbn=_string(values.get("isbn")),
        list_code=_string(values.get("list_code")),
        grade_from=min(grades),
        grade_to=max(grades),
    )


def _string(value: CellValue) -> str:
    try:
        return squeeze(as_text(value) or "")
    except CellRefused:
        return ""


def _not_found(row: Row, kind: str, candidates: Iterable[Any], reading: Reading) -> None:
    near = "; ".join(str(item) for item in list(candidates)[:3])
    if kind == AMBIGUOUS:
        text = _("Several textbooks fit. Add the ISBN or the code of the federal list. They are: %(near)s")
    elif near:
        text = _("The catalogue does not have this textbook. Near ones: %(near)s")
    else:
        text = _(
            "The catalogue does not have this textbook. Check the title, or give the ISBN or the list code."
        )
    value = _string(row.values.get("title"))
    reading.problems.add(
        row.number, str(_("Textbook")), text % {"near": near}, value=value, code=f"textbook_{kind}"
    )


def _named(
    row: Row, groups: Sequence[ClassGroup], subjects: dict[str, Subject], reading: Reading
) -> _Named | None:
    """Everything of a row but its textbook; None when something is wrong, all of it reported."""
    count = len(reading.problems.items)
    classes = _classes(row, groups, reading)
    subject = _subject(row, subjects, reading)
    base = _draft(row, reading)
    wrong = [problem for problem in reading.problems.items[count:] if problem.severity == "error"]
    if wrong or subject is None:
        return None
    return _Named(row, classes, subject, replace(base, subject_id=subject.pk))


def _classes(row: Row, groups: Sequence[ClassGroup], reading: Reading) -> tuple[ClassGroup, ...]:
    title = str(_("Class"))
    value = row.values.get("class")
    try:
        name = parse_class(value, row.values.get("letter"))
    except ClassNameRefused as error:
        reading.problems.add(row.number, title, error.message, value=value, code=f"class_{error.code}")
        return ()
    exact = tuple(group for group in groups if (group.grade, group.letter) == (name.grade, name.letter))
    if exact:
        return exact
    parallel = tuple(group for group in groups if group.grade == name.grade)
    if not name.letter and parallel:
        return parallel
    text = _("The school has no such class in this year. Load the class lists first, or correct the class.")
    reading.problems.add(row.number, title, text, value=value, code="class_absent")
    return ()


def _subject(row: Row, subjects: dict[str, Subject], reading: Reading) -> Subject | None:
    value = _string(row.values.get("subject"))
    found = subjects.get(subject_key(value)) if value else None
    if found is None:
        text = (
            _("The subject is not known. Write it as in the curriculum.")
            if value
            else _("The subject is missing.")
        )
        reading.problems.add(row.number, str(_("Subject")), text, value=value, code="subject")
    return found


def _draft(row: Row, reading: Reading) -> LineDraft:
    per, count = _norm(row, reading)
    group = _string(row.values.get("group"))
    if comparable(group) in {"весь класс", "все", "класс"}:
        group = ""
    if len(group) > GROUP_MAX:
        text = _("The name of the group is longer than %(max)s characters.") % {"max": GROUP_MAX}
        reading.problems.add(row.number, str(_("Group")), text, value=group, code="group")
    return LineDraft(
        class_id=0,
        subject_id=0,
        set_ids=(),
        group_name=group[:GROUP_MAX],
        learners=_whole(row, "learners", str(_("Learners")), reading),
        per=per,
        count=count,
        medium=_medium(row),
        licences=_whole(row, "licences", str(_("Licences")), reading) or 0,
    )


def _medium(row: Row) -> str:
    text = comparable(_string(row.values.get("medium")))
    return (
        PlanLine.Medium.ELECTRONIC
        if text.startswith(("электрон", "эфу", "electronic"))
        else PlanLine.Medium.PRINTED
    )


def _whole(row: Row, key: str, title: str, reading: Reading) -> int | None:
    value = row.values.get(key)
    if value is None or value == "":
        return None
    try:
        number = as_whole(value)
    except CellRefused:
        number = None
    if number is None or not 0 <= number <= LEARNERS_MAX:
        text = _("A whole number from 0 to %(max)s is needed.") % {"max": LEARNERS_MAX}
        reading.problems.add(row.number, title, text, value=value, code="number")
        return None
    return number


def _norm(row: Row, reading: Reading) -> tuple[str, int | None]:
    value = row.values.get("per")
    text = comparable(str(value)) if value is not None else ""
    found = _CLASS_SET.search(text)
    if found:
        return PlanLine.Per.CLASS_SET, int(found[1])
    if (
        not text
        or text in {"1", "1 1", "ученик", "pupil"}
        or "каждо" in text
        or "на ученика" in text
        or "одного" in text
    ):
        return PlanLine.Per.PUPIL, None
    if "дво" in text or "two" in text or text in {"2", "0 5"}:
        return PlanLine.Per.TWO, None
    message = _("The norm is not understood. Write “pupil”, “one for two” or “set 15”.")
    reading.problems.add(row.number, str(_("Norm")), message, value=value, code="norm")
    return PlanLine.Per.PUPIL, None

"""What the plan editor shows: the lines of one grade, candidates for a line, warnings of terms."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tomik.catalogue.public import (
    CURRENT,
    EXPIRED,
    NOT_LISTED,
    EditionSet,
    StatusOfSet,
    search,
    set_statuses,
)
from tomik.people.public import ClassGroup
from tomik.provision.models import PlanApproval, PlanLine, PlanLineSet, ShortageReason
from tomik.provision.queries.lists import grades_text
from tomik.provision.terms import WARNED, warning_of
from tomik.territory.public import Event, Part, School, history_of


@dataclass(frozen=True, slots=True)
class LineView:
    """A line with its sets and what the federal list says of them."""

    line: PlanLine
    sets: list[tuple[EditionSet, StatusOfSet]]

    @property
    def warned(self) -> bool:
        """Whether a textbook of the line expires, has expired or is not in the list."""
        return any(status.status in WARNED for _, status in self.sets)


@dataclass
class SubjectRow:
    """A subject of a grade: lines by class."""

    subject_id: int
    subject: str
    position: int
    cells: list[list[LineView]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class GradePlan:
    """The editor's table: subjects × classes of a parallel."""

    grade: int
    classes: list[ClassGroup]
    rows: list[SubjectRow]


def classes_of(school: School, school_year: int) -> list[ClassGroup]:
    """Classes of a year in their order."""
    return list(ClassGroup.objects.filter(school=school, school_year=school_year).order_by("grade", "letter"))


def grade_plan(school: School, school_year: int, grade: int) -> GradePlan:
    """The plan of one parallel; four queries."""
    classes = [group for group in classes_of(school, school_year) if group.grade == grade]
    by_subject: dict[int, SubjectRow] = {}
    cells: dict[tuple[int, int], list[LineView]] = defaultdict(list)
    for view in line_views(school, school_year, class_ids=[group.pk for group in classes]):
        subject = view.line.subject
        by_subject.setdefault(subject.pk, SubjectRow(subject.pk, subject.name, subject.position))
        cells[subject.pk, view.line.class_group_id].append(view)
    rows = sorted(by_subject.values(), key=lambda row: (row.position, row.subject))
    for row in rows:
        row.cells = [cells[row.subject_id, group.pk] for group in classes]
    return GradePlan(grade, classes, rows)


def line_views(school: School, school_year: int, *, class_ids: list[int] | None = None) -> list[LineView]:
    """Lines of a plan (of some classes) with sets and statuses; three queries."""
    lines = PlanLine.objects.filter(school=school, school_year=school_year)
    if class_ids is not None:
        lines = lines.filter(class_group__in=class_ids)
    found = list(
        lines.select_related("subject", "class_group")
        .prefetch_related("sets__edition_set")
        .order_by("class_group__grade", "class_group__letter", "subject__position", "group_name")
    )
    statuses = set_statuses({one.edition_set_id for line in found for one in line.sets.all()}, school_year)
    return [
        LineView(line, [(one.edition_set, statuses[one.edition_set_id]) for one in line.sets.all()])
        for line in found
    ]


def candidates(
    *, subject_id: int, grade: int, school_year: int, also: list[int], text: str = ""
) -> list[tuple[EditionSet, StatusOfSet]]:
    """Textbooks for a line: chosen ones, those of the subject and grade (usable first), those that a search finds."""
    fitting = EditionSet.objects.filter(
        subject_id=subject_id,
        grade_from__lte=grade,
        grade_to__gte=grade,
        is_provisional=False,
        replaced_by=None,
    )
    found: dict[int, EditionSet] = {item.pk: item for item in EditionSet.objects.filter(pk__in=also)}
    found |= {item.pk: item for item in search(text, limit=20).sets} if text.strip() else {}
    found |= {item.pk: item for item in fitting.order_by("line", "title")[:120]}
    statuses = set_statuses(found, school_year)
    order = {CURRENT: 0, NOT_LISTED: 3, EXPIRED: 4}
    chosen = set(also)
    return [
        (item, statuses[key])
        for key, item in sorted(
            found.items(), key=lambda pair: (pair[0] not in chosen, order.get(statuses[pair[0]].status, 1))
        )
    ]


def approval_of(school: School, school_year: int) -> PlanApproval | None:
    """The approval in force."""
    return PlanApproval.objects.filter(
        school=school, school_year=school_year, withdrawn_at__isnull=True
    ).first()


def plan_rows(school: School, school_year: int) -> list[dict[str, Any]]:
    """The plan as rows of a table, one per line and textbook: what the import reads back."""
    rows = []
    for view in line_views(school, school_year):
        line = view.line
        for item, status in view.sets:
            rows.append(
                {
                    "class_name": line.class_group.name,
                    "grade": line.class_group.grade,
                    "letter": line.class_group.letter,
                    "subject": line.subject.name,
                    "group": line.group_name,
                    "learners": line.learners,
                    "per": f"{line.get_per_display()} {line.count}" if line.count else line.get_per_display(),
                    "medium": line.get_medium_display(),
                    "licences": line.licences or None,
                    "title": item.title,
                    "authors": item.authors,
                    "publisher": item.publisher,
                    "list_code": status.row.code if status.row else "",
                    "term": f"{status.until:%d.%m.%Y}" if status.until else "",
                    "warning": warning_of(status),
                }
            )
    return rows


def describe(item: EditionSet) -> str:
    """A set in one line for choices."""
    grades = grades_text(item.grade_from, item.grade_to)
    return " · ".join(part for part in (item.title, item.authors, item.publisher, item.line, grades) if part)


def line_history(line: PlanLine) -> list[Event]:
    """Who changed the line, its textbooks and the reason of its shortage."""
    labels = {
        "class_group": _("Class"),
        "subject": _("Subject"),
        "group_name": _("Group"),
        "learners": _("Learners"),
        "per": _("Norm"),
        "count": _("Sets for the class"),
        "medium": _("Medium"),
        "licences": _("Licences of the electronic form"),
        "curriculum_part": _("Part of the curriculum"),
        "is_adapted": _("Adapted programme"),
    }
    reasons = {
        "reason": _("Reason"),
        "note": _("What is planned"),
        "closes_on": _("By"),
        "responsible": _("Responsible"),
    }
    textbook = pgettext_lazy("history", "Textbook")
    return history_of(
        [
            Part(PlanLine, line.pk, _("Line of the plan"), labels),
            Part(PlanLineSet, line.pk, textbook, {"edition_set": textbook}),
            Part(ShortageReason, line.pk, pgettext_lazy("history", "Shortage"), reasons),
        ]
    )

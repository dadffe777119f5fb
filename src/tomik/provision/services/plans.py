"""Use cases of the plan editor: a line, a whole parallel, last year's plan, a textbook line for all its grades."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from tomik.catalogue.public import EditionSet
from tomik.kernel import clock
from tomik.kernel.errors import NotVisible
from tomik.people.public import ClassGroup
from tomik.provision.errors import LineExists, NothingToCopy, PlanChanged
from tomik.provision.models import PlanApproval, PlanLine, PlanLineSet, ShortageReason
from tomik.provision.services.lines import (
    PLAIN_FIELDS,
    LineDraft,
    Written,
    drafts_of,
    lines_of,
    lock_plan,
    write_lines,
)
from tomik.provision.services.selection import select
from tomik.territory.public import School


def save_line(
    *, school: School, school_year: int, draft: LineDraft, uid: UUID | None = None, version: int = 0
) -> PlanLine:
    """Make a line, or change the one with `uid` that the person saw at `version`.

    Raises NotVisible (no such line or class of this school and year), PlanChanged, LineExists, PlanApproved, Busy.
    """
    with transaction.atomic(durable=True):
        lock_plan(school, school_year)
        _own_classes(school, school_year, [draft.class_id])
        clash = PlanLine.objects.filter(
            class_group_id=draft.class_id, subject_id=draft.subject_id, group_name=draft.group_name
        )
        if uid is None:
            if clash.exists():
                raise LineExists
            return write_lines(school, school_year, [draft], overwrite=False).created[0]
        line = line_at_version(school, school_year, uid, version)
        if clash.exclude(pk=line.pk).exists():
            raise LineExists
        return _rewrite(line, draft)


def line_at_version(school: School, school_year: int, uid: UUID, version: int) -> PlanLine:
    """The line as the person saw it, locked. Raises NotVisible, PlanChanged."""
    lines = PlanLine.objects.select_for_update(of=("self",))
    line = lines.filter(school=school, school_year=school_year, uid=uid).first()
    if line is None:
        raise NotVisible
    if line.version != version:
        raise PlanChanged
    return line


def _rewrite(line: PlanLine, draft: LineDraft) -> PlanLine:
    line.class_group_id, line.subject_id, line.group_name = draft.key
    for name in PLAIN_FIELDS:
        setattr(line, name, getattr(draft, name))
    line.version += 1
    line.save(update_fields=["class_group", "subject", "group_name", "version", *PLAIN_FIELDS])
    PlanLineSet.objects.filter(line=line).exclude(edition_set__in=draft.set_ids).delete()
    PlanLineSet.objects.bulk_create(
        [PlanLineSet(line=line, school_id=line.school_id, edition_set_id=key) for key in draft.set_ids],
        ignore_conflicts=True,
    )
    return line


def delete_line(*, school: School, school_year: int, uid: UUID, version: int) -> None:
    """Take a line out of the plan. Raises NotVisible, PlanChanged, PlanApproved, Busy."""
    with transaction.atomic(durable=True):
        lock_plan(school, school_year)
        line_at_version(school, school_year, uid, version).delete()


def fill_parallel(*, school: School, school_year: int, draft: LineDraft, overwrite: bool = False) -> Written:
    """Give every class of the draft's grade the same line. Lines that are there stay unless `overwrite`."""
    with transaction.atomic(durable=True):
        grade = _own_classes(school, school_year, [draft.class_id])[0].grade
        classes = ClassGroup.objects.filter(school=school, school_year=school_year, grade=grade)
        drafts = [draft.for_class(group.pk) for group in classes.order_by("letter")]
        return write_lines(school, school_year, drafts, overwrite=overwrite)


def copy_class(*, school: School, school_year: int, source_id: int, overwrite: bool = False) -> Written:
    """Give the other classes of the parallel the whole plan of one class (`learners` of groups stay its own)."""
    with transaction.atomic(durable=True):
        source = _own_classes(school, school_year, [source_id])[0]
        model = [draft for draft in drafts_of(lines_of(school, school_year)) if draft.class_id == source.pk]
        if not model:
            raise NothingToCopy
        others = ClassGroup.objects.filter(school=school, school_year=school_year, grade=source.grade)
        drafts = [
            draft.for_class(group.pk)
            for group in others.exclude(pk=source.pk).order_by("letter")
            for draft in model
        ]
        return write_lines(school, school_year, drafts, overwrite=overwrite)


def copy_year(*, school: School, source_year: int, target_year: int) -> Written:
    """Fill the classes of `target_year` from the classes of the same grade of `source_year`.

    A class takes the plan of the class with its letter, otherwise of the first class of the grade that has one.
    Lines that are there stay; numbers of learners are not copied, except of groups, where they are the only guess.
    Raises NothingToCopy, PlanApproved, Busy.
    """
    with transaction.atomic(durable=True):
        models = _plans_by_grade(school, source_year)
        targets = ClassGroup.objects.filter(school=school, school_year=target_year).order_by(
            "grade", "letter"
        )
        drafts = []
        for group in targets:
            plans = models.get(group.grade, {})
            model = plans.get(group.letter) or next(iter(plans.values()), [])
            drafts += [draft.for_class(group.pk) for draft in model]
        if not drafts:
            raise NothingToCopy
        return _write_beside(school, target_year, drafts, overwrite=False)


def _plans_by_grade(school: School, school_year: int) -> dict[int, dict[str, list[LineDraft]]]:
    classes = {
        group.pk: group
        for group in ClassGroup.objects.filter(school=school, school_year=school_year).order_by(
            "grade", "letter"
        )
    }
    by_class: dict[int, list[LineDraft]] = defaultdict(list)
    for draft in drafts_of(lines_of(school, school_year)):
        by_class[draft.class_id].append(draft)
    plans: dict[int, dict[str, list[LineDraft]]] = defaultdict(dict)
    for key, group in classes.items():
        if by_class[key]:
            plans[group.grade][group.letter] = by_class[key]
    return plans


def apply_textbook_line(
    *,
    school: School,
    school_year: int,
    textbook_line: str,
    subject_id: int | None = None,
    overwrite: bool = False,
) -> Written:
    """Give every class the textbooks of a line (УМК) that serve its grade, subject by subject.

    Every title of the line for a grade and subject is taken once (see `selection`): of interchangeable sets and of
    printings with one title the best, not the advanced level where a basic one exists, nothing whose term has ended.
    A class whose groups have lines for the subject keeps them.
    Raises NothingToCopy when no set of the line serves a class of the school.
    """
    with transaction.atomic(durable=True):
        sets = EditionSet.objects.filter(line=textbook_line, subject__isnull=False, grade_from__isnull=False)
        if subject_id is not None:
            sets = sets.filter(subject_id=subject_id)
        chosen = select(sets.order_by("subject_id", "grade_from", "pk"), school, school_year)
        classes = ClassGroup.objects.filter(school=school, school_year=school_year).order_by(
            "grade", "letter"
        )
        drafts = [draft for group in classes for draft in chosen.drafts_for(group)]
        if not drafts:
            raise NothingToCopy
        written = _write_beside(school, school_year, drafts, overwrite=overwrite)
        written.picked = list(chosen.picked)
        return written


def _write_beside(
    school: School, school_year: int, drafts: Sequence[LineDraft], *, overwrite: bool
) -> Written:
    """Write drafts, but not those of a class and subject that is divided otherwise (whole class, groups) already."""
    lock_plan(school, school_year)
    present: dict[tuple[int, int], set[str]] = defaultdict(set)
    for line in lines_of(school, school_year):
        present[line.class_group_id, line.subject_id].add(line.group_name)
    free = []
    occupied = {}
    for draft in drafts:
        groups = present.get((draft.class_id, draft.subject_id), set())
        is_there = draft.group_name in groups
        is_divided = bool(groups) and not is_there and ("" in groups or not draft.group_name)
        if is_divided or (is_there and not overwrite):
            occupied[draft.key] = draft
        if not is_divided:
            free.append(draft)
    written = write_lines(school, school_year, free, overwrite=overwrite)
    written.kept += len(drafts) - len(free)
    written.occupied = list(occupied.values())
    return written


def _own_classes(school: School, school_year: int, ids: Sequence[int]) -> list[ClassGroup]:
    found = list(ClassGroup.objects.filter(school=school, school_year=school_year, pk__in=ids))
    if len(found) < len(set(ids)):
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class ReasonDraft:
    """Why a line lacks textbooks, and what is planned."""

    reason: str
    note: str = ""
    closes_on: date | None = None
    responsible: str = ""


def write_reason(*, school: School, line_uid: UUID, draft: ReasonDraft | None) -> None:
    """Write, change or (None) take back the reason of a line's shortage. An approved plan does not hinder it."""
    with transaction.atomic(durable=True):
        line = PlanLine.objects.select_for_update(of=("self",)).filter(school=school, uid=line_uid).first()
        if line is None:
            raise NotVisible
        if draft is None:
            ShortageReason.objects.filter(line=line).delete()
            return
        ShortageReason.objects.update_or_create(
            line=line,
            defaults={
                "school": school,
                "reason": draft.reason,
                "note": draft.note,
                "closes_on": draft.closes_on,
                "responsible": draft.responsible,
            },
        )


def approve_plan(
    *, school: School, school_year: int, order_number: str, approved_on: date, user_id: int
) -> PlanApproval:
    """The head approves the year's plan: from now on its lines are not changed. Raises PlanApproved, NothingToCopy."""
    with transaction.atomic(durable=True):
        lock_plan(school, school_year)
        if not PlanLine.objects.filter(school=school, school_year=school_year).exists():
            raise NothingToCopy
        return PlanApproval.objects.create(
            school=school,
            school_year=school_year,
            order_number=order_number,
            approved_on=approved_on,
            approved_by=user_id,
        )


def reopen_plan(*, school: School, school_year: int) -> None:
    """Withdraw the approval; nothing happens when there is none."""
    with transaction.atomic(durable=True):
        PlanApproval.objects.filter(school=school, school_year=school_year, withdrawn_at__isnull=True).update(
            withdrawn_at=clock.now()
        )

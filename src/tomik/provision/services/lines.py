"""Writing plan lines, one or thousands, by one path: what is there is compared, only differences are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from django.db import transaction
from django.db.models import F

from tomik.kernel.locks import LockSpace, take
from tomik.provision.errors import PlanApproved
from tomik.provision.models import PlanApproval, PlanLine, PlanLineSet
from tomik.territory.public import School

PLAIN_FIELDS = ("is_adapted", "learners", "per", "count", "medium", "curriculum_part", "licences")
Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A plan line as a person or a file gives it."""

    class_id: int
    subject_id: int
    set_ids: tuple[int, ...]
    group_name: str = ""
    is_adapted: bool = False
    learners: int | None = None
    per: str = PlanLine.Per.PUPIL
    count: int | None = None
    medium: str = PlanLine.Medium.PRINTED
    curriculum_part: str = PlanLine.Part.COMPULSORY
    licences: int = 0

    @property
    def key(self) -> Key:
        """A class has one line for a subject and group."""
        return self.class_id, self.subject_id, self.group_name

    def for_class(self, class_id: int) -> LineDraft:
        """The same line for another class."""
        return replace(self, class_id=class_id)

    def as_plain(self) -> dict[str, Any]:
        """JSON values, for an undo token."""
        return asdict(self) | {"set_ids": list(self.set_ids)}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> LineDraft:
        """The draft back from `as_plain`."""
        known = {item.name for item in fields(cls)}
        values = {name: value for name, value in plain.items() if name in known}
        return cls(**values | {"set_ids": tuple(plain["set_ids"])})


@dataclass(slots=True)
class Written:
    """What was written: lines made, changed and found the same; `before` holds the changed lines as they were."""

    created: list[PlanLine] = field(default_factory=list)
    changed: list[PlanLine] = field(default_factory=list)
    same: int = 0
    kept: int = 0
    """Lines that were there and, without `overwrite`, were left as they were."""
    before: list[LineDraft] = field(default_factory=list)
    occupied: list[LineDraft] = field(default_factory=list)
    """What was wanted where the class had lines for the subject, which were left as they were."""
    picked: list[str] = field(default_factory=list)
    """Titles of a textbook line of which one textbook was taken among several."""

    @property
    def count(self) -> int:
        """Lines that the plan has gained or that became others."""
        return len(self.created) + len(self.changed)


def lock_plan(school: School, school_year: int) -> None:
    """Hold the school's plans until the transaction ends; refuse when the year's plan is approved."""
    take(LockSpace.PLAN, [school.pk])
    if PlanApproval.objects.filter(
        school=school, school_year=school_year, withdrawn_at__isnull=True
    ).exists():
        raise PlanApproved


def drafts_of(lines: Iterable[PlanLine]) -> list[LineDraft]:
    """Lines as drafts; give lines with their sets prefetched."""
    return [
        LineDraft(
            class_id=line.class_group_id,
            subject_id=line.subject_id,
            set_ids=tuple(sorted(item.edition_set_id for item in line.sets.all())),
            group_name=line.group_name,
            **{name: getattr(line, name) for name in PLAIN_FIELDS},
        )
        for line in lines
    ]


def lines_of(school: School, school_year: int) -> list[PlanLine]:
    """All lines of a plan with their sets."""
    found = PlanLine.objects.filter(school=school, school_year=school_year)
    return list(found.prefetch_related("sets").order_by("pk"))


def compare(
    school: School, school_year: int, drafts: Sequence[LineDraft], *, overwrite: bool
) -> tuple[list[LineDraft], list[tuple[PlanLine, LineDraft, LineDraft]], int, int]:
    """Sort drafts into new ones and (line, as it is, as wanted); count the same and the kept. Reads only."""
    lines = lines_of(school, school_year)
    present = {draft.key: (line, draft) for line, draft in zip(lines, drafts_of(lines), strict=True)}
    new: list[LineDraft] = []
    other: list[tuple[PlanLine, LineDraft, LineDraft]] = []
    same = kept = 0
    for draft in {draft.key: draft for draft in drafts}.values():
        wanted = replace(draft, set_ids=tuple(sorted(set(draft.set_ids))))
        if wanted.key not in present:
            new.append(wanted)
        elif present[wanted.key][1] == wanted:
            same += 1
        elif overwrite:
            other.append((*present[wanted.key], wanted))
        else:
            kept += 1
    return new, other, same, kept


def write_lines(school: School, school_year: int, drafts: Sequence[LineDraft], *, overwrite: bool) -> Written:
    """Write lines of one school and year inside the caller's transaction, a handful of statements for any number.

    Of two drafts with one key the later counts. Takes the school's plan lock; raises PlanApproved, Busy.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("plan lines are written inside a transaction")
    lock_plan(school, school_year)
    new, other, same, kept = compare(school, school_year, drafts, overwrite=overwrite)
    created = PlanLine.objects.bulk_create(
        PlanLine(
            school=school,
            school_year=school_year,
            class_group_id=draft.class_id,
            subject_id=draft.subject_id,
            group_name=draft.group_name,
            **{name: getattr(draft, name) for name in PLAIN_FIELDS},
        )
        for draft in new
    )
    changed = []
    for line, _, wanted in other:
        for name in PLAIN_FIELDS:
            setattr(line, name, getattr(wanted, name))
        changed.append(line)
    if changed:
        PlanLine.objects.bulk_update(changed, PLAIN_FIELDS)
        ids = [line.pk for line in changed]
        PlanLine.objects.filter(pk__in=ids).update(version=F("version") + 1)
        PlanLineSet.objects.filter(line__in=ids).delete()
    pairs = [*zip(created, new, strict=True), *((line, wanted) for line, _, wanted in other)]
    PlanLineSet.objects.bulk_create(
        PlanLineSet(line=line, school=school, edition_set_id=key)
        for line, draft in pairs
        for key in draft.set_ids
    )
    return Written(created, changed, same, kept, [before for _, before, _ in other])

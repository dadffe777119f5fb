"""Lists of a school: what lacks, what is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tomik.catalogue.public import EditionSet
from tomik.provision.queries.labels import Labels, labels_of
from tomik.provision.queries.school import SchoolProvision
from tomik.provision.queries.stock import sets_of_pools
from tomik.provision.rules import State
from tomik.territory.public import School


@dataclass(frozen=True, slots=True)
class LackRow:
    """One textbook that a class or group lacks."""

    grade: int
    letter: str
    class_name: str
    subject: str
    position: int
    group: str
    title: str
    authors: str
    publisher: str
    need: int
    covered: int
    lacks: int
    learners_without: int
    state: str
    reason: str
    plan: str
    closes_on: Any
    line_uid: Any
    pool: int


def lack_rows(provision: SchoolProvision, labels: Labels | None = None) -> list[LackRow]:
    """Rows that lack something (printed, or electronic where only that is used), in the order of classes."""
    short = [row for row in provision.demands if row.state in {State.SHORT, State.EXPIRED}]
    names = labels or labels_of(provision, short)
    rows = []
    for row in short:
        line, item, reason = names.lines[row.line_id], names.sets[row.set_id], names.reasons.get(row.line_id)
        rows.append(
            LackRow(
                grade=row.grade,
                letter=row.letter,
                class_name=line.class_group.name,
                subject=line.subject.name,
                position=line.subject.position,
                group=line.group_name,
                title=item.title,
                authors=item.authors,
                publisher=item.publisher,
                need=row.need + row.need_electronic,
                covered=row.covered + row.covered_electronic,
                lacks=row.need + row.need_electronic - row.covered - row.covered_electronic,
                learners_without=row.learners_without,
                state=str(row.state),
                reason=str(reason.get_reason_display()) if reason else "",
                plan=reason.note if reason else "",
                closes_on=reason.closes_on if reason else None,
                line_uid=line.uid,
                pool=row.pool,
            )
        )
    return sorted(rows, key=lambda row: (row.grade, row.letter, row.position, row.group, row.title))


@dataclass(frozen=True, slots=True)
class SurplusRow:
    """A textbook of which the school holds more usable sets than its plan needs."""

    title: str
    authors: str
    publisher: str
    subject: str
    grades: str
    available: int
    need: int
    surplus: int


def surplus_rows(provision: SchoolProvision, school: School) -> list[SurplusRow]:
    """Pools with sets beyond the need, greatest first."""
    pools = [pool for pool in provision.pools.values() if pool.surplus > 0]
    members = sets_of_pools(school.region_id, [pool.pool for pool in pools])
    first = {pool: ids[0] for pool, ids in members.items() if ids}
    sets = {
        item.pk: item for item in EditionSet.objects.filter(pk__in=first.values()).select_related("subject")
    }
    rows = []
    for pool in pools:
        item = sets.get(first.get(pool.pool, 0))
        if item is None:
            continue
        rows.append(
            SurplusRow(
                title=item.title,
                authors=item.authors,
                publisher=item.publisher,
                subject=item.subject.name if item.subject else "",
                grades=grades_text(item.grade_from, item.grade_to),
                available=pool.available,
                need=pool.need,
                surplus=pool.surplus,
            )
        )
    return sorted(rows, key=lambda row: (-row.surplus, row.title))


def grades_text(first: int | None, last: int | None) -> str:
    """«5», «7-9», «»."""
    if first is None:
        return ""
    return str(first) if last in (None, first) else f"{first}-{last}"

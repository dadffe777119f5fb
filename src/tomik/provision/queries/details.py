"""What stands behind a cell of the matrix: groups, textbooks by parts, lots, the entries that moved them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tomik.catalogue.public import EditionSet, StatusOfSet, set_statuses
from tomik.ledger.public import Account, Entry, Lot
from tomik.provision.models import PlanLine, ShortageReason
from tomik.provision.queries.labels import labels_of
from tomik.provision.queries.school import DemandRow, SchoolProvision, total_of
from tomik.provision.queries.stock import Holding, Movement, holdings, movements, sets_of_pools
from tomik.provision.rules import Pool, Totals
from tomik.territory.public import School

LOTS_WITH_ENTRIES = 200


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A group of learners and one textbook that it needs."""

    row: DemandRow
    line: PlanLine
    title: str
    reason: ShortageReason | None


@dataclass(frozen=True, slots=True)
class PartRow:
    """Copies of one part by place."""

    part: int
    usable: int
    borrowed: int
    unfit: int
    lent: int
    in_transit: int


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot and where its copies are."""

    lot_id: int
    part: int
    title: str
    edition_uid: UUID
    year: int | None
    price_kopecks: int
    received_on: Any
    is_borrowed: bool
    condition: str
    places: list[tuple[str, int]]
    copies: int


@dataclass
class SetBlock:
    """One set of a pool with its parts and lots."""

    item: EditionSet
    status: StatusOfSet
    parts: list[PartRow]
    lots: list[LotRow]


@dataclass
class PoolBlock:
    """A pool: interchangeable sets counted together."""

    pool: Pool
    sets: list[SetBlock] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """A movement in words."""

    movement: Movement
    kind: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class CellDetails:
    """Everything behind a cell."""

    title: str
    totals: Totals
    groups: list[GroupRow]
    pools: list[PoolBlock]
    entries: list[EntryRow]


def cell_details(
    school: School,
    provision: SchoolProvision,
    *,
    subject_id: int | None,
    grade: int | None = None,
    class_id: int | None = None,
) -> CellDetails | None:
    """The details of subject × grade or subject × class; None when the plan has no such cell."""
    rows = [
        row
        for row in provision.demands
        if row.subject_id == subject_id
        and (row.class_id == class_id if class_id is not None else row.grade == grade)
    ]
    if not rows:
        return None
    names = labels_of(provision, rows)
    groups = [
        GroupRow(row, names.lines[row.line_id], names.sets[row.set_id].title, names.reasons.get(row.line_id))
        for row in rows
    ]
    pool_ids = sorted({row.pool for row in rows})
    members = sets_of_pools(school.region_id, pool_ids)
    held = holdings(school, [key for ids in members.values() for key in ids])
    first = groups[0].line
    whose = first.class_group.name if class_id is not None else str(grade)
    lots = sorted({item.lot_id for item in held})[:LOTS_WITH_ENTRIES]
    return CellDetails(
        title=f"{first.subject.name}, {whose}",
        totals=total_of(rows),
        groups=groups,
        pools=_pools(provision, members, held, used={row.set_id for row in rows}),
        entries=[_entry_row(item) for item in movements(school, lots)],
    )


def _pools(
    provision: SchoolProvision, members: dict[int, list[int]], held: list[Holding], *, used: set[int]
) -> list[PoolBlock]:
    """Sets of each pool that the plan names or the school holds."""
    by_set: dict[int, list[Holding]] = defaultdict(list)
    for item in held:
        by_set[item.set_id].append(item)
    shown = {key for ids in members.values() for key in ids if key in used or key in by_set}
    sets = {item.pk: item for item in EditionSet.objects.filter(pk__in=shown)}
    statuses = set_statuses(shown, provision.school_year)
    blocks = []
    for pool_id, ids in members.items():
        block = PoolBlock(provision.pools[pool_id])
        for key in ids:
            if key in sets:
                block.sets.append(
                    SetBlock(sets[key], statuses[key], _parts(sets[key], by_set[key]), _lots(by_set[key]))
                )
        blocks.append(block)
    return blocks


def _parts(item: EditionSet, held: list[Holding]) -> list[PartRow]:
    rows = []
    for number in range(1, item.parts + 1):
        own = [one for one in held if one.part == number]
        rows.append(
            PartRow(
                part=number,
                usable=sum(one.copies for one in own if one.is_usable),
                borrowed=sum(one.copies for one in own if one.is_usable and one.is_borrowed),
                unfit=sum(one.copies for one in own if not one.is_usable and one.kind not in _AWAY),
                lent=sum(one.copies for one in own if one.kind == Account.Kind.LENT),
                in_transit=sum(one.copies for one in own if one.kind == Account.Kind.IN_TRANSIT),
            )
        )
    return rows


_AWAY = {Account.Kind.LENT, Account.Kind.IN_TRANSIT}


def _lots(held: list[Holding]) -> list[LotRow]:
    by_lot: dict[int, list[Holding]] = defaultdict(list)
    for item in held:
        by_lot[item.lot_id].append(item)
    return [
        LotRow(
            lot_id=lot_id,
            part=items[0].part,
            title=items[0].edition_title,
            edition_uid=items[0].edition_uid,
            year=items[0].year,
            price_kopecks=items[0].price_kopecks,
            received_on=items[0].received_on,
            is_borrowed=items[0].is_borrowed,
            condition=str(Lot.Condition(items[0].condition).label),
            places=[(str(Account.Kind(item.kind).label), item.copies) for item in items],
            copies=sum(item.copies for item in items),
        )
        for lot_id, items in by_lot.items()
    ]


def _entry_row(item: Movement) -> EntryRow:
    return EntryRow(
        movement=item,
        kind=str(Entry.Kind(item.kind).label),
        source=str(Account.Kind(item.from_kind).label),
        target=str(Account.Kind(item.to_kind).label),
    )

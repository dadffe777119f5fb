"""Put a school of `rules` into the database, copy by copy, so that SQL can be held to the rules."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tomik.catalogue.public import Edition, EditionSet, Equivalence, EquivalenceMember, SetStatus, Subject
from tomik.kernel import scope
from tomik.kernel.ids import uuid7
from tomik.ledger.public import Account, Entry, Lot, Transfer
from tomik.people.public import ClassGroup, Enrolment, Pupil
from tomik.provision import rules
from tomik.provision.models import PlanLine, PlanLineSet, SubjectNorm
from tomik.territory.public import Building, Municipality, Region, School, system_scope

YEAR = 2026
_numbers = itertools.count(1)


@dataclass
class World:
    """One region with one school; remembers what the rules' numbers became in the database."""

    region: Region
    municipality: Municipality
    school: School
    building: Building
    neighbour: School
    classes: dict[int, ClassGroup] = field(default_factory=dict)
    sets: dict[int, EditionSet] = field(default_factory=dict)
    pools: dict[int, int] = field(default_factory=dict)
    lines: dict[int, PlanLine] = field(default_factory=dict)
    editions: dict[tuple[int, int], Edition] = field(default_factory=dict)
    waiting: list[tuple[Lot, str, int]] = field(default_factory=list)


@contextmanager
def new_world() -> Iterator[World]:
    """A fresh region with a school, and the scope of everything in it."""
    number = next(_numbers)
    region = Region.objects.create(code=f"p{number}", name=f"Область {number}")
    municipality = Municipality.objects.create(region=region, name="Район", kind="district", centre="Село")
    school = new_school(municipality, "Школа")
    world = World(region, municipality, school, school.buildings.get(), new_school(municipality, "Соседняя"))
    with scope.acting(system_scope([region.pk])):
        yield world


def new_school(municipality: Municipality, name: str) -> School:
    """A school with its main building."""
    school = School.objects.create(
        region=municipality.region,
        municipality=municipality,
        short_name=name,
        full_name=name,
        name_key=name.lower(),
    )
    Building.objects.create(school=school, name="Главное", is_main=True)
    return school


def fill(world: World, school: rules.School, place: Callable[[World, rules.Stock], None]) -> None:
    """Write classes, sets, plan and norms; `place` puts each stock where the caller wants it."""
    for group in school.classes:
        add_class(world, group)
    add_sets(world, school.sets)
    for stock in school.stock:
        place(world, stock)
    post(world)
    for line in sorted(school.lines, key=lambda line: line.id):
        add_line(world, line)


def add_class(world: World, group: rules.ClassGroup) -> None:
    """A class whose pupils are on its list."""
    made = ClassGroup.objects.create(
        school=world.school, school_year=YEAR, grade=group.grade, letter=group.name, pupils_forecast=99
    )
    world.classes[group.id] = made
    pupils = [
        Pupil(
            school=world.school,
            reader_number=next(_numbers),
            full_name=f"Ученик {made.name} {i}",
            name_key=f"ученик {made.name.lower()} {i}",
        )
        for i in range(group.pupils)
    ]
    Pupil.objects.bulk_create(pupils)
    Enrolment.objects.bulk_create(
        Enrolment(school=world.school, pupil=pupil, class_group=made, since=date(YEAR, 9, 1))
        for pupil in pupils
    )
    if not pupils:
        ClassGroup.objects.filter(pk=made.pk).update(pupils_forecast=None)


def add_sets(world: World, sets: Iterable[rules.TextbookSet]) -> None:
    """Every set twice: one that may be used and, for expired copies, its twin whose term has ended."""
    by_pool: dict[int, list[EditionSet]] = {}
    for item in sets:
        for is_expired in (False, True):
            made = EditionSet.objects.create(title=f"Учебник {item.id}", parts=item.parts)
            by_pool.setdefault(item.pool, []).append(made)
            world.sets[-item.id if is_expired else item.id] = made
            for part in range(1, item.parts + 1):
                edition = Edition.objects.create(
                    edition_set=made, part=part, title=f"Учебник {item.id} ч. {part}"
                )
                world.editions[-item.id if is_expired else item.id, part] = edition
            if is_expired:
                add_status(made, "expired")
    for pool, members in by_pool.items():
        equivalence = Equivalence.objects.create(region=world.region)
        world.pools[pool] = equivalence.pk
        EquivalenceMember.objects.bulk_create(
            EquivalenceMember(region=world.region, equivalence=equivalence, edition_set=made)
            for made in members
        )


def add_status(made: EditionSet, status: str) -> None:
    """What the federal list says of a set in the year."""
    from tomik.catalogue.public import FederalList, FederalListRow  # noqa: PLC0415 - only here

    snapshot, _ = FederalList.objects.get_or_create(
        order_number="1", dated=date(2025, 1, 1), file_name="x", file_sha256="0" * 64
    )
    row = FederalListRow.objects.create(
        federal_list=snapshot,
        row_no=next(_numbers),
        appendix="1",
        title=made.title,
        expert_until=date(2030, 1, 1),
    )
    SetStatus.objects.create(edition_set=made, school_year=YEAR, status=status, row=row)


def add_line(world: World, line: rules.Line) -> None:
    """A plan line; the norm of the electronic form belongs to subject and stage, so the subject carries it."""
    group = world.classes[line.class_id]
    subject = subject_of(line.subject, electronic_allowed=line.electronic_allowed)
    made = PlanLine.objects.create(
        school=world.school,
        school_year=YEAR,
        class_group=group,
        subject=subject,
        group_name=f"гр. {line.id}",
        learners=line.learners,
        per=line.per,
        count=line.class_set if line.per is rules.Per.CLASS_SET else None,
        medium="electronic" if line.is_electronic else "printed",
        licences=line.licences,
    )
    world.lines[line.id] = made
    PlanLineSet.objects.bulk_create(
        PlanLineSet(line=made, school=world.school, edition_set=world.sets[key]) for key in line.sets
    )


def subject_of(name: str, *, electronic_allowed: bool) -> Subject:
    """A subject with a norm of its own at every stage."""
    subject, _made = Subject.objects.get_or_create(name=name, defaults={"code": f"s{next(_numbers)}"})
    SubjectNorm.objects.filter(subject=subject).delete()
    SubjectNorm.objects.bulk_create(
        SubjectNorm(subject=subject, stage=stage, medium="any" if electronic_allowed else "printed")
        for stage in SubjectNorm.Stage
    )
    return subject


def put(
    world: World,
    edition: Edition,
    copies: int,
    *,
    kind: str = "fund",
    is_borrowed: bool = False,
    condition: str = "good",
) -> None:
    """So many copies of a new lot into an account of the kind, once `post` is called."""
    if copies == 0:
        return
    lot = Lot.objects.create(
        school=world.school,
        edition=edition,
        price_kopecks=50_000,
        received_on=date(YEAR, 8, 20),
        is_borrowed=is_borrowed,
        condition=condition,
        receipt_uid=uuid7(),
    )
    world.waiting.append((lot, kind, copies))


def account_of(world: World, kind: str) -> Account:
    """The school's account of a kind, with a holder of the school itself."""
    holders: dict[str, dict[str, Any]] = {
        "fund": {"building": world.building},
        "class_group": {"class_group": next(iter(world.classes.values()), None)},
        "reader": {"pupil": Pupil.objects.filter(school=world.school).first()},
        "staff": {"staff_id": 1},
        "lent": {"peer_school": world.neighbour},
        "in_transit": {"peer_school": world.neighbour},
    }
    found, _ = Account.objects.get_or_create(
        school=world.school, kind=kind, may_go_negative=kind in Account.OUTER_KINDS, **holders.get(kind, {})
    )
    return found


def post(world: World) -> None:
    """Post what waits: everything enters the fund by one opening entry, then goes where it belongs by another."""
    if not world.waiting:
        return
    opening, fund = account_of(world, "opening"), account_of(world, "fund")
    _post_entry(world, "opening", [(lot, opening, fund, copies) for lot, _, copies in world.waiting])
    onward = [(lot, fund, account_of(world, kind), n) for lot, kind, n in world.waiting if kind != "fund"]
    if onward:
        _post_entry(world, "move", onward)
    world.waiting.clear()


def _post_entry(world: World, kind: str, lines: list[tuple[Lot, Account, Account, int]]) -> None:
    day = date(YEAR, 8, 25)
    entry = Entry.objects.create(
        school=world.school,
        kind=kind,
        occurred_on=day,
        fingerprint=b"0" * 32,
        lines=len(lines),
        copies=sum(copies for *_, copies in lines),
    )
    Transfer.objects.bulk_create(
        Transfer(
            entry=entry,
            line_no=number,
            school=world.school,
            lot=lot,
            from_account=source,
            to_account=target,
            copies=copies,
            occurred_on=day,
        )
        for number, (lot, source, target, copies) in enumerate(lines, start=1)
    )


def put_stock(world: World, stock: rules.Stock) -> None:
    """Own and borrowed copies of the usable set, expired ones of its twin, spread over usable accounts."""
    put(world, world.editions[stock.set_id, stock.part], stock.own // 2)
    kind = "reader" if Pupil.objects.filter(school=world.school).exists() else "staff"
    put(world, world.editions[stock.set_id, stock.part], stock.own - stock.own // 2, kind=kind)
    put(world, world.editions[stock.set_id, stock.part], stock.borrowed, is_borrowed=True, kind="exchange")
    put(world, world.editions[-stock.set_id, stock.part], stock.expired)

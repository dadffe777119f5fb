"""The librarian's tables against the real database: every copy is posted where the table puts it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.scenarios import reading
from tomik.catalogue.public import Edition, EditionSet, Equivalence, EquivalenceMember
from tomik.provision import rules
from tomik.provision.queries.school import SchoolProvision, school_provision
from tomik.provision.tests import world as worlds

KINDS = {
    "фонд": "fund",
    "класс": "class_group",
    "читатель": "reader",
    "учитель": "staff",
    "обменный фонд": "exchange",
    "непригодно": "unfit",
    "в пути": "in_transit",
    "передано": "lent",
    "утрачено": "lost",
    "списано": "written_off",
}


def build(world: worlds.World, scenario: reading.Scenario) -> None:
    school = reading.school_of(scenario)
    for group in school.classes:
        worlds.add_class(world, group)
    numbers = reading.sets_of(scenario)
    members: dict[int, list[EditionSet]] = {}
    for row in scenario.rows("УЧЕБНИКИ"):
        item = numbers[row["учебник"]]
        made = EditionSet.objects.create(title=row["учебник"], parts=item.parts)
        world.sets[item.id] = made
        members.setdefault(item.pool, []).append(made)
        for part in range(1, item.parts + 1):
            edition = Edition.objects.create(edition_set=made, part=part, title=f"{made.title} {part}")
            world.editions[item.id, part] = edition
        worlds.add_status(made, "expired" if row["срок"] == "истёк" else "current")
    for pool, made_sets in members.items():
        if len(made_sets) == 1:  # a set alone needs no equivalence
            world.pools[pool] = -made_sets[0].pk
            continue
        equivalence = Equivalence.objects.create(region=world.region)
        world.pools[pool] = equivalence.pk
        for made in made_sets:
            EquivalenceMember.objects.create(region=world.region, equivalence=equivalence, edition_set=made)
    for row in scenario.rows("ФОНД"):
        edition = world.editions[numbers[row["учебник"]].id, int(row["часть"])]
        worlds.put(world, edition, int(row["свои"]), kind=KINDS[row["где"]])
        worlds.put(world, edition, int(row["чужие"]), kind=KINDS[row["где"]], is_borrowed=True)
    worlds.post(world)
    for line in school.lines:
        worlds.add_line(world, line)


def as_rules(world: worlds.World, got: SchoolProvision) -> rules.Provision:
    """The database's answer with the scenario's numbers."""
    lines = {made.pk: key for key, made in world.lines.items()}
    sets = {made.pk: key for key, made in world.sets.items()}
    pools = {made: key for key, made in world.pools.items()}
    return rules.Provision(
        demands=tuple(
            rules.Demand(
                lines[row.line_id],
                sets[row.set_id],
                pools[row.pool],
                row.need,
                row.covered,
                row.need_electronic,
                row.covered_electronic,
                row.learners_without,
                row.state,
            )
            for row in got.demands
        ),
        pools=tuple(
            rules.Pool(pools[key], pool.need, pool.available, pool.available_own, pool.available_with_expired)
            for key, pool in got.pools.items()
        ),
        classes=tuple(rules.ClassResult(r.id, r.pupils, r.full, r.is_planned) for r in got.classes),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", reading.FILES, ids=lambda path: path.stem)
def test_the_database_agrees_with_the_scenario(path: Path) -> None:
    scenario = reading.read(path)
    with worlds.new_world() as world:
        build(world, scenario)
        reading.check(scenario, as_rules(world, school_provision(world.school, worlds.YEAR)))


def test_every_place_of_the_scenarios_is_known() -> None:
    assert set(KINDS) == reading.USABLE_PLACES | reading.OTHER_PLACES

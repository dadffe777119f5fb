"""The set-based query gives exactly what the pure rules give."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings

from tomik.catalogue.public import Subject, ensure_subjects
from tomik.provision import rules
from tomik.provision.models import SubjectNorm
from tomik.provision.queries.school import school_provision
from tomik.provision.services.norms import ensure_norms
from tomik.provision.tests import world as worlds
from tomik.provision.tests.strategies import schools

pytestmark = pytest.mark.django_db


class _Undo(Exception):
    pass


def fit_to_norms(school: rules.School) -> rules.School:
    """In the database the norm belongs to the subject: all lines of a subject share it; classes are unique."""
    allowed = {line.subject: line.electronic_allowed for line in school.lines}
    lines = tuple(replace(line, electronic_allowed=allowed[line.subject]) for line in school.lines)
    return replace(school, lines=lines)


def with_twins(school: rules.School) -> rules.School:
    """Expired copies lie in a set of their own, as in life: same pool, same parts, number below zero."""
    twins = tuple(rules.TextbookSet(-item.id, item.pool, item.parts) for item in school.sets)
    stock = tuple(replace(item, expired=0) for item in school.stock)
    stock += tuple(rules.Stock(-item.set_id, item.part, expired=item.expired) for item in school.stock)
    return replace(school, sets=school.sets + twins, stock=stock)


def compare(world: worlds.World, school: rules.School) -> None:
    expected = rules.provide(school)
    got = school_provision(world.school, worlds.YEAR)
    lines = {made.pk: key for key, made in world.lines.items()}
    sets = {made.pk: key for key, made in world.sets.items()}
    pools = {made: key for key, made in world.pools.items()}
    classes = {made.pk: key for key, made in world.classes.items()}
    demands = {
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
    }
    assert demands == set(expected.demands)
    assert [(lines[r.line_id], sets[r.set_id]) for r in got.demands] == [
        (d.line, d.set_id) for d in expected.demands
    ]
    results = [rules.ClassResult(classes[r.id], r.pupils, r.full, r.is_planned) for r in got.classes]
    assert sorted(results, key=lambda r: r.class_id) == sorted(expected.classes, key=lambda r: r.class_id)
    seen = {replace(pool, pool=pools[key]) for key, pool in got.pools.items()}
    empty = {pool for pool in expected.pools if pool.available_with_expired == pool.need == 0}
    assert seen - empty == set(expected.pools) - empty
    assert got.totals == expected.totals
    assert (got.pupils, got.pupils_full, got.surplus) == (
        expected.pupils,
        expected.pupils_full,
        expected.surplus,
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(schools())
def test_sql_agrees_with_the_rules_on_random_schools(db: None, school: rules.School) -> None:
    school = fit_to_norms(school)
    try:
        with transaction.atomic(), worlds.new_world() as world:
            worlds.fill(world, school, worlds.put_stock)
            compare(world, with_twins(school))
            raise _Undo
    except _Undo:
        pass


def test_norms_say_where_only_print_will_do(db: None) -> None:
    ensure_subjects()
    made = ensure_norms()
    assert made == SubjectNorm.objects.count() == 3 * Subject.objects.count()
    assert ensure_norms() == 0
    printed = SubjectNorm.objects.filter(medium="printed").values_list("subject__code", "stage")
    assert ("mathematics", "primary") in printed
    assert ("music", "basic") not in printed

"""Properties of the provision rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomik.provision import rules
from tomik.provision.rules import Per
from tomik.provision.tests.strategies import schools

needs = st.lists(st.integers(0, 200), max_size=12)


@given(st.integers(0, 3000), needs)
def test_sharing_gives_out_all_that_is_needed_and_there(available: int, asked: list[int]) -> None:
    shares = rules.share_out(available, asked)
    assert sum(shares) == min(available, sum(asked))
    assert all(0 <= share <= need for share, need in zip(shares, asked, strict=True))


@given(st.integers(0, 3000), needs)
def test_sharing_is_proportional_within_one_set(available: int, asked: list[int]) -> None:
    total = sum(asked)
    for share, need in zip(rules.share_out(available, asked), asked, strict=True):
        if available < total:
            assert abs(share * total - available * need) < total


@given(st.integers(0, 3000), needs.filter(lambda values: len(set(values)) == len(values)), st.randoms())
def test_sharing_follows_the_need_and_not_its_place(available: int, asked: list[int], random: Random) -> None:
    total = sum(asked)
    fractions = [available * need % total for need in asked] if total else []
    if len(set(fractions)) < len(fractions):
        return  # equal remainders are settled by the caller's order, which is tested elsewhere
    mixed = asked[:]
    random.shuffle(mixed)
    before = dict(zip(asked, rules.share_out(available, asked), strict=True))
    assert dict(zip(mixed, rules.share_out(available, mixed), strict=True)) == before


@given(schools())
def test_nothing_is_covered_twice_and_nothing_above_the_need(school: rules.School) -> None:
    result = rules.provide(school)
    by_pool: dict[int, list[rules.Demand]] = defaultdict(list)
    for demand in result.demands:
        assert 0 <= demand.covered <= demand.need
        gap = demand.need - demand.covered + demand.need_electronic
        assert 0 <= demand.covered_electronic <= gap
        assert demand.need == 0 or demand.need_electronic == 0
        by_pool[demand.pool].append(demand)
    for pool in result.pools:
        demands = by_pool[pool.pool]
        assert sum(d.need for d in demands) == pool.need
        assert sum(d.covered for d in demands) == pool.covered == min(pool.available, pool.need)
        assert pool.covered + pool.surplus == pool.available
        assert pool.available_own <= pool.available <= pool.available_with_expired
    assert (result.totals.per_mille or 0) <= 1000


@given(schools())
def test_electronic_form_counts_only_where_the_norm_allows(school: rules.School) -> None:
    lines = {line.id: line for line in school.lines}
    for demand in rules.provide(school).demands:
        line = lines[demand.line]
        if not line.electronic_allowed:
            assert (demand.need_electronic, demand.covered_electronic) == (0, 0)
        assert demand.covered_electronic <= line.licences


@given(schools())
def test_hundred_percent_means_that_nothing_lacks(school: rules.School) -> None:
    totals = rules.provide(school).totals
    assert (totals.per_mille == 1000) == (totals.need > 0 and totals.short == 0)


@given(schools(), st.randoms())
def test_order_of_the_input_changes_nothing(school: rules.School, random: Random) -> None:
    def mix(items: tuple[object, ...]) -> tuple[object, ...]:
        return tuple(random.sample(items, len(items)))

    mixed = replace(
        school,
        classes=mix(school.classes),
        sets=mix(school.sets),
        stock=mix(school.stock),
        lines=mix(school.lines),
    )
    assert rules.provide(mixed) == rules.provide(school)


@given(schools())
def test_full_sets_stay_within_the_class(school: rules.School) -> None:
    result = rules.provide(school)
    lines = {line.id: line for line in school.lines}
    lacking = {lines[d.line].class_id for d in result.demands if d.learners_without}
    for item in result.classes:
        assert 0 <= item.full <= item.pupils
        if item.planned and item.class_id not in lacking:
            assert item.full == item.pupils
        if not item.planned:
            assert item.full == 0


@given(schools(), st.integers(1, 9))
def test_more_copies_never_cover_less(school: rules.School, more: int) -> None:
    before = rules.provide(school)
    richer = replace(school, stock=tuple(replace(s, own=s.own + more) for s in school.stock))
    after = rules.provide(richer)
    assert after.totals.covered >= before.totals.covered
    assert all(a.available >= b.available for a, b in zip(after.pools, before.pools, strict=True))


@pytest.mark.parametrize(
    ("learners", "per", "class_set", "need"),
    [
        (25, Per.PUPIL, 0, 25),
        (25, Per.TWO, 0, 13),
        (24, Per.TWO, 0, 12),
        (1, Per.TWO, 0, 1),
        (25, Per.CLASS_SET, 15, 15),
        (0, Per.CLASS_SET, 15, 0),
        (0, Per.PUPIL, 0, 0),
    ],
)
def test_need(learners: int, per: Per, class_set: int, need: int) -> None:
    assert rules.need_of(learners, per, class_set) == need


@pytest.mark.parametrize(
    ("learners", "need", "covered", "per", "without"),
    [
        (25, 25, 20, Per.PUPIL, 5),
        (25, 13, 12, Per.TWO, 1),
        (25, 13, 11, Per.TWO, 3),
        (25, 13, 13, Per.TWO, 0),
        (25, 15, 12, Per.CLASS_SET, 5),
        (25, 15, 0, Per.CLASS_SET, 25),
        (0, 0, 0, Per.PUPIL, 0),
    ],
)
def test_learners_without(learners: int, need: int, covered: int, per: Per, without: int) -> None:
    assert rules.learners_without(learners, need, covered, per) == without


def test_percent_is_rounded_down() -> None:
    assert rules.per_mille(1999, 2000) == 999
    assert rules.per_mille(2000, 2000) == 1000
    assert rules.per_mille(0, 0) is None


def test_worst_state() -> None:
    assert rules.worst([]) is rules.State.EMPTY
    assert rules.worst([rules.State.LOANED, rules.State.FULL]) is rules.State.LOANED
    assert rules.worst([rules.State.EXPIRED, rules.State.SHORT]) is rules.State.SHORT

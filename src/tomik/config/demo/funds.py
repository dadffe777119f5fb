"""Funds with the shapes of life: what lies on the shelves of an invented school, and why. No database."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

from tomik.config.demo.chance import apportion, dice
from tomik.config.demo.facts import THIS_YEAR
from tomik.config.demo.plans import DemoLine
from tomik.config.demo.pupils import DemoClass
from tomik.config.demo.schools import DemoSchool
from tomik.config.demo.write_catalogue import DemoSet, Shelf

WORSE_PLACES: Final = {
    "kargasoksky": 2.4,
    "alexandrovsky": 2.2,
    "teguldetsky": 2.0,
    "verkhneketsky": 1.7,
    "tomsky": 1.5,
}
"""Municipalities where books are short more often: far away, or growing fast."""
BETTER_PLACES: Final = {"seversk": 0.4, "strezhevoy": 0.5, "parabelsky": 0.5, "zyryansky": 0.6}
FORMER: Final = (("history", "old-prosv", 0.82), ("social-studies", "bogolyubov", 0.8), ("russian", "sr-old", 0.45),
                 ("reading", "sr-old", 0.4), ("history", "old-rs", 0.15), ("second-foreign", "de-horizonte", 0.1),
                 ("russian", "xxi", 0.08), ("reading", "xxi", 0.08), ("mathematics", "xxi", 0.08),
                 ("world", "xxi", 0.06), ("biology", "ponomareva", 0.14), ("russian", "razumovskaya", 0.1))  # fmt: skip
"""Lines that schools have left behind, and how often their books still stand on the shelves."""
PRICE_BY_YEAR: Final = {2018: 0.46, 2019: 0.5, 2020: 0.55, 2021: 0.62, 2022: 0.72, 2023: 0.82, 2024: 0.89, 2025: 0.95,
                        2026: 1.0}  # fmt: skip
NEW, GOOD, WORN = "new", "good", "worn"


@dataclass(slots=True)
class DemoLot:
    """Copies of one edition that came together: so many in each building, so many past use."""

    edition: int
    year: int
    price_kopecks: int
    condition: str
    by_building: list[int]
    past_use: int = 0
    """Copies that were taken off the shelves in June; they come on top of `by_building`."""
    source: str = "regional"
    is_borrowed: bool = False
    id: int = 0

    @property
    def is_receipt(self) -> bool:
        """Whether the lot came this summer, after the opening balance."""
        return self.year == THIS_YEAR


@dataclass(slots=True)
class DemoFund:
    """The whole fund of a school; `piles` says which lots serve a part of a set, by building."""

    school: DemoSchool
    lots: list[DemoLot] = field(default_factory=list)
    piles: dict[tuple[int, int], list[DemoLot]] = field(default_factory=dict)
    """(set, part) → lots."""
    short_sets: dict[int, str] = field(default_factory=dict)
    """Set → reason, for sets of which fewer lie there than are needed."""


@dataclass(frozen=True, slots=True)
class _Luck:
    """How well a school is provided: the greater, the more is short."""

    shortage: float
    surplus: float


def stock_school(
    school: DemoSchool, classes: list[DemoClass], lines: list[DemoLine], *, shelf: Shelf, seed: int
) -> DemoFund:
    """Invent the fund that a school with these plans has."""
    rng = dice(seed, "fund", school.index)
    fund = DemoFund(school)
    luck = _luck(school, rng)
    needs = _needs(lines, len(school.buildings))
    for key in sorted(needs):
        one = shelf.sets[key]
        _stock_needed(fund, one, needs[key], luck=luck, rng=rng)
    _stock_former(fund, classes, needs, shelf=shelf, rng=rng)
    return fund


def _luck(school: DemoSchool, rng: random.Random) -> _Luck:
    story = school.story.key if school.story else ""
    if story == "growth":
        return _Luck(2.3, 0.5)
    if story == "village":
        return _Luck(0.6, 3.2)
    place = WORSE_PLACES.get(school.place.key, BETTER_PLACES.get(school.place.key, 1.0))
    return _Luck(place * rng.choice((0.25, 0.5, 0.8, 1.0, 1.3, 2.1)), rng.choice((0.6, 1.0, 1.4)))


def _needs(lines: list[DemoLine], buildings: int) -> dict[str, list[int]]:
    needs: dict[str, list[int]] = {}
    for line in lines:
        for one in line.sets:
            needs.setdefault(one.book.key, [0] * buildings)[line.one.building] += line.need
    return {key: by_building for key, by_building in needs.items() if sum(by_building)}


def _stock_needed(fund: DemoFund, one: DemoSet, need: list[int], *, luck: _Luck, rng: random.Random) -> None:
    total = sum(need)
    target, reason = _target(fund.school, one, total, luck=luck, rng=rng)
    borrowed = 0
    if target < total and rng.random() < 0.05:
        borrowed = total - target
    older = 0
    if one.pool_mates and rng.random() < 0.4:
        older = round(target * rng.uniform(0.2, 0.6))
        _put(fund, one.pool_mates[0], older, need, rng=rng)
    elif one.unconfirmed and rng.random() < 0.07:
        older = round(target * rng.uniform(0.08, 0.3))
        _put(fund, one.unconfirmed[0], older, need, rng=rng)
        reason = "line_changed"
    missing = 0
    if one.book.parts > 1 and rng.random() < 0.018 * luck.shortage:
        missing = max(1, round((target - older) * rng.uniform(0.03, 0.25)))
        reason = "loss"
    _put(fund, one, target - older, need, rng=rng, missing_last=missing, borrowed=borrowed)
    if target - missing < total:
        fund.short_sets[one.id] = reason or "other"


def _target(
    school: DemoSchool, one: DemoSet, total: int, *, luck: _Luck, rng: random.Random
) -> tuple[int, str]:
    """Complete sets that the school has of a needed textbook, and why it lacks some."""
    story = school.story.key if school.story else ""
    chance = rng.random()
    if story == "growth" and one.book.grade_to <= 3 and chance < 0.8:
        return max(total - rng.randint(9, 22), 1), "growth"
    if story == "switch" and one.book.variant in {"sr", "rybchenkova", "merzlyak"} and chance < 0.75:
        return round(total * rng.uniform(0.72, 0.97)), "line_changed"
    if one.book.is_unified and chance < 0.07 * luck.shortage:
        return round(total * rng.uniform(0.55, 0.94)), "other"
    if chance < 0.018 * luck.shortage:
        return round(total * rng.uniform(0.35, 0.8)), "line_changed"
    if chance < 0.085 * luck.shortage:
        return total - max(1, round(total * rng.uniform(0.01, 0.13))), rng.choice(
            ("growth", "growth", "loss", "defect")
        )
    if chance > 1 - 0.12 * luck.surplus:
        return round(total * rng.uniform(1.12, 1.2 + 0.5 * luck.surplus)) + 1, ""
    return total + rng.choice((0, 0, 0, 1, 2)) + round(total * rng.uniform(0, 0.07)), ""


def _stock_former(
    fund: DemoFund, classes: list[DemoClass], needs: dict[str, list[int]], *, shelf: Shelf, rng: random.Random
) -> None:
    pupils: dict[int, int] = {}
    for one in classes:
        pupils[one.grade] = pupils.get(one.grade, 0) + one.pupils
    main_only = [1] + [0] * (len(fund.school.buildings) - 1)
    is_switch = fund.school.story is not None and fund.school.story.key == "switch"
    for subject, variant, share in FORMER:
        often = 1.0 if is_switch and variant in {"xxi", "razumovskaya"} else share
        if rng.random() >= often:
            continue
        kept = [(grade, book) for grade in sorted(pupils) for book in shelf.serving(subject, variant, grade)]
        for grade, book in kept:
            if book.book.key in needs or book.book.grade_from != grade or rng.random() < 0.1:
                continue
            _put(fund, book, round(pupils[grade] * rng.uniform(0.55, 1.15)), main_only, rng=rng)


def _put(
    fund: DemoFund,
    one: DemoSet,
    copies: int,
    need: list[int],
    *,
    rng: random.Random,
    missing_last: int = 0,
    borrowed: int = 0,
) -> None:
    """Lay complete sets on the shelves as one or two lots a part; the last part may lack some."""
    if copies <= 0:
        return
    years = _years(one, rng)
    sizes = (
        apportion(copies, [rng.uniform(0.5, 1.5) for _ in years])
        if copies >= 6
        else [copies] + [0] * (len(years) - 1)
    )
    worn = rng.random() < 0.16
    source = rng.choice(("regional", "regional", "regional", "federal", "municipal", "own"))
    for part, edition in enumerate(one.editions, start=1):
        is_last = part == len(one.editions)
        for place, (year, size) in enumerate(zip(years, sizes, strict=True)):
            left = size - (missing_last if is_last and place == 0 else 0)
            if left <= 0:
                continue
            lot = DemoLot(
                edition=edition,
                year=year,
                price_kopecks=round(one.book.price_kopecks * PRICE_BY_YEAR[year] / 10) * 10,
                condition=NEW if year == THIS_YEAR else WORN if worn and place == 0 and year < 2022 else GOOD,
                by_building=_spread(left, need),
                past_use=max(1, left // 25) if year <= 2022 and rng.random() < 0.3 else 0,
                source=source,
            )
            _keep(fund, one, part, lot)
        if borrowed:
            lot = DemoLot(
                edition=edition,
                year=THIS_YEAR,
                price_kopecks=round(one.book.price_kopecks * PRICE_BY_YEAR[THIS_YEAR] / 10) * 10,
                condition=GOOD,
                by_building=_spread(borrowed, need),
                source="loan",
                is_borrowed=True,
            )
            _keep(fund, one, part, lot)


def _keep(fund: DemoFund, one: DemoSet, part: int, lot: DemoLot) -> None:
    fund.lots.append(lot)
    fund.piles.setdefault((one.id, part), []).append(lot)


def _years(one: DemoSet, rng: random.Random) -> list[int]:
    """The years in which the copies came: one or two, not before the edition."""
    book = one.book
    if book.is_unified:
        is_new = book.grade_from in {8, 9} or book.subject == "social-studies"
        return [2026] if is_new else [2025, 2026] if rng.random() < 0.3 else [2025]
    is_old = bool(book.equivalent_to) or book.appendix == "2"
    first = rng.randint(2018, 2021) if is_old else rng.randint(2021, 2025)
    if rng.random() < 0.34:
        second = min(first + rng.randint(1, 3), 2026 if book.appendix == "1" else 2023)
        return [first, second] if second > first else [first]
    return [first]


def _spread(copies: int, need: list[int]) -> list[int]:
    """Copies by building in proportion to the need; what is left over stands in the main one."""
    if len(need) == 1:
        return [copies]
    away = [min(round(copies * part / sum(need)), part) for part in need[1:]]
    return [copies - sum(away), *away]

"""Provision of one school with textbooks: pure arithmetic, no database, no Django.

The SQL of `provision.sql` must give the same figures; `tests/scenarios/` and a random test hold
both to each other. Terms: a *set* is a textbook of one or more parts; a *pool* is a group of
interchangeable sets; a *demand* is one plan line × one set that it needs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Per(StrEnum):
    """The norm of a plan line: how many complete sets its learners need."""

    PUPIL = "pupil"
    TWO = "two"
    CLASS_SET = "class_set"


class State(StrEnum):
    """What a reader of the matrix must know about a figure; worst last."""

    EMPTY = "empty"
    FULL = "full"
    LOANED = "loaned"
    EXPIRED = "expired"
    SHORT = "short"


@dataclass(frozen=True, slots=True)
class ClassGroup:
    """A class of the school year with its pupils (fact or forecast)."""

    id: int
    grade: int
    name: str
    pupils: int


@dataclass(frozen=True, slots=True)
class TextbookSet:
    """A textbook of `parts` parts; sets of one `pool` are interchangeable by the region's word."""

    id: int
    pool: int
    parts: int


@dataclass(frozen=True, slots=True)
class Stock:
    """Copies of one part of one set which the school can put into pupils' hands.

    `own` and `borrowed` may be used in the school year; `expired` are sound copies which the
    federal list no longer allows. Unfit, lost, lent out and in-transit copies never come here.
    """

    set_id: int
    part: int
    own: int = 0
    borrowed: int = 0
    expired: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the textbook plan: class × subject × group and the sets which it needs, each.

    `learners` None means the whole class; `class_set` is the count for `Per.CLASS_SET`. `licences`
    of the electronic form count only where the norm allows it; a line that chose the electronic form
    where it is allowed asks for no printed copies.
    """

    id: int
    class_id: int
    subject: str
    sets: tuple[int, ...]
    learners: int | None = None
    per: Per = Per.PUPIL
    class_set: int = 0
    is_electronic: bool = False
    licences: int = 0
    electronic_allowed: bool = False


@dataclass(frozen=True, slots=True)
class School:
    """Everything that decides the provision of one school in one school year."""

    classes: tuple[ClassGroup, ...]
    sets: tuple[TextbookSet, ...]
    stock: tuple[Stock, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """Supply of one pool against all demands of the school, in complete sets."""

    pool: int
    need: int
    available: int
    available_own: int
    available_with_expired: int

    @property
    def covered(self) -> int:
        """Sets that reach a demand; never more than the need."""
        return min(self.available, self.need)

    @property
    def surplus(self) -> int:
        """Usable sets beyond the need, shown apart and never netted against a shortage."""
        return max(self.available - self.need, 0)

    @property
    def loaned_used(self) -> int:
        """Part of the covered need that stands on borrowed copies."""
        return self.covered - min(self.available_own, self.need)

    @property
    def expired_would_cover(self) -> int:
        """Part of the shortage for which only expired copies lie on the shelf."""
        return min(self.available_with_expired, self.need) - self.covered


@dataclass(frozen=True, slots=True)
class Demand:
    """Result for one plan line × one set; `need` and `covered` are printed sets."""

    line: int
    set_id: int
    pool: int
    need: int
    covered: int
    need_electronic: int
    covered_electronic: int
    learners_without: int
    state: State

    @property
    def short(self) -> int:
        """Printed sets that lack."""
        return self.need - self.covered


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of demands; the only thing from which a percentage is ever made."""

    need: int = 0
    covered: int = 0
    need_electronic: int = 0
    covered_electronic: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.need + other.need,
            self.covered + other.covered,
            self.need_electronic + other.need_electronic,
            self.covered_electronic + other.covered_electronic,
        )

    @property
    def short(self) -> int:
        """Printed sets that lack."""
        return self.need - self.covered

    @property
    def per_mille(self) -> int | None:
        """Tenths of a percent, rounded down, so that 100.0 % always means that nothing lacks."""
        return per_mille(self.covered, self.need)


@dataclass(frozen=True, slots=True)
class ClassResult:
    """Pupils of one class and how many of them can be given a full set at most."""

    class_id: int
    pupils: int
    full: int
    planned: bool


@dataclass(frozen=True, slots=True)
class Provision:
    """Everything known about one school's provision."""

    demands: tuple[Demand, ...]
    pools: tuple[Pool, ...]
    classes: tuple[ClassResult, ...]

    @property
    def totals(self) -> Totals:
        """Sums over the school."""
        return sum_demands(self.demands)

    @property
    def pupils(self) -> int:
        """All pupils of the school's classes, planned or not."""
        return sum(item.pupils for item in self.classes)

    @property
    def pupils_full(self) -> int:
        """Pupils who can hold a full set; a class without a plan counts none."""
        return sum(item.full for item in self.classes)

    @property
    def surplus(self) -> int:
        """Usable sets beyond every need of the school."""
        return sum(pool.surplus for pool in self.pools)


def per_mille(covered: int, need: int) -> int | None:
    """Return tenths of a percent rounded down; None when nothing is needed."""
    return None if need == 0 else covered * 1000 // need


def need_of(learners: int, per: Per, class_set: int = 0) -> int:
    """Return the complete sets which a line needs of each of its sets."""
    if learners <= 0:
        return 0
    if per is Per.TWO:
        return (learners + 1) // 2
    if per is Per.CLASS_SET:
        return class_set
    return learners


def learners_without(learners: int, need: int, covered: int, per: Per) -> int:
    """Return how many learners of a line stay without the textbook when `covered` sets are given.

    One for two: every missing pair of learners lacks one set. A class set is laid on the desks
    lesson by lesson, so a short one leaves its share of the learners without, rounded up.
    """
    if covered >= need or learners <= 0:
        return 0
    if per is Per.TWO:
        return max(learners - 2 * covered, 0)
    if per is Per.CLASS_SET:
        return learners - learners * covered // need
    return learners - covered


def share_out(available: int, needs: Sequence[int]) -> list[int]:
    """Split `available` sets over `needs` in proportion, by largest remainder.

    Guarantees: nothing above its need; the sum is min(available, sum(needs)); equal remainders
    are served in the given order, so the caller's order alone decides ties.
    """
    total = sum(needs)
    if available >= total:
        return list(needs)
    shares = [available * need // total for need in needs]
    left = available - sum(shares)
    order = sorted(range(len(needs)), key=lambda i: (-(available * needs[i] % total), i))
    for index in order[:left]:
        shares[index] += 1
    return shares


def complete_sets(parts: int, copies_by_part: Mapping[int, int]) -> int:
    """Return the complete sets that can be put together: the scarcest part decides."""
    return min(copies_by_part.get(part, 0) for part in range(1, parts + 1))


def state_of(need: int, covered: int, pool: Pool, *, need_electronic: int = 0, electronic: int = 0) -> State:
    """Return the state of a demand: shortage first, then what the cover stands on.

    Licences that the norm allows close a gap; whether they did is in a column of its own.
    """
    if need + need_electronic == 0:
        return State.EMPTY
    if covered + electronic < need + need_electronic:
        return State.EXPIRED if pool.expired_would_cover > 0 and covered < need else State.SHORT
    return State.LOANED if pool.loaned_used > 0 and need > 0 else State.FULL


def worst(states: Iterable[State]) -> State:
    """Return the worst of the states; EMPTY when there are none."""
    order = list(State)
    return max(states, key=order.index, default=State.EMPTY)


def sum_demands(demands: Iterable[Demand]) -> Totals:
    """Return the sums from which percentages are made; never a mean of percentages."""
    total = Totals()
    for demand in demands:
        total += Totals(demand.need, demand.covered, demand.need_electronic, demand.covered_electronic)
    return total


def provide(school: School) -> Provision:
    """Return the provision of a school: demands, pools and classes, in a deterministic order.

    The answer does not depend on the order of the input tuples.
    """
    classes = {item.id: item for item in school.classes}
    sets = {item.id: item for item in school.sets}
    asks = _asks(school, classes, sets)
    pools = _pools(school, asks)
    demands = _demands(asks, pools)
    return Provision(
        demands=tuple(demands),
        pools=tuple(pools[key] for key in sorted(pools)),
        classes=tuple(_class_results(school, demands)),
    )


@dataclass(frozen=True, slots=True)
class _Ask:
    line: Line
    set_id: int
    pool: int
    learners: int
    need: int
    need_electronic: int


def _asks(school: School, classes: Mapping[int, ClassGroup], sets: Mapping[int, TextbookSet]) -> list[_Ask]:
    asks = []
    for line in school.lines:
        pupils = classes[line.class_id].pupils
        learners = pupils if line.learners is None else line.learners
        need = need_of(learners, line.per, line.class_set)
        only_electronic = line.is_electronic and line.electronic_allowed
        printed, electronic = (0, need) if only_electronic else (need, 0)
        asks += [_Ask(line, key, sets[key].pool, learners, printed, electronic) for key in set(line.sets)]

    def order(ask: _Ask) -> tuple[int, str, str, int, int]:
        group = classes[ask.line.class_id]
        return group.grade, group.name, ask.line.subject, ask.line.id, ask.set_id

    return sorted(asks, key=order)


def _available(sets: Iterable[TextbookSet], stock: Iterable[Stock]) -> dict[int, tuple[int, int, int]]:
    """Return per pool: complete usable sets, of them without borrowed, and with expired ones."""
    shape = {item.id: (item.pool, item.parts) for item in sets}
    copies: dict[tuple[int, int], dict[int, list[int]]] = defaultdict(dict)
    for item in stock:
        part = copies[shape[item.set_id]].setdefault(item.part, [0, 0, 0])
        part[0] += item.own + item.borrowed
        part[1] += item.own
        part[2] += item.own + item.borrowed + item.expired
    result: dict[int, tuple[int, int, int]] = {}
    for (pool, parts), by_part in copies.items():
        got = [complete_sets(parts, {k: sums[column] for k, sums in by_part.items()}) for column in range(3)]
        before = result.get(pool, (0, 0, 0))
        result[pool] = (before[0] + got[0], before[1] + got[1], before[2] + got[2])
    return result


def _pools(school: School, asks: Iterable[_Ask]) -> dict[int, Pool]:
    available = _available(school.sets, school.stock)
    needs: dict[int, int] = defaultdict(int)
    for ask in asks:
        needs[ask.pool] += ask.need
    keys = needs.keys() | available.keys()
    return {key: Pool(key, needs.get(key, 0), *available.get(key, (0, 0, 0))) for key in keys}


def _demands(asks: Sequence[_Ask], pools: Mapping[int, Pool]) -> list[Demand]:
    by_pool: dict[int, list[int]] = defaultdict(list)
    for index, ask in enumerate(asks):
        by_pool[ask.pool].append(index)
    covered = [0] * len(asks)
    for key, indexes in by_pool.items():
        shares = share_out(pools[key].available, [asks[i].need for i in indexes])
        for index, share in zip(indexes, shares, strict=True):
            covered[index] = share
    return [_demand(ask, pools[ask.pool], covered[i]) for i, ask in enumerate(asks)]


def _demand(ask: _Ask, pool: Pool, covered: int) -> Demand:
    need = ask.need + ask.need_electronic
    licences = ask.line.licences if ask.line.electronic_allowed else 0
    electronic = min(licences, need - covered)
    return Demand(
        line=ask.line.id,
        set_id=ask.set_id,
        pool=ask.pool,
        need=ask.need,
        covered=covered,
        need_electronic=ask.need_electronic,
        covered_electronic=electronic,
        learners_without=learners_without(ask.learners, need, covered + electronic, ask.line.per),
        state=state_of(ask.need, covered, pool, need_electronic=ask.need_electronic, electronic=electronic),
    )


def _class_results(school: School, demands: Iterable[Demand]) -> list[ClassResult]:
    """Count the pupils who can hold a full set.

    Which pupil goes without is the school's choice, so the shortages of different textbooks can
    be laid on the same pupils: the class loses only its greatest shortage over subjects. Inside a
    subject the groups are different pupils, so their shortages add; inside a group the shortages
    of several textbooks again fall on the same pupils. The figure is the greatest number of
    pupils who can be given everything. A class without a plan counts none: nobody knows its need.
    """
    lines = {line.id: line for line in school.lines}
    by_line: dict[int, int] = defaultdict(int)
    for demand in demands:
        by_line[demand.line] = max(by_line[demand.line], demand.learners_without)
    by_subject: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for key, without in by_line.items():
        by_subject[lines[key].class_id][lines[key].subject] += without
    results = []
    for group in sorted(school.classes, key=lambda g: (g.grade, g.name, g.id)):
        subjects = by_subject.get(group.id)
        lost = max(subjects.values()) if subjects else group.pupils
        full = max(group.pupils - lost, 0)
        results.append(ClassResult(group.id, group.pupils, full, subjects is not None))
    return results

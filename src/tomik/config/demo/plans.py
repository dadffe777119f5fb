"""Textbook plans: which lines (УМК) a school uses, and what every class needs of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from tomik.config.demo.chance import dice, pick
from tomik.config.demo.facts import choices, curriculum, stage_of
from tomik.config.demo.pupils import DemoClass
from tomik.config.demo.schools import DemoSchool
from tomik.config.demo.write_catalogue import DemoSet, Shelf

PRIMARY_LINE: Final = ("russian", "reading", "mathematics", "world")
ONE_FOR_TWO: Final = ("music", "art", "technology", "moral-culture")
ELECTRONIC: Final = ("music", "art", "technology", "sport", "moral-culture", "safety")
CLASS_SET_OF_SPORT: Final = 12
ADVANCED: Final = {
    "технологический": {"algebra-analysis", "physics", "informatics"},
    "естественно-научный": {"chemistry", "biology"},
    "гуманитарный": {"literature", "russian", "foreign"},
    "социально-экономический": {"geography", "algebra-analysis"},
}
PER_PUPIL, FOR_TWO, CLASS_SET = "pupil", "two", "class_set"
ETHICS: Final = (("ethics", 46), ("orthodox", 36), ("world", 18))
ETHICS_NAMES: Final = {
    "ethics": "светская этика",
    "orthodox": "православная культура",
    "world": "мировые религии",
}


@dataclass(slots=True)
class DemoLine:
    """A line of a plan before it is written."""

    one: DemoClass
    subject: str
    sets: list[DemoSet]
    group: str = ""
    learners: int | None = None
    per: str = PER_PUPIL
    count: int | None = None
    is_electronic: bool = False
    licences: int = 0
    is_formed: bool = False
    id: int = 0

    @property
    def heads(self) -> int:
        """Learners of the line."""
        return self.one.pupils if self.learners is None else self.learners

    @property
    def need(self) -> int:
        """Printed sets needed of each textbook, by the rule of provision."""
        if self.is_electronic or self.heads <= 0:
            return 0
        if self.per == FOR_TWO:
            return (self.heads + 1) // 2
        return self.count or 0 if self.per == CLASS_SET else self.heads


@dataclass(slots=True)
class Habits:
    """What a school has settled: its lines by (stage, subject), its groups and its norms."""

    lines: dict[tuple[str, str], str]
    german: float
    """Share of pupils who learn German; 0 where nobody does."""
    has_english_groups: bool
    has_second_language: bool
    for_two: set[str] = field(default_factory=set)
    electronic: set[str] = field(default_factory=set)
    profiles: list[str] = field(default_factory=list)


def habits_of(school: DemoSchool, seed: int) -> Habits:
    """The habits of a school; a school of a story has those that its story tells."""
    rng = dice(seed, "habits", school.index)
    lines = {key: pick(rng, variants) for key, variants in choices().items()}
    story = school.story.key if school.story else ""
    if story:
        lines[("primary", "primary-line")] = "sr"
        lines[("basic", "social-studies")] = "unified"
    if story == "switch":
        lines |= {("basic", "russian"): "rybchenkova", ("basic", "mathematics"): "merzlyak",
                  ("basic", "algebra"): "merzlyak", ("basic", "geometry"): "merzlyak"}  # fmt: skip
    has_german = rng.random() < (0.42 if school.is_rural else 0.3) or story in {"growth", "village"}
    chosen = rng.sample(sorted(ADVANCED), 2)
    return Habits(
        lines=lines,
        german=rng.uniform(0.18, 0.55) if has_german else 0.0,
        has_english_groups=not school.is_rural and rng.random() < 0.35,
        has_second_language=school.kind in {"gymnasium", "lyceum"} and rng.random() < 0.5,
        for_two={code for code in ONE_FOR_TWO if rng.random() < (0.55 if school.is_small else 0.3)},
        electronic={code for code in ELECTRONIC if not school.is_rural and rng.random() < 0.1},
        profiles=chosen if school.kind in {"gymnasium", "lyceum"} or school.pupils > 600 else chosen[:1],
    )


def lines_of(classes: list[DemoClass], habits: Habits, shelf: Shelf, seed: int) -> Iterator[DemoLine]:
    """The plan of a school's classes of one year, class by class in the order of subjects."""
    for one in classes:
        if one.pupils == 0:
            continue
        rng = dice(seed, "plan", one.school.index, one.grade, one.letter)
        for subject, grades in curriculum().items():
            if one.grade in grades:
                yield from _subject_lines(one, subject, habits, shelf=shelf, rng=rng)


def _subject_lines(
    one: DemoClass, subject: str, habits: Habits, *, shelf: Shelf, rng: random.Random
) -> Iterator[DemoLine]:
    if subject == "foreign":
        yield from _languages(one, habits, shelf)
    elif subject == "second-foreign":
        if habits.has_second_language and one.grade <= 9:
            sets = shelf.serving(subject, habits.lines[("basic", subject)], one.grade)
            half = (one.pupils + 1) // 2
            yield DemoLine(one, subject, sets, "немецкий", half, is_formed=True)
    elif subject == "religious-ethics":
        yield from _ethics(one, shelf, rng)
    elif one.grade >= 10 and one.pupils >= 9 and habits.profiles:
        yield from _profiles(one, subject, habits, shelf)
    else:
        yield from _whole_class(one, subject, habits, shelf)


def _whole_class(one: DemoClass, subject: str, habits: Habits, shelf: Shelf) -> Iterator[DemoLine]:
    sets = shelf.serving(subject, variant_of(habits, subject, one.grade), one.grade)
    if not sets:
        return
    line = DemoLine(one, subject, sets)
    if subject in habits.electronic:
        line.is_electronic, line.licences = True, one.pupils
    elif subject == "sport":
        line.per, line.count = CLASS_SET, min(CLASS_SET_OF_SPORT, one.pupils)
    elif subject in habits.for_two:
        line.per = FOR_TWO
    yield line


def variant_of(habits: Habits, subject: str, grade: int) -> str:
    """The variant of a subject that the school uses in a grade."""
    stage = stage_of(grade)
    known = "primary-line" if stage == "primary" and subject in PRIMARY_LINE else subject
    return habits.lines.get((stage, known), "")


def _languages(one: DemoClass, habits: Habits, shelf: Shelf) -> Iterator[DemoLine]:
    stage = stage_of(one.grade)
    english = shelf.serving("foreign", habits.lines[(stage, "foreign-en")], one.grade)
    german = shelf.serving("foreign", habits.lines[(stage, "foreign-de")], one.grade)
    second = round(one.pupils * habits.german) if german and one.pupils >= 6 else 0
    first = one.pupils - second
    if second:
        yield DemoLine(one, "foreign", english, "английский", first)
        yield DemoLine(one, "foreign", german, "немецкий", second)
    elif habits.has_english_groups and one.pupils >= 25:
        half = (one.pupils + 1) // 2
        yield DemoLine(one, "foreign", english, "английский, гр. 1", half)
        yield DemoLine(one, "foreign", english, "английский, гр. 2", one.pupils - half)
    else:
        yield DemoLine(one, "foreign", english)


def _ethics(one: DemoClass, shelf: Shelf, rng: random.Random) -> Iterator[DemoLine]:
    first, second = pick(rng, ETHICS), pick(rng, ETHICS)
    sets = shelf.serving("religious-ethics", first, one.grade)
    if one.pupils < 14 or first == second:
        yield DemoLine(one, "religious-ethics", sets, ETHICS_NAMES[first])
        return
    part = round(one.pupils * rng.uniform(0.35, 0.65))
    yield DemoLine(one, "religious-ethics", sets, ETHICS_NAMES[first], part)
    others = shelf.serving("religious-ethics", second, one.grade)
    yield DemoLine(one, "religious-ethics", others, ETHICS_NAMES[second], one.pupils - part)


def _profiles(one: DemoClass, subject: str, habits: Habits, shelf: Shelf) -> Iterator[DemoLine]:
    """A class of grades 10–11 with one or two profiles: groups where they use different textbooks."""
    base = shelf.serving(subject, variant_of(habits, subject, one.grade), one.grade)
    advanced = shelf.serving(subject, "adv", one.grade) or base
    if not base:
        return
    half = (one.pupils + 1) // 2
    sizes = [half, one.pupils - half] if len(habits.profiles) > 1 else [one.pupils]
    wanted = [advanced if subject in ADVANCED[profile] else base for profile in habits.profiles]
    if all(sets is wanted[0] for sets in wanted):
        line = DemoLine(one, subject, wanted[0])
        if subject == "sport":
            line.per, line.count = CLASS_SET, min(CLASS_SET_OF_SPORT, one.pupils)
        yield line
        return
    for profile, learners, sets in zip(habits.profiles, sizes, wanted, strict=True):
        yield DemoLine(one, subject, sets, f"профиль {profile}"[:80], learners)

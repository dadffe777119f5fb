"""Invented schools of real size: how many in each municipality, how big, with which names."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

from tomik.config.demo.chance import apportion, dice, pick
from tomik.config.demo.errors import TooFewSchools
from tomik.config.demo.facts import Place, people, places
from tomik.config.demo.stories import SCHOOLS_MIN, STORIES, Story

FIRST_NUMBER = 201
"""School numbers start above the greatest real one of the region (198 in 2016)."""
INN_PREFIX = "7099"
"""70 is the region; 99 is no tax office of it: numbers of the demo region belong to nobody."""
STATE_PUPILS = 294
SECONDARY_BY_SIZE = (("primary", 14), ("basic", 44), ("secondary", 42))
TOWN_KINDS = (("secondary", 78), ("gymnasium", 12), ("lyceum", 10))
SMALL_SIZE = {"primary": (7, 34), "basic": (22, 78), "secondary": (42, 108)}
KIND_NAMES = {
    "primary": ("НОШ", "начальная общеобразовательная школа"),
    "basic": ("ООШ", "основная общеобразовательная школа"),
    "secondary": ("СОШ", "средняя общеобразовательная школа"),
    "gymnasium": ("Гимназия", "гимназия"),
    "lyceum": ("Лицей", "лицей"),
    "special": ("Школа-интернат", "школа-интернат"),
}
LEGAL_NAMES = {
    "МБОУ": "Муниципальное бюджетное общеобразовательное учреждение",
    "МАОУ": "Муниципальное автономное общеобразовательное учреждение",
    "МКОУ": "Муниципальное казённое общеобразовательное учреждение",
    "ОГБОУ": "Областное государственное бюджетное общеобразовательное учреждение",
    "ЧОУ": "Частное общеобразовательное учреждение",
}
GRADES = {"primary": range(1, 5), "basic": range(1, 10)}


@dataclass(slots=True)
class DemoBuilding:
    """A building or branch; the first of a school is the main one."""

    name: str
    address: str
    latitude: float
    longitude: float
    is_branch: bool = False
    grades: range = range(0)
    """Grades that learn here; the main building has all others."""
    id: int = 0


@dataclass(slots=True)
class DemoSchool:
    """An invented school before it is written; `id`s are filled on writing."""

    index: int
    place: Place
    kind: str
    pupils: int
    founder: str = "municipal"
    is_rural: bool = False
    is_small: bool = False
    is_closed: bool = False
    story: Story | None = None
    short_name: str = ""
    full_name: str = ""
    former: tuple[str, str] | None = None
    inn: str = ""
    buildings: list[DemoBuilding] = field(default_factory=list)
    id: int = 0

    @property
    def grades(self) -> range:
        """Grades that the school teaches."""
        return GRADES.get(self.kind, range(1, 12))

    @property
    def is_story(self) -> bool:
        """Whether it is kept for log-in."""
        return self.story is not None


def demo_inn(number: int) -> str:
    """A taxpayer number of ten digits with a valid check digit, in a range that belongs to nobody."""
    nine = f"{INN_PREFIX}{number:05d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return nine + str(sum(weight * int(digit) for weight, digit in zip(weights, nine, strict=True)) % 11 % 10)


def invent_schools(*, schools: int, seed: int) -> list[DemoSchool]:
    """Active schools in the order of municipalities, then a few closed ones. Raises TooFewSchools."""
    if schools < SCHOOLS_MIN:
        raise TooFewSchools(SCHOOLS_MIN)
    made: list[DemoSchool] = []
    for place, count in zip(places(), _counts(schools), strict=True):
        made += _of_place(place, count, dice(seed, "schools", place.key))
    closed = max(1, schools // 75)
    rng = dice(seed, "closed")
    rural = [place for place in places() if not place.is_town]
    for number in range(closed):
        made.append(
            DemoSchool(0, rural[(number * 5 + 3) % len(rural)], "basic", 0, is_rural=True, is_closed=True)
        )
    _name_all(made, seed)
    for school in made:
        _place_buildings(school, rng)
    return made


def _counts(schools: int) -> list[int]:
    held = [sum(story.place == place.key for story in STORIES) for place in places()]
    weights = [max(place.schools + place.state - own, 0) for place, own in zip(places(), held, strict=True)]
    rest = apportion(schools - SCHOOLS_MIN, weights)
    return [own + more for own, more in zip(held, rest, strict=True)]


def _of_place(place: Place, count: int, rng: random.Random) -> list[DemoSchool]:
    stories = [story for story in STORIES if story.place == place.key]
    made = [
        DemoSchool(
            0, place, story.kind, story.pupils, is_rural=story.is_rural, is_small=story.is_rural, story=story
        )
        for story in stories
    ]
    share = count / (place.schools + place.state)
    state = min(round(place.state * share), count - len(made))
    made += [_state_school(place, rng) for _ in range(state)]
    small = max(round(place.small * share) - sum(school.is_small for school in made), 0)
    small = min(small, count - len(made))
    made += [_small_school(place, rng) for _ in range(small)]
    large = count - len(made)
    municipal = round(place.pupils * (count - state) / place.schools)
    left = municipal - sum(school.pupils for school in made if school.founder == "municipal")
    made += _large_schools(place, large, max(left, 130 * large), rng)
    return made


def _state_school(place: Place, rng: random.Random) -> DemoSchool:
    founder, kind = pick(
        rng, ((("regional", "special"), 6), (("private", "secondary"), 3), (("regional", "lyceum"), 2))
    )
    pupils = round(STATE_PUPILS * rng.uniform(0.45, 1.55))
    return DemoSchool(0, place, kind, pupils, founder=founder)


def _small_school(place: Place, rng: random.Random) -> DemoSchool:
    kind = pick(rng, SECONDARY_BY_SIZE)
    return DemoSchool(0, place, kind, rng.randint(*SMALL_SIZE[kind]), is_rural=True, is_small=True)


def _large_schools(place: Place, count: int, pupils: int, rng: random.Random) -> list[DemoSchool]:
    if place.is_town or place.centre_is_outside:
        weights = [rng.triangular(0.35, 1.9, 0.85) for _ in range(count)]
    else:
        weights = [1 / (position + 1.4) + 0.12 * rng.random() for position in range(count)]
    made = []
    for size in apportion(pupils, weights):
        in_centre = place.is_town or (size > 330 and not place.centre_is_outside)
        kind = pick(rng, TOWN_KINDS) if place.is_town else "secondary"
        made.append(DemoSchool(0, place, kind, size, is_rural=not in_centre))
    return made


def _villages(seed: int) -> Iterator[str]:
    names = people()
    both = [f"{first} {second}" for first in names["village_first"] for second in names["village_second"]]
    dice(seed, "villages").shuffle(both)
    yield from both
    number = 2
    while True:
        yield from (f"{name} {number}-й" for name in both)
        number += 1


def _name_all(made: list[DemoSchool], seed: int) -> None:
    rng = dice(seed, "names")
    villages = _villages(seed)
    number = FIRST_NUMBER
    for index, school in enumerate(made, start=1):
        school.index = index
        school.inn = demo_inn(index)
        if school.is_rural:
            where = f"{'с.' if school.kind == 'secondary' else 'д.'} {next(villages)}"
            _named(school, "МКОУ" if rng.random() < 0.45 else "МБОУ", "", where)
        else:
            number += 1
            where = "" if school.place.is_town else school.place.centre
            _named(school, _legal_form(school, rng), f"№ {number}", where)
        if not school.is_story and rng.random() < 0.08:
            former = school.short_name.replace("МБОУ", "МОУ").replace("МАОУ", "МБОУ").replace("МКОУ", "МОУ")
            school.former = (former, school.full_name)


def _legal_form(school: DemoSchool, rng: random.Random) -> str:
    if school.founder == "regional":
        return "ОГБОУ"
    if school.founder == "private":
        return "ЧОУ"
    return "МАОУ" if rng.random() < 0.6 else "МБОУ"


def _named(school: DemoSchool, form: str, number: str, where: str) -> None:
    short, full = KIND_NAMES[school.kind]
    tail = " ".join(part for part in (number, where) if part)
    school.short_name = f"{form} «{short} {tail}»"
    school.full_name = f"{LEGAL_NAMES[form]} «{full.capitalize()} {tail}» {school.place.genitive}" + (
        "" if school.place.is_town else " Томской области"
    )


def _place_buildings(school: DemoSchool, rng: random.Random) -> None:
    near = 2.5 if not school.is_rural and not school.place.is_town else school.place.spread_km
    latitude, longitude = _spot(
        school.place.latitude, school.place.longitude, near, rng, apart=school.is_rural
    )
    school.buildings = [DemoBuilding("Главное здание", _address(school, rng), latitude, longitude)]
    has_branch = school.story.has_branch if school.story else school.is_rural and rng.random() < 0.13
    if has_branch and school.kind != "primary":
        spot = _spot(latitude, longitude, 14, rng, apart=True)
        village = pick(rng, tuple((name, 1) for name in people()["village_first"]))
        address = f"д. {village} Хутор, ул. {people()['streets'][0]}, 3"
        school.buildings.append(
            DemoBuilding(f"Филиал д. {village} Хутор", address, *spot, is_branch=True, grades=range(1, 5))
        )
    elif not school.is_rural and not school.is_story and school.pupils > 700 and rng.random() < 0.3:
        spot = _spot(latitude, longitude, 0.6, rng)
        school.buildings.append(DemoBuilding("Корпус 2", _address(school, rng), *spot, grades=range(1, 5)))


def _address(school: DemoSchool, rng: random.Random) -> str:
    street = pick(rng, tuple((name, 1) for name in people()["streets"]))
    town = (
        school.short_name.split("«")[1].rstrip("»").split(" ", 1)[1]
        if school.is_rural
        else school.place.centre
    )
    return f"{town}, ул. {street}, {rng.randint(1, 90)}"


def _spot(
    latitude: float, longitude: float, km: float, rng: random.Random, *, apart: bool = False
) -> tuple[float, float]:
    """A point within `km` of the given one; `apart` keeps away from it."""
    distance = km * (rng.uniform(0.3, 1) if apart else math.sqrt(rng.random()))
    angle = rng.uniform(0, 2 * math.pi)
    north = distance * math.cos(angle) / 111.2
    east = distance * math.sin(angle) / (111.2 * math.cos(math.radians(latitude)))
    return round(latitude + north, 5), round(longitude + east, 5)

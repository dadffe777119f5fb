"""What is invented: sizes like the real ones, names that belong to nobody. No database."""

from __future__ import annotations

import re

import pytest

from tomik.config.demo.chance import apportion, dice, uid
from tomik.config.demo.errors import TooFewSchools
from tomik.config.demo.facts import choices, curriculum, people, places, stage_of, textbooks
from tomik.config.demo.pupils import feminine, forecast_classes, invent_classes
from tomik.config.demo.schools import FIRST_NUMBER, demo_inn, invent_schools
from tomik.config.demo.stories import LOGINS, STORIES, demo_logins
from tomik.config.demo.write_catalogue import demo_isbn


def test_the_whole_region_has_the_real_size() -> None:
    schools = [one for one in invent_schools(schools=300, seed=1) if not one.is_closed]
    assert len(schools) == 300
    assert 128_000 <= sum(one.pupils for one in schools) <= 130_000
    assert sum(one.is_small for one in schools) == 126
    assert {one.place.key for one in schools} == {place.key for place in places()}
    city = [one for one in schools if one.place.key == "tomsk" and one.founder == "municipal"]
    assert len(city) == 66
    assert sum(one.pupils for one in city) == 63_840


def test_small_schools_are_small_by_the_law_of_the_region() -> None:
    limits = {"primary": 40, "basic": 90, "secondary": 110}
    for school in invent_schools(schools=300, seed=2):
        if school.is_small:
            assert school.pupils <= limits[school.kind]


def test_the_least_region_consists_of_the_stories() -> None:
    schools = [one for one in invent_schools(schools=6, seed=1) if not one.is_closed]
    assert {one.story.key for one in schools if one.story} == {story.key for story in STORIES}
    with pytest.raises(TooFewSchools):
        invent_schools(schools=5, seed=1)


def test_no_school_is_a_real_one() -> None:
    """Real school numbers of the region end at 198; villages are invented; the tax range belongs to nobody."""
    schools = invent_schools(schools=300, seed=1)
    numbers = [int(found[1]) for one in schools if (found := re.search(r"№ (\d+)", one.short_name))]
    assert min(numbers) >= FIRST_NUMBER
    assert len(numbers) == len(set(numbers))
    names = people()
    invented = {f"{first} {second}" for first in names["village_first"] for second in names["village_second"]}
    rural = [re.search(r"[сд]\. (\w+ \w+)", one.short_name) for one in schools if one.is_rural]
    assert {found[1] for found in rural if found} <= invented
    assert all(found is not None for found in rural)
    assert len({one.inn for one in schools}) == len(schools)
    assert all(re.fullmatch(r"7099\d{6}", one.inn) for one in schools)


@pytest.mark.parametrize(("number", "inn"), [(1, "7099000017"), (300, "7099003000")])
def test_tax_numbers_have_a_valid_check_digit(number: int, inn: str) -> None:
    assert demo_inn(number) == inn


def test_isbn_has_a_valid_check_digit() -> None:
    for number in (0, 7, 1968):
        isbn = demo_isbn(number)
        assert isbn.startswith("97850000")
        assert sum((3 if place % 2 else 1) * int(digit) for place, digit in enumerate(isbn)) % 10 == 0


def test_people_sign_in_with_addresses_that_no_mail_reaches() -> None:
    assert all(login.email.endswith("@example.org") for login in LOGINS)
    assert len({name for _, name, _ in demo_logins()}) == len(LOGINS)
    assert {password for *_, password in demo_logins()} == {"tomik-demo-2026"}


@pytest.mark.parametrize(
    ("man", "woman"),
    [
        ("Иванов", "Иванова"),
        ("Соловьёв", "Соловьёва"),
        ("Синицын", "Синицына"),
        ("Островский", "Островская"),
        ("Черных", "Черных"),
        ("Бондаренко", "Бондаренко"),
        ("Шмидт", "Шмидт"),
    ],
)
def test_surnames_of_girls(man: str, woman: str) -> None:
    assert feminine(man) == woman


def test_every_choice_of_a_line_has_textbooks_for_its_grades() -> None:
    """A school that has chosen a line is never left without a textbook in a grade where the subject is taught."""
    missing = []
    for (stage, name), variants in choices().items():
        subjects = (
            ("russian", "reading", "mathematics", "world")
            if name == "primary-line"
            else (name.split("-de")[0].split("-en")[0],)
        )
        for subject in subjects:
            for grade in (one for one in curriculum()[subject] if stage_of(one) == stage):
                missing += [
                    (stage, subject, variant, grade)
                    for variant, _ in variants
                    if not any(
                        b.subject == subject and b.variant == variant and b.serves(grade) for b in textbooks()
                    )
                ]
    assert missing == [("basic", "moral-culture", "vinogradova", 7)]


def test_classes_have_the_sizes_of_life() -> None:
    schools = [one for one in invent_schools(schools=40, seed=1) if not one.is_closed]
    classes = invent_classes(schools, seed=1)
    town = [one.pupils for one in classes if one.school.place.key == "tomsk"]
    assert 20 <= sum(town) / len(town) <= 28
    assert max(one.pupils for one in classes) <= 30
    assert sum(one.pupils for one in classes) == sum(one.pupils for one in schools)
    assert len({(one.school.index, one.grade, one.letter) for one in classes}) == len(classes)


def test_everyone_goes_up_a_grade_next_year() -> None:
    schools = [one for one in invent_schools(schools=12, seed=1) if not one.is_closed]
    classes = invent_classes(schools, seed=1)
    upcoming = forecast_classes(classes)
    assert {one.year for one in upcoming} == {2027}
    now = sum(one.pupils for one in classes if one.grade == 4)
    stay = sum(one.pupils for one in classes if one.grade == 4 and one.school.kind == "primary")
    assert sum(one.pupils for one in upcoming if one.grade == 5) == now - stay
    assert len({(one.school.index, one.grade, one.letter) for one in upcoming}) == len(upcoming)


def test_apportion_gives_everything_away() -> None:
    assert apportion(10, [1.0, 1.0, 1.0]) == [4, 3, 3]
    assert apportion(0, [1.0, 2.0]) == [0, 0]
    assert apportion(7, []) == []
    assert sum(apportion(997, [0.3, 5.5, 2.2, 0.01])) == 997


def test_chance_depends_on_the_seed_and_the_topic_only() -> None:
    assert dice(1, "a").random() == dice(1, "a").random()
    assert dice(1, "a").random() != dice(2, "a").random()
    assert uid(1, "pupil", 5) == uid(1, "pupil", 5)
    assert uid(1, "pupil", 5) != uid(2, "pupil", 5)

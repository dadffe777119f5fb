"""Writes the region: municipalities, schools with their versions and buildings, people who sign in."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.contrib.auth.hashers import make_password

from tomik.accounts.public import User
from tomik.config.demo.chance import dice, uid
from tomik.config.demo.facts import places
from tomik.config.demo.schools import DemoSchool
from tomik.config.demo.stories import LOGINS, PASSWORD
from tomik.kernel.normalise import comparable
from tomik.territory.public import Building, Membership, Municipality, Region, School, SchoolVersion

REGION_CODE: Final = "70"
REGION_NAME: Final = "Томская область"
RENAMED_ON: Final = date(2024, 1, 9)
CLOSED_ON: Final = date(2025, 9, 1)


def write_region(schools: list[DemoSchool], seed: int) -> Region:
    """Write the region with all its schools, and fill in their identifiers."""
    region = Region.objects.create(code=REGION_CODE, name=REGION_NAME)
    municipalities = Municipality.objects.bulk_create(
        Municipality(
            region=region,
            name=place.name,
            kind=place.kind,
            centre=place.centre,
            oktmo=place.oktmo,
            latitude=place.latitude,
            longitude=place.longitude,
        )
        for place in places()
    )
    by_key = {place.key: one for place, one in zip(places(), municipalities, strict=True)}
    rows = School.objects.bulk_create(
        _school(school, region, by_key[school.place.key], seed) for school in schools
    )
    for school, row in zip(schools, rows, strict=True):
        school.id = row.pk
    SchoolVersion.objects.bulk_create(version for school in schools for version in _versions(school, seed))
    _write_buildings(schools)
    return region


def _school(school: DemoSchool, region: Region, municipality: Municipality, seed: int) -> School:
    main = school.buildings[0]
    return School(
        uid=uid(seed, "school", school.index),
        region=region,
        municipality=municipality,
        short_name=school.short_name,
        full_name=school.full_name,
        name_key=comparable(school.short_name),
        kind=school.kind,
        founder=school.founder,
        inn=school.inn,
        is_rural=school.is_rural,
        is_small=school.is_small,
        status=School.Status.CLOSED if school.is_closed else School.Status.ACTIVE,
        latitude=main.latitude,
        longitude=main.longitude,
    )


def _versions(school: DemoSchool, seed: int) -> list[SchoolVersion]:
    opened = date(2012 + dice(seed, "opened", school.index).randrange(9), 9, 1)
    spans: list[tuple[str, str, str, date, date | None]] = []
    status = School.Status.ACTIVE
    if school.is_closed:
        spans.append((school.short_name, school.full_name, status, opened, CLOSED_ON))
        spans.append((school.short_name, school.full_name, School.Status.CLOSED, CLOSED_ON, None))
    elif school.former:
        spans.append((*school.former, status, opened, RENAMED_ON))
        spans.append((school.short_name, school.full_name, status, RENAMED_ON, None))
    else:
        spans.append((school.short_name, school.full_name, status, opened, None))
    return [
        SchoolVersion(
            school_id=school.id,
            short_name=short,
            full_name=full,
            status=state,
            valid_from=since,
            valid_to=until,
        )
        for short, full, state, since, until in spans
    ]


def _write_buildings(schools: list[DemoSchool]) -> None:
    pairs = [(school, place, one) for school in schools for place, one in enumerate(school.buildings)]
    rows = Building.objects.bulk_create(
        Building(
            school_id=school.id,
            name=one.name,
            is_main=place == 0,
            is_branch=one.is_branch,
            address=one.address,
            latitude=one.latitude,
            longitude=one.longitude,
        )
        for school, place, one in pairs
    )
    for (_, _, one), row in zip(pairs, rows, strict=True):
        one.id = row.pk


def write_people(region: Region, schools: list[DemoSchool]) -> int:
    """Write the people of `LOGINS` with their roles; all share the printed password. Returns how many."""
    password = make_password(PASSWORD)
    units: dict[str, dict[str, int]] = {"region": {"region_id": region.pk}}
    units |= {school.story.key: {"school_id": school.id} for school in schools if school.story}
    municipalities = dict(Municipality.objects.filter(region=region).values_list("name", "id"))
    units |= {place.key: {"municipality_id": municipalities[place.name]} for place in places()}
    for login in LOGINS:
        user = User.objects.create(
            username=login.username, email=login.email, full_name=login.full_name, password=password
        )
        Membership.objects.bulk_create(
            Membership(user=user, role=login.role_code, **units[unit]) for unit in login.units
        )
    return len(LOGINS)

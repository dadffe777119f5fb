"""The fixed cast of the tests: the same people and schools everywhere.

School A and school B are in one municipality, school C in another; each person has one role.
"""

from __future__ import annotations

from dataclasses import dataclass

from tomik.accounts.public import Role, User
from tomik.kernel.normalise import comparable
from tomik.territory.public import Building, Membership, Municipality, Region, School

PASSWORD = "correct-horse-battery"


@dataclass
class Cast:
    """Everyone and everything a test may need; `client_of(user)` in conftest signs a person in."""

    region: Region
    municipality: Municipality
    other_municipality: Municipality
    school_a: School
    school_b: School
    school_c: School
    librarian_a: User
    deputy_a: User
    head_a: User
    accountant_a: User
    teacher_a: User
    librarian_b: User
    coordinator: User
    other_coordinator: User
    operator: User
    department: User
    administrator: User
    outsider: User
    """Signed in, no role anywhere."""


def _school(region: Region, municipality: Municipality, name: str, inn: str) -> School:
    school = School.objects.create(
        region=region,
        municipality=municipality,
        short_name=name,
        full_name=f"Муниципальное общеобразовательное учреждение {name}",
        name_key=comparable(name),
        inn=inn,
        latitude=56.5,
        longitude=84.9,
    )
    Building.objects.create(school=school, name="Главное здание", is_main=True)
    return school


def _user(
    username: str, full_name: str, role: Role | None = None, **unit: Region | Municipality | School
) -> User:
    user = User.objects.create_user(username=username, email=f"{username}@example.org", password=PASSWORD)
    user.full_name = full_name
    user.save(update_fields=["full_name"])
    if role is not None:
        Membership.objects.create(user=user, role=role, **unit)
    return user


def assemble() -> Cast:
    """Create the cast (as owner or application role: none of these tables is fenced)."""
    region = Region.objects.create(code="70", name="Томская область")
    municipality = Municipality.objects.create(
        region=region, name="Асиновский район", kind=Municipality.Kind.DISTRICT, centre="Асино"
    )
    other = Municipality.objects.create(
        region=region, name="Город Томск", kind=Municipality.Kind.URBAN, centre="Томск"
    )
    school_a = _school(region, municipality, "Школа А", "7000000001")
    school_b = _school(region, municipality, "Школа Б", "7000000002")
    school_c = _school(region, other, "Школа В", "7000000003")
    return Cast(
        region=region,
        municipality=municipality,
        other_municipality=other,
        school_a=school_a,
        school_b=school_b,
        school_c=school_c,
        librarian_a=_user("librarian-a", "Библиотекарь А", Role.LIBRARIAN, school=school_a),
        deputy_a=_user("deputy-a", "Завуч А", Role.DEPUTY, school=school_a),
        head_a=_user("head-a", "Директор А", Role.HEAD, school=school_a),
        accountant_a=_user("accountant-a", "Бухгалтер А", Role.ACCOUNTANT, school=school_a),
        teacher_a=_user("teacher-a", "Учитель А", Role.TEACHER, school=school_a),
        librarian_b=_user("librarian-b", "Библиотекарь Б", Role.LIBRARIAN, school=school_b),
        coordinator=_user("coordinator", "Координатор", Role.COORDINATOR, municipality=municipality),
        other_coordinator=_user("coordinator-2", "Координатор 2", Role.COORDINATOR, municipality=other),
        operator=_user("operator", "Оператор", Role.OPERATOR, region=region),
        department=_user("department", "Департамент", Role.DEPARTMENT, region=region),
        administrator=_user("administrator", "Администратор", Role.ADMINISTRATOR, region=region),
        outsider=_user("outsider", "Без роли"),
    )

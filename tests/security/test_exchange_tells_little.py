"""What a school learns of another before it throws books away: that it lacks the title. Nothing else (decision 0012)."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from tests.cast import Cast
from tests.security.objects import NOW, Objects, build
from tests.security.world import YEAR
from tomik.catalogue.public import Edition
from tomik.kernel.scope import acting
from tomik.people.public import ClassGroup, Pupil
from tomik.provision.models import ShortageNotice
from tomik.provision.public import pools_of
from tomik.territory.public import Municipality, Region, School, scope_of, system_scope
from tomik.writeoff.models import WriteoffAct, WriteoffLine
from tomik.writeoff.public import Wanted, who_needs

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 24)


@pytest.fixture
def told(cast: Cast, time_machine: Any) -> Objects:
    """School B lacks seven sets of what school A writes off, and has a class, a pupil, an address, a tax number."""
    time_machine.move_to(NOW)
    objects = build(cast)
    with acting(system_scope([cast.region.pk])):
        pool = _pool(cast, _edition(objects))
        ShortageNotice.objects.create(
            region=cast.region, seeker=cast.school_b, school_year=YEAR, pool=pool, sets=7, counted_on=DAY
        )
    with acting(scope_of(cast.librarian_b)):
        group = ClassGroup.objects.create(school=cast.school_b, school_year=YEAR, grade=9, letter="Щ")
        Pupil.objects.create(school=cast.school_b, reader_number=77, full_name="Бебешкина Аглая")
        assert group.name == "9Щ"
    School.objects.filter(pk=cast.school_b.pk).update(inn="7017000005")
    return objects


def _edition(objects: Objects) -> Edition:
    with acting(system_scope([objects.cast.region.pk])):
        line = WriteoffLine.objects.filter(act__uid=objects.project).select_related("lot__edition").first()
        assert line is not None
        return line.lot.edition


def _pool(cast: Cast, edition: Edition) -> int:
    (pool,) = set(pools_of(cast.region.pk, [edition.edition_set_id]).values())
    return pool


def test_the_row_and_the_answer_hold_nothing_else() -> None:
    assert {field.name for field in ShortageNotice._meta.get_fields()} == {
        "id", "region", "seeker", "school_year", "pool", "sets", "counted_on",
    }  # fmt: skip
    assert [field.name for field in fields(Wanted)] == ["school", "municipality", "copies", "km"]


def test_the_screens_name_the_school_and_no_person(told: Objects, client_of: Any) -> None:
    cast = told.cast
    with acting(system_scope([cast.region.pk])):
        WriteoffAct.objects.filter(uid=told.project).update(state="draft")
    client = client_of(cast.librarian_a)
    page = client.get(reverse("writeoff:act", args=[cast.school_a.uid, told.project])).content.decode()
    assert "Школа Б" in page
    assert "координатор" in page
    secrets = (
        "Бебешкина", "9Щ", "7017000005", cast.librarian_b.email, str(cast.librarian_b), str(cast.school_b.uid),
    )  # fmt: skip
    assert [word for word in secrets if word in page] == []


def test_a_school_reads_its_region_and_writes_nothing(told: Objects) -> None:
    cast, edition = told.cast, _edition(told)
    other = Region.objects.create(code="99", name="Другая область")
    place = Municipality.objects.create(region=other, name="Чужой район", kind="district")
    school = School.objects.create(region=other, municipality=place, short_name="Чужая", full_name="Чужая")
    with acting(system_scope([other.pk])):
        ShortageNotice.objects.create(
            region=other, seeker=school, school_year=YEAR, pool=_pool(cast, edition), sets=9, counted_on=DAY
        )
    with acting(scope_of(cast.librarian_a)):
        found = who_needs(cast.school_a, [edition.pk], school_year=YEAR)
        assert [(one.school, one.copies) for one in found[edition.pk]] == [("Школа Б", 7)]
        assert {notice.seeker_id for notice in ShortageNotice.objects.all()} == {cast.school_b.pk}
        assert ShortageNotice.objects.update(sets=1) == 0
        assert ShortageNotice.objects.all().delete()[0] == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            ShortageNotice.objects.create(
                region=cast.region, seeker=cast.school_a, school_year=YEAR, pool=1, sets=1, counted_on=DAY
            )
        # What the figure was made from stays inside the school.
        assert not ClassGroup.objects.filter(school=cast.school_b).exists()
        assert not Pupil.objects.filter(school=cast.school_b).exists()

"""Changes of the register by hand: a school's passport, its status, its buildings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from tomik.kernel.normalise import comparable
from tomik.territory.models import Building, School, SchoolVersion

DATED = ("short_name", "full_name", "status")
"""What a school is called and whether it works: each change opens a version."""


def change_school(*, school_id: int, values: Mapping[str, Any], on: date) -> School:
    """Write a school's passport; a new name or status counts from `on` and the former stays in the history.

    Locks the row of the school. What is the same as before writes nothing.
    """
    with transaction.atomic(durable=True):
        school = School.objects.select_for_update().get(pk=school_id)
        changed = [key for key, value in values.items() if getattr(school, key) != value]
        for key in changed:
            setattr(school, key, values[key])
        school.name_key = comparable(school.short_name)
        if changed:
            school.save(update_fields=[*changed, "name_key"])
        if any(key in DATED for key in changed):
            open_version(school, on)
    return school


def open_version(school: School, on: date) -> None:
    """The present names and status count from `on`; the version before ends there. One version for one day."""
    present = SchoolVersion.objects.filter(school=school, valid_to__isnull=True).first()
    if present is not None and present.valid_from >= on:
        for key in DATED:
            setattr(present, key, getattr(school, key))
        present.save(update_fields=list(DATED))
        return
    if present is not None:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    names = {key: getattr(school, key) for key in DATED}
    SchoolVersion.objects.create(school=school, valid_from=on, **names)


def save_building(*, school_id: int, building: Building) -> Building:
    """Add or change a building; making it the main one takes that from the other. Locks the row of the school."""
    with transaction.atomic(durable=True):
        school = School.objects.select_for_update().get(pk=school_id)
        others = Building.objects.filter(school=school).exclude(pk=building.pk)
        if building.is_main:
            others.filter(is_main=True).update(is_main=False)
        elif not others.filter(is_main=True).exists():
            building.is_main = True
        building.school = school
        building.save()
    return building

"""Schools that copies may be handed over to: their names and INN, nothing of what is inside them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from tomik.kernel.normalise import comparable
from tomik.territory.public import School

RECEIVERS_SHOWN = 12


def receivers(school: School, asked: str) -> list[School]:
    """Working schools of the region, without this one, by every word of a name or by the INN."""
    found = School.objects.filter(region=school.region_id, status=School.Status.ACTIVE).exclude(pk=school.pk)
    digits = asked.replace(" ", "")
    if digits.isdecimal() and len(digits) > 5:
        found = found.filter(inn__startswith=digits)
    else:
        for word in comparable(asked).split():
            found = found.filter(_has(word))
    return list(found.order_by("name_order")[:RECEIVERS_SHOWN])


def _has(word: str) -> Q:
    """A word in the name; a number or a letter or two as a whole («5» is not in «№ 25»). Only letters and digits come."""
    if word.isdecimal() or len(word) < 3:
        whole = rf"(^|[^0-9a-zа-яё]){word}([^0-9a-zа-яё]|$)"
        return Q(name_key__regex=whole) | Q(full_name__iregex=whole)
    return Q(name_key__contains=word) | Q(full_name__icontains=word)


def receiver(school: School, uid: str) -> School | None:
    """A school of the region by its uid; None when there is none."""
    try:
        return School.objects.filter(region=school.region_id, uid=UUID(uid)).exclude(pk=school.pk).first()
    except ValueError:
        return None

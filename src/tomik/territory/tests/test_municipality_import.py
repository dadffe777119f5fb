"""The list of municipalities: the first file of a new installation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cast import Cast
from tomik.kernel.errors import TomikError
from tomik.kernel.importing import Context, Row
from tomik.territory.models import Municipality
from tomik.territory.public import MunicipalityList

KEYS = ("name", "kind", "centre", "oktmo", "latitude", "longitude")
Kind = Municipality.Kind
KINDS = MunicipalityList()


def rows(*lines: tuple[Any, ...]) -> list[Row]:
    return [Row(number, dict(zip(KEYS, line, strict=False))) for number, line in enumerate(lines, start=2)]


def context(cast: Cast) -> Context:
    return Context(user_id=cast.operator.pk, school_id=None, region_id=cast.region.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "said", "kind"),
    [
        ("Бакчарский район", None, Kind.DISTRICT),
        ("Бакчарский р-н", None, Kind.DISTRICT),
        ("ЗАТО Северск", None, Kind.CLOSED),
        ("город Стрежевой", None, Kind.URBAN),
        ("г. Стрежевой", None, Kind.URBAN),
        ("город Кедровый", "муниципальный округ (was городской округ)", Kind.OKRUG),
        ("Северск", "городской округ (ЗАТО)", Kind.CLOSED),
    ],
)
def test_the_kind_is_read_as_offices_write_it(cast: Cast, name: str, said: str | None, kind: str) -> None:
    KINDS.apply(rows((name, said)), context(cast))
    assert (
        Municipality.objects.exclude(pk__in=[cast.municipality.pk, cast.other_municipality.pk]).get().kind
        == kind
    )


@pytest.mark.django_db
def test_new_known_and_the_same_again(cast: Cast) -> None:
    file = rows(
        ("Томск", "городской округ", "г. Томск", 69701000, "56,4846", 84.9476),
        ("Шегарский район", None, "с. Мельниково", "69658000", 56.5597, 84.0789),
    )
    plan = KINDS.check(file, context(cast))
    assert {change.code: change.count for change in plan.changes} == {"new": 1, "changed": 1, "same": 0}
    assert Municipality.objects.count() == 2
    applied = KINDS.apply(file, context(cast))
    city = Municipality.objects.get(pk=cast.other_municipality.pk)
    assert (city.name, city.oktmo, city.latitude) == ("Город Томск", "69701000", 56.4846)
    again = KINDS.check(file, context(cast))
    assert again.is_empty
    KINDS.undo(applied.undo_token, context(cast))
    city.refresh_from_db()
    assert (Municipality.objects.count(), city.oktmo, city.latitude) == (2, "", None)


@pytest.mark.django_db
def test_all_problems_at_once(cast: Cast) -> None:
    plan = KINDS.check(
        rows(
            ("", "район"),
            ("Шегарский район", None, None, "690x", 95.0, "восток"),
            ("Заречье",),
            ("Чаинский район",),
            ("Чаинский р-н",),
        ),
        context(cast),
    )
    assert [(problem.row, problem.column) for problem in plan.problems] == [
        (2, "name"),
        (3, "oktmo"),
        (3, "latitude"),
        (3, "longitude"),
        (4, "kind"),
        (6, "name"),
    ]
    assert (plan.rows_good, plan.rows_bad) == (1, 4)


@pytest.mark.django_db
def test_a_municipality_with_schools_stays(cast: Cast) -> None:
    applied = KINDS.apply(rows(("Шегарский район",)), context(cast))
    cast.school_c.municipality = Municipality.objects.get(name="Шегарский район")
    cast.school_c.save(update_fields=["municipality"])
    with pytest.raises(TomikError):
        KINDS.undo(applied.undo_token, context(cast))
    assert Municipality.objects.filter(name="Шегарский район").exists()

"""Groups of sets that replace one another in a region."""

from __future__ import annotations

import pytest

from tests.cast import Cast
from tomik.catalogue.errors import AlreadyEquivalent, NotEquivalent
from tomik.catalogue.models import EditionSet, Equivalence, EquivalenceMember
from tomik.catalogue.public import NewPart, NewSet, create_sets
from tomik.catalogue.services.equivalence import cancel_equivalence, confirm_equivalence, proposed_groups
from tomik.kernel.scope import acting
from tomik.territory.public import scope_of

pytestmark = pytest.mark.django_db


def editions(count: int, **other: object) -> list[EditionSet]:
    given = {"title": "Алгебра", "authors": "Макарычев Ю.Н.", "grade_from": 7, "grade_to": 7} | other
    news = [NewSet(**given, new_parts=[NewPart(year=2019 + year)]) for year in range(count)]  # type: ignore[arg-type]
    return create_sets(news)


def test_like_sets_are_proposed_and_confirmed(cast: Cast) -> None:
    sets = editions(3)
    editions(1, authors="Мерзляк А.Г.")
    editions(1, grade_from=8, grade_to=8)
    with acting(scope_of(cast.operator)):
        proposed = proposed_groups(cast.region.pk)
        assert [[one.pk for one in group.sets] for group in proposed] == [[one.pk for one in sets]]
        confirm_equivalence(region_id=cast.region.pk, set_ids=[one.pk for one in sets], actor=cast.operator)
        assert EquivalenceMember.objects.count() == 3
        assert proposed_groups(cast.region.pk) == []


def test_a_further_set_joins_the_group(cast: Cast) -> None:
    first, second, third = editions(3)
    with acting(scope_of(cast.operator)):
        group = confirm_equivalence(
            region_id=cast.region.pk, set_ids=[first.pk, second.pk], actor=cast.operator
        )
        again = confirm_equivalence(
            region_id=cast.region.pk, set_ids=[second.pk, third.pk], actor=cast.operator
        )
        assert (again.pk, group.members.count()) == (group.pk, 3)


def test_two_groups_are_not_joined(cast: Cast) -> None:
    one, two, three, four = editions(4)
    with acting(scope_of(cast.operator)):
        confirm_equivalence(region_id=cast.region.pk, set_ids=[one.pk, two.pk], actor=cast.operator)
        confirm_equivalence(region_id=cast.region.pk, set_ids=[three.pk, four.pk], actor=cast.operator)
        with pytest.raises(AlreadyEquivalent):
            confirm_equivalence(region_id=cast.region.pk, set_ids=[one.pk, three.pk], actor=cast.operator)
        assert EquivalenceMember.objects.count() == 4


def test_different_grades_or_parts_are_refused(cast: Cast) -> None:
    seventh, eighth = editions(1)[0], editions(1, grade_from=8, grade_to=8)[0]
    with acting(scope_of(cast.operator)):
        for wanted in ([seventh.pk, eighth.pk], [seventh.pk], [seventh.pk, -1]):
            with pytest.raises(NotEquivalent):
                confirm_equivalence(region_id=cast.region.pk, set_ids=wanted, actor=cast.operator)
        assert Equivalence.objects.count() == 0


def test_cancelling_counts_them_apart_again(cast: Cast) -> None:
    sets = editions(2)
    with acting(scope_of(cast.operator)):
        group = confirm_equivalence(
            region_id=cast.region.pk, set_ids=[one.pk for one in sets], actor=cast.operator
        )
        cancel_equivalence(region_id=cast.region.pk, uid=group.uid)
        assert EquivalenceMember.objects.count() == 0
        with pytest.raises(Equivalence.DoesNotExist):
            cancel_equivalence(region_id=cast.region.pk, uid=group.uid)

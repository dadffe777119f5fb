"""Titles that schools propose: provisional at once, accepted, taken for a known one, refused."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.db import transaction

from tests.cast import Cast
from tomik.catalogue.errors import AlreadyDecided, PartsDiffer
from tomik.catalogue.line_rules import Line
from tomik.catalogue.models import CatalogueProposal, Edition, EditionSet
from tomik.catalogue.public import NewSet, Proposed, create_sets, propose, search, withdraw
from tomik.catalogue.services.proposals import accept_as_new, refuse, take_for_known

pytestmark = pytest.mark.django_db

As = Callable[[Any], AbstractContextManager[Any]]
BOOK = Line(
    key=7, title="Родной край. 5 класс. Ч. 1", authors="Автор А.А.", year=2020, isbn="978-5-09-087738-1"
)


def proposed_by(cast: Cast, as_scope: As, *lines: Line, school: str = "a") -> dict[int, Proposed]:
    user, unit = (cast.librarian_a, cast.school_a) if school == "a" else (cast.librarian_b, cast.school_b)
    with as_scope(user), transaction.atomic():
        return propose(school_id=unit.pk, lines=list(lines))


def test_a_proposal_makes_a_provisional_edition(cast: Cast, as_scope: As) -> None:
    made = proposed_by(cast, as_scope, BOOK)[7]
    edition = Edition.objects.get(pk=made.edition_ids[0])
    assert (
        edition.edition_set.title,
        edition.edition_set.is_provisional,
        edition.edition_set.grade_from,
    ) == (
        "Родной край",
        True,
        5,
    )
    assert (edition.part, edition.isbn, edition.year) == (1, "9785090877381", 2020)
    with as_scope(cast.librarian_a):
        proposal = CatalogueProposal.objects.get()
    assert (proposal.school_id, proposal.edition_id, proposal.state) == (
        cast.school_a.pk,
        edition.pk,
        "waiting",
    )
    assert search("родной край").sets == []
    assert len(search("родной край", with_provisional=True).sets) == 1


def test_the_same_title_is_proposed_once(cast: Cast, as_scope: As) -> None:
    first = proposed_by(cast, as_scope, BOOK)[7]
    again = proposed_by(cast, as_scope, BOOK)[7]
    other_school = proposed_by(cast, as_scope, BOOK, school="b")[7]
    assert first == again == other_school
    with as_scope(cast.operator):
        assert CatalogueProposal.objects.count() == 2
    with as_scope(cast.librarian_b):
        assert CatalogueProposal.objects.count() == 1


def test_parts_of_one_title_are_one_set(cast: Cast, as_scope: As) -> None:
    second = Line(key=8, title="Родной край. 5 класс. Ч. 2", authors="Автор А.А.", year=2020)
    made = proposed_by(cast, as_scope, BOOK, second)
    assert made[7].edition_set_id == made[8].edition_set_id
    assert EditionSet.objects.get().parts == 2
    assert list(Edition.objects.order_by("part").values_list("part", flat=True)) == [1, 2]


def test_a_whole_set_is_all_its_parts(cast: Cast, as_scope: As) -> None:
    made = proposed_by(cast, as_scope, Line(key=1, title="Родной край (в 2 частях)", grade_from=5))[1]
    assert len(made.edition_ids) == 2


def test_accepting_makes_it_a_set_for_all(cast: Cast, as_scope: As) -> None:
    made = proposed_by(cast, as_scope, BOOK)[7]
    proposed_by(cast, as_scope, BOOK, school="b")
    with as_scope(cast.operator):
        uid = CatalogueProposal.objects.first().uid  # type: ignore[union-attr]
        new = NewSet(title="Наш родной край", authors="Автор А.А.", grade_from=5, grade_to=6)
        accepted = accept_as_new(uid=uid, new=new, actor=cast.operator)
        assert set(CatalogueProposal.objects.values_list("state", flat=True)) == {"accepted"}
        with pytest.raises(AlreadyDecided):
            accept_as_new(uid=uid, new=new, actor=cast.operator)
    assert (accepted.pk, accepted.is_provisional) == (made.edition_set_id, False)
    assert [one.pk for one in search("нашего края").sets] == [accepted.pk]


def test_taking_it_for_a_known_set_moves_the_edition(cast: Cast, as_scope: As) -> None:
    known = create_sets([NewSet(title="Родной край", authors="Автор А.А.", grade_from=5, grade_to=5)])[0]
    made = proposed_by(cast, as_scope, BOOK)[7]
    with as_scope(cast.operator):
        take_for_known(uid=CatalogueProposal.objects.get().uid, edition_set_id=known.pk, actor=cast.operator)
        assert CatalogueProposal.objects.get().state == "accepted"
    edition = Edition.objects.get(pk=made.edition_ids[0])
    assert (edition.edition_set_id, edition.year) == (known.pk, 2020)
    assert list(EditionSet.objects.values_list("pk", flat=True)) == [known.pk]


def test_more_parts_than_the_known_set_are_refused(cast: Cast, as_scope: As) -> None:
    known = create_sets([NewSet(title="Родной край")])[0]
    proposed_by(cast, as_scope, Line(key=1, title="Родной край ч. 2"))
    with as_scope(cast.operator):
        uid = CatalogueProposal.objects.get().uid
        with pytest.raises(PartsDiffer):
            take_for_known(uid=uid, edition_set_id=known.pk, actor=cast.operator)
        assert CatalogueProposal.objects.get().state == "waiting"


def test_refusing_keeps_the_reason(cast: Cast, as_scope: As) -> None:
    proposed_by(cast, as_scope, BOOK)
    with as_scope(cast.operator):
        uid = CatalogueProposal.objects.get().uid
        refuse(uid=uid, reason="Это журнал", actor=cast.operator)
        proposal = CatalogueProposal.objects.get()
        assert (proposal.state, proposal.reason, proposal.decided_by) == (
            "refused",
            "Это журнал",
            cast.operator,
        )
        with pytest.raises(AlreadyDecided):
            refuse(uid=uid, reason="ещё раз", actor=cast.operator)


def test_an_undone_import_withdraws(cast: Cast, as_scope: As) -> None:
    made = proposed_by(cast, as_scope, BOOK)[7]
    with as_scope(cast.librarian_a), transaction.atomic():
        assert withdraw(school_id=cast.school_a.pk, edition_ids=made.edition_ids) == 1
    with as_scope(cast.operator):
        assert CatalogueProposal.objects.count() == 0

"""Sets that replace one another: proposed by likeness, confirmed and cancelled by the regional operator."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from tomik.accounts.public import User
from tomik.catalogue.errors import AlreadyEquivalent, NotEquivalent
from tomik.catalogue.federal_list.likeness import surnames
from tomik.catalogue.models import EditionSet, Equivalence, EquivalenceMember
from tomik.catalogue.queries.search import with_parts
from tomik.kernel.locks import LockSpace, take

CATALOGUE_LOCK = 1
MOST_PROPOSALS = 200
_SAME = ("title_key", "grade_from", "grade_to", "parts", "level", "language", "kind", "is_adapted")


@dataclass(frozen=True, slots=True)
class ProposedGroup:
    """Sets of one title, grade and number of parts with a common author: perhaps one pool."""

    sets: tuple[EditionSet, ...]


def confirm_equivalence(
    *, region_id: int, set_ids: Iterable[int], actor: User, note: str = ""
) -> Equivalence:
    """Count these sets together for provision in the region. Sets join a group that one of them has.

    Raises NotEquivalent when there are fewer than two, or grades or parts differ, AlreadyEquivalent
    when two of them are in different groups. Locks the catalogue.
    """
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        return join(region_id=region_id, set_ids=set_ids, actor=actor, note=note)


def join(*, region_id: int, set_ids: Iterable[int], actor: User, note: str = "") -> Equivalence:
    """Building block of ``confirm_equivalence``, for callers that hold the catalogue's lock."""
    wanted = sorted(set(set_ids))
    sets = list(EditionSet.objects.filter(pk__in=wanted, is_provisional=False))
    _refuse_unlike(sets, wanted)
    members = EquivalenceMember.objects.filter(region_id=region_id, edition_set__in=sets)
    present = {one.edition_set_id: one.equivalence_id for one in members}
    if len(set(present.values())) > 1:
        raise AlreadyEquivalent
    group_id = next(iter(present.values()), None)
    group = (
        Equivalence.objects.create(region_id=region_id, note=note[:300], confirmed_by=actor)
        if group_id is None
        else Equivalence.objects.get(pk=group_id)
    )
    EquivalenceMember.objects.bulk_create(
        EquivalenceMember(region_id=region_id, equivalence=group, edition_set=one)
        for one in sets
        if one.pk not in present
    )
    return group


def cancel_equivalence(*, region_id: int, uid: UUID) -> None:
    """Count the sets of a group apart again. Raises Equivalence.DoesNotExist."""
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        Equivalence.objects.get(uid=uid, region_id=region_id).delete()


def proposed_groups(region_id: int) -> list[ProposedGroup]:
    """Groups that look alike and are not yet one group in the region, at most ``MOST_PROPOSALS``."""
    alike = (
        EditionSet.objects.filter(is_provisional=False, replaced_by=None)
        .exclude(title_key="")
        .values(*_SAME)
        .annotate(sets=Count("pk"))
        .filter(sets__gt=1)
        .order_by(*_SAME)[: MOST_PROPOSALS * 2]
    )
    keys = {tuple(one[name] for name in _SAME) for one in alike}
    titles = {key[0] for key in keys}
    by_key: dict[tuple[object, ...], list[EditionSet]] = defaultdict(list)
    for one in with_parts(EditionSet.objects.filter(title_key__in=titles, is_provisional=False)).order_by(
        "pk"
    ):
        key = tuple(getattr(one, name) for name in _SAME)
        if key in keys:
            by_key[key].append(one)
    groups = _groups_of(region_id)
    proposed = [
        ProposedGroup(tuple(cluster))
        for sets in by_key.values()
        for cluster in _by_author(sets)
        if len(cluster) > 1 and not _is_one_group(cluster, groups)
    ]
    return proposed[:MOST_PROPOSALS]


def _refuse_unlike(sets: list[EditionSet], wanted: list[int]) -> None:
    if len(sets) != len(wanted) or len(sets) < 2:
        raise NotEquivalent(_("Choose at least two textbooks."))
    if len({(one.grade_from, one.grade_to) for one in sets}) > 1:
        raise NotEquivalent(_("The textbooks are for different grades: one can't replace another."))
    if len({one.parts for one in sets}) > 1:
        raise NotEquivalent(_("The textbooks differ in the number of parts: one can't replace another."))


def _by_author(sets: list[EditionSet]) -> list[list[EditionSet]]:
    """Clusters of sets that share the first author."""
    clusters: dict[str, list[EditionSet]] = defaultdict(list)
    for one in sets:
        names = surnames(one.authors)
        if names:
            clusters[names[0]].append(one)
    return list(clusters.values())


def _groups_of(region_id: int) -> dict[int, int]:
    return dict(
        EquivalenceMember.objects.filter(region_id=region_id).values_list("edition_set_id", "equivalence_id")
    )


def _is_one_group(cluster: list[EditionSet], groups: dict[int, int]) -> bool:
    found = {groups.get(one.pk) for one in cluster}
    return len(found) == 1 and None not in found

"""Titles that schools have and the catalogue does not: proposed, then accepted or taken for a known one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from tomik.accounts.public import User
from tomik.catalogue.errors import AlreadyDecided, PartsDiffer
from tomik.catalogue.federal_list.likeness import core_key, list_keys, surnames, title_key
from tomik.catalogue.isbn import read_isbn
from tomik.catalogue.line_rules import Line, ReadLine, read_line
from tomik.catalogue.models import CatalogueProposal, Edition, EditionSet
from tomik.catalogue.services.editions import NewSet, create_sets, part_title, refresh_search, searchable
from tomik.kernel.clock import now
from tomik.kernel.locks import LockSpace, take

CATALOGUE_LOCK: Final = 1
WAITING: Final = CatalogueProposal.State.WAITING

Identity = tuple[str, tuple[str, ...], int | None, int | None]
EditionKey = tuple[int, int, str, int | None]


@dataclass(frozen=True, slots=True)
class Proposed:
    """What a proposal gave: the provisional editions that the school accounts for until it is decided."""

    key: int
    edition_set_id: int
    edition_ids: tuple[int, ...]


def propose(
    *, school_id: int, lines: Sequence[Line], subject_names: Mapping[int, str] | None = None
) -> dict[int, Proposed]:
    """Propose titles to the catalogue, in the caller's transaction; by the line's key.

    Each gets a provisional set at once, so that the school's accounting need not wait. The same
    title proposed before (by this school or another) gives the same provisional set.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("titles are proposed inside a transaction")
    if not lines:
        return {}
    take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
    read = [read_line(line) for line in lines]
    sets = _provisional_sets(read, subject_names or {})
    editions = _provisional_editions(read, sets)
    proposed = {
        one.line.key: Proposed(
            one.line.key,
            sets[_identity(one)].pk,
            tuple(editions[key].pk for key in _edition_keys(one, sets[_identity(one)])),
        )
        for one in read
    }
    _record(school_id, read, proposed=proposed, subject_names=subject_names or {})
    return proposed


def withdraw(*, school_id: int, edition_ids: Iterable[int]) -> int:
    """Take back a school's waiting proposals (its import was undone), in the caller's transaction."""
    waiting = CatalogueProposal.objects.filter(
        school_id=school_id, edition_id__in=list(edition_ids), state=WAITING
    )
    return waiting.delete()[0]


def accept_as_new(*, uid: UUID, new: NewSet, actor: User) -> EditionSet:
    """The proposed title becomes a set of the catalogue, described as the operator says.

    All waiting proposals of the same provisional set are accepted with it. Raises AlreadyDecided,
    CatalogueProposal.DoesNotExist. Locks the catalogue.
    """
    with transaction.atomic(durable=True):
        one = _waiting(uid)
        for name in ("title", "authors", "publisher", "grade_from", "grade_to", "level", "line", "kind"):
            setattr(one, name, getattr(new, name))
        one.language = new.language or "русский"
        one.title_key = title_key(new.title)
        one.is_provisional = False
        one.save(
            update_fields=["title", "authors", "publisher", "grade_from", "grade_to", "level", "line", "kind",
                           "language", "title_key", "is_provisional"]
        )  # fmt: skip
        refresh_search([one.pk])
        _decide(one, actor)
    return one


def take_for_known(*, uid: UUID, edition_set_id: int, actor: User) -> EditionSet:
    """The proposed title is a known set: its editions move under that set, the copies stay where they are.

    A provisional edition keeps its own year and ISBN, so accounting does not change; provision counts
    it with the set. Raises AlreadyDecided, PartsDiffer, EditionSet.DoesNotExist. Locks the catalogue.
    """
    with transaction.atomic(durable=True):
        provisional = _waiting(uid)
        known = EditionSet.objects.get(pk=edition_set_id, is_provisional=False, replaced_by=None)
        editions = list(provisional.editions.all())
        if max(edition.part for edition in editions) > known.parts:
            raise PartsDiffer
        _decide(provisional, actor)
        provisional.editions.update(edition_set=known)
        refresh_search([known.pk])
        _delete_if_free(provisional)
    return known


def refuse(*, uid: UUID, reason: str, actor: User) -> None:
    """Refuse a proposal with a reason that the school reads; its copies stay accounted for.

    Raises AlreadyDecided.
    """
    with transaction.atomic(durable=True):
        changed = CatalogueProposal.objects.filter(uid=uid, state=WAITING).update(
            state=CatalogueProposal.State.REFUSED, reason=reason[:300], decided_by=actor, decided_at=now()
        )
        if not changed:
            raise AlreadyDecided


def _identity(one: ReadLine) -> Identity:
    return one.title_key, surnames(one.line.authors), one.line.grade_from, one.line.grade_to


def _provisional_sets(
    read: Sequence[ReadLine], subject_names: Mapping[int, str]
) -> dict[Identity, EditionSet]:
    """Provisional sets of all lines: those that exist, and new ones for the rest."""
    keys = {key for one in read for key in list_keys(one.title_key)}
    sets: dict[Identity, EditionSet] = {}
    for known in EditionSet.objects.filter(is_provisional=True, title_key__in=keys).order_by("-pk"):
        sets[core_key(known.title_key), surnames(known.authors), known.grade_from, known.grade_to] = known
    missing = {identity: one for one in read if (identity := _identity(one)) not in sets}
    made = create_sets([_new_set(one, subject_names.get(one.line.key, "")) for one in missing.values()])
    sets |= dict(zip(missing, made, strict=True))
    for one in read:
        known, parts = sets[_identity(one)], max(one.line.part or 1, one.line.parts or 1)
        if parts > known.parts:
            known.parts = parts
            known.save(update_fields=["parts"])
    return sets


def _new_set(one: ReadLine, subject_name: str) -> NewSet:
    line = one.line
    return NewSet(
        title=one.title or line.title or line.isbn or line.list_code,
        authors=line.authors,
        publisher=line.publisher,
        subject_name=subject_name,
        grade_from=line.grade_from,
        grade_to=line.grade_to,
        level=line.level,
        parts=max(line.part or 1, line.parts or 1),
        is_provisional=True,
        new_parts=(),
    )


def _edition_keys(one: ReadLine, known: EditionSet) -> list[EditionKey]:
    """Parts that a line names: its own, or all when it names a whole set."""
    line = one.line
    whole = line.part is None and (line.parts or 1) > 1
    parts = range(1, (line.parts or 1) + 1) if whole else [line.part or 1]
    return [(known.pk, part, read_isbn(line.isbn), line.year) for part in parts]


def _provisional_editions(
    read: Sequence[ReadLine], sets: Mapping[Identity, EditionSet]
) -> dict[EditionKey, Edition]:
    """Provisional editions by (set, part, ISBN, year): those that exist, and new ones for the rest."""
    by_pk = {one.pk: one for one in sets.values()}
    editions = {
        (one.edition_set_id, one.part, one.isbn, one.year): one
        for one in Edition.objects.filter(edition_set_id__in=by_pk).defer("search")
    }
    wanted = dict.fromkeys(key for one in read for key in _edition_keys(one, sets[_identity(one)]))
    made = []
    for pk, part, isbn, year in (key for key in wanted if key not in editions):
        one_set = by_pk[pk]
        title = part_title(one_set.title, part, one_set.parts)
        edition = Edition(edition_set=one_set, part=part, title=title, isbn=isbn, year=year)
        edition.search_text = searchable(edition, one_set)
        made.append(edition)
    Edition.objects.bulk_create(made, batch_size=1000)
    return editions | {(one.edition_set_id, one.part, one.isbn, one.year): one for one in made}


def _record(
    school_id: int,
    read: Sequence[ReadLine],
    *,
    proposed: Mapping[int, Proposed],
    subject_names: Mapping[int, str],
) -> None:
    """One waiting proposal of the school for each provisional edition, however often it is imported."""
    waiting = set(
        CatalogueProposal.objects.filter(school_id=school_id, state=WAITING).values_list(
            "edition_id", flat=True
        )
    )
    new = []
    for one in read:
        for edition_id in proposed[one.line.key].edition_ids:
            if edition_id not in waiting:
                waiting.add(edition_id)
                new.append(_proposal(school_id, one, edition_id, subject_names.get(one.line.key, "")))
    CatalogueProposal.objects.bulk_create(new, batch_size=1000)


def _proposal(school_id: int, one: ReadLine, edition_id: int, subject_name: str) -> CatalogueProposal:
    line = one.line
    return CatalogueProposal(
        school_id=school_id,
        title=(line.title or one.title)[:1000],
        authors=line.authors[:500],
        publisher=line.publisher[:300],
        isbn=line.isbn[:20],
        list_code=line.list_code[:60],
        year=line.year,
        grade=_span(line.grade_from, line.grade_to),
        part=line.part,
        parts=line.parts,
        subject_name=subject_name[:200],
        edition_id=edition_id,
    )


def _span(first: int | None, last: int | None) -> str:
    if first is None:
        return ""
    return str(first) if last in {None, first} else f"{first}–{last}"


def _waiting(uid: UUID) -> EditionSet:
    """The provisional set of a waiting proposal, under the catalogue's lock."""
    take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
    proposal = CatalogueProposal.objects.select_related("edition__edition_set").get(uid=uid)
    if (
        proposal.state != WAITING
        or proposal.edition is None
        or not proposal.edition.edition_set.is_provisional
    ):
        raise AlreadyDecided
    return proposal.edition.edition_set


def _decide(provisional: EditionSet, actor: User) -> None:
    """All waiting proposals of a provisional set, of every school that the actor sees, are accepted."""
    CatalogueProposal.objects.filter(edition__edition_set=provisional, state=WAITING).update(
        state=CatalogueProposal.State.ACCEPTED, decided_by=actor, decided_at=now()
    )


def _delete_if_free(provisional: EditionSet) -> None:
    """Delete an emptied set unless a plan names it; foreign keys are checked now, not at commit."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            provisional.delete()
    except (ProtectedError, IntegrityError):
        return

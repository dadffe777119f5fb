"""Which set a row of the list is: proposed by likeness, confirmed by the operator."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Max, QuerySet

from tomik.accounts.public import User
from tomik.catalogue.errors import AlreadyDecided
from tomik.catalogue.federal_list.likeness import Description, core_key, matches, publisher_keys, surnames
from tomik.catalogue.models import EditionSet, FederalList, FederalListLink, FederalListRow
from tomik.catalogue.reference import subject_of
from tomik.catalogue.services.editions import NewSet, create_sets
from tomik.catalogue.services.statuses import rebuild_statuses
from tomik.kernel.clock import now
from tomik.kernel.locks import LockSpace, take

CATALOGUE_LOCK = 1
PROPOSALS_PER_ROW = 3
LONGEST_NOTE = 120  # as the note is kept with an edition


def propose_links(federal_list: FederalList, *, set_ids: Collection[int] | None = None) -> int:
    """Propose sets for the rows of a list that have no confirmed link; returns how many are new.

    A pair that was refused is not proposed again. Runs inside the caller's transaction.
    """
    rows = _undecided(federal_list)
    sets = (
        EditionSet.objects.filter(is_provisional=False, replaced_by=None)
        .annotate(edition_note=Max("editions__edition_note"))
        .only("title_key", "authors", "publisher", "grade_from", "grade_to", "level", "parts", "language")
    )
    if set_ids is not None:
        sets = sets.filter(pk__in=set_ids)
    found = matches(map(of_row, rows), map(of_set, sets))
    best: dict[int, list[FederalListLink]] = {}
    for match in found:
        proposals = best.setdefault(match.left_id, [])
        if len(proposals) < PROPOSALS_PER_ROW:
            proposals.append(
                FederalListLink(
                    row_id=match.left_id,
                    edition_set_id=match.right_id,
                    score=match.score,
                    is_sure=match.kind == "sure",
                )
            )
    links = [link for proposals in best.values() for link in proposals]
    before = FederalListLink.objects.filter(row__federal_list=federal_list).count()
    FederalListLink.objects.bulk_create(links, ignore_conflicts=True, batch_size=1000)
    return FederalListLink.objects.filter(row__federal_list=federal_list).count() - before


def confirm_links(*, link_ids: Iterable[int], actor: User | None) -> int:
    """Confirm proposed links; other proposals of the same rows are refused. Returns how many changed.

    Raises AlreadyDecided when any of them is gone or was refused meanwhile; then nothing changes.
    """
    wanted = sorted(set(link_ids))
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        links = list(FederalListLink.objects.select_for_update().filter(pk__in=wanted).order_by("pk"))
        if len(links) != len(wanted) or any(link.refused_at for link in links):
            raise AlreadyDecided
        fresh = [link.pk for link in links if link.confirmed_at is None]
        FederalListLink.objects.filter(pk__in=fresh).update(confirmed_at=now(), confirmed_by=actor)
        rivals = FederalListLink.objects.filter(
            row_id__in=[link.row_id for link in links], confirmed_at__isnull=True, refused_at__isnull=True
        )
        rivals.update(refused_at=now())
        rebuild_statuses([link.edition_set_id for link in links])
    return len(fresh)


def confirm_sure_links(*, federal_list_uid: UUID, actor: User | None) -> int:
    """Confirm every sure proposal of a list whose row has exactly one sure candidate."""
    links = sure_links(federal_list_uid)
    return confirm_links(link_ids=links, actor=actor) if links else 0


def sure_links(federal_list_uid: UUID) -> list[int]:
    """Ids of open sure proposals, the likeliest of each row; where two are equally likely a person decides."""
    by_row: dict[int, list[tuple[int, int]]] = {}
    for pk, row_id, score in FederalListLink.objects.filter(
        row__federal_list__uid=federal_list_uid,
        is_sure=True,
        confirmed_at__isnull=True,
        refused_at__isnull=True,
    ).values_list("pk", "row_id", "score"):
        by_row.setdefault(row_id, []).append((score, pk))
    chosen = []
    for proposals in by_row.values():
        best, *others = sorted(proposals, reverse=True)
        if not others or others[0][0] < best[0]:
            chosen.append(best[1])
    return sorted(chosen)


def refuse_link(*, link_id: int) -> None:
    """Refuse a proposal, or cancel a confirmed link. Raises FederalListLink.DoesNotExist."""
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        link = FederalListLink.objects.select_for_update().get(pk=link_id)
        link.confirmed_at, link.confirmed_by, link.refused_at = None, None, now()
        link.save(update_fields=["confirmed_at", "confirmed_by", "refused_at"])
        rebuild_statuses([link.edition_set_id])


def link_row(*, row_id: int, edition_set_id: int, actor: User | None) -> FederalListLink:
    """Link a row to the set that the operator found. Confirmed at once; replaces an earlier refusal."""
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        link, _created = FederalListLink.objects.update_or_create(
            row_id=row_id,
            edition_set_id=edition_set_id,
            defaults={"confirmed_at": now(), "confirmed_by": actor, "refused_at": None},
        )
        rebuild_statuses([edition_set_id])
    return link


def adopt_rows(*, row_ids: Iterable[int], actor: User | None) -> list[EditionSet]:
    """Make a set with its parts for each row that has none, linked and confirmed, in one operation.

    Rows with a confirmed link are passed over, so a repeated call makes nothing twice.
    """
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        rows = FederalListRow.objects.filter(pk__in=list(row_ids), is_heading=False)
        return adopt(_unlinked(rows), actor=actor)


def adopt(rows: Iterable[FederalListRow], *, actor: User | None = None) -> list[EditionSet]:
    """Building block of ``adopt_rows``, for callers with a transaction of their own (the demo region)."""
    adopted = list(rows)
    sets = create_sets([_new_set(row) for row in adopted])
    FederalListLink.objects.filter(
        row_id__in=[row.pk for row in adopted], confirmed_at__isnull=True, refused_at__isnull=True
    ).update(refused_at=now())
    FederalListLink.objects.bulk_create(
        [
            FederalListLink(
                row=row, edition_set=one, confirmed_by=actor, confirmed_at=now(), score=100, is_sure=True
            )
            for row, one in zip(adopted, sets, strict=True)
        ],
        batch_size=1000,
    )
    rebuild_statuses([one.pk for one in sets])
    return sets


def of_row(row: FederalListRow) -> Description:
    """A row of the list as the matching rule sees it."""
    return Description(
        id=row.pk,
        title_key=core_key(row.name_key),
        surnames=surnames(row.authors),
        publishers=publisher_keys(row.publisher),
        grade_from=row.grade_from,
        grade_to=row.grade_to,
        level=row.level,
        parts=row.parts,
        language=row.language,
        edition_note=row.edition_note[:LONGEST_NOTE],
    )


def of_set(one: EditionSet) -> Description:
    """A set of the catalogue as the matching rule sees it."""
    return Description(
        id=one.pk,
        title_key=core_key(one.title_key),
        surnames=surnames(one.authors),
        publishers=publisher_keys(one.publisher),
        grade_from=one.grade_from,
        grade_to=one.grade_to,
        level=one.level,
        parts=one.parts,
        language=one.language,
        edition_note=getattr(one, "edition_note", "") or "",
    )


def _undecided(federal_list: FederalList) -> QuerySet[FederalListRow]:
    return _unlinked(FederalListRow.objects.filter(federal_list=federal_list, is_heading=False))


def _unlinked(rows: QuerySet[FederalListRow]) -> QuerySet[FederalListRow]:
    linked = FederalListLink.objects.filter(confirmed_at__isnull=False).values("row_id")
    return rows.exclude(pk__in=linked).order_by("federal_list_id", "row_no")


def _new_set(row: FederalListRow) -> NewSet:
    return NewSet(
        title=row.name or row.title,
        authors=row.authors,
        publisher=row.publisher,
        subject_name=subject_of(row.subject_name, row.name),
        area_name=row.area_name,
        grade_from=row.grade_from,
        grade_to=row.grade_to,
        level=row.level,
        language="" if row.language in {"", "русский язык"} else row.language,
        parts=row.parts,
        edition_note=row.edition_note,
        is_adapted=bool(row.adapted_for),
    )

"""The same textbook entered twice: one of the two sets stays. The ledger is never touched: copies follow their edition."""

from __future__ import annotations

from enum import StrEnum

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from tomik.accounts.public import User
from tomik.catalogue.errors import EditionInUse, NotADuplicate
from tomik.catalogue.models import Edition, EditionSet, FederalListLink
from tomik.catalogue.services.editions import refresh_search
from tomik.catalogue.services.equivalence import CATALOGUE_LOCK, join
from tomik.catalogue.services.statuses import rebuild_statuses
from tomik.kernel.locks import LockSpace, take


class Merged(StrEnum):
    """What became of the duplicate."""

    DISSOLVED = "dissolved"
    """No plan named it: its editions belong to the other set now, the duplicate is gone."""
    REPLACED = "replaced"
    """A plan names it: it stays with its editions, is counted together with the other and offered to nobody."""


def merge_sets(*, duplicate_id: int, into_id: int, region_id: int, actor: User) -> Merged:
    """Make two sets of the same textbook one. Locks the catalogue.

    Both must have the same number of parts; a duplicate that a plan names also the same grades. Raises NotADuplicate,
    NotEquivalent, AlreadyEquivalent; EditionSet.DoesNotExist for a set that was replaced already.
    """
    if duplicate_id == into_id:
        raise NotADuplicate(_("Choose another textbook: this is the same one."))
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        usable = EditionSet.objects.select_for_update().filter(is_provisional=False, replaced_by=None)
        duplicate, into = usable.get(pk=duplicate_id), usable.get(pk=into_id)
        if duplicate.parts != into.parts:
            raise NotADuplicate(
                _("The textbooks differ in the number of parts. Correct the description first.")
            )
        _share_rows(duplicate, into)
        if _dissolved(duplicate, into):
            outcome = Merged.DISSOLVED
        else:
            join(region_id=region_id, set_ids=[duplicate_id, into_id], actor=actor, note=_("duplicate"))
            EditionSet.objects.filter(replaced_by=duplicate).update(replaced_by=into)
            duplicate.replaced_by = into
            duplicate.save(update_fields=["replaced_by"])
            outcome = Merged.REPLACED
        refresh_search([into.pk])
        rebuild_statuses([duplicate_id, into_id])
    return outcome


def separate(*, edition_set_id: int) -> None:
    """The set is no duplicate after all: it is offered again. Counting together is cancelled by its own button."""
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        EditionSet.objects.filter(pk=edition_set_id).update(replaced_by=None)


def drop_edition(*, edition_id: int) -> None:
    """Delete an edition that nothing names, while its part has another one. Raises EditionInUse."""
    with transaction.atomic(durable=True):
        take(LockSpace.CATALOGUE, [CATALOGUE_LOCK])
        edition = Edition.objects.get(pk=edition_id)
        others = Edition.objects.filter(edition_set=edition.edition_set_id, part=edition.part)
        if others.count() < 2 or not _deleted(edition):
            raise EditionInUse


def _share_rows(duplicate: EditionSet, into: EditionSet) -> None:
    """Rows of the lists that are one of the two are both: what the list says is the same for both."""
    for giver, taker in ((duplicate, into), (into, duplicate)):
        known = FederalListLink.objects.filter(edition_set=taker).values("row_id")
        rows = FederalListLink.objects.filter(edition_set=giver, confirmed_at__isnull=False).exclude(
            row__in=known
        )
        FederalListLink.objects.bulk_create(
            FederalListLink(
                row_id=link.row_id,
                edition_set=taker,
                confirmed_by_id=link.confirmed_by_id,
                confirmed_at=link.confirmed_at,
                score=link.score,
                is_sure=link.is_sure,
            )
            for link in rows
        )


def _dissolved(duplicate: EditionSet, into: EditionSet) -> bool:
    """Move the editions over and delete the duplicate; all is taken back when a plan or a group names it."""
    point = transaction.savepoint()
    for edition in duplicate.editions.all():
        same = Edition.objects.filter(
            edition_set=into, part=edition.part, isbn=edition.isbn, year=edition.year
        ).exists()
        if not (same and _deleted(edition)):
            edition.edition_set = into
            edition.save(update_fields=["edition_set"])
    if _deleted(EditionSet.objects.get(pk=duplicate.pk)):
        transaction.savepoint_commit(point)
        return True
    transaction.savepoint_rollback(point)
    return False


def _deleted(item: Edition | EditionSet) -> bool:
    """Delete unless something names it: another room, another region. Foreign keys are checked now, not at commit."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            item.delete()
    except (ProtectedError, IntegrityError):
        return False
    return True

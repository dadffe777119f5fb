"""Works: what stays the same from edition to edition."""

from __future__ import annotations

from django.db import transaction

from tomik.catalogue.federal_list.likeness import title_key
from tomik.catalogue.models import EditionSet, Work


def save_work(*, work_id: int | None, title: str, authors: str) -> Work:
    """Make a work, or change one. Raises Work.DoesNotExist."""
    with transaction.atomic(durable=True):
        work = Work() if work_id is None else Work.objects.select_for_update().get(pk=work_id)
        work.title, work.authors, work.title_key = title, authors, title_key(title)[:500]
        work.save()
    return work


def put_into_work(*, edition_set_id: int, work_id: int | None) -> None:
    """The set is an edition of this work, or (None) of none. A work that no set belongs to any more is deleted."""
    with transaction.atomic(durable=True):
        one = EditionSet.objects.select_for_update().get(pk=edition_set_id)
        left = one.work_id
        one.work = None if work_id is None else Work.objects.get(pk=work_id)
        one.save(update_fields=["work"])
        if left is not None and left != work_id and not EditionSet.objects.filter(work=left).exists():
            Work.objects.filter(pk=left).delete()

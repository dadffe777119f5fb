"""The stored files of imports: given back, and deleted by the one who brought them or when their time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce

from tomik.accounts.public import User
from tomik.intake import extras, plans
from tomik.intake.errors import FileDeleted, OnItsWay
from tomik.intake.models import ImportRun
from tomik.intake.packing import is_packed, unpack
from tomik.intake.registry import kind_named
from tomik.kernel import clock
from tomik.kernel.errors import NotAllowed
from tomik.paper.public import plain_workbook

State = ImportRun.State
TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file to be given back."""

    name: str
    content_type: str
    content: bytes


def stored_file(run: ImportRun) -> StoredFile:
    """The file as it came; of one with columns that are not kept, a workbook of what was. Raises FileDeleted."""
    content = bytes(run.content)
    if not content:
        raise FileDeleted
    name = PurePath(run.file_name)
    if is_packed(content):
        return StoredFile(
            f"{name.stem}.xlsx", TYPES[".xlsx"], plain_workbook(unpack(content, run.file_name).sheets)
        )
    return StoredFile(run.file_name, TYPES.get(name.suffix.lower(), "application/octet-stream"), content)


def delete_file(*, run_uid: Any, user: User) -> ImportRun:
    """Delete the file and what was taken over from its cells into the journal; numbers, places and reasons stay.

    What was applied stays applied and may still be taken back, but for former spellings of names. Does nothing the
    second time. Raises NotAllowed to all but the one who brought the file, OnItsWay while the worker has it.
    """
    with transaction.atomic(durable=True):
        run = ImportRun.objects.select_for_update().get(uid=run_uid)
        if run.created_by_id != user.pk:
            raise NotAllowed
        if run.state in (State.QUEUED, State.APPLYING):
            raise OnItsWay
        if run.file_deleted_at is None:
            _forget(run, user)
    return run


def forget_old_files(*, days: int) -> int:
    """Delete the files applied (or, when never applied, uploaded) more than `days` ago; how many they were.

    One transaction for each, so that a long night does no harm. The caller has set the scope.
    """
    border = clock.now() - timedelta(days=days)
    forgotten = 0
    for number in list(_older_than(border)):
        with transaction.atomic(durable=True):
            run = ImportRun.objects.select_for_update(skip_locked=True).filter(pk=number).first()
            if run is not None and run.file_deleted_at is None:
                _forget(run, None)
                forgotten += 1
    return forgotten


def _older_than(border: datetime) -> Any:
    return (
        ImportRun.objects.filter(file_deleted_at__isnull=True)
        .exclude(state__in=(State.QUEUED, State.APPLYING))
        .annotate(counts_from=Coalesce("applied_at", "created_at"))
        .filter(counts_from__lt=border)
        .order_by("pk")
        .values_list("pk", flat=True)
    )


def _forget(run: ImportRun, user: User | None) -> None:
    run.content = b""
    run.preview = plans.without_people(run.preview)
    run.outcome = plans.without_people(run.outcome)
    run.undo_token = extras.forgotten(kind_named(run.kind), run.undo_token)
    run.file_deleted_at = clock.now()
    run.file_deleted_by = user
    run.save(
        update_fields=["content", "preview", "outcome", "undo_token", "file_deleted_at", "file_deleted_by"]
    )

"""An import without a person at the screen: the administrator's commands. The same kinds, plans, locks, journal."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from tomik.accounts.public import User
from tomik.intake.errors import AlreadyDone, ColumnsMissing, NoHeading
from tomik.intake.models import ImportRun
from tomik.intake.packing import prepare
from tomik.intake.plans import plan_as_json
from tomik.intake.recognition import data_rows, placed, recognise
from tomik.kernel import clock, locks
from tomik.kernel.importing import Applied, Context, ImportKind, Plan
from tomik.kernel.scope import because
from tomik.territory.public import Region, School


@dataclass(frozen=True, slots=True)
class Batch:
    """A file to be imported by command. `keep_file` is off where the file holds names and no school owns it."""

    kind: ImportKind
    region: Region
    school: School | None
    user: User
    filename: str
    content: bytes
    options: Mapping[str, Any]
    keep_file: bool = True


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What a command reports. `run_uid` is empty when nothing was changed."""

    plan: Plan
    columns: dict[str, str]
    """Title of the file → key of the column."""
    rows: int
    run_uid: str = ""

    def as_json(self, *, kind: str, dry_run: bool) -> str:
        """The report of `--json`."""
        body = {
            "kind": kind,
            "dry_run": dry_run,
            "applied": bool(self.run_uid),
            "run": self.run_uid,
            "columns": self.columns,
            "rows": {"read": self.rows, "good": self.plan.rows_good, "bad": self.plan.rows_bad},
            "changes": {change.code: change.count for change in self.plan.changes},
            "problems": [problem.as_dict() for problem in self.plan.problems],
        }
        return json.dumps(body, ensure_ascii=False, indent=2)


def import_batch(batch: Batch, *, dry_run: bool) -> BatchReport:
    """Check a file, and apply its good rows in one transaction unless `dry_run` or nothing would change.

    Columns are recognised by their titles alone. Raises UnreadableFile, NoHeading, ColumnsMissing, Busy.
    """
    kind = batch.kind
    columns = kind.columns()
    stored, table = prepare(batch.content, batch.filename, columns, keep=batch.keep_file)
    found = recognise(table, columns)
    if found is None:
        raise NoHeading
    missing = [str(c.title) for c in columns if c.required and c.key not in found.mapping.values()]
    if missing:
        raise ColumnsMissing(titles=", ".join(missing))
    rows, problems = data_rows(found, found.mapping, columns)
    titles = {
        title.text: found.mapping[title.number]
        for title in found.heading.titles
        if title.number in found.mapping
    }
    run = _run(batch, stored)
    context = Context(
        user_id=batch.user.pk,
        school_id=batch.school.pk if batch.school is not None else None,
        region_id=batch.region.pk,
        options=batch.options,
        run_uid=str(run.uid),
    )

    def complete(plan: Plan) -> Plan:
        plan.rows_bad += len({problem.row for problem in problems})
        plan.problems = placed([*problems, *plan.problems], found.mapping, found.heading, columns)
        return plan

    read = len(rows) + len({problem.row for problem in problems})
    if dry_run:
        return BatchReport(complete(kind.check(rows, context)), titles, read)
    with transaction.atomic(durable=True):
        locks.take(locks.LockSpace.IMPORT, [_lock_key(batch.school, batch.region)])
        with because(f"import:{run.uid}"):
            applied = kind.apply(rows, context)
        plan = complete(applied.plan)
        if plan.is_empty:
            transaction.set_rollback(True)
            return BatchReport(plan, titles, read)
        _record(run, batch, applied, found.mapping)
    return BatchReport(plan, titles, read, str(run.uid))


def undo_batch(*, kind: ImportKind, run_uid: str, user: User) -> None:
    """Take back what a command applied. Raises AlreadyDone, TomikError with the reasons, Busy."""
    with transaction.atomic(durable=True):
        run = ImportRun.objects.filter(uid=run_uid, kind=kind.name).select_related("school", "region").first()
        if run is None:
            raise AlreadyDone
        locks.take(locks.LockSpace.IMPORT, [_lock_key(run.school, run.region)])
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        if run.state != ImportRun.State.APPLIED:
            raise AlreadyDone
        kind.undo(run.undo_token, Context(user_id=user.pk, school_id=run.school_id, region_id=run.region_id))
        run.state = ImportRun.State.UNDONE
        run.undone_at = clock.now()
        run.undone_by = user
        run.save(update_fields=["state", "undone_at", "undone_by"])


def _lock_key(school: School | None, region: Region) -> int:
    return school.pk if school is not None else -region.pk


def _run(batch: Batch, stored: bytes) -> ImportRun:
    return ImportRun(
        kind=batch.kind.name,
        region=batch.region,
        school=batch.school,
        file_name=batch.filename[-255:],
        file_sha256=hashlib.sha256(batch.content).hexdigest(),
        file_size=len(batch.content),
        content=stored,
        created_by=batch.user,
    )


def _record(run: ImportRun, batch: Batch, applied: Applied, mapping: Mapping[int, str]) -> None:
    """The journal keeps who, when and how many; values of cells only with the file."""
    outcome = plan_as_json(applied.plan)
    if not batch.keep_file:
        outcome["problems"] = [{**problem, "value": ""} for problem in outcome["problems"]]
    run.state = ImportRun.State.APPLIED
    run.mapping = {"columns": {str(number): key for number, key in mapping.items()}}
    run.options = {key: str(value) for key, value in batch.options.items()}
    run.preview = run.outcome = outcome
    run.undo_token = applied.undo_token
    run.applied_at = clock.now()
    run.save(force_insert=True)

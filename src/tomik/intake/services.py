"""Use cases of an import: receive a file, choose columns, look at the plan, apply, take back."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import DatabaseError, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from tomik.accounts.public import User
from tomik.intake import extras
from tomik.intake import options as answers
from tomik.intake.errors import (
    AlreadyDone,
    ColumnsMissing,
    FileDeleted,
    NoHeading,
    NothingToApply,
    PlanChanged,
    QuestionsOpen,
)
from tomik.intake.models import ColumnMapping, ImportRun
from tomik.intake.packing import prepare, unpack
from tomik.intake.plans import fingerprint_of, plan_as_json
from tomik.intake.queries import remembered_mapping
from tomik.intake.recognition import Recognised, data_rows, placed, recognise
from tomik.intake.registry import kind_named
from tomik.intake.sheets import SHEET_NAME
from tomik.kernel import clock, locks
from tomik.kernel.errors import Busy, LineProblem, TomikError
from tomik.kernel.importing import Applied, Context, ImportKind, Plan, Row
from tomik.kernel.scope import because
from tomik.paper.public import Table
from tomik.territory.public import Region, School

INLINE_ROWS_MAX = 3_000
"""Up to so many rows are applied while the person waits; more go to the worker."""
APPLY_JOB = "intake.apply_run"
ALL_SHEETS = "*"
"""In place of the name of a sheet (where a star can't be): all sheets with the same titles."""
State = ImportRun.State
logger = logging.getLogger(__name__)


class _Stale(Exception):
    def __init__(self, plan: Plan) -> None:
        super().__init__()
        self.plan = plan


def receive_file(
    *, kind: ImportKind, school: School | None, region: Region, user: User, filename: str, content: bytes
) -> ImportRun:
    """Keep the file and propose its columns; nothing else changes.

    Columns of personal data that is not needed are blanked before the file is stored. When such a heading was
    mapped before, the plan is made at once. Raises UnreadableFile or NoHeading with one reason.
    """
    columns = kind.columns()
    stored, table = prepare(content, filename, columns)
    found = recognised_by(kind, table)
    if found is None:
        raise NoHeading
    remembered = remembered_mapping(school=school, kind=kind.name, header_key=found.header_key)
    run = ImportRun(
        kind=kind.name,
        region=region,
        school=school,
        file_name=filename[-255:],
        file_sha256=hashlib.sha256(content).hexdigest(),
        file_size=len(content),
        content=stored,
        mapping=_mapping_json(found, remembered or found.mapping),
        created_by=user,
    )
    with transaction.atomic(durable=True):
        run.save(force_insert=True)
    if remembered is not None:
        check_run(run=run, kind=kind, user=user)
    return run


def choose_columns(
    *,
    run: ImportRun,
    kind: ImportKind,
    user: User,
    mapping: Mapping[int, str],
    chosen_options: Mapping[str, Any],
) -> Plan:
    """Take the columns and answers of the person, remember the columns, make the plan.

    Raises ColumnsMissing, AlreadyDone (the run is applied or on its way).
    """
    _must_be(run, State.UPLOADED, State.CHECKED, State.FAILED)
    chosen = set(mapping.values())
    missing = [str(column.title) for column in kind.columns() if column.required and column.key not in chosen]
    if missing:
        raise ColumnsMissing(titles=", ".join(missing))
    found = recognised_in(run, kind)
    run.mapping = _mapping_json(found, mapping)
    run.options = answers.stored(chosen_options) | {"answers": run.options.get("answers", {})}
    with transaction.atomic(durable=True):
        run.save(update_fields=["mapping", "options"])
        if run.school is not None:
            ColumnMapping.objects.update_or_create(
                school=run.school,
                kind=run.kind,
                header_key=found.header_key,
                defaults={"mapping": run.mapping["columns"]},
            )
    return check_run(run=run, kind=kind, user=user)


def choose_sheet(*, run: ImportRun, kind: ImportKind, sheet_name: str, row: int) -> None:
    """Point at another sheet, at all with the same titles (`ALL_SHEETS`), or at another row of titles.

    The columns are proposed anew. Raises NoHeading, FileDeleted, AlreadyDone.
    """
    _must_be(run, State.UPLOADED, State.CHECKED, State.FAILED)
    several = sheet_name == ALL_SHEETS
    wanted = run.mapping["sheet"] if several else sheet_name
    found = recognised_by(kind, table_of(run), sheet_name=wanted, row=row, several=several)
    if found is None:
        raise NoHeading
    run.mapping = _mapping_json(found, found.mapping)
    run.state = State.UPLOADED
    run.save(update_fields=["mapping", "state"])


def check_run(*, run: ImportRun, kind: ImportKind, user: User) -> Plan:
    """Make the plan and save it as what the person is shown. Reads only, apart from that."""
    rows, problems, found = rows_of(run, kind)
    plan = kind.check(rows, context_of(run, kind, user))
    _complete(plan, problems, run=run, found=found, kind=kind)
    run.preview = plan_as_json(plan)
    run.preview["rows"] = len(rows) + len({problem.row for problem in problems})
    run.state = State.CHECKED
    run.message = ""
    run.save(update_fields=["preview", "state", "message"])
    return plan


def apply_run(*, run_uid: Any, user: User, shown: str) -> ImportRun:
    """Apply a checked run in one transaction, under the lock of its school (or region).

    The plan is made again under the lock; when its numbers differ from `shown` (the fingerprint of the preview),
    nothing is applied and the new preview is saved: PlanChanged. A second call after success changes nothing and
    returns the run. Raises Busy after 3 seconds behind another import, NothingToApply, AlreadyDone.
    An unforeseen fault rolls everything back and leaves the run FAILED with a message.
    """
    try:
        return _apply(run_uid=run_uid, user=user, shown=shown)
    except _Stale as stale:
        _save_new_preview(run_uid, stale.plan)
        raise PlanChanged from None
    except TomikError:
        raise
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", None) in {"55P03", "40P01", "40001"}:
            raise Busy from error
        return _fail(run_uid, error)
    except (DatabaseError, ArithmeticError, LookupError, TypeError, ValueError) as error:
        return _fail(run_uid, error)


def _apply(*, run_uid: Any, user: User, shown: str) -> ImportRun:
    with transaction.atomic(durable=True):
        run = ImportRun.objects.select_related("school", "region").get(uid=run_uid)
        _lock(run)
        run = (
            ImportRun.objects.select_related("school", "region")
            .select_for_update(of=("self",))
            .get(uid=run_uid)
        )
        if run.state == State.APPLIED:
            return run
        _must_be(run, State.CHECKED, State.QUEUED, State.APPLYING, State.FAILED)
        kind = _kind(run)
        rows, problems, found = rows_of(run, kind)
        with because(f"import:{run.uid}"):
            applied = kind.apply(rows, context_of(run, kind, user))
        _complete(applied.plan, problems, run=run, found=found, kind=kind)
        if fingerprint_of(applied.plan) != shown:
            raise _Stale(applied.plan)
        if any(not question.answer for question in applied.plan.questions):
            raise QuestionsOpen
        if applied.plan.is_empty:
            raise NothingToApply
        _record(run, applied)
        return run


def _record(run: ImportRun, applied: Applied) -> None:
    run.state = State.APPLIED
    run.applied_at = clock.now()
    run.outcome = plan_as_json(applied.plan) | {"rows": run.preview.get("rows", 0)}
    run.undo_token = applied.undo_token
    run.message = ""
    run.save(update_fields=["state", "applied_at", "outcome", "undo_token", "message"])


def queue_run(*, run: ImportRun, user: User, shown: str) -> None:
    """Hand a big run to the worker; the job is enqueued in the same transaction. Raises AlreadyDone."""
    with transaction.atomic(durable=True):
        locked = ImportRun.objects.select_for_update().get(pk=run.pk)
        _must_be(locked, State.CHECKED, State.FAILED)
        locked.state = State.QUEUED
        locked.message = ""
        locked.save(update_fields=["state", "message"])
        job = app.configure_task(APPLY_JOB, lock=f"import-{run.uid}")
        job.defer(run_uid=str(run.uid), user_id=user.pk, shown=shown)
    run.state = State.QUEUED


def undo_run(*, run_uid: Any, user: User) -> ImportRun:
    """Take an applied run back in one transaction, under the same lock.

    Raises TomikError with the reasons when later work rests on it; AlreadyDone when it is not applied.
    """
    with transaction.atomic(durable=True):
        run = ImportRun.objects.select_related("school", "region").get(uid=run_uid)
        _lock(run)
        run = (
            ImportRun.objects.select_related("school", "region")
            .select_for_update(of=("self",))
            .get(uid=run_uid)
        )
        if run.state == State.UNDONE:
            return run
        _must_be(run, State.APPLIED)
        kind = _kind(run)
        with because(f"undo:{run.uid}"):
            kind.undo(run.undo_token, context_of(run, kind, user))
        run.state = State.UNDONE
        run.undone_at = clock.now()
        run.undone_by = user
        run.save(update_fields=["state", "undone_at", "undone_by"])
    return run


def answer_questions(*, run: ImportRun, kind: ImportKind, user: User, given: Mapping[str, str]) -> Plan:
    """Take the person's answers to the questions of the preview and make the plan anew.

    Answers to what is not asked, or that are no answers to it, are left aside. Raises AlreadyDone, FileDeleted.
    """
    _must_be(run, State.CHECKED, State.FAILED)
    asked = {
        one["key"]: {value for value, _title in one["choices"]} for one in run.preview.get("questions", ())
    }
    taken = {key: value for key, value in given.items() if value in asked.get(key, ())}
    run.options = run.options | {"answers": run.options.get("answers", {}) | taken}
    run.save(update_fields=["options"])
    return check_run(run=run, kind=kind, user=user)


def rows_of(run: ImportRun, kind: ImportKind) -> tuple[list[Row], list[LineProblem], Recognised]:
    """Rows of the stored file by the chosen columns, with problems found before the kind sees them."""
    found = recognised_in(run, kind)
    mapping = mapping_of(run)
    is_band = extras.bands(kind, set(mapping.values()))
    rows, problems = data_rows(found, mapping, kind.columns(), is_band=is_band)
    return rows, problems, found


def table_of(run: ImportRun) -> Table:
    """The table of the stored file. Raises FileDeleted."""
    if not run.content:
        raise FileDeleted
    return unpack(bytes(run.content), run.file_name)


def recognised_in(run: ImportRun, kind: ImportKind, table: Table | None = None) -> Recognised:
    """The chosen sheets and heading of the stored file. Raises NoHeading when it has none, FileDeleted."""
    found = recognised_by(
        kind,
        table or table_of(run),
        sheet_name=run.mapping["sheet"],
        row=run.mapping["heading"],
        several=run.mapping.get("several", False),
    )
    if found is None:
        raise NoHeading
    return found


def recognised_by(
    kind: ImportKind, table: Table, *, sheet_name: str = "", row: int = 0, several: bool = True
) -> Recognised | None:
    """What the kind sees in the table. Kinds that read many sheets take all with the same titles if `several`."""
    several = several and extras.reads_many_sheets(kind)
    found = recognise(table, kind.columns(), sheet_name=sheet_name, row=row, several=several)
    if found is None or not extras.reads_many_sheets(kind):
        return found
    names = [part.sheet.name for part in found.parts]
    key = extras.sheet_column(kind, names, set(found.mapping.values()))
    return replace(found, mapping={SHEET_NAME: key, **found.mapping}) if key else found


def rows_in(run: ImportRun) -> int:
    """How many rows the file was found to have; 1 before its columns are chosen."""
    return int(run.preview.get("rows") or run.outcome.get("rows") or 1)


def mapping_of(run: ImportRun) -> dict[int, str]:
    """Column number → column key, as chosen."""
    return {int(number): key for number, key in run.mapping.get("columns", {}).items()}


def context_of(run: ImportRun, kind: ImportKind, user: User) -> Context:
    """What the kind is told about the run."""
    bare = Context(user_id=user.pk, school_id=run.school_id, region_id=run.region_id, run_uid=str(run.uid))
    given = {"answers": run.options.get("answers", {})}
    return replace(bare, options=answers.restored(run.options, kind.options(bare)) | given)


def tell_viewed(run: ImportRun, kind: ImportKind, user: User, *, rows: int, what: str) -> None:
    """Let a kind that holds personal data write down who saw its rows."""
    extras.viewed(kind, context_of(run, kind, user), rows=rows, what=what)


def _mapping_json(found: Recognised, mapping: Mapping[int, str]) -> dict[str, Any]:
    columns = {str(number): key for number, key in sorted(mapping.items()) if key}
    return {
        "sheet": found.sheet.name,
        "heading": found.heading.first_row,
        "several": found.is_several,
        "columns": columns,
    }


def _complete(
    plan: Plan, problems: list[LineProblem], *, run: ImportRun, found: Recognised, kind: ImportKind
) -> None:
    """Add what was found before the kind, and name columns as the file does."""
    plan.rows_bad += len({problem.row for problem in problems})
    problems = [*_sheets_left(found, kind), *problems]
    plan.problems = placed([*problems, *plan.problems], mapping_of(run), found.heading, kind.columns())


def _sheets_left(found: Recognised, kind: ImportKind) -> list[LineProblem]:
    """Tell which sheets are not read, where several could be: nothing is left aside in silence."""
    if not found.others or not extras.reads_many_sheets(kind):
        return []
    message = _(
        "These sheets are not read, their titles differ or they are hidden or were not chosen: %(names)s."
    )
    names = ", ".join(f"«{name}»" for name in found.others)
    return [LineProblem(None, "", message % {"names": names}, code="sheets_left", severity="warning")]


def _save_new_preview(run_uid: Any, plan: Plan) -> None:
    with transaction.atomic(durable=True):
        run = ImportRun.objects.select_for_update().get(uid=run_uid)
        rows = run.preview.get("rows", 0)
        run.preview = plan_as_json(plan) | {"rows": rows}
        run.state = State.CHECKED
        run.message = str(PlanChanged.default_message)
        run.save(update_fields=["preview", "state", "message"])


def _fail(run_uid: Any, error: Exception) -> ImportRun:
    logger.error("import %s failed", run_uid, exc_info=error)
    message = _(
        "The import stopped because of a fault on our side. Nothing was changed; the administrator has been told."
    )
    return mark_failed(run_uid=run_uid, message=message)


def mark_failed(*, run_uid: Any, message: str) -> ImportRun:
    """Say why a run did not go through; nothing of it was applied."""
    with transaction.atomic(durable=True):
        run = ImportRun.objects.select_for_update().get(uid=run_uid)
        if run.state != State.APPLIED:
            run.state = State.FAILED
            run.message = message
            run.save(update_fields=["state", "message"])
    return run


def _lock(run: ImportRun) -> None:
    """One import at a time for a school; imports of a region have the negative of its id."""
    locks.take(locks.LockSpace.IMPORT, [run.school_id if run.school_id is not None else -run.region_id])


def _kind(run: ImportRun) -> ImportKind:
    kind = kind_named(run.kind)
    if kind is None:
        raise TomikError(_("This kind of import is not known any more."))
    return kind


def _must_be(run: ImportRun, *states: str) -> None:
    if run.state not in states:
        raise AlreadyDone

"""Reads of import runs, scope inside."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from tomik.accounts.public import Permission, UnitKind
from tomik.intake.models import ColumnMapping, ImportRun
from tomik.intake.registry import kind_named, kinds
from tomik.kernel.importing import ImportKind
from tomik.territory.public import Actor, Region, School, actor_of, require

_LIGHT = ("content", "preview", "outcome", "undo_token")


def kinds_for(actor: Actor) -> list[ImportKind]:
    """Imports that the person may do in the chosen unit."""
    unit = actor.unit
    if unit is None or unit.kind is UnitKind.MUNICIPALITY:
        return []
    level = "school" if unit.kind is UnitKind.SCHOOL else "region"
    return [kind for kind in kinds() if kind.level == level and actor.may(Permission(kind.permission))]


def target_of(request: HttpRequest, kind: ImportKind) -> tuple[Actor, School | None, Region]:
    """Who imports and for whom. Raises Http404 when the chosen unit has no such import, PermissionDenied."""
    actor = actor_of(request)
    unit = actor.unit
    wanted = UnitKind.SCHOOL if kind.level == "school" else UnitKind.REGION
    if unit is None or unit.kind is not wanted:
        raise Http404
    if kind.level == "school":
        school = actor.school
        if school is None:
            raise Http404
        require(request, Permission(kind.permission), school=school)
        return actor, school, school.region
    require(request, Permission(kind.permission))
    return actor, None, Region.objects.get(id=unit.id)


def run_or_404(request: HttpRequest, uid: Any, *, light: bool = False) -> tuple[ImportRun, ImportKind, Actor]:
    """A run that the person may see and change. Other schools' runs do not exist; a weak role is refused.

    `light` leaves the file and the plans in the database: for what is asked every second.
    """
    actor = actor_of(request)
    runs = ImportRun.objects.select_related(
        "school", "region", "created_by", "undone_by", "file_deleted_by"
    ).filter(uid=uid)
    run = (runs.defer(*_LIGHT) if light else runs).first()
    kind = kind_named(run.kind) if run is not None else None
    if run is None or kind is None:
        raise Http404
    if run.school is not None:
        require(request, Permission(kind.permission), school=run.school)
    elif run.region_id not in actor.scope.region_ids:
        raise Http404
    else:
        require(request, Permission(kind.permission))
    return run, kind, actor


def recent_runs(actor: Actor) -> QuerySet[ImportRun]:
    """The journal of the chosen unit: who brought what and when, newest first."""
    runs = ImportRun.objects.select_related("created_by").defer(*_LIGHT).order_by("-created_at")
    unit = actor.unit
    names = [kind.name for kind in kinds_for(actor)]
    if unit is None:
        return runs.none()
    if unit.kind is UnitKind.SCHOOL:
        return runs.filter(school_id=unit.id, kind__in=names)
    return runs.filter(school__isnull=True, region_id=unit.id, kind__in=names)


def applied_before(run: ImportRun) -> ImportRun | None:
    """An earlier run with the same file, applied and not taken back."""
    return (
        ImportRun.objects.select_related("created_by")
        .defer(*_LIGHT)
        .filter(
            kind=run.kind,
            school=run.school,
            region_id=run.region_id,
            file_sha256=run.file_sha256,
            state=ImportRun.State.APPLIED,
        )
        .exclude(pk=run.pk)
        .order_by("-applied_at")
        .first()
    )


def remembered_mapping(*, school: School | None, kind: str, header_key: str) -> dict[int, str] | None:
    """How the person chose the columns of such a file last time."""
    if school is None:
        return None
    found = ColumnMapping.objects.filter(school=school, kind=kind, header_key=header_key).first()
    return {int(number): key for number, key in found.mapping.items()} if found is not None else None

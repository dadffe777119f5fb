"""The list of schools of a region from a file. Look-alikes are shown, never guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tomik.kernel import clock
from tomik.kernel.errors import LineProblem, TomikError
from tomik.kernel.importing import Applied, Change, Column, Context, Option, Plan, Row
from tomik.kernel.normalise import comparable
from tomik.territory.models import Building, Membership, Municipality, School, SchoolVersion
from tomik.territory.school_matching import Matched, match, registered
from tomik.territory.school_names import municipality_key
from tomik.territory.school_rows import COLUMNS, Read, SchoolRow, founder_of, kind_of, read_rows

EXAMPLES = 5
_FIELDS = (
    "short_name",
    "full_name",
    "inn",
    "is_rural",
    "is_small",
    "latitude",
    "longitude",
    "municipality_id",
)
_NAMES = ("short_name", "full_name")


class SchoolList:
    """Schools: new ones are added, known ones get what the file says of them; nothing is closed or deleted."""

    name = "schools"
    title = gettext_lazy("Schools of the region")
    description = gettext_lazy(
        "The register of schools: municipality, names, INN. Schools that are not in the file stay as they are."
    )
    permission = "edit_territory"
    level = "region"

    def columns(self) -> Sequence[Column]:
        """Municipality and short name are needed; the rest when known."""
        return COLUMNS

    def options(self, context: Context) -> Sequence[Option]:
        """From which day new names count."""
        return [Option("on", gettext_lazy("Changes count from"), "date", clock.today())]

    def check(self, rows: Sequence[Row], context: Context) -> Plan:
        """What the list would change. Reads only."""
        return _compare(rows, context)[0]

    def apply(self, rows: Sequence[Row], context: Context) -> Applied:
        """Write it inside the caller's transaction, under its import lock of the region."""
        plan, matched, changed = _compare(rows, context)
        on = context.options.get("on") or clock.today()
        region_id = _region(context)
        created = _create(matched.new, region_id, on)
        before = [_change(school, values, row, on) for school, values, row in changed]
        return Applied(plan, {"created": created, "changed": before})

    def undo(self, undo_token: Mapping[str, Any], context: Context) -> Plan:
        """Take it back; raises TomikError when a new school is already used or a changed one was changed again."""
        for one in reversed(undo_token["changed"]):
            _restore(one)
        _delete(undo_token["created"])
        return Plan()


def _region(context: Context) -> int:
    if context.region_id is None:
        raise ValueError("a list of schools needs a region")
    return context.region_id


Changed = list[tuple[School, dict[str, Any], SchoolRow]]


def _compare(rows: Sequence[Row], context: Context) -> tuple[Plan, Matched, Changed]:
    region_id = _region(context)
    municipalities: dict[str, list[tuple[int, str]]] = {}
    for number, name in Municipality.objects.filter(region_id=region_id).values_list("id", "name"):
        municipalities.setdefault(municipality_key(name), []).append((number, name))
    read = read_rows(rows, municipalities)
    schools = {
        school.pk: school
        for school in School.objects.filter(region_id=region_id).select_related("municipality")
    }
    register = [
        registered(
            school_id=school.pk,
            municipality=(school.municipality_id, school.municipality.name),
            names=(school.short_name, school.full_name),
            inn=school.inn,
        )
        for school in schools.values()
    ]
    matched = match(read, register)
    addresses = dict(
        Building.objects.filter(school__region_id=region_id, is_main=True).values_list("school_id", "address")
    )
    changed: Changed = []
    for row, school_id in matched.known:
        values = _differences(schools[school_id], row, addresses.get(school_id))
        if values:
            changed.append((schools[school_id], values, row))
    return _plan(read, matched, changed), matched, changed


def _plan(read: Read, matched: Matched, changed: Changed) -> Plan:
    same = len(matched.known) - len(changed)
    questions = sum(problem.code in ("look_alike", "unclear") for problem in read.problems)
    plan = Plan(
        problems=read.problems, rows_good=len(matched.known) + len(matched.new), rows_bad=len(read.bad)
    )
    plan.changes = [
        Change(
            "new", _("new schools"), len(matched.new), tuple(row.short_name for row in matched.new[:EXAMPLES])
        ),
        Change(
            "changed",
            _("changed"),
            len(changed),
            tuple(school.short_name for school, _v, _r in changed[:EXAMPLES]),
        ),
        Change("same", _("without changes"), same),
        Change("same_questions", _("look-alikes that wait for a decision"), questions),
    ]
    return plan


def _differences(school: School, row: SchoolRow, address: str | None) -> dict[str, Any]:
    """What the file says otherwise; blank cells say nothing."""
    told = {
        "short_name": row.short_name,
        "full_name": row.full_name,
        "inn": row.inn,
        "is_rural": row.is_rural,
        "is_small": row.is_small,
        "latitude": row.latitude,
        "longitude": row.longitude,
        "municipality_id": row.municipality_id,
    }
    values = {
        key: value for key, value in told.items() if value is not None and value != getattr(school, key)
    }
    if row.address is not None and row.address != address:
        values["address"] = row.address
    return values


def _create(rows: Sequence[SchoolRow], region_id: int, on: date) -> list[int]:
    schools = School.objects.bulk_create(
        School(
            region_id=region_id,
            municipality_id=row.municipality_id,
            short_name=row.short_name,
            full_name=row.full_name or row.short_name,
            name_key=comparable(row.short_name),
            inn=row.inn or "",
            kind=kind_of(row.short_name, row.full_name),
            founder=founder_of(row.short_name, row.full_name),
            is_rural=bool(row.is_rural),
            is_small=bool(row.is_small),
            latitude=row.latitude,
            longitude=row.longitude,
        )
        for row in rows
    )
    Building.objects.bulk_create(
        Building(school=school, name=_("Main building"), is_main=True, address=row.address or "")
        for school, row in zip(schools, rows, strict=True)
    )
    SchoolVersion.objects.bulk_create(
        SchoolVersion(
            school=school,
            short_name=school.short_name,
            full_name=school.full_name,
            status=school.status,
            valid_from=on,
        )
        for school in schools
    )
    return [school.pk for school in schools]


def _change(school: School, values: dict[str, Any], row: SchoolRow, on: date) -> dict[str, Any]:
    """Write what is new; a new name closes the version of the old one. Returns what was before."""
    before: dict[str, Any] = {"id": school.pk, "before": {}, "after": values}
    address = values.get("address")
    if address is not None:
        main = Building.objects.filter(school=school, is_main=True).first()
        before["before"]["address"] = main.address if main is not None else ""
        if main is not None:
            main.address = address
            main.save(update_fields=["address"])
    names = {key: getattr(school, key) for key in _NAMES}
    fields = [key for key in values if key in _FIELDS]
    for key in fields:
        before["before"][key] = getattr(school, key)
        setattr(school, key, values[key])
    school.name_key = comparable(school.short_name)
    if fields:
        school.save(update_fields=[*fields, "name_key"])
    if any(key in values for key in _NAMES):
        before["version"] = _open_version(school, names, on)
    return before


def _open_version(school: School, names: Mapping[str, str], on: date) -> dict[str, Any]:
    """The version of today's names from `on`; the one before it ends. Returns what was done."""
    present = SchoolVersion.objects.filter(school=school, valid_to__isnull=True).first()
    if present is not None and present.valid_from >= on:
        for key in _NAMES:
            setattr(present, key, getattr(school, key))
        present.save(update_fields=list(_NAMES))
        return {"rewritten": present.pk, "names": dict(names)}
    if present is not None:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    opened = SchoolVersion.objects.create(
        school=school,
        short_name=school.short_name,
        full_name=school.full_name,
        status=school.status,
        valid_from=on,
    )
    return {"opened": opened.pk, "closed": present.pk if present is not None else None}


def _restore(one: Mapping[str, Any]) -> None:
    school = School.objects.select_for_update().get(pk=one["id"])
    fields = [key for key in one["before"] if key in _FIELDS]
    if any(getattr(school, key) != one["after"][key] for key in fields):
        message = _("%(school)s was changed again after the import; it cannot be taken back as a whole.")
        raise TomikError(message % {"school": school.short_name})
    for key in fields:
        setattr(school, key, one["before"][key])
    school.name_key = comparable(school.short_name)
    school.save(update_fields=[*fields, "name_key"])
    if "address" in one["before"]:
        Building.objects.filter(school=school, is_main=True).update(address=one["before"]["address"])
    version = one.get("version")
    if version and "rewritten" in version:
        SchoolVersion.objects.filter(pk=version["rewritten"]).update(**version["names"])
    elif version:
        SchoolVersion.objects.filter(pk=version["opened"]).delete()
        SchoolVersion.objects.filter(pk=version["closed"]).update(valid_to=None)


def _delete(created: Sequence[int]) -> None:
    """Delete schools that the import added, unless someone works in them or anything refers to them."""
    served = School.objects.filter(
        pk__in=Membership.objects.filter(school_id__in=created).values("school_id")
    )
    problems = [
        LineProblem(None, _("School"), _("people already have roles in it"), one.short_name) for one in served
    ]
    if problems:
        raise TomikError(_("The new schools are already in use and stay."), problems=problems)
    ids = list(created)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        try:
            with transaction.atomic():
                for table in ("territory_building", "territory_schoolversion"):
                    cursor.execute(f"DELETE FROM {table} WHERE school_id = ANY(%s)", [ids])
                cursor.execute("DELETE FROM territory_school WHERE id = ANY(%s)", [ids])
        except IntegrityError as error:
            raise TomikError(_("The new schools are already in use and stay.")) from error
